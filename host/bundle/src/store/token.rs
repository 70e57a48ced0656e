//! What a registry asks for when it says 401: a user and password, or a token from
//! elsewhere (distribution's token specification, `docs/spec/auth/token.md`).

use http_auth::parse_challenges;
use serde::Deserialize;

/// What a registry asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// A user and password with each request.
    Basic,
    /// A token, to be had from `realm`.
    Bearer {
        realm: String,
        /// What the realm wants to be asked with.
        query: Vec<(&'static str, String)>,
    },
}

impl Challenge {
    /// Reads a `WWW-Authenticate` header. None if it asks for nothing that we have.
    pub fn parse(header: &str, repository: &str) -> Option<Self> {
        let challenges = parse_challenges(header).ok()?;
        let mut basic = None;
        for challenge in challenges {
            if challenge.scheme.eq_ignore_ascii_case("basic") {
                basic = Some(Self::Basic);
            }
            if !challenge.scheme.eq_ignore_ascii_case("bearer") {
                continue;
            }
            let value = |name: &str| {
                challenge
                    .params
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_unescaped())
            };
            let Some(realm) = value("realm") else { continue };
            let mut query = vec![("scope", format!("repository:{repository}:pull"))];
            if let Some(service) = value("service") {
                query.push(("service", service));
            }
            return Some(Self::Bearer { realm, query });
        }
        basic
    }
}

/// The realm's answer. Both names are in use.
#[derive(Deserialize)]
pub(super) struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

impl Token {
    pub fn parse(bytes: &[u8]) -> Option<String> {
        let Self { token, access_token } = serde_json::from_slice(bytes).ok()?;
        token.or(access_token).filter(|token| !token.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The token specification's own example.
    #[test]
    fn a_token_is_asked_for_with_our_scope_whatever_the_registry_says() {
        let header = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:other:pull,push""#;
        assert_eq!(
            Challenge::parse(header, "samalba/my-app"),
            Some(Challenge::Bearer {
                realm: "https://auth.docker.io/token".to_owned(),
                query: vec![
                    ("scope", "repository:samalba/my-app:pull".to_owned()),
                    ("service", "registry.docker.io".to_owned()),
                ],
            })
        );
    }

    #[test]
    fn a_token_goes_before_a_password() {
        let bearer = Challenge::parse(r#"Basic realm="a", Bearer realm="https://b/""#, "x");
        assert!(matches!(bearer, Some(Challenge::Bearer { .. })));
        assert_eq!(Challenge::parse(r#"Basic realm="a""#, "x"), Some(Challenge::Basic));
        for nothing in ["", "Negotiate", "Bearer", "Bearer realm", "\"", "Digest realm=\"a\""] {
            assert_eq!(Challenge::parse(nothing, "x"), None, "{nothing}");
        }
    }

    #[test]
    fn a_token_has_two_names() {
        assert_eq!(Token::parse(br#"{"token":"a","expires_in":60}"#).as_deref(), Some("a"));
        assert_eq!(Token::parse(br#"{"access_token":"b"}"#).as_deref(), Some("b"));
        for bad in ["{}", "[]", "", r#"{"token":""}"#, r#"{"token":1}"#] {
            assert_eq!(Token::parse(bad.as_bytes()), None, "{bad}");
        }
    }
}

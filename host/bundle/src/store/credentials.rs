//! Who we are to a registry: from the environment, else from Docker's configuration.

use docker_credential::{CredentialRetrievalError, DockerCredential};

use super::StoreError;

/// The registry that the other two or three are for. Without it they are not used, so
/// that they go nowhere else.
const HOST: &str = "TIDEGATE_REGISTRY";
const USER: &str = "TIDEGATE_REGISTRY_USER";
const PASSWORD: &str = "TIDEGATE_REGISTRY_PASSWORD";
const TOKEN: &str = "TIDEGATE_REGISTRY_TOKEN";

/// Who we are to a registry.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// Nobody.
    Anonymous,
    /// A user, to the registry itself or to where it has its tokens from.
    Basic {
        /// The user's name.
        user: String,
        /// In the clear.
        password: String,
    },
    /// A token to send as it is.
    Bearer(String),
}

impl Credentials {
    /// Looks them up. Docker's configuration may name a helper program, which is run:
    /// this blocks.
    pub(super) fn of(host: &str) -> Result<Self, StoreError> {
        let variable = |name| std::env::var(name).ok();
        match Self::from_variables(host, variable)? {
            Some(credentials) => Ok(credentials),
            None => Self::from_docker(host),
        }
    }

    fn from_variables(
        host: &str,
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Option<Self>, StoreError> {
        if variable(HOST).as_deref() != Some(host) {
            return Ok(None);
        }
        match (variable(TOKEN), variable(USER), variable(PASSWORD)) {
            (Some(token), None, None) => Ok(Some(Self::Bearer(token))),
            (None, Some(user), Some(password)) => Ok(Some(Self::Basic { user, password })),
            (found, user, password) => {
                let found: Vec<_> = [(TOKEN, found), (USER, user), (PASSWORD, password)]
                    .into_iter()
                    .filter_map(|(name, value)| value.map(|_| name))
                    .collect();
                Err(StoreError::Credentials {
                    host: host.to_owned(),
                    why: format!(
                        "found {HOST} with {}, expected {TOKEN}, or {USER} and {PASSWORD}",
                        if found.is_empty() { "none".to_owned() } else { found.join(" and ") }
                    ),
                })
            }
        }
    }

    fn from_docker(host: &str) -> Result<Self, StoreError> {
        // What `docker login` writes for its own registry.
        let server = if host == "docker.io" { "https://index.docker.io/v1/" } else { host };
        let refuse = |why: String| {
            Err(StoreError::Credentials {
                host: host.to_owned(),
                why: format!("config.json: {why}"),
            })
        };
        match docker_credential::get_credential(server) {
            Ok(DockerCredential::UsernamePassword(user, password)) => {
                Ok(Self::Basic { user, password })
            }
            Ok(DockerCredential::IdentityToken(_)) => {
                refuse("found an identity token, expected a user and a password".to_owned())
            }
            // A file that is not there is reported as one that cannot be read.
            Err(
                CredentialRetrievalError::ConfigNotFound
                | CredentialRetrievalError::ConfigReadError
                | CredentialRetrievalError::NoCredentialConfigured,
            ) => Ok(Self::Anonymous),
            // A helper that knows nothing of this registry.
            Err(CredentialRetrievalError::HelperFailure { stdout, .. })
                if stdout.contains("credentials not found") =>
            {
                Ok(Self::Anonymous)
            }
            Err(CredentialRetrievalError::HelperFailure { helper, .. }) => {
                refuse(format!("the helper docker-credential-{helper} failed"))
            }
            Err(error) => refuse(error.to_string()),
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "Anonymous",
            Self::Basic { .. } => "Basic",
            Self::Bearer(_) => "Bearer",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(set: &'static [(&'static str, &'static str)]) -> Result<Option<Credentials>, String> {
        let variable =
            |name| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        Credentials::from_variables("registry.example", variable).map_err(|error| error.to_string())
    }

    #[test]
    fn variables_are_for_one_registry_only() {
        assert_eq!(of(&[(USER, "a"), (PASSWORD, "b")]), Ok(None));
        assert_eq!(of(&[(HOST, "other.example"), (TOKEN, "t")]), Ok(None));
        assert_eq!(
            of(&[(HOST, "registry.example"), (TOKEN, "t")]),
            Ok(Some(Credentials::Bearer("t".to_owned())))
        );
        let basic = Credentials::Basic { user: "a".to_owned(), password: "b".to_owned() };
        let set = &[(HOST, "registry.example"), (USER, "a"), (PASSWORD, "b")];
        assert_eq!(of(set), Ok(Some(basic)));
    }

    #[test]
    fn half_a_login_is_refused_and_no_secret_is_told() {
        let error = of(&[(HOST, "registry.example"), (PASSWORD, "secret")]).unwrap_err();
        assert!(error.contains("with TIDEGATE_REGISTRY_PASSWORD, expected"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

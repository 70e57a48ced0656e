//! Tokens that other implementations made, `fixtures/make.py`.

use tidegate_facts::entitlement::{GrantNames, ProfileNames};
use tidegate_sdk::types::Accessibility;

use crate::support::Seen;

fn made(prefix: &str) -> Vec<(String, String)> {
    #[derive(serde::Deserialize)]
    struct Made {
        name: String,
        token: String,
    }
    let all: Vec<Made> = serde_json::from_str(include_str!("fixtures/tokens.json")).unwrap();
    let some = all.into_iter().filter(|made| made.name.starts_with(prefix));
    let some: Vec<_> = some.map(|made| (made.name, made.token)).collect();
    assert!(!some.is_empty());
    some
}

#[test]
fn jwts_of_every_algorithm_open() {
    let all = made("jwt-");
    assert_eq!(all.len(), 5);
    for (name, token) in all {
        let token = Seen::default().open(&token).unwrap_or_else(|error| panic!("{name}: {error}"));
        let entitlement = token.entitlement(&GrantNames::default()).ok().unwrap();
        assert_eq!(entitlement.plan.as_deref(), Some("premium"));
        assert_eq!(entitlement.home_country.as_deref(), Some("FR"));
        assert_eq!(entitlement.concurrency.as_deref(), Some("3"));
        assert_eq!(entitlement.expires, 1_800_000_030);
        let profile = token.profile(&ProfileNames::default());
        let preferences = profile.preferences.unwrap();
        assert_eq!(preferences.audio.as_deref(), Some("fr-CA,en"));
        assert_eq!(preferences.subtitles.as_deref(), Some("fr,en"));
        assert!(preferences.original_audio);
        let stated = Accessibility::CAPTIONS | Accessibility::ENHANCED_SPEECH;
        assert_eq!(profile.accessibility, Some(stated));
    }
}

#[test]
fn cwts_of_every_algorithm_open() {
    let all = made("cwt-");
    assert_eq!(all.len(), 9);
    for (name, token) in all {
        let token = Seen::default().open(&token).unwrap_or_else(|error| panic!("{name}: {error}"));
        let entitlement = token.entitlement(&GrantNames::default()).ok().unwrap();
        assert_eq!(entitlement.plan.as_deref(), Some("premium"));
        assert_eq!(entitlement.home_country.as_deref(), Some("FR"));
        assert_eq!(entitlement.concurrency.as_deref(), Some("family"));
        let profile = token.profile(&ProfileNames::default());
        let preferences = profile.preferences.unwrap();
        assert_eq!(preferences.audio.as_deref(), Some("fr-CA,en"));
        assert_eq!(preferences.subtitles, None);
        assert_eq!(profile.accessibility, Some(Accessibility::DESCRIBED_AUDIO));
    }
}

#[test]
fn restrictions_of_other_implementations_are_read() {
    let (_, token) = made("cwt-restricted").remove(0);
    let elsewhere = Seen { country: Some("DE"), ..Seen::default() };
    assert_eq!(
        elsewhere.refusal(&token),
        "`catgeoiso3166`: does not cover the place of this request"
    );

    let (_, token) = made("eyevinn-HS256-tagged").remove(0);
    let mut seen = Seen::default();
    assert_eq!(seen.refusal(&token), "");
    seen.viewer = "2001:db8:ffff::1".parse().unwrap();
    assert_eq!(seen.refusal(&token), "");
    seen.viewer = "198.51.100.1".parse().unwrap();
    assert_eq!(seen.refusal(&token), "`catnip`: does not cover the network of this request");
    seen.asn = Some(64500);
    assert_eq!(seen.refusal(&token), "");
    seen.headers.insert("user-agent", "curl".parse().unwrap());
    assert_eq!(seen.refusal(&token), "`cath`: does not cover the headers of this request");
}

/// Without its CWT tag, @eyevinn/cat writes the payload as hexadecimal text: RFC
/// 9052 section 4.2 has a byte string there.
#[test]
fn what_is_no_cose_is_refused() {
    for name in ["eyevinn-ES256", "eyevinn-HS256"] {
        let all = made(name);
        let (_, token) = all.iter().find(|(made, _)| made == name).unwrap();
        assert_eq!(
            Seen::default().refusal(token),
            "`token`: malformed, expected a CWT in COSE_Mac0 or COSE_Sign1"
        );
    }
}

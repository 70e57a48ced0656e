//! What holds for any token.

use proptest::prelude::*;
use tidegate_facts::entitlement::GrantNames;

use crate::support::{HEADER, Seen, cat_of, cbor, int, jwt, map, text};

proptest! {
    /// Whatever a token says, it is refused or within what the contract allows.
    #[test]
    fn anything_ends(token in "[A-Za-z0-9_.=-]{0,200}") {
        prop_assert!(Seen::default().open(&token).is_err());
    }

    #[test]
    fn any_header_and_claims_end(header in ".{0,60}", claims in ".{0,200}") {
        let _ = Seen::default().open(&jwt(&header, &claims));
        let _ = Seen::default().open(&jwt(HEADER, &claims));
    }

    /// Even issuers may send nonsense.
    #[test]
    fn any_payload_ends(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Seen::default().open(&cat_of(&payload));
    }

    /// The two kinds say the same.
    #[test]
    fn both_kinds_grant_alike(plan in "[ -~]{0,70}", home in "[A-Za-z]{1,3}", class in any::<u32>()) {
        let names = GrantNames::default();
        let claims = map(&[
            (int(1), text("https://login.example")),
            (int(3), text("https://tv.example")),
            (int(4), int(1_800_000_000)),
            (int(-65537), text(&plan)),
            (int(-65538), text(&home)),
            (int(-65539), int(i64::from(class))),
        ]);
        let json = serde_json::json!({
            "iss": "https://login.example", "aud": "https://tv.example", "exp": 1_800_000_000,
            "plan": plan, "home_country": home, "concurrency": class,
        });
        let of = |token: &str| {
            let token = Seen::default().open(token).map_err(|refused| refused.to_string())?;
            token.entitlement(&names).map_err(|refused| refused.to_string())
        };
        let (cat, jwt) = (of(&cat_of(&cbor(&claims))), of(&jwt(HEADER, &json.to_string())));
        prop_assert!(cat == jwt);
        prop_assert_eq!(cat.is_ok(), (1..=64).contains(&plan.len()) && home.len() == 2);
    }
}

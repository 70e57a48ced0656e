use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::carbon_cap::{self, Cap, NoCap, Outcome, Saving};
use crate::consent::{self, Regime, Signals};
use crate::geo_licensing::{Denial, DenialReason, Verdict};
use crate::manifest_rewriting::{Edit, Format, Interstitial, Manifest, Track, TrackKind, packed};
use crate::types::{
    Accessibility, Capabilities, Codecs, DynamicRanges, Facts, Grants, Hdcp, Intensity, Limits,
    Purposes, Session,
};

fn both<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T, json: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), value);
}

#[test]
fn what_is_absent_is_left_out() {
    both(Facts::NOTHING, "{}");
    both(Limits::NONE, "{}");
    both(Grants::NOTHING, "{}");
}

#[test]
fn facts() {
    both(
        Facts {
            country: Some("FR".to_owned()),
            accessibility: Some(Accessibility::CAPTIONS | Accessibility::ENHANCED_SPEECH),
            intensity: Some(Intensity::average(vec![40, 41], 1800, 7, 9)),
            capabilities: Some(Capabilities {
                max_height: Some(1080),
                codecs: Codecs::H264,
                ranges: DynamicRanges::empty(),
                hdcp: Hdcp::Type0,
            }),
            session: Some(Session { share: 0, started: None }),
            ..Facts::NOTHING
        },
        r#"{"country":"FR","accessibility":["captions","enhanced-speech"],"intensity":{"signal":"average","samples":[40,41],"step":1800,"measured":7,"expires":9},"capabilities":{"hdcp":"type0","max-height":1080,"codecs":["h264"]},"session":{"share":0}}"#,
    );
}

#[test]
fn an_empty_set_is_not_an_absent_one() {
    both(
        Limits { ranges: Some(DynamicRanges::empty()), strict: true, ..Limits::NONE },
        r#"{"ranges":[],"strict":true}"#,
    );
}

#[test]
fn answers() {
    let grants = Grants { purposes: Purposes::STORAGE, ..Grants::NOTHING };
    both(
        consent::Decision {
            grants,
            regime: Regime::Notice,
            used: Signals::GPC,
            refused: Signals::empty(),
            valid_for: 5,
        },
        r#"{"grants":{"purposes":["storage"]},"regime":"notice","valid-for":5,"used":["gpc"]}"#,
    );
    both(
        Verdict::Deny(Denial {
            reason: DenialReason::NotYetAvailable,
            rule: None,
            version: "3".to_owned(),
            valid_for: 1,
        }),
        r#"{"deny":{"reason":"not-yet-available","version":"3","valid-for":1}}"#,
    );
    both(
        carbon_cap::Decision { outcome: Outcome::Uncapped(NoCap::NoData), valid_for: 0 },
        r#"{"outcome":{"uncapped":"no-data"},"valid-for":0}"#,
    );
    both(
        Outcome::Capped(Cap {
            limits: Limits::NONE,
            band: "b".to_owned(),
            intensity: 1,
            saving: Some(Saving { low: 1, high: 2, inside_noise: true }),
        }),
        r#"{"capped":{"limits":{},"band":"b","intensity":1,"saving":{"low":1,"high":2,"inside-noise":true}}}"#,
    );
}

#[test]
fn manifests_and_edits() {
    let bare = Track::bare(0, TrackKind::Audio);
    let track = Track { language: Some("fr"), is_default: true, ..bare };
    let manifest = Manifest { pathways: "a\nb".into(), ..Manifest::of(Format::Dash, vec![track]) };
    let json = serde_json::to_string(&manifest.pack()).unwrap();
    let back: packed::Manifest = serde_json::from_str(&json).unwrap();
    assert_eq!(Manifest::unpack(&back), manifest);
    both(
        vec![
            Edit::Drop(3),
            Edit::StripCues,
            Edit::InsertInterstitial(Interstitial { name: "a".to_owned(), at: 0 }),
        ],
        r#"[{"drop":3},"strip-cues",{"insert-interstitial":{"name":"a","at":0}}]"#,
    );
}

#[test]
fn what_nobody_knows_is_refused() {
    for json in [
        r#"{"contry":"FR"}"#,
        r#"{"accessibility":["loud"]}"#,
        r#"{"device":"watch"}"#,
        r#"{"location":{"latitude":1}}"#,
    ] {
        assert!(serde_json::from_str::<Facts>(json).is_err(), "{json}");
    }
}

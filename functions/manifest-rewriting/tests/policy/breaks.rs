//! What is played in between.

use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{
    Cue, CueKind, DateRange, Edit, Format, Interstitial, Manifest, ManifestRewriting, Timeline,
};
use tidegate_sdk::types::{DeviceClass, Facts, Grants, Limits, Purposes, SpecialFeatures};

use crate::support::video;

const AT_CUES: &str = r#"{ "breaks": [ {
    "cues": true,
    "consented": { "name": "mine", "purposes": [2, 4] },
    "contextual": { "name": "any" },
    "except": ["bot"]
} ] }"#;

const NOON: i64 = 1_795_377_600_000;

fn cue(kind: CueKind, at: u64, duration: Option<u64>) -> Cue {
    Cue { kind, at, duration, id: None }
}

/// A live window of a minute: out at 12 s, back in at 24 s, and a splice in binary
/// at 40 s.
fn live() -> Timeline {
    Timeline {
        live: true,
        target_duration: Some(6000),
        part_target: None,
        window: Some(60_000),
        segments: 10,
        start: Some(NOON),
        cues: vec![
            cue(CueKind::Out, 12_000, Some(12_000)),
            cue(CueKind::In, 24_000, None),
            cue(CueKind::Other, 40_000, Some(6000)),
            cue(CueKind::Other, 46_000, None),
        ],
        date_ranges: Vec::new(),
    }
}

fn film() -> Timeline {
    Timeline { live: false, cues: Vec::new(), ..live() }
}

fn granting(purposes: Purposes) -> Grants {
    Grants { purposes, special_features: SpecialFeatures::empty() }
}

fn decided(document: &str, facts: &Facts, grants: &Grants, timeline: &Timeline) -> Vec<Edit> {
    in_format(Format::HlsMedia, document, facts, grants, timeline)
}

fn in_format(
    format: Format,
    document: &str,
    facts: &Facts,
    grants: &Grants,
    timeline: &Timeline,
) -> Vec<Edit> {
    let manifest = Manifest { timeline: Some(timeline), ..Manifest::of(format, Vec::new()) };
    let policy = Policy::configure(document).unwrap();
    policy.decide(facts, grants, &Limits::NONE, &manifest).edits
}

fn insert(name: &str, at: u64) -> Edit {
    Edit::InsertInterstitial(Interstitial { name: name.to_owned(), at })
}

scenarios! {
    fn those_who_consent_and_everyone_else_are_two_decisions() {
        let said = |purposes| decided(AT_CUES, &Facts::NOTHING, &granting(purposes), &live());
        let both = |name| [insert(name, 12_000), insert(name, 40_000)];
        let (two, four) = (Purposes::LIMITED_ADVERTISING, Purposes::PERSONALISED_ADVERTISING);
        assert_eq!(said(two | four), both("mine"));
        assert_eq!(said(Purposes::all()), both("mine"));
        for short in [Purposes::empty(), two, four, Purposes::all() - four] {
            assert_eq!(said(short), both("any"), "{short:?}");
        }
    }

    fn either_decision_may_be_absent() {
        let consented = r#"{"breaks":[{"cues":true,"consented":{"name":"mine","purposes":[4]}}]}"#;
        let contextual = r#"{"breaks":[{"cues":true,"contextual":{"name":"any"}}]}"#;
        let said = |document, purposes| {
            decided(document, &Facts::NOTHING, &granting(purposes), &live()).len()
        };
        assert_eq!((said(consented, Purposes::all()), said(consented, Purposes::empty())), (2, 0));
        assert_eq!((said(contextual, Purposes::all()), said(contextual, Purposes::empty())), (2, 2));
    }

    fn kinds_of_device_may_have_none() {
        let on = |device| Facts { device, ..Facts::NOTHING };
        let said = |device| decided(AT_CUES, &on(device), &Grants::NOTHING, &live()).len();
        assert_eq!(said(Some(DeviceClass::Bot)), 0);
        assert_eq!((said(Some(DeviceClass::Tv)), said(None)), (2, 2));
        let document = r#"{"breaks":[{"cues":true,"contextual":{"name":"any"},"except":["unknown"]}]}"#;
        assert_eq!(decided(document, &on(None), &Grants::NOTHING, &live()), []);
    }

    fn offsets_are_for_what_is_complete() {
        let document = r#"{"breaks":[{"offsets-ms":[0,30000,60000],"contextual":{"name":"any"}}]}"#;
        let said = |timeline: &Timeline| decided(document, &Facts::NOTHING, &Grants::NOTHING, timeline);
        assert_eq!(said(&film()), [insert("any", 0), insert("any", 30_000)], "not after the end");
        assert_eq!(said(&live()), []);
    }

    fn breaks_may_be_for_one_presentation() {
        let document = r#"{"breaks":[
            {"cues":true,"presentation":"on-demand","contextual":{"name":"film"}},
            {"cues":true,"presentation":"live","contextual":{"name":"live"}}
        ]}"#;
        let said = |timeline: &Timeline| decided(document, &Facts::NOTHING, &Grants::NOTHING, timeline);
        assert_eq!(said(&live())[0], insert("live", 12_000));
        let over = Timeline { live: false, ..live() };
        assert_eq!(said(&over)[0], insert("film", 12_000));
    }

    fn cues_are_removed_where_something_takes_their_place() {
        let document = r#"{"breaks":[{"cues":true,"strip-cues":true,"consented":{"name":"mine","purposes":[4]}}]}"#;
        let said = |format, purposes| {
            in_format(format, document, &Facts::NOTHING, &granting(purposes), &live())
        };
        assert_eq!(said(Format::HlsMedia, Purposes::all()).last(), Some(&Edit::StripCues));
        assert_eq!(said(Format::HlsMedia, Purposes::empty()), []);
        let dash = said(Format::Dash, Purposes::all());
        assert_eq!(dash, [insert("mine", 12_000), insert("mine", 40_000)]);
    }

    fn what_has_no_dates_has_no_breaks_in_hls() {
        let undated = Timeline { start: None, ..live() };
        let said = |format| in_format(format, AT_CUES, &Facts::NOTHING, &Grants::NOTHING, &undated);
        assert_eq!(said(Format::HlsMedia), []);
        assert_eq!(said(Format::Dash).len(), 2);
    }

    fn what_is_there_is_not_inserted_again() {
        let there = |start| Timeline {
            date_ranges: vec![DateRange {
                id: "x".to_owned(),
                class: Some("com.apple.hls.interstitial".to_owned()),
                start: Some(start),
                duration: None,
            }],
            ..live()
        };
        let said = |timeline: &Timeline| decided(AT_CUES, &Facts::NOTHING, &Grants::NOTHING, timeline);
        assert_eq!(said(&there(NOON + 12_001)), [insert("any", 40_000)]);
        assert_eq!(said(&there(NOON + 15_000)).len(), 2);
        let mut twice = live();
        twice.cues.push(cue(CueKind::Out, 40_001, None));
        assert_eq!(said(&twice).len(), 2, "one moment, twice marked");
    }

    fn a_multivariant_playlist_has_no_breaks() {
        let manifest = Manifest::of(Format::HlsMultivariant, vec![video(0, 360, 1)]);
        let policy = Policy::configure(AT_CUES).unwrap();
        let decision = policy.decide(&Facts::NOTHING, &Grants::NOTHING, &Limits::NONE, &manifest);
        assert_eq!(decision.edits, []);
    }
}

//! The stages together, with functions that say whatever a test wants.

#![cfg(test)]

use proptest::prelude::*;
use tidegate_facts::FactKind;
use tidegate_manifest::Multivariant;
use tidegate_pipeline::{
    Declarations, Fault, Functions, Problem, Rewritten, Terms, decide, personalise, respond,
};
use tidegate_sdk::manifest_rewriting::{Edit, Manifest};
use tidegate_sdk::types::{
    Accessibility, DynamicRanges, Facts, Grants, Limits, Purposes, SpecialFeatures,
};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

const LADDER: &str = "#EXTM3U\n\
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES,AUTOSELECT=YES,URI=\"en.m3u8\"\n\
    #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,VIDEO-RANGE=SDR,AUDIO=\"a\"\nlow.m3u8\n\
    #EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,VIDEO-RANGE=SDR,AUDIO=\"a\"\nmid.m3u8\n\
    #EXT-X-STREAM-INF:BANDWIDTH=6000000,RESOLUTION=1920x1080,VIDEO-RANGE=SDR,AUDIO=\"a\"\nhigh.m3u8\n\
    #EXT-X-STREAM-INF:BANDWIDTH=16000000,RESOLUTION=3840x2160,VIDEO-RANGE=PQ,AUDIO=\"a\"\nuhd.m3u8\n\
    #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=500000,RESOLUTION=1920x1080,URI=\"iframes.m3u8\"\n";

/// Says what it was made to say, and keeps what it was shown.
struct Script {
    consent: Result<consent::Decision, Fault>,
    licence: Result<geo_licensing::Verdict, Fault>,
    cap: Result<carbon_cap::Decision, Fault>,
    edits: Result<Vec<Edit>, Fault>,
    shown: Vec<Facts>,
}

impl Functions for Script {
    fn consent(&mut self, view: &Facts) -> Result<consent::Decision, Fault> {
        self.shown.push(view.clone());
        self.consent.clone()
    }

    fn geo_licensing(&mut self, view: &Facts) -> Result<geo_licensing::Verdict, Fault> {
        self.shown.push(view.clone());
        self.licence.clone()
    }

    fn carbon_cap(&mut self, view: &Facts) -> Result<carbon_cap::Decision, Fault> {
        self.shown.push(view.clone());
        self.cap.clone()
    }

    fn manifest_rewriting(
        &mut self,
        view: &Facts,
        _grants: &Grants,
        _limits: &Limits,
        _manifest: &Manifest<'_>,
    ) -> Result<manifest_rewriting::Decision, Fault> {
        self.shown.push(view.clone());
        self.edits.clone().map(|edits| manifest_rewriting::Decision { edits, valid_for: 60 })
    }
}

fn allow(limits: Limits) -> Result<geo_licensing::Verdict, Fault> {
    let (rule, version) = ("r".to_owned(), "1".to_owned());
    Ok(geo_licensing::Verdict::Allow(geo_licensing::Allowance {
        limits,
        rule,
        version,
        valid_for: 100,
    }))
}

fn capped(limits: Limits) -> Result<carbon_cap::Decision, Fault> {
    let cap = carbon_cap::Cap { limits, band: "b".to_owned(), intensity: 500, saving: None };
    Ok(carbon_cap::Decision { outcome: carbon_cap::Outcome::Capped(cap), valid_for: 200 })
}

fn script() -> Script {
    let purposes = Purposes::empty();
    let grants = Grants { purposes, special_features: SpecialFeatures::empty() };
    Script {
        consent: Ok(consent::Decision {
            grants,
            regime: consent::Regime::OptIn,
            used: consent::Signals::empty(),
            refused: consent::Signals::empty(),
            valid_for: 300,
        }),
        licence: allow(Limits::NONE),
        cap: Ok(carbon_cap::Decision {
            outcome: carbon_cap::Outcome::Uncapped(carbon_cap::NoCap::NoData),
            valid_for: 200,
        }),
        edits: Ok(Vec::new()),
        shown: Vec::new(),
    }
}

fn run(script: &mut Script, facts: &Facts) -> Result<Rewritten, Problem> {
    let declarations = Declarations::customary();
    let decisions = decide(facts, &declarations, script);
    personalise(LADDER, facts, &decisions, &declarations, Terms::default(), script)
}

fn heights(body: &str) -> Vec<u32> {
    let manifest = Multivariant::parse(body).unwrap();
    let variants = manifest.tracks().iter().filter(|track| track.kind.is_variant());
    variants.filter_map(|track| Some(track.resolution?.height)).collect()
}

fn at_most(height: u32) -> Limits {
    Limits { max_height: Some(height), ..Limits::NONE }
}

#[test]
fn nothing_to_change_leaves_every_byte() {
    let made = run(&mut script(), &Facts::NOTHING).unwrap();
    assert_eq!(made.body, LADDER);
    assert_eq!(made.valid_for, 60, "the shortest of all");
}

#[test]
fn each_function_sees_only_what_it_declares() {
    let facts = Facts {
        now: Some(1),
        country: Some("FR".to_owned()),
        languages: Some("fr".to_owned()),
        tc_string: Some("C".to_owned()),
        accessibility: Some(Accessibility::CAPTIONS),
        ..Facts::NOTHING
    };
    let mut script = script();
    run(&mut script, &facts).unwrap();
    let seen: Vec<Vec<&str>> = script
        .shown
        .iter()
        .map(|view| {
            let known = FactKind::all().iter().filter(|kind| kind.present_in(view));
            known.map(|kind| kind.name()).collect()
        })
        .collect();
    let expected: [&[&str]; 4] = [
        &["now", "country", "tc-string"],
        &["now", "country"],
        &["now"],
        &["country", "languages"],
    ];
    assert_eq!(seen, expected, "accessibility takes purpose 6, which is not granted");
}

#[test]
fn a_failed_consent_grants_nothing() {
    let facts = Facts { accessibility: Some(Accessibility::CAPTIONS), ..Facts::NOTHING };
    let mut script = script();
    script.consent = Err(Fault::Trap);
    let made = run(&mut script, &facts).unwrap();
    assert_eq!(script.shown.last().unwrap().accessibility, None);
    assert_eq!(made.valid_for, 0, "a bottom is for this request only");
}

#[test]
fn a_failed_licence_is_no_verdict() {
    let mut script = script();
    script.licence = Err(Fault::Deadline);
    let problem = run(&mut script, &Facts::NOTHING).unwrap_err();
    assert_eq!(problem, Problem::Undecided);
    let response = respond::problem(&problem, None);
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(script.shown.len(), 2, "carbon-cap is not asked");
}

#[test]
fn a_failed_cap_caps_nothing_and_a_failed_rewriting_leaves_the_limits() {
    let mut script = script();
    script.licence = allow(at_most(1080));
    script.cap = Err(Fault::Memory);
    script.edits = Err(Fault::Trap);
    let made = run(&mut script, &Facts::NOTHING).unwrap();
    assert_eq!(heights(&made.body), [360, 720, 1080]);
}

#[test]
fn edits_that_the_manifest_refuses_count_as_a_failure() {
    for edits in [vec![Edit::Drop(99)], vec![Edit::Drop(1); 2], vec![Edit::Drop(0); 5000]] {
        let mut script = script();
        script.licence = allow(at_most(720));
        script.edits = Ok(edits);
        let made = run(&mut script, &Facts::NOTHING).unwrap();
        assert!(matches!(made.answer.unwrap().said, Err(Fault::Invalid(_))));
        assert_eq!(heights(&made.body), [360, 720]);
    }
}

#[test]
fn a_cap_below_the_ladder_leaves_its_lowest_variant() {
    let mut script = script();
    script.cap = capped(at_most(100));
    let made = run(&mut script, &Facts::NOTHING).unwrap();
    assert_eq!(heights(&made.body), [360]);
}

#[test]
fn a_licence_below_the_ladder_leaves_nothing() {
    let mut script = script();
    script.licence = allow(at_most(100));
    let problem = run(&mut script, &Facts::NOTHING).unwrap_err();
    assert_eq!(problem, Problem::NoRendition { valid_for: 100 });
    assert_eq!(respond::status(&problem), 451);
}

#[test]
fn overlong_text_of_a_function_is_invalid() {
    let mut script = script();
    let rule = "r".repeat(257);
    let allowance = geo_licensing::Allowance {
        limits: Limits::NONE,
        rule,
        version: String::new(),
        valid_for: 1,
    };
    script.licence = Ok(geo_licensing::Verdict::Allow(allowance));
    assert_eq!(run(&mut script, &Facts::NOTHING).unwrap_err(), Problem::Undecided);
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (0..8_u32).prop_map(Edit::Drop),
        Just(Edit::Order(vec![4, 1])),
        Just(Edit::Order(vec![3, 2, 1])),
        (0..8_u32).prop_map(Edit::SetDefault),
    ];
    proptest::collection::vec(edit, 0..6)
}

fn limits() -> impl Strategy<Value = Limits> {
    (
        proptest::option::of(prop_oneof![Just(240), Just(360), Just(719), Just(720), Just(1080)]),
        proptest::option::of(0..20_000_000_u64),
        proptest::option::of((0..8_u8).prop_map(DynamicRanges::from_bits_truncate)),
        any::<bool>(),
    )
        .prop_map(|(max_height, max_bandwidth, ranges, strict)| Limits {
            max_height,
            max_bandwidth,
            ranges,
            strict,
            ..Limits::NONE
        })
}

proptest! {
    /// Whatever the functions say, no variant above the licence ever leaves, and a
    /// cap alone never leaves a viewer without a picture.
    #[test]
    fn nothing_above_the_licence_leaves(licence in limits(), cap in limits(), edits in edits()) {
        let mut script = script();
        script.licence = allow(licence.clone());
        script.cap = capped(cap);
        script.edits = Ok(edits);
        let within = |track: &tidegate_manifest::Track<'_>| {
            let tall = licence.max_height.is_some_and(|most| track.resolution.map_or(licence.strict, |size| size.height > most));
            let fast = licence.max_bandwidth.is_some_and(|most| track.bandwidth.map_or(licence.strict, |rate| rate > most));
            let range = track.range.map(|range| match range {
                tidegate_manifest::DynamicRange::Sdr => DynamicRanges::SDR,
                tidegate_manifest::DynamicRange::Hlg => DynamicRanges::HLG,
                tidegate_manifest::DynamicRange::Pq => DynamicRanges::PQ,
            });
            let wrong = licence.ranges.is_some_and(|ok| range.map_or(licence.strict, |range| !ok.contains(range)));
            !tall && !fast && !wrong
        };
        let origin = Multivariant::parse(LADDER).unwrap();
        let licensed = origin.tracks().iter().filter(|track| track.kind.is_variant()).any(within);
        match run(&mut script, &Facts::NOTHING) {
            Ok(made) => {
                let manifest = Multivariant::parse(&made.body).unwrap();
                let mut variants = manifest.tracks().iter().filter(|track| track.kind.is_variant()).peekable();
                prop_assert!(variants.peek().is_some());
                for track in variants {
                    prop_assert!(within(track), "{track:?}");
                }
            }
            Err(problem) => {
                prop_assert!(matches!(problem, Problem::NoRendition { .. }), "{problem:?}");
                prop_assert!(!licensed);
            }
        }
    }
}

//! What the policy decides, in a browser and in Node as natively.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use tidegate_carbon_cap::Policy;
use tidegate_sdk::carbon_cap::{CarbonCap, Decision, NoCap, Outcome};
use tidegate_sdk::types::{DeviceClass, DynamicRanges, Facts, Intensity, Limits, Presentation};

const NOW: u64 = 1_700_000_000;

const CONFIG: &str = r#"{
    "floor": 540,
    "bands": [
        { "name": "elevated", "enter": 300, "exit": 250, "max-height": 1080, "ranges": ["sdr"] },
        { "name": "high", "enter": 450, "exit": 380, "max-height": 720 }
    ],
    "exempt": { "presentations": ["live"], "devices": ["bot", "console"] }
}"#;

fn facts(samples: &[u16]) -> Facts {
    Facts {
        now: Some(NOW),
        asset: None,
        presentation: None,
        country: None,
        subdivision: None,
        asn: None,
        network: None,
        device: None,
        languages: None,
        accessibility: None,
        tc_string: None,
        gpc: None,
        intensity: Some(Intensity {
            samples: samples.to_vec(),
            step: 1800,
            measured: NOW - 60,
            expires: NOW + 7200,
        }),
        carbon_opt_out: None,
    }
}

fn decide(facts: &Facts) -> Decision {
    Policy::configure(CONFIG).unwrap().decide(facts)
}

fn reason(facts: &Facts) -> NoCap {
    match decide(facts).outcome {
        Outcome::Uncapped(reason) => reason,
        Outcome::Capped(cap) => panic!("capped: {cap:?}"),
    }
}

macro_rules! scenarios {
    ($($(#[$attribute:meta])* fn $name:ident() $body:block)+) => {
        $(
            $(#[$attribute])*
            #[cfg_attr(not(target_arch = "wasm32"), test)]
            #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
            fn $name() $body
        )+
    };
}

scenarios! {
    fn a_clean_grid_is_not_capped() {
        let decision = decide(&facts(&[180, 240, 299]));
        assert_eq!(decision.outcome, Outcome::Uncapped(NoCap::BelowThreshold));
        assert_eq!(decision.valid_for, 300);
    }

    fn a_dirty_grid_is_capped_with_its_band_and_intensity() {
        let Outcome::Capped(cap) = decide(&facts(&[180, 310, 290])).outcome else {
            panic!("not capped");
        };
        assert_eq!(cap.band, "elevated");
        assert_eq!(cap.intensity, 290);
        let limits = Limits {
            max_height: Some(1080),
            max_bandwidth: None,
            ranges: Some(DynamicRanges::SDR),
            strict: false,
        };
        assert_eq!(cap.limits, limits);
    }

    fn the_second_band_keeps_the_ranges_of_the_first() {
        let Outcome::Capped(cap) = decide(&facts(&[500])).outcome else {
            panic!("not capped");
        };
        assert_eq!(cap.band, "high");
        assert_eq!(cap.limits.max_height, Some(720));
        assert_eq!(cap.limits.ranges, Some(DynamicRanges::SDR));
    }

    fn who_opted_out_is_told_so_before_anything_else() {
        let mut facts = facts(&[900]);
        facts.carbon_opt_out = Some(true);
        facts.presentation = Some(Presentation::Live);
        facts.intensity = None;
        assert_eq!(reason(&facts), NoCap::OptedOut);
    }

    fn exemptions_hold_by_presentation_and_by_device() {
        let mut live = facts(&[900]);
        live.presentation = Some(Presentation::Live);
        assert_eq!(reason(&live), NoCap::Exempt);
        let mut console = facts(&[900]);
        console.device = Some(DeviceClass::Console);
        assert_eq!(reason(&console), NoCap::Exempt);
        let mut neither = facts(&[900]);
        neither.presentation = Some(Presentation::OnDemand);
        neither.device = Some(DeviceClass::Tv);
        assert!(matches!(decide(&neither).outcome, Outcome::Capped(_)));
    }

    fn without_intensity_there_is_no_cap() {
        let mut facts = facts(&[900]);
        facts.intensity = None;
        assert_eq!(reason(&facts), NoCap::NoData);
    }

    fn an_intensity_without_samples_is_no_data() {
        assert_eq!(reason(&facts(&[])), NoCap::NoData);
    }

    fn old_data_never_caps() {
        let mut expired = facts(&[900]);
        expired.now = Some(NOW + 7200);
        assert_eq!(reason(&expired), NoCap::StaleData);
        expired.now = Some(NOW + 7199);
        assert!(matches!(decide(&expired).outcome, Outcome::Capped(_)));
        assert_eq!(decide(&expired).valid_for, 1);
    }

    fn without_the_time_data_count_as_old() {
        let mut facts = facts(&[900]);
        facts.now = None;
        assert_eq!(reason(&facts), NoCap::StaleData);
    }

    fn an_answer_ends_when_the_next_sample_is_due() {
        let mut facts = facts(&[310, 320]);
        facts.now = Some(NOW + 1700);
        assert_eq!(decide(&facts).valid_for, 40);
    }

    fn a_document_with_an_unknown_key_is_refused() {
        let error = Policy::configure(r#"{"floor":540,"band":[]}"#).unwrap_err();
        let expected = "unknown field `band`, expected one of `floor`, `valid-for`, `bands`, `exempt`";
        assert_eq!(error, format!("at `band`: {expected}"));
    }
}

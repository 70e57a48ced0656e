//! What the policy decides, in a browser and in Node as natively.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use tidegate_carbon_cap::Policy;
use tidegate_sdk::carbon_cap::{Cap, CarbonCap, Decision, NoCap, Outcome};
use tidegate_sdk::types::{
    DeviceClass, DynamicRanges, Facts, Intensity, IntensitySignal, Limits, Presentation, Session,
};

/// 2023-11-15T00:00:00Z: a slot of four hours begins.
const MIDNIGHT: u64 = 1_700_006_400;
const HALF_HOUR: u32 = 1800;

const CONFIG: &str = r#"{
    "floor": 540,
    "bands": [
        { "name": "raised", "enter": 250, "exit": 200 },
        { "name": "elevated", "enter": 300, "exit": 250 },
        { "name": "high", "enter": 450, "exit": 380 }
    ],
    "ladders": [
        { "devices": ["mobile"], "rungs": ["sdr", 720] },
        { "presentations": ["live"], "rungs": [1080] },
        { "rungs": ["sdr", 1080, 720] }
    ],
    "exempt": { "devices": ["bot", "console"] }
}"#;

/// A series whose newest sample is of midnight.
fn series(samples: Vec<u16>) -> Facts {
    let intensity = Intensity::average(samples, HALF_HOUR, MIDNIGHT, MIDNIGHT + 7200);
    Facts { now: Some(MIDNIGHT + 60), intensity: Some(intensity), ..Facts::NOTHING }
}

/// Four hours of each value, the last one beginning at midnight.
fn by_slots(values: &[u16]) -> Facts {
    let (last, before) = values.split_last().unwrap();
    let mut samples = vec![before[0]];
    samples.extend(before.iter().flat_map(|&value| [value; 8]));
    // What is judged is the mean of two half-hours.
    let judged = samples.len() - 1;
    samples[judged] = *last;
    samples.push(*last);
    series(samples)
}

fn configured(with: &str) -> Policy {
    Policy::configure(&CONFIG.replacen('{', &format!("{{{with}"), 1)).unwrap()
}

fn decide(facts: &Facts) -> Decision {
    configured("").decide(facts)
}

fn reason(decision: Decision) -> NoCap {
    match decision.outcome {
        Outcome::Uncapped(reason) => reason,
        Outcome::Capped(cap) => panic!("capped: {cap:?}"),
    }
}

fn cap(decision: Decision) -> Cap {
    match decision.outcome {
        Outcome::Capped(cap) => cap,
        Outcome::Uncapped(reason) => panic!("uncapped: {reason:?}"),
    }
}

fn band(facts: &Facts) -> Option<String> {
    match decide(facts).outcome {
        Outcome::Capped(cap) => Some(cap.band),
        Outcome::Uncapped(_) => None,
    }
}

/// The same facts, the series' newest samples left out.
fn earlier(facts: &Facts, samples: usize) -> Facts {
    let mut facts = facts.clone();
    let intensity = facts.intensity.as_mut().unwrap();
    intensity.samples.truncate(intensity.samples.len() - samples);
    intensity.measured -= samples as u64 * u64::from(HALF_HOUR);
    facts
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
        let decision = decide(&series(vec![180; 48]));
        assert_eq!(decision.valid_for, 300);
        assert_eq!(reason(decision), NoCap::BelowThreshold);
    }

    fn a_dirty_grid_is_capped_with_its_band_and_intensity() {
        let mut samples = vec![310; 48];
        samples[47] = 290;
        let cap = cap(decide(&series(samples)));
        assert_eq!((cap.band.as_str(), cap.intensity), ("elevated", 290));
        let ranges = Some(DynamicRanges::SDR);
        assert_eq!(cap.limits, Limits { max_height: Some(1080), ranges, ..Limits::NONE });
        assert_eq!(cap.saving, None, "there is no power model");
    }

    fn from_hdr_to_sdr_is_a_step_of_its_own() {
        let cap = cap(decide(&series(vec![260; 48])));
        assert_eq!(cap.band, "raised");
        let ranges = Some(DynamicRanges::SDR);
        assert_eq!(cap.limits, Limits { ranges, ..Limits::NONE });
    }

    fn a_single_figure_has_always_been_so() {
        assert_eq!(band(&series(vec![249])), None);
        assert_eq!(band(&series(vec![250])).as_deref(), Some("raised"));
        assert_eq!(band(&series(vec![449])).as_deref(), Some("elevated"));
        assert_eq!(band(&series(vec![u16::MAX])).as_deref(), Some("high"));
    }

    fn between_the_thresholds_the_band_stays() {
        assert_eq!(band(&by_slots(&[180, 180, 180, 180, 240])), None, "from below");
        let above = |last| band(&by_slots(&[260, 260, 260, 260, last]));
        assert_eq!(above(240).as_deref(), Some("raised"), "from above");
        assert_eq!(above(200).as_deref(), Some("raised"), "exit itself still holds");
        assert_eq!(above(199), None);
    }

    fn one_band_is_entered_or_left_at_a_time() {
        let at = |values: &[u16]| band(&by_slots(values));
        assert_eq!(at(&[100, 100, 100, 100, 900]).as_deref(), Some("raised"));
        assert_eq!(at(&[100, 100, 100, 900, 900]).as_deref(), Some("elevated"));
        assert_eq!(at(&[100, 100, 900, 900, 900]).as_deref(), Some("high"));
        assert_eq!(at(&[900, 900, 900, 900, 100]).as_deref(), Some("elevated"));
    }

    fn within_a_dwell_nothing_changes() {
        // 00:00 is clean; what follows is not judged before 04:00.
        let mut samples = vec![100; 49];
        samples.extend([900; 8]);
        let mut facts = series(samples);
        facts.intensity.as_mut().unwrap().measured = MIDNIGHT + 14_400;
        assert_eq!(band(&facts).as_deref(), Some("raised"), "04:00");
        assert_eq!(band(&earlier(&facts, 1)), None, "03:30");
        assert_eq!(band(&earlier(&facts, 7)), None, "00:30");
    }

    fn a_band_that_is_over_soon_is_not_entered() {
        let mut facts = by_slots(&[100, 100, 100, 100, 300]);
        let mut with = |forecast: Vec<u16>| {
            facts.intensity.as_mut().unwrap().forecast = forecast;
            band(&facts)
        };
        assert_eq!(with(Vec::new()).as_deref(), Some("raised"));
        assert_eq!(with(vec![300; 7]).as_deref(), Some("raised"));
        assert_eq!(with(vec![150; 7]), None);
        // Only the dwell counts, which ends after seven more half-hours.
        let mut late = vec![300; 7];
        late.extend([0; 50]);
        assert_eq!(with(late).as_deref(), Some("raised"));
    }

    fn a_band_that_is_back_soon_is_not_left() {
        let mut facts = by_slots(&[260, 260, 260, 260, 150]);
        assert_eq!(band(&facts), None);
        facts.intensity.as_mut().unwrap().forecast = vec![270; 7];
        assert_eq!(band(&facts).as_deref(), Some("raised"));
    }

    fn a_session_keeps_the_cap_of_its_start() {
        let mut facts = by_slots(&[260, 260, 260, 260, 900]);
        let mut begun = |ago: Option<u64>| {
            facts.session = Some(Session { share: 0, started: ago.map(|ago| MIDNIGHT - ago) });
            band(&facts)
        };
        assert_eq!(begun(None).as_deref(), Some("elevated"), "it is not known when");
        assert_eq!(begun(Some(3600)).as_deref(), Some("raised"));
        let mut facts = by_slots(&[260, 260, 260, 260, 100]);
        facts.session = Some(Session { share: 0, started: Some(MIDNIGHT - 3600) });
        assert_eq!(band(&facts), None, "it may loosen");
    }

    fn only_a_share_of_sessions_is_capped() {
        let policy = configured(r#""sessions": 25,"#);
        let mut facts = series(vec![900; 48]);
        assert_eq!(reason(policy.decide(&facts)), NoCap::NotSelected, "no session");
        let mut at = |share| {
            facts.session = Some(Session { share, started: None });
            policy.decide(&facts)
        };
        assert_eq!(cap(at(0)).band, "high");
        assert_eq!(cap(at(2499)).band, "high");
        assert_eq!(reason(at(2500)), NoCap::NotSelected);
        assert_eq!(reason(at(9999)), NoCap::NotSelected);
    }

    fn ladders_differ_by_device_and_presentation() {
        let mut facts = series(vec![900; 48]);
        let mut height = |device, presentation| {
            (facts.device, facts.presentation) = (device, presentation);
            let limits = cap(decide(&facts)).limits;
            (limits.max_height, limits.ranges)
        };
        let sdr = Some(DynamicRanges::SDR);
        assert_eq!(height(Some(DeviceClass::Mobile), None), (Some(720), sdr));
        assert_eq!(height(Some(DeviceClass::Tv), None), (Some(720), sdr));
        assert_eq!(height(None, Some(Presentation::Live)), (Some(1080), None));
        assert_eq!(height(None, Some(Presentation::OnDemand)), (Some(720), sdr));
        // On the second rung a telephone is at 720 already, and there it stays.
        let mut facts = series(vec![310; 48]);
        facts.device = Some(DeviceClass::Mobile);
        assert_eq!(cap(decide(&facts)).limits.max_height, Some(720));
    }

    fn who_opted_out_is_told_so_before_anything_else() {
        let mut facts = series(vec![900; 48]);
        facts.carbon_opt_out = Some(true);
        facts.device = Some(DeviceClass::Bot);
        facts.intensity = None;
        assert_eq!(reason(configured(r#""sessions": 1,"#).decide(&facts)), NoCap::OptedOut);
    }

    fn exemptions_hold_by_device() {
        let mut facts = series(vec![900; 48]);
        facts.device = Some(DeviceClass::Console);
        assert_eq!(reason(decide(&facts)), NoCap::Exempt);
        facts.device = Some(DeviceClass::Tv);
        assert_eq!(cap(decide(&facts)).band, "high");
    }

    fn exemptions_hold_by_presentation() {
        let document = CONFIG.replace(r#""devices": ["bot", "console"]"#, r#""presentations": ["live"]"#);
        let policy = Policy::configure(&document).unwrap();
        let mut facts = series(vec![900; 48]);
        facts.presentation = Some(Presentation::Live);
        assert_eq!(reason(policy.decide(&facts)), NoCap::Exempt);
        facts.presentation = None;
        assert_eq!(cap(policy.decide(&facts)).band, "high");
    }

    fn without_intensity_there_is_no_cap() {
        let mut facts = series(vec![900; 48]);
        facts.intensity = None;
        assert_eq!(reason(decide(&facts)), NoCap::NoData);
        assert_eq!(reason(decide(&series(Vec::new()))), NoCap::NoData);
    }

    fn thresholds_are_for_one_signal() {
        let mut facts = series(vec![900; 48]);
        facts.intensity.as_mut().unwrap().signal = IntensitySignal::Marginal;
        assert_eq!(cap(decide(&facts)).band, "high", "the document does not say which");
        let average = configured(r#""signal": "average","#);
        assert_eq!(reason(average.decide(&facts)), NoCap::NoData);
        let marginal = configured(r#""signal": "marginal","#);
        assert_eq!(cap(marginal.decide(&facts)).band, "high");
    }

    fn old_data_never_caps() {
        let mut facts = series(vec![900; 48]);
        facts.now = Some(MIDNIGHT + 7200);
        assert_eq!(reason(decide(&facts)), NoCap::StaleData);
        facts.now = Some(MIDNIGHT + 7199);
        assert_eq!(decide(&facts).valid_for, 1);
        assert_eq!(cap(decide(&facts)).band, "high");
    }

    fn without_the_time_data_count_as_old() {
        let mut facts = series(vec![900; 48]);
        facts.now = None;
        assert_eq!(reason(decide(&facts)), NoCap::StaleData);
    }

    fn an_answer_ends_when_the_next_sample_is_due() {
        let mut facts = series(vec![310; 48]);
        facts.now = Some(MIDNIGHT + 1760);
        assert_eq!(decide(&facts).valid_for, 40);
    }

    fn percentiles_are_those_of_the_series() {
        let policy = Policy::configure(r#"{
            "floor": 540,
            "percentile": { "least-intensity": 50, "least-swing": 20 },
            "bands": [{ "name": "upper-third", "enter": 67, "exit": 34 }]
        }"#).unwrap();
        let by = |samples: Vec<u16>| policy.decide(&series(samples));
        let rising = (1..=49).map(|slot| 100 + slot * 2).collect::<Vec<u16>>();
        assert_eq!(cap(by(rising.clone())).band, "upper-third");
        let falling: Vec<u16> = rising.iter().rev().copied().collect();
        assert_eq!(reason(by(falling)), NoCap::BelowThreshold);
        let flat = (0..49).map(|slot| 500 + slot % 10).collect();
        assert_eq!(reason(by(flat)), NoCap::BelowThreshold, "it hardly swings");
        let clean = (1..=49).collect();
        assert_eq!(reason(by(clean)), NoCap::BelowThreshold, "its worst hour is clean");
        assert_eq!(reason(by(vec![900; 11])), NoCap::NoData, "too few samples");
        assert_eq!(reason(by(vec![900])), NoCap::NoData);
    }

    fn a_document_with_an_unknown_key_is_refused() {
        let error = Policy::configure(r#"{"floor":540,"band":[]}"#).unwrap_err();
        assert!(error.starts_with("at `band`: unknown field `band`, expected one of `floor`"), "{error}");
    }
}

//! What caps are thought to save, by the demo's model.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::Value;
use support::{demo, policy};
use tidegate_carbon_cap::report;
use tidegate_sdk::carbon_cap::{Cap, CarbonCap, Outcome, Saving};
use tidegate_sdk::types::{
    Capabilities, Codecs, DeviceClass, DynamicRanges, Facts, Hdcp, Intensity, IntensitySignal,
};

const RAISED: u16 = 260;
const ELEVATED: u16 = 310;
const HIGH: u16 = 500;

fn facts(intensity: u16, device: Option<DeviceClass>) -> Facts {
    let intensity = Some(Intensity::average(vec![intensity], 1, 1000, 2000));
    Facts { now: Some(1000), intensity, device, ..Facts::NOTHING }
}

fn shows(max_height: u32, ranges: DynamicRanges) -> Option<Capabilities> {
    let codecs = Codecs::empty();
    Some(Capabilities { max_height: Some(max_height), codecs, ranges, hdcp: Hdcp::Unstated })
}

fn cap(document: &Value, facts: &Facts) -> Cap {
    match policy(document).decide(facts).outcome {
        Outcome::Capped(cap) => cap,
        Outcome::Uncapped(reason) => panic!("uncapped: {reason:?}"),
    }
}

fn saving(facts: &Facts) -> Saving {
    cap(&demo(), facts).saving.unwrap()
}

/// `../shared/knowledge.md` and the model it names: from 16 to 4 Mbit/s some 0.6 W on a
/// fixed line and some 18 W on a mobile one.
#[test]
fn agrees_with_the_model_on_its_own_example() {
    let mut document = demo();
    document["power"]["rates"] = serde_json::json!([
        { "height": 720, "kbps": 4000 },
        { "height": 2160, "kbps": 16_000 },
    ]);
    document["ladders"] = serde_json::json!([{ "rungs": [720] }]);
    let of = |device| cap(&document, &facts(HIGH, device)).saving.unwrap();
    let fixed = of(Some(DeviceClass::Tv));
    assert_eq!((fixed.low, fixed.high), (600, 600));
    let mut phone = facts(HIGH, Some(DeviceClass::Mobile));
    phone.capabilities = shows(2160, DynamicRanges::SDR);
    let phone = cap(&document, &phone).saving.unwrap();
    assert_eq!((phone.low, phone.high), (600, 18_000));
    assert!(fixed.inside_noise && phone.inside_noise);
}

#[test]
fn hdr_is_what_a_television_saves_by() {
    let mut television = facts(RAISED, Some(DeviceClass::Tv));
    let unknown = saving(&television);
    assert_eq!((unknown.low, unknown.high), (0, 30_000), "it may not show HDR at all");
    assert!(unknown.inside_noise);
    television.capabilities = shows(2160, DynamicRanges::all());
    let known = saving(&television);
    assert_eq!((known.low, known.high), (7_000, 30_000));
    assert!(!known.inside_noise);
    television.capabilities = shows(2160, DynamicRanges::SDR);
    let without = saving(&television);
    assert_eq!((without.low, without.high), (0, 0));
    assert!(without.inside_noise, "nothing is no claim");
}

#[test]
fn resolution_alone_is_inside_the_noise() {
    let mut television = facts(ELEVATED, Some(DeviceClass::Tv));
    television.capabilities = shows(2160, DynamicRanges::SDR);
    // From 1440 or 2160 lines to 1080: 2.3 to 11 Mbit/s at 50 mW.
    let saving = saving(&television);
    assert_eq!((saving.low, saving.high), (115, 550));
    assert!(saving.inside_noise);
}

#[test]
fn what_the_device_does_not_show_is_not_saved() {
    let mut phone = facts(HIGH, Some(DeviceClass::Mobile));
    phone.capabilities = shows(720, DynamicRanges::SDR);
    assert_eq!(saving(&phone), Saving { low: 0, high: 0, inside_noise: true });
}

#[test]
fn without_a_model_nothing_is_stated() {
    let mut document = demo();
    document.as_object_mut().unwrap().remove("power");
    assert_eq!(cap(&document, &facts(HIGH, None)).saving, None);
}

#[test]
fn a_viewer_whom_the_model_does_not_know_has_no_estimate() {
    let mut document = demo();
    let viewers = document["power"]["viewers"].as_array_mut().unwrap();
    viewers.retain(|viewer| viewer.get("devices").is_some());
    assert_eq!(cap(&document, &facts(HIGH, None)).saving, None);
    assert!(cap(&document, &facts(HIGH, Some(DeviceClass::Tv))).saving.is_some());
}

#[test]
fn extreme_models_do_not_overflow() {
    let mut document = demo();
    let most = u32::MAX;
    for viewer in document["power"]["viewers"].as_array_mut().unwrap() {
        viewer["line"] = serde_json::json!([most, most]);
        viewer["screen"] = serde_json::json!([most, most]);
    }
    document["power"]["rates"] = serde_json::json!([
        { "height": 1, "kbps": 1 },
        { "height": 2160, "kbps": most },
    ]);
    let mut television = facts(HIGH, Some(DeviceClass::Tv));
    television.capabilities = shows(most, DynamicRanges::all());
    let saving = saving_of(&document, &television);
    assert_eq!((saving.low, saving.high), (most, most));
    let cap = Cap { intensity: u16::MAX, ..cap(&document, &television) };
    let report = report(&cap, IntensitySignal::Average, "x").unwrap();
    assert_eq!(report.milligrams_per_hour.1, u64::from(most) * 65_535 / 1000);
}

fn saving_of(document: &Value, facts: &Facts) -> Saving {
    cap(document, facts).saving.unwrap()
}

#[test]
fn a_report_claims_no_more_than_is_known() {
    let said = |low, high, inside_noise, signal| {
        let mut cap = cap(&demo(), &facts(HIGH, None));
        cap.saving = Some(Saving { low, high, inside_noise });
        report(&cap, signal, "a model").unwrap().to_string()
    };
    assert_eq!(
        said(7_115, 30_550, false, IntensitySignal::Marginal),
        "7.1 to 30.6 W, 3.6 to 15.3 gCO2e per hour at 500 gCO2e/kWh (marginal); model: a model"
    );
    assert_eq!(
        said(0, 550, true, IntensitySignal::Average),
        "0.00 to 0.55 W, 0.00 to 0.28 gCO2e per hour at 500 gCO2e/kWh (average); \
         what less demand saves is marginal, which this signal is not; \
         inside the noise of the model: no saving may be claimed; model: a model"
    );
    assert_eq!(
        said(994, 995, false, IntensitySignal::Marginal),
        "0.99 to 1.0 W, 0.50 to 0.50 gCO2e per hour at 500 gCO2e/kWh (marginal); model: a model"
    );
    let mut silent = cap(&demo(), &facts(HIGH, None));
    silent.saving = None;
    assert_eq!(report(&silent, IntensitySignal::Average, "a model"), None);
}

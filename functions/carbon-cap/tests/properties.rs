//! What holds for every input.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{demo, policy};
use tidegate_carbon_cap::Policy;
use tidegate_sdk::carbon_cap::{CarbonCap, Decision, Outcome};
use tidegate_sdk::types::{
    Capabilities, Codecs, DeviceClass, DynamicRanges, Facts, Hdcp, Intensity, IntensitySignal,
    Presentation, Session,
};

/// A valid document: its floor and text.
fn document() -> impl Strategy<Value = (u32, Value)> {
    let step = (1u16..200, 0u16..200, 1u32..400);
    (1u32..1000, prop::collection::vec(step, 1..=5), 14_400u32..40_000, any::<bool>()).prop_map(
        |(floor, steps, dwell, percents)| {
            let (mut enter, mut exit) = (0, 0);
            let mut height = floor + steps.iter().map(|step| step.2).sum::<u32>();
            let (mut bands, mut rungs) = (Vec::new(), vec![json!("sdr")]);
            for (index, (rise, gap, fall)) in steps.iter().enumerate() {
                enter += if percents { rise % 20 + 1 } else { *rise };
                exit =
                    enter.saturating_sub(1 + gap).max(exit).max(u16::from(percents && index > 0));
                height -= fall;
                bands.push(json!({ "name": format!("b{index}"), "enter": enter, "exit": exit }));
                rungs.push(json!(height));
            }
            let dwells = steps.len() as u32 * if percents { 2 } else { 1 };
            let history = 3600 + dwell * dwells;
            let mut document = json!({
                "floor": floor, "bands": bands, "ladders": [{ "rungs": rungs }],
                "dwell": dwell, "history": history,
            });
            if percents {
                bands_from_one(&mut document);
                document["percentile"] =
                    json!({ "least-intensity": 0, "least-swing": 1, "least-samples": 4 });
            }
            (floor, document)
        },
    )
}

/// Percentiles begin at 1.
fn bands_from_one(document: &mut Value) {
    for band in document["bands"].as_array_mut().unwrap() {
        for key in ["enter", "exit"] {
            band[key] = json!(band[key].as_u64().unwrap().max(if key == "enter" { 2 } else { 1 }));
        }
    }
    let mut enter = 1;
    for band in document["bands"].as_array_mut().unwrap() {
        enter = band["enter"].as_u64().unwrap().max(enter + 1);
        band["enter"] = json!(enter);
    }
}

fn intensity() -> impl Strategy<Value = Intensity> {
    let samples = prop::collection::vec(any::<u16>(), 0..1000);
    let time = || prop_oneof![any::<u64>(), 0u64..100_000, Just(u64::MAX)];
    let forecast = prop::collection::vec(any::<u16>(), 0..100);
    let step = prop_oneof![any::<u32>(), 0u32..4000, Just(1800)];
    (samples, forecast, step, time(), time(), any::<bool>()).prop_map(
        |(samples, forecast, step, measured, expires, marginal)| {
            let signal =
                if marginal { IntensitySignal::Marginal } else { IntensitySignal::Average };
            Intensity { signal, samples, step, forecast, measured, expires }
        },
    )
}

fn facts() -> impl Strategy<Value = Facts> {
    let device = prop::option::of(prop_oneof![
        Just(DeviceClass::Tv),
        Just(DeviceClass::Mobile),
        Just(DeviceClass::Desktop)
    ]);
    let capabilities =
        (any::<Option<u32>>(), 0u8..8).prop_map(|(max_height, ranges)| Capabilities {
            max_height,
            codecs: Codecs::empty(),
            ranges: DynamicRanges::from_bits_truncate(ranges),
            hdcp: Hdcp::Unstated,
        });
    let session = (0u16..10_000, any::<Option<u64>>())
        .prop_map(|(share, started)| Session { share, started });
    (
        any::<Option<u64>>(),
        prop::option::of(intensity()),
        any::<Option<bool>>(),
        any::<bool>(),
        device,
        prop::option::of(capabilities),
        prop::option::of(session),
    )
        .prop_map(|(now, intensity, opt_out, live, device, capabilities, session)| Facts {
            now,
            presentation: live.then_some(Presentation::Live),
            device,
            intensity,
            carbon_opt_out: opt_out.filter(|&out| out),
            capabilities,
            session,
            ..Facts::NOTHING
        })
}

fn assert_sound(decision: &Decision, facts: &Facts, floor: u32) -> Result<(), TestCaseError> {
    prop_assert!((1..=300).contains(&decision.valid_for));
    let Outcome::Capped(cap) = &decision.outcome else { return Ok(()) };
    let (now, intensity) = (facts.now.unwrap(), facts.intensity.as_ref().unwrap());
    prop_assert!(now.saturating_add(u64::from(decision.valid_for)) <= intensity.expires);
    prop_assert_eq!(Some(&cap.intensity), intensity.samples.last());
    prop_assert!(facts.carbon_opt_out.is_none());
    prop_assert!(cap.limits.max_height.is_none_or(|height| height >= floor));
    prop_assert!(cap.limits.ranges.is_none_or(|ranges| ranges == DynamicRanges::SDR));
    prop_assert!(cap.limits.max_height.is_some() || cap.limits.ranges.is_some());
    if let Some(saving) = cap.saving {
        prop_assert!(saving.low <= saving.high);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_are_sound((floor, document) in document(), facts in facts()) {
        assert_sound(&policy(&document).decide(&facts), &facts, floor)?;
    }

    #[test]
    fn answers_of_the_demo_are_sound(facts in facts()) {
        assert_sound(&policy(&demo()).decide(&facts), &facts, 540)?;
    }

    #[test]
    fn a_dirtier_grid_is_never_capped_less(
        samples in prop::collection::vec((0u16..1000, 0u16..300), 1..100), facts in facts(),
    ) {
        let policy = policy(&demo());
        let with = |samples: Vec<u16>| {
            let intensity = Intensity::average(samples, 1800, 1_700_006_400, u64::MAX);
            let intensity = Some(intensity);
            policy.decide(&Facts { now: Some(0), intensity, ..facts.clone() }).outcome
        };
        let clean = with(samples.iter().map(|sample| sample.0).collect());
        let dirty = with(samples.iter().map(|sample| sample.0 + sample.1).collect());
        match (clean, dirty) {
            (Outcome::Uncapped(_), _) => {}
            (Outcome::Capped(clean), Outcome::Capped(dirty)) => {
                prop_assert_eq!(clean.limits.meet(&dirty.limits), dirty.limits);
            }
            (clean, dirty) => prop_assert!(false, "{clean:?} {dirty:?}"),
        }
    }

    #[test]
    fn any_text_configures_or_is_refused(text in ".{0,200}") {
        let _ = Policy::configure(&text);
    }

    #[test]
    fn any_change_of_the_demo_configures_or_is_refused(
        at in any::<prop::sample::Index>(), with in "[-0-9a-z\"\\[\\]{},]{0,3}",
    ) {
        let mut text = demo().to_string();
        let at = (0..=at.index(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        let end = (at + 1..=text.len()).find(|&end| text.is_char_boundary(end)).unwrap();
        text.replace_range(at..end, &with);
        let _ = Policy::configure(&text);
    }
}

//! What holds for every input.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use tidegate_carbon_cap::Policy;
use tidegate_sdk::carbon_cap::{CarbonCap, Outcome};
use tidegate_sdk::types::{DeviceClass, Facts, Intensity, Presentation};

/// A valid document: its floor and text.
fn document() -> impl Strategy<Value = (u32, String)> {
    let step = (1u16..200, 0u16..200, 1u32..400);
    (1u32..1000, prop::collection::vec(step, 1..=8)).prop_map(|(floor, steps)| {
        let mut bands = Vec::new();
        let (mut enter, mut exit) = (0, 0);
        let mut height = floor + steps.iter().map(|step| step.2).sum::<u32>();
        for (index, (rise, gap, fall)) in steps.iter().enumerate() {
            enter += rise;
            exit = enter.saturating_sub(1 + gap).max(exit);
            height -= fall;
            bands.push(format!(
                r#"{{"name":"b{index}","enter":{enter},"exit":{exit},"max-height":{height}}}"#
            ));
        }
        (floor, format!(r#"{{"floor":{floor},"bands":[{}]}}"#, bands.join(",")))
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let samples = prop::collection::vec(any::<u16>(), 0..1000);
    let intensity = (samples, any::<u32>(), any::<u64>(), any::<u64>()).prop_map(
        |(samples, step, measured, expires)| Intensity { samples, step, measured, expires },
    );
    (
        any::<Option<u64>>(),
        prop::option::of(intensity),
        any::<Option<bool>>(),
        prop::option::of(prop::bool::ANY),
        prop::option::of(prop::bool::ANY),
    )
        .prop_map(|(now, intensity, carbon_opt_out, live, tv)| Facts {
            now,
            asset: None,
            presentation: live
                .map(|live| if live { Presentation::Live } else { Presentation::OnDemand }),
            country: None,
            subdivision: None,
            asn: None,
            network: None,
            device: tv.map(|tv| if tv { DeviceClass::Tv } else { DeviceClass::Mobile }),
            languages: None,
            accessibility: None,
            tc_string: None,
            gpc: None,
            intensity,
            carbon_opt_out,
        })
}

fn fresh(samples: Vec<u16>) -> Facts {
    Facts {
        now: Some(1000),
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
        intensity: Some(Intensity { samples, step: 1800, measured: 1000, expires: 2000 }),
        carbon_opt_out: None,
    }
}

/// The height allowed; `u32::MAX` when there is no cap.
fn height(policy: &Policy, facts: &Facts) -> u32 {
    match policy.decide(facts).outcome {
        Outcome::Uncapped(_) => u32::MAX,
        Outcome::Capped(cap) => cap.limits.max_height.unwrap_or(u32::MAX),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cap_is_never_below_the_floor((floor, document) in document(), facts in facts()) {
        let policy = Policy::configure(&document).unwrap();
        prop_assert!(height(&policy, &facts) >= floor);
    }

    #[test]
    fn an_answer_holds_at_least_a_second_and_no_longer_than_its_data(
        (_, document) in document(), facts in facts(),
    ) {
        let policy = Policy::configure(&document).unwrap();
        let decision = policy.decide(&facts);
        prop_assert!((1..=300).contains(&decision.valid_for));
        if let Outcome::Capped(cap) = decision.outcome {
            let (now, intensity) = (facts.now.unwrap(), facts.intensity.unwrap());
            prop_assert!(now + u64::from(decision.valid_for) <= intensity.expires);
            prop_assert_eq!(Some(&cap.intensity), intensity.samples.last());
            prop_assert!(facts.carbon_opt_out != Some(true));
        }
    }

    #[test]
    fn a_dirtier_grid_is_never_capped_less((_, document) in document(), a: u16, b: u16) {
        let policy = Policy::configure(&document).unwrap();
        let (clean, dirty) = (a.min(b), a.max(b));
        prop_assert!(height(&policy, &fresh(vec![dirty])) <= height(&policy, &fresh(vec![clean])));
    }

    #[test]
    fn one_more_sample_moves_by_one_band_at_most(
        (_, document) in document(),
        samples in prop::collection::vec(0u16..1600, 2..300),
    ) {
        let policy = Policy::configure(&document).unwrap();
        let band = |samples: &[u16]| match policy.decide(&fresh(samples.to_vec())).outcome {
            Outcome::Uncapped(_) => 0,
            Outcome::Capped(cap) => cap.band[1..].parse::<i32>().unwrap() + 1,
        };
        let before = band(&samples[..samples.len() - 1]);
        prop_assert!((band(&samples) - before).abs() <= 1);
    }

    #[test]
    fn any_text_configures_or_is_refused(text in ".{0,200}") {
        let _ = Policy::configure(&text);
    }
}

//! What decoding and judging hostile strings takes of memory and time: at most 1 MiB and
//! 1 ms each.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod strings;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use serde_json::Value;
use strings::gpp::{Canadian, header, string};
use strings::{Consenting, Listed, MADE};
use tidegate_consent::Policy;
use tidegate_consent::strings::{Decoded, decode};
use tidegate_sdk::consent::Consent;
use tidegate_sdk::types::Facts;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MOST: usize = 1 << 20;

/// Without optimisation every step costs some twenty times as much.
const LONGEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 20 } else { 1 });

/// Hostile strings of our own.
fn ours() -> Vec<(&'static str, String)> {
    let everyone = Listed::Ranges(65535, vec![(1, 65535); 4095]);
    let everyone_thrice = Consenting {
        vendors: everyone.clone(),
        interest_vendors: everyone.clone(),
        disclosed: Some(everyone),
        ..Consenting::to(&[1, 2, 8])
    };
    let restricted = Consenting {
        vendors: Listed::Field(vec![1234]),
        restrictions: vec![(8, 0, vec![(1, 1233); 5]); 400],
        ..Consenting::to(&[8])
    };
    let canadian = Canadian {
        express_vendors: Listed::Ranges(
            65535,
            (0..4095).map(|n| (n * 16 + 1, n * 16 + 9)).collect(),
        ),
        ..Canadian::default()
    };
    let many: Vec<u64> = (28..4000).collect();
    let zeros = "A".repeat(60_000);
    vec![
        ("all vendors 4095 times in three sections", everyone_thrice.text()),
        ("400 restrictions", restricted.text()),
        ("4095 ranges in Fibonacci coding", string(&[(5, canadian.text())])),
        ("3972 unknown sections", format!("{}{}", header(&many), "~A".repeat(many.len()))),
        ("sections without end", format!("{}{}", header(&[8]), "~".repeat(60_000))),
        ("segments without end", format!("{}~{}", header(&[8]), "BAAAAABA.".repeat(6_000))),
        ("a header of zeros", format!("DBP_{zeros}")),
        ("a header of ones", format!("DBP_{}", "_".repeat(60_000))),
        ("zeros after the core", format!("{}{zeros}", Consenting::to(&[1]).text())),
        ("dots", ".".repeat(60_000)),
        (
            "a vendor in zeros",
            format!("{}~BQuIOA4QuIOA4BsAwAFRAUCYxBi7A1RTUgT5A{zeros}", header(&[5])),
        ),
    ]
}

fn corpus() -> Vec<(String, String)> {
    let Some(folder) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        println!("TIDEGATE_CORPUS is not set: own strings only");
        return Vec::new();
    };
    let mut all = Vec::new();
    for (file, key) in [("tc_invalid.json", "tcString"), ("gpp_invalid.json", "gppString")] {
        let path = PathBuf::from(&folder).join("consent").join(file);
        let records: Vec<Value> =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for record in records {
            let text = |key: &str| record[key].as_str().unwrap().to_owned();
            all.push((text("id"), text(key)));
        }
    }
    all
}

/// Decodes a string, asks it for everything and decides with it.
fn use_it(policy: &Policy, facts: &Facts, text: &str) {
    match decode(text) {
        Ok(Decoded::Tc(string)) => {
            let _ = std::hint::black_box(string.core.vendor_consents.ranges().count());
        }
        Ok(Decoded::Gpp(sections)) => {
            let _ = std::hint::black_box(sections.count());
        }
        Err(fault) => {
            let _ = std::hint::black_box(fault.position(text));
        }
    }
    let _ = std::hint::black_box(policy.decide(facts));
}

/// One test, for one allocator counts for all.
#[test]
fn hostile_strings_end_soon_and_small() {
    let document = r#"{"opt-in":["CA"],"tc-string":{"vendors":[1234,7]}}"#;
    let policy = Policy::configure(document).unwrap();
    let all = ours().into_iter().map(|(name, text)| (name.to_owned(), text)).chain(corpus());
    for (name, text) in all {
        let mut facts = Facts::NOTHING;
        facts.now = Some(MADE);
        facts.country = Some("CA".to_owned());
        let sent = if text.starts_with('D') { &mut facts.gpp_string } else { &mut facts.tc_string };
        *sent = Some(text.clone());
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        // The best of several: the machine may be busy with other things.
        let best = (0..10).map(|_| {
            let start = Instant::now();
            use_it(&policy, &facts, &text);
            start.elapsed()
        });
        let best = best.min().unwrap();
        let took = MEMORY.peak_usage().saturating_sub(before);
        assert!(took <= MOST, "{name}: {took} bytes");
        assert!(best <= LONGEST, "{name}: {best:?}");
        if std::env::var_os("SHOW").is_some() {
            println!("{best:>12?} {took:>6} B  {name}");
        }
    }
}

//! What the consent function decides, natively and in wasm hosts
//! (`cargo test --target wasm32-unknown-unknown` with the wasm-bindgen test runner).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod gpp;
mod regimes;
mod several;
#[path = "../strings/mod.rs"]
mod strings;
mod tc;

use strings::MADE;
use tidegate_consent::Policy;
use tidegate_sdk::consent::{Consent, Decision, Regime, Signals};
use tidegate_sdk::types::Facts;

#[cfg(not(target_arch = "wasm32"))]
pub use core::prelude::v1::test as case;
#[cfg(target_arch = "wasm32")]
pub use wasm_bindgen_test::wasm_bindgen_test as case;

const DAY: u64 = 86_400;
/// Ten days after the strings were made.
const NOW: u64 = MADE + 10 * DAY;

const PLACES: &str =
    r#"{"opt-in":["FR","US-WA"],"opt-out":["US","NZ"],"notice":["AU"],"default":"opt-in"}"#;

struct Viewer(Facts);

/// A viewer in a place such as `FR` or `US-CA`, ten days after the strings were made.
fn viewer(place: &str) -> Viewer {
    Viewer(Facts {
        now: Some(NOW),
        country: place.split('-').next().filter(|country| !country.is_empty()).map(str::to_owned),
        subdivision: place.contains('-').then(|| place.to_owned()),
        ..Facts::NOTHING
    })
}

impl Viewer {
    fn sends(mut self, text: &str) -> Self {
        self.0.tc_string = Some(text.to_owned());
        self
    }
    fn sends_gpp(mut self, text: &str) -> Self {
        self.0.gpp_string = Some(text.to_owned());
        self
    }
    fn prefers(mut self, text: &str) -> Self {
        self.0.consent_preference = Some(text.to_owned());
        self
    }
    fn with_gpc(mut self) -> Self {
        self.0.gpc = Some(true);
        self
    }
    fn at(mut self, now: Option<u64>) -> Self {
        self.0.now = now;
        self
    }
    fn under(self, document: &str) -> Outcome {
        let Decision { grants, regime, used, refused, valid_for } =
            Policy::configure(document).unwrap().decide(&self.0);
        let set = |bits: u16| (1..=16).filter(|number| bits >> (number - 1) & 1 == 1).collect();
        Outcome {
            purposes: set(grants.purposes.bits()),
            special: set(grants.special_features.bits().into()),
            regime,
            used,
            refused,
            valid_for,
        }
    }
    fn decided(self) -> Outcome {
        self.under(PLACES)
    }
}

#[derive(Debug)]
struct Outcome {
    purposes: Vec<u16>,
    special: Vec<u16>,
    regime: Regime,
    used: Signals,
    refused: Signals,
    valid_for: u32,
}

impl Outcome {
    /// The signals used, and with `!` those refused.
    fn by(&self) -> String {
        let names = [
            (Signals::TC_STRING, "tc-string"),
            (Signals::GPP_STRING, "gpp-string"),
            (Signals::PREFERENCE, "preference"),
            (Signals::GPC, "gpc"),
        ];
        let used = names.iter().filter(|(signal, _)| self.used.contains(*signal));
        let refused = names.iter().filter(|(signal, _)| self.refused.contains(*signal));
        let used = used.map(|(_, name)| (*name).to_owned());
        used.chain(refused.map(|(_, name)| format!("!{name}"))).collect::<Vec<_>>().join(" ")
    }
}

const ALL: [u16; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const NONE: [u16; 0] = [];

//! Viewers, and what is said to them.
#![allow(
    dead_code,
    clippy::panic,
    clippy::unwrap_used,
    reason = "shared by rings that use some of it each; a test fails by panicking"
)]

use tidegate_geo_licensing::Catalogue;
use tidegate_sdk::geo_licensing::{DenialReason, Verdict};
use tidegate_sdk::types::{DeviceClass, Facts, Limits, Location, Network};

/// 2026-11-22T00:00:00Z.
pub const NOW: u64 = 1_795_305_600;
/// 2030-01-01T00:00:00Z.
pub const Y2030: u64 = 1_893_456_000;

#[derive(Clone)]
pub struct Viewer(pub Facts);

/// A viewer of a path, in a place such as `FR`, `US-CA` or none, on an ordinary network.
pub fn viewer(path: &str, place: &str) -> Viewer {
    Viewer(Facts {
        now: Some(NOW),
        asset: Some(path.to_owned()),
        country: place.split('-').next().filter(|country| !country.is_empty()).map(str::to_owned),
        subdivision: place.contains('-').then(|| place.to_owned()),
        network: Some(Network::empty()),
        ..Facts::NOTHING
    })
}

impl Viewer {
    pub fn at(mut self, now: impl Into<Option<u64>>) -> Self {
        self.0.now = now.into();
        self
    }
    pub fn on(mut self, network: impl Into<Option<Network>>) -> Self {
        self.0.network = network.into();
        self
    }
    pub fn with(mut self, device: DeviceClass) -> Self {
        self.0.device = Some(device);
        self
    }
    pub fn plan(mut self, plan: &str) -> Self {
        self.0.plan = Some(plan.to_owned());
        self
    }
    pub fn home(mut self, country: &str) -> Self {
        self.0.home_country = Some(country.to_owned());
        self
    }
    pub fn postal_code(mut self, code: &str) -> Self {
        self.0.postal_code = Some(code.to_owned());
        self
    }
    pub fn metro(mut self, code: u16) -> Self {
        self.0.metro = Some(code);
        self
    }
    /// Degrees and kilometres.
    pub fn located(mut self, latitude: f64, longitude: f64, accuracy: u16) -> Self {
        let millionths = |degrees: f64| (degrees * 1e6) as i32;
        let (latitude, longitude) = (millionths(latitude), millionths(longitude));
        self.0.location = Some(Location { latitude, longitude, accuracy });
        self
    }

    /// What a catalogue says; `more` is all of it but the version.
    pub fn of(&self, more: &str) -> Verdict {
        let catalogue = Catalogue::from_json(&format!(r#"{{"version":"v1",{more}}}"#)).unwrap();
        let verdict = catalogue.decide(&self.0);
        assert_eq!(catalogue.explain(&self.0).verdict, verdict);
        assert_eq!(version(&verdict), "v1");
        verdict
    }

    /// What the rules of an asset say that covers everything.
    pub fn under(&self, rules: &str) -> Verdict {
        self.of(&format!(r#""assets":[{{"id":"all","paths":["**"],"rules":[{rules}]}}]"#))
    }
}

fn version(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Allow(allowance) => &allowance.version,
        Verdict::Deny(denial) => &denial.version,
        Verdict::Replace(replacement) => &replacement.version,
    }
}

/// The rule and the limits that allow.
pub fn allowed(verdict: Verdict) -> (String, Limits) {
    match verdict {
        Verdict::Allow(allowance) => (allowance.rule, allowance.limits),
        other => panic!("{other:?}"),
    }
}

/// The reason and the rule that deny.
pub fn denied(verdict: Verdict) -> (DenialReason, Option<String>) {
    match verdict {
        Verdict::Deny(denial) => (denial.reason, denial.rule),
        other => panic!("{other:?}"),
    }
}

/// The slate and the rule that replaces.
pub fn replaced(verdict: Verdict) -> (String, String) {
    match verdict {
        Verdict::Replace(replacement) => {
            assert_eq!(replacement.reason, DenialReason::Blackout);
            (replacement.slate, replacement.rule)
        }
        other => panic!("{other:?}"),
    }
}

pub fn valid_for(verdict: &Verdict) -> u32 {
    match verdict {
        Verdict::Allow(allowance) => allowance.valid_for,
        Verdict::Deny(denial) => denial.valid_for,
        Verdict::Replace(replacement) => replacement.valid_for,
    }
}

pub fn by(rule: &str) -> Option<String> {
    Some(rule.to_owned())
}

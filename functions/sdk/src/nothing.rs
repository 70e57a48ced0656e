//! Records in which nothing is stated.

use crate::types::{Facts, Grants, Intensity, IntensitySignal, Purposes, SpecialFeatures};

impl Facts {
    /// Nothing is known.
    pub const NOTHING: Self = Self {
        now: None,
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
        intensity: None,
        carbon_opt_out: None,
        postal_code: None,
        metro: None,
        location: None,
        capabilities: None,
        gpp_string: None,
        consent_preference: None,
        plan: None,
        home_country: None,
        concurrency: None,
        preferences: None,
        session: None,
        player: None,
    };
}

impl Grants {
    /// Nothing is allowed: the strictest.
    pub const NOTHING: Self =
        Self { purposes: Purposes::empty(), special_features: SpecialFeatures::empty() };
}

impl Intensity {
    /// An average signal without a forecast.
    #[must_use]
    pub const fn average(samples: Vec<u16>, step: u32, measured: u64, expires: u64) -> Self {
        let signal = IntensitySignal::Average;
        Self { signal, samples, step, forecast: Vec::new(), measured, expires }
    }
}

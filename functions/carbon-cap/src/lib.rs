//! Carbon caps: how far resolution and dynamic range are held back while the
//! grid that serves the viewer is dirty.
//!
//! - `config`: the operator's document, checked
//! - `slots`: the intensity series in slots of one dwell each
//! - `bands`: how many bands the series has entered, by replaying those slots
//! - `percentile`: thresholds relative to the recent series
//! - `ladder`: what each band takes away, by device and presentation
//! - `power`: what that is thought to save
//! - `validity`: how long an answer holds
//! - [`report()`]: the estimate in words, with its source and its limits
//!
//! A viewer who opted out is asked nothing further; then come the configured
//! exemptions, the share of sessions, missing data, data too old to act on, and last
//! the bands.

mod bands;
mod config;
mod ladder;
mod percentile;
mod power;
mod report;
mod slots;
mod validity;

use tidegate_sdk::carbon_cap::{Cap, CarbonCap, Decision, NoCap, Outcome};
use tidegate_sdk::types::{Facts, Intensity, IntensitySignal};

use bands::{Band, Start};
use config::Exempt;
use ladder::Ladder;
use percentile::Percentile;
use power::Power;
use slots::{Clock, Slots};

pub use report::{Report, report};

/// The policy: bands with hysteresis and dwell over grid intensity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    bands: Vec<Band>,
    percentile: Option<Percentile>,
    /// The last one is for everybody.
    ladders: Vec<Ladder>,
    power: Option<Power>,
    exempt: Exempt,
    clock: Clock,
    signal: Option<IntensitySignal>,
    /// Ten-thousandths of sessions that may be capped.
    sessions: u16,
    /// The longest an answer may hold, in seconds, at least 1.
    valid_for: u32,
}

impl CarbonCap for Policy {
    /// Reads the configuration document (`schema.json`, example in `demo.toml`).
    ///
    /// # Errors
    /// One line that names the path in the document, what was found and what
    /// would be accepted.
    fn configure(document: &str) -> Result<Self, String> {
        config::read(document)
    }

    /// Decides for one viewer. Never panics, whatever the facts.
    fn decide(&self, facts: &Facts) -> Decision {
        let uncapped =
            |reason| Decision { outcome: Outcome::Uncapped(reason), valid_for: self.valid_for };
        if facts.carbon_opt_out == Some(true) {
            return uncapped(NoCap::OptedOut);
        }
        if self.exempts(facts) {
            return uncapped(NoCap::Exempt);
        }
        if !self.selects(facts) {
            return uncapped(NoCap::NotSelected);
        }
        let Some((intensity, newest)) = self.intensity(facts) else {
            return uncapped(NoCap::NoData);
        };
        // Without the time nobody can say that the sample is fresh.
        let Some(valid_for) =
            facts.now.and_then(|now| validity::of(intensity, now, self.valid_for))
        else {
            return uncapped(NoCap::StaleData);
        };
        let outcome = match self.entered(intensity, facts) {
            None => Outcome::Uncapped(NoCap::NoData),
            Some(bands) => self.outcome(bands, newest, facts),
        };
        Decision { outcome, valid_for }
    }
}

impl Policy {
    fn exempts(&self, facts: &Facts) -> bool {
        self.exempt.devices.has(facts.device, None)
            || self.exempt.presentations.has(None, facts.presentation)
    }

    fn selects(&self, facts: &Facts) -> bool {
        self.sessions >= 10_000
            || facts.session.as_ref().is_some_and(|session| session.share < self.sessions)
    }

    /// The series and its newest sample, if it is of the kind that thresholds are for.
    fn intensity<'f>(&self, facts: &'f Facts) -> Option<(&'f Intensity, u16)> {
        let intensity = facts.intensity.as_ref()?;
        let fits = self.signal.is_none_or(|signal| signal == intensity.signal);
        Some((intensity, *intensity.samples.last()?)).filter(|_| fits)
    }

    /// How many bands apply. `None` if the series does not suffice.
    fn entered(&self, intensity: &Intensity, facts: &Facts) -> Option<usize> {
        let slots = Slots::new(intensity, self.clock)?;
        let started = facts.session.as_ref().and_then(|session| session.started);
        let since = started.map(|started| self.known_at(started, intensity));
        let since = since.map(|since| since.min(slots.present()));
        let Some(percentile) = self.percentile else {
            // A series that begins too late is taken to have been always as it
            // begins: so stands a yearly average.
            let start = if slots.reaches() { Start::Uncapped } else { Start::Settled };
            return Some(bands::entered(&self.bands, slots.iter(), start, since));
        };
        let ranked = percentile.ranked(&slots)?;
        Some(bands::entered(&self.bands, ranked, Start::Uncapped, since))
    }

    /// The slot whose cap a session was given that began at a moment, or an earlier
    /// one: the newest sample of then was not expired, so not older than that.
    fn known_at(&self, started: u64, intensity: &Intensity) -> u64 {
        let oldest = intensity.expires.saturating_sub(intensity.measured);
        let oldest = oldest.min(self.clock.dwell.into());
        // Samples are numbered by the nearest step.
        let before = oldest + u64::from(intensity.step / 2);
        self.clock.slot(started.saturating_sub(before))
    }

    fn outcome(&self, bands: usize, intensity: u16, facts: &Facts) -> Outcome {
        let band = bands.checked_sub(1).and_then(|index| self.bands.get(index));
        let ladder = self
            .ladders
            .iter()
            .find(|ladder| ladder.audience.has(facts.device, facts.presentation));
        let (Some(band), Some(ladder)) = (band, ladder) else {
            return Outcome::Uncapped(NoCap::BelowThreshold);
        };
        let limits = ladder.limits(bands);
        let saving = self.power.as_ref().and_then(|power| power.saving(&limits, facts));
        Outcome::Capped(Cap { limits, band: band.name.clone(), intensity, saving })
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(carbon-cap: Policy);

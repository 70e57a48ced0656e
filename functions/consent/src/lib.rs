//! Consent: a viewer's signals and place in, grants out.
//!
//! - [`Policy`]: the function; its configuration is described in `schema.json` and
//!   shown in `demo.toml`
//! - [`signals`]: what each signal says
//! - [`regimes`]: which rule governs a place
//! - [`strings`]: TC and GPP strings decoded in full, for people
//! - [`tcf`], [`gpp`]: the decoders
//!
//! Decided in this order:
//!
//! 1. The place names the regime. Each has grants that hold as long as the viewer says
//!    nothing: under opt-in none, under opt-out and notice those configured. An unknown
//!    place is opt-in.
//! 2. Signals that state a consent (a TC string, TCF sections of a GPP string, the
//!    operator's cookie) take the place of these grants: the viewer has spoken. If
//!    several were sent, only what all of them allow is granted, unless the configuration
//!    puts one first. One that is malformed, expired, dated ahead of the clock or of
//!    unverifiable age (`now` absent) allows nothing.
//! 3. Objections (Global Privacy Control, sections of the United States in a GPP string)
//!    take away what is configured for each, under every regime.

mod bits;
mod config;
mod fault;
pub mod gpp;
mod grants;
mod regimes;
mod segments;
mod signals;
pub mod strings;
pub mod tcf;

pub use fault::{Fault, Position, Problem};
pub use signals::preference;

use tidegate_sdk::config::place::Place;
use tidegate_sdk::consent::{Consent, Decision, Regime, Signals};
use tidegate_sdk::types::{Facts, Grants};

use grants::meet;
use regimes::Regimes;
use signals::tcf::Rules;
use signals::{Objection, Objections, Reading};

/// The configured function.
#[derive(Debug)]
pub struct Policy {
    regimes: Regimes,
    /// What is granted under opt-out while the viewer says nothing.
    opt_out: Grants,
    /// The same under notice.
    notice: Grants,
    /// Which signal goes first; none if the strictest wins.
    precedence: Box<[Signals]>,
    /// What each objection leaves.
    leaves: [Grants; Objection::COUNT],
    strings: Rules,
    valid_for: u32,
}

impl Consent for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::read(document)
    }

    fn decide(&self, facts: &Facts) -> Decision {
        self.decide_under(self.regimes.of(Place::of(facts)), facts)
    }
}

/// Signals that may state a consent, in the order in which they are read if all count.
const CONSENTS: [Signals; 3] = [Signals::TC_STRING, Signals::GPP_STRING, Signals::PREFERENCE];

/// What was said by the signals read so far.
struct Said {
    /// `None`: nothing about consent.
    consents: Option<Grants>,
    objections: Objections,
    used: Signals,
    refused: Signals,
    holds: u32,
}

impl Policy {
    /// Decides as if the regime governed the viewer's place.
    #[must_use]
    pub fn decide_under(&self, regime: Regime, facts: &Facts) -> Decision {
        let mut said = Said {
            consents: None,
            objections: Objections::default(),
            used: Signals::empty(),
            refused: Signals::empty(),
            holds: self.valid_for,
        };
        if self.precedence.is_empty() {
            self.hear_all(facts, &mut said);
        } else {
            self.hear_first(facts, &mut said);
        }
        if facts.gpc == Some(true) {
            said.used |= Signals::GPC;
            said.objections.add(Objection::Gpc);
        }
        let unsaid = match regime {
            Regime::OptIn => Grants::NOTHING,
            Regime::OptOut => self.opt_out,
            Regime::Notice => self.notice,
        };
        let mut grants = said.consents.unwrap_or(unsaid);
        for (number, leaves) in self.leaves.iter().enumerate() {
            if said.objections.has(number) {
                grants = meet(grants, *leaves);
            }
        }
        let Said { used, refused, holds, .. } = said;
        Decision { grants, regime, used, refused, valid_for: holds }
    }

    /// The strictest wins: what all signals allow counts.
    fn hear_all(&self, facts: &Facts, said: &mut Said) {
        for signal in CONSENTS {
            let Some(reading) = self.read(signal, facts) else { continue };
            let heard = said
                .hear(signal, reading)
                .or_else(|| said.refused.contains(signal).then_some(Grants::NOTHING));
            if let Some(heard) = heard {
                said.consents = Some(said.consents.map_or(heard, |before| meet(before, heard)));
            }
        }
    }

    /// The first that states a consent counts alone. If there is none and one was
    /// refused, nothing is allowed.
    fn hear_first(&self, facts: &Facts, said: &mut Said) {
        for signal in &self.precedence {
            let Some(reading) = self.read(*signal, facts) else { continue };
            said.consents = said.hear(*signal, reading);
            if said.consents.is_some() {
                return;
            }
        }
        if !said.refused.is_empty() {
            said.consents = Some(Grants::NOTHING);
        }
    }

    /// Reads a signal, if it was sent.
    fn read(&self, signal: Signals, facts: &Facts) -> Option<Reading> {
        if signal == Signals::TC_STRING {
            facts.tc_string.as_deref().map(|text| self.strings.read(text, facts.now))
        } else if signal == Signals::GPP_STRING {
            let in_canada = facts.country.as_deref() == Some("CA");
            let read = |text| signals::read_gpp(text, facts.now, in_canada, &self.strings);
            facts.gpp_string.as_deref().map(read)
        } else {
            let text = facts.consent_preference.as_deref()?;
            Some(preference::parse(text).map_or(Reading::REFUSED, Reading::preference))
        }
    }
}

impl Said {
    /// Notes what came of a signal; what it consents to, if it states that.
    fn hear(&mut self, signal: Signals, reading: Reading) -> Option<Grants> {
        match reading {
            Reading::Usable { consents, objections, holds } => {
                self.used |= signal;
                self.objections.join(objections);
                self.holds = self.holds.min(holds);
                consents
            }
            Reading::Silent => None,
            Reading::Refused { holds } => {
                self.refused |= signal;
                self.holds = self.holds.min(holds);
                None
            }
        }
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(consent: Policy);

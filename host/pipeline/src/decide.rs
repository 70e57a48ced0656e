//! Consent, then geo-licensing, then carbon-cap.

use tidegate_facts::FactKind;
use tidegate_sdk::types::{Facts, Grants, Limits};
use tidegate_sdk::{carbon_cap, consent, geo_licensing};

use crate::functions::{Fault, FunctionKind, Functions};
use crate::reads::{Basis, Reads};
use crate::redact::view;

/// The longest time an answer is believed, in seconds, whatever it says: a day.
pub const LONGEST_VALIDITY: u32 = 86_400;

/// The longest text of a function that is believed, in bytes.
const LONGEST_TEXT: usize = 256;

/// The longest list of languages that is believed, in bytes.
const LONGEST_LANGUAGES: usize = 1024;

/// What the functions declare that they read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declarations {
    /// Of the consent function.
    pub consent: Reads,
    /// Of the geo-licensing function.
    pub geo_licensing: Reads,
    /// Of the carbon-cap function.
    pub carbon_cap: Reads,
    /// Of the manifest-rewriting function.
    pub manifest_rewriting: Reads,
}

impl Declarations {
    /// What the project's own four functions read. Consent and licences rest on
    /// what is necessary to serve at all; what a viewer chose for themselves takes the
    /// purpose of personalised content, a precise place its special feature.
    #[must_use]
    pub fn customary() -> Self {
        use FactKind as Fact;
        let necessary =
            |facts: &[Fact]| facts.iter().map(|fact| (*fact, Basis::Necessary)).collect::<Reads>();
        let mut declarations = Self {
            consent: necessary(&[
                Fact::Now,
                Fact::Country,
                Fact::Subdivision,
                Fact::TcString,
                Fact::Gpc,
                Fact::GppString,
                Fact::ConsentPreference,
            ]),
            geo_licensing: necessary(&[
                Fact::Now,
                Fact::Asset,
                Fact::Country,
                Fact::Subdivision,
                Fact::Network,
                Fact::Device,
                Fact::PostalCode,
                Fact::Metro,
                Fact::Plan,
                Fact::HomeCountry,
            ]),
            carbon_cap: necessary(&[
                Fact::Now,
                Fact::Presentation,
                Fact::Device,
                Fact::Intensity,
                Fact::CarbonOptOut,
                Fact::Session,
            ]),
            manifest_rewriting: necessary(&[
                Fact::Country,
                Fact::Device,
                Fact::Languages,
                Fact::Capabilities,
                Fact::Player,
            ]),
        };
        let wishes = [Fact::Accessibility, Fact::Preferences];
        declarations.manifest_rewriting.extend(wishes.map(|fact| (fact, Basis::Purpose(6))));
        declarations.geo_licensing.extend([(Fact::Location, Basis::SpecialFeature(1))]);
        declarations
    }

    /// The reads of one function.
    #[must_use]
    pub const fn of(&self, kind: FunctionKind) -> &Reads {
        match kind {
            FunctionKind::Consent => &self.consent,
            FunctionKind::GeoLicensing => &self.geo_licensing,
            FunctionKind::CarbonCap => &self.carbon_cap,
            FunctionKind::ManifestRewriting => &self.manifest_rewriting,
        }
    }

    /// The reads of one function, to declare more.
    pub const fn of_mut(&mut self, kind: FunctionKind) -> &mut Reads {
        match kind {
            FunctionKind::Consent => &mut self.consent,
            FunctionKind::GeoLicensing => &mut self.geo_licensing,
            FunctionKind::CarbonCap => &mut self.carbon_cap,
            FunctionKind::ManifestRewriting => &mut self.manifest_rewriting,
        }
    }
}

/// What a function was handed and what it said.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    /// The redacted facts it was handed.
    pub view: Facts,
    /// Its answer, or why there is none.
    pub said: Result<T, Fault>,
}

/// The decisions that need no manifest.
#[derive(Clone, Debug)]
pub struct Decisions {
    /// What consent said.
    pub consent: Answer<consent::Decision>,
    /// What geo-licensing said.
    pub geo_licensing: Answer<geo_licensing::Verdict>,
    /// What carbon-cap said. It is asked only about a viewer who is allowed.
    pub carbon_cap: Option<Answer<carbon_cap::Decision>>,
}

/// Asks the three functions that need no manifest, each about its own view.
pub fn decide(
    facts: &Facts,
    declarations: &Declarations,
    functions: &mut impl Functions,
) -> Decisions {
    let consent = consent(facts, declarations, functions);
    let grants = grants_of(&consent);

    let seen = view(facts, &declarations.geo_licensing, &grants);
    let said = functions.geo_licensing(&seen).and_then(checked_verdict);
    let geo_licensing = Answer { view: seen, said };

    let carbon_cap =
        matches!(geo_licensing.said, Ok(geo_licensing::Verdict::Allow(_))).then(|| {
            let seen = view(facts, &declarations.carbon_cap, &grants);
            let said = functions.carbon_cap(&seen).and_then(checked_cap);
            Answer { view: seen, said }
        });
    Decisions { consent, geo_licensing, carbon_cap }
}

/// What the viewer allows, nothing else being asked; nothing if consent fails.
pub fn grants(
    facts: &Facts,
    declarations: &Declarations,
    functions: &mut impl Functions,
) -> Grants {
    grants_of(&consent(facts, declarations, functions))
}

fn consent(
    facts: &Facts,
    declarations: &Declarations,
    functions: &mut impl Functions,
) -> Answer<consent::Decision> {
    let seen = view(facts, &declarations.consent, &Grants::NOTHING);
    let said = functions.consent(&seen);
    Answer { view: seen, said }
}

impl Decisions {
    /// What the viewer allows; nothing if consent failed.
    #[must_use]
    pub fn grants(&self) -> Grants {
        grants_of(&self.consent)
    }

    /// The functions that gave no answer.
    #[must_use]
    pub fn failed(&self) -> Vec<FunctionKind> {
        let cap = self.carbon_cap.as_ref();
        let mut failed = Vec::new();
        for (kind, gave_none) in [
            (FunctionKind::Consent, self.consent.said.is_err()),
            (FunctionKind::GeoLicensing, self.geo_licensing.said.is_err()),
            (FunctionKind::CarbonCap, cap.is_some_and(|cap| cap.said.is_err())),
        ] {
            if gave_none {
                failed.push(kind);
            }
        }
        failed
    }

    /// What the licence allows; `None` unless it allows.
    #[must_use]
    pub fn licence(&self) -> Option<&Limits> {
        match &self.geo_licensing.said {
            Ok(geo_licensing::Verdict::Allow(allowance)) => Some(&allowance.limits),
            Ok(geo_licensing::Verdict::Deny(_) | geo_licensing::Verdict::Replace(_)) | Err(_) => {
                None
            }
        }
    }

    /// What is shown instead, if the licence asks for that.
    #[must_use]
    pub fn replacement(&self) -> Option<&geo_licensing::Replacement> {
        match &self.geo_licensing.said {
            Ok(geo_licensing::Verdict::Replace(replacement)) => Some(replacement),
            Ok(geo_licensing::Verdict::Allow(_) | geo_licensing::Verdict::Deny(_)) | Err(_) => None,
        }
    }

    /// What the cap allows; everything if there is none.
    #[must_use]
    pub fn cap(&self) -> Limits {
        match &self.carbon_cap {
            Some(Answer {
                said: Ok(carbon_cap::Decision { outcome: carbon_cap::Outcome::Capped(cap), .. }),
                ..
            }) => cap.limits.clone(),
            _ => Limits::NONE,
        }
    }

    /// The meet of all limits; `None` unless the licence allows.
    #[must_use]
    pub fn limits(&self) -> Option<Limits> {
        self.licence().map(|licence| licence.meet(&self.cap()))
    }

    /// For how many seconds all of it holds for the same facts. A fault holds
    /// for this request only.
    #[must_use]
    pub fn valid_for(&self) -> u32 {
        let consent = self.consent.said.as_ref().map_or(0, |said| said.valid_for);
        let licence = match &self.geo_licensing.said {
            Ok(geo_licensing::Verdict::Allow(allowance)) => allowance.valid_for,
            Ok(geo_licensing::Verdict::Deny(denial)) => denial.valid_for,
            Ok(geo_licensing::Verdict::Replace(replacement)) => replacement.valid_for,
            Err(_) => 0,
        };
        let cap = match &self.carbon_cap {
            None => LONGEST_VALIDITY,
            Some(answer) => answer.said.as_ref().map_or(0, |said| said.valid_for),
        };
        consent.min(licence).min(cap).min(LONGEST_VALIDITY)
    }
}

fn grants_of(consent: &Answer<consent::Decision>) -> Grants {
    consent.said.as_ref().map_or_else(|_| Grants::NOTHING, |said| said.grants)
}

/// A verdict whose texts and limits are within bounds.
///
/// # Errors
/// [`Fault::Invalid`].
pub fn checked_verdict(verdict: geo_licensing::Verdict) -> Result<geo_licensing::Verdict, Fault> {
    match &verdict {
        geo_licensing::Verdict::Allow(allowance) => {
            short("rule", &allowance.rule)?;
            short("version", &allowance.version)?;
            checked_limits(&allowance.limits)?;
        }
        geo_licensing::Verdict::Deny(denial) => {
            short("version", &denial.version)?;
            if let Some(rule) = &denial.rule {
                short("rule", rule)?;
            }
        }
        geo_licensing::Verdict::Replace(replacement) => {
            short("slate", &replacement.slate)?;
            short("rule", &replacement.rule)?;
            short("version", &replacement.version)?;
        }
    }
    Ok(verdict)
}

/// A cap whose texts and limits are within bounds.
///
/// # Errors
/// [`Fault::Invalid`].
pub fn checked_cap(decision: carbon_cap::Decision) -> Result<carbon_cap::Decision, Fault> {
    if let carbon_cap::Outcome::Capped(cap) = &decision.outcome {
        short("band", &cap.band)?;
        checked_limits(&cap.limits)?;
    }
    Ok(decision)
}

fn checked_limits(limits: &Limits) -> Result<(), Fault> {
    if limits.max_height == Some(0) {
        return Err(Fault::Invalid("max-height is 0, expected at least 1".to_owned()));
    }
    for languages in [&limits.audio_languages, &limits.subtitle_languages].into_iter().flatten() {
        at_most(LONGEST_LANGUAGES, "a list of languages", languages)?;
    }
    Ok(())
}

fn short(what: &str, text: &str) -> Result<(), Fault> {
    at_most(LONGEST_TEXT, what, text)
}

fn at_most(most: usize, what: &str, text: &str) -> Result<(), Fault> {
    if text.len() > most {
        return Err(Fault::Invalid(format!(
            "{what} has {} bytes, expected at most {most}",
            text.len()
        )));
    }
    Ok(())
}

//! Which viewers a candidate is tried on, and how much may go wrong.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tidegate_facts::session::SHARES;

use super::Place;

/// How a candidate is tried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plan {
    /// Whether it answers anybody.
    pub mode: Mode,
    /// The share of sessions.
    #[serde(default)]
    pub share: Percent,
    /// The prefixes of the routes; empty: all.
    #[serde(default)]
    pub routes: Vec<String>,
    /// The viewers' places, ISO 3166-1 or 3166-2; empty: all.
    #[serde(default)]
    pub regions: Vec<String>,
    /// What ends it.
    #[serde(default)]
    pub bounds: Bounds,
}

/// Whether a candidate answers anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nobody: it is asked beside what runs.
    #[default]
    Shadow,
    /// Those that the plan covers.
    Canary,
}

/// What ends a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Bounds {
    /// More of the candidate's answers than this may not fail beyond those of what runs.
    pub errors: Percent,
    /// Its calls may not take more than this many times as long, at the 95th percentile.
    pub slower: f64,
    /// More of its answers than this may not differ from what runs. Absent: any may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub different: Option<Percent>,
    /// How many of its answers are waited for before any of this counts.
    pub after: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { errors: Percent(100), slower: 5.0, different: None, after: 100 }
    }
}

impl Plan {
    /// Whether a viewer is among those that it is for.
    #[must_use]
    pub fn covers(&self, place: Place<'_>) -> bool {
        let here =
            |region: &String| [place.country, place.subdivision].contains(&Some(region.as_str()));
        place.share < self.share.0
            && (self.routes.is_empty() || self.routes.iter().any(|route| route == place.route))
            && (self.regions.is_empty() || self.regions.iter().any(here))
    }

    /// # Errors
    /// What about it cannot be, and what could.
    pub fn check(&self) -> Result<(), String> {
        let bounds = &self.bounds;
        if !(bounds.slower.is_finite() && bounds.slower >= 1.0) {
            return Err(format!("`bounds.slower`: found {}, expected at least 1", bounds.slower));
        }
        if bounds.after == 0 {
            return Err("`bounds.after`: found 0, expected at least 1".to_owned());
        }
        if let Some(region) = self.regions.iter().find(|region| !is_place(region)) {
            return Err(format!(
                "`regions`: found {region:?}, expected of ISO 3166-1 or 3166-2, such as DE or US-CA"
            ));
        }
        Ok(())
    }
}

/// Whether this is a place as ISO 3166-1 or 3166-2 spell them.
fn is_place(text: &str) -> bool {
    let (country, subdivision) = match text.split_once('-') {
        Some((country, subdivision)) => (country, Some(subdivision)),
        None => (text, None),
    };
    let subdivision_is = |text: &str| {
        (1..=3).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && subdivision.is_none_or(subdivision_is)
}

/// A share in percent, in steps of a hundredth; at least one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Percent(u16);

impl Percent {
    /// Hundredths of a percent, 1 to 10,000.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// Of one.
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / f64::from(SHARES)
    }
}

impl Default for Percent {
    /// All.
    fn default() -> Self {
        Self(SHARES)
    }
}

impl TryFrom<f64> for Percent {
    type Error = String;

    fn try_from(percent: f64) -> Result<Self, String> {
        let hundredths = (percent * 100.0).round();
        if (1.0..=f64::from(SHARES)).contains(&hundredths) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "in range"
            )]
            return Ok(Self(hundredths as u16));
        }
        Err(format!("found {percent}, expected a percentage from 0.01 to 100"))
    }
}

impl From<Percent> for f64 {
    fn from(percent: Percent) -> Self {
        Self::from(percent.0) / 100.0
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text).parse::<f64>();
        number
            .map_err(|_| format!("found {text:?}, expected a percentage from 0.01 to 100"))
            .and_then(Self::try_from)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", f64::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_within_their_range() {
        for (text, hundredths) in [("100", 10_000), ("5%", 500), ("0.01", 1), ("33.333", 3333)] {
            assert_eq!(text.parse(), Ok(Percent(hundredths)), "{text}");
        }
        for text in ["0", "0.001", "100.1", "-1", "NaN", "inf", "", "five"] {
            assert!(text.parse::<Percent>().is_err(), "{text}");
        }
    }

    #[test]
    fn plans_are_read_strictly() {
        let plan: Plan = serde_json::from_str(
            r#"{ "mode": "canary", "share": 2.5, "bounds": { "different": 1 } }"#,
        )
        .unwrap();
        assert_eq!((plan.mode, plan.share), (Mode::Canary, Percent(250)));
        assert_eq!(plan.bounds, Bounds { different: Some(Percent(100)), ..Bounds::default() });
        assert!(serde_json::from_str::<Plan>(r#"{ "mode": "canary", "shares": 2 }"#).is_err());
        assert!(serde_json::from_str::<Plan>(r#"{ "mode": "canary", "share": 0 }"#).is_err());
        let hasty = Bounds { after: 0, ..Bounds::default() };
        assert!(Plan { bounds: hasty, ..plan.clone() }.check().is_err());
        let slow = Bounds { slower: f64::NAN, ..Bounds::default() };
        assert!(Plan { bounds: slow, ..plan }.check().is_err());
    }

    #[test]
    fn regions_are_places() {
        let plan = |region: &str| Plan { regions: vec![region.to_owned()], ..Plan::default() };
        for region in ["DE", "US-CA", "GB-ENG", "FR-75", "RU-2"] {
            assert_eq!(plan(region).check(), Ok(()), "{region}");
        }
        for region in ["de", "germany", "DEU", "US-", "US-ca", "US-CALI", "-CA", "", "ÄÖ"] {
            let why = plan(region).check().unwrap_err();
            assert!(why.contains("`regions`") && why.contains("US-CA"), "{why}");
        }
    }
}

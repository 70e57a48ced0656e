//! Providers of live intensities: what to ask each, and what its answers say.
//! Without I/O: the caller sends the [`Ask`]s and hands the bodies to [`Answers`].
//!
//! - [`electricity_maps`]: zones of the world, average
//! - [`uk`]: Great Britain and its regions, average
//! - [`watttime`]: regions of the world, marginal or average
//! - [`carbon_aware`]: an operator's own Carbon Aware SDK, in front of others
//!
//! One rule for all: a value for a time that has begun is a sample, one for later is
//! a forecast. A forecast's value is a sample only if its time had begun when the
//! forecast was made, and gives way to a value of the past. A value that is `null`
//! is not there; [`steps`](super::steps) says what becomes of gaps and disorder.

pub mod carbon_aware;
pub mod electricity_maps;
mod fields;
pub mod uk;
pub mod watttime;

use tidegate_sdk::types::IntensitySignal;

use super::steps::{Reading, Slots};

/// Values of one answer; three days of one-minute values.
pub const MOST_VALUES: usize = 4320;

/// How far back and how far ahead is asked, in seconds.
const DAY: u64 = 86_400;

/// Who publishes intensities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// <https://app.electricitymaps.com/developer-hub/api/reference>
    ElectricityMaps,
    /// <https://carbon-intensity.github.io/api-definitions/>
    UkCarbonIntensity,
    /// <https://docs.watttime.org/>
    WattTime,
    /// <https://carbon-aware-sdk.greensoftware.foundation/docs/tutorial-basics/carbon-aware-webapi>
    CarbonAwareSdk,
}

/// How a provider knows who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It does not ask.
    Open,
    /// By a token in a header of this name.
    Token(&'static str),
    /// By a bearer token, which [`watttime::token`] reads from the answer to
    /// this target, asked with a user's name and password (RFC 7617).
    Login(&'static str),
}

/// What an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The newest value.
    Latest,
    /// The day that has passed.
    History,
    /// The time to come.
    Forecast,
    /// The day that has passed and the day to come.
    Around,
}

/// One request, a GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What the answer will be about.
    pub part: Part,
    /// Path and query below the provider's base URL, without a leading slash.
    pub target: String,
    /// Whether there is nothing to be learnt without it.
    pub required: bool,
}

/// Why an answer is refused. Holds at most [`LONGEST_MESSAGE`] bytes of it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnswerError {
    /// It is not in the documented format.
    #[error("the answer is not as documented: {0}")]
    Malformed(String),
    /// It is about something else than was asked for.
    #[error("the answer is about {what} `{found}`, asked for was `{asked}`")]
    Other {
        /// What is another, e.g. `zone`.
        what: &'static str,
        /// What it is about.
        found: String,
        /// What was asked for.
        asked: String,
    },
    /// A value that no grid has.
    #[error("a value of {0} is no intensity, expected 0 to 65535 gCO2e per kWh")]
    Value(f64),
    /// More values than [`MOST_VALUES`].
    #[error("the answer has more than {MOST_VALUES} values")]
    TooMany,
    /// Nothing has begun.
    #[error("no answer has a value for a time that has begun")]
    Nothing,
}

/// Bytes of an answer that an error may quote.
pub const LONGEST_MESSAGE: usize = 200;

impl Provider {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::ElectricityMaps, Self::UkCarbonIntensity, Self::WattTime, Self::CarbonAwareSdk];

    /// The name in configurations, e.g. `electricity-maps`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ElectricityMaps => "electricity-maps",
            Self::UkCarbonIntensity => "uk-carbon-intensity",
            Self::WattTime => "watttime",
            Self::CarbonAwareSdk => "carbon-aware-sdk",
        }
    }

    /// The documented base URL, ending in `/`. `None` for what operators run
    /// themselves.
    #[must_use]
    pub const fn url(self) -> Option<&'static str> {
        match self {
            Self::ElectricityMaps => Some("https://api.electricitymaps.com/v3/"),
            Self::UkCarbonIntensity => Some("https://api.carbonintensity.org.uk/"),
            Self::WattTime => Some("https://api.watttime.org/"),
            Self::CarbonAwareSdk => None,
        }
    }

    /// How it knows who asks.
    #[must_use]
    pub const fn access(self) -> Access {
        match self {
            Self::ElectricityMaps => Access::Token("auth-token"),
            Self::WattTime => Access::Login("login"),
            Self::UkCarbonIntensity | Self::CarbonAwareSdk => Access::Open,
        }
    }

    /// The signal that it publishes if it publishes one alone or has a usual one.
    /// `None` where it depends on what stands behind: the operator must say.
    #[must_use]
    pub const fn usual_signal(self) -> Option<IntensitySignal> {
        match self {
            Self::ElectricityMaps | Self::UkCarbonIntensity => Some(IntensitySignal::Average),
            Self::WattTime => Some(IntensitySignal::Marginal),
            Self::CarbonAwareSdk => None,
        }
    }

    /// Whether it publishes a signal.
    #[must_use]
    pub fn publishes(self, signal: IntensitySignal) -> bool {
        match self {
            Self::ElectricityMaps | Self::UkCarbonIntensity => signal == IntensitySignal::Average,
            Self::WattTime | Self::CarbonAwareSdk => true,
        }
    }

    /// Its zone for a place, where it follows from the place alone. `None` where the
    /// operator must name one.
    #[must_use]
    pub fn zone(self, place: &str) -> Option<&str> {
        match self {
            // The zones of undivided countries are ISO 3166-1 codes.
            Self::ElectricityMaps => Some(place).filter(|place| place.len() == 2),
            Self::UkCarbonIntensity => uk::zone(place),
            Self::WattTime | Self::CarbonAwareSdk => None,
        }
    }

    /// Checks a zone's form.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn check(self, zone: &str) -> Result<(), &'static str> {
        if self == Self::UkCarbonIntensity {
            return uk::check(zone);
        }
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if (1..=64).contains(&zone.len()) && zone.bytes().all(letter) {
            return Ok(());
        }
        Err("1 to 64 letters, digits, `-`, `_` and `.`")
    }

    /// What to ask of a zone, in the order in which the answers are to be added.
    #[must_use]
    pub fn asks(self, zone: &str, signal: IntensitySignal, now: u64) -> Vec<Ask> {
        match self {
            Self::ElectricityMaps => electricity_maps::asks(zone),
            Self::UkCarbonIntensity => uk::asks(zone, now),
            Self::WattTime => watttime::asks(zone, signal, now),
            Self::CarbonAwareSdk => carbon_aware::asks(zone, now),
        }
    }

    /// The documented distance between two values, in seconds.
    const fn usual_step(self) -> u32 {
        match self {
            Self::ElectricityMaps => 3600,
            Self::UkCarbonIntensity => 1800,
            Self::WattTime | Self::CarbonAwareSdk => 300,
        }
    }
}

/// The answers about one zone, as of one moment.
#[derive(Debug, Clone)]
pub struct Answers<'a> {
    provider: Provider,
    zone: &'a str,
    signal: IntensitySignal,
    now: u64,
    slots: Slots,
}

impl<'a> Answers<'a> {
    /// None yet. `now` is that of [`Provider::asks`].
    #[must_use]
    pub fn new(provider: Provider, zone: &'a str, signal: IntensitySignal, now: u64) -> Self {
        Self { provider, zone, signal, now, slots: Slots::default() }
    }

    /// Adds the body of an answer of status 200.
    ///
    /// # Errors
    /// What is wrong with it; nothing of it is added.
    pub fn add(&mut self, part: Part, body: &[u8]) -> Result<(), AnswerError> {
        let Self { zone, signal, now, .. } = *self;
        let mut more = match self.provider {
            Provider::ElectricityMaps => electricity_maps::read(part, body, zone, now),
            Provider::UkCarbonIntensity => uk::read(body, zone, now),
            Provider::WattTime => watttime::read(part, body, zone, signal, now),
            Provider::CarbonAwareSdk => carbon_aware::read(part, body, signal, now),
        }?;
        if more.measured.len() + more.estimated.len() + more.expected.len() > MOST_VALUES {
            return Err(AnswerError::TooMany);
        }
        self.slots.measured.append(&mut more.measured);
        self.slots.estimated.append(&mut more.estimated);
        self.slots.expected.append(&mut more.expected);
        Ok(())
    }

    /// What they say together.
    ///
    /// # Errors
    /// None has a value for a time that has begun.
    pub fn reading(self) -> Result<Reading, AnswerError> {
        self.slots
            .in_steps(self.signal, self.provider.usual_step(), self.now)
            .ok_or(AnswerError::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARTS: [Part; 4] = [Part::Latest, Part::History, Part::Forecast, Part::Around];

    #[test]
    fn zones_follow_from_places_where_they_do() {
        for (provider, place, zone) in [
            (Provider::ElectricityMaps, "FR", Some("FR")),
            (Provider::ElectricityMaps, "US-CA", None),
            (Provider::UkCarbonIntensity, "GB", Some("GB")),
            (Provider::UkCarbonIntensity, "GB-SCT", Some("16")),
            (Provider::UkCarbonIntensity, "GB-NIR", None),
            (Provider::UkCarbonIntensity, "FR", None),
            (Provider::WattTime, "FR", None),
            (Provider::CarbonAwareSdk, "FR", None),
        ] {
            assert_eq!(provider.zone(place), zone, "{provider:?} {place}");
        }
    }

    #[test]
    fn zones_are_words() {
        let provider = Provider::WattTime;
        for zone in ["CAISO_NORTH", "US-CAL-CISO", "eastus", "a.b"] {
            assert_eq!(provider.check(zone), Ok(()), "{zone}");
        }
        for zone in ["", "a b", "a/b", "a?b", "é", &"a".repeat(65)] {
            assert!(provider.check(zone).is_err(), "{zone}");
        }
    }

    #[test]
    fn too_many_values_are_refused() {
        let value = r#"{"time":"2026-10-01T12:00Z","rating":1}"#;
        let body = |count| format!("[{}]", vec![value; count].join(","));
        let mut answers =
            Answers::new(Provider::CarbonAwareSdk, "x", IntensitySignal::Average, 1 << 33);
        assert_eq!(answers.add(Part::History, body(MOST_VALUES).as_bytes()), Ok(()));
        let more = body(MOST_VALUES + 1);
        assert_eq!(answers.add(Part::History, more.as_bytes()), Err(AnswerError::TooMany));
    }

    /// JSON that is like an answer, with anything in its places.
    fn like_an_answer() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            Just("null".to_owned()),
            any::<f64>().prop_map(|number| format!("{number:e}").replace("NaN", "0")),
            any::<i64>().prop_map(|number| number.to_string()),
            Just("\"2026-10-01T12:00Z\"".to_owned()),
            Just("\"9999-12-31T23:59:59Z\"".to_owned()),
            Just("\"lbs_co2_per_mwh\"".to_owned()),
            Just("\"x\"".to_owned()),
            Just("{}".to_owned()),
        ];
        let name = prop::sample::select(vec![
            "zone",
            "datetime",
            "carbonIntensity",
            "history",
            "forecast",
            "updatedAt",
            "data",
            "from",
            "to",
            "intensity",
            "actual",
            "regionid",
            "meta",
            "units",
            "region",
            "point_time",
            "value",
            "generated_at",
            "signal_type",
            "time",
            "rating",
            "generatedAt",
            "forecastData",
            "timestamp",
        ]);
        value.prop_recursive(5, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                prop::collection::btree_map(name.clone(), inner, 0..8).prop_map(|members| {
                    let members: Vec<_> =
                        members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                    format!("{{{}}}", members.join(","))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn takes_anything(
            body in prop_oneof![any::<Vec<u8>>(), like_an_answer().prop_map(String::into_bytes)],
            now in any::<u64>(),
        ) {
            for provider in Provider::ALL {
                let signal = provider.usual_signal().unwrap_or(IntensitySignal::Average);
                let mut answers = Answers::new(provider, "x", signal, now);
                for part in PARTS {
                    if let Err(error) = answers.add(part, &body) {
                        prop_assert!(error.to_string().len() < 3 * LONGEST_MESSAGE);
                    }
                }
                if let Ok(reading) = answers.reading() {
                    prop_assert!(reading.measured <= now);
                }
                let _ = provider.asks("x", signal, now);
            }
            let _ = watttime::token(&body);
        }
    }
}

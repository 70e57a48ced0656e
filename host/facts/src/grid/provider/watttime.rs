//! WattTime, API v3: `co2_moer`, what one unit more would cause, or `co2_aoer`, the
//! average (<https://docs.watttime.org/>).
//!
//! `login` takes a user's name and password and answers a token that is good for
//! 30 minutes ([`token`]). `v3/historical` is settled but some minutes late;
//! `v3/forecast` begins with the present, and its first value is what the provider
//! advises to take for it; it is not published for `co2_aoer`. Values come every five
//! minutes in pounds of CO2 per MWh (`meta.units`).

use serde::Deserialize;
use tidegate_sdk::types::IntensitySignal;

use super::fields::{document, forecast, grams, same};
use super::{AnswerError, Ask, DAY, Part};
use crate::grid::steps::{Slot, Slots};
use crate::grid::when::{When, minute};

/// Grams per kWh of one pound per MWh: the international pound is 453.59237 g.
const POUND_PER_MWH: f64 = 0.453_592_37;

#[derive(Deserialize)]
struct Answer {
    data: Vec<Value>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Value {
    point_time: When,
    value: Option<f64>,
}

#[derive(Deserialize)]
struct Meta {
    region: String,
    signal_type: String,
    units: String,
    generated_at: Option<When>,
}

#[derive(Deserialize)]
struct Login {
    token: String,
}

/// The bearer token of an answer to `login`. `None` if there is none that a header
/// can carry.
#[must_use]
pub fn token(body: &[u8]) -> Option<String> {
    let Login { token } = serde_json::from_slice(body).ok()?;
    (!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())).then_some(token)
}

const fn signal_type(signal: IntensitySignal) -> &'static str {
    match signal {
        IntensitySignal::Average => "co2_aoer",
        IntensitySignal::Marginal => "co2_moer",
    }
}

pub(super) fn asks(zone: &str, signal: IntensitySignal, now: u64) -> Vec<Ask> {
    let ask = |part, name, more: &[(&str, &str)]| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("region", zone)
            .append_pair("signal_type", signal_type(signal))
            .extend_pairs(more)
            .finish();
        Ask { part, target: format!("v3/{name}?{query}"), required: false }
    };
    let (start, end) = (minute(now.saturating_sub(DAY)), minute(now));
    let mut asks = vec![ask(Part::History, "historical", &[("start", &start), ("end", &end)])];
    if signal == IntensitySignal::Marginal {
        asks.push(ask(Part::Forecast, "forecast", &[("horizon_hours", "24")]));
    }
    asks
}

pub(super) fn read(
    part: Part,
    body: &[u8],
    zone: &str,
    signal: IntensitySignal,
    now: u64,
) -> Result<Slots, AnswerError> {
    let Answer { data, meta } = document(body)?;
    same("region", &meta.region, zone)?;
    same("signal", &meta.signal_type, signal_type(signal))?;
    same("unit", &meta.units, "lbs_co2_per_mwh")?;
    let made = meta.generated_at.map_or(now, |When(made)| made.min(now));
    let mut slots = Slots::default();
    for Value { point_time: When(start), value } in data {
        let Some(value) = value else { continue };
        let slot = Slot { start, grams: grams(value * POUND_PER_MWH, signal)? };
        match part {
            Part::Forecast => forecast(&mut slots, slot, made),
            _ => slots.measured.push(slot),
        }
    }
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Provider};
    use super::*;
    use crate::grid::when::seconds;

    /// The provider's own example (*GET Forecast*), values and times others.
    fn answer(values: &str, made: Option<&str>) -> String {
        let made = made.map(|made| format!(r#""generated_at":"{made}","#)).unwrap_or_default();
        format!(
            r#"{{"data":[{values}],"meta":{{"data_point_period_seconds":300,"region":"CAISO_NORTH",{made}
            "warnings":[{{"type":"EXAMPLE_WARNING","message":"This is just an example"}}],
            "signal_type":"co2_moer","model":{{"date":"2023-03-01"}},"units":"lbs_co2_per_mwh"}}}}"#
        )
    }

    fn value(time: &str, value: &str) -> String {
        format!(r#"{{"point_time":"2022-07-15T{time}:00+00:00","value":{value}}}"#)
    }

    #[test]
    fn pounds_per_megawatt_hour_become_grams() {
        let now = seconds("2022-07-15T00:12:00Z").unwrap();
        let mut answers =
            Answers::new(Provider::WattTime, "CAISO_NORTH", IntensitySignal::Marginal, now);
        // Newest first, as some answers come.
        let past = [value("00:05", "1051.0880801214637"), value("00:00", "870")].join(",");
        answers.add(Part::History, answer(&past, None).as_bytes()).unwrap();
        let ahead =
            [value("00:10", "-4.5"), value("00:15", "1000"), value("00:20", "null")].join(",");
        let ahead = answer(&ahead, Some("2022-07-15T00:10:00+00:00"));
        answers.add(Part::Forecast, ahead.as_bytes()).unwrap();
        let reading = answers.reading().unwrap();
        // 870 × 0.45359237 = 394.6; 1051.088 × 0.45359237 = 476.8.
        assert_eq!((reading.samples, reading.forecast), (vec![395, 477, 0], vec![454]));
        assert_eq!((reading.step, reading.signal), (300, IntensitySignal::Marginal));
    }

    #[test]
    fn what_is_not_as_asked_is_refused() {
        let body = answer(&value("00:00", "870"), None);
        let read = |body: &str, zone, signal| read(Part::History, body.as_bytes(), zone, signal, 0);
        let marginal = IntensitySignal::Marginal;
        assert!(read(&body, "CAISO_NORTH", marginal).is_ok());
        assert!(read(&body, "ERCOT", marginal).is_err());
        assert!(read(&body, "CAISO_NORTH", IntensitySignal::Average).is_err());
        let other = body.replace("lbs_co2_per_mwh", "percentile");
        assert_eq!(
            read(&other, "CAISO_NORTH", marginal).unwrap_err().to_string(),
            "the answer is about unit `percentile`, asked for was `lbs_co2_per_mwh`"
        );
    }

    #[test]
    fn asks_for_the_day_before_and_the_day_to_come() {
        let now = seconds("2022-07-15T00:12:00Z").unwrap();
        let targets = |signal| {
            asks("CAISO_NORTH", signal, now).into_iter().map(|ask| ask.target).collect::<Vec<_>>()
        };
        assert_eq!(
            targets(IntensitySignal::Marginal),
            [
                "v3/historical?region=CAISO_NORTH&signal_type=co2_moer&start=2022-07-14T00%3A12Z&end=2022-07-15T00%3A12Z",
                "v3/forecast?region=CAISO_NORTH&signal_type=co2_moer&horizon_hours=24",
            ]
        );
        assert_eq!(targets(IntensitySignal::Average).len(), 1);
    }

    #[test]
    fn a_token_is_one_word() {
        assert_eq!(token(br#"{"token":"abc.def"}"#).as_deref(), Some("abc.def"));
        for body in [&br#"{"token":"a\r\nb"}"#[..], br#"{"token":""}"#, b"{}", b"", b"\xff"] {
            assert_eq!(token(body), None);
        }
    }
}

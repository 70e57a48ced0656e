//! Electricity Maps, API v3 and v4, which differ in the base URL only.
//!
//! `carbon-intensity/latest`, `/history` (24 hours) and `/forecast` with `zone=`,
//! gCO2e per kWh, average, life cycle unless the plan says otherwise
//! (<https://portal.electricitymaps.com/developer-hub/api/reference>, sections
//! *Carbon Intensity*). What the provider estimated (`isEstimated`) counts like what
//! it measured: it does so for hours whose measurements are not in. The forecast is
//! not part of every plan; the rest does without.
//!
//! An answer must name the zone that was asked for: for a zone it does not know the
//! provider may answer for the caller's own address (*Auto fallback*).

use serde::Deserialize;
use tidegate_sdk::types::IntensitySignal;

use super::fields::{document, forecast, grams, same};
use super::{AnswerError, Ask, Part};
use crate::grid::steps::{Slot, Slots};
use crate::grid::when::When;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value {
    carbon_intensity: Option<f64>,
    datetime: When,
}

#[derive(Deserialize)]
struct Latest {
    zone: String,
    #[serde(flatten)]
    value: Value,
}

#[derive(Deserialize)]
struct History {
    zone: String,
    history: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Forecast {
    zone: String,
    forecast: Vec<Value>,
    updated_at: Option<When>,
}

pub(super) fn asks(zone: &str) -> Vec<Ask> {
    let ask = |part, name, required| {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("zone", zone).finish();
        Ask { part, target: format!("carbon-intensity/{name}?{query}"), required }
    };
    vec![
        ask(Part::History, "history", false),
        ask(Part::Latest, "latest", true),
        ask(Part::Forecast, "forecast", false),
    ]
}

pub(super) fn read(part: Part, body: &[u8], zone: &str, now: u64) -> Result<Slots, AnswerError> {
    let mut slots = Slots::default();
    match part {
        Part::Latest => {
            let latest: Latest = document(body)?;
            same("zone", &latest.zone, zone)?;
            slots.measured.extend(slot(&latest.value)?);
        }
        Part::History | Part::Around => {
            let history: History = document(body)?;
            same("zone", &history.zone, zone)?;
            for value in &history.history {
                slots.measured.extend(slot(value)?);
            }
        }
        Part::Forecast => {
            let answer: Forecast = document(body)?;
            same("zone", &answer.zone, zone)?;
            let made = answer.updated_at.map_or(now, |When(made)| made.min(now));
            for value in &answer.forecast {
                if let Some(slot) = slot(value)? {
                    forecast(&mut slots, slot, made);
                }
            }
        }
    }
    Ok(slots)
}

fn slot(value: &Value) -> Result<Option<Slot>, AnswerError> {
    let When(start) = value.datetime;
    let grams = value.carbon_intensity.map(|value| grams(value, IntensitySignal::Average));
    Ok(grams.transpose()?.map(|grams| Slot { start, grams }))
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Provider};
    use super::*;
    use crate::grid::when::seconds;

    /// The provider's own example of a value (*Past Carbon Intensity*), with another time.
    fn value(time: &str, grams: &str) -> String {
        format!(
            r#"{{"zone":"DE","carbonIntensity":{grams},"datetime":"{time}","updatedAt":"2022-04-07T15:32:21.002Z",
            "createdAt":"2022-02-08T06:20:31.772Z","emissionFactorType":"lifecycle","isEstimated":false,"estimationMethod":null}}"#
        )
    }

    #[test]
    fn asks_for_three_parts() {
        let targets: Vec<_> = asks("US-CAL-CISO").into_iter().map(|ask| ask.target).collect();
        assert_eq!(
            targets,
            [
                "carbon-intensity/history?zone=US-CAL-CISO",
                "carbon-intensity/latest?zone=US-CAL-CISO",
                "carbon-intensity/forecast?zone=US-CAL-CISO",
            ]
        );
    }

    #[test]
    fn reads_all_three() {
        let now = seconds("2019-05-21T02:10:00Z").unwrap();
        let mut answers =
            Answers::new(Provider::ElectricityMaps, "DE", IntensitySignal::Average, now);
        let history = [
            value("2019-05-21T00:00:00.000Z", "322"),
            value("2019-05-20T23:00:00.000Z", "null"),
            value("2019-05-20T22:00:00.000Z", "300.4"),
            value("2019-05-21T01:00:00.000Z", "330"),
        ]
        .join(",");
        let history =
            format!(r#"{{"zone":"DE","history":[{history}],"temporalGranularity":"hourly"}}"#);
        answers.add(Part::History, history.as_bytes()).unwrap();
        let latest = value("2019-05-21T02:00:00.000Z", "341");
        answers.add(Part::Latest, latest.as_bytes()).unwrap();
        let forecast = r#"{"zone":"DE","forecast":[
            {"carbonIntensity":999,"datetime":"2019-05-21T02:00:00.000Z"},
            {"carbonIntensity":350,"datetime":"2019-05-21T03:00:00.000Z"},
            {"carbonIntensity":360,"datetime":"2019-05-21T04:00:00.000Z"}],
            "updatedAt":"2019-05-21T02:05:00.000Z"}"#;
        answers.add(Part::Forecast, forecast.as_bytes()).unwrap();
        let reading = answers.reading().unwrap();
        // The hour without a value is held over.
        assert_eq!(reading.samples, [300, 300, 322, 330, 341]);
        assert_eq!(reading.forecast, [350, 360]);
        assert_eq!(reading.measured, seconds("2019-05-21T02:00:00Z").unwrap());
        assert_eq!(reading.step, 3600);
    }

    #[test]
    fn an_old_forecast_is_no_measurement() {
        let now = seconds("2019-05-21T12:00:00Z").unwrap();
        let forecast = r#"{"zone":"DE","forecast":[
            {"carbonIntensity":10,"datetime":"2019-05-21T02:00:00.000Z"},
            {"carbonIntensity":20,"datetime":"2019-05-21T03:00:00.000Z"}],
            "updatedAt":"2019-05-21T02:05:00.000Z"}"#;
        let slots = read(Part::Forecast, forecast.as_bytes(), "DE", now).unwrap();
        assert_eq!((slots.estimated.len(), slots.expected.len()), (1, 1));
    }

    #[test]
    fn an_answer_about_another_zone_is_refused() {
        let latest = value("2019-05-21T02:00:00.000Z", "341");
        let error = read(Part::Latest, latest.as_bytes(), "FR", 0).unwrap_err();
        assert_eq!(error.to_string(), "the answer is about zone `DE`, asked for was `FR`");
    }

    #[test]
    fn says_where_an_answer_is_malformed() {
        let error =
            |body: &str| read(Part::History, body.as_bytes(), "DE", 0).unwrap_err().to_string();
        assert_eq!(
            error(
                r#"{"zone":"DE","history":[{"carbonIntensity":"high","datetime":"2019-05-21T02:00:00Z"}]}"#
            ),
            "the answer is not as documented: at `history[0].carbonIntensity`: invalid type: string \"high\", expected f64 at line 1 column 49"
        );
        assert!(error(r#"{"zone":"DE","history":["#).contains("EOF"));
        assert!(error(&format!(r#"{{"zone":"{}""#, "x".repeat(1 << 16))).len() < 300);
    }
}

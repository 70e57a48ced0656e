//! The Web API of the Green Software Foundation's Carbon Aware SDK, which operators
//! run themselves in front of other providers; grams per kWh
//! (<https://carbon-aware-sdk.greensoftware.foundation/docs/tutorial-basics/carbon-aware-webapi>).
//!
//! `emissions/bylocation` answers an array of `time` and `rating`, or 204 without
//! data; `emissions/forecasts/current` an array of forecasts with `generatedAt` and
//! `forecastData`, or 501 where the provider behind it has none. Whether figures are
//! average or marginal depends on that provider; the answers do not say.

use serde::Deserialize;
use tidegate_sdk::types::IntensitySignal;

use super::fields::{document, forecast, grams};
use super::{AnswerError, Ask, DAY, Part};
use crate::grid::steps::{Slot, Slots};
use crate::grid::when::{When, minute};

#[derive(Deserialize)]
struct Observed {
    time: When,
    rating: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Forecast {
    generated_at: Option<When>,
    /// `null` where every value was filtered out.
    forecast_data: Option<Vec<Expected>>,
}

#[derive(Deserialize)]
struct Expected {
    timestamp: When,
    value: Option<f64>,
}

pub(super) fn asks(zone: &str, now: u64) -> Vec<Ask> {
    let ask = |part, name, more: &[(&str, &str)]| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("location", zone)
            .extend_pairs(more)
            .finish();
        Ask { part, target: format!("emissions/{name}?{query}"), required: false }
    };
    let (time, to_time) = (minute(now.saturating_sub(DAY)), minute(now));
    vec![
        ask(Part::History, "bylocation", &[("time", &time), ("toTime", &to_time)]),
        ask(Part::Forecast, "forecasts/current", &[]),
    ]
}

pub(super) fn read(
    part: Part,
    body: &[u8],
    signal: IntensitySignal,
    now: u64,
) -> Result<Slots, AnswerError> {
    let mut slots = Slots::default();
    if part != Part::Forecast {
        for Observed { time: When(start), rating } in document::<Vec<Observed>>(body)? {
            if let Some(rating) = rating {
                slots.measured.push(Slot { start, grams: grams(rating, signal)? });
            }
        }
        return Ok(slots);
    }
    for answer in document::<Vec<Forecast>>(body)? {
        let made = answer.generated_at.map_or(now, |When(made)| made.min(now));
        for Expected { timestamp: When(start), value } in answer.forecast_data.unwrap_or_default() {
            if let Some(value) = value {
                forecast(&mut slots, Slot { start, grams: grams(value, signal)? }, made);
            }
        }
    }
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Provider};
    use super::*;
    use crate::grid::when::seconds;

    #[test]
    fn reads_what_the_tutorial_shows() {
        let now = seconds("2022-07-19T13:58:00Z").unwrap();
        let mut answers =
            Answers::new(Provider::CarbonAwareSdk, "northeurope", IntensitySignal::Marginal, now);
        let observed = r#"[
            {"location":"IE","time":"2022-07-19T13:50:00.5092741+00:00","rating":530.4,"duration":"00:05:00"},
            {"location":"IE","time":"2022-07-19T13:45:00.5092741+00:00","rating":70,"duration":"00:05:00"}]"#;
        answers.add(Part::History, observed.as_bytes()).unwrap();
        let forecast = r#"[{"requestedAt":"2022-07-19T13:57:49+00:00","generatedAt":"2022-07-19T13:55:00+00:00",
            "location":"northeurope","dataStartAt":"2022-07-19T14:00:00Z","dataEndAt":"2022-07-20T04:38:00Z","windowSize":10,
            "optimalDataPoints":[{"location":"IE","timestamp":"2022-07-19T18:45:00+00:00","duration":5,"value":448.4451043375}],
            "forecastData":[{"location":"IE","timestamp":"2022-07-19T13:55:00+00:00","duration":5,"value":532.02293146},
            {"location":"IE","timestamp":"2022-07-19T14:00:00+00:00","duration":5,"value":535.7318741001667}]}]"#;
        answers.add(Part::Forecast, forecast.as_bytes()).unwrap();
        let reading = answers.reading().unwrap();
        assert_eq!((reading.samples, reading.forecast), (vec![70, 530, 532], vec![536]));
        assert_eq!(reading.step, 300);
    }

    #[test]
    fn asks_for_both() {
        let now = seconds("2022-07-19T13:58:00Z").unwrap();
        let targets: Vec<_> = asks("eastus", now).into_iter().map(|ask| ask.target).collect();
        assert_eq!(
            targets,
            [
                "emissions/bylocation?location=eastus&time=2022-07-18T13%3A58Z&toTime=2022-07-19T13%3A58Z",
                "emissions/forecasts/current?location=eastus",
            ]
        );
    }
}

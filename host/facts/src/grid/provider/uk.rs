//! The Carbon Intensity API of Great Britain (NESO): the nation, 17 regions, outward
//! postcodes; half hours, gCO2 per kWh, average, without a key, CC BY 4.0
//! (<https://carbon-intensity.github.io/api-definitions/>, version 2.0.0).
//!
//! `intensity/{from}/{to}` and `regional/intensity/{from}/{to}/regionid/{id}` or
//! `/postcode/{outward}`, times in UTC to the minute. A half hour has a `forecast`,
//! which is revised until it begins, and for the nation an `actual`, which is `null`
//! until an hour or so after. Regions have no `actual` at all. So for a half hour that
//! has begun the `actual` is the sample, or else its last `forecast`.

use serde::Deserialize;
use tidegate_sdk::types::IntensitySignal;

use super::fields::{OneOrMore, document, forecast, grams, same};
use super::{AnswerError, Ask, DAY, Part};
use crate::grid::steps::{Slot, Slots};
use crate::grid::when::{When, minute};

/// What the nation is called as a zone.
const NATION: &str = "GB";

#[derive(Deserialize)]
struct HalfHour {
    from: When,
    intensity: Intensity,
}

#[derive(Deserialize)]
struct Intensity {
    forecast: Option<f64>,
    actual: Option<f64>,
}

#[derive(Deserialize)]
struct National {
    data: Vec<HalfHour>,
}

/// The documentation shows an array of one region, the API sends an object.
#[derive(Deserialize)]
struct Regional {
    data: OneOrMore<Region>,
}

#[derive(Deserialize)]
struct Region {
    regionid: u32,
    data: Vec<HalfHour>,
}

/// Zones of ISO 3166-2:GB. Northern Ireland is not on this grid.
pub(super) fn zone(place: &str) -> Option<&'static str> {
    match place {
        "GB" => Some(NATION),
        "GB-ENG" => Some("15"),
        "GB-SCT" => Some("16"),
        "GB-WLS" => Some("17"),
        _ => None,
    }
}

pub(super) fn check(zone: &str) -> Result<(), &'static str> {
    if zone == NATION || region(zone).is_some() || outward(zone) {
        return Ok(());
    }
    Err("`GB`, a region from 1 to 17, or an outward postcode, e.g. `RG10`")
}

/// The number of a region, without leading zeros.
fn region(zone: &str) -> Option<u32> {
    let number = zone.parse().ok().filter(|number| (1..=17).contains(number))?;
    (!zone.starts_with(['0', '+'])).then_some(number)
}

/// The first half of a postcode: one or two letters, a digit, maybe one more of
/// either.
fn outward(zone: &str) -> bool {
    let area = zone.bytes().take_while(u8::is_ascii_uppercase).count();
    let mut rest = zone.bytes().skip(area);
    (1..=2).contains(&area)
        && rest.next().is_some_and(|byte| byte.is_ascii_digit())
        && rest.next().is_none_or(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && rest.next().is_none()
}

pub(super) fn asks(zone: &str, now: u64) -> Vec<Ask> {
    let (from, to) = (minute(now.saturating_sub(DAY)), minute(now.saturating_add(DAY)));
    let target = if zone == NATION {
        format!("intensity/{from}/{to}")
    } else {
        let by = if region(zone).is_some() { "regionid" } else { "postcode" };
        format!("regional/intensity/{from}/{to}/{by}/{zone}")
    };
    vec![Ask { part: Part::Around, target, required: true }]
}

pub(super) fn read(body: &[u8], zone: &str, now: u64) -> Result<Slots, AnswerError> {
    let half_hours = if zone == NATION {
        document::<National>(body)?.data
    } else {
        let mut half_hours = Vec::new();
        for found in document::<Regional>(body)?.data.into_vec() {
            if region(zone).is_some() {
                same("region", &found.regionid.to_string(), zone)?;
            }
            half_hours.extend(found.data);
        }
        half_hours
    };
    let mut slots = Slots::default();
    for HalfHour { from: When(start), intensity } in half_hours {
        if let Some(actual) = intensity.actual {
            slots.measured.push(Slot { start, grams: grams(actual, IntensitySignal::Average)? });
        } else if let Some(expected) = intensity.forecast {
            let slot = Slot { start, grams: grams(expected, IntensitySignal::Average)? };
            forecast(&mut slots, slot, now);
        }
    }
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Provider};
    use super::*;
    use crate::grid::when::seconds;

    fn answers(
        zone: &str,
        body: &str,
        now: &str,
    ) -> Result<crate::grid::steps::Reading, AnswerError> {
        let now = seconds(now).unwrap();
        let mut answers =
            Answers::new(Provider::UkCarbonIntensity, zone, IntensitySignal::Average, now);
        answers.add(Part::Around, body.as_bytes())?;
        answers.reading()
    }

    const NATIONAL: &str = r#"{"data":[
        {"from":"2018-01-20T11:30Z","to":"2018-01-20T12:00Z","intensity":{"forecast":270,"actual":260,"index":"moderate"}},
        {"from":"2018-01-20T12:00Z","to":"2018-01-20T12:30Z","intensity":{"forecast":266,"actual":263,"index":"moderate"}},
        {"from":"2018-01-20T12:30Z","to":"2018-01-20T13:00Z","intensity":{"forecast":250,"actual":null,"index":"moderate"}},
        {"from":"2018-01-20T13:00Z","to":"2018-01-20T13:30Z","intensity":{"forecast":240,"actual":null,"index":"moderate"}}]}"#;

    #[test]
    fn the_half_hour_that_runs_has_its_forecast() {
        let reading = answers("GB", NATIONAL, "2018-01-20T12:40:00Z").unwrap();
        assert_eq!((reading.samples, reading.forecast), (vec![260, 263, 250], vec![240]));
        assert_eq!(reading.step, 1800);
        assert_eq!(reading.measured, seconds("2018-01-20T12:30Z").unwrap());
    }

    #[test]
    fn a_region_comes_as_an_object_or_in_an_array() {
        let region = r#"{"regionid":3,"dnoregion":"Electricity North West","shortname":"North West England","data":[
            {"from":"2018-01-20T12:00Z","to":"2018-01-20T12:30Z","intensity":{"forecast":266,"index":"moderate"},
             "generationmix":[{"fuel":"gas","perc":43.6},{"fuel":"solar","perc":18.1}]},
            {"from":"2018-01-20T12:30Z","to":"2018-01-20T13:00Z","intensity":{"forecast":200,"index":"moderate"},"generationmix":[]}]}"#;
        for body in [format!(r#"{{"data":{region}}}"#), format!(r#"{{"data":[{region}]}}"#)] {
            for zone in ["3", "RG10"] {
                let reading = answers(zone, &body, "2018-01-20T12:10:00Z").unwrap();
                assert_eq!((reading.samples, reading.forecast), (vec![266], vec![200]));
            }
            let error = answers("13", &body, "2018-01-20T12:10:00Z").unwrap_err();
            assert_eq!(error.to_string(), "the answer is about region `3`, asked for was `13`");
        }
    }

    #[test]
    fn asks_for_a_day_either_way() {
        let now = seconds("2018-01-20T12:10:30Z").unwrap();
        let target = |zone| asks(zone, now).remove(0).target;
        assert_eq!(target("GB"), "intensity/2018-01-19T12:10Z/2018-01-21T12:10Z");
        assert_eq!(
            target("13"),
            "regional/intensity/2018-01-19T12:10Z/2018-01-21T12:10Z/regionid/13"
        );
        assert_eq!(
            target("SW1A"),
            "regional/intensity/2018-01-19T12:10Z/2018-01-21T12:10Z/postcode/SW1A"
        );
    }

    #[test]
    fn zones_are_checked() {
        for zone in ["GB", "1", "17", "RG10", "M1", "SW1A", "W1", "TF8"] {
            assert_eq!(check(zone), Ok(()), "{zone}");
        }
        for zone in
            ["", "0", "18", "013", "+3", "FR", "RG", "rg10", "RG101", "SW1A 1AA", "1A", "../x"]
        {
            assert!(check(zone).is_err(), "{zone}");
        }
    }
}

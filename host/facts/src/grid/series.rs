//! Series that a file holds: JSON or CSV.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use tidegate_sdk::types::{Intensity, IntensitySignal};

use super::cells::rows;
use super::steps::{Reading, Slot, Slots};
use super::{GridError, MOST_SAMPLES, NEVER, is_place, when};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "`step`, `measured` and `samples`")]
struct Series {
    #[serde(default)]
    signal: Signal,
    step: u32,
    measured: u64,
    samples: Vec<Grams>,
    #[serde(default)]
    forecast: Vec<Grams>,
}

#[derive(Clone, Copy, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Signal {
    #[default]
    Average,
    Marginal,
}

impl From<Signal> for IntensitySignal {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Average => Self::Average,
            Signal::Marginal => Self::Marginal,
        }
    }
}

/// gCO2e per kWh.
struct Grams(u16);

impl<'de> Deserialize<'de> for Grams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let grams = u64::deserialize(deserializer)?;
        let wrong =
            |_| D::Error::invalid_value(Unexpected::Unsigned(grams), &"0 to 65535 gCO2e per kWh");
        u16::try_from(grams).map(Self).map_err(wrong)
    }
}

/// Reads a JSON document.
pub fn json(text: &str, max_age: u32) -> Result<BTreeMap<String, Intensity>, GridError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let document: BTreeMap<String, Series> = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| GridError::Series(format!("at `{}`: {}", error.path(), error.inner())))?;
    reader.end().map_err(|error| GridError::Series(error.to_string()))?;
    document.into_iter().map(|(place, series)| checked(place, series, max_age)).collect()
}

fn checked(place: String, series: Series, max_age: u32) -> Result<(String, Intensity), GridError> {
    let Series { signal, step, measured, samples, forecast } = series;
    let wrong = |path: &str, found: &dyn std::fmt::Display, accepted: &str| {
        GridError::Series(format!("at `{path}`: found {found}, expected {accepted}"))
    };
    if !is_place(&place) {
        return Err(wrong(&place, &"this name", "ISO 3166, e.g. `FR` or `US-CA`"));
    }
    if step == 0 {
        return Err(wrong(&format!("{place}.step"), &step, "at least 1 second"));
    }
    if measured > NEVER {
        return Err(wrong(&format!("{place}.measured"), &measured, "seconds since 1970"));
    }
    if samples.is_empty() || samples.len() > MOST_SAMPLES {
        let path = format!("{place}.samples");
        return Err(wrong(&path, &format!("{} values", samples.len()), "1 to 288 values"));
    }
    if forecast.len() > MOST_SAMPLES {
        let path = format!("{place}.forecast");
        return Err(wrong(&path, &format!("{} values", forecast.len()), "at most 288 values"));
    }
    let grams = |values: Vec<Grams>| values.into_iter().map(|Grams(grams)| grams).collect();
    let (samples, forecast) = (grams(samples), grams(forecast));
    let reading = Reading { signal: signal.into(), samples, step, forecast, measured };
    Ok((place, reading.intensity(max_age)))
}

const COLUMNS: [&str; 5] = ["place", "time", "gco2e_per_kwh", "signal", "kind"];

/// Reads a CSV document.
pub fn csv(text: &str, max_age: u32) -> Result<BTreeMap<String, Intensity>, GridError> {
    let mut places: BTreeMap<String, (Signal, Slots)> = BTreeMap::new();
    for row in rows(text, &COLUMNS, "`place,time,gco2e_per_kwh,signal,kind`")? {
        let [place, time, grams, signal, kind] = [0, 1, 2, 3, 4].map(|index| row.cell(index));
        if !is_place(place) {
            return Err(row.wrong("place", place, "ISO 3166, e.g. `FR` or `US-CA`"));
        }
        let Some(start) = when::seconds(time) else {
            return Err(row.wrong("time", time, "RFC 3339, e.g. `2026-10-01T12:30:00Z`"));
        };
        let Ok(grams) = grams.parse::<u16>() else {
            return Err(row.wrong("gco2e_per_kwh", grams, "a whole number from 0 to 65535"));
        };
        let counts = match signal {
            "average" => Signal::Average,
            "marginal" => Signal::Marginal,
            _ => return Err(row.wrong("signal", signal, "`average` or `marginal`")),
        };
        if !matches!(kind, "measured" | "forecast") {
            return Err(row.wrong("kind", kind, "`measured` or `forecast`"));
        }
        row.ends("five columns")?;
        let (known, slots) =
            places.entry(place.to_owned()).or_insert_with(|| (counts, Slots::default()));
        if IntensitySignal::from(*known) != counts.into() {
            return Err(row.wrong("signal", signal, "one signal for a place"));
        }
        let slot = Slot { start, grams };
        if kind == "measured" { slots.measured.push(slot) } else { slots.expected.push(slot) }
    }
    let series = |(place, (signal, slots)): (String, (Signal, Slots))| {
        let Some(reading) = slots.in_steps(signal.into(), 1, NEVER) else {
            let why = format!("at `{place}`: found only forecasts, expected something measured");
            return Err(GridError::Series(why));
        };
        Ok((place, reading.intensity(max_age)))
    };
    places.into_iter().map(series).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_wrong_value() {
        let error = |text: &str| json(text, 1).unwrap_err().to_string();
        assert_eq!(
            error("{\"FR\":{\n\"step\":1800,\"measured\":1,\"samples\":[70000]}}"),
            "at `FR.samples[0]`: invalid value: integer `70000`, expected 0 to 65535 gCO2e per kWh at line 2 column 42"
        );
        assert_eq!(
            error(r#"{"fr":{"step":1,"measured":1,"samples":[1]}}"#),
            "at `fr`: found this name, expected ISO 3166, e.g. `FR` or `US-CA`"
        );
        assert_eq!(
            error(r#"{"FR":{"step":0,"measured":1,"samples":[1]}}"#),
            "at `FR.step`: found 0, expected at least 1 second"
        );
        assert_eq!(
            error(r#"{"FR":{"step":1,"measured":1,"samples":[]}}"#),
            "at `FR.samples`: found 0 values, expected 1 to 288 values"
        );
        let long = vec!["1"; 289].join(",");
        assert_eq!(
            error(&format!(
                r#"{{"FR":{{"step":1,"measured":1,"samples":[1],"forecast":[{long}]}}}}"#
            )),
            "at `FR.forecast`: found 289 values, expected at most 288 values"
        );
        assert!(
            error(r#"{"FR":{"step":1,"measured":1,"samples":[1],"x":1}}"#)
                .contains("unknown field `x`")
        );
        assert!(
            error(r#"{"FR":{"step":1,"measured":1,"samples":[1],"signal":"mean"}}"#)
                .contains("unknown variant `mean`, expected `average` or `marginal`")
        );
        assert!(error("{} x").contains("line 1 column 4"));
    }

    #[test]
    fn signal_and_forecast_are_optional() {
        let text = r#"{"FR":{"signal":"marginal","step":300,"measured":9,"samples":[1],"forecast":[2,3]},
            "DE":{"step":300,"measured":9,"samples":[1]}}"#;
        let places = json(text, 1).unwrap();
        let (marginal, plain) = (&places["FR"], &places["DE"]);
        assert_eq!(marginal.signal, IntensitySignal::Marginal);
        assert_eq!(marginal.forecast, [2, 3]);
        assert_eq!((plain.signal, plain.forecast.len()), (IntensitySignal::Average, 0));
    }

    const CSV: &str = "place,time,gco2e_per_kwh,signal,kind\n\
        # Two places.\n\
        FR,2026-10-01T12:30Z,41,average,measured\n\
        FR,2026-10-01T12:00Z,38,average,measured\n\
        US-CA,2026-10-01T05:00:00-07:00,300,marginal,measured\n\
        FR,2026-10-01T13:00Z,44,average,forecast\n";

    #[test]
    fn reads_rows_in_any_order() {
        let places = csv(CSV, 60).unwrap();
        let france = &places["FR"];
        assert_eq!((france.samples.as_slice(), france.step), (&[38, 41][..], 1800));
        assert_eq!(france.forecast, [44]);
        // From `date -u -d 2026-10-01T12:30Z +%s`.
        assert_eq!((france.measured, france.expires), (1_790_857_800, 1_790_857_860));
        let california = &places["US-CA"];
        assert_eq!(california.signal, IntensitySignal::Marginal);
        assert_eq!(california.measured, 1_790_856_000);
    }

    #[test]
    fn names_the_wrong_cell() {
        let error = |row: &str| csv(&format!("{CSV}{row}"), 1).unwrap_err().to_string();
        for (row, expected) in [
            (
                "fr,2026-10-01T12:30Z,1,average,measured",
                "column `place`: found `fr`, expected ISO 3166, e.g. `FR` or `US-CA`",
            ),
            (
                "FR,yesterday,1,average,measured",
                "column `time`: found `yesterday`, expected RFC 3339, e.g. `2026-10-01T12:30:00Z`",
            ),
            (
                "FR,2026-10-01T12:30Z,1.5,average,measured",
                "column `gco2e_per_kwh`: found `1.5`, expected a whole number from 0 to 65535",
            ),
            (
                "FR,2026-10-01T12:30Z,1,mean,measured",
                "column `signal`: found `mean`, expected `average` or `marginal`",
            ),
            (
                "FR,2026-10-01T12:30Z,1,marginal,measured",
                "column `signal`: found `marginal`, expected one signal for a place",
            ),
            (
                "FR,2026-10-01T12:30Z,1,average",
                "column `kind`: found ``, expected `measured` or `forecast`",
            ),
            (
                "FR,2026-10-01T12:30Z,1,average,measured,",
                "column `kind`: found ``, expected five columns",
            ),
        ] {
            assert_eq!(error(row), format!("line 7, {expected}"));
        }
        assert_eq!(
            error("DE,2026-10-01T12:30Z,1,average,forecast"),
            "at `DE`: found only forecasts, expected something measured"
        );
        assert_eq!(
            csv("a", 1).unwrap_err().to_string(),
            "line 1, column `header`: found `a`, expected `place,time,gco2e_per_kwh,signal,kind`"
        );
    }
}

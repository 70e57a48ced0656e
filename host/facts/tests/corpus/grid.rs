use serde_json::{Value, json};
use tidegate_facts::grid::Grid;
use tidegate_facts::grid::provider::{Answers, Part, Provider};
use tidegate_facts::grid::steps::Reading;
use tidegate_facts::grid::when::seconds;
use tidegate_sdk::types::IntensitySignal;

const NATIONAL: &str = "carbon/series/gb-national-48h-2020-01-01.json";
const REGIONAL: &str = "carbon/series/gb-regions-48h-2020-01-01.json";
const AUSTRIA: &str = "carbon/series/at-48h-2024-03-22.json";

fn values(document: &Value, zone: usize) -> &[Value] {
    document["zones"][zone]["values"].as_array().unwrap()
}

/// The half hour's `actual`, or else its `forecast`.
fn grams(value: &Value) -> u16 {
    value["actual"].as_f64().or(value["forecast"].as_f64()).unwrap().round() as u16
}

/// The half hours as the Carbon Intensity API sends them.
fn sent(values: &[Value]) -> Vec<Value> {
    values
        .iter()
        .map(|value| {
            json!({ "from": value["from"], "to": value["to"], "intensity": {
                "forecast": value["forecast"], "actual": value["actual"], "index": value["index"],
            }})
        })
        .collect()
}

fn read(zone: &str, body: &Value, now: &str) -> Reading {
    let now = seconds(now).unwrap();
    let mut answers =
        Answers::new(Provider::UkCarbonIntensity, zone, IntensitySignal::Average, now);
    answers.add(Part::Around, body.to_string().as_bytes()).unwrap();
    answers.reading().unwrap()
}

/// Wherever one stands in two real days: what has begun is a sample, the rest is a
/// forecast, and none is lost or changed.
#[test]
fn a_real_nation_is_read() {
    let Some(document) = super::json(NATIONAL) else { return };
    let values = values(&document, 0);
    let body = json!({ "data": sent(values) });
    for (index, value) in values.iter().enumerate() {
        let now = value["from"].as_str().unwrap();
        let reading = read("GB", &body, now);
        assert_eq!(reading.measured, seconds(now).unwrap());
        assert_eq!(reading.step, 1800);
        let whole: Vec<u16> = reading.samples.iter().chain(&reading.forecast).copied().collect();
        assert_eq!(whole, values.iter().map(grams).collect::<Vec<_>>(), "{now}");
        assert_eq!(reading.samples.len(), index + 1);
    }
}

#[test]
fn real_regions_are_read() {
    let Some(document) = super::json(REGIONAL) else { return };
    for (index, zone) in document["zones"].as_array().unwrap().iter().enumerate() {
        let number = zone["zone"].as_str().unwrap().strip_prefix("GB-NESO-").unwrap();
        let values = values(&document, index);
        let body = json!({ "data": {
            "regionid": number.parse::<u32>().unwrap(),
            "dnoregion": zone["dno"],
            "shortname": zone["name"],
            "data": sent(values),
        }});
        let reading = read(number, &body, "2020-01-01T12:10:00Z");
        let whole: Vec<u16> = reading.samples.iter().chain(&reading.forecast).copied().collect();
        assert_eq!(whole, values.iter().map(grams).collect::<Vec<_>>(), "{number}");
        assert_eq!(reading.measured, seconds("2020-01-01T12:00Z").unwrap());
    }
}

/// A real half-hourly series in both of our formats.
#[test]
fn takes_a_real_series() {
    let Some(document) = super::json(AUSTRIA) else { return };
    let values = values(&document, 0);
    let of = |kind: &str| -> Vec<(&str, u16)> {
        values
            .iter()
            .filter(|value| value["actual"].is_null() == (kind == "forecast"))
            .filter(|value| value["actual"].is_f64() || value["forecast"].is_f64())
            .map(|value| (value["from"].as_str().unwrap(), grams(value)))
            .collect()
    };
    let (measured, expected) = (of("measured"), of("forecast"));
    assert!(measured.len() > 30 && expected.len() > 10, "{} {}", measured.len(), expected.len());
    let newest = seconds(measured.last().unwrap().0).unwrap();
    let grams = |pairs: &[(&str, u16)]| pairs.iter().map(|(_, grams)| *grams).collect::<Vec<_>>();

    let document = json!({ "AT": {
        "step": 1800, "measured": newest, "samples": grams(&measured), "forecast": grams(&expected),
    }});
    let from_json = Grid::default().with_json(&document.to_string(), 3600).unwrap();

    let mut rows = vec!["place,time,gco2e_per_kwh,signal,kind".to_owned()];
    for (kind, pairs) in [("forecast", &expected), ("measured", &measured)] {
        rows.extend(pairs.iter().map(|(time, grams)| format!("AT,{time},{grams},average,{kind}")));
    }
    let from_csv = Grid::default().with_csv(&rows.join("\n"), 3600).unwrap();

    let intensity = from_json.intensity(Some("AT"), None).unwrap();
    assert_eq!(intensity.samples, grams(&measured));
    assert_eq!(intensity.expires, newest + 3600);
    assert_eq!(from_csv, from_json);
}

use tidegate_facts::grid::Grid;

/// A real half-hourly series, in our format.
#[test]
fn takes_a_real_series() {
    let Some(document) = super::json("carbon/series/gb-national-48h-2020-01-01.json") else {
        return;
    };
    let values = document["zones"][0]["values"].as_array().unwrap();
    let samples: Vec<u64> = values
        .iter()
        .filter_map(|value| value["actual"].as_f64())
        .map(|grams| grams.round() as u64)
        .collect();
    assert!(samples.len() > 90, "{}", samples.len());
    let series = serde_json::json!({
        "GB": { "step": 1800, "measured": 1_578_008_400_u64, "samples": samples },
    });
    let grid = Grid::default().with_series(&series.to_string(), 3600).unwrap();
    let intensity = grid.intensity(Some("GB"), None).unwrap();
    assert!(intensity.samples.iter().map(|sample| u64::from(*sample)).eq(samples));
    assert_eq!(intensity.expires, 1_578_012_000);
}

//! The table of grid intensities that comes with the node.

use tidegate_demo::GRID;
use tidegate_facts::grid::{Grid, NEVER};

fn rows() -> Vec<Vec<&'static str>> {
    let data = GRID.lines().filter(|line| !line.starts_with('#')).skip(1);
    data.map(|line| line.split(',').collect()).collect()
}

#[test]
fn says_where_it_is_from_and_when() {
    let head: String = GRID.lines().take_while(|line| line.starts_with('#')).collect();
    for word in ["https://ourworldindata.org/energy", "CC BY 4.0", "Ember", "Read 2026-"] {
        assert!(head.contains(word), "{word}: {head}");
    }
    let grid = Grid::default().with_table(GRID).unwrap();
    let rows = rows();
    assert!(rows.len() > 190, "{}", rows.len());
    for row in rows {
        let (country, grams, year) = (row[0], row[1], row[2]);
        assert!(year.parse::<u16>().unwrap() >= 2020, "{country}");
        let known = grid.intensity(Some(country), None).unwrap();
        assert_eq!(known.samples, [grams.parse::<u16>().unwrap()], "{country}");
        assert_eq!(known.expires, NEVER, "{country}");
    }
}

/// Against the corpus's copy of the same data.
#[test]
fn says_what_its_source_says() {
    let Some(folder) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(
            !std::env::var("CI").is_ok_and(|value| value == "true"),
            "TIDEGATE_CORPUS is not set"
        );
        println!("skipped: TIDEGATE_CORPUS is not set");
        return;
    };
    let file = std::path::Path::new(&folder).join("carbon/country-intensity.json");
    let document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let countries = document["countries"].as_array().unwrap();
    for row in rows() {
        let known = countries.iter().find(|known| known["iso2"] == row[0]).unwrap();
        let grams = known["gco2e_per_kwh"].as_f64().unwrap().round();
        assert_eq!(grams.to_string(), row[1], "{}", row[0]);
        assert_eq!(known["year"].to_string(), row[2], "{}", row[0]);
    }
}

use super::*;

fn refused(document: &str) -> String {
    read(document).unwrap_err()
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert_eq!(committed, schema, "run the test with UPDATE_SCHEMA=1 and commit schema.json");
}

#[test]
fn errors_name_path_found_and_accepted() {
    let bands = r#""bands":[{"name":"high","enter":300,"exit":200}]"#;
    let ladder =
        |rungs: &str| format!(r#"{{"floor":540,{bands},"ladders":[{{"rungs":{rungs}}}]}}"#);
    let band = |band: &str| format!(r#"{{"floor":540,"bands":[{{{band}}}]}}"#);
    let key = |key: &str| format!(r#"{{"floor":540,{bands},{key}}}"#);
    let cases = [
        (
            r#"{"floor":0,"bands":[]}"#.to_owned(),
            "at `floor`: found 0, expected a height in pixels, at least 1",
        ),
        (r#"{"floor":540,"bands":[]}"#.to_owned(), "at `bands`: found 0, expected 1 to 8 bands"),
        (key(r#""valid-for":0"#), "at `valid-for`: found 0, expected seconds, 1 to 86400"),
        (key(r#""dwell":3600"#), "at `dwell`: found 3600, expected seconds, 14400 to 86400"),
        (key(r#""history":1"#), "at `history`: found 1, expected seconds, 18000 to 1209600"),
        (
            key(r#""history":18000,"dwell":14401"#),
            "at `history`: found 18000, expected at least 3600 and the dwell, 14401, for each band",
        ),
        (key(r#""sessions":101"#), "at `sessions`: found 101, expected percent, 1 to 100"),
        (
            key(r#""signal":"mean""#),
            "at `signal`: unknown variant `mean`, expected `average` or `marginal`",
        ),
        (
            key(r#""percentile":{"least-intensity":1,"least-swing":0}"#),
            "at `percentile.least-swing`: found 0, expected gCO2e/kWh, at least 1",
        ),
        (
            key(r#""percentile":{"least-intensity":1,"least-swing":1,"least-samples":3}"#),
            "at `percentile.least-samples`: found 3, expected a number of samples, at least 4",
        ),
        (
            key(r#""percentile":{"least-intensity":1,"least-swing":1}"#),
            "at `bands[0].enter`: found 300, expected percent, at most 100",
        ),
        (
            key(r#""history":18000,"percentile":{"least-intensity":1,"least-swing":1}"#)
                .replace("300", "30")
                .replace("200", "20"),
            "at `history`: found 18000, expected at least 3600 and twice the dwell, 14400, for each band",
        ),
        (
            band(r#""name":"High","enter":2,"exit":1"#),
            "at `bands[0].name`: found \"High\", expected 1 to 32 characters of a-z, 0-9 and hyphen",
        ),
        (
            band(r#""name":"high","enter":300,"exit":300"#),
            "at `bands[0].exit`: found 300, expected less than enter, 300",
        ),
        (
            band(r#""name":"high","enter":70000,"exit":200"#),
            "at `bands[0].enter`: invalid value: integer `70000`, expected u16",
        ),
        (
            key(r#""ladders":[]"#),
            "at `ladders`: found no ladder for everybody, expected neither devices nor presentations in the last",
        ),
        (
            key(r#""ladders":[{"devices":["tv"],"rungs":["sdr"]}]"#),
            "at `ladders`: found no ladder for everybody, expected neither devices nor presentations in the last",
        ),
        (
            key(r#""ladders":[{"devices":[],"rungs":["sdr"]}]"#),
            "at `ladders[0].devices`: found an empty list, expected at least one",
        ),
        (ladder("[]"), "at `ladders[0].rungs`: found 0, expected 1 to 8 rungs"),
        (ladder("[360]"), "at `ladders[0].rungs[0]`: found 360, expected at least the floor, 540"),
        (
            ladder("[720,720]"),
            "at `ladders[0].rungs[1]`: found 720, expected less than the height before, 720",
        ),
        (
            ladder(r#"["sdr","sdr"]"#),
            "at `ladders[0].rungs[1]`: found `sdr`, expected a height: HDR is already taken away",
        ),
        (
            ladder(r#"["hdr"]"#),
            "at `ladders[0].rungs[0]`: invalid value: string \"hdr\", expected `sdr` or a height in pixels",
        ),
        (
            ladder("[true]"),
            "at `ladders[0].rungs[0]`: invalid type: boolean `true`, expected `sdr` or a height in pixels",
        ),
        (
            ladder("[4294967296]"),
            "at `ladders[0].rungs[0]`: invalid value: integer `4294967296`, expected `sdr` or a height in pixels",
        ),
    ];
    for (document, expected) in cases {
        assert_eq!(refused(&document), expected, "{document}");
    }
}

#[test]
fn thresholds_rise_from_band_to_band() {
    let second = |band: &str| {
        let first = r#"{"name":"a","enter":300,"exit":250}"#;
        read(&format!(r#"{{"floor":540,"bands":[{first},{{{band}}}]}}"#))
    };
    let cases = [
        (r#""name":"a","enter":450,"exit":380"#, "bands[1].name"),
        (r#""name":"b","enter":300,"exit":260"#, "bands[1].enter"),
        (r#""name":"b","enter":450,"exit":249"#, "bands[1].exit"),
    ];
    for (band, path) in cases {
        let error = second(band).unwrap_err();
        assert!(error.starts_with(&format!("at `{path}`: found ")), "{error}");
    }
    assert!(second(r#""name":"b","enter":450,"exit":250"#).is_ok());
}

#[test]
fn a_power_model_is_checked_row_by_row() {
    let model = |source: &str, hdr: &str, rates: &str, viewers: &str| {
        read(&format!(
            r#"{{"floor":540,"bands":[{{"name":"a","enter":2,"exit":1}}],"power":{{
                "source":"{source}","noise":1,"hdr":{hdr},"rates":{rates},"viewers":{viewers}}}}}"#
        ))
    };
    let (hdr, rates) = ("[10,30]", r#"[{"height":540,"kbps":1600},{"height":720,"kbps":3400}]"#);
    let viewers = r#"[{"top":1080,"line":[1,2],"screen":[3,4]}]"#;
    assert!(model("x", hdr, rates, viewers).is_ok());
    let falling = r#"[{"height":540,"kbps":1600},{"height":720,"kbps":1600}]"#;
    let cases = [
        (
            model("", hdr, rates, viewers),
            "at `power.source`: found a text that is empty or long, expected 1 to 1000 bytes",
        ),
        (
            model("x", "[30,10]", rates, viewers),
            "at `power.hdr[1]`: found 10, expected at least the low end, 30",
        ),
        (
            model("x", "[30,101]", rates, viewers),
            "at `power.hdr[1]`: found 101, expected percent, at most 100",
        ),
        (model("x", hdr, "[]", viewers), "at `power.rates`: found 0, expected 1 to 32 entries"),
        (
            model("x", hdr, falling, viewers),
            "at `power.rates[1].kbps`: found 1600, expected more than 1600",
        ),
        (model("x", hdr, rates, "[]"), "at `power.viewers`: found 0, expected 1 to 32 entries"),
        (
            model("x", hdr, rates, r#"[{"top":1,"line":[2,1],"screen":[3,4]}]"#),
            "at `power.viewers[0].line[1]`: found 1, expected at least the low end, 2",
        ),
    ];
    for (read, expected) in cases {
        assert_eq!(read.unwrap_err(), expected);
    }
}

#[test]
fn without_ladders_hdr_goes_first_and_heights_end_at_the_floor() {
    let policy = read(r#"{"floor":1000,"bands":[{"name":"a","enter":2,"exit":1}]}"#).unwrap();
    let [ladder] = policy.ladders.as_slice() else { panic!("one ladder") };
    use crate::ladder::Rung::{Height, Sdr};
    assert_eq!(ladder.rungs, [Sdr, Height(1440), Height(1080)]);
}

//! `tidegate consent decode`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::setup::TIDEGATE;

/// All purposes but for advertising, made 2026-10-01: one of the demo's.
const TC: &str = "CQraFkAQraFkA__ABBESCgFgAI1gAAAAAAiQAAAAAAAA.IAAA";

/// `usca`: opted out of sale, not of sharing, nor consents to precise geolocation; GPC.
const GPP: &str = "DBABBg~BVYEAACA.YA";

const AT: &str = "2026-11-22T20:00:00Z";

fn decode(arguments: &[&str]) -> Output {
    Command::new(TIDEGATE).args(["consent", "decode"]).args(arguments).output().unwrap()
}

fn json_of(arguments: &[&str]) -> Value {
    let output = decode(&[arguments, &["--json", "--at", AT]].concat());
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn tells_all_of_a_tc_string() {
    let told = json_of(&[TC]);
    assert_eq!(told["kind"], "tc");
    let section = &told["sections"][0];
    for (name, expected) in [
        ("created", json!("2026-10-01T00:00:00Z")),
        ("cmp-id", json!(4095)),
        ("policy-version", json!(5)),
        ("service-specific", json!(true)),
        ("publisher-purposes", Value::Null),
        ("allowed-vendors", Value::Null),
        ("vendor-consents", json!({ "max-id": 0, "encoding": "bit-field", "vendors": [] })),
        ("restrictions", json!([])),
    ] {
        assert_eq!(section[name], expected, "{name}");
    }
    let consents: Vec<&Value> = section["purposes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|purpose| purpose["consent"] == true)
        .map(|purpose| &purpose["number"])
        .collect();
    assert_eq!(json!(consents), json!([1, 5, 6, 8, 10, 11]));
    let grants = |regime: usize| &told["grants"][regime];
    for (regime, name) in ["opt-in", "opt-out", "notice"].into_iter().enumerate() {
        assert_eq!(grants(regime)["regime"], name);
        assert_eq!(grants(regime)["purposes"], json!([1, 5, 6, 8, 10, 11]), "{name}");
        assert_eq!(grants(regime)["used"], json!(["tc-string"]));
    }
    let late = decode(&[TC, "--json", "--at", "2028-01-01T00:00:00Z"]);
    let late: Value = serde_json::from_slice(&late.stdout).unwrap();
    assert_eq!(late["grants"][0]["refused"], json!(["tc-string"]));
    assert_eq!(late["grants"][0]["purposes"], json!([]));
}

#[test]
fn tells_all_of_a_gpp_string() {
    let told = json_of(&[GPP]);
    assert_eq!(told["kind"], "gpp");
    let section = &told["sections"][0];
    assert_eq!((&section["id"], &section["name"]), (&json!(8), &json!("usca")));
    assert_eq!(section["gpc"], true);
    let fields = section["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 20);
    assert!(
        fields.contains(
            &json!({ "name": "SaleOptOut", "of": null, "value": 1, "says": "opted out" })
        )
    );
    assert!(fields.contains(&json!({
        "name": "SensitiveDataProcessing",
        "of": "precise geolocation",
        "value": 1,
        "says": "no consent or opted out",
    })));
    // Opt-out, as the demo configures it: what sale and GPC leave.
    assert_eq!(told["grants"][1]["purposes"], json!([1, 8, 9, 10, 11]));
    assert_eq!(told["grants"][0]["purposes"], json!([]));
}

#[test]
fn tells_people_the_same() {
    let output = decode(&[GPP, "--at", AT]);
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "section 8, usca (California)",
        "  Global Privacy Control  yes",
        "  SaleOptOut                       -                                    1      opted out",
        "  opt-out  any      1, 8, 9, 10, 11  none              gpp-string  -        3600 s",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    let output = decode(&[TC, "--at", AT]);
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "  created              2026-10-01T00:00:00Z",
        "  disclosed vendors    none",
        "  allowed vendors      absent",
        "  5       yes      no                   Create profiles to personalise content",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
}

/// Exit code 2, and where the first fault is.
#[test]
fn names_the_position_of_the_first_fault() {
    let output = decode(&[&TC[..40]]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        told,
        "character 39 (segment 0, bit 230): the segment ends inside a field\n  \
         CQraFkAQraFkA__ABBESCgFgAI1gAAAAAAiQAAAA\n  \
         \u{20}                                     ^\n"
    );
    let output = decode(&["DBABBg~BVYB!", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let told: Value = serde_json::from_slice(&output.stderr).unwrap();
    let expected = json!({
        "error": "malformed",
        "section": 1,
        "segment": 0,
        "bit": 24,
        "byte": 11,
        "says": "not a base64url digit (A-Z, a-z, 0-9, - and _)",
    });
    assert_eq!(told, expected);
}

#[test]
fn reads_a_string_from_standard_input_and_a_configuration_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("consent.toml");
    std::fs::write(&file, "opt-out-grants = { purposes = [3] }\n[tc-string]\nmax-age-days = 10\n")
        .unwrap();
    let config = file.to_str().unwrap();
    let mut child = Command::new(TIDEGATE)
        .args(["consent", "decode", "-", "--json", "--at", AT, "--config", config])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{TC}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["grants"][0]["refused"], json!(["tc-string"]));

    std::fs::write(&file, "[tc-string]\nmax-age-days = 0\n").unwrap();
    let output = decode(&[TC, "--config", config]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("tc-string.max-age-days") && told.contains(config), "{told}");
}

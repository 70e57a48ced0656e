//! What operators read when a `bundle.toml` is wrong: file, key, found, accepted.

mod support;

use tidegate_bundle::{Bundle, Caps, OnFailure};

/// What is changed in `bundle.toml`, and what is said then.
const WRONG: [(&str, &str, &str); 17] = [
    (
        "\"acme/eu\"",
        "\"Acme\"",
        "`name`: found \"Acme\", expected lower-case letters and digits, parted by `/`, `-`, `.`, `_` or `__`, at most 255 bytes, e.g. \"acme/eu\"",
    ),
    (
        "version = 7",
        "version = 0",
        "`version`: found 0, expected 1 or more, and more than any before",
    ),
    (
        "2027-01-01T00:00:00Z",
        "tomorrow",
        "`expires`: found \"tomorrow\", expected a time of RFC 3339, e.g. \"2027-01-01T00:00:00Z\"",
    ),
    (
        "[functions.consent",
        "[functions.consents",
        "`functions`: found \"consents\", expected consent, geo-licensing, carbon-cap, manifest-rewriting",
    ),
    (
        "\"refuse\"",
        "\"shrug\"",
        "`functions.geo-licensing.on-failure`: found \"shrug\", expected \"bottom\" or \"refuse\"",
    ),
    (
        "capabilities = []",
        "capabilities = [\"http\"]",
        "`functions.geo-licensing.capabilities`: found \"http\", expected none: a function imports nothing",
    ),
    (
        "deadline-ms = 30",
        "deadline-ms = 0",
        "`functions.geo-licensing.deadline-ms`: found 0, expected 1 to 1000",
    ),
    (
        "memory-mib = 8",
        "memory-mib = 65",
        "`functions.geo-licensing.memory-mib`: found 65, expected 1 to 64",
    ),
    (
        "country = \"necessary\"",
        "county = \"necessary\"",
        "`functions.geo-licensing.reads.county`: ",
    ),
    (
        "country = \"necessary\"",
        "country = \"purpose-12\"",
        "`functions.geo-licensing.reads.country`: found \"purpose-12\"",
    ),
    (
        "\"special-feature-1\"",
        "\"necessary\"",
        "`functions.geo-licensing.reads.location`: `location` is a precise place",
    ),
    (
        "tc-string = \"necessary\"",
        "tc-string = \"purpose-1\"",
        "`functions.consent.reads.tc-string`: found \"purpose-1\", expected \"necessary\": consent is asked before anything is granted",
    ),
    ("rights.toml", "rights.yaml", "`functions.geo-licensing.config`: found "),
    ("rights.toml", "none.toml", "`functions.geo-licensing.config`: "),
    ("version = 7", "version = -7", "invalid value"),
    ("version = 7", "versions = 7", "unknown field `versions`"),
    ("deadline-ms = 30", "deadline = 30", "unknown field `deadline`"),
];

#[test]
fn errors_name_file_key_found_and_accepted() {
    for (from, to, expected) in WRONG {
        let (_directory, file) = support::with(from, to);
        let error = Bundle::load(&file, &Caps::default()).unwrap_err().to_string();
        assert!(error.starts_with(&file.display().to_string()), "{error}");
        assert!(error.contains(expected), "{to}: {error}");
    }
}

#[test]
fn a_bundle_without_functions_is_none() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bundle.toml");
    let head = "name = \"a\"\nversion = 1\nexpires = \"2027-01-01T00:00:00Z\"\n";
    std::fs::write(&file, head).unwrap();
    let error = Bundle::load(&file, &Caps::default()).unwrap_err().to_string();
    assert!(error.ends_with("`functions`: found no function, expected at least one"), "{error}");
}

#[test]
fn what_is_left_out_has_its_usual_value() {
    let bundle = support::load(support::sources().path());
    let [consent, geo] = &bundle.functions[..] else { panic!("{bundle:?}") };
    assert_eq!((consent.limits.deadline.as_millis(), consent.limits.memory >> 20), (20, 16));
    assert_eq!((geo.limits.deadline.as_millis(), geo.limits.memory >> 20), (30, 8));
    assert_eq!((consent.on_failure, geo.on_failure), (OnFailure::Bottom, OnFailure::Refuse));
    assert_eq!(consent.cases, None);
    assert_eq!(geo.document, r#"{"a":[{"b":"2027-01-01","c":1}],"z":1}"#);
}

//! What differs between two bundles.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use tidegate_bundle::Bundle;
use tidegate_bundle::diff::Diff;

fn lines(from: &Bundle, to: &Bundle) -> Vec<String> {
    let diff = Diff::of(from, to).unwrap();
    assert_eq!(diff.count, diff.changes.len());
    let line = |text: &Option<String>| text.clone().unwrap_or_default();
    diff.changes
        .iter()
        .map(|change| format!("{} {} > {}", change.path, line(&change.from), line(&change.to)))
        .collect()
}

#[test]
fn a_bundle_does_not_differ_from_itself() {
    let bundle = support::load(support::sources().path());
    assert_eq!(lines(&bundle, &bundle), [""; 0]);
}

#[test]
fn documents_differ_by_path() {
    let from = support::load(support::sources().path());
    let mut to = from.clone();
    to.version = 8;
    to.functions[1].document = r#"{"a":[{"b":"2028-01-01","c":1},[]],"y":null}"#.to_owned();
    to.functions[1].reads = Default::default();
    assert_eq!(
        lines(&from, &to),
        [
            "version 7 > 8",
            "functions.geo-licensing.config.a[0].b \"2027-01-01\" > \"2028-01-01\"",
            "functions.geo-licensing.config.a[1]  > []",
            "functions.geo-licensing.config.y  > null",
            "functions.geo-licensing.config.z 1 > ",
            "functions.geo-licensing.reads.country \"necessary\" > ",
            "functions.geo-licensing.reads.location \"special-feature-1\" > ",
        ]
    );
}

#[test]
fn a_function_that_came_or_went_is_one_line() {
    let from = support::load(support::sources().path());
    let mut to = from.clone();
    let consent = to.functions.remove(0);
    let digest = tidegate_bundle::Digest::of(&consent.component);
    assert_eq!(lines(&from, &to), [format!("functions.consent \"{digest}\" > ")]);
    assert_eq!(lines(&to, &from), [format!("functions.consent  > \"{digest}\"")]);
}

#[test]
fn a_document_that_is_no_json_differs_by_its_digest_and_long_values_are_cut() {
    let from = support::load(support::sources().path());
    let mut to = from.clone();
    to.functions[0].document = "{".to_owned();
    assert_eq!(lines(&from, &to).len(), 1);
    let mut long = from.clone();
    long.functions[0].document = format!("{{\"regimes\":[{}\"é\"]}}", "1,".repeat(5_000));
    let diff = Diff::of(&from, &long).unwrap();
    assert_eq!((diff.count, diff.changes.len()), (5_001, 1_000));
    long.functions[0].document = format!("{{\"regimes\":\"{}\"}}", "é".repeat(100));
    let diff = Diff::of(&from, &long).unwrap();
    let shown = diff.changes[0].to.as_deref().unwrap();
    assert!(shown.ends_with("é…") && shown.len() < 90, "{shown}");
}

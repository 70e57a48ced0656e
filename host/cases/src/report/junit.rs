//! JUnit's XML, as Jenkins and GitLab read it: `testsuites` of `testsuite`s of
//! `testcase`s. Both keep only one `failure` or `error` of a case, so all that is not as
//! expected is in one.

use std::io;
use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::outcome::{CaseReport, Failing, FileReport, Report};

/// The report as XML: UTF-8, a suite for each file.
#[must_use]
pub fn junit(report: &Report) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail.
    let _ = suites(&mut writer, report);
    let mut xml = writer.into_inner();
    xml.push(b'\n');
    xml
}

fn suites(writer: &mut Writer<Vec<u8>>, report: &Report) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let cases: Vec<_> = report.cases().map(|(_, case)| case).collect();
    let [tests, failures, errors] = counts(cases.iter().copied());
    writer
        .create_element("testsuites")
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", failures.as_str()))
        .with_attribute(("errors", errors.as_str()))
        .with_attribute(("time", seconds(report.took).as_str()))
        .write_inner_content(|writer| {
            report.files.iter().try_for_each(|file| suite(writer, file))
        })?;
    Ok(())
}

fn suite(writer: &mut Writer<Vec<u8>>, file: &FileReport) -> io::Result<()> {
    let [tests, failures, errors] = counts(file.cases.iter());
    let name = printable(&file.path.display().to_string());
    let took = file.cases.iter().filter_map(|case| case.took).sum();
    writer
        .create_element("testsuite")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", failures.as_str()))
        .with_attribute(("errors", errors.as_str()))
        .with_attribute(("time", seconds(took).as_str()))
        .write_inner_content(|writer| {
            file.cases.iter().try_for_each(|told| case(writer, file, told))
        })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, file: &FileReport, case: &CaseReport) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("name", printable(&case.name).as_str()))
        .with_attribute(("classname", file.kind.name()))
        .with_attribute(("file", printable(&file.path.display().to_string()).as_str()))
        .with_attribute(("line", case.line.to_string().as_str()))
        .with_attribute(("time", seconds(case.took.unwrap_or_default()).as_str()));
    let Some(first) = case.failings.first() else {
        element.write_empty()?;
        return Ok(());
    };
    let told = case.failings.iter().map(|failing| {
        let details = failing.details();
        if details.is_empty() {
            failing.summary()
        } else {
            format!("{}\n{details}", failing.summary())
        }
    });
    let told = printable(&told.collect::<Vec<_>>().join("\n"));
    element.write_inner_content(|writer| {
        writer
            .create_element(if is_error(case) { "error" } else { "failure" })
            .with_attribute(("type", first.name()))
            .with_attribute(("message", printable(&first.summary()).as_str()))
            .write_text_content(BytesText::new(&told))?;
        Ok(())
    })?;
    Ok(())
}

/// Whether it could not be asked at all, so that nothing is said of the answer.
fn is_error(case: &CaseReport) -> bool {
    case.failings.iter().any(|failing| matches!(failing, Failing::Undeployed { .. }))
}

/// All, failures and errors.
fn counts<'r>(cases: impl Iterator<Item = &'r CaseReport> + Clone) -> [String; 3] {
    let errors = cases.clone().filter(|case| is_error(case)).count();
    let failed = cases.clone().filter(|case| !case.passed()).count();
    [cases.count(), failed - errors, errors].map(|count| count.to_string())
}

fn seconds(time: Duration) -> String {
    format!("{:.6}", time.as_secs_f64())
}

/// Without what XML 1.0 cannot hold (production 2, `Char`), however it is escaped.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\t' | '\n' | '\r' => letter,
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
            letter => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use quick_xml::Reader;
    use serde_json::json;
    use tidegate_pipeline::FunctionKind;

    use super::*;

    fn case(name: &str, failings: Vec<Failing>) -> CaseReport {
        let took = Some(Duration::from_micros(25));
        CaseReport { name: name.to_owned(), line: 3, took, memory: None, failings }
    }

    fn report() -> Report {
        let cases = vec![
            case("good", vec![]),
            case(
                "a <b> & \"c\" \u{1b}[1m",
                vec![
                    Failing::Answer { expected: json!({ "a": "]]>" }), found: json!({ "a": 2 }) },
                    Failing::Large { most: 1, took: 2048 },
                ],
            ),
            case("gone", vec![Failing::Undeployed { why: "no file".to_owned() }]),
        ];
        let (path, kind) = (PathBuf::from("x.cases.toml"), FunctionKind::Consent);
        let files = vec![FileReport { path, kind, cases }];
        Report { files, left_out: 0, took: Duration::from_millis(3) }
    }

    #[test]
    fn the_xml_is_as_jenkins_and_gitlab_read_it() {
        let text = String::from_utf8(junit(&report())).unwrap();
        assert_eq!(
            text,
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="1" time="0.003000">
  <testsuite name="x.cases.toml" tests="3" failures="1" errors="1" time="0.000075">
    <testcase name="good" classname="consent" file="x.cases.toml" line="3" time="0.000025"/>
    <testcase name="a &lt;b&gt; &amp; &quot;c&quot; �[1m" classname="consent" file="x.cases.toml" line="3" time="0.000025">
      <failure type="answer" message="another answer than expected">another answer than expected
  {
-   &quot;a&quot;: &quot;]]&gt;&quot;
+   &quot;a&quot;: 2
  }

took 2 KiB of memory, expected at most 1</failure>
    </testcase>
    <testcase name="gone" classname="consent" file="x.cases.toml" line="3" time="0.000025">
      <error type="undeployed" message="the function cannot be deployed: no file">the function cannot be deployed: no file</error>
    </testcase>
  </testsuite>
</testsuites>
"#
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_function_says_the_xml_is_well_formed(name in ".*", why in "(?s).*") {
            let mut report = report();
            report.files[0].cases[2] = case(&name, vec![Failing::Undeployed { why }]);
            let xml = junit(&report);
            let mut reader = Reader::from_reader(xml.as_slice());
            let mut buffer = Vec::new();
            loop {
                match reader.read_event_into(&mut buffer) {
                    Ok(Event::Eof) => break,
                    Ok(event) => drop(event),
                    Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&xml)),
                }
                buffer.clear();
            }
        }
    }
}

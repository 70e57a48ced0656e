//! With serde_json, which reads the same grammar.

use proptest::prelude::*;
use serde_json::Value;

use crate::config::{parse, sections};

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(".{0,4}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn on_documents(value in values(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        prop_assert_eq!(parse::<Value>(&text).unwrap(), value.clone());
        if let Value::Object(table) = &value {
            let read: serde_json::Map<String, Value> = sections(&text).unwrap().iter()
                .map(|section| (section.key.to_string(), section.read(|reader| reader.value()).unwrap()))
                .collect();
            prop_assert_eq!(&read, table);
        }
    }

    #[test]
    fn on_what_is_no_json(text in r#"[\[\]{},:"\\a-fnrtu0-9.eE+ \-\n]{0,24}|-?0[0-9.eE+-]{0,6}|"(\\[u"\\a-z0-9]|u[dD][89abcdAF][0-9]{2}|.){0,9}""#) {
        let ours = parse::<Value>(&text);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => prop_assert_eq!(ours.unwrap(), value),
            Err(_) => prop_assert!(ours.is_err(), "{}", text),
        }
        let _ = sections(&text);
    }
}

#[test]
fn on_examples() {
    for text in [
        "",
        " ",
        "01",
        "-",
        "-0",
        "1.",
        ".5",
        "1e5",
        "1E+",
        "1e400",
        "nul",
        "nulls",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\u00e9\\/\\b\"",
        "\"\\x\"",
        "\"a\u{1}\"",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "[1 2]",
        "tru",
        "[\"\\",
        "\"\\u12\"",
        "\"\\u+123\"",
        "18446744073709551616",
        "\u{feff}1",
    ] {
        let ours = parse::<Value>(text);
        match serde_json::from_str::<Value>(text) {
            Ok(value) => assert_eq!(ours.unwrap(), value, "{text}"),
            Err(_) => assert!(ours.is_err(), "{text}"),
        }
    }
}

#[test]
fn faults_name_line_and_column() {
    let fault = parse::<Value>("{\n  \"a\": tru\n}").unwrap_err();
    assert_eq!(fault, "line 2, column 8: found \"t\", expected a value");
    assert_eq!(
        sections("{\"a\":[1,2").unwrap_err().to_string(),
        "line 1, column 10: found the end, expected a value"
    );
}

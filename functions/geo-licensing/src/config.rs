//! The configuration document, and how it becomes a [`Catalogue`].
//!
//! Parts that grow with the number of assets are read straight from the text into
//! records; the few and small ones are read as types first ([`raw`]).

mod blackouts;
mod build;
mod check;
mod concern;
mod groups;
mod lists;
mod raw;
mod read;
mod stored;
mod stream;
mod terms;
mod text;
mod words;

use tidegate_sdk::config::Fault;

use crate::catalogue::Catalogue;

/// Seconds an answer holds at most, where the document does not say.
pub const fn default_valid_for() -> u32 {
    300
}

/// Reads a document.
pub fn of(document: &str) -> Result<Catalogue, String> {
    let configured = stream::document(document).map_err(|fault: Fault| fault.to_string())?;
    Ok(configured.write(Vec::new()))
}

/// Reads a document; the catalogue is written into its memory.
pub fn in_place(document: String) -> Result<Catalogue, String> {
    let configured = stream::document(&document).map_err(|fault: Fault| fault.to_string())?;
    let mut memory = document.into_bytes();
    memory.clear();
    Ok(configured.write(memory))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn document(text: &str) -> Result<Catalogue, String> {
        let (borrowed, owned) = (of(text), in_place(text.to_owned()));
        assert_eq!(format!("{borrowed:?}"), format!("{owned:?}"));
        borrowed
    }

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
        let schema = schemars::schema_for!(raw::Document);
        let keys = |of: &str| {
            let pointer = if of.is_empty() {
                "/properties".to_owned()
            } else {
                format!("/$defs/{of}/properties")
            };
            let table = schema.pointer(&pointer).unwrap().as_object().unwrap();
            table.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(keys(""), stream::DOCUMENT);
        assert_eq!(keys("Asset"), stream::ASSET);
        assert_eq!(keys("Collection"), stream::COLLECTION);
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some_and(|value| value == "1") {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(committed, schema, "run with UPDATE_SCHEMA=1 to write schema.json");
    }

    #[test]
    fn the_example_is_accepted() {
        let example: toml::Value = toml::from_str(include_str!("../demo.toml")).unwrap();
        document(&serde_json::to_string(&example).unwrap()).unwrap();
    }

    #[test]
    fn keys_may_come_in_any_order() {
        let sections = [
            r#""assets":[{"rules":[{"policies":["p"]}],"id":"a","collections":["c"]}]"#,
            r#""blackouts":[{"assets":["a"],"collections":["c"],"id":"b","area":{"places":["G"]}}]"#,
            r#""collections":[{"rules":[{"territories":{"in":["G"]}}],"id":"c"}]"#,
            r#""groups":{"G":["H"],"H":["FR"]}"#,
            r#""policies":{"p":{"territories":{"in":["G"]}}}"#,
            r#""valid-for":7"#,
            r#""version":"1""#,
        ];
        let forth = document(&format!("{{{}}}", sections.join(","))).unwrap();
        let mut back = sections;
        back.reverse();
        let back = document(&format!("{{{}}}", back.join(","))).unwrap();
        assert_eq!(format!("{forth:?}"), format!("{back:?}"));
    }

    #[test]
    fn errors_name_path_found_and_accepted() {
        let with = |more: &str| format!(r#"{{"version":"1",{more}}}"#);
        let asset = |more: &str| with(&format!(r#""assets":[{{"id":"a"{more}}}]"#));
        let rule = |more: &str| asset(&format!(r#","rules":[{{"id":"r"{more}}}]"#));
        let policy = |more: &str| with(&format!(r#""policies":{{"p":{{{more}}}}}"#));
        let terms = |more: &str| policy(&format!(r#""terms":[{{{more}}}]"#));
        let blackout = |more: &str| {
            with(&format!(r#""assets":[{{"id":"a"}}],"blackouts":[{{"id":"b",{more}}}]"#))
        };
        let area = |more: &str| blackout(&format!(r#""assets":["a"],"area":{{{more}}}"#));
        let errors = [
            "{".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            r#"{"version":""}"#.to_owned(),
            r#"{"version":"1","version":"2"}"#.to_owned(),
            with(r#""rules":[]"#),
            with(r#""valid-for":"a day""#),
            with(r#""groups":{"E E":["FR"]}"#),
            with(r#""groups":{"A":["FR"],"B":["A","C"],"C":["B"]}"#),
            with(r#""groups":{"A":["FR","fr"]}"#),
            with(r#""groups":{"A":[]}"#),
            with(r#""policies":{"p p":{}}"#),
            policy(r#""territory":{}"#),
            policy(r#""territories":{}"#),
            policy(r#""territories":{"in":["FR"],"out":["FR-75","fr"]}"#),
            policy(r#""plans":{}"#),
            policy(r#""plans":{"in":["a b"]}"#),
            policy(r#""plans":{"out":[]}"#),
            policy(r#""portability":["eu"]"#),
            policy(r#""refuse-networks":["VPN"]"#),
            terms(""),
            terms(r#""strict":true"#),
            terms(r#""max-height":0"#),
            terms(r#""max-bandwidth":0"#),
            terms(r#""ranges":[]"#),
            terms(r#""devices":["phone"]"#),
            terms(r#""min-hdcp":"none""#),
            terms(r#""audio-languages":["en","e n"]"#),
            terms(r#""max-height":1,"when":{}"#),
            terms(r#""max-height":1,"when":{"devices":[]}"#),
            with(r#""collections":[{"id":"a"},{"id":"a"}]"#),
            with(r#""collections":[{"id":"a","paths":["a"]}]"#),
            with(r#""collections":[{"id":"a"}],"assets":[{"id":"a"}]"#),
            with(r#""assets":[{}]"#),
            with(r#""assets":[{"id":"a#1"}]"#),
            with(r#""assets":[{"id":"/a"}]"#),
            asset(r#","paths":[]"#),
            asset(r#","paths":["a","/a"]"#),
            asset(r#","paths":["a**"]"#),
            asset(r#","paths":["a?"]"#),
            asset(r#","paths":["a/../b"]"#),
            asset(r#","collections":["c"]"#),
            asset(r#","rules":[{"id":"r"},{"id":"r"}]"#),
            rule(r#","policies":["p"]"#),
            rule(r#","territories":{"in":["FR"],"inn":["FR"]}"#),
            rule(r#","windows":[]"#),
            rule(r#","windows":[{}]"#),
            rule(r#","windows":[{"from":"2026-01-01"}]"#),
            rule(r#","windows":[{"from":"2026-01-02T00:00:00Z","until":"2026-01-02T00:00:00Z"}]"#),
            blackout(r#""slate":"s""#),
            blackout(r#""assets":["b"]"#),
            blackout(r#""collections":["a"]"#),
            blackout(r#""assets":["a"],"slate":"a/b""#),
            blackout(r#""assets":["a"],"unknown":"maybe""#),
            area(""),
            area(r#""postal-codes":{"US-CA":["90210"]}"#),
            area(r#""postal-codes":{"US":["90210","9*0"]}"#),
            area(r#""metros":[70000]"#),
            area(r#""around":[{"latitude":91,"longitude":0,"kilometres":1}]"#),
            area(r#""around":[{"latitude":9,"longitude":-180.5,"kilometres":1}]"#),
            area(r#""around":[{"latitude":9.5,"longitude":0,"kilometres":0}]"#),
            area(r#""around":[{"latitude":"9","longitude":0,"kilometres":9}]"#),
        ]
        .map(|text| document(&text).unwrap_err() + "\n");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/errors.txt");
        let told = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(errors.concat(), told);
    }
}

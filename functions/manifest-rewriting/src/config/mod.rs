//! The configuration document: what is written, and what is checked.
//!
//! - `value`: a document as values
//! - `devices`: what kinds of device can show, and where they start
//! - `player`: what is made of what players say of themselves
//! - `pathways`: which a region may use
//! - `breaks`: what is played in between
//! - `schema`: the document as operators write it

mod breaks;
mod devices;
mod pathways;
mod player;
#[cfg(test)]
mod schema;
mod value;

use tidegate_sdk::config::{parse, refuse};

use crate::Policy;
use crate::wishes::SubtitlesDefault;
pub(crate) use devices::PerDevice;
use value::At;

const KEYS: [&str; 7] =
    ["valid-for", "subtitles-default", "devices", "start", "player", "pathways", "breaks"];

/// An hour.
const VALID_FOR: u32 = 3600;

/// A day.
const LONGEST_VALID_FOR: u32 = 86_400;

const SUBTITLES_DEFAULTS: [(&str, SubtitlesDefault); 4] = [
    ("never", SubtitlesDefault::Never),
    ("captions", SubtitlesDefault::Captions),
    ("foreign", SubtitlesDefault::Foreign),
    ("always", SubtitlesDefault::Always),
];

/// Reads and checks a document.
///
/// # Errors
/// One line that names the path, what was found and what would be accepted.
pub(crate) fn read(document: &str) -> Result<Policy, String> {
    let mut table = At { path: String::new(), value: parse(document)? }.table(&KEYS)?;
    let valid_for = table.take("valid-for").map(At::small).transpose()?.unwrap_or(VALID_FOR);
    if !(1..=LONGEST_VALID_FOR).contains(&valid_for) {
        return Err(refuse("valid-for", valid_for, "seconds, 1 to 86400"));
    }
    let shown = table.take("subtitles-default").map(|at| at.one_of(&SUBTITLES_DEFAULTS));
    let pathways = table.take("pathways").map(pathways::regions).transpose()?;
    let breaks = table.take("breaks").map(breaks::all).transpose()?;
    Ok(Policy {
        devices: devices::per_device(table.take("devices"), devices::ability)?,
        start: devices::per_device(table.take("start"), devices::target)?,
        player: table.take("player").map(player::hints).transpose()?,
        subtitles_default: shown.transpose()?.unwrap_or(SubtitlesDefault::Captions),
        pathways: pathways.unwrap_or_default(),
        breaks: breaks.unwrap_or_default(),
        valid_for,
    })
}

#[cfg(test)]
mod tests {
    use tidegate_sdk::types::DeviceClass;

    use super::*;

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
        let schema =
            serde_json::to_string_pretty(&schemars::schema_for!(schema::Document)).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert_eq!(committed, schema, "run the test with UPDATE_SCHEMA=1 and commit schema.json");
    }

    /// Every table of the schema has the keys that are read, and no other.
    #[test]
    fn the_schema_has_the_keys_that_are_read() {
        let schema = serde_json::to_value(schemars::schema_for!(schema::Document)).unwrap();
        let keys = |table: &serde_json::Value| {
            let properties = table["properties"].as_object().unwrap();
            properties.keys().cloned().collect::<std::collections::BTreeSet<_>>()
        };
        let read = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(keys(&schema), read(&KEYS));
        let devices = devices::DEVICES.map(|(name, _)| name);
        for (table, expected) in [
            ("RawAbility", devices::ABILITY_KEYS.as_slice()),
            ("RawTarget", &devices::TARGET_KEYS),
            ("RawPerDevice", &devices),
            ("RawPlayer", &player::KEYS),
            ("RawRegion", &pathways::KEYS),
            ("RawBreak", &breaks::KEYS),
            ("RawConsented", &breaks::CONSENTED_KEYS),
            ("RawContextual", &breaks::CONTEXTUAL_KEYS),
        ] {
            assert_eq!(keys(&schema["$defs"][table]), read(expected), "{table}");
        }
        let hints = serde_json::json!({ "throughput-share": 70, "short-buffer-share": 40, "short-buffer-ms": 4000 });
        let read = read_hints("{\"player\":{}}");
        assert_eq!(read, read_hints(&serde_json::json!({ "player": hints }).to_string()));
    }

    fn read_hints(document: &str) -> Option<crate::start::Hints> {
        read(document).unwrap().player
    }

    #[test]
    fn what_is_of_another_kind_is_refused() {
        for (document, expected) in [
            ("[]", "found a list, expected a table"),
            (
                r#"{"valid-for":-1}"#,
                "at `valid-for`: found a number below 0, expected a whole number up to 4294967295",
            ),
            (
                r#"{"valid-for":4294967296}"#,
                "at `valid-for`: found 4294967296, expected a whole number up to 4294967295",
            ),
            (
                r#"{"valid-for":1.5}"#,
                "at `valid-for`: found a number with a fraction, expected a whole number up to 4294967295",
            ),
            (
                r#"{"valid-for":null}"#,
                "at `valid-for`: found null, expected a whole number up to 4294967295",
            ),
            (
                r#"{"valid-for":1,"valid-for":1}"#,
                "at `valid-for`: found it twice, expected it once",
            ),
            (r#"{"breaks":{}}"#, "at `breaks`: found a table, expected a list"),
            (
                r#"{"breaks":[{"cues":"yes"}]}"#,
                "at `breaks[0].cues`: found \"yes\", expected true or false",
            ),
            (
                r#"{"pathways":[{"allowed":[true]}]}"#,
                "at `pathways[0].allowed[0]`: found true, expected a text",
            ),
        ] {
            assert_eq!(read(document).unwrap_err(), expected);
        }
    }

    #[test]
    fn an_empty_document_restricts_nothing() {
        let policy = read("{}").unwrap();
        assert_eq!(policy.valid_for, 3600);
        assert_eq!(policy.subtitles_default, SubtitlesDefault::Captions);
        assert_eq!(policy.devices.of(Some(DeviceClass::Tv)), None);
        assert_eq!(policy.start.of(None), None);
    }

    const MORE_CASES: [(&str, &str); 15] = [
        (
            r#"{"player":{"throughput-share":101}}"#,
            "at `player.throughput-share`: found 101, expected percent, 1 to 100",
        ),
        (
            r#"{"player":{"short-buffer-share":0}}"#,
            "at `player.short-buffer-share`: found 0, expected percent, 1 to 100",
        ),
        (
            r#"{"pathways":[{"countries":["fr"]}]}"#,
            "at `pathways[0].countries[0]`: found fr, expected an ISO 3166-1 alpha-2 country in \
             upper case such as `FR`",
        ),
        (
            r#"{"pathways":[{"countries":["US-CA"]}]}"#,
            "at `pathways[0].countries[0]`: found US-CA, expected an ISO 3166-1 alpha-2 country \
             in upper case such as `FR`",
        ),
        (
            r#"{"pathways":[{"allowed":[]}]}"#,
            "at `pathways[0].allowed`: found an empty list, expected at least one pathway",
        ),
        (
            r#"{"pathways":[{"preferred":["a"]},{"preferred":["a",""]}]}"#,
            "at `pathways[1].preferred[1]`: found no name, expected the name of a pathway",
        ),
        (
            r#"{"pathways":[{"allowed":["a"],"preferred":["b"]}]}"#,
            "at `pathways[0].preferred[0]`: found b, expected one of those allowed",
        ),
        (r#"{"pathways":[{}]}"#, "at `pathways[0]`: found neither, expected allowed or preferred"),
        (
            r#"{"breaks":[{"contextual":{"name":"a"}}]}"#,
            "at `breaks[0]`: found neither, expected cues or offsets-ms, one of them",
        ),
        (
            r#"{"breaks":[{"cues":true,"offsets-ms":[0],"contextual":{"name":"a"}}]}"#,
            "at `breaks[0]`: found both, expected cues or offsets-ms, one of them",
        ),
        (
            r#"{"breaks":[{"cues":true}]}"#,
            "at `breaks[0]`: found neither, expected consented, contextual or both",
        ),
        (
            r#"{"breaks":[{"cues":true,"contextual":{"name":""}}]}"#,
            "at `breaks[0].contextual.name`: found no name, expected the name of an interstitial",
        ),
        (
            r#"{"breaks":[{"cues":true,"consented":{"name":"a","purposes":[]}}]}"#,
            "at `breaks[0].consented.purposes`: found an empty list, expected at least one purpose",
        ),
        (
            r#"{"breaks":[{"cues":true,"consented":{"name":"a","purposes":[12]}}]}"#,
            "at `breaks[0].consented.purposes[0]`: found 12, expected a purpose of the TCF, 1 to 11",
        ),
        (
            r#"{"breaks":[{"offsets-ms":[0],"strip-cues":true,"contextual":{"name":"a"}}]}"#,
            "at `breaks[0].strip-cues`: found true, expected false where breaks are not at cues",
        ),
    ];

    #[test]
    fn errors_name_path_found_and_accepted() {
        let cases = [
            (r#"{"valid-for":0}"#, "at `valid-for`: found 0, expected seconds, 1 to 86400"),
            (
                r#"{"subtitles-default":"on"}"#,
                "at `subtitles-default`: found \"on\", expected one of never, captions, foreign, always",
            ),
            (
                r#"{"devices":{"phone":{}}}"#,
                "at `devices.phone`: unknown field `phone`, expected one of `desktop`, `mobile`, \
                 `tablet`, `tv`, `console`, `bot`, `unknown`",
            ),
            (
                r#"{"devices":{"tv":{"max-height":0}}}"#,
                "at `devices.tv.max-height`: found 0, expected a height in pixels, at least 1",
            ),
            (
                r#"{"devices":{"tv":{"codecs":[]}}}"#,
                "at `devices.tv.codecs`: found an empty list, expected at least one codec family",
            ),
            (
                r#"{"devices":{"tv":{"ranges":[]}}}"#,
                "at `devices.tv.ranges`: found an empty list, expected at least one of sdr, hlg and pq",
            ),
            (
                r#"{"start":{"tv":{}}}"#,
                "at `start.tv`: found neither, expected height or bandwidth, one of them, at least 1",
            ),
            (
                r#"{"start":{"tv":{"height":1,"bandwidth":1}}}"#,
                "at `start.tv`: found both, expected height or bandwidth, one of them, at least 1",
            ),
            (
                r#"{"start":{"mobile":{"height":0}}}"#,
                "at `start.mobile`: found 0, expected height or bandwidth, one of them, at least 1",
            ),
        ];
        for (document, expected) in cases.into_iter().chain(MORE_CASES) {
            assert_eq!(read(document).unwrap_err(), expected);
        }
        let error = read(r#"{"devices":{"tv":{"codecs":["avc1"]}}}"#).unwrap_err();
        assert!(
            error.starts_with("at `devices.tv.codecs[0]`: found \"avc1\", expected one of h264"),
            "{error}"
        );
    }
}

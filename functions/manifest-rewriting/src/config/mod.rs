//! The configuration document: what is written, and what is checked.
//!
//! - `devices`: what kinds of device can show, and where they start
//! - `player`: what is made of what players say of themselves
//! - `pathways`: which a region may use
//! - `breaks`: what is played in between

mod breaks;
mod devices;
mod pathways;
mod player;

use serde::Deserialize;
use tidegate_sdk::config::{parse, refuse};

use crate::Policy;
use crate::wishes::SubtitlesDefault;
use breaks::RawBreak;
pub(crate) use devices::PerDevice;
use devices::{RawAbility, RawPerDevice, RawTarget};
use pathways::RawRegion;
use player::RawPlayer;

/// A day.
const LONGEST_VALID_FOR: u32 = 86_400;

/// How manifests are fitted to viewers and devices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document {
    /// How long an answer holds, in seconds, 1 to 86400.
    #[serde(default = "valid_for")]
    #[cfg_attr(test, schemars(range(min = 1, max = 86_400)))]
    valid_for: u32,
    /// When subtitles are shown unless the viewer chooses otherwise.
    #[serde(default)]
    subtitles_default: RawSubtitlesDefault,
    /// What kinds of device can show, where the node's table does not say. A kind that
    /// is left out can show anything.
    #[serde(default)]
    devices: RawPerDevice<RawAbility>,
    /// The variant that players start on. Where a kind of device is left out, the
    /// one that the origin lists first.
    #[serde(default)]
    start: RawPerDevice<RawTarget>,
    /// What is made of what players say of themselves (CMCD). Left out: nothing.
    player: Option<RawPlayer>,
    /// Which pathways of content steering a region may use, and which to begin with.
    /// The first that covers the viewer's country counts.
    #[serde(default)]
    #[cfg_attr(test, schemars(length(max = 64)))]
    pathways: Vec<RawRegion>,
    /// What is played in between.
    #[serde(default)]
    #[cfg_attr(test, schemars(length(max = 16)))]
    breaks: Vec<RawBreak>,
}

fn valid_for() -> u32 {
    3600
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawSubtitlesDefault {
    /// As the origin has it.
    Never,
    /// For viewers who want captions.
    #[default]
    Captions,
    /// For viewers who want captions, and where the audio is in none of the viewer's
    /// languages.
    Foreign,
    /// For all viewers for whose language there are any.
    Always,
}

/// Reads and checks a document.
///
/// # Errors
/// One line that names the path, what was found and what would be accepted.
pub(crate) fn read(document: &str) -> Result<Policy, String> {
    let document: Document = parse(document)?;
    if !(1..=LONGEST_VALID_FOR).contains(&document.valid_for) {
        return Err(refuse("valid-for", document.valid_for, "seconds, 1 to 86400"));
    }
    Ok(Policy {
        devices: document.devices.check("devices", devices::ability)?,
        start: document.start.check("start", devices::target)?,
        player: document.player.map(player::hints).transpose()?,
        pathways: pathways::regions(document.pathways)?,
        breaks: breaks::all(document.breaks)?,
        subtitles_default: match document.subtitles_default {
            RawSubtitlesDefault::Never => SubtitlesDefault::Never,
            RawSubtitlesDefault::Captions => SubtitlesDefault::Captions,
            RawSubtitlesDefault::Foreign => SubtitlesDefault::Foreign,
            RawSubtitlesDefault::Always => SubtitlesDefault::Always,
        },
        valid_for: document.valid_for,
    })
}

#[cfg(test)]
mod tests {
    use tidegate_sdk::types::DeviceClass;

    use super::*;

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
                "at `subtitles-default`: unknown variant `on`, expected one of `never`, `captions`, `foreign`, `always`",
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
        assert!(error.starts_with("at `devices.tv.codecs[0]`: unknown variant `avc1`"), "{error}");
    }
}

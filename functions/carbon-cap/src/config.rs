//! The configuration document: what is written, and what is checked.

use serde::Deserialize;
use tidegate_sdk::config::{parse, refuse};
use tidegate_sdk::types::{DeviceClass, DynamicRanges, Presentation};

use crate::Policy;
use crate::bands::{Band, Ladder};

const MOST_BANDS: usize = 16;
const LONGEST_NAME: usize = 32;
/// A day: grids change within it.
const LONGEST_VALID_FOR: u32 = 86_400;

/// Caps on pictures while the grid that serves the viewer is dirty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document {
    /// No band may cap below this height, in pixels.
    #[cfg_attr(test, schemars(range(min = 1)))]
    floor: u32,
    /// How long an answer holds at most, in seconds, 1 to 86400. It ends earlier
    /// when the next sample is due or the newest one expires.
    #[serde(default = "valid_for")]
    #[cfg_attr(test, schemars(range(min = 1, max = 86_400)))]
    valid_for: u32,
    /// Bands by rising thresholds, each taking away more than the one before.
    #[cfg_attr(test, schemars(length(min = 1, max = 16)))]
    bands: Vec<RawBand>,
    /// Who is never capped.
    #[serde(default)]
    exempt: RawExempt,
}

fn valid_for() -> u32 {
    300
}

/// One band. It says how far it caps by `max-height`, `ranges` or both; what it
/// leaves out is as in the band before.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawBand {
    /// Its name in decisions, 1 to 32 characters of a-z, 0-9 and hyphen.
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z0-9-]{1,32}$")))]
    name: String,
    /// gCO2e/kWh from which on the band is entered.
    enter: u16,
    /// gCO2e/kWh below which the band is left, less than `enter`.
    exit: u16,
    /// The tallest picture in pixels, lower than in the band before.
    #[cfg_attr(test, schemars(range(min = 1)))]
    max_height: Option<u32>,
    /// The dynamic ranges allowed, fewer than in the band before.
    #[cfg_attr(test, schemars(length(min = 1)))]
    ranges: Option<Vec<RawRange>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawRange {
    /// Standard dynamic range.
    Sdr,
    /// Hybrid log-gamma.
    Hlg,
    /// Perceptual quantiser: HDR10, Dolby Vision.
    Pq,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawExempt {
    /// Presentations that are never capped.
    #[serde(default)]
    presentations: Vec<RawPresentation>,
    /// Kinds of device that are never capped.
    #[serde(default)]
    devices: Vec<RawDevice>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawPresentation {
    Live,
    OnDemand,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawDevice {
    Desktop,
    Mobile,
    Tablet,
    Tv,
    Console,
    Bot,
}

/// Who is never capped. A fact that is absent exempts nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exempt {
    presentations: Vec<Presentation>,
    devices: Vec<DeviceClass>,
}

impl Exempt {
    pub(crate) fn covers(
        &self,
        presentation: Option<Presentation>,
        device: Option<DeviceClass>,
    ) -> bool {
        presentation.is_some_and(|presentation| self.presentations.contains(&presentation))
            || device.is_some_and(|device| self.devices.contains(&device))
    }
}

/// Reads and checks a document.
///
/// # Errors
/// One line that names the path, what was found and what would be accepted.
pub(crate) fn read(document: &str) -> Result<Policy, String> {
    let document: Document = parse(document)?;
    if document.floor == 0 {
        return Err(refuse("floor", 0, "a height in pixels, at least 1"));
    }
    if !(1..=LONGEST_VALID_FOR).contains(&document.valid_for) {
        return Err(refuse("valid-for", document.valid_for, "seconds, 1 to 86400"));
    }
    if document.bands.is_empty() || document.bands.len() > MOST_BANDS {
        return Err(refuse("bands", document.bands.len(), "1 to 16 bands"));
    }
    let mut bands: Vec<Band> = Vec::with_capacity(document.bands.len());
    for (index, raw) in document.bands.into_iter().enumerate() {
        let band = band(raw, index, document.floor, &bands)?;
        bands.push(band);
    }
    Ok(Policy {
        ladder: Ladder::new(bands),
        exempt: exempt(&document.exempt),
        valid_for: document.valid_for,
    })
}

fn band(raw: RawBand, index: usize, floor: u32, before: &[Band]) -> Result<Band, String> {
    let at = |key: &str| format!("bands[{index}].{key}");
    let previous = before.last();
    if raw.name.is_empty()
        || raw.name.len() > LONGEST_NAME
        || !raw.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        let accepted = "1 to 32 characters of a-z, 0-9 and hyphen";
        return Err(refuse(&at("name"), format_args!("{:?}", raw.name), accepted));
    }
    if before.iter().any(|band| band.name == raw.name) {
        let accepted = "a name that no other band has";
        return Err(refuse(&at("name"), format_args!("{:?}", raw.name), accepted));
    }
    if raw.exit >= raw.enter {
        let accepted = format!("less than enter, {}", raw.enter);
        return Err(refuse(&at("exit"), raw.exit, &accepted));
    }
    if let Some(previous) = previous {
        if raw.enter <= previous.enter {
            let accepted = format!("more than in the band before, {}", previous.enter);
            return Err(refuse(&at("enter"), raw.enter, &accepted));
        }
        // Else a falling grid would leave this band later than the one below it.
        if raw.exit < previous.exit {
            let accepted = format!("at least that of the band before, {}", previous.exit);
            return Err(refuse(&at("exit"), raw.exit, &accepted));
        }
    }
    if raw.max_height.is_none() && raw.ranges.is_none() {
        let found = "neither max-height nor ranges";
        return Err(refuse(&format!("bands[{index}]"), found, "at least one of them"));
    }
    Ok(Band {
        max_height: height(raw.max_height, floor, previous, &at("max-height"))?,
        ranges: ranges(raw.ranges.as_deref(), previous, &at("ranges"))?,
        name: raw.name,
        enter: raw.enter,
        exit: raw.exit,
    })
}

fn height(
    stated: Option<u32>,
    floor: u32,
    previous: Option<&Band>,
    path: &str,
) -> Result<Option<u32>, String> {
    let inherited = previous.and_then(|band| band.max_height);
    let Some(height) = stated else {
        return Ok(inherited);
    };
    if height < floor {
        return Err(refuse(path, height, &format!("at least the floor, {floor}")));
    }
    match inherited {
        Some(before) if height >= before => {
            Err(refuse(path, height, &format!("less than in the band before, {before}")))
        }
        _ => Ok(Some(height)),
    }
}

fn ranges(
    stated: Option<&[RawRange]>,
    previous: Option<&Band>,
    path: &str,
) -> Result<Option<DynamicRanges>, String> {
    let inherited = previous.and_then(|band| band.ranges);
    let Some(stated) = stated else {
        return Ok(inherited);
    };
    if stated.is_empty() {
        return Err(refuse(path, "an empty list", "at least one of sdr, hlg and pq"));
    }
    let ranges = stated.iter().fold(DynamicRanges::empty(), |all, range| {
        all | match range {
            RawRange::Sdr => DynamicRanges::SDR,
            RawRange::Hlg => DynamicRanges::HLG,
            RawRange::Pq => DynamicRanges::PQ,
        }
    });
    match inherited {
        Some(before) if ranges == before || ranges & before != ranges => {
            let accepted = "fewer than in the band before, and none that it lacks";
            Err(refuse(path, format_args!("{} ranges", stated.len()), accepted))
        }
        _ => Ok(Some(ranges)),
    }
}

fn exempt(raw: &RawExempt) -> Exempt {
    let presentation = |raw: &RawPresentation| match raw {
        RawPresentation::Live => Presentation::Live,
        RawPresentation::OnDemand => Presentation::OnDemand,
    };
    let device = |raw: &RawDevice| match raw {
        RawDevice::Desktop => DeviceClass::Desktop,
        RawDevice::Mobile => DeviceClass::Mobile,
        RawDevice::Tablet => DeviceClass::Tablet,
        RawDevice::Tv => DeviceClass::Tv,
        RawDevice::Console => DeviceClass::Console,
        RawDevice::Bot => DeviceClass::Bot,
    };
    Exempt {
        presentations: raw.presentations.iter().map(presentation).collect(),
        devices: raw.devices.iter().map(device).collect(),
    }
}

#[cfg(test)]
mod tests {
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
        let cases = [
            (
                r#"{"floor":0,"bands":[]}"#,
                "at `floor`: found 0, expected a height in pixels, at least 1",
            ),
            (r#"{"floor":540,"bands":[]}"#, "at `bands`: found 0, expected 1 to 16 bands"),
            (
                r#"{"floor":540,"valid-for":0,"bands":[]}"#,
                "at `valid-for`: found 0, expected seconds, 1 to 86400",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"High","enter":2,"exit":1,"max-height":720}]}"#,
                "at `bands[0].name`: found \"High\", expected 1 to 32 characters of a-z, 0-9 and hyphen",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"high","enter":300,"exit":300,"max-height":720}]}"#,
                "at `bands[0].exit`: found 300, expected less than enter, 300",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"high","enter":300,"exit":200,"max-height":360}]}"#,
                "at `bands[0].max-height`: found 360, expected at least the floor, 540",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"high","enter":300,"exit":200}]}"#,
                "at `bands[0]`: found neither max-height nor ranges, expected at least one of them",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"high","enter":300,"exit":200,"ranges":[]}]}"#,
                "at `bands[0].ranges`: found an empty list, expected at least one of sdr, hlg and pq",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"high","enter":300,"exit":200,"ranges":["hdr"]}]}"#,
                "at `bands[0].ranges[0]`: unknown variant `hdr`, expected one of `sdr`, `hlg`, `pq`",
            ),
            (
                r#"{"floor":540,"bands":[{"name":"high","enter":70000,"exit":200}]}"#,
                "at `bands[0].enter`: invalid value: integer `70000`, expected u16",
            ),
        ];
        for (document, expected) in cases {
            assert_eq!(refused(document), expected);
        }
    }

    #[test]
    fn each_band_takes_away_more_than_the_one_before() {
        let second = |band: &str| {
            read(&format!(
                r#"{{"floor":540,"bands":[
                    {{"name":"a","enter":300,"exit":250,"max-height":1080,"ranges":["sdr","hlg"]}},
                    {{{band}}}]}}"#
            ))
        };
        let cases = [
            (r#""name":"a","enter":450,"exit":380,"max-height":720"#, "bands[1].name"),
            (r#""name":"b","enter":300,"exit":260,"max-height":720"#, "bands[1].enter"),
            (r#""name":"b","enter":450,"exit":249,"max-height":720"#, "bands[1].exit"),
            (r#""name":"b","enter":450,"exit":380,"max-height":1080"#, "bands[1].max-height"),
            (r#""name":"b","enter":450,"exit":380,"ranges":["sdr","hlg"]"#, "bands[1].ranges"),
            (r#""name":"b","enter":450,"exit":380,"ranges":["pq"]"#, "bands[1].ranges"),
        ];
        for (band, path) in cases {
            let error = second(band).unwrap_err();
            assert!(error.starts_with(&format!("at `{path}`: found ")), "{error}");
        }
        assert!(second(r#""name":"b","enter":450,"exit":250,"ranges":["sdr"]"#).is_ok());
    }

    #[test]
    fn what_a_band_leaves_out_is_as_in_the_band_before() {
        let policy = read(
            r#"{"floor":540,"bands":[
                {"name":"a","enter":300,"exit":250,"ranges":["sdr"]},
                {"name":"b","enter":450,"exit":380,"max-height":720}]}"#,
        )
        .unwrap();
        let first = policy.ladder.replay(&[300]).unwrap();
        assert_eq!((first.max_height, first.ranges), (None, Some(DynamicRanges::SDR)));
        let second = policy.ladder.replay(&[450]).unwrap();
        assert_eq!((second.max_height, second.ranges), (Some(720), Some(DynamicRanges::SDR)));
    }
}

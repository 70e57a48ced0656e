//! What is played in between.

use serde::Deserialize;
use tidegate_sdk::config::refuse;
use tidegate_sdk::types::{DeviceClass, Presentation, Purposes};

use crate::breaks::{Break, Moments};

/// The most breaks.
const MOST: usize = 16;

/// The most offsets of one.
const MOST_OFFSETS: usize = 64;

/// Breaks: at the cues of the timeline, or at offsets. Interstitials have the names
/// that the node's configuration gives them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawBreak {
    /// Wherever the timeline says that the programme pauses.
    #[serde(default)]
    cues: bool,
    /// Milliseconds from the start, on demand only: 0 is before the programme.
    #[serde(default)]
    #[cfg_attr(test, schemars(length(max = 64)))]
    offsets_ms: Vec<u64>,
    /// Left out: live and on demand.
    presentation: Option<RawPresentation>,
    /// For viewers whose grants cover its purposes.
    consented: Option<RawConsented>,
    /// For everyone else.
    contextual: Option<RawContextual>,
    /// Kinds of device that have none.
    #[serde(default)]
    except: Vec<RawDevice>,
    /// Whether the cues are removed where something is inserted at them (HLS).
    #[serde(default)]
    strip_cues: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawPresentation {
    Live,
    OnDemand,
}

/// For viewers whose grants cover its purposes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawConsented {
    /// The interstitial.
    name: String,
    /// Purposes of the TCF, 1 to 11, all of them.
    #[cfg_attr(test, schemars(length(min = 1), inner(range(min = 1, max = 11))))]
    purposes: Vec<u8>,
}

/// For everyone else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawContextual {
    /// The interstitial.
    name: String,
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
    /// A device of which the node does not know the kind.
    Unknown,
}

pub(super) fn all(raw: Vec<RawBreak>) -> Result<Vec<Break>, String> {
    if raw.len() > MOST {
        return Err(refuse("breaks", raw.len(), "at most 16"));
    }
    let one = |(index, raw): (usize, RawBreak)| one(raw, &format!("breaks[{index}]"));
    raw.into_iter().enumerate().map(one).collect()
}

fn one(raw: RawBreak, path: &str) -> Result<Break, String> {
    let places = "cues or offsets-ms, one of them";
    let at = match (raw.cues, raw.offsets_ms) {
        (true, offsets) if offsets.is_empty() => Moments::Cues,
        (false, offsets) if !offsets.is_empty() => Moments::Offsets(offsets),
        (true, _) => return Err(refuse(path, "both", places)),
        (false, _) => return Err(refuse(path, "neither", places)),
    };
    if let Moments::Offsets(offsets) = &at
        && offsets.len() > MOST_OFFSETS
    {
        return Err(refuse(&format!("{path}.offsets-ms"), offsets.len(), "at most 64"));
    }
    if raw.strip_cues && at != Moments::Cues {
        let accepted = "false where breaks are not at cues";
        return Err(refuse(&format!("{path}.strip-cues"), true, accepted));
    }
    if raw.consented.is_none() && raw.contextual.is_none() {
        return Err(refuse(path, "neither", "consented, contextual or both"));
    }
    let named = |name: String, of: &str| {
        let named = !name.is_empty();
        let path = || format!("{path}.{of}.name");
        named
            .then_some(name)
            .ok_or_else(|| refuse(&path(), "no name", "the name of an interstitial"))
    };
    let consented = raw.consented.map(|raw| {
        let purposes = purposes(&raw.purposes, &format!("{path}.consented.purposes"))?;
        Ok::<_, String>((named(raw.name, "consented")?, purposes))
    });
    Ok(Break {
        at,
        presentation: raw.presentation.map(|raw| match raw {
            RawPresentation::Live => Presentation::Live,
            RawPresentation::OnDemand => Presentation::OnDemand,
        }),
        consented: consented.transpose()?,
        contextual: raw.contextual.map(|raw| named(raw.name, "contextual")).transpose()?,
        except: raw.except.into_iter().map(device).collect(),
        strip_cues: raw.strip_cues,
    })
}

fn purposes(numbers: &[u8], path: &str) -> Result<Purposes, String> {
    if numbers.is_empty() {
        return Err(refuse(path, "an empty list", "at least one purpose"));
    }
    let mut all = Purposes::empty();
    for (index, number) in numbers.iter().enumerate() {
        let purpose = Purposes::all().iter().nth(usize::from(*number).wrapping_sub(1));
        all |= purpose.ok_or_else(|| {
            refuse(&format!("{path}[{index}]"), number, "a purpose of the TCF, 1 to 11")
        })?;
    }
    Ok(all)
}

fn device(raw: RawDevice) -> Option<DeviceClass> {
    match raw {
        RawDevice::Desktop => Some(DeviceClass::Desktop),
        RawDevice::Mobile => Some(DeviceClass::Mobile),
        RawDevice::Tablet => Some(DeviceClass::Tablet),
        RawDevice::Tv => Some(DeviceClass::Tv),
        RawDevice::Console => Some(DeviceClass::Console),
        RawDevice::Bot => Some(DeviceClass::Bot),
        RawDevice::Unknown => None,
    }
}

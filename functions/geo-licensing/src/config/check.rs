//! Small parts of the document, checked.

use tidegate_sdk::config::Fault;
use tidegate_sdk::types::{DeviceClass, DynamicRanges, Network};

use super::raw;
use super::words::{Device, NetworkKind, Range};
use crate::time;
use crate::viewer::{Devices, device};
use crate::window::Window;

/// What names are made of.
pub const NAME: &str = "1 to 64 letters, digits, `.`, `_` or `-`";

/// What ids are made of.
pub const ID: &str = "1 to 128 letters, digits, `.`, `_`, `-`, `:` or `/`";

/// Names go into headers and logs, so they are plain.
pub fn is_name(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Ids do too, but may be paths or URNs. `#` is free for rules without an id.
pub fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:/".contains(&byte))
}

/// A text for errors.
pub fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// A list that would mean nothing or everything if it were empty.
pub fn some<'l, T>(list: &'l [T], one: &str) -> Result<&'l [T], Fault> {
    if list.is_empty() {
        return Err(Fault::refuse("an empty list", &format!("at least one {one}, or no such key")));
    }
    Ok(list)
}

/// Windows; those that could hold never are refused.
pub fn windows(raw: &[raw::Window<'_>]) -> Result<Vec<Window>, Fault> {
    let mut windows = Vec::with_capacity(raw.len());
    for (index, raw) in some(raw, "window")?.iter().enumerate() {
        windows.push(window(raw).map_err(|fault| fault.at(index))?);
    }
    Ok(windows)
}

fn window(raw: &raw::Window<'_>) -> Result<Window, Fault> {
    if raw.from.is_none() && raw.until.is_none() {
        return Err(Fault::refuse("a window without ends", "`from`, `until` or both"));
    }
    let edge = |name, text: Option<&str>, open| match text {
        None => Ok(open),
        Some(text) => {
            time::parse(text).ok_or_else(|| Fault::refuse(quoted(text), time::ACCEPTED).under(name))
        }
    };
    let window = Window {
        from: edge("from", raw.from.as_deref(), 0)?,
        until: edge("until", raw.until.as_deref(), u64::MAX)?,
    };
    if window.until <= window.from {
        let found = quoted(raw.until.as_deref().unwrap_or_default());
        return Err(Fault::refuse(found, "a time after `from`").under("until"));
    }
    Ok(window)
}

/// Classes of device; none if the key is absent.
pub fn devices(raw: Option<&[Device]>) -> Result<Devices, Fault> {
    let Some(classes) = raw else { return Ok(0) };
    Ok(some(classes, "class of device")?.iter().fold(0, |set, class| {
        set | device(match class {
            Device::Desktop => DeviceClass::Desktop,
            Device::Mobile => DeviceClass::Mobile,
            Device::Tablet => DeviceClass::Tablet,
            Device::Tv => DeviceClass::Tv,
            Device::Console => DeviceClass::Console,
            Device::Bot => DeviceClass::Bot,
        })
    }))
}

/// Dynamic ranges; none if the key is absent.
pub fn ranges(raw: Option<&[Range]>) -> Result<DynamicRanges, Fault> {
    let Some(ranges) = raw else { return Ok(DynamicRanges::empty()) };
    if ranges.is_empty() {
        return Err(Fault::refuse("an empty list", "at least one of `sdr`, `hlg`, `pq`"));
    }
    Ok(ranges.iter().fold(DynamicRanges::empty(), |set, range| {
        set | match range {
            Range::Sdr => DynamicRanges::SDR,
            Range::Hlg => DynamicRanges::HLG,
            Range::Pq => DynamicRanges::PQ,
        }
    }))
}

/// Kinds of network.
pub fn networks(kinds: &[NetworkKind]) -> Network {
    kinds.iter().fold(Network::empty(), |set, kind| {
        set | match kind {
            NetworkKind::Hosting => Network::HOSTING,
            NetworkKind::Vpn => Network::VPN,
            NetworkKind::PublicProxy => Network::PUBLIC_PROXY,
            NetworkKind::ResidentialProxy => Network::RESIDENTIAL_PROXY,
            NetworkKind::Tor => Network::TOR,
        }
    })
}

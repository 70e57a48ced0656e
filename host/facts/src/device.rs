//! The kind of device, read from the `User-Agent` (RFC 9110 section 10.1.5).
//!
//! - [`library`]: crawlers and operating systems, by the patterns of uap-core, which
//!   its maintainers keep current
//! - [`marks`]: what those patterns leave out or do not tell apart, as a table:
//!   televisions, consoles, tablets, telephones
//!
//! The contract's classes are those of a screen and its network, so what has no class
//! of its own counts as what it watches like: a watch or a headset, one person's own
//! screen run by a telephone's system, as `mobile`; the browser of a car, a desktop
//! browser on Linux, as `desktop`.

mod library;
mod marks;

use std::fmt;

use tidegate_sdk::types::DeviceClass;

pub use library::System;
pub(crate) use marks::{Edge, Finder};
use marks::{Says, Seen};

/// Bytes of a `User-Agent` that are looked at; what follows is ignored. All of the
/// 19,000 that uap-core and ua-parser-js are tested with are shorter.
const LONGEST: usize = 768;

/// What a `User-Agent` says of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device<'a> {
    /// The kind of device. `None` if the agent names none that is known; players'
    /// libraries (`ExoPlayerLib`, `CFNetwork`) often name none.
    pub class: Option<DeviceClass>,
    /// What told the class.
    pub by: Option<By>,
    /// The operating system, if it is known.
    pub system: Option<System<'a>>,
}

impl Device<'_> {
    /// What is looked at of a `User-Agent`.
    pub(crate) fn looked_at(user_agent: &str) -> &str {
        let end = user_agent.floor_char_boundary(LONGEST);
        user_agent.get(..end).unwrap_or_default().trim()
    }
}

/// What told a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A pattern of the library for programs without a viewer.
    Crawler,
    /// The library's name of the operating system.
    System,
    /// A row of the table of marks.
    Mark(&'static str),
    /// A browser on Android, with `Mobile` on a telephone and without on a tablet
    /// (Chrome for developers, "User-Agent strings").
    Browser,
    /// A program on Android that names the model.
    Model,
}

impl fmt::Display for By {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crawler => formatter.write_str("uap-core, crawlers"),
            Self::System => formatter.write_str("uap-core, operating systems"),
            Self::Mark(mark) => write!(formatter, "mark `{mark}`"),
            Self::Browser => formatter.write_str("a browser on Android"),
            Self::Model => formatter.write_str("a model that runs Android"),
        }
    }
}

/// The kind of device that a `User-Agent` names.
#[must_use]
pub fn classify(user_agent: &str) -> Option<DeviceClass> {
    recognise(user_agent).class
}

/// What a `User-Agent` says of a device. Takes time in proportion to its first
/// [`LONGEST`] bytes.
#[must_use]
pub fn recognise(user_agent: &str) -> Device<'_> {
    let agent = Device::looked_at(user_agent);
    if agent.is_empty() {
        return Device { class: None, by: None, system: None };
    }
    let seen = marks::seen(agent);
    let system = library::system(agent);
    let told = told(agent, &seen, system.as_ref());
    Device { class: told.map(|(class, _)| class), by: told.map(|(_, by)| by), system }
}

/// The first rule that holds. Crawlers dress up as telephones and computers, players on
/// televisions as browsers on telephones and computers: they come first.
fn told(agent: &str, seen: &Seen, system: Option<&System<'_>>) -> Option<(DeviceClass, By)> {
    let mark = |says: Says, class| seen.mark(says).map(|text| (class, By::Mark(text)));
    let family = system.map_or("", |system| system.family.as_ref());
    let by_system = |class| Some((class, By::System));

    if library::dressed_up(agent) {
        return Some((DeviceClass::Bot, By::Crawler));
    }
    let named = mark(Says::Program, DeviceClass::Bot)
        .or_else(|| mark(Says::Television, DeviceClass::Tv))
        .or_else(|| mark(Says::Console, DeviceClass::Console))
        .or_else(|| mark(Says::Tablet, DeviceClass::Tablet))
        .or_else(|| mark(Says::Telephone, DeviceClass::Mobile));
    if named.is_some() {
        return named;
    }
    match library::class(family) {
        Some(DeviceClass::Desktop) | None => {}
        Some(DeviceClass::Tv) if seen.has(Says::Mobile) => {}
        Some(class) => return by_system(class),
    }
    if seen.has(Says::Android) || family == "Android" {
        return android(agent, seen);
    }
    if library::crawler(agent) {
        return Some((DeviceClass::Bot, By::Crawler));
    }
    if let Some(mobile) = mark(Says::Mobile, DeviceClass::Mobile) {
        return Some(mobile);
    }
    match library::class(family) {
        Some(DeviceClass::Desktop) => by_system(DeviceClass::Desktop),
        _ => mark(Says::Computer, DeviceClass::Desktop)
            .or_else(|| mark(Says::Maker, DeviceClass::Mobile)),
    }
}

/// What runs Android and is neither a television nor named as a tablet. A player that
/// does not name the model may as well be in a television.
fn android(agent: &str, seen: &Seen) -> Option<(DeviceClass, By)> {
    if let Some(word) = seen.mark(Says::TabletOnAndroid) {
        return Some((DeviceClass::Tablet, By::Mark(word)));
    }
    if seen.has(Says::Browser) {
        let mobile = seen.has(Says::Mobile);
        let class = if mobile { DeviceClass::Mobile } else { DeviceClass::Tablet };
        return Some((class, By::Browser));
    }
    if let Some(mobile) = seen.mark(Says::Mobile) {
        return Some((DeviceClass::Mobile, By::Mark(mobile)));
    }
    let maker = seen.mark(Says::Maker).map(|maker| (DeviceClass::Mobile, By::Mark(maker)));
    maker.or_else(|| names_a_model(agent).then_some((DeviceClass::Mobile, By::Model)))
}

/// Whether something beside the version of Android stands in the comment that names it,
/// e.g. `(Linux; Android 12; SM-G991B)`, or there is no comment: `Samsung mobiles/android`.
fn names_a_model(agent: &str) -> bool {
    let Some((_, comment)) = agent.split_once('(') else { return true };
    let comment = comment.split(')').next().unwrap_or_default();
    let said = |part: &&str| {
        let part = part.trim();
        let known = ["linux", "android", "u", "n", "wv"];
        let word = part.split([' ', '/']).next().unwrap_or_default().to_ascii_lowercase();
        let words = part.split_whitespace().count();
        let version = known.contains(&word.as_str()) && words <= 2;
        let language = part.len() <= 5 && part.split(['-', '_']).all(|half| half.len() == 2);
        !part.is_empty() && !version && !language
    };
    comment.split(';').any(|part| said(&part))
}

#[cfg(test)]
mod tests;

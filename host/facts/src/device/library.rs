//! Crawlers and operating systems by the patterns of [uap-core], read by the crate
//! ua-parser of the same project.
//!
//! `uap-core.json` holds, unchanged but in JSON, all `os_parsers` of uap-core 0.18.0 (as
//! packaged with ua-parser 0.2.2) and those `device_parsers` that say `Spider`; Apache-2.0.
//! Its other 626 device patterns name models, not kinds of devices, and would cost 70 ms
//! and 18 MiB more at the start. To take a newer version:
//!
//! ```sh
//! yq -o json '{"crawlers": [.device_parsers[] | select(.device_replacement == "Spider")],
//!     "systems": .os_parsers}' regexes.yaml
//! ```
//!
//! [uap-core]: https://github.com/ua-parser/uap-core

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use tidegate_sdk::types::DeviceClass;
use ua_parser::{device, os};

/// An operating system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System<'a> {
    /// Its name in uap-core, e.g. `iOS`, `Tizen`, `Windows`.
    pub family: Cow<'a, str>,
    /// The first number of its version.
    pub major: Option<u32>,
    /// The second.
    pub minor: Option<u32>,
}

impl fmt::Display for System<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.family)?;
        match (self.major, self.minor) {
            (Some(major), Some(minor)) => write!(formatter, " {major}.{minor}"),
            (Some(major), None) => write!(formatter, " {major}"),
            (None, _) => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Patterns {
    crawlers: Vec<device::Parser<'static>>,
    systems: Vec<os::Parser<'static>>,
}

struct Library {
    dressed_up: device::Extractor<'static>,
    crawlers: device::Extractor<'static>,
    systems: os::Extractor<'static>,
}

/// Of the patterns for crawlers only the last is not about names of crawlers that stand
/// in an agent of a device. It finds its many names anywhere, also in apps' names
/// (`YahooMobile`), and upstream it is asked when no device is known.
const BROAD: usize = 1;

/// `None` only if the patterns do not compile, which a test excludes.
static LIBRARY: LazyLock<Option<Library>> = LazyLock::new(|| {
    let Patterns { mut crawlers, systems } =
        serde_json::from_str(include_str!("uap-core.json")).ok()?;
    let broad = crawlers.split_off(crawlers.len().saturating_sub(BROAD));
    Some(Library {
        dressed_up: device::Builder::new().push_all(crawlers).ok()?.build().ok()?,
        crawlers: device::Builder::new().push_all(broad).ok()?.build().ok()?,
        systems: os::Builder::new().push_all(systems).ok()?.build().ok()?,
    })
});

/// Whether it is a crawler that dresses up as a device.
pub(super) fn dressed_up(agent: &str) -> bool {
    LIBRARY.as_ref().is_some_and(|library| library.dressed_up.extract(agent).is_some())
}

/// Whether it is a crawler, if it is no known device.
pub(super) fn crawler(agent: &str) -> bool {
    LIBRARY.as_ref().is_some_and(|library| library.crawlers.extract(agent).is_some())
}

/// The operating system.
pub(super) fn system(agent: &str) -> Option<System<'_>> {
    let found = LIBRARY.as_ref()?.systems.extract(agent)?;
    let number = |text: Option<Cow<'_, str>>| text?.parse().ok();
    Some(System { major: number(found.major), minor: number(found.minor), family: found.os })
}

/// What an operating system runs on, if that says it. Android and iOS run on many kinds
/// of devices, Linux on all.
pub(super) fn class(family: &str) -> Option<DeviceClass> {
    match family {
        "Bada"
        | "BlackBerry OS"
        | "BREW"
        | "Brew MP"
        | "Firefox OS"
        | "KaiOS"
        | "Maemo"
        | "MeeGo"
        | "Nokia Series 30 Plus"
        | "Nokia Series 40"
        | "Sailfish"
        | "Symbian OS"
        | "Symbian^3"
        | "Symbian^3 Anna"
        | "Symbian^3 Belle"
        | "WatchOS"
        | "webOS"
        | "Windows Mobile"
        | "Windows Phone" => Some(DeviceClass::Mobile),
        "BlackBerry Tablet OS" | "Kindle" | "WeTab" => Some(DeviceClass::Tablet),
        "ATV OS X" | "Chromecast Android" | "Chromecast Fuchsia" | "Chromecast Linux"
        | "FireHbbTV" | "GoogleTV" | "LG" | "Philips" | "Roku" | "Samsung" | "Tizen" | "tvOS"
        | "Web0S" | "WebTV" => Some(DeviceClass::Tv),
        "Arch Linux" | "BackTrack" | "CentOS" | "Chrome OS" | "Debian" | "Fedora" | "FreeBSD"
        | "Gentoo" | "Kubuntu" | "Linux Mint" | "Lubuntu" | "Mac OS" | "Mac OS X" | "Mageia"
        | "Mandriva" | "NetBSD" | "OpenBSD" | "openSUSE" | "PCLinuxOS" | "Puppy" | "Red Hat"
        | "SerenityOS" | "Slackware" | "Solaris" | "SUSE" | "Ubuntu" | "Windows" => {
            Some(DeviceClass::Desktop)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(LIBRARY.is_some());
        assert_eq!(
            system("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X)").unwrap(),
            System { family: "iOS".into(), major: Some(18), minor: Some(6) }
        );
    }

    /// Patterns could be taken over in another order, or lose some.
    #[test]
    fn the_last_pattern_for_crawlers_is_the_broad_one() {
        let patterns: Patterns = serde_json::from_str(include_str!("uap-core.json")).unwrap();
        let broad = patterns.crawlers.last().unwrap();
        assert!(broad.regex.contains("Screaming Frog") && broad.regex.len() > 1000);
        assert!(patterns.crawlers.len() >= 7 && patterns.systems.len() >= 200);
        assert!(dressed_up(
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Chrome/140 Mobile (compatible; Bot/2.1)"
        ));
        assert!(!dressed_up("YahooMobile/1.0 (Linux; U; Android 4.0.4; Allview)"));
        assert!(crawler("Scrapy/2.11"));
    }
}

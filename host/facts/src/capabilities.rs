//! What devices are able to play, by a table.
//!
//! A row is there only where the maker documents it for all devices that the row's mark or
//! system stands for; what depends on the model, the television behind the cable or the
//! player stays absent. Most browsers and telephones have no row: their makers' devices
//! differ, and their players know best.

mod table;

use std::sync::LazyLock;

use tidegate_sdk::types::{Capabilities, Codecs, DynamicRanges, Hdcp};

use crate::device::{Device, Finder};
pub use table::ROWS;
use table::When;

/// What one kind of device is able to play.
#[derive(Debug)]
pub struct Row {
    /// The kind of device, for people.
    pub name: &'static str,
    /// Where the maker says so.
    pub source: &'static str,
    /// The fact.
    pub able: Capabilities,
    when: When,
}

impl Row {
    /// Whether the row's mark stands for the device beside its `User-Agent`.
    fn fits(&self, device: &Device<'_>) -> bool {
        match &self.when {
            When::Mark(..) => true,
            When::System { family, from, class } => {
                device.class == Some(*class)
                    && device.system.as_ref().is_some_and(|system| {
                        system.family == *family
                            && system.major.is_some_and(|major| from.contains(&major))
                    })
            }
        }
    }
}

/// The first row that a device fits. `None` if the table has none.
#[must_use]
pub fn row(user_agent: &str, device: &Device<'_>) -> Option<&'static Row> {
    static FINDER: LazyLock<(Finder, Vec<usize>)> = LazyLock::new(|| {
        let marked = || {
            ROWS.iter().enumerate().filter_map(|(row, entry)| match entry.when {
                When::Mark(text, edge) => Some((row, (text, edge))),
                When::System { .. } => None,
            })
        };
        (Finder::new(marked().map(|(_, mark)| mark)), marked().map(|(row, _)| row).collect())
    });
    let (finder, numbers) = &*FINDER;
    let mut found = None;
    finder.each(Device::looked_at(user_agent), |hit, _| {
        let row = numbers.get(hit).copied();
        found = if found.is_none() { row } else { found.min(row) };
    });
    let systems = || ROWS.iter().filter(|row| matches!(row.when, When::System { .. }));
    found.and_then(|row| ROWS.get(row)).or_else(|| systems().find(|row| row.fits(device)))
}

const fn able(
    max_height: Option<u32>,
    codecs: Codecs,
    ranges: DynamicRanges,
    hdcp: Hdcp,
) -> Capabilities {
    Capabilities { max_height, codecs, ranges, hdcp }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::recognise;

    fn named(agent: &str) -> Option<&'static str> {
        row(agent, &recognise(agent)).map(|row| row.name)
    }

    #[test]
    fn finds_the_row() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7) AppleWebKit/537.36",
                "Fire TV Stick 4K Max (1st gen)",
            ),
            (
                "Dalvik/2.1.0 (Linux; U; Android 7.1.2; AFTMM Build/NS6265)",
                "Fire TV Stick 4K (1st gen)",
            ),
            ("MyApp/1.0 (AppleTV11,1; tvOS 18.5)", "Apple TV 4K"),
            (
                "Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36",
                "Samsung TV, 2018 and later",
            ),
            (
                "Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474",
                "Nintendo Switch",
            ),
            (
                "Mozilla/5.0 (PLAYSTATION 3 4.31) AppleWebKit/531.22.8 (KHTML, like Gecko)",
                "PlayStation 3",
            ),
        ] {
            assert_eq!(named(agent), Some(name), "{agent}");
        }
    }

    #[test]
    fn has_no_row_for_what_is_not_known() {
        for agent in [
            "",
            "AFTER/1.0",
            "Mozilla/5.0 (Linux; Android 9; AFTKAX Build/PS7)",
            "AppleCoreMedia/1.0.0.20L563 (Apple TV; U; CPU OS 16_5 like Mac OS X; en_us)",
            "Mozilla/5.0 (Linux; Tizen 6.0; SAMSUNG SM-Z400F) AppleWebKit/537.3 (KHTML, like Gecko) Version/2.3 Mobile Safari/537.3",
            "Mozilla/5.0 (SMART-TV; Linux; Tizen 2.4.0) AppleWebkit/538.1 (KHTML, like Gecko) TV Safari/538.1",
            "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15",
            "Mozilla/5.0 (PlayStation; PlayStation 5/9.00) AppleWebKit/605.1.15 (KHTML, like Gecko)",
            "Mozilla/5.0 (Nintendo Switch 2; ShareApplet) AppleWebKit/613.0",
        ] {
            assert_eq!(named(agent), None, "{agent}");
        }
    }

    /// A function that drops what a device does not decode must not find every audio track,
    /// or every text, unplayable.
    #[test]
    fn rows_are_whole() {
        for row in ROWS {
            let Capabilities { max_height, codecs, ranges, .. } = row.able;
            let enough = Codecs::H264 | Codecs::AAC | Codecs::TEXT;
            assert!(codecs.is_empty() || codecs.contains(enough), "{}", row.name);
            assert!(ranges.is_empty() || ranges.contains(DynamicRanges::SDR), "{}", row.name);
            assert!(max_height.is_none_or(|height| (144..=4320).contains(&height)), "{}", row.name);
            assert!(!row.source.is_empty(), "{}", row.name);
            assert!(
                row.able != able(None, Codecs::empty(), DynamicRanges::empty(), Hdcp::Unstated)
            );
        }
    }
}

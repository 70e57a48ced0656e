//! Random edits of media playlists.

use tidegate_manifest::edit::{Interstitial, Slate};
use tidegate_manifest::timeline::DateRange;
use tidegate_manifest::{Edit, MediaPlaylist};

use super::Numbers;

/// What makes random edits of a playlist likely to fit.
pub struct Known {
    ids: Vec<String>,
    dated: bool,
    live: bool,
    window: u64,
    start: Option<i64>,
}

impl Known {
    pub fn of(text: &str) -> Self {
        let timeline = MediaPlaylist::parse(text).unwrap().timeline();
        Self {
            ids: timeline.date_ranges.iter().map(|range| range.id.to_string()).collect(),
            dated: text.contains("#EXT-X-PROGRAM-DATE-TIME:"),
            live: timeline.live,
            window: timeline.window.unwrap_or(60_000).min(1 << 40),
            start: timeline.start,
        }
    }

    /// One to five edits, mostly ones that fit.
    pub fn edits(&self, numbers: &mut Numbers) -> Vec<Edit> {
        (0..=numbers.below(5)).map(|_| self.edit(numbers)).collect()
    }

    fn edit(&self, numbers: &mut Numbers) -> Edit {
        let id = ["a", "b", "c d", "é"][numbers.below(4)].to_owned();
        let start = 1_600_000_000_123 + numbers.below(1 << 36) as i64;
        let duration = (numbers.below(2) == 0).then_some(numbers.below(100_000) as u64);
        match numbers.below(60) {
            0 => return Edit::Drop(0),
            1 => return Edit::StripSteering,
            2 => return Edit::RemoveDateRange("no such".to_owned()),
            _ => {}
        }
        match numbers.below(12) {
            0 | 1 if self.dated => Edit::InsertDateRange(DateRange {
                id,
                class: (numbers.below(2) == 0).then(|| "x.example".to_owned()),
                start,
                duration,
                attributes: vec![("X-NOTE".to_owned(), "a,b=c".to_owned())],
            }),
            2 | 3 if self.dated => Edit::InsertInterstitial(Interstitial {
                id,
                start,
                duration,
                asset: ["ad.m3u8", "https://ads.example/ad.m3u8"][numbers.below(2)].to_owned(),
                resume: (numbers.below(2) == 0).then_some(-500),
            }),
            4 | 5 if !self.ids.is_empty() => {
                Edit::RemoveDateRange(self.ids[numbers.below(self.ids.len())].clone())
            }
            11 if self.start.is_some() => {
                let mut moment = || {
                    let within = numbers.below(self.window as usize + 2) as i64;
                    self.start.unwrap_or_default().saturating_add(within)
                };
                let (start, end) = (moment() - 5000, moment());
                Edit::Clip { start, end: (numbers.below(2) == 0).then_some(end) }
            }
            9 if numbers.below(2) == 0 => Edit::StripCues,
            6..=8 if self.live => Edit::Trim(numbers.below(self.window as usize + 2) as u64),
            9 => Edit::SetBase {
                uri: ["/x/", "https://cdn.example/y/", "https://z.example:80/"][numbers.below(3)]
                    .to_owned(),
            },
            10 if numbers.below(3) == 0 => Edit::Replace(Slate {
                uri: ["slate.ts", "https://slate.example/s.ts"][numbers.below(2)].to_owned(),
                duration: 6000,
                bandwidth: 100_000,
                codecs: None,
            }),
            _ => Edit::SetStart {
                offset: numbers.below(60_000) as i64 - 30_000,
                precise: numbers.below(2) == 0,
            },
        }
    }
}

//! Random edits that can be had again.

use tidegate_manifest::edit::Slate;
use tidegate_manifest::{Edit, Multivariant, Track};

pub use super::seeded::Numbers;

impl Numbers {
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn whether(&mut self) -> bool {
        self.below(2) == 0
    }

    /// One to four edits of tracks, mostly of those that exist and fit.
    pub fn edits(&mut self, tracks: &[Track<'_>]) -> Vec<Edit> {
        (0..=self.below(4)).map(|_| self.edit(tracks)).collect()
    }

    /// One to four edits of tracks or of the whole playlist.
    pub fn edits_of(&mut self, playlist: &Multivariant<'_>) -> Vec<Edit> {
        let count = 1 + self.below(4);
        let mut edit = || match self.below(5) {
            0 | 1 => self.whole(playlist),
            _ => self.edit(playlist.tracks()),
        };
        std::iter::repeat_with(&mut edit).take(count).collect()
    }

    fn edit(&mut self, tracks: &[Track<'_>]) -> Edit {
        let strays = usize::from(tracks.is_empty() || self.below(40) == 0);
        let any = self.below(tracks.len() + strays) as u32;
        let renditions: Vec<u32> =
            tracks.iter().filter(|track| track.group.is_some()).map(|track| track.id).collect();
        let rendition =
            if renditions.is_empty() { any } else { renditions[self.below(renditions.len())] };
        match self.below(if renditions.is_empty() { 4 } else { 9 }) {
            0..=2 => Edit::Drop(any),
            3 => {
                let first = tracks.get(any as usize);
                let alike = |track: &&Track<'_>| {
                    first.is_some_and(|first| {
                        (first.group, first.kind.is_variant())
                            == (track.group, track.kind.is_variant())
                    })
                };
                let mut order: Vec<u32> =
                    tracks.iter().filter(alike).map(|track| track.id).collect();
                for last in (1..order.len()).rev() {
                    order.swap(last, self.below(last + 1));
                }
                order.truncate(1 + self.below(order.len() + 1));
                Edit::Order(order)
            }
            4 | 5 => Edit::SetDefault(rendition),
            6 => {
                let labels = ["Deutsch", "a, b=c", "日本語 #1", "", "x\"y", "x\ny", "{$a}"];
                let last = if self.below(4) == 0 { labels.len() } else { 3 };
                Edit::Rename { track: rendition, label: self.one(&labels[..last]).to_owned() }
            }
            7 => {
                let languages = ["de", "pt-BR", "zh-Hant-TW", "no language", "de\"\n"];
                let last = if self.below(4) == 0 { languages.len() } else { 3 };
                let language = self.one(&languages[..last]).to_owned();
                Edit::Relabel { track: rendition, language }
            }
            _ => Edit::SetAutoselect { track: rendition, value: self.whether() },
        }
    }

    fn whole(&mut self, playlist: &Multivariant<'_>) -> Edit {
        let mut pathways: Vec<String> =
            playlist.pathways().iter().map(|name| name.to_string()).collect();
        if pathways.is_empty() || self.below(10) == 0 {
            pathways.extend([".".to_owned(), "nowhere".to_owned()]);
        }
        let pathway = self.one(&pathways);
        match self.below(17) {
            0..=2 => {
                let precise = self.whether();
                Edit::SetStart { offset: self.one(&[0, -12_345, 60_000, i64::MIN]), precise }
            }
            3..=6 => {
                let uris = ["https://cdn.example:8443/a,b/", "/edge/", "http://h/", "cdn/", "/\"/"];
                let last = if self.below(8) == 0 { uris.len() } else { 3 };
                Edit::SetBase { uri: self.one(&uris[..last]).to_owned() }
            }
            7 | 8 => Edit::SetPathway(pathway),
            9 | 10 => Edit::DropPathway(pathway),
            11 | 12 => {
                let server = self.one(&["steer?a=1,2", "https://s.example/", "data:,x"]);
                Edit::SetSteering { server: server.to_owned(), pathway }
            }
            13 => Edit::StripSteering,
            14 => Edit::StripSessionKeys,
            15 => Edit::Replace(Slate {
                uri: self.one(&["slate.m3u8", "https://s.example/slate", "#no"]).to_owned(),
                duration: 10_000,
                bandwidth: 800_000,
                codecs: self.one(&[None, Some("avc1.64001f,mp4a.40.2".to_owned())]),
            }),
            _ => self.one(&[Edit::Trim(1), Edit::RemoveDateRange("a".to_owned())]),
        }
    }
}

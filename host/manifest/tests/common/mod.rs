//! What several tests need: a ladder, seeded edit lists, and a second, naive
//! look at what editing did.

#![allow(dead_code, reason = "each test takes its own part")]

use std::collections::BTreeSet;

use tidegate_manifest::{Edit, Floor, Multivariant, Track, TrackKind};

/// Four variants in SDR and PQ, two audio groups of two, subtitles, captions
/// and two trick-play tracks.
pub const LADDER: &str = include_str!("ladder.m3u8");

/// Ids in [`LADDER`].
pub mod id {
    pub const AAC_EN: u32 = 0;
    pub const AAC_FR: u32 = 1;
    pub const EC3_EN: u32 = 2;
    pub const EC3_FR: u32 = 3;
    pub const SUBS_EN: u32 = 4;
    pub const SUBS_FR_FORCED: u32 = 5;
    pub const CC: u32 = 6;
    pub const V360: u32 = 7;
    pub const V720: u32 = 8;
    pub const V1080: u32 = 9;
    pub const V2160_PQ: u32 = 10;
    pub const AUDIO_ONLY: u32 = 11;
    pub const TRICK_720: u32 = 12;
    pub const TRICK_2160_PQ: u32 = 13;
}

/// What editing makes of a text.
pub fn edit(text: &str, edits: &[Edit]) -> String {
    Multivariant::parse(text).unwrap().apply(edits, Floor::default()).unwrap().write()
}

/// The ids that are left.
pub fn left(text: &str, edits: &[Edit]) -> Vec<u32> {
    let playlist = Multivariant::parse(text).unwrap();
    playlist.apply(edits, Floor::default()).unwrap().tracks().map(|track| track.id).collect()
}

/// A reproducible source of numbers (splitmix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// One to four edits, mostly of tracks that exist and fit.
    pub fn edits(&mut self, tracks: &[Track<'_>]) -> Vec<Edit> {
        (0..=self.below(4)).map(|_| self.edit(tracks)).collect()
    }

    fn edit(&mut self, tracks: &[Track<'_>]) -> Edit {
        let strays = usize::from(tracks.is_empty() || self.below(40) == 0);
        let any = self.below(tracks.len() + strays) as u32;
        let renditions: Vec<u32> =
            tracks.iter().filter(|track| track.group.is_some()).map(|track| track.id).collect();
        let rendition =
            if renditions.is_empty() { any } else { renditions[self.below(renditions.len())] };
        match self.below(if renditions.is_empty() { 4 } else { 7 }) {
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
            _ => Edit::SetAutoselect { track: rendition, value: self.below(2) == 0 },
        }
    }
}

/// A track's tag line and, for a variant, its URI.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    pub tag: &'t str,
    pub uri: Option<&'t str>,
}

/// A naive reading of a playlist: its entries, and the lines in no entry.
pub fn naive(text: &str) -> (Vec<Entry<'_>>, Vec<&str>) {
    let mut entries = Vec::new();
    let mut others = Vec::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let tag = line.trim();
        if tag.starts_with("#EXT-X-STREAM-INF:") || tag == "#EXT-X-STREAM-INF" {
            let uri = lines
                .by_ref()
                .map(str::trim)
                .find(|line| !line.is_empty() && !line.starts_with('#'));
            entries.push(Entry { tag, uri });
        } else if tag.starts_with("#EXT-X-I-FRAME-STREAM-INF:") || is_rendition(tag) {
            entries.push(Entry { tag, uri: None });
        } else {
            others.push(line);
        }
    }
    (entries, others)
}

fn is_rendition(tag: &str) -> bool {
    let kinds = ["AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS"];
    tag.starts_with("#EXT-X-MEDIA:")
        && kinds.contains(&attribute(tag, "TYPE"))
        && !attribute(tag, "GROUP-ID").is_empty()
}

/// The parts of an attribute list between commas that are not in quotes.
pub fn parts(tag: &str) -> Vec<&str> {
    let list = tag.split_once(':').map_or("", |(_, list)| list);
    let mut quoted = false;
    list.split(|character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    })
    .map(str::trim)
    .collect()
}

/// An attribute's value without quotes; empty if it is missing.
pub fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let value = parts(tag).into_iter().find_map(|part| {
        let (found, value) = part.split_once('=')?;
        (found.trim() == name).then_some(value)
    });
    value.unwrap_or_default().trim().trim_matches('"')
}

const NAMES: [(&str, &str); 4] = [
    ("AUDIO", "AUDIO"),
    ("VIDEO", "VIDEO"),
    ("SUBTITLES", "SUBTITLES"),
    ("CLOSED-CAPTIONS", "CLOSED-CAPTIONS"),
];

fn groups<'t>(entries: &[Entry<'t>]) -> BTreeSet<(&'t str, &'t str)> {
    let media = entries.iter().filter(|entry| entry.tag.starts_with("#EXT-X-MEDIA"));
    media.map(|entry| (attribute(entry.tag, "TYPE"), attribute(entry.tag, "GROUP-ID"))).collect()
}

fn named<'t>(entries: &[Entry<'t>]) -> BTreeSet<(&'t str, &'t str)> {
    let variants = entries.iter().filter(|entry| !entry.tag.starts_with("#EXT-X-MEDIA"));
    variants
        .flat_map(|entry| NAMES.map(|(kind, name)| (kind, attribute(entry.tag, name))))
        .filter(|(kind, id)| !id.is_empty() && (*kind, *id) != ("CLOSED-CAPTIONS", "NONE"))
        .collect()
}

/// What editing a text came to.
pub struct Checked {
    pub text: String,
    pub variants: usize,
    pub trick_play: usize,
    pub renditions: usize,
}

/// Edits a text and looks naively at the outcome. Nothing if the edits are
/// refused. `others`: whether the lines of no entry can be told naively.
pub fn check(text: &str, edits: &[Edit], others: bool) -> Option<Checked> {
    let playlist = Multivariant::parse(text).unwrap();
    let edited = playlist.apply(edits, Floor::default()).ok()?;
    let written = edited.write();
    let tracks: Vec<Track<'_>> = edited.tracks().collect();

    let again = Multivariant::parse(&written)
        .unwrap_or_else(|error| panic!("{error}\n{edits:?}\n{text}\n---\n{written}"));
    assert_eq!(normal(&tracks), normal(again.tracks()), "{edits:?}\n{text}\n---\n{written}");

    let (before, lines_before) = naive(text);
    let (after, lines_after) = naive(&written);
    assert_eq!(before.len(), playlist.tracks().len(), "{text}");
    if others {
        assert_eq!(lines_before, lines_after, "{edits:?}\n{text}\n---\n{written}");
    }
    for (track, entry) in tracks.iter().zip(&after) {
        same_but_for_edits(&before[track.id as usize], entry);
        if *track == playlist.tracks()[track.id as usize] && track.group.is_some() {
            assert_eq!(before[track.id as usize], *entry);
        }
    }
    for edit in edits {
        if let Edit::Drop(dropped) = edit {
            assert!(tracks.iter().all(|track| track.id != *dropped), "{edits:?}");
        }
    }
    settled(&before, &after);
    keeps_no_taller_trick_play(playlist.tracks(), &tracks);

    let count = |of: &dyn Fn(&Track<'_>) -> bool| tracks.iter().filter(|track| of(track)).count();
    let had_variant = playlist.tracks().iter().any(|track| track.kind.is_variant());
    let variants = count(&|track| track.kind.is_variant());
    assert_eq!(variants > 0, had_variant);
    let trick_play = count(&|track| track.kind == TrackKind::TrickPlay);
    let renditions = count(&|track| track.group.is_some());
    Some(Checked { text: written, variants, trick_play, renditions })
}

/// Tracks without what another set of tracks changes: ids, the numbers of
/// groups, and the codecs that renditions have from their variants.
fn normal<'t>(tracks: &[Track<'t>]) -> Vec<Track<'t>> {
    let mut seen: Vec<u32> = Vec::new();
    for group in tracks.iter().filter_map(|track| track.group) {
        if !seen.contains(&group) {
            seen.push(group);
        }
    }
    let number = |group: Option<u32>| {
        group.map(|group| seen.iter().position(|seen| *seen == group).unwrap() as u32)
    };
    let mut normal = tracks.to_vec();
    for (index, track) in normal.iter_mut().enumerate() {
        track.id = index as u32;
        track.group = number(track.group);
        track.audio_group = number(track.audio_group);
        track.subtitles_group = number(track.subtitles_group);
        if track.group.is_some() {
            track.codecs = tidegate_manifest::Codecs::empty();
        }
    }
    normal
}

fn same_but_for_edits(before: &Entry<'_>, after: &Entry<'_>) {
    let media = before.tag.starts_with("#EXT-X-MEDIA");
    let edited: &[&str] = if media {
        &["DEFAULT", "AUTOSELECT"]
    } else {
        &["AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS"]
    };
    let untouched = |tag| {
        let mut parts = parts(tag);
        parts.retain(|part| {
            !part.split_once('=').is_some_and(|(name, _)| edited.contains(&name.trim()))
        });
        parts.join(",")
    };
    assert_eq!(untouched(before.tag), untouched(after.tag));
    assert_eq!(before.uri, after.uri);
}

/// Nothing dangles that did not dangle before.
fn settled(before: &[Entry<'_>], after: &[Entry<'_>]) {
    for id in named(after) {
        assert!(groups(after).contains(&id) || !groups(before).contains(&id), "{id:?} is gone");
    }
    for id in groups(after) {
        assert!(named(after).contains(&id) || !named(before).contains(&id), "{id:?} is left over");
    }
}

/// No stated height of trick play is above all variants, unless it was before.
fn keeps_no_taller_trick_play(before: &[Track<'_>], after: &[Track<'_>]) {
    let tallest = |tracks: &[Track<'_>], kinds: &[TrackKind], unstated| {
        let of_kind = tracks.iter().filter(|track| kinds.contains(&track.kind));
        let height = |track: &Track<'_>| track.resolution.map_or(unstated, |size| size.height);
        of_kind.map(height).max().unwrap_or(0)
    };
    let fits = |tracks: &[Track<'_>]| {
        let pictures = [TrackKind::Video, TrackKind::Muxed];
        tallest(tracks, &[TrackKind::TrickPlay], 0) <= tallest(tracks, &pictures, u32::MAX)
    };
    assert!(fits(after) || !fits(before), "{before:?}\n{after:?}");
}

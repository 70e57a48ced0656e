//! A second look at what editing did.

use std::collections::BTreeMap;

use tidegate_manifest::{Edit, Floor, Multivariant, Track, TrackKind};
use url::Url;

use super::naive::{
    Entry, Groups, attribute, naive, of_tag, parts, pathways, sounds, stray_trick_play,
};

/// A playlist whose edits are looked at.
pub struct Looked<'t> {
    pub playlist: Multivariant<'t>,
    text: &'t str,
    entries: Vec<Entry<'t>>,
    others: Vec<&'t str>,
    groups: Groups<'t>,
}

/// What editing a text came to.
pub struct Checked {
    pub text: String,
    pub variants: usize,
    pub trick_play: usize,
    pub renditions: usize,
}

/// Where the playlists that are edited are thought to be.
const OWN: &str = "https://own.example/live/list.m3u8";

const STEERING: &str = "#EXT-X-CONTENT-STEERING";

impl<'t> Looked<'t> {
    pub fn at(text: &'t str) -> Self {
        let playlist = Multivariant::parse(text).unwrap();
        let (entries, others) = naive(text);
        assert_eq!(entries.len(), playlist.tracks().len(), "{text}");
        let groups = Groups::of(&entries);
        Self { playlist, text, entries, others, groups }
    }

    /// Edits and looks naively at the outcome. Nothing if the edits are refused.
    pub fn edit(&self, edits: &[Edit]) -> Option<Checked> {
        let edited = self.playlist.apply(edits, Floor::default()).ok()?;
        let written = edited.write();
        let tracks: Vec<Track<'_>> = edited.tracks().collect();
        let context = || format!("{edits:?}\n{}\n---\n{written}", self.text);

        let again =
            Multivariant::parse(&written).unwrap_or_else(|error| panic!("{error}\n{}", context()));
        assert_eq!(normal(&tracks), normal(again.tracks()), "{}", context());
        let (after, others) = naive(&written);
        let replaced = edits.iter().position(|edit| matches!(edit, Edit::Replace(_)));
        if replaced.is_some() {
            let slate = tracks[0].clone();
            assert_eq!((tracks.len(), slate.bandwidth), (1, Some(800_000)), "{}", context());
            assert!(others.iter().all(|line| {
                let ours = ["#EXT-X-START:", STEERING].iter().any(|tag| line.starts_with(tag));
                ours || self.others.contains(line)
            }));
        } else {
            self.same_tracks(edits, &tracks, &after, &context);
            self.same_others(edits, &others, &context);
            Groups::of(&after).settled(&self.groups);
            let all: Vec<_> = self.entries.iter().collect();
            let left: Vec<_> = tracks.iter().map(|track| all[track.id as usize]).collect();
            assert!(
                sounds(&left, &self.entries, &after) || !sounds(&all, &self.entries, &self.entries),
                "{}",
                context()
            );
            let strays = stray_trick_play(&self.entries);
            assert!(stray_trick_play(&after).is_subset(&strays), "{}", context());
            keeps_no_taller_trick_play(self.playlist.tracks(), &tracks);
        }
        let starts = |lines: &[&'t str]| {
            of_tag(lines, STEERING).first().map(|line| attribute(line, "PATHWAY-ID"))
        };
        let steering = of_tag(&others, STEERING);
        if let Some(start) = steering.first().map(|line| attribute(line, "PATHWAY-ID")) {
            let dangled =
                starts(&self.others) == Some(start) && !pathways(&self.entries).contains(start);
            assert!(
                start.is_empty() || dangled || pathways(&after).contains(start),
                "{}",
                context()
            );
        }

        let count =
            |of: &dyn Fn(&Track<'_>) -> bool| tracks.iter().filter(|track| of(track)).count();
        let had_variant = self.playlist.tracks().iter().any(|track| track.kind.is_variant());
        let variants = count(&|track| track.kind.is_variant());
        assert_eq!(variants > 0, had_variant || replaced.is_some());
        let trick_play = count(&|track| track.kind == TrackKind::TrickPlay);
        let renditions = count(&|track| track.group.is_some());
        Some(Checked { text: written, variants, trick_play, renditions })
    }

    /// Each track that is left is as it was but for what edits changed.
    fn same_tracks(
        &self,
        edits: &[Edit],
        tracks: &[Track<'_>],
        after: &[Entry<'_>],
        context: &dyn Fn() -> String,
    ) {
        let bases = bases(edits);
        for (track, entry) in tracks.iter().zip(after) {
            let before = &self.entries[track.id as usize];
            same_but_for_edits(before, entry, &bases, context);
            let same = *track == self.playlist.tracks()[track.id as usize];
            if same && track.group.is_some() && bases.is_empty() {
                assert_eq!(before, entry);
            }
            for edit in edits {
                match edit {
                    Edit::Drop(dropped) => assert_ne!(track.id, *dropped, "{}", context()),
                    Edit::DropPathway(name) if !entry.tag.starts_with("#EXT-X-MEDIA") => {
                        let on = attribute(entry.tag, "PATHWAY-ID");
                        assert_ne!(if on.is_empty() { "." } else { on }, name, "{}", context());
                    }
                    _ => {}
                }
            }
        }
    }

    /// The lines of no track are as they were but for what edits changed.
    fn same_others(&self, edits: &[Edit], others: &[&str], context: &dyn Fn() -> String) {
        let bases = bases(edits);
        let mut free: Vec<&str> = Vec::new();
        let mut start = None;
        for edit in edits {
            match edit {
                Edit::SetStart { offset, precise } => start = Some((*offset, *precise)),
                Edit::SetPathway(_) | Edit::SetSteering { .. } | Edit::StripSteering => {
                    free.push(STEERING);
                }
                Edit::StripSessionKeys => {
                    free.push("#EXT-X-SESSION-KEY");
                    assert!(of_tag(others, "#EXT-X-SESSION-KEY").is_empty(), "{}", context());
                }
                _ => {}
            }
        }
        if let Some((offset, precise)) = start {
            free.push("#EXT-X-START");
            let starts = of_tag(others, "#EXT-X-START");
            assert_eq!(starts.len(), 1, "{}", context());
            let seconds: f64 = attribute(starts[0], "TIME-OFFSET").parse().unwrap();
            assert!(
                (seconds * 1000.0 - offset as f64).abs() <= offset.unsigned_abs() as f64 * 1e-12
            );
            assert_eq!(attribute(starts[0], "PRECISE") == "YES", precise);
        }
        let is_kept =
            |line: &&&str| !free.iter().any(|tag| line.trim().split(':').next() == Some(tag));
        let before: Vec<_> = self.others.iter().filter(is_kept).collect();
        let after: Vec<_> = others.iter().filter(is_kept).collect();
        if bases.is_empty() {
            assert_eq!(before, after, "{}", context());
        } else {
            assert_eq!(before.len(), after.len(), "{}", context());
            for (before, after) in before.iter().zip(&after) {
                same_list(before, after, &[], &bases, context);
            }
        }
        self.steers_as_said(edits, others, context);
    }

    /// Steering is as the last edit about it says.
    fn steers_as_said(&self, edits: &[Edit], others: &[&str], context: &dyn Fn() -> String) {
        let steering = of_tag(others, STEERING);
        for edit in edits.iter().rev() {
            match edit {
                Edit::StripSteering => assert!(steering.is_empty(), "{}", context()),
                Edit::SetPathway(pathway) | Edit::SetSteering { pathway, .. } => {
                    assert_eq!(attribute(steering[0], "PATHWAY-ID"), pathway, "{}", context());
                }
                _ => continue,
            }
            break;
        }
    }
}

/// The bases that edits set, in order.
fn bases<'e>(edits: &'e [Edit]) -> Vec<&'e str> {
    let base = |edit: &'e Edit| match edit {
        Edit::SetBase { uri } => Some(uri.as_str()),
        _ => None,
    };
    edits.iter().filter_map(base).collect()
}

/// A reference resolves against the bases as it did against them before it was
/// written anew: by the WHATWG's rules, which here are RFC 3986's.
fn same_reference(before: &str, after: &str, bases: &[&str], context: &dyn Fn() -> String) {
    if bases.is_empty() || before.is_empty() {
        assert_eq!(before, after, "{}", context());
        return;
    }
    if before.contains("{$") {
        assert!(after.ends_with(before), "{}", context());
        return;
    }
    let own = Url::parse(OWN).unwrap();
    let base = bases.iter().rev().fold(own.clone(), |own, base| own.join(base).unwrap());
    assert!(after.ends_with(before), "{}", context());
    assert_eq!(base.join(before).ok(), own.join(after).ok(), "{}", context());
}

fn same_but_for_edits(
    before: &Entry<'_>,
    after: &Entry<'_>,
    bases: &[&str],
    context: &dyn Fn() -> String,
) {
    let media = before.tag.starts_with("#EXT-X-MEDIA");
    let edited: &[&str] = if media {
        &["DEFAULT", "AUTOSELECT", "NAME", "LANGUAGE"]
    } else {
        &["AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS"]
    };
    same_list(before.tag, after.tag, edited, bases, context);
    match (before.uri, after.uri) {
        (Some(before), Some(after)) => same_reference(before, after, bases, context),
        (before, after) => assert_eq!(before, after, "{}", context()),
    }
}

/// Two tags are the same but for some attributes, and for the base of URIs.
fn same_list(
    before: &str,
    after: &str,
    edited: &[&str],
    bases: &[&str],
    context: &dyn Fn() -> String,
) {
    // Most are untouched; a debug build takes its time to look closer.
    if bases.is_empty() && before == after {
        return;
    }
    let uris: &[&str] = if bases.is_empty() { &[] } else { &["URI", "SERVER-URI"] };
    let untouched = |tag| {
        let mut parts = parts(tag);
        parts.retain(|part| {
            !part.split_once('=').is_some_and(|(name, _)| {
                edited.contains(&name.trim()) || uris.contains(&name.trim())
            })
        });
        parts.join(",")
    };
    assert_eq!(untouched(before), untouched(after), "{}", context());
    for name in uris {
        same_reference(attribute(before, name), attribute(after, name), bases, context);
    }
}

/// Tracks without what another set of tracks changes: ids, the numbers of
/// groups and pathways, and the codecs that renditions have from their variants.
fn normal<'t>(tracks: &[Track<'t>]) -> Vec<Track<'t>> {
    fn numbers(of: impl Iterator<Item = u32>) -> BTreeMap<u32, u32> {
        let mut numbers = BTreeMap::new();
        for number in of {
            let next = numbers.len() as u32;
            numbers.entry(number).or_insert(next);
        }
        numbers
    }
    let groups = numbers(tracks.iter().filter_map(|track| track.group));
    let pathways = numbers(tracks.iter().filter_map(|track| track.pathway));
    let mut normal = tracks.to_vec();
    for (index, track) in normal.iter_mut().enumerate() {
        track.id = index as u32;
        track.group = track.group.map(|group| groups[&group]);
        track.audio_group = track.audio_group.map(|group| groups[&group]);
        track.subtitles_group = track.subtitles_group.map(|group| groups[&group]);
        track.pathway = track.pathway.map(|pathway| pathways[&pathway]);
        if track.group.is_some() {
            track.codecs = tidegate_manifest::Codecs::empty();
        }
    }
    normal
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

//! A naive reading of playlists, which shares no code with the crate.

use std::collections::BTreeSet;

/// A track's tag line and, for a variant, its URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    pub tag: &'t str,
    pub uri: Option<&'t str>,
}

/// The entries of a playlist, and the lines in no entry.
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
    let mut parts = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, byte) in list.bytes().enumerate() {
        quoted ^= byte == b'"';
        if byte == b',' && !quoted {
            parts.push(list[start..at].trim());
            start = at + 1;
        }
    }
    parts.push(list[start..].trim());
    parts
}

/// An attribute's value without quotes; empty if it is missing.
pub fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    value(&parts(tag), name)
}

fn value<'t>(parts: &[&'t str], name: &str) -> &'t str {
    let value = parts.iter().find_map(|part| {
        let value = part.strip_prefix(name)?.trim_start();
        value.strip_prefix('=')
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
    media
        .map(|entry| {
            let parts = parts(entry.tag);
            (value(&parts, "TYPE"), value(&parts, "GROUP-ID"))
        })
        .collect()
}

fn named<'t>(entries: &[Entry<'t>]) -> BTreeSet<(&'t str, &'t str)> {
    let variants = entries.iter().filter(|entry| !entry.tag.starts_with("#EXT-X-MEDIA"));
    variants
        .flat_map(|entry| {
            let parts = parts(entry.tag);
            NAMES.map(|(kind, name)| (kind, value(&parts, name)))
        })
        .filter(|(kind, id)| !id.is_empty() && (*kind, *id) != ("CLOSED-CAPTIONS", "NONE"))
        .collect()
}

/// The groups that there are, and those that are named.
pub struct Groups<'t> {
    there: BTreeSet<(&'t str, &'t str)>,
    named: BTreeSet<(&'t str, &'t str)>,
}

impl<'t> Groups<'t> {
    pub fn of(entries: &[Entry<'t>]) -> Self {
        Self { there: groups(entries), named: named(entries) }
    }

    /// Nothing dangles that did not dangle before.
    pub fn settled(&self, before: &Self) {
        for id in &self.named {
            assert!(self.there.contains(id) || !before.there.contains(id), "{id:?} is gone");
        }
        for id in &self.there {
            assert!(self.named.contains(id) || !before.named.contains(id), "{id:?} is left over");
        }
    }
}

/// The pathways that variants are on.
pub fn pathways<'t>(entries: &[Entry<'t>]) -> BTreeSet<&'t str> {
    let variants = entries.iter().filter(|entry| entry.tag.starts_with("#EXT-X-STREAM-INF"));
    let pathway = |entry: &Entry<'t>| match attribute(entry.tag, "PATHWAY-ID") {
        "" => ".",
        id => id,
    };
    variants.map(pathway).collect()
}

/// Lines of a tag.
pub fn of_tag<'t>(lines: &[&'t str], tag: &str) -> Vec<&'t str> {
    let lines = lines.iter().map(|line| line.trim());
    lines.filter(|line| line.split(':').next() == Some(tag)).collect()
}

/// The pathways that trick play is on though no variant is.
pub fn stray_trick_play<'t>(entries: &[Entry<'t>]) -> BTreeSet<&'t str> {
    let trick_play = entries.iter().filter(|entry| entry.tag.starts_with("#EXT-X-I-FRAME"));
    let with_variants = pathways(entries);
    let on = trick_play.map(|entry| match attribute(entry.tag, "PATHWAY-ID") {
        "" => ".",
        id => id,
    });
    on.filter(|pathway| !with_variants.contains(pathway)).collect()
}

/// Whether a variant may have sound, told by its tag before the edits: inside
/// (by its codecs, or as a rendition without a URI), or in a group that is left.
pub fn sounds(variants: &[&Entry<'_>], before: &[Entry<'_>], after: &[Entry<'_>]) -> bool {
    let left = groups(after);
    let inside: BTreeSet<&str> = before
        .iter()
        .filter(|entry| attribute(entry.tag, "TYPE") == "AUDIO")
        .filter(|entry| parts(entry.tag).iter().all(|part| !part.starts_with("URI")))
        .map(|entry| attribute(entry.tag, "GROUP-ID"))
        .collect();
    let audio = ["mp4a", "ac-3", "ec-3", "ac-4", "opus", "Opus", "fLaC", "flac", "alac", "{$"];
    let mut variants = variants.iter().filter(|entry| entry.tag.starts_with("#EXT-X-STREAM-INF"));
    variants.any(|entry| {
        let (codecs, group) = (attribute(entry.tag, "CODECS"), attribute(entry.tag, "AUDIO"));
        codecs.is_empty()
            || audio.iter().any(|codec| codecs.contains(codec))
            || left.contains(&("AUDIO", group))
            || inside.contains(group)
    })
}

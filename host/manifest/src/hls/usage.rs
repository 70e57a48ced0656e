//! The groups of renditions, and which variants name them.

use std::borrow::Cow;

use super::fields::Fields;
use super::multivariant::Multivariant;
use crate::track::TrackKind;

/// A group of renditions, RFC 8216 section 4.3.4.1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenditionGroup<'t> {
    /// The kind of its renditions.
    pub kind: TrackKind,
    /// Its `GROUP-ID` as written: variables are not replaced.
    pub name: Cow<'t, str>,
    /// The ids of its renditions, in document order.
    pub renditions: Vec<u32>,
    /// The ids of the variants that name it, in document order.
    pub variants: Vec<u32>,
}

impl<'t> Multivariant<'t> {
    /// The groups of renditions by their numbers
    /// ([`Track::group`](crate::Track::group)). Those that variants name but
    /// that have no rendition are none.
    #[must_use]
    pub fn groups(&self) -> Vec<RenditionGroup<'t>> {
        let mut groups: Vec<RenditionGroup<'t>> = Vec::with_capacity(self.groups.len());
        for (track, entry) in self.tracks.iter().zip(&self.entries) {
            let Some(number) = track.group else { continue };
            if let Some(group) = groups.get_mut(number as usize) {
                group.renditions.push(track.id);
                continue;
            }
            // Groups are numbered in order of first appearance, so this is the next one.
            let list = self.text.get(entry.list..entry.list_end).unwrap_or_default();
            let id = Fields::read(list).ok().and_then(|fields| fields.group_id);
            groups.push(RenditionGroup {
                kind: track.kind,
                name: Cow::Borrowed(id.unwrap_or_default()),
                renditions: vec![track.id],
                variants: Vec::new(),
            });
        }
        for (track, entry) in self.tracks.iter().zip(&self.entries) {
            for number in entry.names.iter().flatten() {
                if let Some(group) = groups.get_mut(*number as usize) {
                    group.variants.push(track.id);
                }
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_know_who_names_them() {
        let text = "#EXTM3U\n\
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"1\"\n\
            #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"a\",NAME=\"2\",INSTREAM-ID=\"CC1\"\n\
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"3\"\n\
            #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"a\",CLOSED-CAPTIONS=\"a\"\nlow\n\
            #EXT-X-STREAM-INF:BANDWIDTH=2,AUDIO=\"a\",SUBTITLES=\"none\"\nhigh\n";
        let playlist = Multivariant::parse(text).unwrap();
        let group = |kind, renditions: &[u32], variants: &[u32]| RenditionGroup {
            kind,
            name: Cow::Borrowed("a"),
            renditions: renditions.to_vec(),
            variants: variants.to_vec(),
        };
        assert_eq!(
            playlist.groups(),
            [
                group(TrackKind::Audio, &[0, 2], &[3, 4]),
                group(TrackKind::ClosedCaptions, &[1], &[3]),
            ]
        );
    }
}

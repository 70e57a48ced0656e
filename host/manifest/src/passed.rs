//! What is in a manifest that nothing here reads: it stays as it is, wherever
//! the edits leave the place it is in.

use std::borrow::Cow;

use crate::manifest::Manifest;
use crate::{dash, hls};

/// Something that is not read, and how often it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed<'t> {
    /// What it is.
    pub what: What,
    /// A tag without its `#`, an element as written (prefix included), an
    /// attribute behind its tag (`EXT-X-MEDIA:NAME`) or element (`MPD@name`).
    /// Empty for comments.
    pub name: Cow<'t, str>,
    /// How often, from 1.
    pub count: u32,
}

/// What can be passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A tag of HLS that neither RFC 8216, rfc8216bis nor a known extension has.
    Tag,
    /// An element of another namespace, or one that says nothing of tracks or time.
    Element,
    /// HLS: one that `EXT-X-MEDIA`, `EXT-X-STREAM-INF` or
    /// `EXT-X-I-FRAME-STREAM-INF` has and that describes nothing here. MPD: one
    /// with a prefix, those of XML itself excepted.
    Attribute,
    /// A processing instruction of XML.
    Instruction,
    /// A comment.
    Comment,
}

impl<'t> Manifest<'t> {
    /// What is not read, by what it is, then by name. Takes a second look at the
    /// whole text; the first does not keep what it passes over.
    #[must_use]
    pub fn passed_through(&self) -> Vec<Passed<'t>> {
        match self {
            Self::Multivariant(playlist) => {
                hls::passed::passed(playlist.text(), hls::Kind::Multivariant)
            }
            Self::Media(playlist) => hls::passed::passed(playlist.text(), hls::Kind::Media),
            Self::Mpd(mpd) => dash::passed::passed(mpd),
        }
    }
}

/// Counts by what it is, whose it is, and its name.
#[derive(Debug, Default)]
pub(crate) struct Counts<'t>(std::collections::BTreeMap<(What, &'t str, &'t str), u32>);

impl<'t> Counts<'t> {
    /// One more. `owner` is empty for all but attributes.
    pub(crate) fn add(&mut self, what: What, owner: &'t str, name: &'t str) {
        let count = self.0.entry((what, owner, name)).or_default();
        *count = count.saturating_add(1);
    }

    /// All of it; `between` stands between an attribute and its owner.
    pub(crate) fn finish(self, between: char) -> Vec<Passed<'t>> {
        let passed = self.0.into_iter().map(|((what, owner, name), count)| Passed {
            what,
            name: match owner {
                "" => Cow::Borrowed(name),
                owner => Cow::Owned(format!("{owner}{between}{name}")),
            },
            count,
        });
        passed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(text: &str) -> Vec<(What, String, u32)> {
        let manifest = Manifest::parse(text).unwrap();
        let passed = manifest.passed_through().into_iter();
        passed.map(|one| (one.what, one.name.into_owned(), one.count)).collect()
    }

    fn row(what: What, name: &str, count: u32) -> (What, String, u32) {
        (what, name.to_owned(), count)
    }

    #[test]
    fn multivariant_playlists() {
        let text = "#EXTM3U\n# why\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-CUE-OUT:30\n#EXT-X-ACME:1\n\
            #EXT-X-STREAM-INF:BANDWIDTH=1,REQ-VIDEO-LAYOUT=\"CH-STEREO\",X-A=1\n#EXT-X-ACME\nlow\n";
        assert_eq!(
            passed(text),
            [
                row(What::Tag, "EXT-X-ACME", 2),
                row(What::Tag, "EXT-X-CUE-OUT", 1),
                row(What::Attribute, "EXT-X-STREAM-INF:REQ-VIDEO-LAYOUT", 1),
                row(What::Attribute, "EXT-X-STREAM-INF:X-A", 1),
                row(What::Comment, "", 1),
            ]
        );
    }

    #[test]
    fn media_playlists() {
        let text = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-CUE-OUT:30\n#EXT-X-ACME:1\n\
            #comment\n\n#EXTINF:4,\n#EXTVLCOPT:x\na.ts\n";
        assert_eq!(
            passed(text),
            [
                row(What::Tag, "EXT-X-ACME", 1),
                row(What::Tag, "EXTVLCOPT", 1),
                row(What::Comment, "", 1),
            ]
        );
    }

    #[test]
    fn presentations() {
        let text = r#"<?xml version="1.0"?><!-- why --><?acme x?>
<d:MPD xmlns:d="urn:mpeg:dash:schema:mpd:2011" xmlns="urn:a" xmlns:b="urn:b" b:c="1" xml:lang="en">
<d:Location>u</d:Location><d:Period><Foreign/><b:Foreign><d:Period/></b:Foreign>
<d:EventStream schemeIdUri="urn:scte:scte35:2013:xml"><d:Event><b:Signal><b:SpliceInsert/></b:Signal></d:Event></d:EventStream>
<d:AdaptationSet contentType="video" xmlns:d="urn:mpeg:DASH:schema:MPD:2012">
<d:ContentProtection schemeIdUri="u" b:default_KID="k"><b:pssh/></d:ContentProtection>
<d:SegmentTemplate><d:SegmentTimeline><d:S d="1"/></d:SegmentTimeline></d:SegmentTemplate>
<d:Representation bandwidth="1"/><d:Representation bandwidth="2" xmlns:d="urn:other"/>
</d:AdaptationSet></d:Period></d:MPD>"#;
        assert_eq!(
            passed(text),
            [
                row(What::Element, "Foreign", 1),
                row(What::Element, "b:Foreign", 1),
                row(What::Element, "b:Signal", 1),
                row(What::Element, "b:pssh", 1),
                row(What::Element, "d:Location", 1),
                row(What::Element, "d:Period", 1),
                row(What::Element, "d:Representation", 1),
                row(What::Attribute, "d:ContentProtection@b:default_KID", 1),
                row(What::Attribute, "d:MPD@b:c", 1),
                row(What::Instruction, "acme", 1),
                row(What::Comment, "", 1),
            ]
        );
    }
}

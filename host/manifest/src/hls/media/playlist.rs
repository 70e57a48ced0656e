//! A media playlist read.

use super::edits;
use super::numbers::{duration, extinf};
use super::tag::{MediaTag, Quick, quick};
use super::write::EditedMedia;
use crate::edit::Edit;
use crate::error::{Expected, ParseError, Refusal};
use crate::floor::Floor;
use crate::hls::classify::open;
use crate::hls::lines::{Line, lines_from};
use crate::hls::tag::{Split, split, tag};
use crate::plan::Plan;
use crate::timeline::Timeline;

/// A media playlist that borrows from its text.
///
/// 16 bytes are kept for each tag that is not about a single segment alone and
/// for every 16 segments; nothing else grows with the text.
#[derive(Debug)]
pub struct MediaPlaylist<'t> {
    pub(super) text: &'t str,
    /// Number of segments that it lists: of lines that are URIs.
    pub(super) segments: u32,
    /// How long they are together, in microseconds.
    pub(super) duration: u64,
    /// The longest of them, in microseconds.
    pub(super) longest: u64,
    /// Lines that hold a URI, or several.
    pub(super) uris: u32,
    /// Where the first line starts that is about segments or after them.
    pub(super) body: usize,
    /// In the order of the text.
    pub(super) marks: Vec<Mark>,
    /// After every [`STEP`] segments.
    pub(super) steps: Vec<Step>,
    pub(super) head: Head,
}

/// Segments between two [`Step`]s.
pub(super) const STEP: u32 = 16;

/// A place after a segment's URI.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Where the next line starts.
    pub(super) next: u32,
    /// Microseconds of segments before it.
    pub(super) at: u64,
}

/// Where the line of a tag starts, and when it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) start: u32,
    pub(super) tag: MediaTag,
    /// Microseconds of segments before it.
    pub(super) at: u64,
}

/// Where tags about the whole playlist stand, as the start of their line. The
/// last one of each counts.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) target_duration: Option<u32>,
    pub(super) part_inf: Option<u32>,
    pub(super) server_control: Option<u32>,
    pub(super) media_sequence: Option<u32>,
    pub(super) discontinuity_sequence: Option<u32>,
    pub(super) playlist_type: Option<u32>,
    pub(super) skip: Option<u32>,
    /// The first `EXT-X-PROGRAM-DATE-TIME`, and microseconds of segments before it.
    pub(super) date: Option<(u32, u64)>,
    pub(super) end_list: bool,
    pub(super) i_frames_only: bool,
}

impl<'t> MediaPlaylist<'t> {
    /// Reads a media playlist. Everything for which [`classify`](crate::hls::classify())
    /// does not say [`Kind::Media`](crate::hls::Kind::Media) is an error, and so are a CR without its
    /// LF, an `EXTINF` that is no decimal number and a text of more than
    /// [`MAX_BYTES`](crate::hls::multivariant::MAX_BYTES). A missing or unreadable `EXT-X-TARGETDURATION` is none,
    /// nor is a URI without `EXTINF`: players take it for a segment of no
    /// duration.
    pub fn parse(text: &'t str) -> Result<Self, ParseError> {
        let (lines, _) = open(text)?;
        let mut reader = Reader::new(text);
        for line in lines {
            reader.line(&line)?;
        }
        reader.finish()
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// What it says of time. In a delta update (`EXT-X-SKIP`), segments are
    /// those that it lists, and neither window nor start is known. Date ranges
    /// with `SCTE35-…` are cues, too. A break that began before the first
    /// segment (`EXT-X-CUE-OUT-CONT`) is an [`Out`](crate::timeline::CueKind::Out)
    /// with what is left of it.
    pub fn timeline(&self) -> Timeline<'t> {
        super::summary::timeline(self)
    }

    /// Carries out all edits or, with a reason, none.
    pub fn apply<'m>(
        &'m self,
        edits: &'m [Edit],
        floor: Floor,
    ) -> Result<EditedMedia<'m, 't>, Refusal> {
        let plan = Plan::new(&[], edits)?;
        floor.check(&[], &plan)?;
        edits::carry_out(self, &plan)
    }

    /// Whether it may still grow.
    pub(super) fn is_live(&self) -> bool {
        !self.head.end_list && self.playlist_type() != Some("VOD")
    }

    /// `EXT-X-PLAYLIST-TYPE`.
    pub(super) fn playlist_type(&self) -> Option<&'t str> {
        self.value(self.head.playlist_type)
    }

    /// `EXT-X-TARGETDURATION` in microseconds.
    pub(super) fn target_duration(&self) -> Option<u64> {
        duration(self.value(self.head.target_duration)?)
    }

    /// The value of the tag whose line starts there.
    pub(super) fn value(&self, start: Option<u32>) -> Option<&'t str> {
        let line = self.line(start? as usize)?;
        let Split::Tag(_, value) = split(line.text) else { return None };
        Some(line.text.get(value..).unwrap_or_default().trim_ascii())
    }

    /// The index of the first mark from there on.
    pub(super) fn mark_at(&self, start: usize) -> usize {
        self.marks.partition_point(|mark| (mark.start as usize) < start)
    }

    /// The line that starts there.
    pub(super) fn line(&self, start: usize) -> Option<Line<'t>> {
        lines_from(self.text, start).next()
    }
}

struct Reader<'t> {
    playlist: MediaPlaylist<'t>,
    /// The duration that the next URI has.
    next: u64,
    body: Option<usize>,
    /// Whether a tag was seen that only media playlists have.
    media: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            playlist: MediaPlaylist {
                text,
                segments: 0,
                duration: 0,
                longest: 0,
                uris: 0,
                body: 0,
                marks: Vec::new(),
                steps: Vec::new(),
                head: Head::default(),
            },
            next: 0,
            body: None,
            media: false,
        }
    }

    fn line(&mut self, line: &Line<'t>) -> Result<(), ParseError> {
        let bytes = line.text.as_bytes();
        match quick(bytes) {
            Quick::Inf(value) => return self.extinf(line, value),
            Quick::Uri => {
                self.uri(line);
                return Ok(());
            }
            Quick::Other => {}
        }
        match split(line.text) {
            Split::Ignored => Ok(()),
            Split::Uri => {
                self.uri(line);
                Ok(())
            }
            Split::Tag(name, value) => match MediaTag::of(name) {
                Some(MediaTag::Inf) => self.extinf(line, bytes.get(value..).unwrap_or_default()),
                Some(found) => {
                    self.tag(line, found);
                    Ok(())
                }
                None if tag(name).is_multivariant() => {
                    Err(self.error(line.start, Expected::NoMultivariantTag))
                }
                None => Ok(()),
            },
        }
    }

    fn error(&self, at: usize, expected: Expected) -> ParseError {
        ParseError::at(self.playlist.text, at, expected)
    }

    #[inline]
    fn extinf(&mut self, line: &Line<'t>, value: &[u8]) -> Result<(), ParseError> {
        self.media = true;
        self.body.get_or_insert(line.start);
        let Some(duration) = extinf(value) else {
            return Err(self.error(line.end() - value.len(), Expected::Duration));
        };
        self.next = duration;
        Ok(())
    }

    #[inline]
    fn uri(&mut self, line: &Line<'t>) {
        self.body.get_or_insert(line.start);
        let duration = std::mem::take(&mut self.next);
        let playlist = &mut self.playlist;
        playlist.segments += 1;
        playlist.uris += 1;
        playlist.duration = playlist.duration.saturating_add(duration);
        playlist.longest = playlist.longest.max(duration);
        if playlist.segments.is_multiple_of(STEP) {
            let next = u32::try_from(line.next).unwrap_or(u32::MAX);
            push(&mut playlist.steps, Step { next, at: playlist.duration });
        }
    }

    fn tag(&mut self, line: &Line<'t>, tag: MediaTag) {
        self.media |= tag.is_standard();
        let playlist = &mut self.playlist;
        // The length of a text is below `MAX_BYTES`.
        let start = u32::try_from(line.start).unwrap_or(u32::MAX);
        playlist.uris += u32::from(tag.has_uri());
        if tag.is_of_segments()
            || matches!(tag, MediaTag::DateRange | MediaTag::Skip | MediaTag::EndList)
        {
            self.body.get_or_insert(line.start);
        }
        let head = &mut playlist.head;
        match tag {
            MediaTag::TargetDuration => head.target_duration = Some(start),
            MediaTag::PartInf => head.part_inf = Some(start),
            MediaTag::ServerControl => head.server_control = Some(start),
            MediaTag::MediaSequence => head.media_sequence = Some(start),
            MediaTag::DiscontinuitySequence => head.discontinuity_sequence = Some(start),
            MediaTag::PlaylistType => head.playlist_type = Some(start),
            MediaTag::Skip => head.skip = Some(start),
            MediaTag::EndList => head.end_list = true,
            MediaTag::IFramesOnly => head.i_frames_only = true,
            MediaTag::ProgramDateTime => {
                head.date.get_or_insert((start, playlist.duration));
            }
            _ => {}
        }
        if tag != MediaTag::Gap {
            push(&mut playlist.marks, Mark { start, tag, at: playlist.duration });
        }
    }

    fn finish(self) -> Result<MediaPlaylist<'t>, ParseError> {
        let text = self.playlist.text;
        if !self.media {
            return Err(self.error(text.len(), Expected::MediaTag));
        }
        Ok(MediaPlaylist { body: self.body.unwrap_or(text.len()), ..self.playlist })
    }
}

/// Pushes, and grows by half instead of to the double: a text can be all tags.
pub(super) fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 2 + 16);
    }
    list.push(item);
}

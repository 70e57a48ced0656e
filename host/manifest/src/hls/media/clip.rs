//! Which segments have any of some programme time.

use super::dates::Date;
use super::numbers::extinf;
use super::playlist::{Mark, MediaPlaylist};
use super::tag::{Held, MediaTag, held};
use super::trim::Cut;
use crate::error::Rule;
use crate::hls::lines::lines_from;

/// What a clip leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clip {
    /// The segments that go from the front, if any do.
    pub(super) front: Option<Cut>,
    /// Where it ends, if its end is reached.
    pub(super) end: Option<End>,
}

/// The end of a clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Segments before it, those that go from the front included.
    pub(super) segments: u64,
    /// Where the line starts after the last one's URI.
    pub(super) at: usize,
}

/// The dates that can be read, in the order of the text, each as microseconds
/// since 1970 of the moment at which all segments before it would begin.
fn dates<'p>(
    playlist: &'p MediaPlaylist<'_>,
    marks: &'p [Mark],
) -> impl DoubleEndedIterator<Item = (&'p Mark, Date, i128)> {
    marks.iter().filter(|mark| mark.tag == MediaTag::ProgramDateTime).filter_map(|mark| {
        let date = Date::read(playlist.value(Some(mark.start))?)?;
        Some((mark, date, i128::from(date.microseconds()) - i128::from(mark.at)))
    })
}

/// The segments from the first to the last that have any moment from `start`
/// to `end`, in milliseconds since 1970. A segment has its first moment and
/// not its last. Dates go on by durations until the next one is stated, and
/// are counted back before the first (rfc8216bis section 4.4.4.6).
pub(super) fn clip(
    playlist: &MediaPlaylist<'_>,
    start: i64,
    end: Option<i64>,
) -> Result<Clip, Rule> {
    let kinds = "playlists with EXT-X-PROGRAM-DATE-TIME";
    let mut dates = dates(playlist, &playlist.marks).peekable();
    let mut zero = match dates.peek() {
        Some((_, _, zero)) => *zero,
        None => return Err(Rule::NotHere { edit: "clip", kinds }),
    };
    let start = i128::from(start) * 1000;
    let end = end.map_or(i128::MAX, |end| i128::from(end) * 1000);
    if start > end {
        return Err(Rule::NothingLeft);
    }
    let mut before = Cut { segments: 0, end: playlist.body, at: 0 };
    let mut front = None;
    let mut last = None;
    let (mut next, mut reached) = (0, false);
    for line in lines_from(playlist.text, playlist.body) {
        match held(&line) {
            Held::Tag(MediaTag::Inf, value) => next = extinf(value.as_bytes()).unwrap_or(0),
            Held::Uri => {
                while let Some((_, _, stated)) =
                    dates.next_if(|(mark, ..)| (mark.start as usize) < line.start)
                {
                    zero = stated;
                }
                let from = zero + i128::from(before.at);
                let duration = std::mem::take(&mut next);
                reached = from + i128::from(duration) > end;
                let after = Cut {
                    segments: before.segments + 1,
                    end: line.next,
                    at: before.at.saturating_add(duration),
                };
                if from <= end && from + i128::from(duration.max(1)) > start {
                    front.get_or_insert(before);
                    last = Some(End { segments: after.segments, at: line.next });
                }
                before = after;
            }
            _ => {}
        }
    }
    let (front, last) = front.zip(last).ok_or(Rule::NothingLeft)?;
    Ok(Clip {
        front: Some(front).filter(|front| front.segments > 0),
        end: Some(last).filter(|last| reached || last.segments < before.segments),
    })
}

/// The date that the first segment which stays must be given: by the last one
/// stated before it or, if none is left, by the first.
pub(super) fn first_date(
    playlist: &MediaPlaylist<'_>,
    front: Option<Cut>,
    end: Option<End>,
) -> Option<String> {
    let front = front.unwrap_or(Cut { segments: 0, end: playlist.body, at: 0 });
    let (before, after) = playlist.marks.split_at_checked(playlist.mark_at(front.end))?;
    let first = dates(playlist, after).next();
    let stated = match dates(playlist, before).next_back() {
        Some(stated) => {
            let uri = lines_from(playlist.text, front.end).find(|line| held(line) == Held::Uri)?;
            if first.is_some_and(|(mark, ..)| (mark.start as usize) < uri.start) {
                return None;
            }
            stated
        }
        None => first.filter(|(mark, ..)| end.is_some_and(|end| end.at <= mark.start as usize))?,
    };
    let (_, date, zero) = stated;
    date.moved(zero + i128::from(front.at))
}

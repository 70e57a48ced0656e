//! The timeline of a media playlist.

use super::cues::{Cues, splice};
use super::dates::Date;
use super::lists::value;
use super::numbers::{duration, milliseconds};
use super::playlist::{Mark, MediaPlaylist};
use super::tag::MediaTag;
use crate::hls::attributes::attributes;
use crate::hls::variables::Variables;
use crate::timeline::{Marked, Timeline};

/// See [`MediaPlaylist::timeline`].
pub(super) fn timeline<'t>(playlist: &MediaPlaylist<'t>) -> Timeline<'t> {
    let head = &playlist.head;
    let whole = head.skip.is_none();
    let part_target = playlist
        .value(head.part_inf)
        .and_then(|list| duration(value(list, "PART-TARGET")?))
        .map(milliseconds);
    let start = head.date.filter(|_| whole).and_then(|(at, before)| {
        let date = Date::read(playlist.value(Some(at))?)?;
        date.milliseconds().checked_sub_unsigned(milliseconds(before))
    });
    let mut cues = Cues::default();
    let mut date_ranges = Vec::new();
    let mut variables = variables(playlist);
    for mark in &playlist.marks {
        let list = playlist.value(Some(mark.start)).unwrap_or_default();
        if mark.tag == MediaTag::DateRange {
            let range = marked(list, &mut variables);
            if let Some(kind) = splice(list) {
                cues.add_range(kind, &range, start, mark.at);
            }
            date_ranges.push(range);
        } else if mark.tag.is_cue() {
            cues.add(mark, list);
        }
    }
    Timeline {
        live: playlist.is_live(),
        target_duration: playlist.target_duration().map(milliseconds),
        part_target,
        window: whole.then(|| milliseconds(playlist.duration)),
        segments: playlist.segments,
        start,
        cues: cues.finish(),
        date_ranges,
    }
}

/// The variables that a playlist defines, as far as they may be replaced.
pub(super) fn variables<'t>(playlist: &MediaPlaylist<'t>) -> Variables<'t> {
    let mut variables = Variables::default();
    let defines = |mark: &&Mark| mark.tag == MediaTag::Define;
    for mark in playlist.marks.iter().filter(defines) {
        let list = playlist.value(Some(mark.start)).unwrap_or_default();
        if variables.define(list).is_err() {
            break;
        }
    }
    variables
}

/// Reads the attributes of a date range, rfc8216bis section 4.4.5.1.
pub(super) fn marked<'t>(list: &'t str, variables: &mut Variables<'t>) -> Marked<'t> {
    let mut read = Marked { id: "".into(), class: None, start: None, duration: None };
    let (mut stated, mut planned, mut end) = (None, None, None);
    let mut replaced = |value: &'t str| variables.replace(value).unwrap_or(value.into());
    for attribute in attributes(list) {
        match attribute.name {
            "ID" => read.id = replaced(attribute.value),
            "CLASS" => read.class = Some(replaced(attribute.value)),
            "START-DATE" => read.start = Date::read(attribute.value).map(|it| it.milliseconds()),
            "DURATION" => stated = duration(attribute.value),
            "PLANNED-DURATION" => planned = duration(attribute.value),
            "END-DATE" => end = Date::read(attribute.value).map(|it| it.milliseconds()),
            _ => {}
        }
    }
    read.duration = stated.or(planned).map(milliseconds).or_else(|| {
        let span = end?.checked_sub(read.start?)?;
        u64::try_from(span).ok()
    });
    read
}

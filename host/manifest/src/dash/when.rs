//! What an MPD says of time.

use super::mpd::Mpd;
use super::names::Kind;
use super::scan::{Piece, Scanner};
use super::timing::to_millis;
use super::tree::Element;
use crate::timeline::{Cue, CueKind, Timeline};

/// The most cues that a timeline has.
pub const MAX_CUES: usize = 4096;

pub(super) fn timeline<'t>(mpd: &Mpd<'t>) -> Timeline<'t> {
    let times = &mpd.times;
    let starts = starts(mpd);
    let mut cues = Vec::new();
    for (period, (start, _)) in mpd.periods.iter().zip(&starts) {
        for (_, element) in mpd.tree.of_kind(period.element, Kind::EventStream) {
            events(mpd, element, start.unwrap_or(0), &mut cues);
        }
    }
    cues.sort_by_key(|cue| cue.at);
    let whole = times.duration.or_else(|| {
        starts.iter().try_fold(0_u64, |total, (_, duration)| total.checked_add((*duration)?))
    });
    let window = if times.dynamic { times.window } else { whole };
    Timeline {
        live: times.dynamic,
        target_duration: times.longest_segment.map(to_millis),
        part_target: None,
        window: window.map(to_millis),
        segments: mpd
            .periods
            .iter()
            .fold(0, |total, period| u32::saturating_add(total, period.segments)),
        start: times.start,
        cues,
        date_ranges: Vec::new(),
    }
}

/// When each period starts and how long it is, in nanoseconds, as far as that
/// can be told: ISO/IEC 23009-1 clause 5.3.2.1.
pub(super) fn starts(mpd: &Mpd<'_>) -> Vec<(Option<u64>, Option<u64>)> {
    let mut known = Vec::with_capacity(mpd.periods.len());
    let mut ended = (!mpd.times.dynamic).then_some(0);
    let mut nexts = mpd.periods.iter().skip(1);
    for period in &mpd.periods {
        let start = period.start.or(ended);
        let end = match nexts.next() {
            Some(next) => next.start,
            None => mpd.times.duration,
        };
        let rest = || end?.checked_sub(start?);
        let duration = period.duration.or_else(rest);
        ended = start.zip(duration).and_then(|(start, duration)| start.checked_add(duration));
        known.push((start, duration));
    }
    known
}

/// See [`Mpd::period_at`].
pub(super) fn period_at(mpd: &Mpd<'_>, at: u64) -> Option<(u32, u64)> {
    let at = super::timing::from_millis(at);
    let known = starts(mpd);
    let (number, start, duration) = (0..)
        .zip(known)
        .filter_map(|(number, (start, duration))| Some((number, start?, duration)))
        .take_while(|(_, start, _)| *start <= at)
        .last()?;
    let within = at - start;
    duration.is_none_or(|duration| within < duration).then(|| (number, to_millis(within)))
}

/// The cues of an event stream, if it is of an SCTE 35 scheme
/// (`urn:scte:scte35:…`, SCTE 214-1 clause 6.7).
fn events<'t>(mpd: &Mpd<'t>, stream: &Element, start: u64, cues: &mut Vec<Cue<'t>>) {
    let mut scanner = Scanner::new(mpd.text, stream.start as usize, stream.end as usize);
    let Ok(Piece::Open(_)) = scanner.next() else { return };
    let mut timescale = 1_u64;
    let mut offset = 0_u64;
    for attribute in scanner.attributes() {
        match attribute.name {
            "schemeIdUri" if !attribute.value().trim_ascii().starts_with("urn:scte:scte35:") => {
                return;
            }
            "timescale" => timescale = attribute.raw.parse().unwrap_or(1).max(1),
            "presentationTimeOffset" => offset = attribute.raw.parse().unwrap_or(0),
            _ => {}
        }
    }
    let millis = |units: u64| {
        let millis = u128::from(units) * 1000 / u128::from(timescale);
        u64::try_from(millis).unwrap_or(u64::MAX)
    };
    let mut event: Option<Cue<'t>> = None;
    let mut depth = 0_u32;
    while let Ok(piece) = scanner.next() {
        match piece {
            Piece::Open(tag) => {
                depth += 1;
                let (_, name) = tag.split();
                let find = |name| scanner.attributes().iter().find(move |found| found.name == name);
                let number = |name| find(name).and_then(|found| found.raw.parse::<u64>().ok());
                if depth == 1 && name == "Event" {
                    let time: u64 = number("presentationTime").unwrap_or(0);
                    event = Some(Cue {
                        kind: CueKind::Other,
                        at: to_millis(start).saturating_add(millis(time.saturating_sub(offset))),
                        duration: number("duration").map(millis),
                        id: find("id").map(|id| id.value()),
                    });
                } else if let Some(event) = &mut event {
                    let told = match name {
                        "SpliceInsert" => {
                            find("outOfNetworkIndicator").and_then(|found| direction(found.raw))
                        }
                        "SegmentationDescriptor" => {
                            find("segmentationTypeId").and_then(|found| segmentation(found.raw))
                        }
                        _ => None,
                    };
                    event.kind = told.unwrap_or(event.kind);
                }
            }
            Piece::Close { .. } if depth == 0 => return,
            Piece::Close { .. } => {
                depth -= 1;
                if depth == 0
                    && let Some(event) = event.take()
                {
                    if cues.len() == MAX_CUES {
                        return;
                    }
                    cues.push(event);
                }
            }
            Piece::End => return,
            _ => {}
        }
    }
}

/// `splice_insert`'s way: SCTE 35 section 9.7.3.
fn direction(out: &str) -> Option<CueKind> {
    match out.trim_ascii() {
        "true" | "1" => Some(CueKind::Out),
        "false" | "0" => Some(CueKind::In),
        _ => None,
    }
}

/// The way of a segmentation type: SCTE 35 table 23. Starts are even: breaks,
/// advertisements of provider and distributor, their opportunities and overlays.
fn segmentation(type_id: &str) -> Option<CueKind> {
    match type_id.trim_ascii().parse::<u8>().ok()? {
        0x22 | 0x30 | 0x32 | 0x34 | 0x36 | 0x38 | 0x3a | 0x44 | 0x46 => Some(CueKind::Out),
        0x23 | 0x31 | 0x33 | 0x35 | 0x37 | 0x39 | 0x3b | 0x45 | 0x47 => Some(CueKind::In),
        _ => None,
    }
}

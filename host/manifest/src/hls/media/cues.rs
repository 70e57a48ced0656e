//! Splice points, as packagers write them.
//!
//! - `EXT-X-CUE-OUT:30`, `:"30"`, `:DURATION=30`, with or without more
//!   attributes; `EXT-X-CUE-OUT-CONT:10/30` or `ElapsedTime=10,Duration=30`;
//!   `EXT-X-CUE-IN`
//! - `EXT-X-SCTE35:CUE="…",CUE-OUT=YES` (`CONT`, `NO`), `CUE-IN=YES`, `ID`, `DURATION`
//! - `EXT-X-CUE:TYPE="SpliceOut",ID="…",DURATION=30`
//! - `EXT-OATCLS-SCTE35:…`, a bare message: tells no direction; beside a cue
//!   that does, it is not counted, nor is `EXT-X-ASSET`
//! - date ranges with `SCTE35-OUT`, `SCTE35-IN` or `SCTE35-CMD` (rfc8216bis
//!   section 4.4.5.1.1)

use super::lists::value;
use super::numbers::{duration, milliseconds};
use super::playlist::Mark;
use super::tag::MediaTag;
use crate::hls::attributes::attributes;
use crate::timeline::{Cue, CueKind, Marked};

/// Cues collected in the order of their tags.
#[derive(Debug, Default)]
pub(super) struct Cues<'t> {
    cues: Vec<Cue<'t>>,
    /// Whether the last direction told was out of the programme.
    out: bool,
    /// The last message that told no direction: what comes beside it may.
    bare: Option<Cue<'t>>,
    /// When a direction was told last.
    told: Option<u64>,
}

impl<'t> Cues<'t> {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { cues: Vec::with_capacity(count), ..Self::default() }
    }

    /// Adds what a tag says.
    pub(super) fn add(&mut self, mark: &Mark, list: &'t str) {
        let at = mark.at;
        match mark.tag {
            MediaTag::CueOut => self.push(CueKind::Out, at, stated(list), id(list)),
            MediaTag::CueOutCont if !self.out => self.push(CueKind::Out, at, left(list), id(list)),
            MediaTag::CueIn => self.push(CueKind::In, at, None, id(list)),
            MediaTag::Cue => {
                let kind = match value(list, "TYPE") {
                    Some("SpliceOut") => CueKind::Out,
                    Some("SpliceIn") => CueKind::In,
                    _ => CueKind::Other,
                };
                self.push(kind, at, stated(list), id(list));
            }
            MediaTag::Scte35 => match (value(list, "CUE-OUT"), value(list, "CUE-IN")) {
                (Some("YES"), _) => self.push(CueKind::Out, at, stated(list), id(list)),
                (Some("CONT"), _) if self.out => {}
                (Some("CONT"), _) => self.push(CueKind::Out, at, None, id(list)),
                (_, Some("YES")) => self.push(CueKind::In, at, None, id(list)),
                _ if self.told == Some(at) => {}
                _ => self.push(CueKind::Other, at, stated(list), id(list)),
            },
            _ => {}
        }
    }

    /// Adds a date range. Its place is its date's, if that is known, and at the
    /// earliest the timeline's first moment.
    pub(super) fn add_range(
        &mut self,
        kind: CueKind,
        range: &Marked<'t>,
        start: Option<i64>,
        at: u64,
    ) {
        let since = start.zip(range.start).map(|(start, date)| date.saturating_sub(start));
        let at = since.map_or(milliseconds(at), |since| u64::try_from(since).unwrap_or(0));
        let duration = range.duration.filter(|_| kind != CueKind::In);
        self.cues.push(Cue { kind, at, duration, id: Some(range.id.clone()) });
    }

    fn push(&mut self, kind: CueKind, at: u64, duration: Option<u64>, id: Option<&'t str>) {
        let duration = duration.map(milliseconds);
        let cue = Cue { kind, at: milliseconds(at), duration, id: id.map(Into::into) };
        let bare = self.bare.take().filter(|bare| kind == CueKind::Other || bare.at != cue.at);
        self.cues.extend(bare);
        if kind == CueKind::Other {
            self.bare = Some(cue);
        } else {
            self.out = kind == CueKind::Out;
            self.told = Some(at);
            self.cues.push(cue);
        }
    }

    /// All cues, by their time.
    pub(super) fn finish(mut self) -> Vec<Cue<'t>> {
        self.cues.extend(self.bare);
        // Sorting takes room; only dates get cues out of order.
        if !self.cues.is_sorted_by_key(|cue| cue.at) {
            self.cues.sort_by_key(|cue| cue.at);
        }
        self.cues
    }
}

/// Which way a date range splices. Nothing if it does not.
pub(super) fn splice(list: &str) -> Option<CueKind> {
    attributes(list).find_map(|attribute| match attribute.name {
        "SCTE35-OUT" => Some(CueKind::Out),
        "SCTE35-IN" => Some(CueKind::In),
        name if name.starts_with("SCTE35-") => Some(CueKind::Other),
        _ => None,
    })
}

fn id(list: &str) -> Option<&str> {
    value(list, "ID")
}

/// How long a break is said to be, in microseconds.
fn stated(list: &str) -> Option<u64> {
    let bare = list.split(',').next().unwrap_or_default().trim_ascii().trim_matches('"');
    value(list, "DURATION").map_or_else(|| duration(bare), duration)
}

/// What is left of a break that goes on, in microseconds.
fn left(list: &str) -> Option<u64> {
    let bare = list.split(',').next().unwrap_or_default();
    let (elapsed, whole) = match bare.split_once('/') {
        Some(pair) => pair,
        None => (value(list, "ElapsedTime")?, value(list, "Duration")?),
    };
    Some(duration(whole)?.saturating_sub(duration(elapsed)?))
}

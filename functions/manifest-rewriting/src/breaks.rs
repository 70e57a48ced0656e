//! Breaks: what is played in between.
//!
//! For those who consent, and for everyone else, are two decisions, and each may be
//! absent: the first is made only on the grants that it names, never on their being
//! likely.

use tidegate_sdk::manifest_rewriting::{
    Cue, CueKind, DateRange, Edit, Format, Interstitial, Manifest, Timeline,
};
use tidegate_sdk::types::{DeviceClass, Facts, Grants, Presentation, Purposes};

/// Breaks at moments of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Break {
    pub(crate) at: Moments,
    /// Absent: in both.
    pub(crate) presentation: Option<Presentation>,
    /// For those who consent: its name, and what must be granted; never empty.
    pub(crate) consented: Option<(String, Purposes)>,
    /// For everyone else.
    pub(crate) contextual: Option<String>,
    /// Kinds of device that have none.
    pub(crate) except: Vec<Option<DeviceClass>>,
    /// Whether the cues are removed where something is inserted at them.
    pub(crate) strip_cues: bool,
}

/// Where breaks are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Moments {
    /// Wherever the timeline says that the programme pauses.
    Cues,
    /// Milliseconds from the start of what is complete; a live window begins later
    /// every time.
    Offsets(Vec<u64>),
}

/// The class of interstitials, rfc8216bis appendix D.2.
const INTERSTITIAL: &str = "com.apple.hls.interstitial";

/// Adds the edits of all breaks. What is there already is not added again.
pub(crate) fn insert(
    breaks: &[Break],
    facts: &Facts,
    grants: &Grants,
    manifest: &Manifest<'_>,
    edits: &mut Vec<Edit>,
) {
    let Some(timeline) = manifest.timeline else { return };
    // In HLS only what has dates can have date ranges: rfc8216bis section 4.4.5.1.
    if manifest.format == Format::HlsMedia && timeline.start.is_none() {
        return;
    }
    let mut inserted: Vec<(u64, &str)> = Vec::new();
    let mut strips = false;
    for one in breaks.iter().filter(|one| one.is_for(facts, timeline)) {
        let Some(name) = one.name(grants) else { continue };
        let before = inserted.len();
        match &one.at {
            Moments::Cues => {
                for cue in timeline.cues.iter().filter(|cue| pauses(cue)) {
                    add(cue.at, name, timeline, &mut inserted);
                }
                strips |= one.strip_cues && inserted.len() > before;
            }
            Moments::Offsets(offsets) if !timeline.live => {
                let within = |at: &u64| timeline.window.is_none_or(|window| *at < window);
                for at in offsets.iter().copied().filter(within) {
                    add(at, name, timeline, &mut inserted);
                }
            }
            Moments::Offsets(_) => {}
        }
    }
    edits.extend(
        inserted
            .into_iter()
            .map(|(at, name)| Edit::InsertInterstitial(Interstitial { name: name.to_owned(), at })),
    );
    if strips && manifest.format == Format::HlsMedia {
        edits.push(Edit::StripCues);
    }
}

impl Break {
    fn is_for(&self, facts: &Facts, timeline: &Timeline) -> bool {
        let live = match self.presentation {
            None => timeline.live,
            Some(presentation) => presentation == Presentation::Live,
        };
        live == timeline.live && !self.except.contains(&facts.device)
    }

    fn name(&self, grants: &Grants) -> Option<&str> {
        let covered = |(_, purposes): &&(String, Purposes)| grants.purposes.contains(*purposes);
        let consented = self.consented.as_ref().filter(covered);
        consented.map(|(name, _)| name).or(self.contextual.as_ref()).map(String::as_str)
    }
}

/// Whether the programme pauses at a cue. Splices in binary do not tell their way;
/// those back into the programme have no duration.
fn pauses(cue: &Cue) -> bool {
    match cue.kind {
        CueKind::Out => true,
        CueKind::In => false,
        CueKind::Other => cue.duration.is_some_and(|duration| duration > 0),
    }
}

/// The most that are inserted into one manifest: as many as it tells cues.
const MOST: usize = 256;

/// Adds one, unless it is there: moments are told apart by their seconds, as a cue's
/// may differ by a rounding from one time to the next. Cues and offsets are few.
fn add<'b>(at: u64, name: &'b str, timeline: &Timeline, inserted: &mut Vec<(u64, &'b str)>) {
    let second = |at: u64| seconds(timeline.start.unwrap_or(0).saturating_add_unsigned(at));
    let there = |range: &DateRange| {
        range.class.as_deref() == Some(INTERSTITIAL)
            && range.start.is_some_and(|start| seconds(start) == second(at))
    };
    let twice = |(other, of): &(u64, &str)| *of == name && second(*other) == second(at);
    if inserted.len() < MOST
        && !inserted.iter().any(twice)
        && !timeline.date_ranges.iter().any(there)
    {
        inserted.push((at, name));
    }
}

/// The nearest whole second.
fn seconds(milliseconds: i64) -> i64 {
    milliseconds.saturating_add(500).div_euclid(1000)
}

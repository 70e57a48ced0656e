//! What is said of time.

use tidegate_manifest::Timeline;
use tidegate_manifest::timeline::{Cue, CueKind, Marked};

use super::fact::Facts;
use super::units;

/// What a manifest says of its content's time, cues and date ranges left out.
#[must_use]
pub fn timeline(timeline: &Timeline<'_>) -> Facts {
    let mut facts = Facts::default();
    facts.add("live", "live", timeline.live, if timeline.live { "yes" } else { "no" });
    let mut duration = |name, column, millis: Option<u64>| {
        if let Some(millis) = millis {
            facts.add(name, column, millis, units::duration(millis));
        }
    };
    duration("target-duration-ms", "target", timeline.target_duration);
    duration("part-target-ms", "parts", timeline.part_target);
    duration("window-ms", "window", timeline.window);
    let listed = Some(timeline.segments).filter(|segments| *segments > 0);
    facts.add_some("segments", "segments", listed);
    start(&mut facts, timeline.start);
    facts
}

/// A splice point.
#[must_use]
pub fn cue(cue: &Cue<'_>) -> Facts {
    let mut facts = Facts::default();
    let kind = match cue.kind {
        CueKind::Out => "out",
        CueKind::In => "in",
        CueKind::Other => "other",
    };
    facts.add("kind", "kind", kind, kind);
    facts.add("at-ms", "at", cue.at, units::duration(cue.at));
    if let Some(millis) = cue.duration {
        facts.add("duration-ms", "duration", millis, units::duration(millis));
    }
    facts.add_some("id", "id", cue.id.as_deref());
    facts
}

/// A date range.
#[must_use]
pub fn date_range(range: &Marked<'_>) -> Facts {
    let mut facts = Facts::default();
    facts.add("id", "id", &*range.id, &*range.id);
    facts.add_some("class", "class", range.class.as_deref());
    start(&mut facts, range.start);
    if let Some(millis) = range.duration {
        facts.add("duration-ms", "duration", millis, units::duration(millis));
    }
    facts
}

fn start(facts: &mut Facts, start: Option<i64>) {
    if let Some(millis) = start {
        facts.add("start-ms", "start", millis, units::moment(millis));
    }
}

//! `tidegate manifest inspect`.

use std::fmt::Write;

use serde_json::{Value, json};
use tidegate_manifest::Manifest;
use tidegate_manifest::passed::What;

use super::Output;
use super::args::InspectArgs;
use super::fact::Facts;
use super::input::Input;
use super::track::{self, Names};
use super::trouble::Trouble;
use super::{table, time, units};

/// Shows a manifest.
///
/// # Errors
/// What cannot be read.
pub async fn run(args: &InspectArgs) -> Result<Output, Trouble> {
    let input = Input::read(&args.file).await?;
    let manifest = input.manifest()?;
    Ok(Output::of(if args.json {
        format!("{:#}\n", json(&input.source, &manifest))
    } else {
        text(&input.source, &manifest)
    }))
}

/// For programs.
#[must_use]
pub fn json(source: &str, manifest: &Manifest<'_>) -> Value {
    let names = Names::of(manifest);
    let tracks = manifest.tracks().iter().map(|track| track::facts(track, &names).object());
    let groups = names.groups.iter().map(|group| {
        json!({
            "kind": track::slug(group.kind),
            "name": group.name,
            "tracks": group.renditions,
            "variants": group.variants,
        })
    });
    let timeline = manifest.timeline().map(|timeline| {
        let mut whole = time::timeline(&timeline).object();
        let cues = timeline.cues.iter().map(|cue| time::cue(cue).object());
        let ranges = timeline.date_ranges.iter().map(|range| time::date_range(range).object());
        if let Some(whole) = whole.as_object_mut() {
            whole.insert("cues".to_owned(), cues.collect());
            whole.insert("date-ranges".to_owned(), ranges.collect());
        }
        whole
    });
    let passed = manifest.passed_through().into_iter().map(
        |passed| json!({ "what": what(passed.what), "name": passed.name, "count": passed.count }),
    );
    json!({
        "source": source,
        "format": format(manifest),
        "bytes": manifest.text().len(),
        "tracks": tracks.collect::<Value>(),
        "groups": groups.collect::<Value>(),
        "pathways": names.pathways,
        "timeline": timeline,
        "passed-through": passed.collect::<Value>(),
    })
}

/// For people.
#[must_use]
pub fn text(source: &str, manifest: &Manifest<'_>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut out, source, manifest);
    out
}

fn write(out: &mut String, source: &str, manifest: &Manifest<'_>) -> std::fmt::Result {
    let bytes = units::bytes(manifest.text().len());
    writeln!(out, "{source}: {}, {bytes}", format_words(manifest))?;
    let names = Names::of(manifest);
    for (section, rows) in sections(manifest, &names) {
        writeln!(out, "\n{section}\n{}", table::facts(&rows).trim_end())?;
    }
    if !names.groups.is_empty() {
        let rows = names.groups.iter().map(|group| {
            let ids = |ids: &[u32]| {
                let ids: Vec<_> = ids.iter().map(u32::to_string).collect();
                if ids.is_empty() { "nothing".to_owned() } else { ids.join(" ") }
            };
            vec![
                track::words(group.kind),
                table::plain(&format!("{:?}", group.name)),
                format!("has {}", ids(&group.renditions)),
                format!("used by {}", ids(&group.variants)),
            ]
        });
        write!(out, "\ngroups\n{}", table::lines(&rows.collect::<Vec<_>>()))?;
    }
    if let Some(timeline) = manifest.timeline() {
        write!(out, "\ntimeline\n{}", table::facts(&[time::timeline(&timeline)]))?;
        let cues: Vec<_> = timeline.cues.iter().map(time::cue).collect();
        let ranges: Vec<_> = timeline.date_ranges.iter().map(time::date_range).collect();
        for (heading, rows) in [("cues", cues), ("date ranges", ranges)] {
            if !rows.is_empty() {
                write!(out, "\n{heading}\n{}", table::facts(&rows))?;
            }
        }
    }
    let passed = manifest.passed_through();
    let rows: Vec<_> = passed
        .iter()
        .map(|passed| {
            let name = table::plain(&passed.name);
            vec![format!("{}×", passed.count), what(passed.what).to_owned(), name]
        })
        .collect();
    if rows.is_empty() {
        return writeln!(out, "\nnothing is passed through unread");
    }
    write!(out, "\npassed through unread\n{}", table::lines(&rows))
}

/// The tracks under those headings that have any. Kinds are left out where the
/// heading says them, periods where there is but one.
fn sections(manifest: &Manifest<'_>, names: &Names<'_>) -> Vec<(&'static str, Vec<Facts>)> {
    let dash = matches!(manifest, Manifest::Mpd(_));
    let periods = manifest.tracks().iter().any(|track| track.period > 0);
    let under = |heading| {
        let tracks = manifest.tracks().iter();
        let tracks = tracks.filter(move |track| track::section(track.kind, dash) == heading);
        let rows = tracks.map(|track| {
            let mut facts = track::facts(track, names);
            facts.0.retain(|fact| periods || fact.name != "period");
            facts
        });
        (heading, rows.collect())
    };
    let mut sections: Vec<(&'static str, Vec<Facts>)> =
        track::SECTIONS.into_iter().map(under).collect();
    sections.retain(|(_, rows)| !rows.is_empty());
    for (_, rows) in &mut sections {
        let kind = |row: &Facts| row.get("kind").map(|fact| fact.shown.clone());
        let first = rows.first().and_then(kind);
        if rows.iter().all(|row| kind(row) == first) {
            rows.iter_mut().for_each(|row| {
                row.0.retain(|fact| fact.name != "kind" || fact.shown == "muxed");
            });
        }
    }
    sections
}

/// A manifest's format in JSON.
#[must_use]
pub const fn format(manifest: &Manifest<'_>) -> &'static str {
    match manifest {
        Manifest::Multivariant(_) => "hls-multivariant",
        Manifest::Media(_) => "hls-media",
        Manifest::Mpd(_) => "dash",
    }
}

const fn format_words(manifest: &Manifest<'_>) -> &'static str {
    match manifest {
        Manifest::Multivariant(_) => "HLS multivariant playlist",
        Manifest::Media(_) => "HLS media playlist",
        Manifest::Mpd(_) => "DASH MPD",
    }
}

const fn what(what: What) -> &'static str {
    match what {
        What::Tag => "tag",
        What::Element => "element",
        What::Attribute => "attribute",
        What::Instruction => "instruction",
        What::Comment => "comment",
    }
}

//! What several tests of media playlists need: seeded edit lists, and a look at
//! what they did by a naive model that shares no code with the crate.

#![allow(dead_code, reason = "each test takes its own part")]

#[path = "media_edits.rs"]
pub mod edits;
#[path = "seeded.rs"]
mod seeded;
#[path = "segments.rs"]
mod segments;

use std::borrow::Cow;

pub use seeded::Numbers;
use segments::{Key, attribute, split};
pub use segments::{Model, Segment};

use tidegate_manifest::edit::Interstitial;
use tidegate_manifest::timeline::DateRange;
use tidegate_manifest::{Edit, Floor, MediaPlaylist, Rule};

/// What editing makes of a text.
pub fn edit(text: &str, edits: &[Edit]) -> String {
    MediaPlaylist::parse(text).unwrap().apply(edits, Floor::default()).unwrap().write()
}

/// Why a list of edits is refused.
pub fn refused(text: &str, edits: &[Edit]) -> Rule {
    let playlist = MediaPlaylist::parse(text).unwrap();
    playlist.apply(edits, Floor::default()).map(|edited| edited.write()).unwrap_err().rule
}

/// Tags that mark advertising.
const CUES: [&str; 9] = [
    "#EXT-X-CUE-OUT",
    "#EXT-X-CUE-OUT-CONT",
    "#EXT-X-CUE-IN",
    "#EXT-X-CUE",
    "#EXT-X-SCTE35",
    "#EXT-SCTE35",
    "#EXT-OATCLS-SCTE35",
    "#EXT-X-SPLICEPOINT-SCTE35",
    "#EXT-X-ASSET",
];

/// What a list of edits should come to, naively.
#[derive(Debug, Default)]
struct Wanted<'e> {
    bases: Vec<&'e str>,
    slate: Option<String>,
    window: Option<u64>,
    /// Microseconds since 1970.
    clip: Option<(i64, i64)>,
    /// Whether the clip's end is reached, and thereby told.
    ended: bool,
    cues_stripped: bool,
    removed: Vec<&'e str>,
    added: Vec<&'e str>,
    start: bool,
    /// Ids of date ranges that splice.
    spliced: Vec<&'e str>,
    /// Names and values of `EXT-X-DEFINE`.
    variables: Vec<(&'e str, &'e str)>,
}

impl<'e> Wanted<'e> {
    fn of(edits: &'e [Edit], text: &'e str) -> Self {
        let defined = text.lines().filter_map(|line| line.trim().strip_prefix("#EXT-X-DEFINE:"));
        let variables = defined
            .filter(|list| list.contains("NAME=") && list.contains("VALUE="))
            .map(|list| (attribute(list, "NAME"), attribute(list, "VALUE")))
            .collect();
        let ranges = text.lines().filter_map(|line| line.trim().strip_prefix("#EXT-X-DATERANGE:"));
        let spliced = ranges.filter(|list| list.contains("SCTE35-"));
        let spliced = spliced.map(|list| attribute(list, "ID")).collect();
        let mut wanted = Self { variables, spliced, ..Self::default() };
        for edit in edits {
            match edit {
                Edit::SetBase { uri } => {
                    wanted.bases.push(uri);
                    if let Some(slate) = &mut wanted.slate
                        && (slate == "slate.ts" || slate.starts_with('/'))
                    {
                        let rooted = slate.starts_with('/');
                        let prefix = match uri.strip_prefix("https://") {
                            Some(rest) if rooted => &uri[..8 + rest.find('/').unwrap()],
                            None if rooted => "",
                            _ => uri,
                        };
                        slate.insert_str(0, prefix);
                    }
                }
                Edit::Replace(slate) => wanted.slate = Some(slate.uri.clone()),
                Edit::Trim(window) => {
                    wanted.window = Some(wanted.window.map_or(*window, |other| other.min(*window)));
                }
                Edit::Clip { start, end } => {
                    let (start, end) = (start * 1000, end.map_or(i64::MAX, |end| end * 1000));
                    let (before, last) = wanted.clip.unwrap_or((start, end));
                    wanted.clip = Some((before.max(start), last.min(end)));
                }
                Edit::StripCues => wanted.cues_stripped = true,
                Edit::RemoveDateRange(id) => {
                    wanted.added.retain(|added| added != id);
                    wanted.removed.push(id);
                }
                Edit::InsertDateRange(DateRange { id, .. })
                | Edit::InsertInterstitial(Interstitial { id, .. }) => wanted.added.push(id),
                Edit::SetStart { .. } => wanted.start = true,
                _ => {}
            }
        }
        wanted
    }

    /// A line of the playlist as these edits leave it.
    fn based<'l>(&self, line: &'l str) -> Cow<'l, str> {
        self.bases.iter().fold(Cow::Borrowed(line), |line, base| self.with_base(line, base))
    }

    fn with_base<'l>(&self, line: Cow<'l, str>, base: &str) -> Cow<'l, str> {
        let bare = line.trim_start();
        if bare.is_empty()
            || (bare.starts_with('#') && !bare.contains("URI") && !bare.contains("X-ASSET-LIST"))
        {
            return line;
        }
        let indent = line.len() - bare.len();
        if !bare.starts_with('#') {
            return format!("{}{}{bare}", &line[..indent], self.prefix(bare, base)).into();
        }
        let tags = ["KEY", "MAP", "PART", "PRELOAD-HINT", "RENDITION-REPORT", "DATERANGE"];
        let Some((name, list)) = bare.split_once(':') else { return line };
        if !tags.iter().any(|tag| name == format!("#EXT-X-{tag}")) {
            return line;
        }
        let mut out = format!("{}{name}:", &line[..indent]);
        for (index, part) in split(list).enumerate() {
            if index > 0 {
                out.push(',');
            }
            let is_uri = part.split_once('=').is_some_and(|(attribute, _)| match name {
                "#EXT-X-DATERANGE" => attribute.trim().starts_with("X-ASSET-"),
                _ => attribute.trim() == "URI",
            });
            if !is_uri {
                out.push_str(part);
                continue;
            }
            let (attribute, value) = part.split_once('=').unwrap();
            let space = &value[..value.len() - value.trim_start().len()];
            let (quote, value) = match value.trim_start().strip_prefix('"') {
                Some(value) => ("\"", value),
                None => ("", value.trim_start()),
            };
            let prefix = self.prefix(value.trim_end().trim_end_matches('"'), base);
            out.push_str(&format!("{attribute}={space}{quote}{prefix}{value}"));
        }
        out.into()
    }

    /// What RFC 3986 section 5.2 takes from a base for a reference.
    fn prefix<'b>(&self, reference: &str, base: &'b str) -> &'b str {
        let reference = match reference.strip_prefix("{$") {
            Some(variable) => {
                let (name, rest) = variable.split_once('}').unwrap_or((variable, ""));
                match self.variables.iter().rev().find(|(known, _)| *known == name) {
                    Some((_, value)) => format!("{value}{rest}"),
                    None => return "",
                }
            }
            None => reference.trim().to_owned(),
        };
        let scheme = base.split_once("//").map_or("", |(scheme, _)| scheme);
        let authority = match scheme {
            "" => 0,
            _ => scheme.len() + 2 + base[scheme.len() + 2..].find('/').unwrap(),
        };
        let of_scheme = |char: char| char.is_ascii_alphanumeric() || "+-.".contains(char);
        let scheme_ends = reference.trim_start_matches(of_scheme).starts_with(':')
            && reference.starts_with(|first: char| first.is_ascii_alphabetic());
        match reference.as_str() {
            "" => "",
            _ if reference.starts_with("//") => scheme,
            _ if reference.starts_with('/') => &base[..authority],
            _ if scheme_ends => "",
            _ => base,
        }
    }

    /// Whether segments may go.
    fn cuts(&self) -> bool {
        self.window.is_some() || self.clip.is_some()
    }

    /// Whether a line may differ, come or go by these edits, wherever it is.
    fn touches(&self, line: &str) -> bool {
        if line.starts_with("#EXTINF") {
            return false;
        }
        let (name, list) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
        match name {
            "#EXT-X-START" => self.start,
            "#EXT-X-DATERANGE" => {
                let id = attribute(list, "ID");
                let spliced = self.cues_stripped && self.spliced.contains(&id);
                spliced || self.removed.contains(&id) || self.added.contains(&id)
            }
            "#EXT-X-MEDIA-SEQUENCE" => self.cuts(),
            "#EXT-X-DISCONTINUITY-SEQUENCE" | "#EXT-X-SERVER-CONTROL" => {
                self.cuts() || self.slate.is_some()
            }
            "#EXT-X-ENDLIST" => self.ended,
            "#EXT-X-PROGRAM-DATE-TIME" if self.ended => true,
            "#EXT-X-BYTERANGE" | "#EXT-X-PART" if self.cuts() => true,
            "#EXT-X-PART-INF"
            | "#EXT-X-PRELOAD-HINT"
            | "#EXT-X-RENDITION-REPORT"
            | "#EXT-X-PREFETCH"
                if self.ended =>
            {
                true
            }
            _ if CUES.contains(&name) => self.cues_stripped,
            "#EXT-X-KEY"
            | "#EXT-X-MAP"
            | "#EXT-X-BITRATE"
            | "#EXT-X-PART"
            | "#EXT-X-PART-INF"
            | "#EXT-X-BYTERANGE"
            | "#EXT-X-DISCONTINUITY"
            | "#EXT-X-GAP"
            | "#EXT-X-PRELOAD-HINT"
            | "#EXT-X-RENDITION-REPORT"
            | "#EXT-X-PREFETCH" => self.slate.is_some(),
            _ => self.slate.is_some() && !name.is_empty() && !name.starts_with('#'),
        }
    }
}

/// Edits a text and looks naively at the outcome. Nothing if the edits are
/// refused.
pub fn check(playlist: &MediaPlaylist<'_>, before: &Model<'_>, edits: &[Edit]) -> Option<String> {
    let text = playlist.text();
    let written = playlist.apply(edits, Floor::default()).ok()?.write();
    let say = || format!("{edits:?}\n{text}\n---\n{written}");
    let again = MediaPlaylist::parse(&written).unwrap_or_else(|error| panic!("{error}\n{}", say()));
    let mut wanted = Wanted::of(edits, text);
    let after = Model::of(&written);

    let (mut gone, mut left) = (before.segments.len() - after.segments.len(), after.segments.len());
    if let Some((start, end)) = wanted.clip {
        let (from, to) = clipped(before, start, end).unwrap_or_else(|| panic!("{}", say()));
        let last = &before.segments[before.segments.len() - 1];
        wanted.ended = to < before.segments.len() || ends(last) > end;
        assert!(!wanted.ended || written.contains("#EXT-X-ENDLIST"), "{}", say());
        // What a trim takes, too, is looked at without a clip.
        gone = to - left;
        left = to;
        assert!(gone == from || wanted.window.is_some() && gone > from, "{}", say());
        assert_eq!(after.segments.first().map(starts), before.segments.get(gone).map(starts));
    }
    let wanted = wanted;
    assert!(gone == 0 || wanted.cuts(), "{}", say());
    if wanted.cues_stripped {
        let is_cue = |line: &str| CUES.contains(&line.trim().split(':').next().unwrap_or_default());
        assert!(!written.lines().any(is_cue), "{}", say());
    }
    for (old, new) in before.segments[gone..].iter().zip(&after.segments) {
        assert_eq!(old.number, new.number, "{}", say());
        assert_eq!(old.duration, new.duration, "{}", say());
        assert_eq!(old.date, new.date, "{}", say());
        match &wanted.slate {
            Some(slate) => {
                assert_eq!(*slate, new.uri, "{}", say());
                assert_eq!(new.discontinuity, new.number, "{}", say());
                let plain = new.keys.is_empty() && new.map.is_none() && new.range.is_none();
                assert!(plain && !new.gap && new.parts.is_empty(), "{}", say());
            }
            None => same(old, new, &wanted, &say),
        }
    }
    if let Some(window) = wanted.window.filter(|_| wanted.clip.is_none()) {
        shortened(text, before, gone, window, &say);
    }
    if wanted.ended {
        assert!(!written.lines().any(|line| {
            let live = ["PART", "PART-INF", "PREFETCH", "PRELOAD-HINT", "RENDITION-REPORT"];
            let name = line.trim().split(':').next().unwrap_or_default();
            live.iter().any(|tag| name == format!("#EXT-X-{tag}"))
        }));
    }
    let (mut old, mut new) = (text, written.as_str());
    if wanted.ended {
        let (kept, rest) = text.split_at(before.ends[left - 1]);
        let (kept_now, rest_now) = written.split_at(after.ends[after.ends.len() - 1]);
        // A last line without an end got one.
        let bare = |text: &'_ str| text.trim_end_matches(['\r', '\n']).len();
        (old, new) = (&kept[..bare(kept)], &kept_now[..bare(kept_now)]);
        whole_tags_stay(rest, rest_now, &wanted, &say);
    }
    lines_stay(old, new, before, gone, &wanted, &say);

    let timeline = again.timeline();
    let present = |id: &str| timeline.date_ranges.iter().any(|range| range.id == id);
    for id in &wanted.added {
        assert!(present(id), "{}", say());
    }
    for id in wanted.spliced.iter().filter(|id| wanted.cues_stripped && !id.is_empty()) {
        assert!(wanted.added.contains(id) || !present(id), "{}", say());
    }
    for id in &wanted.removed {
        assert!(wanted.added.contains(id) || !present(id), "{}", say());
    }
    Some(written)
}

fn same(old: &Segment<'_>, new: &Segment<'_>, wanted: &Wanted<'_>, say: &dyn Fn() -> String) {
    assert_eq!(old.discontinuity, new.discontinuity, "{}", say());
    assert_eq!(wanted.based(old.uri), new.uri, "{}", say());
    let plain = Wanted::default();
    assert_eq!(keys(&old.keys, wanted), keys(&new.keys, &plain), "{}", say());
    assert_eq!(map(old, wanted), map(new, &plain), "{}", say());
    let alike = (old.bitrate, old.range, old.gap) == (new.bitrate, new.range, new.gap);
    assert!(
        alike && (old.parts == new.parts || wanted.ended && new.parts.is_empty()),
        "{old:?}\n{new:?}\n{}",
        say()
    );
}

fn keys<'t>(keys: &[Key<'t>], wanted: &Wanted<'_>) -> Vec<(&'t str, Cow<'t, str>)> {
    let mut keys: Vec<_> =
        keys.iter().map(|(format, line)| (*format, wanted.based(line))).collect();
    keys.sort();
    keys
}

type Map<'t> = (Cow<'t, str>, Vec<(&'t str, Cow<'t, str>)>);

fn map<'t>(segment: &Segment<'t>, wanted: &Wanted<'_>) -> Option<Map<'t>> {
    let (line, had) = segment.map.as_ref()?;
    Some((wanted.based(line), keys(had, wanted)))
}

/// From the first to after the last segment that has any moment of a clip.
fn clipped(before: &Model<'_>, start: i64, end: i64) -> Option<(usize, usize)> {
    let inside = |segment: &Segment<'_>| {
        starts(segment) <= end && ends(segment).max(starts(segment) + 1) > start
    };
    let from = before.segments.iter().position(inside)?;
    Some((from, before.segments.iter().rposition(inside)? + 1))
}

fn starts(segment: &Segment<'_>) -> i64 {
    segment.date.unwrap()
}

fn ends(segment: &Segment<'_>) -> i64 {
    starts(segment).saturating_add_unsigned(segment.duration.1)
}

/// A window is as short as asked for and never shorter than allowed.
fn shortened(text: &str, before: &Model<'_>, gone: usize, window: u64, say: &dyn Fn() -> String) {
    let longest = before.segments.iter().map(|segment| segment.duration.1).max().unwrap_or(0);
    let value = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.trim().strip_prefix(name));
        lines.next_back().map(str::trim).unwrap_or_default()
    };
    let micros = |text: &str| text.parse::<f64>().map_or(0, |seconds| (seconds * 1e6) as u64);
    let control = value("#EXT-X-SERVER-CONTROL:");
    let least = (3 * longest.max(micros(value("#EXT-X-TARGETDURATION:"))))
        .max(micros(attribute(control, "HOLD-BACK")))
        .max(micros(attribute(control, "PART-HOLD-BACK")));
    let removed: u64 = before.segments[..gone].iter().map(|segment| segment.duration.1).sum();
    let left = before.duration() - removed;
    assert!(gone == 0 || left >= least, "{left} < {least}\n{}", say());
    if left > window * 1000
        && let Some(next) = before.segments.get(gone)
    {
        assert!(left - next.duration.1 < least, "{left} {least}\n{}", say());
    }
}

/// Of the lines after a clip's end those about the whole playlist are left.
fn whole_tags_stay(rest: &str, now: &str, wanted: &Wanted<'_>, say: &dyn Fn() -> String) {
    let whole = ["#EXT-X-VERSION", "#EXT-X-TARGETDURATION", "#EXT-X-DATERANGE", "#EXT-X-DEFINE"];
    let kept = |line: &&str| {
        whole.contains(&line.trim().split(':').next().unwrap_or_default()) && !wanted.touches(line)
    };
    let before: Vec<_> = rest.lines().filter(kept).map(|line| wanted.based(line)).collect();
    assert_eq!(before, now.lines().filter(kept).collect::<Vec<_>>(), "{}", say());
    assert!(!now.contains("#EXTINF"), "{}", say());
}

/// Every line that no edit is about is there still, in its order.
fn lines_stay(
    text: &str,
    written: &str,
    before: &Model<'_>,
    gone: usize,
    wanted: &Wanted<'_>,
    say: &dyn Fn() -> String,
) {
    let untouched = |line: &&str| !wanted.touches(line);
    let (head, tail) = match gone {
        0 => ("", text),
        _ => text.split_at(before.ends[gone - 1]),
    };
    if gone == 0 && wanted.bases.is_empty() {
        let mut new = written.split_inclusive('\n').filter(untouched);
        let missing = tail.split_inclusive('\n').filter(untouched).find(|line| {
            // What is added after a last line without an end gives it one.
            !new.next().is_some_and(|new| new == *line || new.trim_end() == *line)
        });
        assert_eq!(missing, None, "{}", say());
        assert!(new.all(|line| line.trim().is_empty()), "{}", say());
        return;
    }
    let tail: Vec<_> =
        tail.split_inclusive('\n').filter(untouched).map(|line| wanted.based(line)).collect();
    let left: Vec<_> = written.split_inclusive('\n').filter(untouched).collect();
    if gone == 0 {
        let (tail, left) = (tail.concat(), left.concat());
        let ended = !text.ends_with('\n') && tail == left.trim_end();
        assert!(tail == left || ended, "{tail}\n!=\n{left}\n{}", say());
        return;
    }
    let ending = left.len().checked_sub(tail.len()).map(|from| &left[from..]);
    assert!(ending.is_some_and(|ending| ending == tail), "{}", say());
    // Before the first segment: tags about the whole playlist, date ranges.
    let start = &left[..left.len() - tail.len()];
    let mut kept = start.iter();
    for line in head.split_inclusive('\n').filter(untouched) {
        let name = line.trim().split(':').next().unwrap_or_default();
        let whole = ["#EXTM3U", "#EXT-X-VERSION", "#EXT-X-TARGETDURATION", "#EXT-X-DATERANGE"];
        if whole.contains(&name) {
            let line = wanted.based(line);
            assert!(kept.any(|kept| *kept == line), "{line} is gone\n{}", say());
        }
    }
}

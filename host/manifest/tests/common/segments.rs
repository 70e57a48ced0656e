//! A naive model of the segments of a media playlist.

/// `KEYFORMAT` and tag.
pub type Key<'t> = (&'t str, &'t str);

/// A segment as a player sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segment<'t> {
    pub number: u64,
    pub discontinuity: u64,
    pub uri: &'t str,
    /// As written after `#EXTINF:`, and in microseconds.
    pub duration: (&'t str, u64),
    /// `KEYFORMAT` and tag of the keys in force.
    pub keys: Vec<Key<'t>>,
    /// Its tag, and the keys in force there.
    pub map: Option<(&'t str, Vec<Key<'t>>)>,
    pub bitrate: &'t str,
    /// In microseconds since 1970, stated or counted on.
    pub date: Option<i64>,
    pub range: Option<(u64, Option<u64>)>,
    pub gap: bool,
    /// Length and start of its parts' ranges.
    pub parts: Vec<Option<(u64, Option<u64>)>>,
}

/// A naive reading: the segments, and where the line starts after each.
#[derive(Debug, Default)]
pub struct Model<'t> {
    pub segments: Vec<Segment<'t>>,
    pub ends: Vec<usize>,
    pub discontinuities: u64,
}

impl<'t> Model<'t> {
    pub fn of(text: &'t str) -> Self {
        let number = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.trim().strip_prefix(name));
            lines.next_back().and_then(|number| number.trim().parse().ok()).unwrap_or(0)
        };
        let mut next = Segment {
            number: number("#EXT-X-MEDIA-SEQUENCE:"),
            discontinuity: number("#EXT-X-DISCONTINUITY-SEQUENCE:"),
            ..Segment::default()
        };
        let mut model = Self::default();
        let mut at = 0;
        let (mut range_end, mut part_end) = (None, None);
        let placed = |range: Option<(u64, Option<u64>)>, end: Option<u64>| {
            range.map(|(length, start)| (length, start.or(end)))
        };
        let end = |range: Option<(u64, Option<u64>)>| {
            range.and_then(|(length, start)| start.map(|start| start + length))
        };
        for whole in text.split_inclusive('\n') {
            at += whole.len();
            let line = whole.trim_start_matches('\u{feff}').trim();
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            match name {
                "" => {}
                "#EXTINF" => {
                    let digits = value.trim().split([',', ' ', '\t']).next().unwrap();
                    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
                    let fraction: u64 = format!("{fraction:0<6}")[..6].parse().unwrap();
                    let whole: u64 = whole.parse().unwrap_or(0);
                    let microseconds = whole.saturating_mul(1_000_000).saturating_add(fraction);
                    next.duration = (value, microseconds);
                }
                "#EXT-X-KEY" => {
                    let format = match attribute(value, "KEYFORMAT") {
                        "" => "identity",
                        format => format,
                    };
                    if attribute(value, "METHOD") == "NONE" {
                        next.keys.clear();
                    } else {
                        next.keys.retain(|(other, _)| *other != format);
                        next.keys.push((format, line));
                    }
                }
                "#EXT-X-MAP" => {
                    next.map = Some((line, sorted(&next.keys)));
                }
                "#EXT-X-BITRATE" => next.bitrate = value,
                "#EXT-X-PROGRAM-DATE-TIME" => {
                    let stated = date(value);
                    if next.date.is_none() {
                        model.count_back(stated);
                    }
                    next.date = stated.or(next.date);
                }
                "#EXT-X-DISCONTINUITY" => {
                    next.discontinuity += 1;
                    model.discontinuities += 1;
                }
                "#EXT-X-BYTERANGE" => next.range = placed(range(value), range_end),
                "#EXT-X-PART" => {
                    let range = placed(range(attribute(value, "BYTERANGE")), part_end);
                    part_end = end(range);
                    next.parts.push(range);
                }
                "#EXT-X-GAP" => next.gap = true,
                _ if name.starts_with('#') => {}
                _ => {
                    next.uri = line;
                    range_end = end(next.range);
                    let after = Segment {
                        number: next.number + 1,
                        duration: Default::default(),
                        range: None,
                        gap: false,
                        parts: Vec::new(),
                        date: next.date.map(|date| date.saturating_add_unsigned(next.duration.1)),
                        ..next.clone()
                    };
                    model.segments.push(std::mem::replace(&mut next, after));
                    model.ends.push(at);
                }
            }
        }
        model
    }

    /// Dates the segments before the first stated date.
    fn count_back(&mut self, mut date: Option<i64>) {
        for segment in self.segments.iter_mut().rev() {
            date = date.map(|date| date.saturating_sub_unsigned(segment.duration.1));
            segment.date = date;
        }
    }

    /// Microseconds.
    pub fn duration(&self) -> u64 {
        self.segments.iter().map(|segment| segment.duration.1).fold(0, u64::saturating_add)
    }
}

fn sorted<'t>(keys: &[Key<'t>]) -> Vec<Key<'t>> {
    let mut keys = keys.to_vec();
    keys.sort();
    keys
}

fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (length, start) = text.split_once('@').unwrap_or((text, ""));
    let start = if start.is_empty() { None } else { Some(start.trim().parse().ok()?) };
    Some((length.trim().parse().ok()?, start))
}

/// A date in microseconds since 1970, by counting days.
fn date(text: &str) -> Option<i64> {
    let text = text.trim();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let mut days = day - 1;
    for earlier in 1970..year {
        days += if leap(earlier) { 366 } else { 365 };
    }
    for later in year..1970 {
        days -= if leap(later) { 366 } else { 365 };
    }
    let february = if leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days += lengths.get(..month as usize - 1)?.iter().sum::<i64>();
    let seconds = days * 86400 + number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let rest = text.get(19..)?;
    let digits: String =
        rest.strip_prefix('.').unwrap_or("").chars().take_while(char::is_ascii_digit).collect();
    let zone = rest.trim_start_matches(|char: char| char == '.' || char.is_ascii_digit());
    let offset = match zone.trim_start_matches(['+', '-']).split_once(':') {
        Some((hours, minutes)) => {
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
        None => 0,
    };
    let fraction = format!("{digits:0<6}").get(..6)?.parse::<i64>().ok()?;
    Some((seconds - offset * 60) * 1_000_000 + fraction)
}

fn leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// An attribute's value without quotes; empty if it is missing.
pub fn attribute<'t>(list: &'t str, name: &str) -> &'t str {
    let pairs = split(list).filter_map(|part| part.split_once('='));
    let value = pairs.filter(|(found, _)| found.trim() == name).last().map(|(_, value)| value);
    value.unwrap_or_default().trim().trim_matches('"')
}

/// The parts of an attribute list between commas that are not in quotes.
pub fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    list.split(move |character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    })
}

//! Reading the segments.

use super::super::FilterError;
use super::super::cursor::{Cursor, MAX_EXPRESSION};
use super::{CODECS, CONTENTS, Filter, Mode, Part, Size, Target, Test};

/// The most parts, nested ones included: tracks are held against each.
const MAX_PARTS: usize = 32;

/// The last second of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;

const WANTS_KEY: &str =
    "a filter: v(), a(), c(), l(), b(), r(), fps(), ct(), tags(), t(), dw(false) or phe(false)";
const WANTS_CODEC: &str =
    "avc, hvc, hevc, av1, hdr10, dvh, mp4a, ac-3, ec-3, stpp or wvtt, or a nested co(), l() or b()";

impl Filter {
    pub(in crate::filter) fn parse(expression: &str) -> Result<Self, FilterError> {
        let mut cursor = Cursor::new(expression, MAX_EXPRESSION, "at most 2,048 characters")?;
        let mut parts = Vec::new();
        cursor.takes("/");
        loop {
            segment(&mut cursor, &mut parts)?;
            if parts.len() > MAX_PARTS {
                return Err(cursor.wants("at most 32 filters"));
            }
            if cursor.is_at_end() {
                return Ok(Self(parts));
            }
            if !cursor.takes("/") {
                return Err(cursor.wants("a slash or the end"));
            }
            if cursor.is_at_end() {
                return Ok(Self(parts));
            }
        }
    }
}

/// Whether a segment of a path is one of this language: a known name before
/// parentheses.
pub(in crate::filter) fn is_filter(segment: &str) -> bool {
    let Some((name, rest)) = segment.split_once('(') else { return false };
    let (name, _) = suffix(name);
    let known = ["v", "a", "c", "l", "b", "r", "fps", "ct", "tags", "t", "dw", "phe"];
    rest.ends_with(')') && known.contains(&name)
}

fn segment(cursor: &mut Cursor<'_>, parts: &mut Vec<Part>) -> Result<(), FilterError> {
    let start = *cursor;
    let (name, mode) = suffix(word(cursor));
    let plain = |mode| if mode == Mode::Exclude { Ok(()) } else { Err(start.wants(WANTS_KEY)) };
    let open = |cursor: &mut Cursor<'_>| match cursor.takes("(") {
        true => Ok(()),
        false => Err(cursor.wants("an opening parenthesis")),
    };
    let target = match name {
        "v" => Some(Target::Video),
        "a" => Some(Target::Audio),
        "c" => Some(Target::Captions),
        "l" | "fps" | "ct" => None,
        "b" | "r" | "tags" | "t" | "dw" | "phe" => {
            plain(mode)?;
            None
        }
        _ => return Err(start.wants(WANTS_KEY)),
    };
    open(cursor)?;
    if let Some(target) = target {
        nested(cursor, target, mode, parts)?;
    } else {
        match name {
            "b" => parts.push(bandwidth(cursor, Target::All)?),
            "r" => parts.push(resolution(cursor)?),
            "t" => {
                let expected = "seconds since 1970";
                let (start, end) = range(cursor, LAST_SECOND, expected)?;
                parts.push(Part::Window { start, end });
            }
            "tags" => values(cursor, |cursor| {
                let start = *cursor;
                parts.push(match word(cursor) {
                    "i-frame" | "iframe" => Part::TrickPlay,
                    "ads" => Part::Ads,
                    _ => return Err(start.wants("i-frame or ads")),
                });
                Ok(())
            })?,
            "dw" | "phe" => {
                if !cursor.takes("false") {
                    return Err(cursor.wants("false: nothing else is for manifests"));
                }
            }
            _ => tests(cursor, name, Target::All, mode, parts)?,
        }
    }
    close(cursor)
}

/// What stands in `v()`, `a()` and `c()`.
fn nested(
    cursor: &mut Cursor<'_>,
    target: Target,
    mode: Mode,
    parts: &mut Vec<Part>,
) -> Result<(), FilterError> {
    let mut codecs = Vec::new();
    values(cursor, |cursor| {
        let start = *cursor;
        let name = word(cursor);
        if !cursor.takes("(") {
            match name {
                "i-frame" | "iframe" if target == Target::Video => parts.push(Part::TrickPlay),
                _ => codecs.push(codec(name).ok_or_else(|| start.wants(WANTS_CODEC))?),
            }
            return Ok(());
        }
        match suffix(name) {
            ("b", Mode::Exclude) => parts.push(bandwidth(cursor, target)?),
            (name @ ("co" | "l"), mode) => tests(cursor, name, target, mode, parts)?,
            _ => return Err(start.wants(WANTS_CODEC)),
        }
        close(cursor)
    })?;
    if !codecs.is_empty() {
        push(parts, target, mode, codecs);
    }
    Ok(())
}

fn tests(
    cursor: &mut Cursor<'_>,
    name: &str,
    target: Target,
    mode: Mode,
    parts: &mut Vec<Part>,
) -> Result<(), FilterError> {
    let mut tests = Vec::new();
    values(cursor, |cursor| {
        let start = *cursor;
        tests.push(match name {
            "co" => codec(word(cursor)).ok_or_else(|| start.wants(WANTS_CODEC))?,
            "fps" => Test::FrameRate(frame_rate(cursor)?),
            "ct" => {
                let word = word(cursor);
                let found = CONTENTS.iter().find(|(name, _)| *name == word);
                let wanted = || start.wants("video, audio, text or image");
                Test::Content(found.ok_or_else(wanted)?.1)
            }
            _ => match cursor.take_while(|char| !matches!(char, ',' | '(' | ')' | '/')) {
                "" => return Err(start.wants("a language")),
                tag => Test::Language(tag.to_owned()),
            },
        });
        Ok(())
    })?;
    push(parts, target, mode, tests);
    Ok(())
}

/// Adds a part. A test that is there twice would only take time.
fn push(parts: &mut Vec<Part>, target: Target, mode: Mode, mut tests: Vec<Test>) {
    let mut seen = Vec::new();
    tests.retain(|test| match test {
        Test::Language(_) | Test::FrameRate(_) => true,
        Test::Codec(_) | Test::Content(_) => {
            let new = !seen.contains(test);
            if new {
                seen.push(test.clone());
            }
            new
        }
    });
    parts.push(Part::Tests { target, mode, tests });
}

/// Values between commas, at least one.
fn values<'e>(
    cursor: &mut Cursor<'e>,
    mut value: impl FnMut(&mut Cursor<'e>) -> Result<(), FilterError>,
) -> Result<(), FilterError> {
    loop {
        value(cursor)?;
        if !cursor.takes(",") {
            return Ok(());
        }
    }
}

fn close(cursor: &mut Cursor<'_>) -> Result<(), FilterError> {
    match cursor.takes(")") {
        true => Ok(()),
        false => Err(cursor.wants("a comma or a closing parenthesis")),
    }
}

fn word<'e>(cursor: &mut Cursor<'e>) -> &'e str {
    cursor.take_while(|char| char.is_ascii_alphanumeric() || char == '-')
}

fn suffix(name: &str) -> (&str, Mode) {
    for (suffix, mode) in [("-i", Mode::Include), ("-f", Mode::First), ("-o", Mode::Order)] {
        if let Some(name) = name.strip_suffix(suffix) {
            return (name, mode);
        }
    }
    (name, Mode::Exclude)
}

fn codec(name: &str) -> Option<Test> {
    let (_, codec) = CODECS.iter().find(|(known, _)| *known == name)?;
    Some(Test::Codec(*codec))
}

fn bandwidth(cursor: &mut Cursor<'_>, target: Target) -> Result<Part, FilterError> {
    let most = i32::MAX as u64;
    let (low, high) = range(cursor, most, "a whole number from 0 to 2147483647")?;
    Ok(Part::Bandwidth { target, low, high: high.unwrap_or(most) })
}

/// `low,high`, of which either may be empty, the low one less than the high.
fn range(
    cursor: &mut Cursor<'_>,
    most: u64,
    expected: &'static str,
) -> Result<(u64, Option<u64>), FilterError> {
    let start = *cursor;
    let at_end = |cursor: &Cursor<'_>| cursor.rest().starts_with([',', ')']);
    let low = if at_end(cursor) { 0 } else { cursor.number_to(most, expected)? };
    let mut high = None;
    if cursor.takes(",") && !at_end(cursor) {
        high = Some(cursor.number_to(most, expected)?);
    }
    if low >= high.unwrap_or(most) {
        return Err(start.wants("a lower number before a higher one"));
    }
    Ok((low, high))
}

/// `low-high`, of which either may be empty, or one size alone.
fn resolution(cursor: &mut Cursor<'_>) -> Result<Part, FilterError> {
    let start = *cursor;
    let low = size(cursor)?;
    let high = if cursor.takes("-") { size(cursor)? } else { low };
    let inverted = low.zip(high).is_some_and(|(low, high)| {
        low.height > high.height || low.width.zip(high.width).is_some_and(|(low, high)| low > high)
    });
    if inverted || low.or(high).is_none() {
        return Err(start.wants("sizes from the smaller to the larger, e.g. 480-1920x1080"));
    }
    Ok(Part::Resolution { low, high })
}

fn size(cursor: &mut Cursor<'_>) -> Result<Option<Size>, FilterError> {
    if cursor.rest().starts_with(['-', ')']) {
        return Ok(None);
    }
    let first = cursor.number()?;
    Ok(Some(match cursor.takes("x") {
        true => Size { width: Some(first), height: cursor.number()? },
        false => Size { width: None, height: first },
    }))
}

/// `60`, `59.94` or `30000:1001`, in thousandths.
fn frame_rate(cursor: &mut Cursor<'_>) -> Result<u64, FilterError> {
    let rate = cursor.thousandths()?;
    let before = *cursor;
    if !cursor.takes(":") {
        return Ok(rate);
    }
    let divisor = cursor.number()?;
    let rounded = (rate + divisor / 2).checked_div(divisor);
    rounded.ok_or_else(|| before.wants("a divisor of at least 1"))
}

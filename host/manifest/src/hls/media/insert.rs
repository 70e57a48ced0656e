//! Tags that edits add. Whatever an edit gives is checked: nothing may end the
//! line or the quoted string that it stands in, or be read as a variable.

use std::fmt::Write;

use super::dates;
use crate::edit::{Interstitial, Slate};
use crate::error::Rule;
use crate::hls::base::is_uri;
use crate::plan::quotable;
use crate::timeline::DateRange;

/// The class of interstitials, rfc8216bis appendix D.2.
const INTERSTITIAL: &str = "com.apple.hls.interstitial";

/// Whether a text can be a value in quotes: RFC 8216 section 4.2, rfc8216bis section 4.3.
fn writable(text: &str) -> bool {
    quotable(text) && !text.contains("{$")
}

fn check(text: &str, what: &'static str) -> Result<(), Rule> {
    if text.is_empty() || !writable(text) { Err(Rule::Unwritable { what }) } else { Ok(()) }
}

/// A URI has only what RFC 3986 lets it have.
fn check_uri(uri: &str, what: &'static str) -> Result<(), Rule> {
    if is_uri(uri) { Ok(()) } else { Err(Rule::Unwritable { what }) }
}

/// Checks a slate.
pub(super) fn check_slate(slate: &Slate) -> Result<(), Rule> {
    check_uri(&slate.uri, "slate URI")?;
    if slate.duration == 0 {
        return Err(Rule::Unwritable { what: "slate duration" });
    }
    Ok(())
}

/// Checks a date range.
pub(super) fn check_range(range: &DateRange) -> Result<(), Rule> {
    check(&range.id, "date range id")?;
    range.class.as_ref().map_or(Ok(()), |class| check(class, "date range class"))?;
    dates::written(range.start).ok_or(Rule::Unwritable { what: "date" })?;
    let mut names: Vec<&str> = Vec::with_capacity(range.attributes.len());
    for (name, value) in &range.attributes {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if !name.starts_with("X-") || name.len() == 2 || !name.bytes().all(allowed) {
            return Err(Rule::Unwritable { what: "attribute name" });
        }
        if !writable(value) {
            return Err(Rule::Unwritable { what: "attribute value" });
        }
        names.push(name);
    }
    names.sort_unstable();
    if names.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Rule::Unwritable { what: "attribute name" });
    }
    Ok(())
}

/// Checks an interstitial.
pub(super) fn check_interstitial(interstitial: &Interstitial) -> Result<(), Rule> {
    check(&interstitial.id, "interstitial id")?;
    check_uri(&interstitial.asset, "interstitial asset")?;
    dates::written(interstitial.start).ok_or(Rule::Unwritable { what: "date" })?;
    Ok(())
}

/// `EXT-X-START`, RFC 8216 section 4.3.5.2.
pub(super) fn start(offset: i64, precise: bool) -> String {
    let mut tag = "#EXT-X-START:TIME-OFFSET=".to_owned();
    push_seconds(&mut tag, offset < 0, offset.unsigned_abs());
    if precise {
        tag.push_str(",PRECISE=YES");
    }
    tag
}

/// The tag of a date range, rfc8216bis section 4.4.5.1.
pub(super) fn range(range: &DateRange) -> String {
    let mut tag = opened(&range.id, range.class.as_deref(), range.start, range.duration);
    for (name, value) in &range.attributes {
        push_quoted(&mut tag, name, value);
    }
    tag
}

/// The tag of an interstitial, rfc8216bis appendix D.2, its asset resolved.
pub(super) fn interstitial(added: &Interstitial, asset: &str) -> String {
    let mut tag = opened(&added.id, Some(INTERSTITIAL), added.start, added.duration);
    push_quoted(&mut tag, "X-ASSET-URI", asset);
    if let Some(resume) = added.resume {
        tag.push_str(",X-RESUME-OFFSET=");
        push_seconds(&mut tag, resume < 0, resume.unsigned_abs());
    }
    tag
}

fn opened(id: &str, class: Option<&str>, start: i64, duration: Option<u64>) -> String {
    let mut tag = "#EXT-X-DATERANGE:ID=\"".to_owned();
    tag.push_str(id);
    tag.push('"');
    if let Some(class) = class {
        push_quoted(&mut tag, "CLASS", class);
    }
    push_quoted(&mut tag, "START-DATE", &dates::written(start).unwrap_or_default());
    if let Some(duration) = duration {
        tag.push_str(",DURATION=");
        push_seconds(&mut tag, false, duration);
    }
    tag
}

fn push_quoted(tag: &mut String, name: &str, value: &str) {
    for part in [",", name, "=\"", value, "\""] {
        tag.push_str(part);
    }
}

/// Milliseconds as seconds, with a fraction if there is one.
fn push_seconds(tag: &mut String, negative: bool, milliseconds: u64) {
    let sign = if negative { "-" } else { "" };
    let (whole, fraction) = (milliseconds / 1000, milliseconds % 1000);
    // Writing to a string does not fail.
    let _ = match fraction {
        0 => write!(tag, "{sign}{whole}"),
        _ => write!(tag, "{sign}{whole}.{fraction:03}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_as_the_standard_has_them() {
        assert_eq!(start(-12_500, true), "#EXT-X-START:TIME-OFFSET=-12.500,PRECISE=YES");
        assert_eq!(start(3000, false), "#EXT-X-START:TIME-OFFSET=3");
        assert_eq!(start(i64::MIN, false), "#EXT-X-START:TIME-OFFSET=-9223372036854775.808");
        let added = Interstitial {
            id: "ad1".into(),
            start: 1_609_736_405_000,
            duration: Some(15_000),
            asset: "ad1.m3u8".into(),
            resume: Some(0),
        };
        assert_eq!(
            interstitial(&added, "https://a.example/ad1.m3u8"),
            "#EXT-X-DATERANGE:ID=\"ad1\",CLASS=\"com.apple.hls.interstitial\",\
             START-DATE=\"2021-01-04T05:00:05.000Z\",DURATION=15,\
             X-ASSET-URI=\"https://a.example/ad1.m3u8\",X-RESUME-OFFSET=0"
        );
    }

    #[test]
    fn nothing_breaks_out_of_its_line() {
        for text in ["", "a\"", "a\n#EXT-X-ENDLIST", "a\r", "a\u{2028}", "{$a}", "a\0"] {
            assert!(check(text, "").is_err(), "{text:?}");
        }
        for uri in ["", "#EXT", " a", "a b", "a\n", "a\"", "{$a}"] {
            assert!(check_uri(uri, "").is_err(), "{uri:?}");
        }
        let named = |name: &str| DateRange {
            id: "a".into(),
            class: None,
            start: 0,
            duration: None,
            attributes: vec![(name.into(), "v".into()), ("X-B".into(), "v".into())],
        };
        assert!(check_range(&named("X-A")).is_ok());
        for name in ["A", "X-", "X-a", "X-A=1,X-B", "X-B"] {
            assert!(check_range(&named(name)).is_err(), "{name:?}");
        }
    }
}

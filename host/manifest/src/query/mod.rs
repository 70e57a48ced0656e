//! Parameters taken out of the URIs of a manifest.
//!
//! Every other byte stays. In HLS: URI lines, `URI`, `SERVER-URI`, `X-ASSET-URI`,
//! `X-ASSET-LIST`, and nothing that `EXT-X-DEFINE:QUERYPARAM` names, which players need
//! (rfc8216bis section 4.4.2.3; hls.js stops where it is missing). In DASH: `BaseURL`,
//! `Location`, `PatchLocation`, `ContentSteering`, `@media`, `@index`, `@initialization`,
//! `@sourceURL` and `@href` of any namespace.

mod dash;
mod hls;

use std::borrow::Cow;
use std::ops::Range;

/// The manifest without the parameters whose names, as written, are `gone`. A text
/// that is no manifest is left as it is.
#[must_use]
pub fn without_parameters(text: &str, gone: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if memchr::memchr(b'?', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut cuts = Vec::new();
    if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<') {
        dash::cuts(text, &gone, &mut cuts);
    } else {
        hls::cuts(text, &gone, &mut cuts);
    }
    if cuts.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for cut in cuts {
        out.push_str(text.get(copied..cut.start).unwrap_or_default());
        copied = cut.end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Finds what goes of a URI that stands at `at` in the text. `and` is how it writes
/// the character between parameters.
fn cut(
    uri: &str,
    at: usize,
    and: &str,
    gone: &impl Fn(&str) -> bool,
    cuts: &mut Vec<Range<usize>>,
) {
    let Some((path, rest)) = uri.split_once('?') else { return };
    let query = rest.split('#').next().unwrap_or_default();
    let start = path.len() + 1;
    let end = start + query.len();
    let is_gone = |pair: &str| gone(pair.split('=').next().unwrap_or(pair));
    if query.split(and).all(is_gone) {
        cuts.push(at + start - 1..at + end);
        return;
    }
    let mut from = start;
    let mut kept = false;
    for pair in query.split(and) {
        let to = from + pair.len();
        if !is_gone(pair) {
            kept = true;
        } else if kept {
            cuts.push(at + from - and.len()..at + to);
        } else {
            cuts.push(at + from..at + to + and.len());
        }
        from = to + and.len();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn without(text: &str) -> Cow<'_, str> {
        without_parameters(text, |name| name.starts_with('g'))
    }

    #[test]
    fn parameters_go_and_the_rest_stays() {
        for (uri, expected) in [
            ("a.ts?g=1", "a.ts"),
            ("a.ts?g=1&b=2", "a.ts?b=2"),
            ("a.ts?b=2&g=1", "a.ts?b=2"),
            ("a.ts?b&g&c=%26&g2=x&d", "a.ts?b&c=%26&d"),
            ("a.ts?g=1&g=2#f?g=3", "a.ts#f?g=3"),
            ("a.ts?", "a.ts?"),
            ("a.ts?&g", "a.ts?"),
            ("https://h/g?b=g&g=h", "https://h/g?b=g"),
        ] {
            let text = format!("#EXTM3U\r\n#EXTINF:4,g?g=1\r\n{uri}\r\n");
            assert_eq!(
                without(&text),
                format!("#EXTM3U\r\n#EXTINF:4,g?g=1\r\n{expected}\r\n"),
                "{uri}"
            );
        }
    }

    #[test]
    fn uris_of_tags() {
        let text = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"g?g=1\",URI=\"a?g=1&b=2\",X=1\n\
                    #EXT-X-DATERANGE:ID=\"a?g=1\",X-ASSET-URI=\"i?g=1\"\n#x?g=1\nv.m3u8?g\n";
        let expected = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"g?g=1\",URI=\"a?b=2\",X=1\n\
                    #EXT-X-DATERANGE:ID=\"a?g=1\",X-ASSET-URI=\"i\"\n#x?g=1\nv.m3u8\n";
        assert_eq!(without(text), expected);
    }

    #[test]
    fn what_players_are_told_to_read_stays() {
        let text = "#EXTM3U\n#EXT-X-DEFINE:QUERYPARAM=\"good\"\nv.m3u8?good={$good}&gone=1\n";
        assert_eq!(
            without(text),
            "#EXTM3U\n#EXT-X-DEFINE:QUERYPARAM=\"good\"\nv.m3u8?good={$good}\n"
        );
    }

    #[test]
    fn uris_of_mpds() {
        let text = "<MPD><!-- ?g=1 --><BaseURL serviceLocation='?g=1'> https://h/?g=1&amp;b=2 </BaseURL>\
                    <Location>l.mpd?g=1&amp;h=2&amp;g=3</Location><Title>t?g=1</Title>\
                    <Period xlink:href=\"p?g=1\"><SegmentTemplate media='$Number$.m4s?b=1&amp;g=2' \
                    initialization=\"i?g=1\" id=\"?g=1\"/></Period></MPD>";
        let expected = "<MPD><!-- ?g=1 --><BaseURL serviceLocation='?g=1'> https://h/?b=2 </BaseURL>\
                    <Location>l.mpd?h=2</Location><Title>t?g=1</Title>\
                    <Period xlink:href=\"p\"><SegmentTemplate media='$Number$.m4s?b=1' \
                    initialization=\"i\" id=\"?g=1\"/></Period></MPD>";
        assert_eq!(without(text), expected);
    }

    proptest! {
        #[test]
        fn nothing_else_changes(text in "(#EXTM3U\n|<MPD>)([?&=#g\"<>/\n]|URI=|&amp;|<BaseURL>|</BaseURL>|#EXT-X-KEY:){0,40}") {
            prop_assert_eq!(without_parameters(&text, |_| false), text.as_str());
            let once = without(&text).into_owned();
            prop_assert!(once.len() <= text.len());
            prop_assert_eq!(without(&once), once.as_str());
        }
    }
}

//! What the player says of itself: Common Media Client Data (CTA-5004, September 2020).
//!
//! Players send `key=value` pairs in the headers `CMCD-Object`, `CMCD-Request`,
//! `CMCD-Session` and `CMCD-Status` (section 3.1) or, percent-encoded, all of them in the
//! query parameter `CMCD` (section 3.2). Which header a key stands in does not matter here, as
//! operators may move keys between them. Of a key that is said twice the last counts, headers
//! after the query; what is malformed is passed over: players err, and nothing rests on it
//! that would not do without.

use std::iter;

use http::{HeaderMap, Uri};
use tidegate_sdk::types::Player;

/// Bytes of one header or of the query parameter that are read.
const LONGEST: usize = 2048;

/// Bytes of a session's id (section 3, key `sid`).
const LONGEST_ID: usize = 64;

/// The request headers in which players say it.
pub const HEADERS: [&str; 4] = ["cmcd-object", "cmcd-request", "cmcd-session", "cmcd-status"];

/// The query parameter in which they say it otherwise.
pub const PARAMETER: &str = "CMCD";

/// What is read of what a player says. Names a session: not to be printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// `mtp`, measured throughput in kbit/s.
    pub throughput: Option<u32>,
    /// `bl`, length of the buffer in milliseconds.
    pub buffer: Option<u32>,
    /// `tb`, the highest bit rate that it can play, in kbit/s.
    pub top_bitrate: Option<u32>,
    /// `sid`, the id of the session, at most 64 bytes.
    pub session: Option<String>,
}

impl Said {
    /// The fact. `None` if the player says nothing that is in it.
    #[must_use]
    pub fn fact(&self) -> Option<Player> {
        let Self { throughput, buffer, top_bitrate, .. } = *self;
        let any = throughput.or(buffer).or(top_bitrate).is_some();
        any.then_some(Player { throughput, buffer, top_bitrate })
    }

    /// Takes over the pairs of a list.
    fn take(&mut self, list: &str) {
        for (key, value) in pairs(list) {
            let whole = || value.parse().ok();
            match key {
                "mtp" => self.throughput = whole().or(self.throughput),
                "bl" => self.buffer = whole().or(self.buffer),
                "tb" => self.top_bitrate = whole().or(self.top_bitrate),
                "sid" => self.session = quoted(value).or(self.session.take()),
                _ => {}
            }
        }
    }
}

/// What the player says in a request.
#[must_use]
pub fn said(headers: &HeaderMap, uri: &Uri) -> Said {
    let mut said = Said::default();
    let parameters = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    for (_, list) in parameters.filter(|(name, _)| name == PARAMETER) {
        said.take(start(&list));
    }
    let lines = HEADERS.iter().flat_map(|name| headers.get_all(*name));
    for list in lines.filter_map(|line| str::from_utf8(line.as_bytes()).ok()) {
        said.take(start(list));
    }
    said
}

/// The pairs that an override sets; `None` if there is none.
pub(crate) fn listed(list: &str) -> Option<Player> {
    let mut said = Said::default();
    said.take(start(list));
    said.fact()
}

fn start(list: &str) -> &str {
    list.get(..list.floor_char_boundary(LONGEST)).unwrap_or_default()
}

/// The pairs of a list: separated by commas outside of quotation marks; a key alone is true.
fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(list);
    iter::from_fn(move || {
        let list = rest?;
        let (mut inside, mut escaped) = (false, false);
        let comma = list.bytes().position(|byte| {
            let outside = !inside;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if inside => escaped = true,
                b'"' => inside = !inside,
                _ => {}
            }
            outside && byte == b','
        });
        let (pair, after) = match comma {
            Some(comma) => (list.get(..comma)?, list.get(comma + 1..)),
            None => (list, None),
        };
        rest = after;
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((key.trim(), value.trim()))
    })
}

/// A text in quotation marks, in which `\` stands before `"` and `\` (section 3, note 5).
fn quoted(value: &str) -> Option<String> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '"' => return None,
            '\\' => characters.next().filter(|next| matches!(next, '"' | '\\'))?,
            other => other,
        });
    }
    ((1..=LONGEST_ID).contains(&text.len())).then_some(text)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn sent(lines: &[(&'static str, &str)], target: &str) -> Said {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        said(&headers, &target.parse().unwrap())
    }

    fn numbers(said: &Said) -> [Option<u32>; 3] {
        [said.throughput, said.buffer, said.top_bitrate]
    }

    /// The examples of CTA-5004 section 4, as far as they hold keys that are read.
    #[test]
    fn reads_the_standards_examples() {
        let all = sent(
            &[
                ("cmcd-request", "mtp=25400"),
                ("cmcd-object", "br=3200,d=4004,ot=v,tb=6000"),
                ("cmcd-status", "bs,rtp=15000"),
                ("cmcd-session", r#"sid="6e2fb550-c457-11e9-bb97-0800200c9a66""#),
            ],
            "/",
        );
        assert_eq!(numbers(&all), [Some(25400), None, Some(6000)]);
        assert_eq!(all.session.as_deref(), Some("6e2fb550-c457-11e9-bb97-0800200c9a66"));
        let query = sent(
            &[],
            "/?CMCD=bl%3D21300%2Cbr%3D3200%2Cbs%2Ccid%3D%22faec5fc2-ac30-11ea-bb37-0242ac130002%22%2Cd%3D4004%2Cdl%3D18500%2Cmtp%3D48100%2Cnor%3D%22..%252F300kbps%252Ftrack.m4v%22%2Cnrr%3D%2212323-48763%22%2Cot%3Dv%2Cpr%3D1.08%2Crtp%3D12000%2Csf%3Dd%2Csid%3D%226e2fb550-c457-11e9-bb97-0800200c9a66%22%2Cst%3Dv%2Csu%2Ctb%3D6000",
        );
        assert_eq!(numbers(&query), [Some(48100), Some(21300), Some(6000)]);
        assert_eq!(query.session, all.session);
        assert_eq!(query.fact().unwrap().buffer, Some(21300));
    }

    #[test]
    fn the_last_counts_and_what_is_malformed_does_not() {
        let read = |line: &str| sent(&[("cmcd-request", line)], "/");
        assert_eq!(numbers(&read("bl=1,bl=2")), [None, Some(2), None]);
        assert_eq!(numbers(&read("bl=1,bl=x,bl=-2,bl=,bl,bl=99999999999")), [None, Some(1), None]);
        assert_eq!(numbers(&read("mtp = 5 , tb=7")), [Some(5), None, Some(7)]);
        assert_eq!(numbers(&read(",,=,mtp=5,")), [Some(5), None, None]);
        let both = sent(&[("cmcd-request", "mtp=5")], "/?CMCD=mtp%3D4%2Cbl%3D3&CMCD=bl%3D2");
        assert_eq!(numbers(&both), [Some(5), Some(2), None]);
        assert!(read("br=3200,sf=h").fact().is_none());
        assert!(sent(&[("mtp", "mtp=1")], "/?cmcd=mtp%3D4&mtp=4") == Said::default());
    }

    #[test]
    fn texts_may_hold_commas_and_marks() {
        let id = |line: &str| sent(&[("cmcd-session", line)], "/").session;
        assert_eq!(id(r#"cid="a,bl=5",sid="x""#).as_deref(), Some("x"));
        assert_eq!(id(r#"sid="a,b""#).as_deref(), Some("a,b"));
        assert_eq!(id(r#"sid="a\"b\\",x"#).as_deref(), Some("a\"b\\"));
        assert_eq!(id(r#"cid="\",sid=\"no",sid="yes""#).as_deref(), Some("yes"));
        for none in [r#"sid="""#, "sid=x", r#"sid="x"#, r#"sid="a"b""#, r#"sid="\n""#, "sid"] {
            assert_eq!(id(none), None, "{none}");
        }
        let long = |length: usize| id(&format!("sid=\"{}\"", "x".repeat(length)));
        assert_eq!(long(64).unwrap().len(), 64);
        assert_eq!(long(65), None);
    }

    #[test]
    fn reads_the_start_of_what_is_long() {
        let list = format!("mtp=1,{}tb=2", "x,".repeat(LONGEST / 2));
        assert_eq!(numbers(&sent(&[("cmcd-object", &list)], "/")), [Some(1), None, None]);
    }

    proptest! {
        #[test]
        fn takes_anything(line in "\\PC{0,80}", query in "[!-~]{0,60}") {
            if let (Ok(value), Ok(uri)) = (HeaderValue::from_str(&line), format!("/?CMCD={query}").parse()) {
                let _ = said(&HeaderMap::from_iter([("cmcd-status".parse().unwrap(), value)]), &uri);
            }
        }

        /// Whatever stands around it, in header or query.
        #[test]
        fn finds_a_pair(number: u32, before in "([a-z]{1,4}(=[0-9]{1,5}|=\"[^\"\\\\]{0,9}\")?,){0,5}", after in "(,[a-z]{4,6}=[a-z]{1,5}){0,5}") {
            let list = format!("{before}bl={number}{after}");
            let query: String = form_urlencoded::byte_serialize(list.as_bytes()).collect();
            if let Ok(value) = HeaderValue::from_bytes(list.as_bytes()) {
                let headers = HeaderMap::from_iter([("cmcd-object".parse().unwrap(), value)]);
                prop_assert_eq!(said(&headers, &Uri::from_static("/")).buffer, Some(number));
            }
            let uri = format!("/?x=1&CMCD={query}&y").parse().unwrap();
            prop_assert_eq!(said(&HeaderMap::new(), &uri).buffer, Some(number));
        }
    }
}

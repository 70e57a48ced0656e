//! What a Common Access Token holds a request to.

use coset::cbor::Value;
use http::Method;
use sha2::{Digest, Sha256, Sha512_256};

use crate::support::{Seen, cat_with, int, list, map, text};

fn refusal(label: i64, value: Value) -> String {
    Seen::default().refusal(&cat_with(&[(label, value)]))
}

fn catu(part: i64, kind: i64, value: Value) -> String {
    refusal(312, map(&[(int(part), map(&[(int(kind), value)]))]))
}

#[test]
fn parts_of_the_uri() {
    let parts = [
        (0, "scheme", "https"),
        (1, "host", "cdn.example"),
        (2, "port", "8443"),
        (3, "path", "/vod/film/main.v1.m3u8"),
        (4, "query", "x=1"),
        (5, "parent path", "/vod/film"),
        (6, "filename", "main.v1.m3u8"),
        (7, "stem", "main.v1"),
        (8, "extension", ".m3u8"),
    ];
    for (part, name, whole) in parts {
        assert_eq!(catu(part, 0, text(whole)), "", "{name}");
        let refused = format!("`catu`: does not cover the {name} of this request");
        assert_eq!(catu(part, 0, text(&whole[1..])), refused);
        assert_eq!(catu(part, 1, text(&whole[..3])), "");
        assert_eq!(catu(part, 1, text(&whole[1..])), refused);
        assert_eq!(catu(part, 2, text(&whole[2..])), "");
        assert_eq!(catu(part, 2, text(&whole[..2])), refused);
        assert_eq!(catu(part, 3, text(&whole[1..2])), "");
        assert_eq!(catu(part, 3, text("nowhere")), refused);
        let hash = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        assert_eq!(catu(part, -1, hash(&Sha256::digest(whole))), "");
        assert_eq!(catu(part, -1, hash(&Sha256::digest("other"))), refused);
        assert_eq!(catu(part, -2, hash(&Sha512_256::digest(whole))), "");
        assert_eq!(catu(part, -2, hash(&Sha256::digest(whole))), refused);
    }
}

#[test]
fn all_conditions_hold_together() {
    let path = |conditions: &[(Value, Value)]| refusal(312, map(&[(int(3), map(conditions))]));
    let (start, end) = ((int(1), text("/vod/")), (int(2), text(".m3u8")));
    assert_eq!(path(&[start.clone(), end.clone()]), "");
    assert_ne!(path(&[start, (int(2), text(".mpd"))]), "");
    assert_ne!(path(&[(int(1), text("/live/")), end]), "");
}

#[test]
fn ports_of_schemes_and_hosts_of_targets() {
    let port = |scheme, host: &str, port| {
        let mut seen = Seen { scheme, ..Seen::default() };
        seen.headers.insert("host", host.parse().unwrap());
        seen.refusal(&cat_with(&[(312, map(&[(int(2), map(&[(int(0), text(port))]))]))]))
    };
    assert_eq!(port("https", "a.example", ""), "");
    assert_eq!(port("https", "a.example:443", ""), "");
    assert_eq!(port("http", "a.example:443", "443"), "");
    assert_eq!(port("http", "a.example:80", ""), "");
    let host = map(&[(int(1), map(&[(int(0), text("h2.example"))]))]);
    let token = cat_with(&[(312, host)]);
    let h2 = Seen { uri: "https://h2.example/vod/x".parse().unwrap(), ..Seen::default() };
    assert_eq!(h2.refusal(&token), "");
    let mut none = Seen::default();
    none.headers.remove("host");
    assert_eq!(none.refusal(&token), "`catu`: the host of this request is not known");
}

#[test]
fn what_cannot_be_matched_is_refused() {
    assert_eq!(
        catu(3, 4, list(&[text("^/vod/(a+)+$")])),
        "`catu`: not supported: regular expressions"
    );
    assert_eq!(catu(3, 5, text("x")), "`catu`: not supported: that kind of match");
    assert_eq!(catu(9, 0, text("x")), "`catu`: not supported: that part of a URI");
    assert_eq!(catu(3, 0, int(1)), "`catu`: malformed, expected a text to match");
    assert_eq!(
        catu(3, -1, Value::Bytes(vec![0; 31])),
        "`catu`: malformed, expected 32 bytes of hash to match"
    );
    let malformed = "`catu`: malformed, expected a map of matches";
    assert_eq!(refusal(312, map(&[(int(3), map(&[]))])), malformed);
    assert_eq!(refusal(312, map(&[(int(3), text("x"))])), malformed);
    assert_eq!(refusal(312, list(&[])), "`catu`: malformed, expected a map of conditions by part");
}

#[test]
fn methods() {
    assert_eq!(refusal(313, list(&[text("POST"), text("GET")])), "");
    let none = "`catm`: does not cover the method of this request";
    assert_eq!(refusal(313, list(&[text("get")])), none);
    assert_eq!(refusal(313, list(&[])), none);
    assert_eq!(refusal(313, text("GET")), "`catm`: malformed, expected an array of texts");
    let head = Seen { method: Method::HEAD, ..Seen::default() };
    assert_eq!(head.refusal(&cat_with(&[(313, list(&[text("GET")]))])), none);
}

#[test]
fn headers() {
    let cath =
        |name: &str, value: &str| refusal(315, map(&[(text(name), map(&[(int(0), text(value))]))]));
    assert_eq!(cath("User-Agent", "A Player/1"), "");
    let none = "`cath`: does not cover the headers of this request";
    assert_eq!(cath("user-agent", "a player/1"), none);
    assert_eq!(cath("x-other", ""), none);
    assert_eq!(cath("no name", "x"), none);
    let mut twice = Seen::default();
    twice.headers.append("user-agent", "B".parse().unwrap());
    let token =
        |value| cat_with(&[(315, map(&[(text("user-agent"), map(&[(int(0), text(value))]))]))]);
    assert_eq!(twice.refusal(&token("A Player/1")), none);
    assert_eq!(twice.refusal(&token("A Player/1, B")), "");
}

#[test]
fn networks() {
    let tag = |tag, value| Value::Tag(tag, Box::new(value));
    let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    let catnip = |network: Value| refusal(311, list(&[int(1), network]));
    let none = "`catnip`: does not cover the network of this request";
    assert_eq!(catnip(tag(52, bytes(&[192, 0, 2, 7]))), "");
    assert_eq!(catnip(tag(52, bytes(&[192, 0, 2, 8]))), none);
    assert_eq!(catnip(tag(52, list(&[int(24), bytes(&[192, 0, 2])]))), "");
    assert_eq!(catnip(tag(52, list(&[int(24), bytes(&[192, 0, 3])]))), none);
    assert_eq!(catnip(tag(52, list(&[int(0), bytes(&[])]))), "");
    assert_eq!(catnip(int(64511)), "");
    assert_eq!(catnip(int(64512)), none);
    // ::/0 holds no IPv4 address.
    assert_eq!(catnip(tag(54, list(&[int(0), bytes(&[])]))), none);
    let malformed = "`catnip`: malformed, expected an array of addresses, prefixes and AS numbers";
    let wrong = [
        tag(52, bytes(&[192, 0, 2])),
        tag(52, list(&[int(33), bytes(&[192, 0, 2])])),
        tag(52, list(&[int(24), bytes(&[1, 2, 3, 4, 5])])),
        tag(52, list(&[bytes(&[192, 0, 2, 7]), int(24)])),
        tag(99, bytes(&[192, 0, 2, 7])),
        text("192.0.2.7"),
        int(-1),
        int(1 << 32),
    ];
    for network in wrong {
        assert_eq!(catnip(network.clone()), malformed);
        // Neither before one that covers.
        assert_eq!(refusal(311, list(&[int(64511), network])), malformed);
    }
    let unknown = Seen { asn: None, ..Seen::default() };
    assert_eq!(unknown.refusal(&cat_with(&[(311, list(&[int(64511)]))])), none);
}

#[test]
fn places() {
    assert_eq!(refusal(316, list(&[text("DE"), text("fr")])), "");
    assert_eq!(refusal(316, list(&[text("FR-75")])), "");
    let none = "`catgeoiso3166`: does not cover the place of this request";
    assert_eq!(refusal(316, list(&[text("FR-76")])), none);
    assert_eq!(refusal(316, list(&[text("")])), none);
    let nowhere = Seen { country: None, subdivision: None, ..Seen::default() };
    assert_eq!(
        nowhere.refusal(&cat_with(&[(316, list(&[text("FR")]))])),
        "`catgeoiso3166`: the country of this request is not known"
    );
}

#[test]
fn version_and_replay() {
    assert_eq!(refusal(310, int(2)), "`catv`: not supported: a version but 1");
    assert_eq!(refusal(310, text("1")), "`catv`: not supported: a version but 1");
    assert_eq!(refusal(308, int(0)), "");
    assert_eq!(refusal(308, int(1)), "`catreplay`: not supported: a limit on replay");
    assert_eq!(refusal(308, int(2)), "`catreplay`: not supported: a limit on replay");
}

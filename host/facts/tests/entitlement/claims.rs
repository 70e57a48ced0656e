//! The claims of both kinds, one failing at a time.

use coset::cbor::Value;
use tidegate_facts::entitlement::{GrantNames, ProfileNames};

use crate::support::{
    HEADER, NOW, Seen, cat, cat_of, cat_with, cbor, int, jwt, jwt_with, list, map, text,
};

fn refusal(token: &str) -> String {
    Seen::default().refusal(token)
}

fn at(now: u64, token: &str) -> String {
    Seen { now, ..Seen::default() }.refusal(token)
}

#[test]
fn what_is_needed_is_enough() {
    assert_eq!(refusal(&jwt_with("")), "");
    assert_eq!(refusal(&cat_with(&[])), "");
}

#[test]
fn the_clocks_may_differ_by_the_tolerance() {
    let ends = NOW + 100;
    let jwt = jwt(
        HEADER,
        &format!(
            r#"{{"iss":"https://login.example","aud":"https://tv.example","exp":{ends}.5,"nbf":{NOW},"iat":{NOW}}}"#
        ),
    );
    let cat = cat_with(&[
        (4, Value::Float((ends as f64) + 0.5)),
        (5, int(NOW as i64)),
        (6, int(NOW as i64)),
    ]);
    for token in [&jwt, &cat] {
        assert_eq!(at(NOW, token), "");
        assert_eq!(at(ends + 29, token), "");
        assert_eq!(at(ends + 30, token), "`exp`: expired 30 s ago");
        assert_eq!(at(ends + 42, token), "`exp`: expired 42 s ago");
        assert_eq!(at(NOW - 30, token), "");
        assert_eq!(at(NOW - 31, token), "`nbf`: valid only in 31 s");
    }
    let early = jwt_with(&format!("\"iat\":{}", NOW + 31));
    assert_eq!(refusal(&early), "`iat`: issued 31 s from now");
}

#[test]
fn times_are_numbers() {
    for (label, name) in [(4, "exp"), (5, "nbf"), (6, "iat")] {
        let expected = format!("`{name}`: malformed, expected seconds since 1970");
        let tagged = Value::Tag(1, Box::new(int(1_800_000_000)));
        for value in [text("1800000000"), Value::Null, Value::Float(f64::NAN), tagged] {
            assert_eq!(refusal(&cat_with(&[(label, value)])), expected);
        }
        for value in ["\"1800000000\"", "null", "[]"] {
            let token = jwt_with(&format!("\"{name}\":{value}"));
            let twice = if name == "exp" { "`exp`: stated twice" } else { &expected };
            assert_eq!(refusal(&token), twice);
        }
    }
    // Far away in both directions.
    assert_eq!(refusal(&cat_with(&[(4, Value::Float(1e300)), (5, Value::Float(-1e300))])), "");
    assert_eq!(refusal(&cat_with(&[(4, int(-5))])), format!("`exp`: expired {NOW} s ago"));
}

#[test]
fn issuer_and_audience_are_pinned() {
    let with = |issuer: &str, audience: &str| {
        jwt(HEADER, &format!(r#"{{"iss":{issuer},"aud":{audience},"exp":1800000000}}"#))
    };
    let (us, tv) = ("\"https://login.example\"", "\"https://tv.example\"");
    assert_eq!(refusal(&with(us, &format!("[\"x\",{tv}]"))), "");
    assert_eq!(refusal(&with("\"https://login.example/\"", tv)), "`iss`: not the one expected");
    assert_eq!(refusal(&with("[]", tv)), "`iss`: malformed, expected a text");
    assert_eq!(refusal(&with(us, "\"https://tv\"")), "`aud`: not the one expected");
    assert_eq!(refusal(&with(us, "[]")), "`aud`: not the one expected");
    let malformed = "`aud`: malformed, expected a text or an array of texts";
    assert_eq!(refusal(&with(us, &format!("[{tv},1]"))), malformed);
    for (label, name) in [(1, "iss"), (3, "aud"), (4, "exp")] {
        let all = [
            (1, text("https://login.example")),
            (3, text("https://tv.example")),
            (4, int(1_800_000_000)),
        ];
        let rest = all.into_iter().filter(|(other, _)| *other != label);
        let token = cat(rest.map(|(label, value)| (int(label), value)).collect());
        assert_eq!(refusal(&token), format!("`{name}`: missing"));
    }
}

#[test]
fn claims_are_stated_once() {
    assert_eq!(
        refusal(&jwt_with("\"plan\":\"a\",\"plan\":\"b\"")),
        "`a claim of the issuer's`: stated twice"
    );
    let twice = [(int(4), int(1)), (int(4), int(1_800_000_000))];
    assert_eq!(refusal(&cat(twice.to_vec())), "`exp`: stated twice");
    assert_eq!(
        refusal(&cat_of(&cbor(&list(&[int(1)])))),
        "`token`: malformed, expected a map of claims"
    );
}

#[test]
fn what_restricts_and_cannot_be_checked_is_refused_by_name() {
    let refused = [
        (8, "cnf"),
        (41, "or"),
        (42, "nor"),
        (43, "and"),
        (44, "enc"),
        (45, "crit"),
        (282, "geohash"),
        (309, "catpor"),
        (314, "catalpn"),
        (317, "catgeocoord"),
        (318, "catgeoalt"),
        (319, "cattpk"),
        (321, "catdpop"),
        (324, "cattprint"),
        (400, "400"),
        (100_000, "100000"),
        (-65536, "-65536"),
    ];
    for (label, name) in refused {
        let token = cat_with(&[(label, list(&[]))]);
        assert_eq!(refusal(&token), format!("`{name}`: not supported"));
    }
    for name in ["cnf", "cdniv", "cdniuc", "cdniip", "catu", "catnip", "catpor", "geohash"] {
        let token = jwt_with(&format!("\"{name}\":1"));
        assert_eq!(refusal(&token), format!("`{name}`: not supported"));
    }
}

#[test]
fn what_restricts_nothing_is_passed_over() {
    let informational = [
        (2, text("viewer")),
        (7, Value::Bytes(vec![1])),
        (320, text("x")),
        (322, map(&[])),
        (323, map(&[])),
        (-65600, text("the issuer's own")),
    ];
    assert_eq!(refusal(&cat_with(&informational)), "");
    assert_eq!(refusal(&jwt_with(r#""sub":"viewer","jti":"1","or":1,"anything":{"a":[1]}"#)), "");
}

#[test]
fn grants_are_well_formed_or_refused() {
    let grants = |more: &str| {
        let token = Seen::default().open(&jwt_with(more)).ok().unwrap();
        token.entitlement(&GrantNames::default()).map_err(|refused| refused.to_string())
    };
    let none = grants("").ok().unwrap();
    assert!(none.plan.is_none() && none.home_country.is_none() && none.concurrency.is_none());
    let some = grants(r#""plan":"Basic","home_country":"de","concurrency":2"#).ok().unwrap();
    assert_eq!(some.plan.as_deref(), Some("Basic"));
    assert_eq!(some.home_country.as_deref(), Some("DE"));
    assert_eq!(some.concurrency.as_deref(), Some("2"));
    let long = format!("\"{}\"", "x".repeat(65));
    for value in ["\"\"", "1", "[\"a\"]", "\"a\\nb\"", &long] {
        assert_eq!(
            grants(&format!("\"plan\":{value}")).err().unwrap(),
            "`plan`: malformed, expected a text of 1 to 64 bytes"
        );
    }
    for value in ["\"DEU\"", "\"D\"", "\"1A\"", "276", "\"é\""] {
        assert_eq!(
            grants(&format!("\"home_country\":{value}")).err().unwrap(),
            "`home-country`: malformed, expected a country of ISO 3166-1 alpha-2"
        );
    }
    for value in ["-1", "1.5", "true"] {
        assert!(grants(&format!("\"concurrency\":{value}")).is_err());
    }
}

#[test]
fn what_a_profile_says_amiss_is_left_out() {
    let profile = |more: &str| {
        let token = Seen::default().open(&jwt_with(more)).ok().unwrap();
        token.profile(&ProfileNames::default())
    };
    let nothing = profile("");
    assert!(nothing.preferences.is_none() && nothing.accessibility.is_none());
    let amiss = profile(r#""audio_languages":["de","not a tag",3],"accessibility":["x"]"#);
    assert_eq!(amiss.preferences.unwrap().audio.as_deref(), Some("de"));
    assert!(amiss.accessibility.is_none());
    let none = profile(r#""audio_languages":5,"subtitle_languages":[],"original_audio":"yes""#);
    assert!(none.preferences.is_none());
    let many: Vec<_> = (0..400).map(|n| format!("\"x-{n}\"")).collect();
    let many = profile(&format!("\"audio_languages\":[{}]", many.join(",")));
    assert_eq!(many.preferences.unwrap().audio.unwrap().split(',').count(), 16);
}

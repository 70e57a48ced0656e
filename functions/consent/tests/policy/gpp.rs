//! GPP strings.

use tidegate_sdk::consent::Regime;

use crate::strings::gpp::{Canadian, gpc, string, us};
use crate::strings::{Consenting, Listed};
use crate::{ALL, DAY, NONE, NOW, case, viewer};

/// `usca` with these opt-outs of sale and sharing, and otherwise nothing.
fn california(sale: u64, sharing: u64) -> String {
    let mut values = [0; 20];
    (values[3], values[4], values[17]) = (sale, sharing, 2);
    us(1, &values)
}

/// `usva` with one value set, by its place after the version.
fn virginia(place: usize, value: u64) -> String {
    let mut values = [0; 17];
    values[place] = value;
    values[14] = values[14].max(1);
    string(&[(9, us(1, &values))])
}

#[case]
fn the_section_of_the_eu_is_a_tc_string() {
    let tc = Consenting { special_features: vec![2], ..Consenting::to(&[1, 8]) }.text();
    let outcome = viewer("FR").sends_gpp(&string(&[(2, tc)])).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.special.as_slice()), (&[1, 8][..], &[2][..]));
    assert_eq!((outcome.regime, outcome.by().as_str()), (Regime::OptIn, "gpp-string"));

    let old = Consenting {
        updated: NOW - 400 * DAY,
        created: NOW - 400 * DAY,
        policy: 4,
        ..Consenting::to(&[1])
    };
    let outcome = viewer("FR").sends_gpp(&string(&[(2, old.text())])).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&NONE[..], "!gpp-string"));
}

#[case]
fn a_section_of_the_us_is_no_consent() {
    let text = string(&[(8, california(2, 2))]);
    let outcome = viewer("FR").sends_gpp(&text).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&NONE[..], "gpp-string"));
    let outcome = viewer("US-CA").sends_gpp(&text).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&ALL[..], "gpp-string"));
}

#[case]
fn opt_outs_take_away_wherever_the_viewer_is() {
    let text = string(&[(8, california(1, 2))]);
    for place in ["US-CA", "US-TX"] {
        assert_eq!(viewer(place).sends_gpp(&text).decided().purposes, [1, 8, 9, 10, 11]);
    }
    let tc = Consenting::to(&[1, 2, 8]).text();
    let outcome = viewer("FR").sends(&tc).sends_gpp(&text).decided();
    assert_eq!(
        (outcome.purposes.as_slice(), outcome.by().as_str()),
        (&[1, 8][..], "tc-string gpp-string")
    );
}

#[case]
fn every_objection_takes_what_is_configured() {
    let document = r#"{"opt-out":["US"],
        "opt-out-grants":{"purposes":[1,2,3,4,5,6,7,8,9],"special-features":[1,2]},
        "objections":{
            "gpc":{"purposes":[1]},
            "sale":{"purposes":[2]},
            "sharing":{"purposes":[3]},
            "targeted-advertising":{"purposes":[4]},
            "sensitive-data":{"purposes":[5]},
            "precise-location":{"special-features":[1]},
            "known-child":{"purposes":[7],"special-features":[2]},
            "further-uses":{"purposes":[8]},
            "no-notice":{"purposes":[9]}}}"#;
    // What is missing afterwards; special features as 100 and more.
    let missing = |text: &str| {
        let outcome = viewer("US-VA").sends_gpp(text).under(document);
        assert_eq!(outcome.by(), "gpp-string", "{text}");
        let purposes = (1..=9).filter(|purpose| !outcome.purposes.contains(purpose));
        let special = [1, 2].into_iter().filter(|feature| !outcome.special.contains(feature));
        purposes.chain(special.map(|feature| 100 + feature)).collect::<Vec<u16>>()
    };
    // Virginia: three notices, two opt-outs, eight categories of data, children, three of
    // the MSPA.
    for (place, value, expected) in [
        (0, 2, &[9][..]),
        (1, 2, &[9]),
        (2, 2, &[9]),
        (2, 1, &[]),
        (3, 1, &[2]),
        (3, 2, &[]),
        (4, 1, &[4]),
        (5, 1, &[5]),
        (11, 1, &[5]),
        (11, 2, &[]),
        (12, 1, &[101]),
        (12, 2, &[]),
        (13, 1, &[7, 102]),
        (13, 2, &[]),
        (14, 2, &[]),
        (15, 1, &[]),
        (16, 2, &[]),
    ] {
        assert_eq!(missing(&virginia(place, value)), expected, "{place} = {value}");
    }
    assert_eq!(missing(&string(&[(8, california(0, 1))])), [3]);
    // Precise geolocation is California's third category, Oregon's eleventh.
    let mut values = [0; 20];
    values[7] = 1;
    assert_eq!(missing(&string(&[(8, us(1, &values))])), [101]);
    let mut values = [0; 23];
    values[15] = 1;
    assert_eq!(missing(&string(&[(15, us(1, &values))])), [101]);
    values[18] = 1;
    values[19] = 1;
    assert_eq!(missing(&string(&[(15, us(1, &values))])), [7, 8, 101, 102]);
    // Utah's fourth notice, and Iowa's, are of sensitive data.
    let mut values = [0; 18];
    values[3] = 2;
    for section in [11, 18] {
        assert_eq!(missing(&string(&[(section, us(1, &values))])), [5], "{section}");
    }
    // Indiana's sensitive data have a sub-section without a type.
    let core = us(1, &[1, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut sensitive = crate::strings::Writer::default();
    [0, 0, 0, 0, 0, 0, 0, 1].into_iter().for_each(|value| sensitive.number(value, 2));
    assert_eq!(missing(&string(&[(25, format!("{core}.{}", sensitive.text()))])), [101]);
    // The whole nation, in both versions.
    for (version, count) in [(1, 27), (2, 32)] {
        let mut values = vec![0; count];
        (values[6], values[7], values[8]) = (1, 1, 1);
        let text = string(&[(7, us(version, &values))]);
        assert_eq!(missing(&text), [2, 3, 4], "{version}");
        let with_gpc = format!("{text}.{}", gpc(true));
        assert_eq!(missing(&with_gpc), [1, 2, 3, 4], "{version}");
        let without_gpc = format!("{text}.{}", gpc(false));
        assert_eq!(missing(&without_gpc), [2, 3, 4], "{version}");
    }
    assert_eq!(missing(&string(&[(6, "1YYN".to_owned())])), [2]);
    assert_eq!(missing(&string(&[(6, "1N--".to_owned())])), [9]);
}

#[case]
fn canada_speaks_for_viewers_in_canada() {
    let section = Canadian {
        express: vec![2, 8],
        implied: vec![7, 9],
        special_features: vec![1],
        ..Canadian::default()
    };
    let text = string(&[(5, section.text())]);
    let outcome = viewer("CA").sends_gpp(&text).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.special.as_slice()), (&[2, 8][..], &[1][..]));
    let implied = r#"{"tc-string":{"implied-consent":[9,10]}}"#;
    assert_eq!(viewer("CA").sends_gpp(&text).under(implied).purposes, [2, 8, 9]);
    let outcome = viewer("FR").sends_gpp(&text).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&NONE[..], ""));
    let late = viewer("CA").sends_gpp(&text).at(Some(NOW + 400 * DAY)).decided();
    assert_eq!((late.purposes.as_slice(), late.by().as_str()), (&NONE[..], "!gpp-string"));
}

#[case]
fn canadas_vendors_are_read_in_fibonacci_coding() {
    let document = r#"{"tc-string":{"vendors":[1234],"implied-consent":[7]}}"#;
    let us = Listed::Ranges(4000, vec![(3, 3), (1200, 1300), (3999, 4000)]);
    let others = Listed::Ranges(4000, vec![(3, 3), (1235, 1300)]);
    let section = |express: &Listed, implied: &Listed, restrictions| Canadian {
        express: vec![2, 8],
        implied: vec![7],
        express_vendors: express.clone(),
        implied_vendors: implied.clone(),
        restrictions,
        ..Canadian::default()
    };
    for (section, expected) in [
        (section(&us, &us, vec![]), &[2, 7, 8][..]),
        (section(&us, &others, vec![]), &[2, 8]),
        (section(&others, &us, vec![]), &[7]),
        (section(&us, &us, vec![(8, 0, us.clone()), (7, 1, us.clone())]), &[2]),
        (section(&us, &us, vec![(8, 0, others.clone())]), &[2, 7, 8]),
    ] {
        let text = string(&[(5, section.text())]);
        assert_eq!(viewer("CA").sends_gpp(&text).under(document).purposes, expected);
    }
}

#[case]
fn sections_that_are_not_known_are_passed_over() {
    let text = string(&[(4, "what?ever".to_owned()), (28, "B.A".to_owned())]);
    let outcome = viewer("US-CA").sends_gpp(&text).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&ALL[..], ""));
    let with_california = string(&[(8, california(1, 0)), (99, "x".to_owned())]);
    let outcome = viewer("US-CA").sends_gpp(&with_california).decided();
    assert_eq!(outcome.purposes, [1, 8, 9, 10, 11]);
}

#[case]
fn one_bad_section_makes_the_string_unusable() {
    let good = Consenting::to(&[1]).text();
    for bad in [
        string(&[(2, good.clone()), (8, "B".to_owned())]),
        string(&[(2, good.clone()), (6, "2YNN".to_owned())]),
        string(&[(2, good.clone()), (9, us(1, &[3]))]),
        string(&[(2, good.clone())]) + "~1YNN",
        String::new(),
    ] {
        for place in ["FR", "US-CA"] {
            let outcome = viewer(place).sends_gpp(&bad).decided();
            assert_eq!(outcome.purposes, NONE, "{bad}");
            assert_eq!(outcome.by(), "!gpp-string");
        }
    }
}

//! Arbitrary and damaged TC strings.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod strings;

use proptest::prelude::*;
use strings::{Consenting, Listed, Writer, gpp};
use tidegate_consent::Problem;
use tidegate_consent::gpp::{Gpp, Section};
use tidegate_consent::strings::{Decoded, decode};
use tidegate_consent::tcf::TcString;

proptest! {
    #[test]
    fn arbitrary_gpp_never_panics(
        header in "D[A-Za-z0-9_-]{0,8}|DBA[A-J][A-Za-z0-9_-]{1,6}",
        sections in "(~[A-D1][A-Za-z0-9_.-]{0,60}){0,6}",
    ) {
        let text = format!("{header}{sections}");
        match decode(&text) {
            Ok(Decoded::Gpp(sections)) => for section in sections {
                if let (_, Section::Us(section)) = section.unwrap() {
                    for value in section.values() {
                        prop_assert!(value.value < 3 && value.index < value.of);
                    }
                }
            },
            Ok(Decoded::Tc(_)) => prop_assert!(false, "taken for a TC string"),
            Err(fault) => prop_assert!(fault.position(&text).byte <= text.len()),
        }
    }

    #[test]
    fn reads_back_the_sections_that_were_written(
        sections in proptest::collection::btree_set(28_u64..=60_000, 0..40),
    ) {
        let sections: Vec<_> = sections.into_iter().map(|id| (id, "x".to_owned())).collect();
        let text = gpp::string(&sections);
        let text = text.strip_suffix('~').unwrap_or(&text);
        let found: Vec<u64> =
            Gpp::decode(text).unwrap().map(|section| section.unwrap().0.into()).collect();
        let expected: Vec<u64> = sections.into_iter().map(|(id, _)| id).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn reads_back_values_of_the_us(
        section in 8_u64..=23,
        values in proptest::collection::vec(0_u64..=2, 30),
    ) {
        // What is written beyond the section's own fields is refused unless it is zero.
        let count = [20, 17, 16, 18, 19, 20, 20, 23, 18, 23, 18, 18, 20, 24, 18, 18];
        let values = &values[..count[section as usize - 8]];
        let text = gpp::string(&[(section, gpp::us(1, values))]);
        let Some(Ok((_, Section::Us(read)))) = Gpp::decode(&text).unwrap().next() else {
            return Err(TestCaseError::fail("no section"));
        };
        let found: Vec<u64> = read.values().map(|value| value.value.into()).collect();
        prop_assert_eq!(found, values);
    }

    #[test]
    fn arbitrary_text_never_panics(text in ".{0,200}", digits in "C[A-Za-z0-9_.-]{0,400}") {
        for text in [text, digits] {
            if let Ok(mut string) = TcString::decode(&text) {
                let restricted = string.core.restrictions.any(|restriction| restriction.vendors.contains(1));
                let _ = restricted | string.core.vendor_consents.contains(u16::MAX);
            }
        }
    }

    #[test]
    fn reads_back_what_was_written(
        purposes in proptest::collection::btree_set(1_usize..=24, 0..24),
        field in proptest::collection::btree_set(1_u16..=300, 0..40),
        ranges in proptest::collection::vec((1_u16..=1000, 0_u16..=20), 0..40),
        probes in proptest::collection::vec(0_u16..=1100, 20),
    ) {
        let ranges: Vec<_> = ranges.into_iter().map(|(first, more)| (first, first + more)).collect();
        let string = Consenting {
            vendors: Listed::Field(field.iter().copied().collect()),
            interest_vendors: Listed::Ranges(1020, ranges.clone()),
            restrictions: vec![(2, 1, ranges.clone()), (3, 0, vec![(5, 5)])],
            ..Consenting::to(&purposes.iter().copied().collect::<Vec<_>>())
        };
        let text = string.text();
        let core = TcString::decode(&text).unwrap().core;
        let set = purposes.iter().fold(0_u32, |set, purpose| set | 1 << (purpose - 1));
        prop_assert_eq!(core.purpose_consents, set);
        let in_ranges =
            |id| ranges.iter().any(|(first, last)| (*first..=*last).contains(&id));
        let restrictions: Vec<_> = core.restrictions.collect();
        prop_assert_eq!(restrictions.len(), 2);
        for probe in probes {
            prop_assert_eq!(core.vendor_consents.contains(probe), field.contains(&probe));
            prop_assert_eq!(core.vendor_legitimate_interests.contains(probe), in_ranges(probe));
            prop_assert_eq!(restrictions[0].vendors.contains(probe), in_ranges(probe));
            prop_assert_eq!(restrictions[1].vendors.contains(probe), probe == 5);
        }
    }

    #[test]
    fn a_string_cut_short_is_refused(
        ranges in proptest::collection::vec((1_u16..=1000, 0_u16..=20), 0..10),
        cut in 0_usize..1000,
    ) {
        let ranges = ranges.into_iter().map(|(first, more)| (first, first + more)).collect();
        let string = Consenting { vendors: Listed::Ranges(1020, ranges), disclosed: None, ..Consenting::to(&[1]) };
        let text = string.text();
        // The last three digits may be padding alone.
        let kept = &text[..cut % (text.len() - 3)];
        prop_assert!(TcString::decode(kept).is_err());
    }
}

#[test]
fn names_what_is_wrong() {
    let refused = |string: &Consenting| TcString::decode(&string.text()).unwrap_err().problem;
    let good = Consenting::to(&[1]);
    assert_eq!(refused(&Consenting { version: 3, ..good.clone() }), Problem::Version);
    for ranges in [vec![(0, 3)], vec![(0, 0)], vec![(9, 8)], vec![(1, 101)]] {
        let vendors = Listed::Ranges(100, ranges);
        assert_eq!(refused(&Consenting { vendors, ..good.clone() }), Problem::VendorId);
    }
    let text = good.text();
    let core = text.split('.').next().unwrap();
    for (text, expected) in [
        (format!("{core}."), Problem::Empty),
        (format!("{text} "), Problem::Alphabet),
        (format!("{core}=="), Problem::Alphabet),
        (format!("{core}.IAAA.IAAA"), Problem::Segment),
        (format!("{core}.gAAA"), Problem::Segment),
        (format!("{core}.AAAA"), Problem::Segment),
        (format!("{core}AAAA"), Problem::Trailing),
        (format!("{core}B"), Problem::Trailing),
        (format!("{core}.f"), Problem::Truncated),
    ] {
        assert_eq!(TcString::decode(&text).unwrap_err().problem, expected, "{text}");
    }
}

/// 63 custom purposes are read in two halves; the highest ones must not be lost.
#[test]
fn reads_all_custom_purposes() {
    let mut segment = Writer::default();
    segment.number(3, 3);
    segment.set(&[1, 24], 24);
    segment.set(&[2], 24);
    segment.number(63, 6);
    segment.set(&[1, 32, 33, 63], 63);
    segment.set(&[31, 62], 63);
    let text = format!("{}.{}", Consenting::to(&[]).text(), segment.text());
    let found = TcString::decode(&text).unwrap().publisher.unwrap();
    assert_eq!((found.purpose_consents, found.purpose_legitimate_interests), (1 | 1 << 23, 2));
    assert_eq!(found.custom_purposes, 63);
    assert_eq!(found.custom_consents, 1 | 1 << 31 | 1 << 32 | 1 << 62);
    assert_eq!(found.custom_legitimate_interests, 1 << 30 | 1 << 61);
}

/// Names what is wrong with a GPP string, and where: section, segment, bit and byte.
#[test]
fn names_where_a_fault_is() {
    let tc = Consenting::to(&[1]).text();
    let (core, disclosed) = tc.split_once('.').unwrap();
    let california = gpp::us(1, &[0; 20]);
    let first = gpp::header(&[2, 8]).len() + 1;
    let second = first + tc.len() + 1;
    let pair =
        |tc: &str, california: &str| gpp::string(&[(2, tc.to_owned()), (8, california.to_owned())]);
    for (text, problem, place) in [
        (String::new(), Problem::Empty, (0, 0, 0, 0)),
        ("XBABBg~x".to_owned(), Problem::Version, (0, 0, 0, 0)),
        ("DCABBg~x".to_owned(), Problem::Version, (0, 0, 6, 1)),
        ("DBABBg".to_owned(), Problem::Sections, (0, 0, 0, 6)),
        ("DBABBg!~x".to_owned(), Problem::Alphabet, (0, 0, 36, 6)),
        ("DBABA".to_owned(), Problem::Truncated, (0, 0, 25, 4)),
        (
            pair(&tc, &california) + "~x",
            Problem::Sections,
            (3, 0, 0, second + california.len() + 1),
        ),
        (pair(&tc, ""), Problem::Empty, (2, 0, 0, second)),
        (pair(&tc, "BA"), Problem::Truncated, (2, 0, 12, second + 2)),
        (pair(&tc, "B_"), Problem::Value, (2, 0, 6, second + 1)),
        (pair(&tc, "CAAAAAAA"), Problem::Version, (2, 0, 0, second)),
        (
            pair(&tc, &format!("{california}.IA")),
            Problem::Segment,
            (2, 1, 0, second + california.len() + 1),
        ),
        (
            pair(&tc, &format!("{california}.QA.QA")),
            Problem::Segment,
            (2, 2, 0, second + california.len() + 4),
        ),
        (
            pair(&format!("{core}.!{disclosed}"), &california),
            Problem::Alphabet,
            (1, 1, 0, first + core.len() + 1),
        ),
        (
            pair(&format!("{core}.{disclosed}.IA"), &california),
            Problem::Truncated,
            (1, 2, 3, first + tc.len() + 1),
        ),
    ] {
        let fault = decode(&text).map(|_| ()).expect_err(&text);
        let at = fault.position(&text);
        assert_eq!(fault.problem, problem, "{text}");
        assert_eq!((at.section, at.segment, at.bit, at.byte), place, "{text}");
    }
}

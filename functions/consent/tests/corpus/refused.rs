//! Strings that are refused, and where their first fault is.

use std::time::{Duration, Instant};

use tidegate_consent::strings::{Decoded, decode};
use tidegate_consent::{Fault, Problem};

use super::{records, text};

/// A place that a corpus's reason tells: `truncated: need 12 bits at 253, have 5`.
fn told(reason: &str) -> Option<usize> {
    let at = reason.split_once("truncated: need ")?.1.split_once(" bits at ")?.1;
    at.split_once(',')?.0.parse().ok()
}

/// Every verdict but hostile is a refusal: `lenient` are strings that some
/// implementations let pass and the formats do not allow, `empty` is no string.
#[test]
fn refuses_what_the_formats_do_not_allow() {
    let mut places = 0;
    for file in ["tc_invalid.json", "gpp_invalid.json"] {
        for record in records(file) {
            let (id, text) = (record["id"].as_str().unwrap(), text(&record));
            let (verdict, reason) = (&record["verdict"], record["reason"].as_str().unwrap());
            let decoded = decode(text);
            match verdict.as_str().unwrap() {
                "reject" | "lenient" | "empty" => {
                    let fault = decoded.map(|_| ()).expect_err(id);
                    let position = fault.position(text);
                    assert!(position.byte <= text.len(), "{id}: {position:?}");
                    if let Some(bit) = told(reason) {
                        assert_eq!(fault.problem, Problem::Truncated, "{id}");
                        assert_eq!((position.segment, position.bit), (0, bit), "{id}");
                        places += 1;
                    }
                    // Which problem it is, where the reason leaves no doubt.
                    for (words, problem) in [
                        ("TCF v1 string", Problem::Version),
                        ("outside base64url", Problem::Alphabet),
                        ("non-ASCII", Problem::Alphabet),
                        ("letter code", Problem::Letter),
                        ("vendor id", Problem::VendorId),
                        ("end before start", Problem::VendorId),
                        ("segment twice", Problem::Segment),
                        ("unknown segment", Problem::Segment),
                        ("than the header announces", Problem::Sections),
                        ("none follow", Problem::Sections),
                    ] {
                        if reason.contains(words) {
                            assert_eq!(fault.problem, problem, "{id}: {reason}");
                        }
                    }
                }
                "hostile" => {}
                other => panic!("{id}: verdict {other}"),
            }
        }
    }
    assert!(places >= 3 || std::env::var_os("TIDEGATE_CORPUS").is_none(), "{places} places");
}

#[test]
fn takes_no_more_than_a_millisecond_for_hostile_strings() {
    for file in ["tc_invalid.json", "gpp_invalid.json"] {
        for record in records(file).iter().filter(|record| record["verdict"] == "hostile") {
            // The best of several: the machine may be busy with other things.
            let best = (0..20)
                .map(|_| {
                    let start = Instant::now();
                    let _ = std::hint::black_box(asked(text(record)));
                    start.elapsed()
                })
                .min()
                .unwrap();
            // Without optimisation every step costs some twenty times as much.
            let limit = Duration::from_millis(if cfg!(debug_assertions) { 20 } else { 1 });
            assert!(best < limit, "{}: {best:?}", record["id"]);
        }
    }
}

/// Decodes a string and asks it for a vendor.
fn asked(text: &str) -> Result<bool, Fault> {
    Ok(match decode(text)? {
        Decoded::Tc(string) => string.core.vendor_consents.contains(7),
        Decoded::Gpp(sections) => sections.count() > 7,
    })
}

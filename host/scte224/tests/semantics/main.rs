//! What a document says against what the catalogue made of it decides: for many viewers
//! and times, a plain reading of the document and the geo-licensing function must
//! agree. Where the report says so the function may be stricter; it never allows more.
//!
//! - [`model`]: documents, as text and as what they mean for a viewer
//! - [`random`]: documents, viewers and times

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod model;
mod random;

use proptest::prelude::*;
use tidegate_geo_licensing::Catalogue;
use tidegate_scte224::report::Loss;
use tidegate_scte224::{Options, Unmatched, import};
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::types::{Hdcp, Limits};

use model::{Document, Shown, Viewer};

/// Whether limits are those of a document, or stricter.
fn compare(limits: &Limits, max_height: Option<u32>, protected: bool, exact: bool) -> bool {
    let height = limits.max_height == max_height
        || (!exact
            && limits.max_height.is_some_and(|got| max_height.is_none_or(|said| got <= said)));
    let got = limits.min_hdcp == Some(Hdcp::Type1);
    height && if exact { got == protected } else { got || !protected }
}

fn check(
    document: &Document,
    viewers: &[(Viewer, i64)],
    unmatched: Unmatched,
    plain: bool,
) -> Result<(), TestCaseError> {
    let text = document.text();
    let options = Options { version: "test".to_owned(), unmatched, ..Options::default() };
    let imported =
        import(&text, &options).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    let json = serde_json::to_string(&imported.catalogue).unwrap();
    let catalogue = Catalogue::from_json(&json)
        .map_err(|error| TestCaseError::fail(format!("{error}\n{text}\n{json}")))?;
    let notes: Vec<_> = imported.notes.iter().filter(|note| note.loss == Loss::Stricter).collect();
    for (viewer, now) in viewers {
        let said = document.shown(viewer, *now, unmatched);
        let decided = catalogue.decide(&viewer.facts("media", *now));
        // Without a word of the report, who is known is told the document's own answer.
        let exact = notes.is_empty() && viewer.is_known();
        let agree = match (&said, &decided) {
            (Shown::Programme { max_height, protected }, Verdict::Allow(allowance)) => {
                compare(&allowance.limits, *max_height, *protected, exact)
            }
            (Shown::Programme { .. }, _) => !exact,
            (_, Verdict::Allow(_)) => false,
            (Shown::Slates(slates), Verdict::Replace(replaced)) => {
                let uri = imported.slates.iter().find(|(name, _)| *name == replaced.slate);
                uri.is_some_and(|(_, uri)| !exact || slates.contains(uri))
            }
            // Rules do not let viewers through to a slate by postal code, market or circle.
            (Shown::Slates(_), Verdict::Deny(_)) => {
                !exact || (!plain && unmatched == Unmatched::Deny)
            }
            (Shown::Nothing, Verdict::Deny(_)) => true,
            (Shown::Nothing, Verdict::Replace(_)) => !exact,
        };
        prop_assert!(
            agree,
            "{:?}\nat {}\nthe document: {:?}\nthe catalogue: {:?}\n{}\n{}\n{:#?}",
            viewer,
            now,
            said,
            decided,
            text,
            json,
            notes
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn never_more_than_the_document_and_the_same_where_nothing_is_lost(
        document in random::document(),
        viewers in prop::collection::vec((random::viewer(), random::time()), 24),
        allow in any::<bool>(),
    ) {
        check(&document, &viewers, if allow { Unmatched::Allow } else { Unmatched::Deny }, false)?;
    }

    #[test]
    fn what_the_catalogue_can_say_is_said_exactly(
        document in random::plain_document(),
        viewers in prop::collection::vec((random::viewer(), random::time()), 24),
        allow in any::<bool>(),
    ) {
        check(&document, &viewers, if allow { Unmatched::Allow } else { Unmatched::Deny }, true)?;
    }
}

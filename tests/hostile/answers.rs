//! Huge, aliased and malformed answers.

use tidegate::sandbox::{Deployed, ManifestRewriting};
use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::manifest_rewriting::Decision;
use tidegate_sdk::types::{Grants, Limits};

use crate::calls::geo;
use crate::guests::{ENGINES, Guest, PATIENT, facts, nothing_offered};

const GEO: Guest<'_> = Guest::polite(FunctionKind::GeoLicensing);
const REWRITING: Guest<'_> = Guest::polite(FunctionKind::ManifestRewriting);

/// What a rewriting guest's `decide` comes to.
async fn rewriting(guest: Guest<'_>) -> Result<Decision, Fault> {
    let component = guest.component();
    Deployed::<ManifestRewriting>::deploy(&ENGINES, &component, "{}", PATIENT)
        .await
        .unwrap()
        .decide(&facts(), &Grants::NOTHING, &Limits::NONE, &nothing_offered())
}

/// An allowance whose rule is the text at an address.
fn rule(address: u32, length: u32) -> String {
    format!(
        "(i32.store (i32.const 1088) (i32.const {address}))
         (i32.store (i32.const 1092) (i32.const {length})) (i32.const 1024)"
    )
}

#[tokio::test]
async fn a_huge_text() {
    let decide = format!("(drop (memory.grow (i32.const 100))) {}", rule(0, 6 << 20));
    assert_eq!(geo(Guest { decide: &decide, ..GEO }, PATIENT).await, Err(Fault::AnswerSize));
    // Just as much as is taken, so that the fault above is for its size.
    let decide = format!("(drop (memory.grow (i32.const 100))) {}", rule(131_072, 512 << 10));
    let Ok(Verdict::Allow(allowance)) = geo(Guest { decide: &decide, ..GEO }, PATIENT).await else {
        panic!("half a mebibyte is taken");
    };
    assert_eq!(allowance.rule.len(), 512 << 10);
}

/// A list of 4096 edits, each of which orders the same 16384 tracks: 100 KiB in the
/// guest, 256 MiB on a host that takes it.
#[tokio::test]
async fn aliased_lists() {
    let decide = "(local $at i32)
        (drop (memory.grow (i32.const 1)))
        (local.set $at (i32.const 65536))
        (loop $on
            (i32.store8 (local.get $at) (i32.const 1))
            (i32.store (i32.add (local.get $at) (i32.const 8)) (i32.const 0))
            (i32.store (i32.add (local.get $at) (i32.const 12)) (i32.const 16384))
            (local.set $at (i32.add (local.get $at) (i32.const 24)))
            (br_if $on (i32.lt_u (local.get $at) (i32.const 163840))))
        (i32.store (i32.const 60000) (i32.const 65536))
        (i32.store (i32.const 60004) (i32.const 4096))
        (i32.const 60000)";
    assert_eq!(rewriting(Guest { decide, ..REWRITING }).await, Err(Fault::AnswerSize));
}

#[tokio::test]
async fn what_lies_outside_the_memory() {
    for (what, decide) in [
        ("the answer", "(i32.const -64)".to_owned()),
        ("the answer, crooked", "(i32.const 1025)".to_owned()),
        ("a text's start", rule(u32::MAX - 8, 4)),
        ("a text's end", rule(131_000, 1000)),
        ("a text's length", rule(0, u32::MAX)),
    ] {
        let said = geo(Guest { decide: &decide, ..GEO }, PATIENT).await;
        assert!(matches!(said, Err(Fault::Invalid(_))), "{what}: {said:?}");
    }
    for (what, pointer, length) in
        [("start", "-4", "1"), ("end", "131064", "100"), ("length", "0", "-1"), ("crook", "1", "1")]
    {
        let decide = format!(
            "(i32.store (i32.const 1024) (i32.const {pointer}))
             (i32.store (i32.const 1028) (i32.const {length})) (i32.const 1024)"
        );
        let said = rewriting(Guest { decide: &decide, ..REWRITING }).await;
        assert!(matches!(said, Err(Fault::Invalid(_))), "{what}: {said:?}");
    }
}

#[tokio::test]
async fn what_no_type_has() {
    for (what, address, value) in
        [("a verdict", 1024, 3), ("an option's height", 1032, 2), ("an option's ranges", 1056, 255)]
    {
        let decide =
            format!("(i32.store8 (i32.const {address}) (i32.const {value})) (i32.const 1024)");
        let said = geo(Guest { decide: &decide, ..GEO }, PATIENT).await;
        assert!(matches!(said, Err(Fault::Invalid(_))), "{what}: {said:?}");
    }
    let denial = "(i32.store8 (i32.const 1024) (i32.const 1))
        (i32.store8 (i32.const 1032) (i32.const 9)) (i32.const 1024)";
    let said = geo(Guest { decide: denial, ..GEO }, PATIENT).await;
    assert!(matches!(said, Err(Fault::Invalid(_))), "a reason: {said:?}");
    let edit = "(i32.store (i32.const 1024) (i32.const 2048))
        (i32.store (i32.const 1028) (i32.const 1))
        (i32.store8 (i32.const 2048) (i32.const 15)) (i32.const 1024)";
    let said = rewriting(Guest { decide: edit, ..REWRITING }).await;
    assert!(matches!(said, Err(Fault::Invalid(_))), "an edit: {said:?}");
}

/// Flags that the contract does not have are dropped by the canonical ABI.
#[tokio::test]
async fn flags_that_nobody_knows() {
    let decide = "(i32.store8 (i32.const 1056) (i32.const 1))
        (i32.store8 (i32.const 1057) (i32.const 255)) (i32.const 1024)";
    let Ok(Verdict::Allow(allowance)) = geo(Guest { decide, ..GEO }, PATIENT).await else {
        panic!("refused");
    };
    let known = tidegate_sdk::types::DynamicRanges::all();
    assert_eq!(allowance.limits.ranges.map(|ranges| ranges.bits()), Some(known.bits()));
}

#[tokio::test]
async fn text_that_is_no_text() {
    let fields = r#"(data (i32.const 600) "\ff\fe\ed\a0\80\c0\af")"#;
    let guest = Guest { fields, decide: &rule(600, 7), ..GEO };
    let said = geo(guest, PATIENT).await;
    assert!(matches!(said, Err(Fault::Invalid(_))), "{said:?}");
}

//! What a single call comes to.

use std::time::{Duration, Instant};

use tidegate::sandbox::{
    CallLimits, CarbonCap, Consent, Deployed, GeoLicensing, ManifestRewriting,
};
use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::types::{Grants, Limits};

use crate::guests::{ENGINES, Guest, PATIENT, facts, nothing_offered};

const GEO: Guest<'_> = Guest::polite(FunctionKind::GeoLicensing);

/// What a licensing guest's `decide` comes to.
pub async fn geo(guest: Guest<'_>, limits: CallLimits) -> Result<Verdict, Fault> {
    deploy(guest, limits).await.decide(&facts())
}

async fn deploy(guest: Guest<'_>, limits: CallLimits) -> Deployed<GeoLicensing> {
    Deployed::deploy(&ENGINES, &guest.component(), "{}", limits).await.unwrap()
}

#[tokio::test]
async fn a_polite_guest_of_every_kind_is_heard() {
    let bytes = |kind| Guest::polite(kind).component();
    let consent = bytes(FunctionKind::Consent);
    let consent = Deployed::<Consent>::deploy(&ENGINES, &consent, "{}", PATIENT).await.unwrap();
    assert!(consent.decide(&facts()).unwrap().grants.purposes.is_empty());
    let cap = bytes(FunctionKind::CarbonCap);
    let cap = Deployed::<CarbonCap>::deploy(&ENGINES, &cap, "{}", PATIENT).await.unwrap();
    assert_eq!(cap.decide(&facts()).unwrap().valid_for, 0);
    let rewriting = bytes(FunctionKind::ManifestRewriting);
    let rewriting =
        Deployed::<ManifestRewriting>::deploy(&ENGINES, &rewriting, "{}", PATIENT).await.unwrap();
    assert!(
        rewriting
            .decide(&facts(), &Grants::NOTHING, &Limits::NONE, &nothing_offered())
            .unwrap()
            .edits
            .is_empty()
    );
    assert!(matches!(geo(GEO, PATIENT).await, Ok(Verdict::Allow(_))));
}

#[tokio::test]
async fn an_endless_loop_ends_at_the_deadline() {
    let guest = Guest { decide: "(loop $on (br $on)) (unreachable)", ..GEO };
    let limits = CallLimits { deadline: Duration::from_millis(30), ..PATIENT };
    let deployed = deploy(guest, limits).await;
    let start = Instant::now();
    assert_eq!(deployed.decide(&facts()), Err(Fault::Deadline));
    let took = start.elapsed();
    // The upper bound is for a machine that has much else to do.
    assert!(took >= Duration::from_millis(25) && took < Duration::from_secs(5), "{took:?}");
}

/// An epoch does not interrupt one bulk operation, but a small memory keeps each short.
#[tokio::test]
async fn bulk_operations_end_at_the_deadline() {
    let fill = "(loop $on
        (memory.fill (i32.const 0) (i32.const 1) (i32.const 131072))
        (br $on)) (unreachable)";
    let limits = CallLimits { deadline: Duration::from_millis(30), ..PATIENT };
    assert_eq!(geo(Guest { decide: fill, ..GEO }, limits).await, Err(Fault::Deadline));
}

#[tokio::test]
async fn traps_are_traps() {
    for (what, fields, decide) in [
        ("unreachable", "", "(unreachable)"),
        ("division", "", "(i32.div_u (i32.const 1) (i32.const 0))"),
        ("beyond memory", "", "(i32.load (i32.const -4))"),
        (
            "recursion",
            "(func $down (param i32) (result i32)
                (i32.add (call $down (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))",
            "(call $down (i32.const 0))",
        ),
        (
            "a table's end",
            "(table 1 funcref) (type $none (func))",
            "(call_indirect (type $none) (i32.const 7)) (i32.const 1024)",
        ),
    ] {
        let guest = Guest { fields, decide, ..GEO };
        assert_eq!(geo(guest, PATIENT).await, Err(Fault::Trap), "{what}");
    }
}

/// The host asks the guest for room for strings; the answer is not to be trusted.
#[tokio::test]
async fn room_outside_the_memory_is_not_written_to() {
    for place in ["-65536", "131071", "2147483647"] {
        let text = GEO.text().replace(
            "(global.set $next (i32.add (local.get $at) (local.get 3)))\n                    (local.get $at)",
            &format!("(i32.const {place})"),
        );
        assert_ne!(text, GEO.text());
        let component =
            crate::guests::wrap(&wat::parse_str(text).unwrap(), FunctionKind::GeoLicensing);
        let deployed = Deployed::<GeoLicensing>::deploy(&ENGINES, &component, "", PATIENT).await;
        // An empty document needs no room in some toolchains, so it may deploy.
        let Ok(deployed) = deployed else { continue };
        assert!(matches!(deployed.decide(&facts()), Err(Fault::Invalid(_))), "{place}");
    }
}

#[tokio::test]
async fn no_call_leaves_anything_to_the_next() {
    // Answers with its counter as `valid-for`, having counted once more in a
    // global and in memory.
    let guest = Guest {
        fields: "(global $calls (mut i32) (i32.const 0))",
        decide: "(global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (i32.store (i32.const 2048) (i32.add (i32.load (i32.const 2048)) (i32.const 1)))
            (i32.store (i32.const 1104)
                (i32.add (global.get $calls) (i32.mul (i32.load (i32.const 2048)) (i32.const 100))))
            (i32.const 1024)",
        ..GEO
    };
    let deployed = deploy(guest, PATIENT).await;
    for _ in 0..3 {
        let Ok(Verdict::Allow(allowance)) = deployed.decide(&facts()) else { panic!("denied") };
        assert_eq!(allowance.valid_for, 101);
    }
}

#[tokio::test]
async fn what_configure_left_is_where_every_call_starts() {
    let guest = Guest {
        fields: "(global $seen (mut i32) (i32.const 0))",
        configure: "(global.set $seen (i32.const 7)) (i32.store (i32.const 2048) (i32.const 35))",
        decide:
            "(i32.store (i32.const 1104) (i32.add (global.get $seen) (i32.load (i32.const 2048))))
            (global.set $seen (i32.const 0)) (i32.store (i32.const 2048) (i32.const 0))
            (i32.const 1024)",
        ..GEO
    };
    let deployed = deploy(guest, PATIENT).await;
    for _ in 0..3 {
        let Ok(Verdict::Allow(allowance)) = deployed.decide(&facts()) else { panic!("denied") };
        assert_eq!(allowance.valid_for, 42);
    }
}

/// More calls at once than the pool has room for: some are told so, none hangs,
/// and there is room again afterwards.
#[tokio::test]
async fn a_full_pool_says_so() {
    let engines = tidegate::sandbox::Engines::new(1).unwrap();
    let slow = Guest { decide: "(loop $on (br $on)) (unreachable)", ..GEO }.component();
    let limits = CallLimits { deadline: Duration::from_millis(300), ..PATIENT };
    let slow = Deployed::<GeoLicensing>::deploy(&engines, &slow, "{}", limits).await.unwrap();
    let quick = GEO.component();
    let quick = Deployed::<GeoLicensing>::deploy(&engines, &quick, "{}", PATIENT).await.unwrap();
    let busy = std::thread::scope(|scope| {
        // Whichever call comes second finds no room.
        let other = scope.spawn(|| slow.decide(&facts()));
        let mut busy = false;
        while !busy && !other.is_finished() {
            busy = quick.decide(&facts()) == Err(Fault::Busy);
        }
        let fault = other.join().unwrap().unwrap_err();
        assert!(matches!(fault, Fault::Deadline | Fault::Busy), "{fault}");
        busy || fault == Fault::Busy
    });
    assert!(busy, "two calls at once in a pool for one");
    assert!(quick.decide(&facts()).is_ok());
}

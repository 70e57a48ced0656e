//! Components with an interpreter's memory, or its many modules: they have a pool of
//! their own, and what holds of small ones holds of them.

use std::time::Duration;

use tidegate::sandbox::{AdmitError, CallLimits, DeployError, Deployed, Engines, GeoLicensing};
use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::geo_licensing::Verdict;

use crate::guests::{ENGINES, Guest, PATIENT, facts};
use crate::memories::append_module;

const GEO: Guest<'_> = Guest::polite(FunctionKind::GeoLicensing);

async fn deploy(
    component: &[u8],
    limits: CallLimits,
) -> Result<Deployed<GeoLicensing>, DeployError> {
    Deployed::deploy(&ENGINES, component, "{}", limits).await
}

/// Every page of 3 MiB, of which less stays resident, and pages that are added: each call
/// finds in the first what `configure` left there, in the others nothing, and writes to all.
#[tokio::test]
async fn nothing_survives_a_call() {
    let own = |left: u32| {
        let decide = format!(
            "(local $at i32)
            (if (i32.ne (i32.load $wide (i32.const 0)) (i32.const {left})) (then (unreachable)))
            (local.set $at (i32.const 4096))
            (loop $on
                (if (i32.load $wide (local.get $at)) (then (unreachable)))
                (i32.store $wide (local.get $at) (i32.const 7))
                (local.set $at (i32.add (local.get $at) (i32.const 4096)))
                (br_if $on (i32.lt_u (local.get $at) (i32.const 3145728))))
            (i32.store $wide (i32.const 0) (i32.const 7))
            (if (i32.ne (memory.grow $wide (i32.const 2)) (i32.const 48)) (then (unreachable)))
            (if (i32.load $wide (i32.const 3145728)) (then (unreachable)))
            (i32.store $wide (i32.const 3145728) (i32.const 7))
            (i32.const 1024)"
        );
        let configure = format!("(i32.store $wide (i32.const 0) (i32.const {left}))");
        Guest { fields: "(memory $wide 48)", configure: &configure, decide: &decide, ..GEO }
            .component()
    };
    // One place for both: each call is made where the other's was.
    let engines = Engines::new(1).unwrap();
    let mut both = Vec::new();
    for left in [3, 5] {
        both.push(Deployed::<GeoLicensing>::deploy(&engines, &own(left), "{}", PATIENT).await);
    }
    for _ in 0..10 {
        for one in &both {
            let said = one.as_ref().unwrap().decide(&facts());
            assert!(matches!(said, Ok(Verdict::Allow(_))), "{said:?}");
        }
    }
}

#[tokio::test]
async fn deadline_and_memory_are_kept() {
    let fields = "(memory $wide 48)";
    let endless = Guest { fields, decide: "(loop $on (br $on)) (unreachable)", ..GEO };
    let limits = CallLimits { deadline: Duration::from_millis(30), ..PATIENT };
    let endless = deploy(&endless.component(), limits).await.unwrap();
    assert_eq!(endless.decide(&facts()), Err(Fault::Deadline));
    let growing = "(if (i32.eq (memory.grow $wide (i32.const 208)) (i32.const -1))
        (then (unreachable))) (i32.const 1024)";
    let growing = Guest { fields, decide: growing, ..GEO };
    let growing = deploy(&growing.component(), PATIENT).await.unwrap();
    assert_eq!(growing.decide(&facts()), Err(Fault::Memory));
}

#[tokio::test]
async fn many_modules_without_memories_are_taken_and_very_many_are_not() {
    let with = |modules: usize| {
        let mut component = GEO.component();
        for index in 1..=modules {
            let module = format!(r#"(module (global (export "g") i32 (i32.const {index})))"#);
            append_module(&mut component, &wat::parse_str(module).unwrap(), index);
        }
        component
    };
    assert!(deploy(&with(40), PATIENT).await.unwrap().decide(&facts()).is_ok());
    let refusal = deploy(&with(80), PATIENT).await.unwrap_err();
    assert!(matches!(refusal, DeployError::Admit(AdmitError::Invalid(_))), "{refusal}");
}

/// Slots take no memory until they are used, but addresses: 2^47 bytes are all there are.
#[test]
fn the_most_calls_at_once_that_may_be_configured_find_addresses() {
    assert!(Engines::new(1000).is_ok());
}

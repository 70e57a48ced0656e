//! Bombs in one memory, in many, and in many modules.

use tidegate::sandbox::{AdmitError, CallLimits, DeployError, Deployed, GeoLicensing};
use tidegate_pipeline::{Fault, FunctionKind};

use crate::calls::geo;
use crate::guests::{ENGINES, Guest, PATIENT, facts};

const GEO: Guest<'_> = Guest::polite(FunctionKind::GeoLicensing);

/// LEB128, as sizes and indices are written in the binary format.
fn leb(mut value: usize, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap());
}

/// Adds a core module to a component, as section 1, and an instance of it, as
/// section 2 (`design/mvp/Binary.md`). `index` is the number of modules before it.
pub fn append_module(component: &mut Vec<u8>, module: &[u8], index: usize) {
    component.push(1);
    leb(module.len(), component);
    component.extend_from_slice(module);
    let mut instance = vec![1, 0];
    leb(index, &mut instance);
    instance.push(0);
    component.push(2);
    leb(instance.len(), component);
    component.extend(instance);
}

#[tokio::test]
async fn a_bomb_in_one_memory() {
    for (what, decide) in [
        // Carries on after the refusal: what it did to its memory is what it is told for.
        (
            "then traps",
            "(loop $on (br_if $on (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)",
        ),
        ("then loops", "(loop $on (drop (memory.grow (i32.const 16))) (br $on)) (unreachable)"),
        (
            "at once",
            "(if (i32.eq (memory.grow (i32.const 65000)) (i32.const -1)) (then (unreachable))) (i32.const 1024)",
        ),
    ] {
        let limits = CallLimits { deadline: std::time::Duration::from_millis(300), ..PATIENT };
        assert_eq!(geo(Guest { decide, ..GEO }, limits).await, Err(Fault::Memory), "{what}");
    }
}

/// Tables cannot grow in a component that is snapshotted, so a bomb is there from
/// the start.
#[tokio::test]
async fn a_bomb_in_a_table() {
    for (what, fields) in [
        ("one", "(table 30000 funcref)"),
        ("several", "(table 9000 funcref) (table 9000 funcref) (table 9000 funcref)"),
    ] {
        let component = Guest { fields, ..GEO }.component();
        let refusal = Deployed::<GeoLicensing>::deploy(&ENGINES, &component, "{}", PATIENT)
            .await
            .unwrap_err();
        assert!(matches!(refusal, DeployError::Failed(Fault::Memory)), "{what}: {refusal}");
    }
    let growing = "(table.grow $t (ref.null func) (i32.const 1000000)) (drop) (i32.const 1024)";
    let guest = Guest { fields: "(table $t 1 funcref)", decide: growing, ..GEO };
    let refusal = Deployed::<GeoLicensing>::deploy(&ENGINES, &guest.component(), "{}", PATIENT)
        .await
        .unwrap_err();
    assert!(matches!(refusal, DeployError::Admit(AdmitError::Invalid(_))), "{refusal}");
}

#[tokio::test]
async fn what_stays_within_the_limit_is_no_bomb() {
    let guest = Guest {
        decide: "(if (i32.eq (memory.grow (i32.const 200)) (i32.const -1)) (then (unreachable)))
            (i32.const 1024)",
        ..GEO
    };
    assert!(geo(guest, PATIENT).await.is_ok());
}

/// Each memory is within the limit of 16 MiB, together they are not.
#[tokio::test]
async fn a_bomb_in_many_memories() {
    let guest = Guest {
        fields: "(memory $b 1) (memory $c 1) (memory $d 1)",
        decide: "(if (i32.eq (memory.grow $b (i32.const 100)) (i32.const -1)) (then (unreachable)))
            (if (i32.eq (memory.grow $c (i32.const 100)) (i32.const -1)) (then (unreachable)))
            (if (i32.eq (memory.grow $d (i32.const 100)) (i32.const -1)) (then (unreachable)))
            (i32.const 1024)",
        ..GEO
    };
    assert_eq!(geo(guest, PATIENT).await, Err(Fault::Memory));
    let roomy = CallLimits { memory: 32 << 20, ..PATIENT };
    assert!(geo(guest, roomy).await.is_ok());
}

#[tokio::test]
async fn a_bomb_in_many_modules() {
    let mut component = GEO.component();
    for index in 1..=4 {
        // Distinct modules of 6 MiB each.
        let module = wat::parse_str(format!(
            r#"(module (memory (export "m") 96) (global i32 (i32.const {index})))"#
        ));
        append_module(&mut component, &module.unwrap(), index);
    }
    let deployed =
        Deployed::<GeoLicensing>::deploy(&ENGINES, &component, "{}", PATIENT).await.unwrap();
    assert_eq!(deployed.decide(&facts()), Err(Fault::Memory));
    // Room enough for all of them: nothing was wrong but the sum.
    let roomy = CallLimits { memory: 32 << 20, ..PATIENT };
    let deployed =
        Deployed::<GeoLicensing>::deploy(&ENGINES, &component, "{}", roomy).await.unwrap();
    assert!(deployed.decide(&facts()).is_ok());
}

#[tokio::test]
async fn more_memories_or_modules_than_a_slot_has() {
    let mut many = GEO.component();
    for index in 1..=20 {
        let module = wat::parse_str(format!(
            r#"(module (memory (export "m") 1) (global i32 (i32.const {index})))"#
        ));
        append_module(&mut many, &module.unwrap(), index);
    }
    let memories = "(memory 1)".repeat(20);
    let wide = Guest { fields: &memories, ..GEO }.component();
    for component in [many, wide] {
        let refusal = Deployed::<GeoLicensing>::deploy(&ENGINES, &component, "{}", PATIENT)
            .await
            .unwrap_err();
        assert!(matches!(refusal, DeployError::Admit(AdmitError::Invalid(_))), "{refusal}");
    }
}

/// Valid, and yet more than the snapshotting library can take: it panics.
#[tokio::test]
async fn a_memory_that_nothing_exports() {
    for fields in ["(memory 1)", "(global (mut i32) (i32.const 0))"] {
        let mut component = GEO.component();
        append_module(&mut component, &wat::parse_str(format!("(module {fields})")).unwrap(), 1);
        let refusal = Deployed::<GeoLicensing>::deploy(&ENGINES, &component, "{}", PATIENT)
            .await
            .unwrap_err();
        assert!(matches!(refusal, DeployError::Admit(AdmitError::Invalid(_))), "{refusal}");
    }
}

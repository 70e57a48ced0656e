//! What is refused before anything is served.

use std::time::{Duration, Instant};

use tidegate::sandbox::admit::LARGEST_COMPONENT;
use tidegate::sandbox::{AdmitError, Consent, DeployError, Deployed, GeoLicensing};
use tidegate_pipeline::{Fault, FunctionKind};

use crate::guests::{ENGINES, Guest, PATIENT};

const GEO: Guest<'_> = Guest::polite(FunctionKind::GeoLicensing);

async fn refusal(component: &[u8]) -> DeployError {
    Deployed::<GeoLicensing>::deploy(&ENGINES, component, "{}", PATIENT).await.unwrap_err()
}

#[tokio::test]
async fn what_is_no_component() {
    let module = wat::parse_str(GEO.text()).unwrap();
    let component = GEO.component();
    let half = &component[..component.len() / 2];
    for (what, bytes) in [
        ("nothing", &b""[..]),
        ("text", b"(component)"),
        ("a core module", &module),
        ("half", half),
    ] {
        let refusal = refusal(bytes).await;
        assert!(matches!(refusal, DeployError::Admit(AdmitError::Invalid(_))), "{what}: {refusal}");
    }
}

#[tokio::test]
async fn what_is_too_large() {
    // Refused by its size alone, so what is in it does not matter.
    let refusal = refusal(&vec![0; LARGEST_COMPONENT + 1]).await;
    assert!(
        matches!(refusal, DeployError::Admit(AdmitError::TooLarge(size)) if size > LARGEST_COMPONENT),
        "{refusal}"
    );
}

#[tokio::test]
async fn what_is_of_another_world() {
    let geo = GEO.component();
    let refused = Deployed::<Consent>::deploy(&ENGINES, &geo, "{}", PATIENT).await.unwrap_err();
    assert!(
        matches!(&refused, DeployError::WrongWorld { kind: FunctionKind::Consent, .. }),
        "{refused}"
    );
    assert!(refused.to_string().contains("consent"), "{refused}");
    let empty = wat::parse_str("(component)").unwrap();
    assert!(matches!(refusal(&empty).await, DeployError::WrongWorld { .. }));
    // The right name with other types.
    let other = wat::parse_str(
        r#"(component
            (core module $m
                (func (export "configure") (param i32) (result i32) (local.get 0)))
            (core instance $i (instantiate $m))
            (func $configure (param "config" u32) (result u32)
                (canon lift (core func $i "configure")))
            (instance $interface (export "configure" (func $configure))
                (export "decide" (func $configure)))
            (export "tidegate:edge/geo-licensing@0.1.0" (instance $interface)))"#,
    )
    .unwrap();
    let refused = refusal(&other).await;
    assert!(matches!(refused, DeployError::WrongWorld { .. }), "{refused}");
}

#[tokio::test]
async fn what_imports_anything() {
    let wasi = wat::parse_str(
        r#"(component
            (import "wasi:cli/environment@0.2.6" (instance
                (export "get-environment"
                    (func (result (list (tuple string string)))))))
            (import "wasi:clocks/monotonic-clock@0.2.6" (instance
                (export "now" (func (result u64)))))
            (import "tell" (func (param "what" string))))"#,
    )
    .unwrap();
    let refusal = refusal(&wasi).await;
    let DeployError::Admit(AdmitError::Imports(names)) = &refusal else { panic!("{refusal}") };
    let expected = ["wasi:cli/environment@0.2.6", "wasi:clocks/monotonic-clock@0.2.6", "tell"];
    assert_eq!(names, &expected);
    for name in expected {
        assert!(refusal.to_string().contains(name), "{refusal}");
    }
}

/// Resources are abilities too: an instance that exports one is no mere vocabulary.
#[tokio::test]
async fn what_imports_a_resource() {
    let resource = wat::parse_str(
        r#"(component (import "wasi:io/streams@0.2.6" (instance
            (export "input-stream" (type (sub resource))))))"#,
    )
    .unwrap();
    let refusal = refusal(&resource).await;
    assert!(matches!(&refusal, DeployError::Admit(AdmitError::Imports(_))), "{refusal}");
}

#[tokio::test]
async fn what_needs_features_that_are_off() {
    for (what, fields) in [
        ("threads", "(memory $shared 1 1 shared)"),
        ("64-bit memories", "(memory $wide i64 1)"),
        ("garbage collection", "(type $pair (struct (field i32) (field i32)))"),
        ("exceptions", "(tag $oops)"),
    ] {
        // The wrapper may refuse first; what counts is that the node does.
        let module = wat::parse_str(Guest { fields, ..GEO }.text()).unwrap();
        let mut component = b"\0asm\x0d\0\x01\0".to_vec();
        crate::memories::append_module(&mut component, &module, 0);
        let refusal = refusal(&component).await;
        assert!(matches!(refusal, DeployError::Admit(AdmitError::Invalid(_))), "{what}: {refusal}");
    }
}

#[tokio::test]
async fn a_configuration_that_is_refused_in_the_functions_own_words() {
    let guest = Guest {
        fields: r#"(data (i32.const 600) "at `rules`: nothing here pleases me")"#,
        configure: "(i32.store8 (i32.const 512) (i32.const 1))
            (i32.store (i32.const 516) (i32.const 600)) (i32.store (i32.const 520) (i32.const 35))",
        ..GEO
    };
    let refusal = refusal(&guest.component()).await;
    let DeployError::Refused(words) = &refusal else { panic!("{refusal}") };
    assert_eq!(words, "at `rules`: nothing here pleases me");
}

#[tokio::test]
async fn a_configure_that_fails() {
    for (configure, fault) in [
        ("(unreachable)", Fault::Trap),
        // 2 GiB are there for large catalogues, and no more.
        ("(if (i32.eq (memory.grow (i32.const 32768)) (i32.const -1)) (then (unreachable)))", Fault::Memory),
        (
            "(i32.store8 (i32.const 512) (i32.const 1))
             (i32.store (i32.const 516) (i32.const 0)) (i32.store (i32.const 520) (i32.const 131072))",
            Fault::AnswerSize,
        ),
    ] {
        let refusal = refusal(&Guest { configure, ..GEO }.component()).await;
        assert!(
            matches!(&refusal, DeployError::Failed(failed) if *failed == fault),
            "{fault}: {refusal}"
        );
    }
}

/// Ten seconds are there for large catalogues; afterwards the node goes on.
#[tokio::test]
async fn a_configure_that_never_ends() {
    let start = Instant::now();
    let guest = Guest { configure: "(loop $on (br $on))", ..GEO };
    let refusal = refusal(&guest.component()).await;
    assert!(matches!(refusal, DeployError::Failed(Fault::Deadline)), "{refusal}");
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

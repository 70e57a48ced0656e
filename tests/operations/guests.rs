//! Functions that fail, or take their time.

use std::path::Path;

use tidegate_pipeline::FunctionKind;

/// A function that takes any configuration, runs these instructions for each viewer, and
/// answers what does no harm: nothing granted, allowed without limits, no cap.
pub fn guest(kind: FunctionKind, instructions: &str) -> Vec<u8> {
    let module = wat::parse_str(format!(
        r#"(module
            (memory (export "memory") 16)
            (global $next (mut i32) (i32.const 65536))
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at (i32.and
                    (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                    (i32.sub (i32.const 0) (local.get 2))))
                (global.set $next (i32.add (local.get $at) (local.get 3)))
                (local.get $at))
            (func (export "tidegate:edge/{kind}@0.1.0#configure") (param i32 i32) (result i32)
                (i32.const 512))
            (func (export "tidegate:edge/{kind}@0.1.0#decide") (param i32) (result i32)
                (local $turns i32)
                {instructions}
                (i32.const 1024)))"#
    ));
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    tidegate_functions_build::component(&module.unwrap(), &wit, &format!("{kind}-function"))
        .unwrap()
}

/// Fails for every viewer.
pub fn failing(kind: FunctionKind) -> Vec<u8> {
    guest(kind, "unreachable")
}

/// Takes tens of milliseconds for every viewer.
pub fn slow(kind: FunctionKind) -> Vec<u8> {
    guest(
        kind,
        "(local.set $turns (i32.const 100000000))
         (loop $on
            (local.set $turns (i32.sub (local.get $turns) (i32.const 1)))
            (br_if $on (local.get $turns)))",
    )
}

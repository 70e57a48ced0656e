//! Functions written by hand in the text format: a core module, wrapped by its
//! world as the project's own are.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use tidegate::sandbox::{CallLimits, Engines};

use tidegate_pipeline::FunctionKind;
use tidegate_sdk::manifest_rewriting::{Format, Manifest};
use tidegate_sdk::types::Facts;

/// Engines of this process; the tests' calls are few.
pub static ENGINES: LazyLock<Engines> = LazyLock::new(|| Engines::new(16).unwrap());

/// Long enough for a busy machine; tests of the deadline itself set their own.
pub const PATIENT: CallLimits =
    CallLimits { deadline: Duration::from_secs(1), memory: 16 << 20, answer: 1 << 20 };

/// A guest: instructions for its two functions, and module fields besides.
#[derive(Clone, Copy, Debug)]
pub struct Guest<'a> {
    /// Of which kind it claims to be.
    pub kind: FunctionKind,
    /// More fields of the module: data, memories, functions, globals.
    pub fields: &'a str,
    /// Instructions before `configure` answers that all is well.
    pub configure: &'a str,
    /// Instructions of `decide`, which leave the address of its answer.
    pub decide: &'a str,
}

impl Guest<'_> {
    /// A guest of a kind that answers what does no harm: nothing granted, allowed
    /// without limits, no cap, no edit.
    pub const fn polite(kind: FunctionKind) -> Self {
        Guest { kind, fields: "", configure: "", decide: "(i32.const 1024)" }
    }

    /// The core module in the text format.
    pub fn text(&self) -> String {
        let Self { kind, fields, configure, decide } = self;
        format!(
            r#"(module
                (memory (export "memory") 2)
                (global $next (mut i32) (i32.const 65536))
                {fields}
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    (local.set $at (i32.and
                        (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                        (i32.sub (i32.const 0) (local.get 2))))
                    (global.set $next (i32.add (local.get $at) (local.get 3)))
                    (local.get $at))
                (func (export "tidegate:edge/{kind}@0.1.0#configure") (param i32 i32) (result i32)
                    {configure}
                    (i32.const 512))
                (func (export "tidegate:edge/{kind}@0.1.0#decide") (param i32) (result i32)
                    {decide}))"#
        )
    }

    /// The component.
    pub fn component(&self) -> Vec<u8> {
        let module = wat::parse_str(self.text()).unwrap();
        wrap(&module, self.kind)
    }
}

/// Wraps a core module by the world of a kind.
pub fn wrap(module: &[u8], kind: FunctionKind) -> Vec<u8> {
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    tidegate_functions_build::component(module, &wit, &format!("{kind}-function")).unwrap()
}

/// Facts of a viewer of whom little is known.
pub fn facts() -> Facts {
    Facts {
        now: Some(1_795_392_000),
        asset: Some("tide/main.m3u8".to_owned()),
        country: Some("FR".to_owned()),
        ..Facts::NOTHING
    }
}

/// A manifest without tracks.
pub fn nothing_offered() -> Manifest<'static> {
    Manifest::of(Format::HlsMultivariant, Vec::new())
}

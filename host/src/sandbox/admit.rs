//! What a component may import and how large it may be.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Module};

use super::apart::{self, Apart};

/// Largest component, in bytes. Compiling is the one thing that a function makes
/// the node do before any limit of its own applies: a second of two processors for 2.5 MB.
/// Python with its standard library is 18 MB.
pub const LARGEST_COMPONENT: usize = 32 << 20;

/// What every component starts with; a core module differs in the last four bytes.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

/// Why a component is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// It is larger than [`LARGEST_COMPONENT`].
    #[error("the component has {0} bytes, at most {LARGEST_COMPONENT} are taken")]
    TooLarge(usize),
    /// It is no component, or not a valid one.
    #[error("this is no valid component: {0}")]
    Invalid(String),
    /// It imports something; a function has no imports.
    #[error("the component imports {}; a function must import nothing", .0.join(", "))]
    Imports(Vec<String>),
}

/// A component that may run, compiled.
pub(super) struct Admitted {
    pub component: Component,
    /// Its core modules, if they are compiled apart from it.
    modules: Vec<(String, Module)>,
}

impl Admitted {
    /// What the component is linked with: nothing but its own modules.
    pub fn linker<T: 'static>(&self, engine: &Engine) -> wasmtime::Result<Linker<T>> {
        let mut linker = Linker::new(engine);
        for (name, module) in &self.modules {
            linker.root().module(name, module)?;
        }
        Ok(linker)
    }
}

impl From<Component> for Admitted {
    fn from(component: Component) -> Self {
        Self { component, modules: Vec::new() }
    }
}

/// Compiles a component for `engine` if it may run at all; its modules apart from it, if
/// that is wanted and can be done.
///
/// An imported instance that holds only types gives no ability and is let
/// through: other toolchains than ours leave one behind for `types`.
pub(super) fn admit(
    engine: &Engine,
    apart: Option<&Apart>,
    bytes: &[u8],
) -> Result<Admitted, AdmitError> {
    if !bytes.starts_with(COMPONENT) {
        return Err(AdmitError::Invalid("it does not start as components do".to_owned()));
    }
    let admitted = match apart.and_then(|apart| apart.compile(engine, bytes)) {
        Some(apart::Compiled { component, modules }) => Admitted { component, modules },
        // What is wrong with a component is told of it as a whole.
        None => Component::new(engine, bytes)
            .map_err(|error| AdmitError::Invalid(format!("{error:#}")))?
            .into(),
    };
    let kind = admitted.component.component_type();
    let own = |wanted: &str| admitted.modules.iter().any(|(name, _)| name == wanted);
    let imports: Vec<String> = kind
        .imports(engine)
        .filter(|(name, item)| !only_types(engine, &item.ty) && !own(name))
        .map(|(name, _)| name.to_owned())
        .collect();
    if imports.is_empty() { Ok(admitted) } else { Err(AdmitError::Imports(imports)) }
}

pub(super) fn size(bytes: &[u8]) -> Result<(), AdmitError> {
    if bytes.len() > LARGEST_COMPONENT {
        return Err(AdmitError::TooLarge(bytes.len()));
    }
    Ok(())
}

fn only_types(engine: &Engine, item: &ComponentItem) -> bool {
    match item {
        ComponentItem::ComponentInstance(instance) => {
            instance.exports(engine).all(|(_, item)| matches!(item.ty, ComponentItem::Type(_)))
        }
        _ => false,
    }
}

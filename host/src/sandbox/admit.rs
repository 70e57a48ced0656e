//! What a component may import and how large it may be.

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;

/// Largest component, in bytes. Compiling is the one thing that a function makes
/// the node do before any limit of its own applies: a second of two processors for 2.5 MB.
/// Python with its standard library is 18 MB.
pub const LARGEST_COMPONENT: usize = 32 << 20;

/// What every component starts with; a core module differs in the last four bytes.
const PREAMBLE: &[u8] = b"\0asm\x0d\0\x01\0";

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

/// Compiles a component for `engine` if it may run at all.
///
/// An imported instance that holds only types gives no ability and is let
/// through: other toolchains than ours leave one behind for `types`.
pub(super) fn admit(engine: &Engine, bytes: &[u8]) -> Result<Component, AdmitError> {
    if !bytes.starts_with(PREAMBLE) {
        return Err(AdmitError::Invalid("it does not start as components do".to_owned()));
    }
    let component =
        Component::new(engine, bytes).map_err(|error| AdmitError::Invalid(format!("{error:#}")))?;
    let kind = component.component_type();
    let imports: Vec<String> = kind
        .imports(engine)
        .filter(|(_, item)| !only_types(engine, &item.ty))
        .map(|(name, _)| name.to_owned())
        .collect();
    if imports.is_empty() { Ok(component) } else { Err(AdmitError::Imports(imports)) }
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

//! What modules and components have in common as bytes.

use wasmparser::{BinaryReader, Operator, OperatorsReader};

/// What modules and components start with, in bytes.
pub(super) const PREAMBLE: usize = 8;

/// The id of the section of a component that is a core module.
pub(super) const CORE_MODULE: u8 = 1;

/// The sections of a module or component, by id.
pub(super) fn sections(binary: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut reader = BinaryReader::new(binary.get(PREAMBLE..)?, 0);
    let mut sections = Vec::new();
    while !reader.eof() {
        let id = reader.read_u8().ok()?;
        let length = reader.read_var_u32().ok()?;
        sections.push((id, reader.read_bytes(length.try_into().ok()?).ok()?));
    }
    Some(sections)
}

/// What an expression of one constant gives.
pub(super) fn constant(operators: &mut OperatorsReader<'_>) -> Option<u32> {
    match (operators.read().ok()?, operators.read().ok()?, operators.eof()) {
        (Operator::I32Const { value }, Operator::End, true) => Some(value.cast_unsigned()),
        _ => None,
    }
}

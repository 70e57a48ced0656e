//! Takes data that a function reads in pieces out of its memory (`tidegate_sdk::kept`).
//!
//! A memory of 100 MB would have to be mapped and cleared at every call. As a passive
//! data segment the same bytes belong to the machine code: read-only, and shared by all
//! sandboxes. The function copies what it needs with `memory.init`, which the node puts in the
//! place of the body of the function's own `tidegate_kept_read`.
//!
//! A component that does not offer this, or does so in another form, is left as it is.

use std::ops::Range;

use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, Encode, Function, MemorySection,
    MemoryType, RawSection, SectionId,
};
use wasmparser::{
    BinaryReader, CodeSectionReader, DataKind, DataSectionReader, ExportSectionReader,
    ExternalKind, FunctionBody, MemorySectionReader,
};

use super::binary::{CORE_MODULE, PREAMBLE, constant, sections};

/// The function whose body is the address of the range.
const LOCATOR: &str = "tidegate_kept";
/// The function that copies a piece: to an address, from an offset, so many bytes.
const READER: &str = "tidegate_kept_read";

/// Less than this is cheaper to leave where it is, in bytes: half of what a slot of
/// the pool keeps resident.
const WORTHWHILE: u32 = 32 << 10;

/// Free memory that a call finds at least, in bytes: hardly any needs to grow it.
const SPARE: u32 = 16 << 10;

/// The page of a memory, in bytes.
const PAGE: u32 = 64 << 10;

/// The component with its kept data taken out. `None`: there is none, or too little.
pub(super) fn take_out(component: &[u8]) -> Option<Vec<u8>> {
    let mut out = component.get(..PREAMBLE)?.to_vec();
    let mut taken = false;
    for (id, data) in sections(component)? {
        let module = if id == CORE_MODULE { Module::read(data) } else { None };
        let rewritten = module.and_then(|module| module.rewritten());
        taken |= rewritten.is_some();
        out.push(id);
        rewritten.as_deref().unwrap_or(data).encode(&mut out);
    }
    taken.then_some(out)
}

/// A core module that offers kept data.
struct Module<'m> {
    sections: Vec<(u8, &'m [u8])>,
    memory: MemoryType,
    /// How many empty passive segments come first: Wizer leaves one where a segment of the
    /// function was, whose index code may name.
    spent: usize,
    /// The addresses and contents of its other data segments, all of them active.
    segments: Vec<(u32, &'m [u8])>,
    bodies: Vec<FunctionBody<'m>>,
    /// The index of the body to exchange.
    reader: usize,
    /// Where the range is written down.
    locator: u32,
    kept: Range<u32>,
}

impl<'m> Module<'m> {
    fn read(module: &'m [u8]) -> Option<Self> {
        let sections = sections(module)?;
        let section = |wanted: SectionId| {
            let found = sections.iter().find(|(id, _)| *id == wanted as u8);
            found.map(|(_, data)| BinaryReader::new(data, 0))
        };
        let mut exported = ExportSectionReader::new(section(SectionId::Export)?).ok()?.into_iter();
        // A function that imports nothing has bodies for all functions.
        if section(SectionId::Import).is_some() {
            return None;
        }
        let exports: Vec<_> = exported.by_ref().collect::<Result<_, _>>().ok()?;
        let function = |name: &str| {
            let is_it = |export: &&wasmparser::Export<'_>| {
                export.kind == ExternalKind::Func && export.name == name
            };
            usize::try_from(exports.iter().find(is_it)?.index).ok()
        };
        let (locator, reader) = (function(LOCATOR)?, function(READER)?);
        let bodies: Vec<_> = CodeSectionReader::new(section(SectionId::Code)?)
            .ok()?
            .into_iter()
            .collect::<Result<_, _>>()
            .ok()?;
        let locator = address(bodies.get(locator)?)?;
        let mut memories = MemorySectionReader::new(section(SectionId::Memory)?).ok()?.into_iter();
        let (Some(Ok(memory)), None) = (memories.next(), memories.next()) else { return None };
        if memory.memory64 || memory.shared || memory.page_size_log2.is_some() {
            return None;
        }
        let (mut spent, mut segments) = (0, Vec::new());
        for segment in DataSectionReader::new(section(SectionId::Data)?).ok()? {
            let segment = segment.ok()?;
            match segment.kind {
                DataKind::Active { memory_index: 0, offset_expr } => {
                    let at = constant(&mut offset_expr.get_operators_reader())?;
                    segments.push((at, segment.data));
                }
                DataKind::Passive if segment.data.is_empty() && segments.is_empty() => spent += 1,
                DataKind::Active { .. } | DataKind::Passive => return None,
            }
        }
        let word = |at: u32| {
            let bytes: [u8; 4] = contents(&segments, at..at.checked_add(4)?)?.try_into().ok()?;
            Some(u32::from_le_bytes(bytes))
        };
        let kept = word(locator)?..word(locator.checked_add(4)?)?;
        let memory = MemoryType {
            minimum: memory.initial,
            maximum: memory.maximum,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        Some(Self { sections, memory, spent, segments, bodies, reader, locator, kept })
    }

    fn rewritten(&self) -> Option<Vec<u8>> {
        let Self { kept, .. } = self;
        let length = kept.end.checked_sub(kept.start)?;
        let end = u64::from(kept.start.checked_add(SPARE)?);
        let pages = end.div_ceil(PAGE.into());
        let last = self.segments.iter().all(|(at, data)| {
            at.checked_add(u32::try_from(data.len()).unwrap_or(u32::MAX))
                .is_some_and(|end| end <= kept.end)
        });
        let held: u64 = self.segments.iter().map(|(_, data)| data.len() as u64).sum();
        // What lies behind the range would be cut off: the function has put it there since.
        // And a range of nothing but zeros is no data, but memory that the node would spend.
        if length < WORTHWHILE
            || u64::from(length) / 4 > held
            || pages >= self.memory.minimum
            || !last
        {
            return None;
        }
        let mut data = DataSection::new();
        for _ in 0..self.spent {
            data.passive([]);
        }
        let mut count = u32::try_from(self.spent).ok()?;
        let mut active = |at: u32, bytes: &[u8]| {
            let at = ConstExpr::i32_const(at.cast_signed());
            data.active(0, &at, bytes.iter().copied());
            count += 1;
        };
        for (at, bytes) in &self.segments {
            if *at < kept.start {
                let before = usize::try_from(kept.start - at).ok()?;
                active(*at, bytes.get(..before).unwrap_or(bytes));
            }
        }
        // The range is empty from now on.
        active(self.locator, &[kept.start.to_le_bytes(), kept.start.to_le_bytes()].concat());
        let segment = count;
        data.passive(contents(&self.segments, kept.clone())?);

        let mut code = CodeSection::new();
        for (index, body) in self.bodies.iter().enumerate() {
            if index == self.reader {
                let mut copy = Function::new([]);
                copy.instructions()
                    .local_get(0)
                    .local_get(1)
                    .local_get(2)
                    .memory_init(0, segment)
                    .end();
                code.function(&copy);
            } else {
                code.raw(body.as_bytes());
            }
        }
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: pages, ..self.memory });
        let mut module = wasm_encoder::Module::new();
        for (id, bytes) in &self.sections {
            match *id {
                id if id == SectionId::Memory as u8 => module.section(&memories),
                id if id == SectionId::DataCount as u8 => &mut module,
                id if id == SectionId::Code as u8 => {
                    module.section(&DataCountSection { count: segment + 1 }).section(&code)
                }
                id if id == SectionId::Data as u8 => module.section(&data),
                id => module.section(&RawSection { id, data: bytes }),
            };
        }
        Some(module.finish())
    }
}

/// What a body of one constant gives.
fn address(body: &FunctionBody<'_>) -> Option<u32> {
    if body.get_locals_reader().ok()?.get_count() != 0 {
        return None;
    }
    constant(&mut body.get_operators_reader().ok()?)
}

/// The memory's contents in a range: where no segment is, zeros.
fn contents(segments: &[(u32, &[u8])], range: Range<u32>) -> Option<Vec<u8>> {
    let length = usize::try_from(range.end.checked_sub(range.start)?).ok()?;
    let mut contents = vec![0; length];
    for (at, bytes) in segments {
        let at = usize::try_from(*at).ok()?;
        let start = usize::try_from(range.start).ok()?;
        // The part of the segment within the range.
        let (from, to) = (at.max(start), (at + bytes.len()).min(start + length));
        if from < to {
            contents
                .get_mut(from - start..to - start)?
                .copy_from_slice(bytes.get(from - at..to - at)?);
        }
    }
    Some(contents)
}

#[cfg(test)]
mod tests {
    use wasmparser::Operator;

    use super::*;

    /// A component of one module with so many bytes kept from address 70000 on, which
    /// reads them; more fields replace or add to it.
    fn component(length: u32, locator: &str, more: &str) -> Vec<u8> {
        let module = wat::parse_str(format!(
            r#"(module
                (memory (export "memory") 40)
                (func (export "tidegate_kept") (result i32) {locator})
                (func (export "tidegate_kept_read") (param i32 i32 i32)
                    (memory.copy
                        (local.get 0)
                        (i32.add (i32.load (i32.const 64)) (local.get 1))
                        (local.get 2)))
                (func (export "other") (result i32) (i32.const 7))
                (data "")
                (data (i32.const 16) "low")
                (data (i32.const 64) "{}{}")
                (data (i32.const 70000) "{}")
                {more})"#,
            words(70000),
            words(70000 + length),
            "ab\\00c".repeat(length as usize / 4),
        ));
        let mut component = b"\0asm\x0d\0\x01\0".to_vec();
        component.push(CORE_MODULE);
        module.unwrap().as_slice().encode(&mut component);
        component.extend([0, 3, 2, b'h', b'i']);
        component
    }

    fn words(number: u32) -> String {
        number.to_le_bytes().iter().map(|byte| format!("\\{byte:02x}")).collect()
    }

    const THERE: &str = "i32.const 64";

    #[test]
    fn what_is_kept_becomes_a_passive_segment() {
        let before = component(200_000, THERE, "");
        let after = take_out(&before).unwrap();
        let [(CORE_MODULE, module), (0, custom)] = sections(&after).unwrap()[..] else {
            panic!("sections");
        };
        assert_eq!(custom, [2, b'h', b'i']);
        wasmparser::Validator::new().validate_all(module).unwrap();
        let text = printed(module);
        assert_eq!(text.memory, 2, "70000 bytes and 16 KiB, in pages");
        assert_eq!(text.passive, [Vec::new(), b"ab\0c".repeat(50_000)]);
        let low = text.active.iter().find(|(at, _)| *at == 16).unwrap();
        assert_eq!(low.1, b"low");
        let range = text.active.iter().rfind(|(at, _)| *at == 64).unwrap();
        assert_eq!(range.1, [70000_u32.to_le_bytes(), 70000_u32.to_le_bytes()].concat());
        assert!(text.active.iter().all(|(at, data)| at + data.len() as u32 <= 70000));
        assert_eq!(text.inits, 1);
    }

    /// What matters here of a module.
    struct Printed {
        memory: u64,
        active: Vec<(u32, Vec<u8>)>,
        passive: Vec<Vec<u8>>,
        /// How many `memory.init` there are.
        inits: usize,
    }

    fn printed(module: &[u8]) -> Printed {
        let mut printed = Printed { memory: 0, active: Vec::new(), passive: Vec::new(), inits: 0 };
        for payload in wasmparser::Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                wasmparser::Payload::MemorySection(memories) => {
                    printed.memory = memories.into_iter().next().unwrap().unwrap().initial;
                }
                wasmparser::Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment.unwrap();
                        match segment.kind {
                            DataKind::Passive => printed.passive.push(segment.data.to_vec()),
                            DataKind::Active { offset_expr, .. } => {
                                let at = constant(&mut offset_expr.get_operators_reader());
                                printed.active.push((at.unwrap(), segment.data.to_vec()));
                            }
                        }
                    }
                }
                wasmparser::Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap().into_iter();
                    printed.inits += operators
                        .filter(|operator| matches!(operator, Ok(Operator::MemoryInit { .. })))
                        .count();
                }
                _ => {}
            }
        }
        printed
    }

    #[test]
    fn other_components_are_left_as_they_are() {
        let plain = wat::parse_str("(component (core module (memory 1)))").unwrap();
        for (what, component) in [
            ("no offer", plain),
            ("too little", component(20_000, THERE, "")),
            (
                "a locator that computes",
                component(200_000, "(i32.add (i32.const 32) (i32.const 32))", ""),
            ),
            ("a locator beyond the data", component(200_000, "i32.const 1000000", "")),
            ("a locator at the end", component(200_000, "i32.const -2", "")),
            ("data behind", component(200_000, THERE, r#"(data (i32.const 280000) "x")"#)),
            ("a passive segment already", component(200_000, THERE, r#"(data "x")"#)),
            (
                "a range that ends before it starts",
                component(200_000, THERE, &format!(r#"(data (i32.const 68) "{}")"#, words(1))),
            ),
            (
                "a range of hardly any data",
                component(
                    200_000,
                    THERE,
                    &format!(r#"(data (i32.const 68) "{}")"#, words(2_500_000)),
                ),
            ),
            ("not a component", b"\0asm\x01\0\0\0".to_vec()),
            ("cut off", b"\0asm\x0d\0\x01\0\x01\xff\xff".to_vec()),
            ("empty", Vec::new()),
        ] {
            assert!(take_out(&component).is_none(), "{what}");
        }
    }
}

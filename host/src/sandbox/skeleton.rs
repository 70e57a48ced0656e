//! A component without its core modules, which it imports instead.
//!
//! What a developer changes of a function that brings an interpreter along is its data.
//! The modules with the code come again as they were, if in another order and with other data.

use std::borrow::Cow;

use wasm_encoder::{
    CodeSection, Component, ComponentImportSection, ComponentSectionId, ComponentTypeRef,
    ConstExpr, CoreTypeSection, DataCountSection, DataSection, Encode, EntityType, ExportKind,
    Function, FunctionSection, GlobalType, ImportSection, InstanceSection, MemoryType, Module,
    ModuleArg, ModuleType, RawSection, SectionId, StartSection, TypeSection, ValType,
};
use wasmparser::{
    BinaryReader, CodeSectionReader, ComponentAlias, ComponentAliasSectionReader,
    ComponentExportSectionReader, ComponentExternalKind, ComponentImport,
    ComponentImportSectionReader, ComponentInstance, ComponentInstanceSectionReader,
    ComponentOuterAliasKind, DataKind, DataSectionReader, ExportSectionReader, ExternalKind,
    GlobalSectionReader, ImportSectionReader, Instance, InstanceSectionReader, Parser, Payload,
};

use super::binary::{CORE_MODULE, sections};
use super::image::Image;
use super::stamps::{self, Stamped};

/// What the module with the data imports the memory by.
const HOLDER: &str = "holder";

/// Data segments are counted up to a multiple of this: how many there are is a change of data,
/// and `memory.init` may name any of them.
const SEGMENTS: usize = 1 << 14;

/// A component's core modules, and what is left without them.
pub(super) struct Skeleton<'c> {
    sections: Vec<(u8, &'c [u8])>,
    /// The modules in their order.
    pub modules: Vec<CoreModule<'c>>,
    /// The data of the one module that has some.
    pub data: Option<Data>,
}

/// A core module.
pub(super) struct CoreModule<'c> {
    pub bytes: Cow<'c, [u8]>,
    /// Whether it has data still: then it hardly ever comes again.
    pub has_data: bool,
}

/// A module of nothing but data.
pub(super) struct Data {
    pub module: Vec<u8>,
    /// The core instance whose memory it goes to.
    instance: u32,
    /// The name that the instance exports the memory by.
    memory: String,
    /// How many times of builds it writes, too.
    times: u32,
}

/// The name that the skeleton imports a module by, the one with the data last.
pub(super) fn name(index: usize) -> String {
    format!("module-{index}")
}

impl<'c> Skeleton<'c> {
    /// Takes a component apart. `None`: it does what would have to be numbered anew.
    pub fn of(component: &'c [u8]) -> Option<Self> {
        let sections = sections(component)?;
        let read = |data| BinaryReader::new(data, 0);
        let (mut modules, mut instances, mut apart) = (Vec::new(), Vec::new(), true);
        for (id, data) in &sections {
            match *id {
                CORE_MODULE => modules.push(*data),
                id if id == ComponentSectionId::CoreInstance as u8 => {
                    for instance in InstanceSectionReader::new(read(data)).ok()? {
                        instances.push(match instance.ok()? {
                            Instance::Instantiate { module_index, .. } => Some(module_index),
                            Instance::FromExports(_) => None,
                        });
                    }
                }
                id if id == ComponentSectionId::CoreType as u8 => return None,
                id if id == ComponentSectionId::Component as u8 => apart &= is_apart(data),
                id if id == ComponentSectionId::Instance as u8 => {
                    for instance in ComponentInstanceSectionReader::new(read(data)).ok()? {
                        apart &= !hands_out(&instance.ok()?);
                    }
                }
                id if id == ComponentSectionId::Export as u8 => {
                    for export in ComponentExportSectionReader::new(read(data)).ok()? {
                        apart &= export.ok()?.kind != ComponentExternalKind::Module;
                    }
                }
                id if id == ComponentSectionId::Alias as u8 => {
                    for alias in ComponentAliasSectionReader::new(read(data)).ok()? {
                        if is_core(&alias.ok()?) {
                            return None;
                        }
                    }
                }
                id if id == ComponentSectionId::Import as u8 => {
                    for import in ComponentImportSectionReader::new(read(data)).ok()? {
                        if matches!(import.ok()?.ty, wasmparser::ComponentTypeRef::Module(_)) {
                            return None;
                        }
                    }
                }
                _ => {}
            }
        }
        let mut modules = modules
            .into_iter()
            .map(|bytes| {
                Some(CoreModule { bytes: Cow::Borrowed(bytes), has_data: has_data(bytes)? })
            })
            .collect::<Option<Vec<_>>>()?;
        let data = if apart { take_data(&mut modules, &instances) } else { None };
        Some(Self { sections, modules, data })
    }

    /// The component that imports its modules, of these types; the one with the data needs none.
    pub fn joined(&self, types: &[ModuleType]) -> Vec<u8> {
        let mut component = Component::new();
        let mut declared = CoreTypeSection::new();
        types.iter().for_each(|module| declared.ty().module(module));
        if let Some(data) = &self.data {
            let mut module = ModuleType::new();
            module.import(HOLDER, &data.memory, MEMORY);
            for index in 0..data.times {
                module.import(HOLDER, &time(index), EntityType::Global(TIME));
            }
            declared.ty().module(&module);
        }
        component.section(&declared);
        let mut imported = 0;
        let mut import = |component: &mut Component| {
            let mut imports = ComponentImportSection::new();
            imports.import(name(imported as usize).as_str(), ComponentTypeRef::Module(imported));
            component.section(&imports);
            imported += 1;
            imported
        };
        for (id, data) in &self.sections {
            if *id == CORE_MODULE {
                import(&mut component);
            } else {
                component.section(&RawSection { id: *id, data });
            }
        }
        if let Some(data) = &self.data {
            let modules = import(&mut component);
            let mut instances = InstanceSection::new();
            instances.instantiate(modules - 1, [(HOLDER, ModuleArg::Instance(data.instance))]);
            component.section(&instances);
        }
        component.finish()
    }
}

/// What any memory of 32 bits is.
const MEMORY: EntityType = EntityType::Memory(MemoryType {
    minimum: 0,
    maximum: None,
    memory64: false,
    shared: false,
    page_size_log2: None,
});

fn is_core(alias: &ComponentAlias<'_>) -> bool {
    match alias {
        ComponentAlias::InstanceExport { kind, .. } => *kind == ComponentExternalKind::Module,
        ComponentAlias::Outer { kind, .. } => {
            matches!(kind, ComponentOuterAliasKind::CoreModule | ComponentOuterAliasKind::CoreType)
        }
        ComponentAlias::CoreInstanceExport { .. } => false,
    }
}

/// Whether a nested component runs nothing when it is instantiated, and reaches no core
/// module outside: what it would find there has its data no more, or not yet.
fn is_apart(component: &[u8]) -> bool {
    let module = |import: wasmparser::Result<ComponentImport<'_>>| {
        import.is_ok_and(|import| matches!(import.ty, wasmparser::ComponentTypeRef::Module(_)))
    };
    !Parser::new(0).parse_all(component).any(|payload| match payload {
        Ok(Payload::StartSection { .. }) | Err(_) => true,
        Ok(Payload::ComponentAliasSection(aliases)) => {
            aliases.into_iter().any(|alias| alias.is_ok_and(|alias| is_core(&alias)))
        }
        Ok(Payload::ComponentImportSection(imports)) => imports.into_iter().any(module),
        Ok(_) => false,
    })
}

/// Whether a nested component is handed a core module.
fn hands_out(instance: &ComponentInstance<'_>) -> bool {
    match instance {
        ComponentInstance::Instantiate { args, .. } => {
            args.iter().any(|arg| arg.kind == ComponentExternalKind::Module)
        }
        ComponentInstance::FromExports(exports) => {
            exports.iter().any(|export| export.kind == ComponentExternalKind::Module)
        }
    }
}

/// Whether a module writes anything to a memory. Wizer leaves a section of nothing in all
/// that it has seen.
fn has_data(module: &[u8]) -> Option<bool> {
    let sections = sections(module)?;
    let Some((_, data)) = sections.iter().find(|(id, _)| *id == SectionId::Data as u8) else {
        return Some(false);
    };
    for segment in DataSectionReader::new(BinaryReader::new(data, 0)).ok()? {
        let segment = segment.ok()?;
        if !(segment.data.is_empty() && matches!(segment.kind, DataKind::Passive)) {
            return Some(true);
        }
    }
    Some(false)
}

/// Takes the data of the one module that has some, if there is one only: it is written when
/// all are instantiated. So nothing may run before that.
fn take_data(modules: &mut [CoreModule<'_>], instances: &[Option<u32>]) -> Option<Data> {
    for module in modules.iter() {
        if sections(&module.bytes)?.iter().any(|(id, _)| *id == SectionId::Start as u8) {
            return None;
        }
    }
    let mut holders = (0..).zip(modules).filter(|(_, module)| module.has_data);
    let (Some((index, holder)), None) = (holders.next(), holders.next()) else { return None };
    let mut of_it = (0..).zip(instances).filter(|(_, module)| **module == Some(index));
    let (Some((instance, _)), None) = (of_it.next(), of_it.next()) else { return None };
    let (without, data) = Holder { sections: sections(&holder.bytes)? }.split(instance)?;
    *holder = CoreModule { bytes: Cow::Owned(without), has_data: false };
    Some(data)
}

/// The module that has data.
struct Holder<'m> {
    sections: Vec<(u8, &'m [u8])>,
}

impl<'m> Holder<'m> {
    fn section(&self, wanted: SectionId) -> Option<BinaryReader<'m>> {
        let found = self.sections.iter().find(|(id, _)| *id == wanted as u8);
        found.map(|(_, data)| BinaryReader::new(data, 0))
    }

    /// The module without its data, and one with the data alone.
    fn split(&self, instance: u32) -> Option<(Vec<u8>, Data)> {
        let memory = self.memory()?;
        let image = Image::of(DataSectionReader::new(self.section(SectionId::Data)?).ok()?)?;
        let segments = image.segments.next_multiple_of(SEGMENTS);
        let stamped = self.stamped();
        let times = stamped.as_ref().map_or(&[][..], |stamped| &stamped.times);
        let mut without = Module::new();
        for (id, bytes) in &self.sections {
            match *id {
                id if id == SectionId::DataCount as u8 => {
                    let count = u32::try_from(segments).ok()?;
                    without.section(&DataCountSection { count });
                }
                // A segment that has been written is an empty one from then on; no
                // instruction names one of a module that does not count them.
                id if id == SectionId::Data as u8 => {
                    if self.section(SectionId::DataCount).is_some() {
                        let mut empty = DataSection::new();
                        for _ in 0..segments {
                            empty.passive([]);
                        }
                        without.section(&empty);
                    }
                }
                id if id == SectionId::Code as u8
                    && let Some(stamped) = &stamped =>
                {
                    without.section(&stamped.code);
                }
                id if id == SectionId::Global as u8 && stamped.is_some() => {
                    let data = &longer(bytes, times.len(), |_, out| {
                        TIME.encode(out);
                        ConstExpr::i64_const(0).encode(out);
                    })?;
                    without.section(&RawSection { id, data });
                }
                id if id == SectionId::Export as u8 && stamped.is_some() => {
                    let first = self.globals()?;
                    let data = &longer(bytes, times.len(), |index, out| {
                        time(index).as_str().encode(out);
                        ExportKind::Global.encode(out);
                        (first + index).encode(out);
                    })?;
                    without.section(&RawSection { id, data });
                }
                id => {
                    without.section(&RawSection { id, data: bytes });
                }
            }
        }
        let data = data(&image, memory, times)?;
        let (memory, times) = (memory.to_owned(), u32::try_from(times.len()).ok()?);
        Some((without.finish(), Data { module: data, instance, memory, times }))
    }

    /// The name that it exports its own memory by.
    fn memory(&self) -> Option<&'m str> {
        if self.imported(|ty| matches!(ty, wasmparser::TypeRef::Memory(_)))? > 0 {
            return None;
        }
        let mut memory = None;
        for export in ExportSectionReader::new(self.section(SectionId::Export)?).ok()? {
            let export = export.ok()?;
            if export.kind == ExternalKind::Memory && export.index == 0 {
                memory = Some(export.name);
            }
        }
        memory
    }

    /// How many of its imports are such.
    fn imported(&self, such: fn(&wasmparser::TypeRef) -> bool) -> Option<u32> {
        let Some(imports) = self.section(SectionId::Import) else { return Some(0) };
        let mut count = 0;
        for import in ImportSectionReader::new(imports).ok()?.into_imports() {
            count += u32::from(such(&import.ok()?.ty));
        }
        Some(count)
    }

    /// How many globals it has, the imported ones included.
    fn globals(&self) -> Option<u32> {
        let own = GlobalSectionReader::new(self.section(SectionId::Global)?).ok()?.count();
        self.imported(|ty| matches!(ty, wasmparser::TypeRef::Global(_)))?.checked_add(own)
    }

    /// Its code without the times in it. A module without globals is not worth it.
    fn stamped(&self) -> Option<Stamped> {
        let functions = CodeSectionReader::new(self.section(SectionId::Code)?).ok()?;
        stamps::take_out(functions, self.globals()?)
    }
}

/// The module with the data, which writes it to the memory and the times to the globals.
fn data(image: &Image, memory: &str, times: &[i64]) -> Option<Vec<u8>> {
    let mut imports = ImportSection::new();
    imports.import(HOLDER, memory, MEMORY);
    let mut write = Function::new([]);
    for (index, value) in (0..).zip(times) {
        imports.import(HOLDER, &time(index), TIME);
        write.instructions().i64_const(*value).global_set(index);
    }
    write.instructions().end();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(FunctionSection::new().function(0))
        .section(&StartSection { function_index: 0 })
        .section(CodeSection::new().function(&write))
        .section(&image.section()?);
    Some(module.finish())
}

/// What a time is kept in.
const TIME: GlobalType = GlobalType { val_type: ValType::I64, mutable: true, shared: false };

/// The name that the module with the code exports a time by.
fn time(index: u32) -> String {
    format!("tidegate-time-{index}")
}

/// A section with so many more items.
fn longer(section: &[u8], more: usize, item: impl Fn(u32, &mut Vec<u8>)) -> Option<Vec<u8>> {
    let mut reader = BinaryReader::new(section, 0);
    let (count, more) = (reader.read_var_u32().ok()?, u32::try_from(more).ok()?);
    let mut out = Vec::with_capacity(section.len());
    count.checked_add(more)?.encode(&mut out);
    out.extend_from_slice(reader.read_bytes(reader.bytes_remaining()).ok()?);
    (0..more).for_each(|index| item(index, &mut out));
    Some(out)
}

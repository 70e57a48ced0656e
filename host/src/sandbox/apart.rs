//! Core modules compiled each for itself, and remembered, while somebody works on a component.
//!
//! Of a component that comes again with other data, only what is new is compiled: it is in use
//! again in a fraction of a second. At the price of its calls: a sandbox does not start from a
//! snapshot that is mapped, it is written to the memory each time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use wasm_encoder::{EntityType, ModuleType};
use wasmtime::component::Component;
use wasmtime::{Engine, ExternType, HeapType, Module, Mutability, RefType, ValType};

use super::engine::PER_COMPONENT;
use super::skeleton::{Skeleton, name};

/// Most that is remembered, in bytes of modules as they are compiled from; then it is forgotten,
/// all at once. Machine code takes some four times as much.
const MOST: usize = 64 << 20;

/// The modules compiled so far, by SHA-256. One can be there for several engines.
#[derive(Debug, Default)]
pub(super) struct Apart(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    modules: HashMap<[u8; 32], Vec<Module>>,
    bytes: usize,
}

/// A component compiled, and the core modules that it imports, by name.
pub(super) struct Compiled {
    pub component: Component,
    pub modules: Vec<(String, Module)>,
}

impl Apart {
    /// Compiles a component by its modules. `None`: it cannot be taken apart, or is not valid.
    pub fn compile(&self, engine: &Engine, component: &[u8]) -> Option<Compiled> {
        let skeleton = Skeleton::of(component)?;
        let mut modules = Vec::with_capacity(skeleton.modules.len());
        for module in &skeleton.modules {
            // It would push out those that come again.
            let lasting = !module.has_data && module.bytes.len() <= MOST;
            modules.push(match lasting {
                true => self.module(engine, &module.bytes)?,
                false => Module::new(engine, &module.bytes).ok()?,
            });
        }
        // The pool counts only those within a component.
        let needed = modules.iter().map(Module::resources_required);
        let (memories, tables) = needed.fold((0, 0), |(memories, tables), needed| {
            (memories + needed.num_memories, tables + needed.num_tables)
        });
        if memories.max(tables) > PER_COMPONENT {
            return None;
        }
        let types = modules.iter().map(kind).collect::<Option<Vec<_>>>()?;
        let component = Component::new(engine, skeleton.joined(&types)).ok()?;
        if let Some(data) = &skeleton.data {
            modules.push(Module::new(engine, &data.module).ok()?);
        }
        let modules = modules.into_iter().enumerate();
        let modules = modules.map(|(index, module)| (name(index), module)).collect();
        Some(Compiled { component, modules })
    }

    fn module(&self, engine: &Engine, module: &[u8]) -> Option<Module> {
        let digest: [u8; 32] = Sha256::digest(module).into();
        let remembered = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = |module: &&Module| Engine::same(module.engine(), engine);
        let found =
            remembered().modules.get(&digest).and_then(|all| all.iter().find(here).cloned());
        if found.is_some() {
            return found;
        }
        let compiled = Module::new(engine, module).ok()?;
        let mut remembered = remembered();
        if remembered.bytes + module.len() > MOST {
            *remembered = Remembered::default();
        }
        remembered.bytes += module.len();
        remembered.modules.entry(digest).or_default().push(compiled.clone());
        Some(compiled)
    }
}

/// A module's type. `None`: of a kind that no function's toolchain makes.
fn kind(module: &Module) -> Option<ModuleType> {
    let mut kind = ModuleType::new();
    for import in module.imports() {
        let entity = entity(&mut kind, &import.ty())?;
        kind.import(import.module(), import.name(), entity);
    }
    for export in module.exports() {
        let entity = entity(&mut kind, &export.ty())?;
        kind.export(export.name(), entity);
    }
    Some(kind)
}

fn entity(kind: &mut ModuleType, ty: &ExternType) -> Option<EntityType> {
    Some(match ty {
        ExternType::Func(function) => {
            let params = function.params().map(|ty| value(&ty)).collect::<Option<Vec<_>>>()?;
            let results = function.results().map(|ty| value(&ty)).collect::<Option<Vec<_>>>()?;
            kind.ty().function(params, results);
            EntityType::Function(kind.type_count() - 1)
        }
        ExternType::Global(global) => EntityType::Global(wasm_encoder::GlobalType {
            val_type: value(global.content())?,
            mutable: global.mutability() == Mutability::Var,
            shared: false,
        }),
        ExternType::Table(table) => EntityType::Table(wasm_encoder::TableType {
            element_type: reference(table.element())?,
            table64: table.is_64(),
            minimum: table.minimum(),
            maximum: table.maximum(),
            shared: false,
        }),
        ExternType::Memory(memory) => EntityType::Memory(wasm_encoder::MemoryType {
            minimum: memory.minimum(),
            maximum: memory.maximum(),
            memory64: memory.is_64(),
            shared: memory.is_shared(),
            page_size_log2: None,
        }),
        ExternType::Tag(_) => return None,
    })
}

fn value(ty: &ValType) -> Option<wasm_encoder::ValType> {
    Some(match ty {
        ValType::I32 => wasm_encoder::ValType::I32,
        ValType::I64 => wasm_encoder::ValType::I64,
        ValType::F32 => wasm_encoder::ValType::F32,
        ValType::F64 => wasm_encoder::ValType::F64,
        ValType::V128 => wasm_encoder::ValType::V128,
        ValType::Ref(ty) => wasm_encoder::ValType::Ref(reference(ty)?),
    })
}

fn reference(ty: &RefType) -> Option<wasm_encoder::RefType> {
    match ty.heap_type() {
        HeapType::Func if ty.is_nullable() => Some(wasm_encoder::RefType::FUNCREF),
        HeapType::Extern if ty.is_nullable() => Some(wasm_encoder::RefType::EXTERNREF),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::component::{Instance, Linker};
    use wasmtime::{Config, Store};

    use super::*;

    /// Two modules, of which one has code and data and one shares its memory; `get` says what is
    /// in it.
    fn component(turned: bool, data: &str, more: &str) -> Vec<u8> {
        let held = format!(
            r#"(core module $held (memory (export "memory") 1)
                (global (export "base") i32 (i32.const 4))
                (table (export "table") 1 funcref)
                (func (export "at") (param i32) (result i32) (i32.load (local.get 0)))
                {data})"#
        );
        let reading = r#"(core module $reading
                (import "held" "memory" (memory 1))
                (import "held" "base" (global i32))
                (import "held" "table" (table 1 funcref))
                (import "held" "at" (func (param i32) (result i32)))
                (func (export "get") (result i32)
                    (i32.add (call 0 (i32.const 0)) (i32.load (global.get 0)))))"#;
        let modules = if turned { format!("{reading}{held}") } else { format!("{held}{reading}") };
        let text = format!(
            r#"(component {modules}
                (core instance $a (instantiate $held))
                (core instance $b (instantiate $reading (with "held" (instance $a))))
                (func (export "get") (result u32) (canon lift (core func $b "get")))
                {more})"#
        );
        wat::parse_str(text).unwrap()
    }

    fn started(engine: &Engine, compiled: &Compiled) -> (Store<()>, Instance) {
        let mut linker = Linker::new(engine);
        for (name, module) in &compiled.modules {
            linker.root().module(name, module).unwrap();
        }
        let mut store = Store::new(engine, ());
        let instance = linker.instantiate(&mut store, &compiled.component).unwrap();
        (store, instance)
    }

    fn get(engine: &Engine, compiled: &Compiled) -> u32 {
        let (mut store, instance) = started(engine, compiled);
        let get = instance.get_typed_func::<(), (u32,)>(&mut store, "get").unwrap();
        get.call(&mut store, ()).unwrap().0
    }

    const DATA: &str = r#"(data (i32.const 0) "\01\00\00\00\02")"#;

    #[test]
    fn a_component_answers_as_it_does_in_one() {
        let engine = Engine::default();
        let bytes = component(false, DATA, "");
        let compiled = Apart::default().compile(&engine, &bytes).unwrap();
        assert_eq!(compiled.modules.len(), 3, "its two modules and the data");
        let whole =
            Compiled { component: Component::new(&engine, &bytes).unwrap(), modules: Vec::new() };
        assert_eq!((get(&engine, &compiled), get(&engine, &whole)), (3, 3));
    }

    #[test]
    fn a_module_needs_no_globals() {
        let text = r#"(component
            (core module $m (memory (export "memory") 1)
                (func (export "get") (result i32) (i32.load (i32.const 0)))
                (data (i32.const 0) "\07"))
            (core instance $a (instantiate $m))
            (func (export "get") (result u32) (canon lift (core func $a "get"))))"#;
        let engine = Engine::default();
        let compiled = Apart::default().compile(&engine, &wat::parse_str(text).unwrap()).unwrap();
        assert_eq!((get(&engine, &compiled), compiled.modules.len()), (7, 2));
    }

    #[test]
    fn only_other_code_is_compiled_again() {
        let (engine, apart) = (Engine::default(), Apart::default());
        let remembered = || apart.0.lock().unwrap().modules.values().map(Vec::len).sum::<usize>();
        let answer = |engine, bytes: &[u8]| get(engine, &apart.compile(engine, bytes).unwrap());
        assert_eq!(answer(&engine, &component(false, DATA, "")), 3);
        assert_eq!(remembered(), 2);
        // Other data, in more segments, and the modules in another order.
        let other = r#"(data (i32.const 0) "\05") (data (i32.const 4) "\06")"#;
        assert_eq!(answer(&engine, &component(true, other, "")), 11);
        assert_eq!(remembered(), 2);
        let more = format!("{DATA} (func)");
        assert_eq!(answer(&engine, &component(false, &more, "")), 3);
        assert_eq!(remembered(), 3);
        // Machine code is an engine's own.
        let mut config = Config::new();
        let another = Engine::new(config.epoch_interruption(false).consume_fuel(false)).unwrap();
        assert_eq!(answer(&another, &component(false, DATA, "")), 3);
        assert_eq!(remembered(), 5);
    }

    #[test]
    fn a_segment_that_was_written_is_an_empty_one() {
        let (engine, apart) = (Engine::default(), Apart::default());
        let init = |length: u32| {
            let start = format!(
                r#"{DATA} (func (export "init")
                    (memory.init 0 (i32.const 8) (i32.const 0) (i32.const {length})))"#
            );
            let lifted = r#"(func (export "init") (canon lift (core func $a "init")))"#;
            component(false, &start, lifted)
        };
        for (length, works) in [(0, true), (1, false)] {
            let compiled = apart.compile(&engine, &init(length)).unwrap();
            assert_eq!(compiled.modules.len(), 3);
            let (mut store, instance) = started(&engine, &compiled);
            let init = instance.get_typed_func::<(), ()>(&mut store, "init").unwrap();
            assert_eq!(init.call(&mut store, ()).is_ok(), works);
        }
    }

    #[test]
    fn the_time_of_a_build_is_no_other_code() {
        let (engine, apart) = (Engine::default(), Apart::default());
        let told = |time: u64| {
            let clock = format!(
                r#"{DATA} (func (export "now") (result i64) (i64.const {time}))
                (func (export "later") (param i64) (result i64)
                    (i64.add (i64.const 7) (i64.add (i64.const {}) (local.get 0))))"#,
                time + 1
            );
            let lifted = r#"(func (export "now") (result u64) (canon lift (core func $a "now")))
                (func (export "later") (param "by" u64) (result u64)
                    (canon lift (core func $a "later")))"#;
            let compiled = apart.compile(&engine, &component(false, &clock, lifted)).unwrap();
            let (mut store, instance) = started(&engine, &compiled);
            let now = instance.get_typed_func::<(), (u64,)>(&mut store, "now").unwrap();
            let (now,) = now.call(&mut store, ()).unwrap();
            let later = instance.get_typed_func::<(u64,), (u64,)>(&mut store, "later").unwrap();
            (now, later.call(&mut store, (3,)).unwrap().0)
        };
        for time in [1_763_900_000_000_000_001, 1_763_900_000_000_000_002] {
            assert_eq!(told(time), (time, time + 11));
        }
        assert_eq!(apart.0.lock().unwrap().modules.len(), 2);
        // What is none is compiled in.
        assert_eq!(told(11), (11, 22));
        assert_eq!(apart.0.lock().unwrap().modules.len(), 3);
    }

    #[test]
    fn segments_are_written_in_their_order() {
        let (engine, apart) = (Engine::default(), Apart::default());
        let read = |data: &str| {
            let compiled = apart.compile(&engine, &component(false, data, "")).unwrap();
            assert_eq!(compiled.modules.len(), 3, "{data}");
            get(&engine, &compiled)
        };
        let over = r#"(data (i32.const 0) "\09\09") (data (i32.const 1) "\00\00\00\02")
            (data (i32.const 65534) "ab") (data (i32.const 3) "\00")"#;
        assert_eq!(read(over), 11);
        assert_eq!(read(r#"(data (i32.const 0) "")"#), 0);
        // What lies beyond the memory is as much of a fault, and the pages are counted.
        let compile = |at: u32| {
            let data = format!(r#"(data (i32.const {at}) "abc")"#);
            apart.compile(&engine, &component(false, &data, "")).unwrap()
        };
        let linked = |compiled: &Compiled| {
            let mut linker = Linker::new(&engine);
            for (name, module) in &compiled.modules {
                linker.root().module(name, module).unwrap();
            }
            linker.instantiate(&mut Store::new(&engine, ()), &compiled.component).is_ok()
        };
        assert!(linked(&compile(65533)));
        assert!(!linked(&compile(65534)));
        let far = (0..2000_u32).map(|page| format!(r#"(data (i32.const {}) "x")"#, page << 16));
        let far = component(false, &far.collect::<String>(), "");
        let compiled = apart.compile(&engine, &far).unwrap();
        assert_eq!(compiled.modules.len(), 2, "left where it is");
    }

    #[test]
    fn data_that_may_be_read_before_it_is_there_stays() {
        let (engine, apart) = (Engine::default(), Apart::default());
        for (what, data) in [
            ("a start", format!("{DATA} (func $start) (start $start)")),
            ("a passive segment", format!(r#"{DATA} (data "x")"#)),
            ("nothing, far away", format!(r#"{DATA} (data (i32.const 9) "")"#)),
            ("an offset that is computed", {
                format!("{DATA} (global $g i32 (i32.const 9)) (data (global.get $g) \"x\")")
            }),
        ] {
            let compiled = apart.compile(&engine, &component(false, &data, "")).unwrap();
            assert_eq!((get(&engine, &compiled), compiled.modules.len()), (3, 2), "{what}");
        }
        for more in [
            "(core instance (instantiate $held))",
            "(component (core module (func $start) (start $start)))",
            "(component (alias outer 1 $held (core module $h)) (core instance (instantiate $h)))",
            r#"(component $c (import "m" (core module $m)))
               (instance (instantiate $c (with "m" (core module $held))))"#,
            r#"(export "m" (core module $held))"#,
        ] {
            let compiled = apart.compile(&engine, &component(false, DATA, more)).unwrap();
            assert_eq!((get(&engine, &compiled), compiled.modules.len()), (3, 2), "{more}");
        }
    }

    #[test]
    fn sections_of_no_data_are_in_nobodys_way() {
        let engine = Engine::default();
        // As Wizer leaves one in each module that it has seen.
        let bytes = component(false, DATA, "(core module (data \"\"))");
        let compiled = Apart::default().compile(&engine, &bytes).unwrap();
        assert_eq!((get(&engine, &compiled), compiled.modules.len()), (3, 4));
    }

    #[test]
    fn what_takes_too_much_of_the_pool_is_told_of_as_a_whole() {
        let (engine, apart) = (Engine::default(), Apart::default());
        let memories = |count| "(core module (memory 1))".repeat(count);
        let compile = |count| apart.compile(&engine, &component(false, DATA, &memories(count)));
        assert!(compile(7).is_some());
        assert!(compile(8).is_none());
    }

    #[test]
    fn what_would_be_numbered_anew_is_left_in_one() {
        let (engine, apart) = (Engine::default(), Apart::default());
        for more in [
            "(core type (module))",
            r#"(import "m" (core module))"#,
            r#"(import "module-0" (func))"#,
            r#"(component $c (core module $n) (export "n" (core module $n)))
               (instance $i (instantiate $c)) (alias export $i "n" (core module $n))"#,
        ] {
            assert!(apart.compile(&engine, &component(false, DATA, more)).is_none(), "{more}");
        }
        for bytes in [&b""[..], b"\0asm\x0d\0\x01\0\x01\xff\xff", b"\0asm\x0d\0\x01\0\x01\x01\0"] {
            assert!(apart.compile(&engine, bytes).is_none());
        }
    }
}

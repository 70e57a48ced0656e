//! What a component takes of a pool, read from its sections before it is compiled.
//!
//! A function in Rust, C or Go is one core module with a memory of some pages. One that brings
//! an interpreter along has all of the interpreter's memory (JavaScript 9 MiB, Python 12), or
//! dozens of modules that share one.

use wasmparser::{Instance, Parser, Payload};

/// Initial memory of a component that is roomy, in bytes, is above this.
const SLENDER_MEMORY: u64 = 1 << 20;

/// The page of a memory unless it says otherwise, as a power of two.
const PAGE_LOG2: u32 = 16;

/// What a component takes of a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Footprint {
    /// Initial size of all memories of all core modules, in bytes.
    memory: u64,
    /// Core instances, those of nested components included.
    instances: u32,
}

impl Footprint {
    /// Of a component. What cannot be read counts for nothing: compiling refuses it.
    pub fn of(component: &[u8]) -> Self {
        let mut footprint = Self::default();
        for payload in Parser::new(0).parse_all(component).map_while(Result::ok) {
            match payload {
                Payload::MemorySection(memories) => {
                    for memory in memories.into_iter().map_while(Result::ok) {
                        let page = memory.page_size_log2.unwrap_or(PAGE_LOG2);
                        let bytes = memory.initial.checked_shl(page).unwrap_or(u64::MAX);
                        footprint.memory = footprint.memory.saturating_add(bytes);
                    }
                }
                Payload::InstanceSection(instances) => {
                    let made = instances
                        .into_iter()
                        .map_while(Result::ok)
                        .filter(|instance| matches!(instance, Instance::Instantiate { .. }));
                    let made = u32::try_from(made.count()).unwrap_or(u32::MAX);
                    footprint.instances = footprint.instances.saturating_add(made);
                }
                _ => {}
            }
        }
        footprint
    }

    /// Whether it is too large for a pool of slots that hold so many core instances.
    pub fn is_roomy(self, instances: u32) -> bool {
        self.memory > SLENDER_MEMORY || self.instances > instances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Footprint {
        Footprint::of(&wat::parse_str(text).unwrap())
    }

    #[test]
    fn memories_and_instances_are_summed() {
        let footprint = of(r#"(component
            (core module $m (memory (export "x") 3) (memory 2))
            (core module $n (memory 0))
            (core instance $a (instantiate $m))
            (core instance $b (instantiate $n))
            (core instance (export "a" (memory $a "x")))
            (component $c
                (core module $o (memory 1))
                (core instance (instantiate $o)))
            (instance (instantiate $c)))"#);
        assert_eq!(footprint, Footprint { memory: 6 << 16, instances: 3 });
    }

    #[test]
    fn either_makes_it_roomy() {
        assert!(!of("(component (core module (memory 16)))").is_roomy(8));
        assert!(of("(component (core module (memory 17)))").is_roomy(8));
        let instances = |count| {
            let made = "(core instance (instantiate $m))".repeat(count);
            of(&format!("(component (core module $m) {made})"))
        };
        assert!(!instances(8).is_roomy(8));
        assert!(instances(9).is_roomy(8));
    }

    #[test]
    fn what_is_no_component_is_not_roomy() {
        for bytes in [&b""[..], b"(component)", b"\0asm\x0d\0\x01\0\x01\xff\xff"] {
            assert_eq!(Footprint::of(bytes), Footprint::default());
        }
    }
}

//! Two engines for serving, one for deploying, and the epoch ticker.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::apart::Apart;
use super::compiled::Compiled;
use super::footprint::Footprint;
use super::recompiled::Recompiled;

/// How often the epoch advances. Deadlines are counted in these.
pub const TICK: Duration = Duration::from_millis(1);

/// Most memory that a call's limits can allow, in bytes: the size of a pool slot.
pub const LARGEST_MEMORY: usize = 64 << 20;

/// How much of each memory and table stays resident between calls and is cleared
/// by copying. More costs time to clear, less costs page faults: the functions'
/// stack, data and heap fit in here.
const KEEP_RESIDENT: usize = 128 << 10;

/// Most memories and tables of one component, and core instances unless it is roomy.
/// Components made by other toolchains than Rust's bring a few of each.
pub(super) const PER_COMPONENT: u32 = 8;

/// What a roomy component's memory keeps resident. JavaScript writes to 350 KiB of its 9 MiB in
/// a call, Python to 700 KiB of 12, all over the memory: the kernel is asked which pages.
const ROOMY_RESIDENT: usize = 1 << 20;

/// Most core instances of a roomy component: componentize-py's has 38.
const ROOMY_INSTANCES: u32 = 64;

/// The sandbox does not start here.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox does not start: {0:#}")]
pub struct NotStarted(#[from] wasmtime::Error);

/// The engines of a node. Dropping it ends the ticker.
#[derive(Debug)]
pub struct Engines {
    /// Serves calls: pooled, tuned for no system call and no page fault per call.
    serving: Engine,
    /// Serves calls to components that bring an interpreter along. In one pool with them, small
    /// ones would be slower: what slots are tuned for differs.
    roomy: Engine,
    /// Runs `configure` at deploy time: on demand, so that a large catalogue has room.
    pub(super) deploying: Engine,
    /// Compiles the modules of roomy components apart, if somebody is at work on them.
    apart: Option<Apart>,
    /// Where machine code is kept, if anywhere.
    pub(super) compiled: Option<Compiled>,
    stop: Arc<AtomicBool>,
    ticker: Option<JoinHandle<()>>,
}

impl Engines {
    /// Makes the engines, with room for `concurrent` calls at once, and starts the ticker.
    ///
    /// # Errors
    /// When the machine lacks what the pool needs (address space, above all).
    pub fn new(concurrent: u32) -> Result<Self, NotStarted> {
        Ok(Self::start([serving(concurrent), roomy(concurrent), base()])?)
    }

    /// Engines for somebody at work on functions: of a component that comes again, only what
    /// has changed is compiled, at the price of memory.
    ///
    /// # Errors
    /// See [`Self::new`].
    pub fn for_work(concurrent: u32) -> Result<Self, NotStarted> {
        let recompiled = Arc::new(Recompiled::default());
        let mut configs = [serving(concurrent), roomy(concurrent), base()];
        for config in &mut configs {
            config.enable_incremental_compilation(recompiled.clone())?;
        }
        Ok(Self::start(configs)?)
    }

    fn start([serving, roomy, deploying]: [Config; 3]) -> wasmtime::Result<Self> {
        let serving = Engine::new(&serving)?;
        let roomy = Engine::new(&roomy)?;
        let deploying = Engine::new(&deploying)?;
        let stop = Arc::new(AtomicBool::new(false));
        let ticker = {
            let engines = [serving.clone(), roomy.clone(), deploying.clone()];
            let stop = stop.clone();
            std::thread::Builder::new().name("epoch".to_owned()).spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    std::thread::sleep(TICK);
                    engines.iter().for_each(Engine::increment_epoch);
                }
            })?
        };
        Ok(Self {
            serving,
            roomy,
            deploying,
            apart: None,
            compiled: None,
            stop,
            ticker: Some(ticker),
        })
    }

    /// Takes up a roomy component that comes again with other data at once: only what is new is
    /// compiled, and calls write the data to their memory themselves, which takes longer.
    pub fn reload(&mut self) {
        self.apart = Some(Apart::default());
    }

    /// The engine that serves calls to a component, and what compiles its modules if they
    /// are compiled apart.
    pub(super) fn serving(&self, component: &[u8]) -> (&Engine, Option<&Apart>) {
        let roomy = Footprint::of(component).is_roomy(PER_COMPONENT);
        if roomy { (&self.roomy, self.apart.as_ref()) } else { (&self.serving, None) }
    }

    /// Keeps machine code on disk from now on, and finds it there.
    pub fn keep_compiled(&mut self, compiled: Compiled) {
        self.compiled = Some(compiled);
    }
}

impl Drop for Engines {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            // The ticker cannot panic; a join that fails has nothing to clean up.
            let _ = ticker.join();
        }
    }
}

/// What all engines share: everything a pure function has no use for is off.
fn base() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .max_wasm_stack(256 << 10)
        .wasm_gc(false)
        .wasm_exceptions(false)
        .wasm_threads(false)
        .wasm_memory64(false)
        .wasm_stack_switching(false)
        .concurrency_support(false)
        .wasm_backtrace_max_frames(None);
    config
}

fn serving(concurrent: u32) -> Config {
    let mut pool = pool(concurrent, PER_COMPONENT);
    pool.linear_memory_keep_resident(KEEP_RESIDENT)
        // Clearing the resident part by copying beats asking the kernel what is dirty.
        .pagemap_scan(Enabled::No);
    pooled(pool)
}

fn roomy(concurrent: u32) -> Config {
    let mut pool = pool(concurrent, ROOMY_INSTANCES);
    pool.linear_memory_keep_resident(ROOMY_RESIDENT)
        // Where the kernel cannot tell (before Linux 6.7), pages are faulted in anew.
        .pagemap_scan(Enabled::Auto);
    pooled(pool)
}

/// Room for so many calls, to components of so many core instances each.
fn pool(concurrent: u32, instances: u32) -> PoolingAllocationConfig {
    let slots = concurrent.saturating_mul(PER_COMPONENT);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(concurrent)
        .total_core_instances(concurrent.saturating_mul(instances))
        .total_memories(slots)
        .total_tables(slots)
        .max_core_instances_per_component(instances)
        .max_memories_per_component(PER_COMPONENT)
        .max_memories_per_module(PER_COMPONENT)
        .max_tables_per_component(PER_COMPONENT)
        .max_tables_per_module(PER_COMPONENT)
        .max_memory_size(LARGEST_MEMORY)
        .table_keep_resident(KEEP_RESIDENT);
    pool
}

fn pooled(pool: PoolingAllocationConfig) -> Config {
    let mut config = base();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}

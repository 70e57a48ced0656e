//! `configure` once at deploy time, kept as the memory to start from.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use tidegate_pipeline::Fault;
use wasmtime::{Engine, Store};
use wasmtime_wizer::{WasmtimeWizerComponent, Wizer};

use super::admit::{AdmitError, admit};
use super::apart::Apart;
use super::decide::Decide;
use super::deployed::{DeployError, Interface, State};
use super::fault;
use super::limits::CallLimits;

/// Runs `configure` in the component and returns a component that starts configured. Its
/// imports and types are checked as Wizer has instrumented it, which adds exports alone: a
/// component with an interpreter in it takes seconds to compile.
///
/// Wizer is made for components of one's own: it panics over some that are valid,
/// such as a module that has a memory and exports nothing. Those are refused here.
///
/// # Errors
/// [`DeployError::Refused`] with the function's own words if it refuses the
/// configuration, otherwise what kept it from answering.
pub(super) async fn configured<I: Interface>(
    engine: &Engine,
    apart: Option<&Apart>,
    bytes: &[u8],
    config: &str,
) -> Result<Vec<u8>, DeployError> {
    let mut work = pin!(snapshot::<I>(engine, apart, bytes, config));
    std::future::poll_fn(|context| {
        // Nothing that the work was at outlives a panic: it is dropped with its store.
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))).unwrap_or_else(|_| {
            let why = "it cannot be snapshotted".to_owned();
            Poll::Ready(Err(AdmitError::Invalid(why).into()))
        })
    })
    .await
}

async fn snapshot<I: Interface>(
    engine: &Engine,
    apart: Option<&Apart>,
    bytes: &[u8],
    config: &str,
) -> Result<Vec<u8>, DeployError> {
    let invalid = |error: wasmtime::Error| AdmitError::Invalid(format!("{error:#}"));
    let mut wizer = Wizer::new();
    wizer.keep_init_func(true);
    let (context, instrumented) = wizer.instrument_component(bytes).map_err(invalid)?;
    let component = admit(engine, apart, &instrumented)?;
    Decide::<I>::find(engine, &component)?;

    let mut store = State::store(engine, &CallLimits::CONFIGURE);
    let linker = component.linker(engine).map_err(invalid)?;
    let instance = linker
        .instantiate_async(&mut store, &component.component)
        .await
        .map_err(|error| failed(&error, &store))?;
    I::configure(&mut store, &instance, config)
        .map_err(|error| failed(&error, &store))?
        .map_err(DeployError::Refused)?;

    // Reading the memory back runs in the guest too, in exports that Wizer added.
    store.set_epoch_deadline(CallLimits::CONFIGURE.epochs());
    store.set_hostcall_fuel(CallLimits::CONFIGURE.memory);
    wizer
        .snapshot_component(&context, &mut WasmtimeWizerComponent { store: &mut store, instance })
        .await
        .map_err(|error| DeployError::Admit(invalid(error)))
}

fn failed(error: &wasmtime::Error, store: &Store<State>) -> DeployError {
    match fault::of(error, store.data().meter()) {
        Fault::Invalid(text) => DeployError::Admit(AdmitError::Invalid(text)),
        fault => DeployError::Failed(fault),
    }
}

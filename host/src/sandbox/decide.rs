//! The call of a function, its type compared with the contract's once.
//!
//! Comparing them at every call, name by name, took a tenth of it.

// The audited place for `unsafe`: Wasmtime cannot know that the type was compared.
#![allow(unsafe_code)]

use std::marker::PhantomData;
use std::time::Duration;

use tidegate_pipeline::Fault;
use wasmtime::component::{ComponentExportIndex, Instance, InstancePre, TypedFunc};
use wasmtime::{Engine, Store};

use super::admit::Admitted;
use super::deployed::{DeployError, Interface, State};
use super::fault;
use super::limits::CallLimits;

/// How often a place in the pool is tried for: a call that has one is over soon.
const TRIES: u32 = 1000;

/// Makes instances of one component and calls their `decide`.
pub(super) struct Decide<I> {
    instances: InstancePre<State>,
    decide: ComponentExportIndex,
    interface: PhantomData<I>,
}

impl<I: Interface> Decide<I> {
    /// Links the component and finds `decide` in it, if it has the contract's type.
    ///
    /// # Errors
    /// [`DeployError::WrongWorld`] if not, or what kept an instance from being made.
    pub fn find(engine: &Engine, admitted: &Admitted) -> Result<Self, DeployError> {
        let wrong = |why: String| DeployError::WrongWorld { kind: I::KIND, why };
        let component = &admitted.component;
        let instances = admitted
            .linker(engine)
            .and_then(|linker| linker.instantiate_pre(component))
            .map_err(|error| wrong(format!("{error:#}")))?;
        let interface = component
            .get_export_index(None, I::NAME)
            .ok_or_else(|| wrong(format!("it exports no `{}`", I::NAME)))?;
        let decide = component
            .get_export_index(Some(&interface), "decide")
            .ok_or_else(|| wrong(format!("its `{}` has no `decide`", I::NAME)))?;
        let found = Self { instances, decide, interface: PhantomData };
        let mut tries = 0;
        loop {
            let mut store = State::store(engine, &CallLimits::CONFIGURE);
            let compared = found.instantiate(&mut store).and_then(|instance| {
                instance.get_typed_func::<I::Params<'static>, (I::Answer,)>(&mut store, &decide)
            });
            let Err(error) = compared else { return Ok(found) };
            match fault::of(&error, store.data().meter()) {
                Fault::Busy if tries < TRIES => std::thread::sleep(Duration::from_millis(1)),
                Fault::Invalid(why) => return Err(wrong(why)),
                fault => return Err(DeployError::Failed(fault)),
            }
            tries += 1;
        }
    }

    pub fn instantiate(&self, store: &mut Store<State>) -> wasmtime::Result<Instance> {
        self.instances.instantiate(store)
    }

    /// Makes an instance and calls it.
    pub fn call(
        &self,
        store: &mut Store<State>,
        params: I::Params<'_>,
    ) -> wasmtime::Result<I::Answer> {
        let instance = self.instantiate(store)?;
        let decide = instance
            .get_func(&mut *store, self.decide)
            .ok_or_else(|| wasmtime::format_err!("`decide` is not there"))?;
        // SAFETY: `find` has compared this export of this component with these types, and
        // all instances of a component have its types. A lifetime is no part of a type.
        let decide = unsafe { TypedFunc::<I::Params<'_>, (I::Answer,)>::new_unchecked(decide) };
        let (answer,) = decide.call(store, params)?;
        Ok(answer)
    }
}

//! Why a call failed.

use tidegate_pipeline::Fault;
use wasmtime::{PoolConcurrencyLimitError, Trap};

use super::limits::Meter;

/// Names a failed call. What the guest did to its memory comes first: a refused
/// growth ends in a trap of the guest's own choosing.
pub(super) fn of(error: &wasmtime::Error, meter: &Meter) -> Fault {
    if meter.refused {
        return Fault::Memory;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => return Fault::Deadline,
        Some(_) => return Fault::Trap,
        None => {}
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return Fault::Busy;
    }
    // Neither a trap nor the pool: lifting the answer failed. Wasmtime has no type
    // for spent hostcall fuel, only this message.
    let text = format!("{error:#}");
    if text.contains("hostcall fuel") || text.contains("too much data") {
        return Fault::AnswerSize;
    }
    Fault::Invalid(text)
}

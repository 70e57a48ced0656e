//! The times of builds, taken out of a module's code.
//!
//! componentize-js puts what its clocks would say into two short functions, as a constant. All else
//! of the interpreter is the same at every build.

use std::ops::Range;

use wasm_encoder::{CodeSection, Encode};
use wasmparser::{CodeSectionReader, FunctionBody, Operator};

/// Longest function that is looked into, in bytes: others compute something.
const LONGEST: usize = 32;

/// What may be the time of a build, in nanoseconds since 1970: from 2001 to 2100.
const TIMES: Range<i64> = 1_000_000_000_000_000_000..4_102_444_800_000_000_000;

/// Most functions that are changed.
const MOST: usize = 1000;

/// The instruction that reads a global.
const GLOBAL_GET: u8 = 0x23;

/// A module's functions, which read their times from globals.
pub(super) struct Stamped {
    pub code: CodeSection,
    /// What the globals are to hold, in the order of their indices.
    pub times: Vec<i64>,
}

/// Takes the times out of functions, for globals from an index on to hold.
pub(super) fn take_out(functions: CodeSectionReader<'_>, globals: u32) -> Option<Stamped> {
    let mut stamped = Stamped { code: CodeSection::new(), times: Vec::new() };
    for body in functions {
        let body = body.ok()?;
        let bytes = body.as_bytes();
        if bytes.len() > LONGEST || stamped.times.len() >= MOST {
            stamped.code.raw(bytes);
            continue;
        }
        let next = globals.checked_add(u32::try_from(stamped.times.len()).ok()?)?;
        let (without, times) = unstamped(&body, next)?;
        stamped.code.raw(&without);
        stamped.times.extend(times);
    }
    Some(stamped)
}

/// One function.
fn unstamped(body: &FunctionBody<'_>, mut global: u32) -> Option<(Vec<u8>, Vec<i64>)> {
    let bytes = body.as_bytes();
    let place = |at: u64| usize::try_from(at.checked_sub(body.range().start)?).ok();
    let (mut out, mut times, mut written) = (Vec::new(), Vec::new(), 0);
    let mut operators = body.get_operators_reader().ok()?;
    while !operators.eof() {
        let (operator, start) = operators.read_with_offset().ok()?;
        let Operator::I64Const { value } = operator else { continue };
        if !TIMES.contains(&value) {
            continue;
        }
        out.extend_from_slice(bytes.get(written..place(start)?)?);
        out.push(GLOBAL_GET);
        global.encode(&mut out);
        global = global.checked_add(1)?;
        times.push(value);
        written = place(operators.original_position())?;
    }
    out.extend_from_slice(bytes.get(written..)?);
    Some((out, times))
}

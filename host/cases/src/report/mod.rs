//! What came of cases, told.

mod failing;
pub mod json;
pub mod junit;
pub mod text;

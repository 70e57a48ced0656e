//! Projects of functions, made from templates.

pub mod lang;
pub mod template;

//! Projects of functions, made from templates: `tidegate new`.
//!
//! - [`template`]: where templates stand, and what is filled in
//! - [`lang`]: the languages there are templates for
//! - [`name`]: what a project may be called
//! - [`project`]: a project, and how it is written
//! - [`cli`]: the command

pub mod cli;
mod error;
pub mod lang;
pub mod name;
pub mod project;
pub mod template;

pub use error::NewError;
pub use lang::Lang;
pub use project::Project;

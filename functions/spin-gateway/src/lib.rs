//! The demo under Spin: a `wasi:http` component that asks the four functions,
//! its dependencies in `spin.toml`, and answers as the node does.
//!
//! - `bindings`: the functions' interfaces, as imports
//! - `functions`: the four functions, configured once per instance
//! - `viewer`: the viewer's address, from what Spin says of the connection
//! - `answer`: one request, one response
//!
//! Spin keeps an instance for many requests and lets some overlap. Nothing of a
//! viewer outlives the answer here, and an answer is computed without a pause,
//! so none meets another. What the node does and this cannot: a fresh sandbox
//! for every call, and a safe bottom where a function traps. Under Spin a trap
//! ends the instance, and the requests in it get an empty 500.

#[cfg(target_os = "wasi")]
mod answer;
#[cfg(target_os = "wasi")]
mod bindings;
#[cfg(target_os = "wasi")]
mod functions;
#[cfg(target_os = "wasi")]
mod service;
#[cfg(any(target_os = "wasi", test))]
mod viewer;

//! The demo under Spin: a `wasi:http` component that asks the four functions,
//! its dependencies in `spin.toml`, and answers as the node does.
//!
//! - `bindings`: the functions' interfaces, as imports
//! - `functions`: the four functions, configured once per instance
//! - `sources`: what facts are gathered from, read once per instance
//! - `peer`: the other end of the connection, by Spin's word
//! - `answer`: one request, one response
//!
//! It is `tidegate dev` under Spin: the demo's places, grid and ladder, proxies on
//! the loopback believed, overrides of facts allowed. Everything between the
//! request's head and the response's is the node's own code, of `tidegate-facts`
//! and `tidegate-pipeline`. `tests/spin` holds the two against each other.
//!
//! Spin keeps an instance for many requests and lets some overlap. Nothing of a
//! viewer outlives the answer here, and an answer is computed without a pause,
//! so none meets another. What the node does and this cannot: a fresh sandbox
//! for every call, and a safe bottom where a function traps. Under Spin a trap
//! ends the instance, and the requests in it get an empty 500. Nor can it time the
//! stages or name the functions' digests: it cannot see what was composed into it.

#[cfg(target_os = "wasi")]
mod answer;
#[cfg(target_os = "wasi")]
mod bindings;
#[cfg(target_os = "wasi")]
mod functions;
#[cfg(any(target_os = "wasi", test))]
mod peer;
#[cfg(target_os = "wasi")]
mod service;
#[cfg(target_os = "wasi")]
mod sources;

//! Who may use a node's admin API. It deploys code, so it is never open by default.
//!
//! | listener | who is let in |
//! |---|---|
//! | a loopback address, no tokens | whoever is on the machine, but no web page and no proxy |
//! | any address, TLS and tokens | who knows a [token](tokens) |
//! | any address, TLS and a client authority | who has a certificate of that authority |
//!
//! With tokens and an authority both are asked for. An address other than loopback
//! without one of the two is refused as a configuration, and so is one without TLS:
//! a token that crosses a network in the clear is everybody's. On loopback, tokens need
//! no TLS; they keep the machine's other users out.
//!
//! - [`settings`]: what may be configured;
//! - [`policy`]: what is asked of a request;
//! - [`tokens`]: the file of tokens;
//! - [`tls`]: the server's side of TLS;
//! - [`page`]: how a request that a web page made is told.

pub mod page;
pub mod policy;
pub mod settings;
pub mod tls;
pub mod tokens;

pub use policy::{Caller, Denied, Policy};
pub use settings::{Settings, SettingsError};
pub use tokens::{Token, Tokens};

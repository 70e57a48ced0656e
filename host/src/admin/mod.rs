//! The admin API of a node.
//!
//! - [`api`]: what may be asked
//! - [`listen`]: who may ask, over TLS or on this machine

pub mod api;
pub mod listen;

use std::net::SocketAddr;

use tidegate_access::settings::Access;

/// Where the admin API listens, and to whom.
#[derive(Debug)]
pub struct Admin {
    /// The address. Port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Who is let in.
    pub access: Access,
}

//! The demo: an origin, a node and example viewers in one command.
//!
//! - [`origin`]: the demo origin
//! - [`own`]: a function of the developer's own in it
//! - [`config`]: the demo node's configuration
//! - [`tour`]: what is printed

pub mod config;
pub mod origin;
pub mod own;
mod tour;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;

use crate::cli::{assemble_on, stopped};
use crate::listen;
use crate::sandbox::Engines;
use own::Own;

/// Serves the demo until it is told to stop.
///
/// # Errors
/// When a port cannot be bound or a function cannot be deployed.
pub async fn run(address: SocketAddr, function: Option<&Path>, json: bool) -> Result<()> {
    let own = function.map(Own::find).transpose()?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address} (another port: --listen 127.0.0.1:0)"))?;
    let origin = origin::start().await.context("starting the demo origin")?;
    let mut config = config::demo(address, origin)?;
    if let Some(own) = &own {
        own.replace(&mut config.functions)?;
    }
    let functions = config.functions.clone();
    // Functions that have not changed are not compiled again.
    let compiled = tempfile::tempdir().context("a directory for machine code")?;
    config.compiled = Some(compiled.path().to_owned());
    let mut engines = Engines::for_work(config.server.calls)?;
    engines.reload();
    let node = Arc::new(assemble_on(engines, config).await?);
    if let Some(own) = own {
        tokio::spawn(own.follow(Arc::clone(&node), functions));
    }
    let address = listener.local_addr()?;
    let tour = tour::take(&node).await?;
    if json {
        println!("{}", tour.json(address, origin));
    } else {
        print!("{}", tour.text(address, origin));
    }
    listen::serve(listener, node, stopped()).await;
    Ok(())
}

//! The demo: an origin, a node and example viewers in one command.
//!
//! - [`origin`]: the demo origin
//! - [`config`]: the demo node's configuration
//! - [`tour`]: what is printed

pub mod config;
pub mod origin;
mod tour;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;

use crate::cli::{assemble, stopped};
use crate::listen;

/// Serves the demo until it is told to stop.
///
/// # Errors
/// When a port cannot be bound or a function cannot be deployed.
pub async fn run(address: SocketAddr, json: bool) -> Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address} (another port: --listen 127.0.0.1:0)"))?;
    let origin = origin::start().await.context("starting the demo origin")?;
    let node = Arc::new(assemble(config::demo(address, origin)?).await?);
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

//! The front: HTTP/1.1 and HTTP/2 from viewers.
//!
//! - [`handle`](mod@handle): which of the two ways a request takes
//! - [`manifest`]: the way of manifests: facts, decisions, origin, manifest
//! - [`respond`]: what goes out on the wire
//! - [`upstream`]: what of a viewer's request an origin gets to see

pub mod handle;
pub mod manifest;
pub mod respond;
pub mod upstream;

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::node::Node;

/// For a request's head to arrive: ends connections that trickle, or that never ask.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// Largest head of a request, in bytes; HTTP/1 answers 431 beyond it.
const LARGEST_HEAD: usize = 32 << 10;

/// Streams of one HTTP/2 connection at once.
const STREAMS: u32 = 128;

/// For open connections to finish once the node is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop` completes, then lets open requests finish.
pub async fn serve(listener: TcpListener, node: Arc<Node>, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(usize::try_from(node.limits.connections).unwrap_or(1)));
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .keep_alive(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(20)))
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(LARGEST_HEAD).unwrap_or(u32::MAX));
    let graceful = GracefulShutdown::new();
    let watch = {
        let node = Arc::clone(&node);
        tokio::spawn(async move { node.sources.watch().await })
    };
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let node = Arc::clone(&node);
        let heard = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&heard);
        let service = service_fn(move |request| {
            asked.store(true, Ordering::Relaxed);
            let node = Arc::clone(&node);
            async move { Ok::<_, Infallible>(handle::handle(&node, peer.ip(), request).await) }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection ends in an error when a viewer goes away or sends
            // nonsense; hyper has answered what there is to answer.
            if let Err(error) = while_asked(connection, &heard).await {
                tracing::debug!(error, "a connection ended early");
            }
            drop(place);
        });
    }
    watch.abort();
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open after {} s", DRAIN.as_secs());
    }
}

/// Drives a connection; gives it up if nobody has asked anything on it in time.
/// hyper waits for ever for the bytes that tell one version of HTTP from the other.
async fn while_asked<E: std::fmt::Display>(
    connection: impl Future<Output = Result<(), E>>,
    heard: &AtomicBool,
) -> Result<(), String> {
    tokio::pin!(connection);
    match tokio::time::timeout(HEAD_WITHIN, &mut connection).await {
        Ok(ended) => ended,
        Err(_) if heard.load(Ordering::Relaxed) => connection.await,
        Err(_) => return Err("no request came".to_owned()),
    }
    .map_err(|error| error.to_string())
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, std::net::SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Small answers should leave at once; a failure costs latency only.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            // Out of descriptors, mostly: waiting lets some close.
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

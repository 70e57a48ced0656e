//! The demo origin: the ladder's playlists on a port of their own. There is no
//! media behind them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tidegate_demo::File;
use tokio::net::TcpListener;

type Files = HashMap<String, File>;

/// Starts the origin on a free port of the loopback and returns its address.
/// It ends with the runtime.
///
/// # Errors
/// When there is no port to be had.
pub async fn start() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let files: Files =
        tidegate_demo::ladder().into_iter().map(|file| (format!("/{}", file.path), file)).collect();
    tokio::spawn(serve(listener, Arc::new(files)));
    Ok(address)
}

async fn serve(listener: TcpListener, files: Arc<Files>) {
    while let Ok((stream, _)) = listener.accept().await {
        let files = Arc::clone(&files);
        tokio::spawn(async move {
            let service = service_fn(move |request: Request<Incoming>| {
                let answer = answer(&files, request.uri().path());
                async move { Ok::<_, Infallible>(answer) }
            });
            // The only viewer of this origin is the node beside it.
            let _ = Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn fresh() -> HeaderValue {
    HeaderValue::try_from(format!("max-age={}", tidegate_demo::FRESH_FOR))
        .unwrap_or_else(|_| HeaderValue::from_static("no-store"))
}

fn answer(files: &Files, path: &str) -> Response<Full<Bytes>> {
    let Some(file) = files.get(path) else {
        let mut missing = Response::new(Full::from(tidegate_demo::NO_MEDIA));
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let mut found = Response::new(Full::from(file.body.clone()));
    let headers = found.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    headers.insert(header::CACHE_CONTROL, fresh());
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    found
}

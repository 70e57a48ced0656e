//! The demo origin: the film's and the live channel's manifests on a port of their
//! own, and a page to try them on. There is no media behind them.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;

use crate::explain;

/// Starts the origin on a free port of the loopback and returns its address.
/// It ends with the runtime.
///
/// # Errors
/// When there is no port to be had.
pub async fn start() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener));
    Ok(address)
}

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let service = service_fn(|request: Request<Incoming>| {
                let answer = answer(request.uri().path());
                async move { Ok::<_, Infallible>(answer) }
            });
            // The only viewer of this origin is the node beside it.
            let _ = Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn answer(path: &str) -> Response<Full<Bytes>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() {
        let mut page = Response::new(Full::from(tidegate_demo::PAGE));
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        page.headers_mut().insert(header::CONTENT_TYPE, html);
        return page;
    }
    let Some((file, fresh)) = tidegate_demo::at(path, explain::now()) else {
        let mut missing = Response::new(Full::from(tidegate_demo::NO_MEDIA));
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let mut found = Response::new(Full::from(file.body));
    let headers = found.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    let fresh = HeaderValue::try_from(format!("max-age={fresh}"));
    let fresh = fresh.unwrap_or_else(|_| HeaderValue::from_static("no-store"));
    headers.insert(header::CACHE_CONTROL, fresh);
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    found
}

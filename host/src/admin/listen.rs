//! Who may ask the admin API, over TLS or on this machine.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tidegate_access::settings::Access;
use tidegate_access::{Denied, Policy};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Connections at once: operators are few.
const CONNECTIONS: usize = 64;

/// For a TLS handshake and for the head of a request.
const WITHIN: Duration = Duration::from_secs(10);

/// Serves the API until it is aborted. A deploy that is under way then has swapped or has not.
pub async fn serve(listener: TcpListener, access: Access, api: Router) {
    let Access { policy, tls } = access;
    let policy = Arc::new(policy);
    let tls = tls.map(|tls| TlsAcceptor::from(Arc::new(tls)));
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept an admin connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (policy, tls, api) = (Arc::clone(&policy), tls.clone(), api.clone());
        tokio::spawn(async move {
            match tls {
                None => answer(stream, peer, false, policy, api).await,
                Some(tls) => match tokio::time::timeout(WITHIN, tls.accept(stream)).await {
                    Ok(Ok(stream)) => answer(stream, peer, true, policy, api).await,
                    Ok(Err(error)) => tracing::warn!(%error, "an admin connection is refused"),
                    Err(_) => tracing::warn!("an admin connection is refused: no TLS in time"),
                },
            }
            drop(place);
        });
    }
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    peer: SocketAddr,
    tls: bool,
    policy: Arc<Policy>,
    api: Router,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (policy, api) = (Arc::clone(&policy), api.clone());
        async move {
            let (parts, body) = request.into_parts();
            let answered = match policy.check(&parts, peer, tls) {
                Err(denied) => refuse(denied),
                Ok(caller) => {
                    tracing::info!(?caller, method = %parts.method, path = parts.uri.path(), "admin");
                    match api.oneshot(Request::from_parts(parts, Body::new(body))).await {
                        Ok(response) => response,
                        Err(never) => match never {},
                    }
                }
            };
            Ok::<_, Infallible>(answered)
        }
    });
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(WITHIN);
    if let Err(error) = server.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(error, "an admin connection ended early");
    }
}

/// RFC 9110 sections 15.5.2 and 15.5.4.
fn refuse(denied: Denied) -> Response {
    let status = match denied {
        Denied::NoToken | Denied::WrongToken => StatusCode::UNAUTHORIZED,
        _ => StatusCode::FORBIDDEN,
    };
    tracing::warn!(%denied, "an admin request is refused");
    let told = axum::Json(serde_json::json!({ "refused": denied.to_string() }));
    match status {
        StatusCode::UNAUTHORIZED => {
            (status, [(http::header::WWW_AUTHENTICATE, "Bearer")], told).into_response()
        }
        _ => (status, told).into_response(),
    }
}

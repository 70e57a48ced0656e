//! An origin of a test's own: files by path, and what is posted to it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// One file: its media type and its bytes.
#[derive(Clone, Debug)]
pub struct File {
    /// E.g. `text/html`.
    pub content_type: HeaderValue,
    /// The bytes.
    pub body: Bytes,
}

impl File {
    /// A file of a media type.
    #[must_use]
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { content_type: HeaderValue::from_static(content_type), body: body.into() }
    }
}

/// A running origin on the loopback, ended when dropped.
#[derive(Debug)]
pub struct Origin {
    address: SocketAddr,
    posts: UnboundedReceiver<Bytes>,
    task: JoinHandle<()>,
}

impl Origin {
    /// Serves files by their paths below the root, e.g. `tide/main.m3u8`, on a free port.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub async fn serve(files: HashMap<String, File>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (sender, posts) = unbounded_channel();
        let task = tokio::spawn(accept(listener, Arc::new(files), sender));
        Ok(Self { address, posts, task })
    }

    /// Its root, e.g. `http://127.0.0.1:41513/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Waits for the body of the next POST, whatever its path.
    ///
    /// # Errors
    /// When none comes in time.
    pub async fn posted(&mut self, within: Duration) -> Result<Bytes> {
        tokio::time::timeout(within, self.posts.recv())
            .await
            .with_context(|| format!("nothing was posted within {within:?}"))?
            .context("the origin has ended")
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    files: Arc<HashMap<String, File>>,
    posts: UnboundedSender<Bytes>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (files, posts) = (Arc::clone(&files), posts.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let (files, posts) = (Arc::clone(&files), posts.clone());
                async move { Ok::<_, Infallible>(answer(&files, &posts, request).await) }
            });
            // A client that goes away is the test's to notice, by what it lacks.
            let _ = Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    files: &HashMap<String, File>,
    posts: &UnboundedSender<Bytes>,
    request: Request<Incoming>,
) -> Response<Full<Bytes>> {
    if request.method() == Method::POST {
        let posted = request.into_body().collect().await;
        let taken = posted.is_ok_and(|body| posts.send(body.to_bytes()).is_ok());
        return empty(if taken { StatusCode::NO_CONTENT } else { StatusCode::BAD_REQUEST });
    }
    let path = request.uri().path();
    let Some(file) = files.get(path.strip_prefix('/').unwrap_or(path)) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let mut found = Response::new(Full::new(file.body.clone()));
    found.headers_mut().insert(header::CONTENT_TYPE, file.content_type.clone());
    found
}

fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

//! One GET, bounded in time and size.

use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Request, Response};
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::feed::Failure;
use crate::reason::innermost;

/// For a request to be answered, whole.
pub const WITHIN: Duration = Duration::from_secs(10);

/// Largest answer that is read, in bytes: ten times a day of a British region with
/// what generates it.
pub const LARGEST_ANSWER: usize = 1 << 20;

/// Sends a GET and reads the answer whole. Redirects are answers: nobody but the
/// configured host is asked.
pub trait Get: Send + Sync + 'static {
    /// # Errors
    /// What kept the answer from being read.
    fn get(
        &self,
        request: Request<Empty<Bytes>>,
    ) -> impl Future<Output = Result<Response<Bytes>, Failure>> + Send;
}

/// Over HTTP/1.1, with TLS for `https`. No connection is kept from one poll to the next.
pub struct Client {
    pool: Pool,
    within: Duration,
}

enum Pool {
    Plain(Pooled<HttpConnector, Empty<Bytes>>),
    Secure(Pooled<HttpsConnector<HttpConnector>, Empty<Bytes>>),
}

impl Client {
    /// A client for `http` alone.
    #[must_use]
    pub fn plain(within: Duration) -> Self {
        let pool = Pooled::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector(within));
        Self { pool: Pool::Plain(pool), within }
    }

    /// A client for `https` too, which trusts what this system trusts: its certificate
    /// store, or what `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
    ///
    /// # Errors
    /// The system has no certificate store that can be read.
    pub fn secure(within: Duration) -> std::io::Result<Self> {
        let tls = HttpsConnectorBuilder::new().with_native_roots()?;
        let mut connector = connector(within);
        connector.enforce_http(false);
        let pool = Pooled::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(tls.https_or_http().enable_http1().wrap_connector(connector));
        Ok(Self { pool: Pool::Secure(pool), within })
    }
}

fn connector(within: Duration) -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(within));
    connector
}

impl Get for Client {
    async fn get(&self, mut request: Request<Empty<Bytes>>) -> Result<Response<Bytes>, Failure> {
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let agent = concat!("tidegate/", env!("CARGO_PKG_VERSION"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
        let asking = async {
            let answer = match &self.pool {
                Pool::Plain(pool) => pool.request(request).await,
                Pool::Secure(pool) => pool.request(request).await,
            };
            let answer = answer.map_err(|error| unreachable(&error))?;
            let (head, body) = answer.into_parts();
            let coding = head.headers.get(header::CONTENT_ENCODING);
            if coding.is_some_and(|coding| coding != "identity") {
                return Err(Failure::Encoded);
            }
            match Limited::new(body, LARGEST_ANSWER).collect().await {
                Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
                Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge),
                Err(_) => Err(Failure::CutShort),
            }
        };
        tokio::time::timeout(self.within, asking).await.unwrap_or(Err(Failure::TooSlow))
    }
}

fn unreachable(error: &hyper_util::client::legacy::Error) -> Failure {
    let mut reason = innermost(error);
    reason.truncate(reason.floor_char_boundary(200));
    Failure::Unreachable(reason)
}

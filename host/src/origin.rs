//! Origins: a pooled client under a timeout and a bound on what is under way.

use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tidegate_pipeline::Problem;
use tower::{BoxError, ServiceBuilder, ServiceExt};

use crate::listen::upstream::Upstream;

/// Largest manifest that is read, in bytes, as decoded.
pub const LARGEST_MANIFEST: usize = 8 << 20;

/// Requests to one origin under way at once; more are turned away.
const UNDER_WAY: usize = 1024;

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(60);

/// Request headers of a viewer that an origin needs; no other is passed on but for
/// cookies where the route says so: addresses and identifiers stay at the node.
const PASSED_ON: [header::HeaderName; 7] = [
    header::ACCEPT,
    header::IF_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::IF_RANGE,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
];

type Client_ = Client<HttpConnector, Empty<Bytes>>;
type Stack =
    tower::load_shed::LoadShed<tower::limit::ConcurrencyLimit<tower::timeout::Timeout<Client_>>>;

/// One origin.
#[derive(Clone)]
pub struct Origin {
    base: Uri,
    timeout: Duration,
    stack: Stack,
}

/// A manifest as an origin gave it.
#[derive(Debug)]
pub struct Fetched {
    /// The text.
    pub text: String,
    /// For how many seconds the origin says it is fresh.
    pub age: Option<u32>,
    /// The headers that browsers need from the origin.
    pub cors: HeaderMap,
}

impl Origin {
    /// An origin below `base`, whose path ends in `/`.
    #[must_use]
    pub fn new(base: &Uri, timeout: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(timeout));
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        let stack = ServiceBuilder::new()
            .load_shed()
            .concurrency_limit(UNDER_WAY)
            .timeout(timeout)
            .service(client);
        Self { base: base.clone(), timeout, stack }
    }

    /// Asks for what lies at `path` below the origin.
    ///
    /// # Errors
    /// A [`Problem`] for the viewer.
    pub async fn ask(
        &self,
        method: &Method,
        path: &str,
        passed: &Upstream,
        viewer: &HeaderMap,
    ) -> Result<Response<Incoming>, Problem> {
        let mut request = Request::new(Empty::new());
        *request.method_mut() = method.clone();
        *request.uri_mut() = self.uri(path, passed.query.as_deref())?;
        for name in &PASSED_ON {
            if let Some(value) = viewer.get(name) {
                request.headers_mut().insert(name, value.clone());
            }
        }
        if let Some(cookie) = &passed.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.clone());
        }
        request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        self.stack.clone().oneshot(request).await.map_err(|error| problem(&error))
    }

    /// Fetches a manifest.
    ///
    /// # Errors
    /// A [`Problem`] for the viewer.
    pub async fn manifest(&self, path: &str, passed: &Upstream) -> Result<Fetched, Problem> {
        let answer = self.ask(&Method::GET, path, passed, &HeaderMap::new()).await?;
        self.read(answer).await
    }

    /// Reads an answer as a manifest, whole or not at all.
    ///
    /// # Errors
    /// A [`Problem`] for the viewer.
    pub async fn read(&self, answer: Response<Incoming>) -> Result<Fetched, Problem> {
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(Problem::NotAtOrigin { gone: false }),
            StatusCode::GONE => return Err(Problem::NotAtOrigin { gone: true }),
            status => return Err(Problem::OriginRefused(status.as_u16())),
        }
        let (head, body) = answer.into_parts();
        if head.headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return Err(Problem::OriginInvalid("it is encoded, though not asked to be".to_owned()));
        }
        let whole =
            tokio::time::timeout(self.timeout, Limited::new(body, LARGEST_MANIFEST).collect());
        let bytes = match whole.await {
            Err(_) => return Err(Problem::OriginTimeout),
            Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
                return Err(Problem::OriginInvalid(format!(
                    "it is larger than {LARGEST_MANIFEST} bytes"
                )));
            }
            Ok(Err(_)) => return Err(Problem::OriginInvalid("it was cut short".to_owned())),
            Ok(Ok(body)) => body.to_bytes(),
        };
        let text = String::from_utf8(bytes.into())
            .map_err(|_| Problem::OriginInvalid("it is not UTF-8".to_owned()))?;
        Ok(Fetched { text, age: age(&head.headers), cors: cors(&head.headers) })
    }

    fn uri(&self, path: &str, query: Option<&str>) -> Result<Uri, Problem> {
        let malformed = |_| Problem::BadRequest("its path is no URI".to_owned());
        let base = self.base.path();
        let path_and_query = match query {
            Some(query) => format!("{base}{path}?{query}"),
            None => format!("{base}{path}"),
        };
        let mut parts = self.base.clone().into_parts();
        parts.path_and_query = Some(path_and_query.parse().map_err(malformed)?);
        Uri::from_parts(parts).map_err(|_| Problem::BadRequest("its path is no URI".to_owned()))
    }
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin").field("base", &self.base).finish_non_exhaustive()
    }
}

fn problem(error: &BoxError) -> Problem {
    if error.is::<tower::timeout::error::Elapsed>() {
        Problem::OriginTimeout
    } else if error.is::<tower::load_shed::error::Overloaded>() {
        Problem::Overloaded
    } else {
        Problem::OriginUnreachable
    }
}

/// `max-age` (RFC 9111 section 5.2.2.1) less `Age`; 0 for `no-store` and `no-cache`.
fn age(headers: &HeaderMap) -> Option<u32> {
    let control = headers.get(header::CACHE_CONTROL)?.to_str().ok()?;
    let mut longest = None;
    for directive in control.split(',').map(str::trim) {
        if directive.eq_ignore_ascii_case("no-store") || directive.eq_ignore_ascii_case("no-cache")
        {
            return Some(0);
        }
        if let Some((name, seconds)) = directive.split_once('=')
            && name.eq_ignore_ascii_case("max-age")
        {
            longest = seconds.trim_matches('"').parse::<u32>().ok();
        }
    }
    let passed = headers
        .get(header::AGE)
        .and_then(|age| age.to_str().ok()?.parse::<u32>().ok())
        .unwrap_or(0);
    longest.map(|longest| longest.saturating_sub(passed))
}

/// What lets a page of another site read the answer; the origin's to say.
fn cors(headers: &HeaderMap) -> HeaderMap {
    headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("access-control-"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            })
            .collect()
    }

    #[test]
    fn freshness_is_what_is_left_of_max_age() {
        for (pairs, expected) in [
            (&[][..], None),
            (&[("cache-control", "public, max-age=60")], Some(60)),
            (&[("cache-control", "max-age=60"), ("age", "20")], Some(40)),
            (&[("cache-control", "max-age=60"), ("age", "90")], Some(0)),
            (&[("cache-control", "max-age=60, no-store")], Some(0)),
            (&[("cache-control", "public")], None),
        ] {
            assert_eq!(age(&headers(pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn the_path_stays_below_the_base() {
        let base = Uri::from_static("http://127.0.0.1:9/vod/");
        let origin_uri = |path, query| {
            let parts = (path, query);
            Origin::new(&base, Duration::from_secs(1)).uri(parts.0, parts.1).unwrap().to_string()
        };
        assert_eq!(origin_uri("a/b.m3u8", None), "http://127.0.0.1:9/vod/a/b.m3u8");
        assert_eq!(origin_uri("a.m3u8", Some("x=1")), "http://127.0.0.1:9/vod/a.m3u8?x=1");
    }
}

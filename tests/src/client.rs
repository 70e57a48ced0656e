//! One HTTP request, answered whole.

use anyhow::Result;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Sends a request and reads the answer to its end.
///
/// # Errors
/// When the connection fails.
pub async fn send(request: Request<Empty<Bytes>>) -> Result<Response<Bytes>> {
    let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let (head, body) = client.request(request).await?.into_parts();
    Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
}

/// GETs a URL with request headers.
///
/// # Errors
/// When the URL or a header is malformed, or the connection fails.
pub async fn get(url: &str, headers: &[(&str, &str)]) -> Result<Response<Bytes>> {
    let mut request = Request::get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request.body(Empty::new())?).await
}

//! The component's export.

use std::time::{SystemTime, UNIX_EPOCH};

use http_body_util::Full;
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

use crate::answer::answer;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (head, _body) = request.into_parts();
    answer(&head, now).map(Full::new)
}

//! What may be asked of a node.
//!
//! | request | body | answer |
//! |---|---|---|
//! | `GET /v1/status` | | what runs, what is tried, what ran |
//! | `GET /v1/differences` | | answers that differ between what runs and the candidate |
//! | `POST /v1/deploy` | [`Asked`] | a line of JSON for each [`Event`], the last `ended` or `refused` |
//! | `POST /v1/promote` | `{}` | the status |
//! | `POST /v1/rollback` | `{ "to": VERSION }` or `{}` | the status |
//!
//! What cannot be done is answered 409 with `refused`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::{StatusCode, header};
use http_body_util::channel::Channel;
use hyper::body::Frame;
use serde::Deserialize;

use crate::bundles::step::{Event, Steps};
use crate::bundles::{Asked, Deployer, NotDone};

/// Largest request, in bytes.
const LARGEST: usize = 64 << 10;

/// Lines that wait for whoever reads slowly; then they are dropped, but for the last.
const WAITING: usize = 256;

/// The API of one deployer.
pub fn router(deployer: Arc<Deployer>) -> Router {
    Router::new()
        .route("/v1/status", get(status))
        .route("/v1/differences", get(differences))
        .route("/v1/deploy", post(deploy))
        .route("/v1/promote", post(promote))
        .route("/v1/rollback", post(rollback))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(deployer)
}

async fn status(State(deployer): State<Arc<Deployer>>) -> Response {
    Json(deployer.status()).into_response()
}

async fn differences(State(deployer): State<Arc<Deployer>>) -> Response {
    Json(deployer.differences()).into_response()
}

async fn promote(
    State(deployer): State<Arc<Deployer>>,
    Json(Nothing {}): Json<Nothing>,
) -> Response {
    done(&deployer, deployer.promote().await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Back {
    to: Option<u64>,
}

async fn rollback(State(deployer): State<Arc<Deployer>>, Json(back): Json<Back>) -> Response {
    done(&deployer, deployer.rollback(back.to).await)
}

fn done(deployer: &Deployer, done: Result<(), NotDone>) -> Response {
    match done {
        Ok(()) => Json(deployer.status()).into_response(),
        Err(why) => refused(&why),
    }
}

fn refused(why: &NotDone) -> Response {
    let told = Json(serde_json::json!({ "refused": why.to_string() }));
    (StatusCode::CONFLICT, told).into_response()
}

/// The deploy goes on if whoever asked for it goes away.
async fn deploy(State(deployer): State<Arc<Deployer>>, Json(asked): Json<Asked>) -> Response {
    let turn = match deployer.turn() {
        Ok(turn) => turn,
        Err(why) => return refused(&why),
    };
    let (mut lines, body) = Channel::<Bytes, std::convert::Infallible>::new(WAITING);
    tokio::spawn(async move {
        let mut refusal = None;
        let mut hear = |event: Event| {
            if let Event::Refused { .. } = &event {
                refusal = Some(event);
            } else {
                let _ = lines.try_send(Frame::data(line(&event)));
            }
        };
        let done = deployer.deploy(turn, &asked, &mut Steps::new(&mut hear)).await;
        let last = match done {
            Ok(()) => Event::Ended { status: deployer.status() },
            Err(why) => {
                tracing::warn!(%why, "a deploy is refused");
                refusal.unwrap_or_else(|| Event::Refused {
                    step: "deploy".to_owned(),
                    why: why.to_string(),
                })
            }
        };
        let _ = lines.send_data(line(&last)).await;
    });
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::new(body)).into_response()
}

fn line(event: &Event) -> Bytes {
    let mut line = serde_json::to_vec(event).unwrap_or_default();
    line.push(b'\n');
    line.into()
}

//! A node, asked by viewers and by operators.

use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, Response};
use serde_json::Value;
use tidegate_tests::client::get;
use tidegate_tests::node::Process;

use crate::workshop::{Said, TIDEGATE, tidegate};

/// What a viewer in France asks for.
pub const FILM: &str = "/tide/main.m3u8";

/// For what has to happen by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running node.
pub struct Node {
    pub process: Process,
    /// Its admin API.
    pub admin: String,
}

impl Node {
    /// Starts a node with a configuration file.
    pub async fn start(config: &Path) -> Self {
        Self::start_with(config, "RUST_BACKTRACE=0").await
    }

    /// The same with a variable of the environment, `NAME=VALUE`.
    pub async fn start_with(config: &Path, variable: &str) -> Self {
        let arguments =
            ["TIDEGATE_LOG=tidegate=info", variable, TIDEGATE, "run", config.to_str().unwrap()];
        let process = Process::start("env", &arguments).await.unwrap();
        let admin = process.admin.clone().expect("no admin API");
        Self { process, admin }
    }

    /// Asks as a viewer in France.
    pub async fn ask(&self) -> Response<Bytes> {
        self.ask_as(FILM, &[("x-forwarded-for", "192.0.2.1")]).await
    }

    /// Asks as a viewer.
    pub async fn ask_as(&self, path: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
        get(&format!("{}{path}", self.process.url), headers).await.unwrap()
    }

    /// The digests of the functions that answer a viewer in France.
    pub async fn digests(&self) -> Vec<String> {
        let answer = self.ask().await;
        assert_eq!(answer.status(), 200, "{:?}", self.process.log());
        let digests = digests(&answer);
        assert_eq!(digests.len(), 4, "{:?}", answer.headers());
        digests
    }

    /// Has an operator's command done.
    pub async fn operate(&self, arguments: &[&str]) -> Said {
        tidegate(&[arguments, &["--node", &self.admin]].concat()).await
    }

    /// Has a bundle deployed.
    pub async fn deploy(&self, reference: &str, more: &[&str]) -> Said {
        self.operate(&[&["deploy", reference], more].concat()).await
    }

    /// What it says that it runs.
    pub async fn status(&self) -> Value {
        serde_json::from_str(&self.operate(&["status", "--json"]).await.done()).unwrap()
    }

    /// Waits until its status is as it should be, and returns that.
    #[track_caller]
    pub fn until(&self, what: impl Fn(&Value) -> bool) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let start = Instant::now();
            loop {
                let status = self.status().await;
                if what(&status) {
                    return status;
                }
                assert!(start.elapsed() < PATIENCE, "{caller}: {status}");
            }
        }
    }

    /// The version that runs.
    pub async fn version(&self) -> Option<u64> {
        self.status().await["running"]["version"].as_u64()
    }
}

/// The digests of the functions that answered, in their order.
pub fn digests(answer: &Response<Bytes>) -> Vec<String> {
    digests_of(answer.headers())
}

/// The same of an answer's head.
pub fn digests_of(headers: &HeaderMap) -> Vec<String> {
    let header = headers.get("tidegate-decision");
    let header = header.map_or("", |value| value.to_str().unwrap());
    let parts = header.split("d=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

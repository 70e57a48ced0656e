//! How a node's admin API is reached.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::{Certificate, Identity, Response, Url};
use serde_json::Value;

/// Which node, and who asks.
#[derive(Debug, clap::Args)]
pub struct NodeArgs {
    /// The node's admin API.
    #[arg(long, env = "TIDEGATE_NODE", default_value = "http://127.0.0.1:7070")]
    pub node: Url,
    /// A file that holds the token.
    #[arg(long, value_name = "FILE", env = "TIDEGATE_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Authorities, PEM, that the node's certificate may be of, besides the system's.
    #[arg(long, value_name = "FILE")]
    pub authority: Option<PathBuf>,
    /// Our own certificate and key, PEM, in one file.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// Print what the node says as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Longest line or answer that is taken, in bytes.
const LONGEST: usize = 16 << 20;

/// Reaches one node.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    node: Url,
    token: Option<String>,
}

impl Client {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub fn new(args: &NodeArgs) -> Result<Self> {
        // Another part of this program may have set it already, to the same.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none());
        if let Some(file) = &args.authority {
            for certificate in named(file, Certificate::from_pem_bundle(&read(file)?))? {
                http = http.add_root_certificate(certificate);
            }
        }
        if let Some(file) = &args.identity {
            http = http.identity(named(file, Identity::from_pem(&read(file)?))?);
        }
        let token = match &args.token_file {
            None => None,
            Some(file) => {
                Some(String::from_utf8(read(file)?).context("the token")?.trim().to_owned())
            }
        };
        if token.is_some() && args.node.scheme() != "https" && !is_this_machine(&args.node) {
            bail!("{}: a token is sent by https alone, or to this machine", args.node);
        }
        Ok(Self { http: http.build().context("TLS")?, node: args.node.clone(), token })
    }

    /// Asks.
    ///
    /// # Errors
    /// When there is no answer, or it is a refusal.
    pub async fn get(&self, path: &str) -> Result<Value> {
        whole(self.send(self.http.get(self.url(path)?)).await?).await
    }

    /// Has something done.
    ///
    /// # Errors
    /// When there is no answer, or it is a refusal.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        whole(self.sent(path, body).await?).await
    }

    /// Has something done that takes long, and hears of it line by line.
    ///
    /// # Errors
    /// When there is no answer, it is a refusal, or `hear` fails.
    pub async fn lines(
        &self,
        path: &str,
        body: &Value,
        mut hear: impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        let mut answer = self.sent(path, body).await?;
        let mut half = Vec::new();
        while let Some(chunk) = answer.chunk().await.context("the node's answer")? {
            for part in chunk.split_inclusive(|byte| *byte == b'\n') {
                half.extend_from_slice(part);
                if half.len() > LONGEST {
                    bail!("the node's answer is too long");
                }
                if half.ends_with(b"\n") {
                    hear(String::from_utf8_lossy(&half).trim_end())?;
                    half.clear();
                }
            }
        }
        Ok(())
    }

    async fn sent(&self, path: &str, body: &Value) -> Result<Response> {
        let request = self
            .http
            .post(self.url(path)?)
            .header("content-type", "application/json")
            .body(body.to_string());
        self.send(request).await
    }

    fn url(&self, path: &str) -> Result<Url> {
        self.node.join(path).context("--node")
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response> {
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let answer = request.send().await.with_context(|| format!("asking {}", self.node))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let told = whole(answer).await.unwrap_or_default();
        match told.get("refused").and_then(Value::as_str) {
            Some(why) => bail!("{why}"),
            None => bail!("{} answers {status}", self.node),
        }
    }
}

async fn whole(mut answer: Response) -> Result<Value> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.context("the node's answer")? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST {
            bail!("the node's answer is too long");
        }
    }
    serde_json::from_slice(&bytes).context("the node's answer")
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    const LARGEST: usize = 1 << 20;
    tidegate_bundle::config::document::read_capped(file, LARGEST)
        .with_context(|| file.display().to_string())
}

fn named<T>(file: &Path, read: reqwest::Result<T>) -> Result<T> {
    read.with_context(|| file.display().to_string())
}

//! One decision, told in full.
//!
//! - [`fact`]: facts as text
//! - [`words`]: decisions and limits in a few words
//! - [`text`]: the story for people
//! - [`json`]: the story for programs

pub mod fact;
pub mod json;
pub mod text;
pub mod words;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use tidegate_pipeline::{Problem, request};

use crate::cli::{ExplainArgs, assemble};
use crate::config::Config;
use crate::dev;
use crate::listen::manifest::{Asked, Told, tell};
use crate::node::Node;
use crate::replay;

/// Tells how a request would be decided, without a node listening.
///
/// # Errors
/// When the configuration cannot be used or the URL leads nowhere.
pub async fn run(args: &ExplainArgs) -> Result<()> {
    let config = match &args.config {
        Some(file) => Config::load(file)?,
        None => {
            let origin = dev::origin::start().await.context("starting the demo origin")?;
            dev::config::demo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), origin)?
        }
    };
    let node = assemble(config).await?;
    node.sources.ask_feeds().await;
    let uri: Uri = args.url.parse().with_context(|| format!("{:?} is no URL", args.url))?;
    let viewer = &args.viewer;
    let told = ask(&node, &uri, &viewer.headers()?, viewer.ip, viewer.at()).await?;
    if let Some(file) = &args.record {
        replay::append(file, &told, &told.chosen.running.functions)?;
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&json::story(&told)?)?);
    } else {
        print!("{}", text::story(&told));
    }
    Ok(())
}

/// What comes of one request, as if a viewer at `ip` had sent it.
///
/// # Errors
/// When no route leads there.
pub async fn ask(
    node: &Node,
    uri: &Uri,
    headers: &HeaderMap,
    ip: IpAddr,
    now: u64,
) -> Result<Told> {
    if let Err(problem) = request::check_path(uri.path()) {
        bail!("{}: {problem:?}", uri.path());
    }
    let way = match node.way(uri) {
        Ok(way) => way,
        Err(Problem::NoRoute) => bail!("no route leads to {}", uri.path()),
        Err(problem) => bail!("{uri}: {problem:?}"),
    };
    Ok(tell(node, Asked { way: &way, method: &Method::GET, uri, headers, peer: ip, now }, None)
        .await)
}

/// Seconds since 1970, now.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Reads a point in time: seconds since 1970 or RFC 3339.
///
/// # Errors
/// What would be accepted.
pub fn time(text: &str) -> Result<u64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let accepted = "expected e.g. 2026-11-22T20:00:00Z, or seconds since 1970";
    let time = humantime::parse_rfc3339_weak(text).map_err(|_| accepted.to_owned())?;
    time.duration_since(UNIX_EPOCH).map(|since| since.as_secs()).map_err(|_| accepted.to_owned())
}

/// Reads a header, `Name: value`.
///
/// # Errors
/// What would be accepted.
pub fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let accepted = "expected `Name: value`";
    let (name, value) = text.split_once(':').ok_or(accepted)?;
    let name = name.trim().parse().map_err(|_| accepted)?;
    let value = value.trim().parse().map_err(|_| accepted)?;
    Ok((name, value))
}

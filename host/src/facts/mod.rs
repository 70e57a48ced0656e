//! `tidegate facts`: what a node knows of a viewer, from where, and who may read it.

mod show;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context, Result};
use http::{Method, Uri, header};
use tidegate_facts::entitlement::{Need, Tokens};
use tidegate_facts::provenance::provenance;
use tidegate_facts::{FactKind, Request, device, gather};
use tidegate_pipeline::FunctionKind;

use crate::config::Config;
use crate::dev;
use crate::running::declarations;
use crate::sources::Sources;
use crate::viewer::Viewer;

/// Whose facts, and how to show them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    viewer: Viewer,
    /// What the viewer asks for; its query may carry signals.
    #[arg(long, default_value = "/")]
    url: Uri,
    /// The node's configuration; without it, the demo's.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Print JSON: {"facts": {"country": {"value": "FR", "from": "database City.mmdb",
    /// "read-by": {"consent": "necessary"}}}, "system": "iOS 18.6"}.
    #[arg(long)]
    json: bool,
}

/// A fact, where it came from, and which function reads it on which basis.
struct Known {
    fact: FactKind,
    from: String,
    readers: Vec<(&'static str, String)>,
}

/// Prints what the node knows of a viewer. No function is asked, so none is deployed.
///
/// # Errors
/// When the configuration cannot be used, or a request like that would be refused.
pub fn run(args: &Args) -> Result<()> {
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = match &args.config {
        Some(file) => Config::load(file)?,
        None => dev::config::demo(nowhere, nowhere)?,
    };
    let Config { places, grid, proxies, signals, session_key, functions, entitlements, .. } =
        config;
    let declarations = declarations(&functions);
    let (keys, terms) = entitlements.map(|known| (known.keys, known.terms)).unzip();
    let sources = Sources::read(places, grid, keys)?;
    let headers = args.viewer.headers()?;
    let request = Request {
        method: &Method::GET,
        headers: &headers,
        uri: &args.url,
        peer: args.viewer.ip,
        now: args.viewer.at(),
        asset: "",
        presentation: None,
        overrides: true,
        need: Need::Optional,
    };
    let (places, grid, keys) = (sources.places(), sources.grid(), sources.keys());
    let sources = tidegate_facts::Sources {
        proxies: &proxies,
        places: &places,
        signals: &signals,
        grid: &grid,
        session_key: &session_key,
        tokens: keys.as_deref().zip(terms.as_ref()).map(|(keys, terms)| Tokens { keys, terms }),
    };
    let mut gathered = gather(&request, &sources).context("the request would be refused")?;
    // They are what a request asks for, not what is known of a viewer.
    gathered.facts.asset = None;
    let known: Vec<_> = provenance(&request, &sources, &gathered)?
        .into_iter()
        .map(|(fact, from)| {
            let basis = |kind: &FunctionKind| {
                let basis = declarations.of(*kind).basis(fact)?;
                Some((kind.name(), basis.to_string()))
            };
            Known { fact, from, readers: FunctionKind::ALL.iter().filter_map(basis).collect() }
        })
        .collect();
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let system = agent.and_then(|agent| device::recognise(agent).system);
    let system = system.map(|system| system.to_string());
    if args.json {
        let shown = show::json(&gathered.facts, &known, system)?;
        println!("{}", serde_json::to_string_pretty(&shown)?);
    } else {
        print!("{}", show::text(&gathered.facts, &known, system));
    }
    Ok(())
}

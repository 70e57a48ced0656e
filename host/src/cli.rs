//! The command line.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

use crate::admin::Admin;
use crate::bundles::{Deployer, State};
use crate::config::{BundlesFrom, Config};
use crate::node::Node;
use crate::sandbox::Engines;
use crate::viewer::Viewer;
use crate::{
    admin, bench, bundles, cases, consent, dev, explain, facts, function, listen, manifest,
    operate, replay, rights, signing,
};

/// An edge node that personalises video manifests through sandboxed functions.
#[derive(Debug, Parser)]
#[command(name = "tidegate", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Log this much: error, warn, info, debug, trace, or a tracing filter.
    #[arg(long, global = true, env = "TIDEGATE_LOG", default_value = "warn")]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a project of a function.
    New(tidegate_new::cli::Args),
    /// Run a function's cases in the sandbox.
    Test(tidegate_cases::cli::Args),
    /// Measure what a function costs.
    Bench(bench::Args),
    /// Build, sign, send and look at bundles of functions.
    #[command(subcommand)]
    Bundle(signing::Command),
    /// Write or publish the contract that functions are built against.
    #[command(subcommand)]
    Contract(tidegate_bundle::cli::contract::Command),
    /// Have a node deploy a bundle.
    Deploy(Box<operate::DeployArgs>),
    /// Say what a node runs.
    Status(operate::StatusArgs),
    /// Have a node run the candidate that it tries.
    Promote(operate::client::NodeArgs),
    /// Have a node end a rollout, or run what ran before.
    Rollback(operate::RollbackArgs),
    /// Serve the demo: an origin with a ladder, and a node with all four functions.
    Dev {
        /// A function in place of the demo's of its kind: its project's folder, its cases or its
        /// component. When it changes it is deployed again.
        #[arg(long, value_name = "PATH")]
        function: Option<PathBuf>,
        /// Where the node listens; port 0 lets the system choose.
        #[arg(long, env = "TIDEGATE_LISTEN", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Print what is served and decided as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Serve viewers as a configuration file says.
    Run {
        /// The configuration, a TOML file.
        file: PathBuf,
    },
    /// Check a configuration file and everything it names, and exit.
    Check {
        /// The configuration, a TOML file.
        file: PathBuf,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Tell in full how one request is decided.
    Explain(Box<ExplainArgs>),
    /// Tell about the functions that come with the node.
    #[command(subcommand)]
    Function(function::Command),
    /// Run recorded decisions again and say which would be others.
    Replay(replay::ReplayArgs),
    /// Decode consent strings and show what they grant.
    #[command(subcommand)]
    Consent(consent::args::Command),
    /// Print what the node knows of a viewer, from where, and who may read it.
    Facts(Box<facts::Args>),
    /// Inspect, edit, filter and compare manifests.
    Manifest(manifest::args::Args),
    /// Import rights, and ask a rights catalogue.
    Rights(rights::args::Args),
}

/// The request to explain.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// What the viewer asks for: a URL or a path, e.g. /tide/main.m3u8.
    pub url: String,
    /// The node's configuration; without it, the demo's.
    #[arg(long)]
    pub config: Option<PathBuf>,
    /// Who asks.
    #[command(flatten)]
    pub viewer: Viewer,
    /// Add what each function saw and said to this file, for `tidegate replay`.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Print the story as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Runs a command. Exits 0 if it did what was asked, 1 if it could not, or 2 where 1 is an
/// answer: two bundles differ, a signature is refused, a candidate would decide otherwise.
/// `tidegate manifest` as [`manifest::run`] says, `tidegate rights` as [`rights::run`].
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let failed = cli.command.failed();
    let result = log(&cli.log).and_then(|()| {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("starting the runtime")?
            .block_on(command(cli.command))
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tidegate: {error:#}");
            ExitCode::from(failed)
        }
    }
}

impl Command {
    /// How it exits if it cannot do what was asked.
    fn failed(&self) -> u8 {
        use signing::Command::{Bundle, Verify};
        use tidegate_bundle::cli::bundle::Command::Diff;
        match self {
            Self::Bundle(Bundle(Diff { .. }) | Verify { .. }) | Self::Replay(_) => 2,
            _ => 1,
        }
    }
}

/// What compiles the functions tells each step: gigabytes of it at `trace`. A filter
/// that names them is obeyed.
const TACITURN: &str = "cranelift_codegen=info,cranelift_frontend=info,regalloc2=info,wasmtime_internal_cranelift=info";

fn log(filter: &str) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{TACITURN},{filter}"))
        .with_context(|| format!("--log {filter:?} is no filter"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.init()
    } else {
        log.json().init()
    }
    Ok(())
}

async fn command(command: Command) -> Result<ExitCode> {
    match command {
        Command::New(args) => return Ok(tidegate_new::cli::run(&args)),
        Command::Test(args) => return cases::test(&args).await,
        Command::Bench(args) => return bench::run(&args).await,
        Command::Bundle(command) => return signing::run(command).await,
        Command::Contract(command) => return tidegate_bundle::cli::contract::run(command).await,
        Command::Deploy(args) => return operate::deploy(&args).await,
        Command::Status(args) => return operate::status(&args).await,
        Command::Promote(args) => return operate::promote(&args).await,
        Command::Rollback(args) => return operate::rollback(&args).await,
        Command::Dev { function, listen, json } => {
            dev::run(listen, function.as_deref(), json).await?;
        }
        Command::Run { file } => serve(&file).await?,
        Command::Check { file, json } => check(&file, json).await?,
        Command::Explain(args) => explain::run(&args).await?,
        Command::Facts(args) => facts::run(&args)?,
        Command::Function(command) => function::run(&command)?,
        Command::Replay(args) => return replay::run(&args).await,
        Command::Consent(command) => return consent::run(&command),
        Command::Manifest(args) => return Ok(manifest::run(&args).await),
        Command::Rights(args) => return Ok(rights::run(&args)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(file: &std::path::Path) -> Result<()> {
    let mut config = Config::load(file)?;
    let address = config.listen;
    let (admin, bundles) = (config.admin.take(), config.bundles.take());
    let state = match &bundles {
        Some(bundles) => Some(State::open(&bundles.state, &bundles.store)?),
        None => None,
    };
    let node = Arc::new(assemble(config).await.with_context(|| file.display().to_string())?);
    if let Some(state) = &state {
        bundles::deploy::start(&node, state).await?;
    }
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("listening on {address}"))?;
    let mut serving = None;
    if let (Some(Admin { listen, access }), Some(bundles), Some(state)) = (admin, bundles, state) {
        let BundlesFrom { name, trust, store, .. } = bundles;
        let deployer = Deployer::new(Arc::clone(&node), store, trust, name, state);
        let api = admin::api::router(Arc::new(deployer));
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
        let scheme = if access.tls.is_some() { "https" } else { "http" };
        println!("admin API on {scheme}://{}", listener.local_addr()?);
        serving = Some(tokio::spawn(admin::listen::serve(listener, access, api)));
    }
    println!("listening on http://{}", listener.local_addr()?);
    listen::serve(listener, node, stopped()).await;
    if let Some(admin) = serving {
        admin.abort();
    }
    Ok(())
}

async fn check(file: &std::path::Path, json: bool) -> Result<()> {
    let checked = async {
        let config = Config::load(file)?;
        assemble(config).await.with_context(|| file.display().to_string())
    };
    match (checked.await, json) {
        (Ok(_), false) => println!("{}: good", file.display()),
        (Ok(_), true) => println!("{}", serde_json::json!({ "good": true })),
        (Err(error), true) => {
            println!("{}", serde_json::json!({ "good": false, "error": format!("{error:#}") }));
            anyhow::bail!("{} cannot be used", file.display());
        }
        (Err(error), false) => return Err(error),
    }
    Ok(())
}

/// Assembles a node.
pub(crate) async fn assemble(config: Config) -> Result<Node> {
    assemble_on(Engines::new(config.server.calls)?, config).await
}

/// Assembles a node, telling a person at a terminal what it is at.
pub(crate) async fn assemble_on(engines: Engines, config: Config) -> Result<Node> {
    let person = std::io::stderr().is_terminal();
    let node = Node::assemble(engines, config, |step| {
        if person {
            eprint!("\r\x1b[K{step} …");
        }
    })
    .await;
    if person {
        eprint!("\r\x1b[K");
    }
    Ok(node?)
}

/// Completes when the system or a person asks the node to stop.
pub(crate) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        },
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

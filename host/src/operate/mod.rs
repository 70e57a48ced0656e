//! `tidegate deploy`, `status`, `promote`, `rollback`: a node's admin API from elsewhere.
//!
//! - [`client`]: how the node is reached
//! - [`show`]: what it says, for people

pub mod client;
pub mod show;

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tidegate_bundle::Reference;
use tidegate_bundle::reference::Place;

use crate::bundles::Asked;
use crate::bundles::step::Event;
use crate::rollout::plan::{Bounds, Mode, Percent, Plan};
use client::{Client, NodeArgs};

/// What to deploy, and how.
#[derive(Debug, clap::Args)]
pub struct DeployArgs {
    /// The bundle: HOST/NAME:TAG, HOST/NAME@sha256:… or a directory on the node's machine.
    pub reference: Reference,
    /// Try it beside what runs, answering nobody.
    #[arg(long, conflicts_with = "canary")]
    pub shadow: bool,
    /// Let it answer this share of the sessions, in percent.
    #[arg(long, value_name = "PERCENT")]
    pub canary: Option<Percent>,
    /// Try it on requests below this route only; several may be given.
    #[arg(long = "route", value_name = "PREFIX")]
    pub routes: Vec<String>,
    /// Try it on viewers in this country or subdivision only; several may be given.
    #[arg(long = "region", value_name = "CODE")]
    pub regions: Vec<String>,
    /// Halt if more of its answers fail than of what runs, in percent.
    #[arg(long, value_name = "PERCENT")]
    pub most_errors: Option<Percent>,
    /// Halt if its calls take more than so many times as long, at the 95th percentile.
    #[arg(long, value_name = "TIMES")]
    pub most_slower: Option<f64>,
    /// Halt if more of its answers differ from those of what runs, in percent.
    #[arg(long, value_name = "PERCENT")]
    pub most_different: Option<Percent>,
    /// How many of its answers are waited for before any of that counts.
    #[arg(long, value_name = "NUMBER")]
    pub after: Option<u64>,
    /// Take a version below the highest seen: the name of the bundle, to be sure.
    #[arg(long, value_name = "NAME")]
    pub allow_older: Option<String>,
    /// The node.
    #[command(flatten)]
    pub node: NodeArgs,
}

/// What to ask of a node.
#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// Show answers that differ between what runs and the candidate.
    #[arg(long)]
    pub differences: bool,
    /// The node.
    #[command(flatten)]
    pub node: NodeArgs,
}

/// What to go back to.
#[derive(Debug, clap::Args)]
pub struct RollbackArgs {
    /// A version that ran; without it, the rollout is ended, or what ran before runs.
    #[arg(long, value_name = "VERSION")]
    pub to: Option<u64>,
    /// The node.
    #[command(flatten)]
    pub node: NodeArgs,
}

impl DeployArgs {
    fn plan(&self) -> Result<Option<Plan>> {
        let default = Bounds::default();
        let bounds = Bounds {
            errors: self.most_errors.unwrap_or(default.errors),
            slower: self.most_slower.unwrap_or(default.slower),
            different: self.most_different,
            after: self.after.unwrap_or(default.after),
        };
        let (routes, regions) = (self.routes.clone(), self.regions.clone());
        let some = !routes.is_empty() || !regions.is_empty();
        let mode = match (self.shadow, self.canary) {
            (true, _) => Mode::Shadow,
            (false, Some(_)) => Mode::Canary,
            (false, None) if some => Mode::Canary,
            (false, None) if bounds != default => {
                bail!("bounds are for --shadow, --canary, --route or --region")
            }
            (false, None) => return Ok(None),
        };
        let share = self.canary.unwrap_or_default();
        Ok(Some(Plan { mode, share, routes, regions, bounds }))
    }
}

/// Deploys. Exits 0 if the bundle runs or is tried, 1 if it is refused.
///
/// # Errors
/// When the node cannot be reached.
pub async fn deploy(args: &DeployArgs) -> Result<ExitCode> {
    let plan = args.plan()?;
    let client = Client::new(&args.node)?;
    let mut reference = args.reference.clone();
    if let Place::Layout(directory) = &mut reference.place {
        *directory = std::path::absolute(&directory).context("the bundle's directory")?;
    }
    let allow_older = args.allow_older.clone();
    let asked = Asked { reference: reference.to_string(), plan, allow_older };
    let person = std::io::stderr().is_terminal() && !args.node.json;
    let mut last = None;
    client
        .lines("/v1/deploy", &serde_json::to_value(&asked)?, |line| {
            let event: Event = serde_json::from_str(line).context("the node's answer")?;
            if args.node.json {
                println!("{line}");
            } else {
                show::step(&event, person);
            }
            last = Some(event);
            Ok(())
        })
        .await?;
    match last {
        Some(Event::Ended { status }) => {
            if !args.node.json {
                print!("{}", show::status(&status));
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Event::Refused { .. }) => Ok(ExitCode::FAILURE),
        _ => bail!("the node went away; `tidegate status` says what runs"),
    }
}

/// Says what runs.
///
/// # Errors
/// When the node cannot be reached.
pub async fn status(args: &StatusArgs) -> Result<ExitCode> {
    let client = Client::new(&args.node)?;
    if args.differences {
        let differences = client.get("/v1/differences").await?;
        if args.node.json {
            println!("{differences}");
        } else {
            print!("{}", show::differences(&differences));
        }
        return Ok(ExitCode::SUCCESS);
    }
    told(args.node.json, client.get("/v1/status").await)
}

/// Lets the candidate run.
///
/// # Errors
/// When the node cannot be reached, or there is no candidate.
pub async fn promote(args: &NodeArgs) -> Result<ExitCode> {
    told(args.json, Client::new(args)?.post("/v1/promote", &json!({})).await)
}

/// Goes back.
///
/// # Errors
/// When the node cannot be reached, or there is nothing to go back to.
pub async fn rollback(args: &RollbackArgs) -> Result<ExitCode> {
    let asked = args.to.map_or_else(|| json!({}), |to| json!({ "to": to }));
    told(args.node.json, Client::new(&args.node)?.post("/v1/rollback", &asked).await)
}

fn told(json: bool, status: Result<Value>) -> Result<ExitCode> {
    let status = status?;
    if json {
        println!("{status}");
    } else {
        print!("{}", show::status(&status));
    }
    Ok(ExitCode::SUCCESS)
}

//! The command line of `tidegate rights`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde::de::DeserializeOwned;
use tidegate_sdk::types::{DeviceClass, Location, Network};

use crate::explain;

/// Import rights, and ask a rights catalogue.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a rights catalogue of an SCTE 224 document of 2018 or later.
    Import(ImportArgs),
    /// Ask a rights catalogue whether a viewer may watch an asset, and why.
    Check(Box<CheckArgs>),
}

/// What to import.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = r#"What the catalogue cannot say as the document does is reported by line, as one of
  stricter   viewers may get less than the document gives them, never more
  elsewhere  a restriction that no manifest carries: the player, the DRM licence or the
             entitlement service has to keep it
  remark     it has no effect on what may be watched, or is likely not what was meant

The report is on standard error, and the catalogue on standard output or in OUT. With --json
the report is on standard output, with the catalogue in it unless there is an OUT:
  { "source": "channel.xml", "read": { "media": 1, "media-points": 4, "policies": 3,
      "viewing-policies": 4, "audiences": 5 },
    "made": { "assets": 1, "rules": 1, "blackouts": 2, "policies": 1 },
    "slates": [ { "name": "blackout", "uri": "https://…" } ],
    "notes": [ { "line": 4, "column": 7, "kind": "stricter", "says": "…" } ],
    "catalogue": { … } }
A node's configuration says what is shown for each slate, by its name.

Exits 0 if there is a catalogue, 2 with line and column if the document cannot be read."#
)]
pub struct ImportArgs {
    /// An SCTE 224 document, or `-` for standard input; at most 32 MiB.
    pub file: String,
    /// Where to write the catalogue: .toml or .json. Without it, TOML on standard output.
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// What a viewer gets for whom no viewing policy in force is.
    #[arg(long, value_enum, default_value_t)]
    pub unmatched: Unmatched,
    /// The paths of a Media, by its id: ID=PATTERN, e.g. channels/one=live/one/**. May be
    /// given several times. Without it, the id is the path or its folder.
    #[arg(long = "path", value_name = "ID=PATTERN", value_parser = path)]
    pub paths: Vec<(String, String)>,
    /// The catalogue's version; without it, one made of the document.
    #[arg(long, value_name = "NAME")]
    pub catalogue_version: Option<String>,
    /// Print the report as JSON; --help shows its shape.
    #[arg(long)]
    pub json: bool,
}

/// What a viewer gets for whom no viewing policy in force is.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Unmatched {
    /// Nothing: policies say who may watch.
    #[default]
    Deny,
    /// The programme: policies say who may not.
    Allow,
}

/// The viewer, and what they ask for.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = r#"What is not given is not known, as at a node without the database or the token.

JSON: { "asset": "tide/main.m3u8", "at": 1795377600, "version": "2026-11-23",
    "verdict": { "deny": { "reason": "territory", … } }, "assets": [ "tide" ],
    "looked": [ { "kind": "rule", "asset": "tide", "id": "tide#1", "outcome": "territory",
                  "changes-in": 3600, "at-home": false } ] }
The outcome of a rule is allows, or why it does not; of a blackout on, later, over,
other-device or elsewhere. changes-in is null if it never does.

Exits 0 if the asset may be watched, 1 if not (also if a slate is shown), 2 on trouble."#
)]
pub struct CheckArgs {
    /// The path asked for, below the route, e.g. films/tide/main.m3u8.
    pub asset: String,
    /// The catalogue: .toml or .json, as the geo-licensing function is configured with.
    #[arg(long, value_name = "FILE")]
    pub catalogue: PathBuf,
    /// The viewer's country, ISO 3166-1, e.g. US.
    #[arg(long, value_parser = code)]
    pub country: Option<String>,
    /// The viewer's subdivision, ISO 3166-2, e.g. US-CO.
    #[arg(long, value_parser = code)]
    pub subdivision: Option<String>,
    /// The viewer's postal code.
    #[arg(long)]
    pub postal_code: Option<String>,
    /// The viewer's designated market area (Nielsen), e.g. 751.
    #[arg(long, visible_alias = "metro", value_name = "NUMBER")]
    pub dma: Option<u16>,
    /// Where the viewer is: latitude, longitude and the kilometres within which, e.g. 39.74,-104.99,5.
    #[arg(long, value_parser = location, allow_hyphen_values = true)]
    pub location: Option<Location>,
    /// The class of device: desktop, mobile, tablet, tv, console or bot.
    #[arg(long, value_parser = named::<DeviceClass>)]
    pub device: Option<DeviceClass>,
    /// What the network is: ordinary, or some of hosting, vpn, public-proxy,
    /// residential-proxy, tor, with commas between.
    #[arg(long, value_parser = network)]
    pub network: Option<Network>,
    /// The subscription plan of a verified token.
    #[arg(long)]
    pub plan: Option<String>,
    /// The country of residence that a verified token vouches for, ISO 3166-1.
    #[arg(long, value_parser = code)]
    pub home_country: Option<String>,
    /// When, e.g. 2026-11-22T20:00:00Z or seconds since 1970; without it, now.
    #[arg(long, value_name = "TIME", value_parser = explain::time)]
    pub at: Option<u64>,
    /// Print JSON; --help shows its shape.
    #[arg(long)]
    pub json: bool,
}

fn path(text: &str) -> Result<(String, String), String> {
    let split = text.rsplit_once('=').filter(|(id, pattern)| !id.is_empty() && !pattern.is_empty());
    let (id, pattern) = split.ok_or("expected ID=PATTERN")?;
    Ok((id.to_owned(), pattern.to_owned()))
}

fn code(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    match tidegate_sdk::config::place::Place::parse(&code) {
        Some(_) => Ok(code),
        None => Err("expected a code of ISO 3166 such as US or US-CO".to_owned()),
    }
}

/// A case of the contract by its name.
fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

fn network(text: &str) -> Result<Network, String> {
    let names: Vec<&str> = if text == "ordinary" { Vec::new() } else { text.split(',').collect() };
    serde_json::from_value(names.into()).map_err(|error| error.to_string())
}

fn location(text: &str) -> Result<Location, String> {
    let parse = || {
        let mut parts = text.split(',');
        let latitude = millionths(parts.next()?, 90.0)?;
        let longitude = millionths(parts.next()?, 180.0)?;
        let accuracy = parts.next().map_or(Some(0), |part| part.trim().parse().ok())?;
        parts.next().is_none().then_some(Location { latitude, longitude, accuracy })
    };
    parse().ok_or_else(|| "expected latitude,longitude or latitude,longitude,kilometres".to_owned())
}

fn millionths(text: &str, most: f64) -> Option<i32> {
    let degrees: f64 = text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= most)?;
    #[allow(clippy::cast_possible_truncation, reason = "at most 180 million")]
    let millionths = (degrees * 1e6).round() as i32;
    Some(millionths)
}

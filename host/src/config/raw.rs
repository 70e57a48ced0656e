//! The configuration file as it is written: TOML, unknown keys refused.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use tidegate_bundle::config::function::RawFunction;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    pub listen: String,
    #[serde(default)]
    pub server: Server,
    #[serde(default)]
    pub viewers: Viewers,
    #[serde(default)]
    pub places: Places,
    #[serde(default)]
    pub grid: Grid,
    #[serde(default)]
    pub signals: Signals,
    pub entitlements: Option<Entitlements>,
    #[serde(default)]
    pub session: Session,
    #[serde(default)]
    pub tracking: Tracking,
    pub bundles: Option<Bundles>,
    pub admin: Option<tidegate_access::Settings>,
    pub records: Option<Records>,
    #[serde(default)]
    pub functions: BTreeMap<String, RawFunction>,
    #[serde(default)]
    pub slates: BTreeMap<String, Slate>,
    #[serde(default)]
    pub interstitials: BTreeMap<String, Interstitial>,
    pub routes: Vec<Route>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Records {
    pub file: PathBuf,
    pub share: f64,
    pub largest_mib: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bundles {
    pub name: String,
    pub keys: Vec<PathBuf>,
    pub state: PathBuf,
    #[serde(default)]
    pub plain_http: bool,
    pub largest_mib: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Server {
    pub connections: Option<u32>,
    pub calls: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Viewers {
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Places {
    #[serde(default)]
    pub databases: Vec<PathBuf>,
    #[serde(default)]
    pub documentation_networks: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Grid {
    pub table: Option<PathBuf>,
    pub series: Option<PathBuf>,
    pub max_age: Option<u32>,
    pub zone: Option<Zone>,
    pub node_place: Option<String>,
    #[serde(default)]
    pub feeds: Vec<Feed>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    #[default]
    Viewer,
    Node,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Feed {
    pub provider: String,
    pub url: Option<String>,
    pub zones: Zones,
    pub signal: Option<Signal>,
    pub interval: Option<u64>,
    /// Checked by hand: an error of the TOML reader quotes the line, and a secret that
    /// was put there by mistake with it.
    pub credentials: Option<toml::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a list of places, or a table of places and their zones")]
pub enum Zones {
    Places(Vec<String>),
    Named(BTreeMap<String, String>),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signal {
    Average,
    Marginal,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signals {
    pub tc_string: Option<Names>,
    pub carbon_opt_out: Option<Names>,
    pub accessibility: Option<Names>,
    pub gpp_string: Option<Names>,
    pub consent_preference: Option<Names>,
    pub session: Option<Names>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Session {
    pub key_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Names {
    pub header: Option<String>,
    pub query: Option<String>,
    pub cookie: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entitlements {
    pub keys: PathBuf,
    pub issuer: String,
    pub audience: String,
    pub clock_tolerance: Option<u32>,
    pub token: Option<Names>,
    pub profile: Option<Names>,
    #[serde(default)]
    pub claims: BTreeMap<String, Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Claim {
    pub jwt: Option<String>,
    pub cat: Option<ClaimKey>,
}

/// A number or a text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum ClaimKey {
    Label(i64),
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Slate {
    pub playlist: Option<String>,
    pub segment: Option<String>,
    pub file: Option<String>,
    pub duration_ms: u64,
    pub bandwidth: u64,
    pub codecs: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Interstitial {
    pub playlist: Option<String>,
    pub mpd: Option<String>,
    pub duration_ms: Option<u64>,
    pub resume_offset_ms: Option<u64>,
    pub requires: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Route {
    pub prefix: String,
    pub origin: String,
    pub presentation: Option<Presentation>,
    pub entitlement: Option<Need>,
    #[serde(default)]
    pub debug_overrides: bool,
    pub timeout_ms: Option<u64>,
    #[serde(default)]
    pub filters: Vec<Filter>,
    #[serde(default)]
    pub accessibility_floor: bool,
    #[serde(default)]
    pub pass_cookies: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tracking {
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    #[serde(default)]
    pub cookies: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    Aws,
    Bakery,
    Unified,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presentation {
    Live,
    OnDemand,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    Off,
    Optional,
    Required,
}

//! The configuration file as it is written: TOML, unknown keys refused.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

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
    #[serde(default)]
    pub tracking: Tracking,
    #[serde(default)]
    pub functions: BTreeMap<String, Function>,
    pub routes: Vec<Route>,
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
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signals {
    pub tc_string: Option<Names>,
    pub carbon_opt_out: Option<Names>,
    pub accessibility: Option<Names>,
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
pub struct Function {
    pub component: PathBuf,
    pub config: PathBuf,
    pub reads: BTreeMap<String, String>,
    pub deadline_ms: Option<u64>,
    pub memory_mib: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Route {
    pub prefix: String,
    pub origin: String,
    pub presentation: Option<Presentation>,
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

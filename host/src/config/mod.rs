//! The configuration: one TOML file, parsed into checked types.
//!
//! - [`raw`]: the file as it is written
//! - [`check`](mod@check): from there to here, everything verified
//! - [`entitlements`]: the table of that name, verified
//! - [`library`]: slates and interstitials

mod bundles;
mod check;
mod entitlements;
mod grid;
mod library;
mod raw;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::Uri;
use tidegate_bundle::{Function, Name, Store};
use tidegate_facts::entitlement::{Need, Terms};
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_manifest::{Floor, filter};
use tidegate_pipeline::Library;
use tidegate_pipeline::tracking::Tracking;
use tidegate_sdk::types::Presentation;
use tidegate_signatures::Trust;

use crate::admin::Admin;
use crate::grid::Feed;
use crate::records::RecordsTo;

pub use tidegate_bundle::ConfigError;

/// A checked configuration.
#[derive(Debug)]
pub struct Config {
    /// Where the node listens. Port 0 lets the system choose.
    pub listen: SocketAddr,
    /// What the node takes at once.
    pub server: ServerLimits,
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: TrustedProxies,
    /// Where places are looked up.
    pub places: PlacesFrom,
    /// Where grid intensities come from.
    pub grid: GridFrom,
    /// Where consent and other signals are looked for.
    pub signals: SignalNames,
    /// The key of sessions' shares.
    pub session_key: SessionKey,
    /// What follows viewers around.
    pub tracking: Tracking,
    /// What entitlement tokens are verified with; `None`: none are read.
    pub entitlements: Option<Entitlements>,
    /// The functions, at most one of a kind.
    pub functions: Vec<Function>,
    /// Where bundles come from; then there are no functions of its own.
    pub bundles: Option<BundlesFrom>,
    /// Where machine code is kept, if anywhere.
    pub compiled: Option<PathBuf>,
    /// Where operators ask.
    pub admin: Option<Admin>,
    /// Where a sample of decisions is written, if anywhere.
    pub records: Option<RecordsTo>,
    /// The slates and interstitials that functions name.
    pub library: Library,
    /// The routes; the longest prefix wins.
    pub routes: Vec<Route>,
}

/// What the node takes at once; beyond it viewers wait or are turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerLimits {
    /// Open connections.
    pub connections: u32,
    /// Function calls under way.
    pub calls: u32,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self { connections: 10_000, calls: 64 }
    }
}

/// MaxMind databases, in order of preference.
#[derive(Clone, Debug)]
pub enum PlacesFrom {
    /// The demo's, which comes with the node.
    Demo,
    /// Files, read again when they change.
    Files {
        /// The databases.
        databases: Vec<PathBuf>,
        /// Whether documentation addresses are looked up like others.
        documentation_networks: bool,
    },
}

/// Grid intensities.
#[derive(Clone, Debug, Default)]
pub struct GridFrom {
    /// A static table; the one that comes with the node if there is none.
    pub table: Option<PathBuf>,
    /// Measured series, read again when the file changes: CSV by its name, else JSON.
    pub series: Option<PathBuf>,
    /// For how many seconds a measured value is acted on.
    pub max_age: u32,
    /// The node's own place, if its grid counts and not the viewer's.
    pub node_place: Option<String>,
    /// Providers that are asked while the node runs.
    pub feeds: Vec<Feed>,
}

/// How entitlement tokens are verified.
#[derive(Clone, Debug)]
pub struct Entitlements {
    /// The issuer's key set, read again when it changes.
    pub keys: PathBuf,
    /// What tokens must say.
    pub terms: Terms,
}

/// Bundles, deployed while the node runs.
#[derive(Debug)]
pub struct BundlesFrom {
    /// Those of this name.
    pub name: Name,
    /// Signed with one of these keys.
    pub trust: Trust,
    /// What is known of them outlasts the node here.
    pub state: PathBuf,
    /// How they are pulled.
    pub store: Store,
}

/// Where requests under a prefix go.
#[derive(Clone, Debug)]
pub struct Route {
    /// Starts and ends with `/`.
    pub prefix: String,
    /// `http://host[:port]/path/`; the rest of the request's path follows it.
    pub origin: Uri,
    /// How assets below it are presented.
    pub presentation: Option<Presentation>,
    /// Whether `Tidegate-Debug-` headers may set facts. For local work only.
    pub debug_overrides: bool,
    /// Whether it asks for an entitlement token.
    pub need: Need,
    /// For the origin's answer to begin.
    pub timeout: Duration,
    /// The filter languages that viewers may use.
    pub filters: Vec<filter::Language>,
    /// What neither filters nor functions may take away.
    pub floor: Floor,
    /// Whether cookies go to the origin, but for signals and what is not granted.
    pub pass_cookies: bool,
}

impl Config {
    /// Reads and checks a configuration file and what it names.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        check::load(file)
    }
}

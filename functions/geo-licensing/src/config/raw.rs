//! The document as operators write it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Configuration of the geo-licensing function.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Document {
    /// Seconds an answer may be reused for the same facts, at most; 0 for never.
    #[serde(default = "default_valid_for")]
    pub valid_for: u32,
    /// Names for lists of places, such as `EU`; usable wherever a place is. A name
    /// hides a place of the same code.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// The licence. The first rule that covers the asset and allows wins.
    pub rules: Vec<Rule>,
}

/// A rule: assets, and where, when and how they may be watched.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// Names the rule in answers: 1 to 64 letters, digits, `.`, `_` or `-`; unique.
    pub id: String,
    /// Patterns of the assets covered, without a leading slash. `*` is anything within
    /// a path segment; `**` is a segment that stands for any number of segments.
    pub assets: Vec<String>,
    /// Where the rule holds. Absent: in the whole world, and in unknown places too.
    pub territories: Option<Territories>,
    /// When the rule holds. Absent: at any time.
    pub windows: Option<Vec<Window>>,
    /// Networks whose viewers are refused.
    #[serde(default)]
    pub refuse_networks: Vec<NetworkKind>,
    /// Whether a viewer is refused whose network no database knows.
    #[serde(default)]
    pub refuse_unknown_network: bool,
    /// What may be watched wherever the rule holds.
    pub limits: Option<Limits>,
    /// What may be watched in some places; narrows `limits` further.
    #[serde(default)]
    pub limits_in: Vec<LimitsIn>,
}

/// Where a rule holds. The most exact entry decides: a subdivision's before its
/// country's, and `out` before `in` for the same place.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Territories {
    /// ISO 3166-1 alpha-2 countries, ISO 3166-2 subdivisions or groups in which the
    /// rule holds. Absent: everywhere but `out`.
    #[serde(rename = "in")]
    pub inside: Option<Vec<String>>,
    /// Those in which it does not.
    #[serde(rename = "out", default)]
    pub outside: Vec<String>,
}

/// A window in time. One of both ends may be absent.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Window {
    /// From this time on, RFC 3339 in UTC: `2026-01-31T18:00:00Z`. Absent: since ever.
    pub from: Option<String>,
    /// Until just before this time. Absent: for ever.
    pub until: Option<String>,
}

/// What may be watched. At least one of the three limits is given.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limits {
    /// The tallest picture in pixels, at least 1.
    pub max_height: Option<u32>,
    /// The highest peak bit rate in bits/s, at least 1.
    pub max_bandwidth: Option<u64>,
    /// The dynamic ranges allowed.
    pub ranges: Option<Vec<Range>>,
    /// Whether a track that does not state its height, bit rate or range counts as
    /// being above the limit.
    #[serde(default = "default_strict")]
    pub strict: bool,
}

/// What may be watched in some places.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LimitsIn {
    /// ISO 3166-1 alpha-2 countries, ISO 3166-2 subdivisions or groups.
    pub territories: Vec<String>,
    /// The tallest picture in pixels, at least 1.
    pub max_height: Option<u32>,
    /// The highest peak bit rate in bits/s, at least 1.
    pub max_bandwidth: Option<u64>,
    /// The dynamic ranges allowed.
    pub ranges: Option<Vec<Range>>,
    /// Whether a track that does not state its height, bit rate or range counts as
    /// being above the limit.
    #[serde(default = "default_strict")]
    pub strict: bool,
}

/// A dynamic range, HLS `VIDEO-RANGE`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Range {
    /// Standard dynamic range.
    Sdr,
    /// Hybrid log-gamma.
    Hlg,
    /// Perceptual quantiser.
    Pq,
}

/// A kind of network, one of MaxMind's anonymity traits.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NetworkKind {
    /// A hosting or cloud provider.
    Hosting,
    /// A virtual private network.
    Vpn,
    /// A proxy open to the public.
    PublicProxy,
    /// A proxy that leaves through a household's connection.
    ResidentialProxy,
    /// An exit of the Tor network.
    Tor,
}

fn default_valid_for() -> u32 {
    300
}

fn default_strict() -> bool {
    true
}

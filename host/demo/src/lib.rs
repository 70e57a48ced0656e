//! What `tidegate dev` and `spin up` serve and show: small, made for the purpose,
//! and only of documentation networks.
//!
//! - [`ladder()`], [`find()`]: a film, on demand, in both formats
//! - [`live()`]: a live channel, in both formats, at a given time
//! - [`library()`]: what is played instead and in between
//! - [`PLACES`], [`NETWORKS`]: a place database and the table it is made of
//! - [`GRID`]: a table of grid intensities
//! - [`examples()`]: viewers to try
//! - [`PAGE`]: a page to try others

mod examples;
mod file;
mod ladder;
mod library;
mod live;
mod networks;

pub use examples::{Viewer, examples};
pub use file::File;
pub use ladder::{FRESH_FOR, MAIN, MAIN_PATH, MATCH_PATH, MPD, MPD_PATH, NO_MEDIA, find, ladder};
pub use library::library;
pub use live::{LIVE_FRESH_FOR, LIVE_MPD_PATH, LIVE_PATH, LIVE_RENDITION_PATH, live};
pub use networks::{Kind, NETWORKS, Network, Point};

/// Where the demo's requests go: prefixes, longest first, and whether what is below
/// is live.
pub const ROUTES: [(&str, bool); 2] = [("/harbour/", true), ("/", false)];

/// What the key of sessions' shares is made of: no secret, so that the node and the Spin
/// gateway cap the same sessions.
pub const SESSION_SECRET: &[u8] = b"tidegate demo";

/// What the demo origin has at a path, without a leading slash, at `now`, in seconds
/// since 1970, and for how many seconds it is fresh.
#[must_use]
pub fn at(path: &str, now: u64) -> Option<(File, u32)> {
    let lasting = find(path).or_else(|| library::find(path));
    lasting
        .map(|file| (file, FRESH_FOR))
        .or_else(|| live(path, now).map(|file| (file, LIVE_FRESH_FOR)))
}

/// The page that the demo origin has at `/`, in HTML: viewers to try, and what is decided.
pub const PAGE: &str = include_str!("page.html");

/// A MaxMind DB file of [`NETWORKS`], made by `build.rs`. It is only of use where
/// documentation networks are looked up.
pub static PLACES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.mmdb"));

/// Yearly averages of grid intensity of nearly all countries, CSV with the columns
/// `country,gco2e_per_kwh,year,source`.
pub static GRID: &str = include_str!("../grid.csv");

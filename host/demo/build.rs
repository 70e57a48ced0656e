//! Writes the demo place database, a MaxMind DB file, from the table of networks.

#[path = "src/networks.rs"]
mod networks;

use std::collections::HashMap;
use std::error::Error;
use std::net::IpAddr;
use std::path::PathBuf;

use maxminddb_writer::Database;
use maxminddb_writer::metadata::IpVersion;
use networks::{Kind, NETWORKS, Network};
use serde::Serialize;

/// 2026-10-01T00:00:00Z: fixed, so that equal tables make equal bytes.
const BUILT: u64 = 1_790_812_800;

/// A record as in GeoIP2 Enterprise.
#[derive(Serialize)]
struct Record {
    country: Code,
    subdivisions: Vec<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal: Option<Postal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    traits: Traits,
}

#[derive(Serialize)]
struct Postal {
    code: &'static str,
}

#[derive(Serialize)]
struct Location {
    accuracy_radius: u16,
    latitude: f64,
    longitude: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    metro_code: Option<u16>,
}

#[derive(Serialize)]
struct Code {
    iso_code: &'static str,
}

/// All traits are written: `false` is a statement, absence is none.
#[derive(Serialize)]
struct Traits {
    autonomous_system_number: u32,
    is_anonymous_vpn: bool,
    is_hosting_provider: bool,
    is_public_proxy: bool,
    is_residential_proxy: bool,
    is_tor_exit_node: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/networks.rs");
    let mut database = Database::default();
    database.metadata.ip_version = IpVersion::V6;
    database.metadata.database_type = "Tidegate-Demo".to_owned();
    database.metadata.binary_format_major_version = 2;
    database.metadata.build_epoch = BUILT;
    database.metadata.description =
        HashMap::from([("en".to_owned(), "Documentation networks for demos".to_owned())]);
    for network in NETWORKS {
        let record = database.insert_value(record(network))?;
        database.insert_node(path(network.network)?.into_iter(), record);
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("places.mmdb");
    let bytes = database.write_to(Vec::new())?;
    std::fs::write(out, bytes)?;
    Ok(())
}

fn record(network: &Network) -> Record {
    let part = network.subdivision.and_then(|code| code.split_once('-'));
    Record {
        country: Code { iso_code: network.country },
        subdivisions: part.map(|(_, iso_code)| Code { iso_code }).into_iter().collect(),
        postal: network.point.map(|point| Postal { code: point.postal_code }),
        location: network.point.map(|point| Location {
            accuracy_radius: point.accuracy,
            latitude: f64::from(point.latitude) / 1e6,
            longitude: f64::from(point.longitude) / 1e6,
            metro_code: point.metro,
        }),
        traits: Traits {
            autonomous_system_number: network.asn,
            is_anonymous_vpn: network.kind == Kind::Vpn,
            is_hosting_provider: matches!(network.kind, Kind::Hosting | Kind::Vpn),
            is_public_proxy: network.kind == Kind::PublicProxy,
            is_residential_proxy: network.kind == Kind::ResidentialProxy,
            is_tor_exit_node: network.kind == Kind::Tor,
        },
    }
}

/// The bits of a network from the tree's root; IPv4 networks are beneath `::/96`
/// (MaxMind DB file format 2.0, "IPv4 addresses in an IPv6 tree").
fn path(network: &str) -> Result<Vec<bool>, Box<dyn Error>> {
    let (address, length) = network.split_once('/').ok_or("no prefix length")?;
    let length: usize = length.parse()?;
    let (bits, length) = match address.parse()? {
        IpAddr::V4(address) => (u128::from(u32::from(address)), length + 96),
        IpAddr::V6(address) => (u128::from(address), length),
    };
    Ok((0..length).map(|bit| bits >> (127 - bit) & 1 == 1).collect())
}

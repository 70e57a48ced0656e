//! The place database is sound and says what the table says.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use std::collections::HashSet;
use std::net::IpAddr;

use tidegate_demo::{Kind, NETWORKS, PLACES};
use tidegate_facts::place::{Database, Places, reserved};
use tidegate_sdk::types::{Location, Network as Flags};

fn places(documentation: bool) -> Places {
    Places::new(vec![Database::open("demo", PLACES).unwrap()], documentation)
}

/// The first and the last address of a network.
fn ends(network: &str) -> [IpAddr; 2] {
    let (address, length) = network.split_once('/').unwrap();
    let length: u32 = length.parse().unwrap();
    match address.parse().unwrap() {
        IpAddr::V4(first) => {
            let last = u32::from(first) | (u32::MAX >> length);
            [first.into(), IpAddr::from(last.to_be_bytes())]
        }
        IpAddr::V6(first) => {
            let last = u128::from(first) | (u128::MAX >> length);
            [first.into(), IpAddr::from(last.to_be_bytes())]
        }
    }
}

#[test]
fn the_file_is_sound() {
    let reader = maxminddb::Reader::from_source(PLACES).unwrap();
    reader.verify().unwrap();
    let networks = reader.networks(maxminddb::WithinOptions::default()).unwrap();
    let found: HashSet<String> =
        networks.map(|found| found.unwrap().network().unwrap().to_string()).collect();
    let expected: HashSet<String> = NETWORKS.iter().map(|entry| entry.network.to_owned()).collect();
    assert_eq!(found, expected);
    assert!(PLACES.len() < 64 * 1024, "{}", PLACES.len());
}

#[test]
fn says_what_the_table_says() {
    let places = places(true);
    for entry in NETWORKS {
        assert!((64496..=64511).contains(&entry.asn), "{}", entry.network);
        for address in ends(entry.network) {
            assert!(reserved::is_documentation(address), "{address}");
            let place = places.find(address).unwrap();
            assert_eq!(place.country.as_deref(), Some(entry.country), "{address}");
            assert_eq!(place.subdivision.as_deref(), entry.subdivision, "{address}");
            assert_eq!(place.asn, Some(entry.asn), "{address}");
            let point = entry.point;
            assert_eq!(place.postal_code.as_deref(), point.map(|point| point.postal_code));
            assert_eq!(place.metro, point.and_then(|point| point.metro), "{address}");
            let location = point.map(|point| Location {
                latitude: point.latitude,
                longitude: point.longitude,
                accuracy: point.accuracy,
            });
            assert_eq!(place.location, location, "{address}");
            let flags = match entry.kind {
                Kind::Ordinary => Flags::empty(),
                Kind::Hosting => Flags::HOSTING,
                Kind::Vpn => Flags::VPN | Flags::HOSTING,
                Kind::PublicProxy => Flags::PUBLIC_PROXY,
                Kind::ResidentialProxy => Flags::RESIDENTIAL_PROXY,
                Kind::Tor => Flags::TOR,
            };
            assert_eq!(place.network, Some(flags), "{address}");
        }
    }
}

#[test]
fn knows_nothing_else() {
    let known = |address: &str, documentation| {
        places(documentation).find(address.parse().unwrap()).unwrap().country.is_some()
    };
    for address in
        ["192.0.2.240", "198.51.100.255", "203.0.113.128", "8.8.8.8", "2001:db8::1", "10.0.0.1"]
    {
        assert!(!known(address, true), "{address}");
    }
    assert!(known("192.0.2.1", true));
    assert!(!known("192.0.2.1", false));
}

//! Records of different makers, and databases that complete each other.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use std::net::IpAddr;

use maxminddb_writer::Database as Writer;
use maxminddb_writer::metadata::IpVersion;
use serde_json::{Value, json};
use tidegate_facts::place::{Database, Place, PlaceError, Places};
use tidegate_sdk::types::{Location, Network};

/// A database that holds one record for every address.
fn holding(kind: &str, version: IpVersion, record: &Value) -> Database {
    let mut writer = Writer::default();
    writer.metadata.ip_version = version;
    writer.metadata.database_type = kind.to_owned();
    writer.metadata.binary_format_major_version = 2;
    let data = writer.insert_value(record).unwrap();
    for bit in [false, true] {
        writer.insert_node([bit].into_iter(), data);
    }
    Database::open(kind, writer.write_to(Vec::new()).unwrap()).unwrap()
}

fn find(records: &[Value]) -> Result<Place, PlaceError> {
    let databases = records.iter().map(|record| holding("Test", IpVersion::V6, record)).collect();
    Places::new(databases, false).find(IpAddr::from([8, 8, 8, 8]))
}

/// Country, subdivision, number and network of what the records say.
fn said(records: &[Value]) -> (String, String, u32, Option<Network>) {
    let place = find(records).unwrap();
    let text = |text: Option<String>| text.unwrap_or_default();
    (text(place.country), text(place.subdivision), place.asn.unwrap_or_default(), place.network)
}

fn place(country: &str, subdivision: &str, asn: u32) -> (String, String, u32, Option<Network>) {
    (country.to_owned(), subdivision.to_owned(), asn, None)
}

#[test]
fn nested_records() {
    let record = json!({
        "country": {"iso_code": "CA", "names": {"en": "Canada"}},
        "registered_country": {"iso_code": "US"},
        "subdivisions": [{"iso_code": "QC"}, {"iso_code": "X"}],
        "traits": {"autonomous_system_number": 64496, "is_tor_exit_node": true, "is_public_proxy": false},
    });
    let (country, subdivision, asn, network) = said(&[record]);
    assert_eq!((country.as_str(), subdivision.as_str(), asn), ("CA", "CA-QC", 64496));
    assert_eq!(network, Some(Network::TOR));
    assert_eq!(said(&[json!({"registered_country": {"iso_code": "US"}})]), place("", "", 0));
}

#[test]
fn flat_records() {
    assert_eq!(said(&[json!({"country_code": "DE"})]), place("DE", "", 0));
    assert_eq!(said(&[json!({"country": "DE", "asn": "AS64497"})]), place("DE", "", 64497));
    let both = json!({"country": "Germany", "country_code": "DE", "asn": 64497});
    assert_eq!(said(&[both]), place("DE", "", 64497));
    let number = json!({"autonomous_system_number": 64498});
    assert_eq!(said(&[number]), place("", "", 64498));
}

/// Postal code, metro and location of what the records say.
fn within(records: &[Value]) -> (Option<String>, Option<u16>, Option<Location>) {
    let place = find(records).unwrap();
    (place.postal_code, place.metro, place.location)
}

#[test]
fn points_of_different_makers() {
    // GeoIP2 City, IPinfo, ip-location-db.
    let nested = json!({
        "country": {"iso_code": "US"},
        "postal": {"code": "10001"},
        "location": {"latitude": 40.7506, "longitude": -73.9972, "accuracy_radius": 5, "metro_code": 501},
    });
    let point =
        |accuracy| Some(Location { latitude: 40_750_600, longitude: -73_997_200, accuracy });
    assert_eq!(within(&[nested]), (Some("10001".to_owned()), Some(501), point(5)));
    let texts = json!({
        "country": "US", "region": "New York", "region_code": "NY", "postal_code": "10001",
        "lat": "40.7506", "lng": "-73.9972",
    });
    assert_eq!(within(std::slice::from_ref(&texts)), (Some("10001".to_owned()), None, point(1000)));
    assert_eq!(find(&[texts]).unwrap().subdivision.as_deref(), Some("US-NY"));
    let flat = json!({
        "country_code": "US", "state1": "New York", "postcode": "10001",
        "latitude": 40.7506, "longitude": -73.9972,
    });
    assert_eq!(within(&[flat]), (Some("10001".to_owned()), None, point(1000)));
}

#[test]
fn points_that_are_none() {
    for record in [
        json!({"country_code": "US", "latitude": 91.0, "longitude": 0.0}),
        json!({"country_code": "US", "latitude": 0.0, "longitude": -180.1}),
        json!({"country_code": "US", "latitude": 10.0}),
        json!({"country_code": "US", "lat": "north", "lng": "1"}),
        json!({"country_code": "US", "lat": "NaN", "lng": "1"}),
        json!({"country_code": "US", "postal_code": ""}),
        json!({"country_code": "US", "postal_code": "1".repeat(17)}),
        json!({"country_code": "US", "postal_code": "1\n2"}),
        json!({"country_code": "US", "location": {"metro_code": 0}}),
    ] {
        assert_eq!(within(&[record]), (None, None, None));
    }
}

/// A point in one subdivision is none in another.
#[test]
fn points_from_a_database_that_agrees() {
    let state = json!({"country_code": "US", "region_code": "NY"});
    let there = json!({"country_code": "US", "region_code": "NY", "postal_code": "10001"});
    let elsewhere = json!({"country_code": "US", "region_code": "CA", "postal_code": "90001"});
    let abroad = json!({"country_code": "CA", "postal_code": "H2X"});
    let vague = json!({"country_code": "US", "postal_code": "11111"});
    let code = |records: &[&Value]| {
        let records: Vec<Value> = records.iter().map(|record| (*record).clone()).collect();
        within(&records).0.unwrap_or_default()
    };
    assert_eq!(code(&[&state, &elsewhere, &abroad]), "");
    assert_eq!(code(&[&state, &elsewhere, &there]), "10001");
    assert_eq!(code(&[&state, &vague, &there]), "11111");
    assert_eq!(code(&[&json!({}), &abroad, &there]), "H2X");
}

#[test]
fn codes_that_are_none() {
    for record in [
        json!({}),
        json!({"country": "Germany", "asn": "none"}),
        json!({"country": {"iso_code": "de"}}),
        json!({"country_code": "", "asn": 0}),
        json!({"country_code": "D1"}),
        json!({"subdivisions": [{"iso_code": "QC"}]}),
    ] {
        assert_eq!(said(&[record]), place("", "", 0));
    }
    let odd = json!({"country_code": "CA", "subdivisions": [{"iso_code": "Quebec"}]});
    assert_eq!(said(&[odd]), place("CA", "", 0));
}

#[test]
fn the_first_that_knows() {
    let country = json!({"country": {"iso_code": "CA"}});
    let city = json!({"country": {"iso_code": "CA"}, "subdivisions": [{"iso_code": "QC"}]});
    let abroad =
        json!({"country": {"iso_code": "US"}, "subdivisions": [{"iso_code": "NY"}], "asn": 1});
    assert_eq!(said(&[country.clone(), city.clone()]), place("CA", "CA-QC", 0));
    assert_eq!(said(&[country.clone(), abroad.clone()]), place("CA", "", 1));
    assert_eq!(said(&[abroad, country, city]), place("US", "US-NY", 1));
}

#[test]
fn a_network_is_ordinary_only_if_a_database_says_so() {
    assert_eq!(find(&[json!({"country_code": "DE"})]).unwrap().network, None);
    let stated = find(&[json!({"is_anonymous": false})]).unwrap().network;
    assert_eq!(stated, Some(Network::empty()));
    let silent = holding("GeoIP2-Anonymous-IP", IpVersion::V6, &json!({}));
    let found = Places::new(vec![silent], false).find(IpAddr::from([8, 8, 8, 8])).unwrap();
    assert_eq!(found.network, Some(Network::empty()));
}

#[test]
fn an_ipv4_database_knows_no_ipv6_address() {
    let record = json!({"country_code": "DE"});
    let places = Places::new(vec![holding("Test", IpVersion::V4, &record)], false);
    let country = |address: &str| places.find(address.parse().unwrap()).unwrap().country;
    assert_eq!(country("2606:4700::1"), None);
    assert_eq!(country("8.8.8.8").as_deref(), Some("DE"));
    assert_eq!(country("::ffff:8.8.8.8").as_deref(), Some("DE"));
}

#[test]
fn a_record_of_another_shape_is_an_error() {
    let error = find(&[json!("8.8.8.8")]).err().unwrap();
    assert_eq!(error.to_string(), "database `Test` has a record that cannot be read");
    assert!(!format!("{error:?}").contains("8.8.8.8"));
    assert!(holding("Test", IpVersion::V6, &json!(7)).verify().is_err());
}

use std::net::IpAddr;

use serde_json::Value;
use tidegate_facts::place::{Database, Place, PlaceError, Places, reserved};
use tidegate_sdk::types::{Location, Network};

fn open(path: &str) -> Option<Places> {
    let database = Database::open(path, super::bytes(path)?).unwrap();
    database.verify().unwrap();
    Some(Places::new(vec![database], false))
}

/// Every network of an expected listing: its first address that is nowhere
/// special, and its record.
fn networks(name: &str) -> Option<Vec<(IpAddr, Value)>> {
    let listing = super::json(&format!("geo/expected/{name}.json"))?;
    let networks = listing["networks"].as_array().unwrap().iter();
    let networks = networks.map(|entry| {
        let network = entry["network"].as_str().unwrap();
        (network.split('/').next().unwrap().parse().unwrap(), entry["record"].clone())
    });
    Some(networks.collect())
}

/// Compares what is found with what a listing says, field by field.
fn compare(name: &str, least: usize, expected: impl Fn(&Value) -> Place) {
    let Some(places) = open(&format!("geo/maxmind-test/{name}.mmdb")) else { return };
    let mut compared = 0;
    for (address, record) in networks(name).unwrap() {
        let found = places.find(address).unwrap();
        if reserved::is_reserved(address) || reserved::is_documentation(address) {
            assert!(found == Place::default(), "{name}: {address} is reserved");
            continue;
        }
        let expected = expected(&record);
        assert_eq!(found.country, expected.country, "{name}: {address}");
        assert_eq!(found.subdivision, expected.subdivision, "{name}: {address}");
        assert_eq!(found.postal_code, expected.postal_code, "{name}: {address}");
        assert_eq!(found.metro, expected.metro, "{name}: {address}");
        assert_eq!(found.location, expected.location, "{name}: {address}");
        assert_eq!(found.asn, expected.asn, "{name}: {address}");
        assert_eq!(found.network, expected.network, "{name}: {address}");
        compared += 1;
    }
    println!("{name}: {compared} networks");
    assert!(compared >= least, "{name}: {compared}");
}

/// By way of decimals, not of the arithmetic under test.
fn millionths(degrees: f64) -> i32 {
    format!("{degrees:.6}").replace('.', "").parse().unwrap()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[test]
fn countries_agree() {
    for name in ["GeoIP2-Country-Test", "GeoIP2-Country-Shield-Test"] {
        compare(name, 300, |record| Place {
            country: text(&record["country"]["iso_code"]),
            ..Place::default()
        });
    }
}

#[test]
fn cities_agree() {
    compare("GeoIP2-City-Test", 200, |record| {
        let country = text(&record["country"]["iso_code"]);
        let part = text(&record["subdivisions"][0]["iso_code"]);
        let subdivision =
            country.as_ref().zip(part).map(|(country, part)| format!("{country}-{part}"));
        let point = &record["location"];
        let location = point["latitude"].as_f64().map(|latitude| Location {
            latitude: millionths(latitude),
            longitude: millionths(point["longitude"].as_f64().unwrap()),
            accuracy: point["accuracy_radius"].as_u64().unwrap().try_into().unwrap(),
        });
        let metro = point["metro_code"].as_u64().map(|metro| metro.try_into().unwrap());
        let postal_code = text(&record["postal"]["code"]);
        Place { country, subdivision, postal_code, metro, location, ..Place::default() }
    });
}

#[test]
fn numbers_agree() {
    compare("GeoLite2-ASN-Test", 400, |record| Place {
        asn: record["autonomous_system_number"].as_u64().map(|asn| asn.try_into().unwrap()),
        ..Place::default()
    });
}

#[test]
fn anonymity_agrees() {
    for (name, least) in [("GeoIP2-Anonymous-IP-Test", 200), ("GeoIP-Anonymous-Plus-Test", 200)] {
        compare(name, least, |record| {
            let flags = [
                ("is_anonymous_vpn", Network::VPN),
                ("is_hosting_provider", Network::HOSTING),
                ("is_public_proxy", Network::PUBLIC_PROXY),
                ("is_residential_proxy", Network::RESIDENTIAL_PROXY),
                ("is_tor_exit_node", Network::TOR),
            ];
            let set = flags.iter().filter(|(key, _)| record[*key] == true);
            let network = set.fold(Network::empty(), |all, (_, flag)| all | *flag);
            Place { network: Some(network), ..Place::default() }
        });
    }
}

#[test]
fn databases_complete_each_other() {
    let names = [
        "GeoIP2-Country-Test",
        "GeoIP2-City-Test",
        "GeoLite2-ASN-Test",
        "GeoIP2-Anonymous-IP-Test",
    ];
    let mut databases = Vec::new();
    for name in names {
        let path = format!("geo/maxmind-test/{name}.mmdb");
        let Some(bytes) = super::bytes(&path) else { return };
        databases.push(Database::open(path, bytes).unwrap());
    }
    let places = Places::new(databases, false);
    // In the listings: GB and no subdivision, then GB and ENG, AS 20712 nowhere, an ordinary network.
    let place = places.find("2.125.160.216".parse().unwrap()).unwrap();
    assert_eq!(place.country.as_deref(), Some("GB"));
    assert_eq!(place.subdivision.as_deref(), Some("GB-ENG"));
    assert_eq!(place.network, Some(Network::empty()));
    let place = places.find("1.128.0.0".parse().unwrap()).unwrap();
    assert_eq!(place.asn, Some(1221));
}

#[test]
fn a_full_flat_database_agrees() {
    let Some(expected) = super::json("geo/country-full/expected-lookups.json") else { return };
    let places = open("geo/country-full/iptoasn-country.mmdb").unwrap();
    let lookups = expected["lookups"].as_array().unwrap();
    let mut reserved = 0;
    for lookup in lookups {
        let address: IpAddr = lookup[0].as_str().unwrap().parse().unwrap();
        let found = places.find(address).unwrap().country;
        if reserved::is_reserved(address) || reserved::is_documentation(address) {
            assert_eq!(found, None, "{address}");
            reserved += 1;
        } else if address != address.to_canonical() {
            // The listing's reader does not unmap; that address is Google's resolver.
            assert_eq!(found.as_deref(), Some("US"), "{address}");
        } else {
            assert_eq!(found, text(&lookup[1]), "{address}");
        }
    }
    println!("{} lookups, {reserved} reserved", lookups.len());
    assert!(lookups.len() > 2000 && reserved > 100);
}

#[test]
fn corrupt_databases_are_errors() {
    let Some(folder) = super::file("geo/bad") else { return };
    let addresses =
        ["1.1.1.1", "81.2.69.142", "129.0.0.1", "2.2.3.1", "2001:218::1", "223.255.255.255"];
    let mut refused = 0;
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "mmdb") {
            continue;
        }
        files += 1;
        let label = path.file_name().unwrap().to_string_lossy().into_owned();
        match Database::open(label.clone(), std::fs::read(&path).unwrap()) {
            Err(PlaceError::Database { .. }) => refused += 1,
            Err(other) => panic!("{label}: {other}"),
            Ok(database) => {
                let unsound = database.verify().is_err();
                let places = Places::new(vec![database], true);
                let failed = addresses.iter().filter(|address| {
                    places
                        .find(address.parse().unwrap())
                        .is_err_and(|error| !error.to_string().contains(*address))
                });
                println!("{label}: unsound {unsound}, {} lookups failed", failed.count());
                refused += usize::from(unsound);
            }
        }
    }
    assert!(files >= 11, "{files}");
    // Two answer every lookup, with us as with the listing's reader: an empty map
    // in the metadata, and nodes that no network reaches.
    assert!(refused >= 9, "{refused} of {files}");
}

#[test]
fn cut_and_altered_databases_do_not_panic() {
    let Some(sound) = super::bytes("geo/maxmind-test/GeoIP2-Anonymous-IP-Test.mmdb") else {
        return;
    };
    let try_all = |bytes: Vec<u8>| {
        if let Ok(database) = Database::open("altered", bytes) {
            let _ = database.verify();
            let places = Places::new(vec![database], true);
            for address in ["1.2.0.1", "65.0.0.1", "2001:db8::1", "186.30.236.0"] {
                let _ = places.find(address.parse().unwrap());
            }
        }
    };
    for cut in (0..sound.len()).step_by(97) {
        try_all(sound[..cut].to_vec());
    }
    for place in (0..sound.len()).step_by(23) {
        let mut altered = sound.clone();
        altered[place] ^= 0xff;
        try_all(altered);
    }
}

//! The shapes of records in MaxMind DB files, as far as they are read: nested as in GeoIP2
//! and DB-IP, flat as in IPinfo (`region_code`, `postal_code`, `lat`, `lng`) and
//! ip-location-db (`postcode`, `latitude`, `longitude`).

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use tidegate_sdk::types::{Location, Network};

use super::Place;
use super::number::{Degrees, Whole};

/// A record of a place or of an autonomous system.
#[derive(Deserialize)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    country: Option<Country<'a>>,
    country_code: Option<&'a str>,
    subdivisions: Option<Vec<Coded<'a>>>,
    region_code: Option<&'a str>,
    postal: Option<Postal<'a>>,
    postal_code: Option<&'a str>,
    postcode: Option<&'a str>,
    location: Option<Point>,
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
    lat: Option<Degrees>,
    lng: Option<Degrees>,
    autonomous_system_number: Option<Whole>,
    asn: Option<Whole>,
    traits: Option<Traits>,
}

/// GeoIP2 Enterprise keeps the number in a record within the record.
#[derive(Deserialize)]
struct Traits {
    autonomous_system_number: Option<Whole>,
}

/// MaxMind's anonymity traits. `is_anonymous` alone sets no flag of the
/// contract, but it is a statement.
#[derive(Deserialize)]
pub(super) struct Flags {
    is_anonymous: Option<bool>,
    is_anonymous_vpn: Option<bool>,
    is_hosting_provider: Option<bool>,
    is_public_proxy: Option<bool>,
    is_residential_proxy: Option<bool>,
    is_tor_exit_node: Option<bool>,
}

/// A record that has a code: a country or a subdivision.
#[derive(Deserialize)]
struct Coded<'a> {
    iso_code: Option<&'a str>,
}

/// `country` is a record in GeoIP2, a code in some flat databases and a name in
/// others.
struct Country<'a>(Option<&'a str>);

#[derive(Deserialize)]
struct Postal<'a> {
    code: Option<&'a str>,
}

#[derive(Deserialize)]
struct Point {
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
    accuracy_radius: Option<Whole>,
    metro_code: Option<Whole>,
}

/// Kilometres around a point of which a database does not say how sure it is: the largest
/// radius that MaxMind states.
const UNSTATED_RADIUS: u16 = 1000;

/// Bytes of a postal code in the contract. The longest in use have ten.
pub(crate) const LONGEST_POSTAL_CODE: usize = 16;

impl Flags {
    /// `None` if the record states no trait.
    pub(super) fn network(self) -> Option<Network> {
        let traits = [
            (self.is_anonymous, Network::empty()),
            (self.is_anonymous_vpn, Network::VPN),
            (self.is_hosting_provider, Network::HOSTING),
            (self.is_public_proxy, Network::PUBLIC_PROXY),
            (self.is_residential_proxy, Network::RESIDENTIAL_PROXY),
            (self.is_tor_exit_node, Network::TOR),
        ];
        let stated = traits.iter().any(|(value, _)| value.is_some());
        let set = traits.iter().filter(|(value, _)| *value == Some(true));
        stated.then(|| set.fold(Network::empty(), |all, (_, flag)| all | *flag))
    }
}

impl From<Record<'_>> for Place {
    fn from(record: Record<'_>) -> Self {
        let code = record.country_code.or(record.country.and_then(|country| country.0));
        let country = code.filter(|code| is_country(code));
        let part = record.subdivisions.as_ref().and_then(|all| all.first()?.iso_code);
        let subdivision = country
            .zip(part.or(record.region_code))
            .map(|(country, part)| format!("{country}-{part}"))
            .filter(|code| is_subdivision(code));
        let postal_code = record
            .postal
            .and_then(|postal| postal.code)
            .or(record.postal_code)
            .or(record.postcode)
            .filter(|code| is_postal_code(code));
        let point = record.location.as_ref();
        let latitude = point
            .and_then(|point| point.latitude)
            .or(record.latitude)
            .or(record.lat)
            .and_then(|degrees| degrees.millionths(90));
        let longitude = point
            .and_then(|point| point.longitude)
            .or(record.longitude)
            .or(record.lng)
            .and_then(|degrees| degrees.millionths(180));
        let accuracy =
            point.and_then(|point| point.accuracy_radius?.above_zero()).unwrap_or(UNSTATED_RADIUS);
        let location = latitude.zip(longitude).map(|(latitude, longitude)| Location {
            latitude,
            longitude,
            accuracy,
        });
        let in_traits = record.traits.and_then(|traits| traits.autonomous_system_number);
        let asn = record.autonomous_system_number.or(record.asn).or(in_traits);
        Self {
            country: country.map(str::to_owned),
            subdivision,
            postal_code: postal_code.map(str::to_owned),
            metro: point.and_then(|point| point.metro_code?.above_zero()),
            location,
            asn: asn.and_then(Whole::above_zero),
            network: None,
        }
    }
}

/// ISO 3166-1 alpha-2: two capital letters.
pub(crate) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// ISO 3166-2: a country, a hyphen, one to three capital letters or digits.
pub(crate) fn is_subdivision(code: &str) -> bool {
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    code.split_once('-').is_some_and(|(country, part)| {
        is_country(country) && (1..=3).contains(&part.len()) && part.bytes().all(upper)
    })
}

/// Printable and not too long. Databases write postal codes as countries do, e.g. `75001`,
/// `OX1`, `1010-001`.
pub(crate) fn is_postal_code(code: &str) -> bool {
    let printable = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-');
    (1..=LONGEST_POSTAL_CODE).contains(&code.len()) && code.bytes().all(printable)
}

impl<'de: 'a, 'a> Deserialize<'de> for Country<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;

        impl<'de> Visitor<'de> for Shape {
            type Value = Country<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a country record, code or name")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Country(Some(text)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Coded::deserialize(MapAccessDeserializer::new(map))
                    .map(|coded| Country(coded.iso_code))
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

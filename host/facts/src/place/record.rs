//! The shapes of records in MaxMind DB files, as far as they are read.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use tidegate_sdk::types::Network;

use super::Place;

/// A record of a place or of an autonomous system.
#[derive(Deserialize)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    country: Option<Country<'a>>,
    country_code: Option<&'a str>,
    subdivisions: Option<Vec<Coded<'a>>>,
    autonomous_system_number: Option<Asn>,
    asn: Option<Asn>,
    traits: Option<Traits>,
}

/// GeoIP2 Enterprise keeps the number in a record within the record.
#[derive(Deserialize)]
struct Traits {
    autonomous_system_number: Option<Asn>,
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

/// A number of any width or, in IPinfo's databases, `AS` and a number.
struct Asn(Option<u32>);

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
        let subdivision = country.zip(part).map(|(country, part)| format!("{country}-{part}"));
        let in_traits = record.traits.and_then(|traits| traits.autonomous_system_number);
        let asn = record.autonomous_system_number.or(record.asn).or(in_traits);
        Self {
            country: country.map(str::to_owned),
            subdivision: subdivision.filter(|code| is_subdivision(code)),
            asn: asn.and_then(|asn| asn.0).filter(|asn| *asn > 0),
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

impl<'de> Deserialize<'de> for Asn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;

        impl Visitor<'_> for Shape {
            type Value = Asn;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an autonomous system number")
            }

            fn visit_u16<E: Error>(self, number: u16) -> Result<Asn, E> {
                Ok(Asn(Some(number.into())))
            }

            fn visit_u32<E: Error>(self, number: u32) -> Result<Asn, E> {
                Ok(Asn(Some(number)))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Asn, E> {
                Ok(Asn(number.try_into().ok()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Asn, E> {
                Ok(Asn(text.strip_prefix("AS").unwrap_or(text).parse().ok()))
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

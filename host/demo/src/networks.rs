//! The table that `build.rs` makes the place database of.

use std::fmt;

/// One network of the demo database, all of them from documentation ranges
/// (RFC 5737, RFC 3849).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// CIDR notation, e.g. `192.0.2.0/28`.
    pub network: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// ISO 3166-2, e.g. `US-CA`.
    pub subdivision: Option<&'static str>,
    /// Documentation number (RFC 5398), 64496 to 64511.
    pub asn: u32,
    /// What kind of network it is.
    pub kind: Kind,
    /// Where in the subdivision it is.
    pub point: Option<Point>,
}

/// A place within a subdivision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// E.g. `75001`.
    pub postal_code: &'static str,
    /// Nielsen's designated market area, e.g. 501.
    pub metro: Option<u16>,
    /// Millionths of a degree north.
    pub latitude: i32,
    /// Millionths of a degree east.
    pub longitude: i32,
    /// Kilometres around it.
    pub accuracy: u16,
}

impl Network {
    const fn at(
        self,
        postal_code: &'static str,
        metro: Option<u16>,
        (latitude, longitude): (i32, i32),
        accuracy: u16,
    ) -> Self {
        let point = Some(Point { postal_code, metro, latitude, longitude, accuracy });
        Self { point, ..self }
    }
}

/// What kind of network it is: MaxMind's anonymity traits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A household, an office or a mobile network.
    Ordinary,
    /// `is_hosting_provider`
    Hosting,
    /// `is_anonymous_vpn` and `is_hosting_provider`
    Vpn,
    /// `is_public_proxy`
    PublicProxy,
    /// `is_residential_proxy`
    ResidentialProxy,
    /// `is_tor_exit_node`
    Tor,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ordinary => "ordinary",
            Self::Hosting => "hosting",
            Self::Vpn => "vpn",
            Self::PublicProxy => "public proxy",
            Self::ResidentialProxy => "residential proxy",
            Self::Tor => "tor",
        })
    }
}

const fn of(
    network: &'static str,
    country: &'static str,
    subdivision: &'static str,
    asn: u32,
    kind: Kind,
) -> Network {
    let subdivision = if subdivision.is_empty() { None } else { Some(subdivision) };
    Network { network, country, subdivision, asn, kind, point: None }
}

/// Every network of the demo database. The last /28 of each IPv4 range is left
/// out: viewers without a place.
pub const NETWORKS: &[Network] = &[
    // Europe: access networks. Points are those of city centres.
    of("192.0.2.0/28", "FR", "FR-IDF", 64496, Kind::Ordinary).at(
        "75001",
        None,
        (48_862_700, 2_336_400),
        10,
    ),
    of("192.0.2.16/28", "DE", "DE-BE", 64497, Kind::Ordinary).at(
        "10115",
        None,
        (52_532_300, 13_384_600),
        20,
    ),
    of("192.0.2.32/28", "GB", "GB-ENG", 64498, Kind::Ordinary).at(
        "SW1A 1AA",
        None,
        (51_501_000, -141_900),
        5,
    ),
    of("192.0.2.48/28", "IE", "IE-L", 64498, Kind::Ordinary),
    of("192.0.2.64/28", "ES", "ES-MD", 64499, Kind::Ordinary),
    of("192.0.2.80/28", "IT", "IT-62", 64499, Kind::Ordinary),
    of("192.0.2.96/28", "PL", "PL-14", 64500, Kind::Ordinary),
    of("192.0.2.112/28", "CH", "CH-ZH", 64497, Kind::Ordinary),
    of("192.0.2.128/28", "SE", "SE-AB", 64501, Kind::Ordinary),
    of("192.0.2.144/28", "NO", "NO-03", 64501, Kind::Ordinary),
    of("192.0.2.160/28", "NL", "NL-NH", 64496, Kind::Ordinary),
    of("192.0.2.176/28", "BE", "BE-BRU", 64496, Kind::Ordinary),
    of("192.0.2.192/28", "AT", "AT-9", 64497, Kind::Ordinary),
    of("192.0.2.208/28", "PT", "PT-11", 64499, Kind::Ordinary),
    of("192.0.2.224/28", "FI", "FI-18", 64501, Kind::Ordinary),
    // The Americas, Asia, Africa, Oceania: access networks.
    of("198.51.100.0/28", "US", "US-CA", 64502, Kind::Ordinary).at(
        "90012",
        Some(803),
        (34_061_400, -118_238_500),
        10,
    ),
    of("198.51.100.16/28", "US", "US-NY", 64502, Kind::Ordinary).at(
        "10001",
        Some(501),
        (40_750_600, -73_997_200),
        5,
    ),
    of("198.51.100.32/28", "US", "US-TX", 64502, Kind::Ordinary).at(
        "77002",
        Some(618),
        (29_756_800, -95_363_200),
        20,
    ),
    of("198.51.100.48/28", "CA", "CA-QC", 64503, Kind::Ordinary),
    of("198.51.100.64/28", "CA", "CA-ON", 64503, Kind::Ordinary),
    of("198.51.100.80/28", "BR", "BR-SP", 64504, Kind::Ordinary),
    of("198.51.100.96/28", "MX", "MX-CMX", 64504, Kind::Ordinary),
    of("198.51.100.112/28", "JP", "JP-13", 64505, Kind::Ordinary),
    of("198.51.100.128/28", "AU", "AU-NSW", 64506, Kind::Ordinary),
    of("198.51.100.144/28", "KR", "KR-11", 64505, Kind::Ordinary),
    of("198.51.100.160/28", "IN", "IN-MH", 64507, Kind::Ordinary),
    of("198.51.100.176/28", "CN", "CN-BJ", 64507, Kind::Ordinary),
    of("198.51.100.192/28", "RU", "RU-MOW", 64500, Kind::Ordinary),
    of("198.51.100.208/28", "ZA", "ZA-GP", 64508, Kind::Ordinary),
    of("198.51.100.224/28", "NG", "NG-LA", 64508, Kind::Ordinary),
    // Networks that licences may refuse.
    of("203.0.113.0/28", "DE", "DE-HE", 64509, Kind::Hosting),
    of("203.0.113.16/28", "US", "US-VA", 64509, Kind::Hosting),
    of("203.0.113.32/28", "NL", "NL-NH", 64510, Kind::Vpn),
    of("203.0.113.48/28", "GB", "GB-ENG", 64510, Kind::Vpn),
    of("203.0.113.64/28", "DE", "DE-BE", 64511, Kind::Tor),
    of("203.0.113.80/28", "FR", "FR-IDF", 64511, Kind::Tor),
    of("203.0.113.96/28", "US", "US-TX", 64502, Kind::PublicProxy),
    of("203.0.113.112/28", "ES", "ES-CT", 64499, Kind::ResidentialProxy),
    // IPv6.
    of("2001:db8:f0::/48", "FR", "FR-ARA", 64496, Kind::Ordinary),
    of("2001:db8:de::/48", "DE", "DE-BY", 64497, Kind::Ordinary),
    of("2001:db8:6b::/48", "GB", "GB-SCT", 64498, Kind::Ordinary),
    of("2001:db8:ca::/48", "US", "US-CA", 64502, Kind::Ordinary).at(
        "94103",
        Some(807),
        (37_772_600, -122_411_000),
        20,
    ),
    of("2001:db8:1a::/48", "JP", "JP-27", 64505, Kind::Ordinary),
    of("2001:db8:af::/48", "ZA", "ZA-WC", 64508, Kind::Ordinary),
    of("2001:db8:c10::/48", "IE", "IE-L", 64509, Kind::Hosting),
    of("2001:db8:704::/48", "SE", "SE-AB", 64511, Kind::Tor),
];

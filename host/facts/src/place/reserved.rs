//! Addresses that are nowhere: the IANA special-purpose address registries
//! (RFC 6890) and multicast.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn four(a: u8, b: u8, c: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), length)
}

const fn six(a: u16, b: u16, c: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

const DOCUMENTATION_4: [Ipv4Net; 3] = [
    four(192, 0, 2, 24),    // TEST-NET-1, RFC 5737
    four(198, 51, 100, 24), // TEST-NET-2
    four(203, 0, 113, 24),  // TEST-NET-3
];

const DOCUMENTATION_6: [Ipv6Net; 2] = [
    six(0x2001, 0xdb8, 0, 32), // RFC 3849
    six(0x3fff, 0, 0, 20),     // RFC 9637
];

const RESERVED_4: [Ipv4Net; 12] = [
    four(0, 0, 0, 8),      // this network, RFC 791
    four(10, 0, 0, 8),     // private use, RFC 1918
    four(100, 64, 0, 10),  // carriers' shared space, RFC 6598
    four(127, 0, 0, 8),    // loopback, RFC 1122
    four(169, 254, 0, 16), // link-local, RFC 3927
    four(172, 16, 0, 12),  // private use
    four(192, 0, 0, 24),   // protocol assignments, RFC 6890
    four(192, 88, 99, 24), // 6to4 relays, deprecated by RFC 7526
    four(192, 168, 0, 16), // private use
    four(198, 18, 0, 15),  // benchmarking, RFC 2544
    four(224, 0, 0, 4),    // multicast, RFC 5771
    four(240, 0, 0, 4),    // reserved and broadcast, RFC 1112
];

/// 6to4 (`2002::/16`) is not among them: such an address holds the viewer's own
/// IPv4 address, and databases resolve it. Teredo is (within `2001::/23`): it
/// holds that of the server.
const RESERVED_6: [Ipv6Net; 11] = [
    six(0, 0, 0, 96),              // unspecified, loopback, IPv4-compatible, RFC 4291
    six(0x64, 0xff9b, 0, 96),      // IPv4/IPv6 translation, RFC 6052
    six(0x64, 0xff9b, 1, 48),      // the same, local use, RFC 8215
    six(0x100, 0, 0, 48),          // discard-only and dummy prefixes, RFC 6666, RFC 9780
    six(0x2001, 0, 0, 23),         // protocol assignments, RFC 2928
    six(0x2620, 0x4f, 0x8000, 48), // AS112 by delegation, RFC 7534
    six(0x5f00, 0, 0, 16),         // segment routing, RFC 9602
    six(0xfc00, 0, 0, 7),          // unique local, RFC 4193
    six(0xfe80, 0, 0, 10),         // link-local, RFC 4291
    six(0xfec0, 0, 0, 10),         // site-local, deprecated by RFC 3879
    six(0xff00, 0, 0, 8),          // multicast
];

/// Whether an address is in a documentation range: `192.0.2.0/24`,
/// `198.51.100.0/24`, `203.0.113.0/24`, `2001:db8::/32`, `3fff::/20`.
#[must_use]
pub fn is_documentation(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => DOCUMENTATION_4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => DOCUMENTATION_6.iter().any(|network| network.contains(&address)),
    }
}

/// Whether an address is in another special-purpose range.
#[must_use]
pub fn is_reserved(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => RESERVED_4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => RESERVED_6.iter().any(|network| network.contains(&address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_ranges() {
        for text in [
            "0.1.2.3",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.1.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.88.99.1",
            "192.168.1.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.1.2.3",
            "255.255.255.255",
            "::",
            "::1",
            "::8.8.8.8",
            "::ffff:10.0.0.1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:20::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(is_reserved(text.parse().unwrap()), "{text}");
        }
        for text in ["192.0.2.1", "198.51.100.255", "203.0.113.0", "2001:db8::1", "3fff:fff::1"] {
            assert!(is_documentation(text.parse().unwrap()), "{text}");
            assert!(!is_reserved(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn leaves_the_others_alone() {
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:200::1",
            "2001:db9::1",
            "2002:808:808::1",
            "2606:4700::1",
            "3fff:1000::1",
            "fbff::1",
        ] {
            let address = text.parse().unwrap();
            assert!(!is_reserved(address) && !is_documentation(address), "{text}");
        }
    }
}

//! The viewer's address.
//!
//! `X-Forwarded-For` is what proxies write; anyone may write it. It is read from
//! the right, the end that the nearest proxy wrote, and only as far as the
//! proxies are trusted. `Forwarded` (RFC 7239) is not read: proxies that write
//! it write `X-Forwarded-For` as well, and two sources of one truth can differ.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::HeaderMap;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The de facto standard header, one address per proxy, the viewer's first.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Hops that are followed; a longer chain of trusted proxies is malformed.
const MOST_HOPS: usize = 32;

/// The networks of the proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// A network that is neither an address nor a CIDR prefix.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("found `{0}`, expected an address or a network, e.g. `10.0.0.0/8` or `2001:db8::1`")]
pub struct NetworkError(pub String);

impl TrustedProxies {
    /// Reads networks (`10.0.0.0/8`) and single addresses (`2001:db8::1`).
    ///
    /// # Errors
    /// The first entry that is neither.
    pub fn parse<S: AsRef<str>>(networks: &[S]) -> Result<Self, NetworkError> {
        let network = |text: &S| {
            let text = text.as_ref();
            let single = || text.parse().map(|address: IpAddr| IpNet::from(address));
            text.parse().or_else(|_| single()).map_err(|_| NetworkError(text.to_owned()))
        };
        networks.iter().map(network).collect::<Result<_, _>>().map(Self)
    }

    /// The proxies on this machine, `127.0.0.0/8` and `::1`. For local work: any
    /// viewer can then be played with curl.
    #[must_use]
    pub fn loopback() -> Self {
        Self(vec![
            Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8).into(),
            Ipv6Net::from(Ipv6Addr::LOCALHOST).into(),
        ])
    }

    /// Whether a peer is one of them.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&peer))
    }
}

/// What trusted proxies say a viewer came by, `X-Forwarded-Proto`; a node itself
/// speaks `http`.
pub(crate) fn scheme<'a>(
    headers: &'a HeaderMap,
    peer: IpAddr,
    trusted: &TrustedProxies,
) -> &'a str {
    let forwarded =
        headers.get("x-forwarded-proto").filter(|_| trusted.trusts(peer.to_canonical()));
    forwarded.and_then(|scheme| scheme.to_str().ok()).map_or("http", str::trim)
}

/// The viewer's address: the rightmost hop of `X-Forwarded-For` that is no
/// trusted proxy, or the leftmost if all are. The peer itself if it is no
/// trusted proxy, or if the header is absent or malformed up to that hop.
/// IPv4-mapped addresses (RFC 4291 section 2.5.5.2) come out as IPv4.
#[must_use]
pub fn address(headers: &HeaderMap, peer: IpAddr, proxies: &TrustedProxies) -> IpAddr {
    let peer = peer.to_canonical();
    if proxies.trusts(peer) { forwarded(headers, proxies).unwrap_or(peer) } else { peer }
}

fn forwarded(headers: &HeaderMap, proxies: &TrustedProxies) -> Option<IpAddr> {
    let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
    let mut last = None;
    let mut hops = 0;
    for line in lines.iter().rev() {
        for element in line.to_str().ok()?.rsplit(',') {
            hops += 1;
            let address = hop(element.trim())?;
            if hops > MOST_HOPS {
                return None;
            }
            if !proxies.trusts(address) {
                return Some(address);
            }
            last = Some(address);
        }
    }
    last
}

/// One hop: an address, with a port as some proxies write it, or in brackets.
fn hop(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    text.parse::<IpAddr>()
        .ok()
        .or_else(bracketed)
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn viewer(peer: &str, lines: &[&str]) -> String {
        let proxies = TrustedProxies::parse(&["10.0.0.0/8", "2001:db8::1"]).unwrap();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        address(&headers, peer.parse().unwrap(), &proxies).to_string()
    }

    #[test]
    fn believes_trusted_proxies_only() {
        assert_eq!(viewer("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(viewer("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(viewer("2001:db8::1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(viewer("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn takes_the_rightmost_hop_that_is_not_trusted() {
        assert_eq!(viewer("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.2.3.4"]), "198.51.100.7");
        assert_eq!(viewer("10.0.0.1", &["1.1.1.1", "198.51.100.7 ,10.2.3.4"]), "198.51.100.7");
        assert_eq!(viewer("10.0.0.1", &["10.9.9.9, 10.2.3.4"]), "10.9.9.9");
        assert_eq!(viewer("10.0.0.1", &["garbage, 198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn reads_ports_and_unmaps() {
        assert_eq!(viewer("::ffff:10.0.0.1", &["::ffff:198.51.100.7"]), "198.51.100.7");
        assert_eq!(viewer("10.0.0.1", &["198.51.100.7:8080"]), "198.51.100.7");
        assert_eq!(viewer("10.0.0.1", &["[2001:db8::7]:8080"]), "2001:db8::7");
        assert_eq!(viewer("10.0.0.1", &["[2001:db8::7]"]), "2001:db8::7");
    }

    #[test]
    fn falls_back_to_the_peer() {
        for line in
            ["", ",", "unknown", "198.51.100.7, unknown", "198.51.100.7,", "1.2.3", "[::1", "é"]
        {
            assert_eq!(viewer("10.0.0.1", &[line]), "10.0.0.1", "{line}");
        }
        let chain = vec!["10.2.3.4"; MOST_HOPS + 1].join(",");
        assert_eq!(viewer("10.0.0.1", &[&chain]), "10.0.0.1");
    }

    #[test]
    fn this_machine_is_trusted_where_it_is_said_so() {
        let proxies = TrustedProxies::loopback();
        for (peer, trusted) in [
            ("127.0.0.1", true),
            ("127.255.0.9", true),
            ("::1", true),
            ("::2", false),
            ("0.0.0.0", false),
            ("128.0.0.1", false),
        ] {
            assert_eq!(proxies.trusts(peer.parse().unwrap()), trusted, "{peer}");
        }
    }

    #[test]
    fn names_a_bad_network() {
        let error = TrustedProxies::parse(&["10.0.0.0/8", "10.0.0.0/33"]).unwrap_err();
        assert_eq!(error, NetworkError("10.0.0.0/33".to_owned()));
    }

    proptest! {
        /// Whatever a viewer writes to the left changes nothing.
        #[test]
        fn cannot_be_spoofed(claimed in "[ -~]{0,60}") {
            let line = format!("{claimed}, 198.51.100.7, 10.2.3.4");
            prop_assert_eq!(viewer("10.0.0.1", &[&line]), "198.51.100.7");
        }

        #[test]
        fn takes_anything(line in proptest::collection::vec(any::<u8>(), 0..80)) {
            let proxies = TrustedProxies::parse(&["0.0.0.0/0"]).unwrap();
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                headers.append(FORWARDED_FOR, value);
            }
            let _ = address(&headers, IpAddr::from([10, 0, 0, 1]), &proxies);
        }
    }
}

//! The other end of the connection. Whether it is the viewer or a proxy of theirs
//! is for `tidegate_facts::viewer` to say, as in the node.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

/// Spin's word for the other end of the connection, `address:port`.
const CLIENT_ADDRESS: &str = "spin-client-addr";

/// The address at the other end of the connection. Absent where something else
/// than Spin serves the gateway.
///
/// Spin 4.1 appends its header to those that the viewer sent and leaves one of
/// the same name standing before it: only the last one is Spin's.
pub fn address(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all(CLIENT_ADDRESS).iter().next_back()?;
    last.to_str().ok()?.parse().ok().map(|client: SocketAddr| client.ip())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn peer(lines: &[&'static str]) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(CLIENT_ADDRESS, HeaderValue::from_static(line));
        }
        address(&headers)
    }

    #[test]
    fn reads_what_spin_writes() {
        assert_eq!(peer(&["192.0.2.1:53188"]), Some([192, 0, 2, 1].into()));
        assert_eq!(peer(&["[2001:db8::1]:53188"]), "2001:db8::1".parse().ok());
    }

    #[test]
    fn believes_the_last_line_only() {
        assert_eq!(peer(&["198.51.100.7:5", "192.0.2.1:53188"]), Some([192, 0, 2, 1].into()));
        assert_eq!(peer(&["198.51.100.7:5", "unknown"]), None);
        assert_eq!(peer(&[]), None);
    }
}

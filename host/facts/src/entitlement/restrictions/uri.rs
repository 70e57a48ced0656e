//! `catu`: the URIs that a token is good for, part by part.

use coset::cbor::Value;

use super::matching::Conditions;
use crate::entitlement::asked::Asked;
use crate::entitlement::refused::Reason;

/// Holds the parts of the request's URI to their conditions. Paths and queries
/// are compared as they were sent, percent-encoding and all.
///
/// | part | of `https://a.example:8443/vod/film/main.m3u8?x=1` |
/// |---|---|
/// | 0 scheme | `https` |
/// | 1 host | `a.example`, in lower case |
/// | 2 port | `8443`, empty for the scheme's own |
/// | 3 path | `/vod/film/main.m3u8` |
/// | 4 query | `x=1`, without the token's own parameter |
/// | 5 parent path | `/vod/film` |
/// | 6 filename | `main.m3u8` |
/// | 7 stem | `main`: what stands before the last dot |
/// | 8 extension | `.m3u8`: from the last dot on |
pub(super) fn check(value: &Value, asked: &Asked<'_>, query: &str) -> Result<(), Reason> {
    let malformed = || Reason::Malformed("a map of conditions by part");
    for (part, conditions) in value.as_map().ok_or_else(malformed)? {
        let conditions = Conditions::read(conditions)?;
        let part = part.as_integer().and_then(|part| u8::try_from(part).ok());
        let (name, text) = part_of(part.ok_or_else(malformed)?, asked, query)?;
        if !conditions.hold(&text.ok_or(Reason::NotKnown(name))?) {
            return Err(Reason::NotCovered(name));
        }
    }
    Ok(())
}

fn part_of(
    part: u8,
    asked: &Asked<'_>,
    query: &str,
) -> Result<(&'static str, Option<String>), Reason> {
    let path = asked.uri.path();
    let (parent, file) = path.rsplit_once('/').unwrap_or(("", path));
    let dot = file.rfind('.').unwrap_or(file.len());
    let (stem, extension) = file.split_at_checked(dot).unwrap_or((file, ""));
    let known = |text: &str| Some(text.to_owned());
    Ok(match part {
        0 => ("scheme", Some(asked.scheme.to_ascii_lowercase())),
        1 => ("host", asked.authority().map(|authority| authority.host().to_ascii_lowercase())),
        2 => ("port", port(asked)),
        3 => ("path", known(path)),
        4 => ("query", known(query)),
        5 => ("parent path", known(parent)),
        6 => ("filename", known(file)),
        7 => ("stem", known(stem)),
        8 => ("extension", known(extension)),
        _ => return Err(Reason::UnsupportedPart("that part of a URI")),
    })
}

/// The port, empty for the scheme's own (RFC 3986 section 6.2.3).
fn port(asked: &Asked<'_>) -> Option<String> {
    let own = match asked.scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    };
    let port = asked.authority()?.port_u16();
    let stated = port.filter(|port| Some(*port) != own);
    Some(stated.map(|port| port.to_string()).unwrap_or_default())
}

//! `catnip`: the networks that a token may be used from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use coset::cbor::Value;
use ipnet::IpNet;

use crate::entitlement::asked::Asked;
use crate::entitlement::refused::Reason;

/// CBOR tags of addresses and prefixes (RFC 9164 section 5).
const IPV4: u64 = 52;
const IPV6: u64 = 54;

const FORM: Reason = Reason::Malformed("an array of addresses, prefixes and AS numbers");

/// Holds the viewer's address and AS number to the networks of the claim.
pub(super) fn check(value: &Value, asked: &Asked<'_>) -> Result<(), Reason> {
    let networks = value.as_array().ok_or(FORM)?;
    // All are read before one is tried: a token is well-formed from everywhere.
    let mut covered = false;
    for network in networks {
        covered |= match network {
            Value::Integer(number) => {
                let number = u32::try_from(*number).map_err(|_| FORM)?;
                asked.asn == Some(number)
            }
            network => prefix(network).ok_or(FORM)?.contains(&asked.viewer),
        };
    }
    if covered { Ok(()) } else { Err(Reason::NotCovered("network")) }
}

/// An address (a byte string) or a prefix (an array of its length and its bytes,
/// those at the end that are 0 left out), RFC 9164 sections 3.1.1 and 3.1.2.
fn prefix(value: &Value) -> Option<IpNet> {
    let Value::Tag(tag, value) = value else { return None };
    match value.as_ref() {
        Value::Bytes(bytes) => {
            let length = if *tag == IPV4 { 4 } else { 16 };
            (bytes.len() == length).then_some(())?;
            Some(IpNet::from(address(*tag, bytes)?))
        }
        Value::Array(parts) => {
            let [Value::Integer(length), Value::Bytes(bytes)] = parts.as_slice() else {
                return None;
            };
            IpNet::new(address(*tag, bytes)?, u8::try_from(*length).ok()?).ok()
        }
        _ => None,
    }
}

fn address(tag: u64, bytes: &[u8]) -> Option<IpAddr> {
    match tag {
        IPV4 => Some(Ipv4Addr::from(filled(bytes)?).into()),
        IPV6 => Some(Ipv6Addr::from(filled(bytes)?).into()),
        _ => None,
    }
}

fn filled<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    let mut whole = [0; N];
    whole.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(whole)
}

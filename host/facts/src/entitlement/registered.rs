//! When, by whom and for whom: the claims of RFC 7519 section 4.1 that tokens of
//! both kinds have.

use coset::cbor::Value;

use super::claims::Claims;
use super::names::{AUD, EXP, IAT, ISS, Known, NBF};
use super::refused::{Reason, Refused};

/// What the configuration pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Who issues tokens, the value of `iss`.
    pub issuer: String,
    /// Whom tokens are for, one of the values of `aud`.
    pub audience: String,
    /// Seconds by which the issuer's clock and the node's may differ, 0 to 60.
    pub tolerance: u32,
}

/// The clock tolerance there may be at most, in seconds.
pub const MOST_TOLERANCE: u32 = 60;

/// The usual clock tolerance, in seconds.
pub const TOLERANCE: u32 = 30;

/// Checks `iss`, `aud`, `exp`, `nbf` and `iat`; the first three must be there. A
/// token without an end would be good for ever.
///
/// Returns the second from which on the token is refused, clock tolerance
/// included.
pub(super) fn check(claims: &Claims, expected: &Expected, now: u64) -> Result<u64, Refused> {
    let issuer = required(claims, ISS)?;
    let issuer = issuer.as_text().ok_or_else(|| malformed(ISS, "a text"))?;
    if issuer != expected.issuer {
        return Err(Refused::new(ISS.name, Reason::NotExpected));
    }
    if !audiences(required(claims, AUD)?)?.any(|audience| audience == expected.audience) {
        return Err(Refused::new(AUD.name, Reason::NotExpected));
    }
    let tolerance = u64::from(expected.tolerance);
    let ends = seconds(required(claims, EXP)?, EXP)?;
    let refused_from = ends.saturating_add(tolerance);
    if now >= refused_from {
        return Err(Refused::new(EXP.name, Reason::Expired(now - ends)));
    }
    if let Some(early) = ahead(claims, NBF, now, tolerance)? {
        return Err(Refused::new(NBF.name, Reason::NotYetValid(early)));
    }
    if let Some(early) = ahead(claims, IAT, now, tolerance)? {
        return Err(Refused::new(IAT.name, Reason::FromTheFuture(early)));
    }
    Ok(refused_from)
}

fn required(claims: &Claims, known: Known) -> Result<&Value, Refused> {
    claims.get(known).ok_or_else(|| Refused::new(known.name, Reason::Missing))
}

fn malformed(known: Known, expected: &'static str) -> Refused {
    Refused::new(known.name, Reason::Malformed(expected))
}

/// One text or an array of them (RFC 7519 section 4.1.3).
fn audiences(value: &Value) -> Result<impl Iterator<Item = &str>, Refused> {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    if all.iter().any(|audience| audience.as_text().is_none()) {
        return Err(malformed(AUD, "a text or an array of texts"));
    }
    Ok(all.iter().filter_map(Value::as_text))
}

/// How far a time lies ahead, if that is more than the clocks may differ.
fn ahead(claims: &Claims, known: Known, now: u64, tolerance: u64) -> Result<Option<u64>, Refused> {
    let Some(value) = claims.get(known) else { return Ok(None) };
    let ahead = seconds(value, known)?.saturating_sub(now);
    Ok((ahead > tolerance).then_some(ahead))
}

/// A `NumericDate` (RFC 7519 section 2, RFC 8392 section 2): whole or broken
/// seconds since 1970, rounded down. What lies before 1970 is 0.
fn seconds(value: &Value, known: Known) -> Result<u64, Refused> {
    match value {
        Value::Integer(seconds) => {
            let seconds = i128::from(*seconds).max(0);
            Ok(u64::try_from(seconds).unwrap_or(u64::MAX))
        }
        // A float is cut to what a u64 holds.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Value::Float(seconds) if seconds.is_finite() => Ok(*seconds as u64),
        _ => Err(malformed(known, "seconds since 1970")),
    }
}

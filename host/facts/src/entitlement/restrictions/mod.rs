//! Where, how and from where a Common Access Token may be used.
//!
//! - [`uri`](mod@uri): the URI, `catu`
//! - [`network`](mod@network): the viewer's network, `catnip`
//! - [`matching`]: the conditions that `catu` and `cath` put on texts
//! - here: the rest

mod matching;
mod network;
mod uri;

use coset::cbor::Value;

use super::asked::Asked;
use super::claims::Claims;
use super::names::{CATGEOISO3166, CATH, CATM, CATNIP, CATREPLAY, CATU, CATV, Known};
use super::refused::{Reason, Refused};
use matching::Conditions;

/// The version of CTA-5007 that is spoken.
const VERSION: i128 = 1;

/// Holds the request to every restriction of the token, `query` without the
/// token itself.
pub(super) fn check(claims: &Claims, asked: &Asked<'_>, query: &str) -> Result<(), Refused> {
    claims.refuse_unsupported()?;
    let hold = |known: Known, check: &dyn Fn(&Value) -> Result<(), Reason>| match claims.get(known)
    {
        Some(value) => check(value).map_err(|reason| Refused::new(known.name, reason)),
        None => Ok(()),
    };
    hold(CATV, &version)?;
    hold(CATREPLAY, &replay)?;
    hold(CATU, &|value| uri::check(value, asked, query))?;
    hold(CATM, &|value| method(value, asked))?;
    hold(CATH, &|value| headers(value, asked))?;
    hold(CATNIP, &|value| network::check(value, asked))?;
    hold(CATGEOISO3166, &|value| place(value, asked))
}

fn version(value: &Value) -> Result<(), Reason> {
    let version = value.as_integer().map(i128::from);
    if version == Some(VERSION) { Ok(()) } else { Err(Reason::UnsupportedPart("a version but 1")) }
}

/// 0 permits replay; the others need a memory of tokens seen, which no node of a
/// fleet has for the others.
fn replay(value: &Value) -> Result<(), Reason> {
    let permitted = value.as_integer().map(i128::from) == Some(0);
    if permitted { Ok(()) } else { Err(Reason::UnsupportedPart("a limit on replay")) }
}

fn method(value: &Value, asked: &Asked<'_>) -> Result<(), Reason> {
    let methods = texts(value)?;
    let covered = methods.into_iter().any(|method| method == asked.method.as_str());
    if covered { Ok(()) } else { Err(Reason::NotCovered("method")) }
}

/// Conditions by header name; names have no case (RFC 9110 section 5.1).
fn headers(value: &Value, asked: &Asked<'_>) -> Result<(), Reason> {
    let malformed = || Reason::Malformed("a map of conditions by header");
    let headers = value.as_map().ok_or_else(malformed)?;
    for (name, conditions) in headers {
        let name = name.as_text().ok_or_else(malformed)?;
        let conditions = Conditions::read(conditions)?;
        let sent = asked.header(name).ok_or(Reason::NotCovered("headers"))?;
        if !conditions.hold(&sent) {
            return Err(Reason::NotCovered("headers"));
        }
    }
    Ok(())
}

/// Countries and subdivisions (ISO 3166-1 alpha-2, ISO 3166-2).
fn place(value: &Value, asked: &Asked<'_>) -> Result<(), Reason> {
    let codes = texts(value)?;
    let country = asked.country.ok_or(Reason::NotKnown("country"))?;
    let places = [Some(country), asked.subdivision];
    let here = |code: &str| places.iter().flatten().any(|place| code.eq_ignore_ascii_case(place));
    if codes.into_iter().any(here) { Ok(()) } else { Err(Reason::NotCovered("place")) }
}

fn texts(value: &Value) -> Result<Vec<&str>, Reason> {
    let texts = value.as_array().map(|all| all.iter().map(Value::as_text).collect());
    texts.flatten().ok_or(Reason::Malformed("an array of texts"))
}

//! The claims that are known, by name and number, and what becomes of each.
//!
//! A claim is checked, is informational, or is refused by its name: to ignore a
//! restriction would widen the token. Names and numbers are those of the IANA
//! registry "CBOR Web Token (CWT) Claims" (RFC 8392, CTA-5007).

/// What becomes of a claim that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// The node holds the request to it.
    Checked,
    /// It grants and restricts nothing here:
    /// `sub` and `cti` identify, `catif` and `catifdata` say how to answer those
    /// whom another claim refuses, `catr` how a token may be renewed.
    Informational,
    /// It restricts the token in a way that the node cannot check.
    Refused,
}

use Fate::{Checked, Informational, Refused};

pub(super) const ISS: Known = known("iss", 1, Checked);
pub(super) const AUD: Known = known("aud", 3, Checked);
pub(super) const EXP: Known = known("exp", 4, Checked);
pub(super) const NBF: Known = known("nbf", 5, Checked);
pub(super) const IAT: Known = known("iat", 6, Checked);
pub(super) const CATREPLAY: Known = known("catreplay", 308, Checked);
pub(super) const CATV: Known = known("catv", 310, Checked);
pub(super) const CATNIP: Known = known("catnip", 311, Checked);
pub(super) const CATU: Known = known("catu", 312, Checked);
pub(super) const CATM: Known = known("catm", 313, Checked);
pub(super) const CATH: Known = known("cath", 315, Checked);
pub(super) const CATGEOISO3166: Known = known("catgeoiso3166", 316, Checked);

/// A claim of the registry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub name: &'static str,
    pub label: i64,
    pub fate: Fate,
}

const fn known(name: &'static str, label: i64, fate: Fate) -> Known {
    Known { name, label, fate }
}

const ALL: [Known; 31] = [
    ISS,
    known("sub", 2, Informational),
    AUD,
    EXP,
    NBF,
    IAT,
    known("cti", 7, Informational),
    // Proof of possession (RFC 8747, RFC 7800): the bearer alone is not enough.
    known("cnf", 8, Refused),
    // Claims about claims (composite claims and encrypted ones, `crit` lists).
    known("or", 41, Refused),
    known("nor", 42, Refused),
    known("and", 43, Refused),
    known("enc", 44, Refused),
    known("crit", 45, Refused),
    known("geohash", 282, Refused),
    CATREPLAY,
    // A share of requests to refuse at random: the same viewer would be let in
    // and refused by turns.
    known("catpor", 309, Refused),
    CATV,
    CATNIP,
    CATU,
    CATM,
    // TLS ends before the node.
    known("catalpn", 314, Refused),
    CATH,
    CATGEOISO3166,
    known("catgeocoord", 317, Refused),
    known("catgeoalt", 318, Refused),
    known("cattpk", 319, Refused),
    known("catifdata", 320, Informational),
    known("catdpop", 321, Refused),
    known("catif", 322, Informational),
    known("catr", 323, Informational),
    known("cattprint", 324, Refused),
];

/// A claim of a CWT by its number.
pub(super) fn labelled(label: i64) -> Option<&'static Known> {
    ALL.iter().find(|known| known.label == label)
}

/// RFC 9246 (URI signing) section 2.1.
const URI_SIGNING: [&str; 7] =
    ["cdniv", "cdnicrit", "cdniip", "cdniuc", "cdniets", "cdnistt", "cdnistd"];

/// The name of a registered claim that stands as a text.
pub(super) fn named(name: &str) -> Option<&'static str> {
    let registered = ALL.iter().map(|known| known.name);
    registered.chain(URI_SIGNING).find(|known| *known == name)
}

/// Whether a claim of that name restricts a JWT in a way the node cannot check:
/// proof of possession, URI signing, and what belongs into a Common Access Token.
pub(super) fn restricts_jwt(name: &str) -> bool {
    let known = ALL.iter().find(|known| known.name == name);
    let bound = known.is_some_and(|known| match known.name {
        "cnf" => true,
        _ => known.label >= 282 && known.fate != Informational,
    });
    bound || URI_SIGNING.contains(&name)
}

//! The claims of a token whose signature has been verified, whichever its kind.

use std::borrow::Cow;

use coset::cbor::Value;

use super::names::{self, Fate, Known};
use super::refused::{Reason, Refused};

/// From here down, CWT labels are for private use (RFC 8392 section 9.1).
const PRIVATE: i64 = -65537;

/// A claim's key: text in a JWT, mostly a number in a CWT.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKey {
    /// A number.
    Label(i64),
    /// A text.
    Text(String),
}

/// The two kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// JSON Web Token.
    Jwt,
    /// CBOR Web Token: the Common Access Token.
    Cwt,
}

/// Claims by key. Not printable: it is all about one viewer.
pub(super) struct Claims {
    kind: Kind,
    entries: Vec<(ClaimKey, Value)>,
}

impl Claims {
    /// Takes the claims of a decoded map. JSON is read into the same values.
    pub fn new(kind: Kind, map: Value) -> Result<Self, Refused> {
        let entries = map.into_map().map_err(|_| Refused::token("a map of claims"))?;
        let mut entries = entries
            .into_iter()
            .map(|(key, value)| match key {
                Value::Text(text) => Ok((ClaimKey::Text(text), value)),
                Value::Integer(label) if kind == Kind::Cwt => i64::try_from(label)
                    .map(|label| (ClaimKey::Label(label), value))
                    .map_err(|_| Refused::token("claim keys of 64 bits")),
                _ => Err(Refused::token("claim keys that are numbers or texts")),
            })
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        for pair in entries.windows(2) {
            if let [(first, _), (second, _)] = pair
                && first == second
            {
                return Err(Refused::new(shown(first), Reason::Twice));
            }
        }
        Ok(Self { kind, entries })
    }

    /// A registered claim.
    pub fn get(&self, known: Known) -> Option<&Value> {
        match self.kind {
            Kind::Jwt => self.find(&ClaimKey::Text(known.name.to_owned())),
            Kind::Cwt => self.find(&ClaimKey::Label(known.label)),
        }
    }

    /// An operator's own claim, by its key in either kind.
    pub fn private(&self, jwt: &str, cwt: &ClaimKey) -> Option<&Value> {
        match self.kind {
            Kind::Jwt => self.find(&ClaimKey::Text(jwt.to_owned())),
            Kind::Cwt => self.find(cwt),
        }
    }

    /// Whether there is a claim (or a member of a header) of that name.
    pub fn has(&self, name: &str) -> bool {
        self.find(&ClaimKey::Text(name.to_owned())).is_some()
    }

    /// A member of a JWS header that must be a text if it is there.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, Refused> {
        let value = self.find(&ClaimKey::Text(name.to_owned()));
        value
            .map(|value| {
                value.as_text().ok_or_else(|| Refused::new(name, Reason::Malformed("a text")))
            })
            .transpose()
    }

    fn find(&self, key: &ClaimKey) -> Option<&Value> {
        let at = self.entries.binary_search_by(|(entry, _)| entry.cmp(key)).ok()?;
        self.entries.get(at).map(|(_, value)| value)
    }

    /// Refuses what restricts the token and cannot be checked. In a CWT that is
    /// also every label that could be registered and is not known here; labels
    /// for private use and texts are the issuer's own and ignored (RFC 8392
    /// section 3).
    pub fn refuse_unsupported(&self) -> Result<(), Refused> {
        for (key, _) in &self.entries {
            let refused = match (self.kind, key) {
                (Kind::Jwt, ClaimKey::Text(name)) => names::restricts_jwt(name),
                (Kind::Cwt, ClaimKey::Label(label)) => match names::labelled(*label) {
                    Some(known) => known.fate == Fate::Refused,
                    None => *label > PRIVATE,
                },
                (Kind::Cwt, ClaimKey::Text(_)) | (Kind::Jwt, ClaimKey::Label(_)) => false,
            };
            if refused {
                return Err(Refused::new(shown(key), Reason::Unsupported));
            }
        }
        Ok(())
    }
}

/// A key as errors name it. A text that is not in the registry is the issuer's
/// own choice and might say something of the viewer.
fn shown(key: &ClaimKey) -> Cow<'static, str> {
    match key {
        ClaimKey::Label(label) => match names::labelled(*label) {
            Some(known) => known.name.into(),
            None => label.to_string().into(),
        },
        ClaimKey::Text(name) => names::named(name).unwrap_or("a claim of the issuer's").into(),
    }
}

//! Entitlement tokens: JSON Web Tokens (RFC 7519) and Common Access Tokens
//! (CTA-5007), verified against the issuer's keys, held against the request, and
//! read for what they grant.
//!
//! - [`Keys`]: the issuer's keys, each pinned to one algorithm ([`Algorithm`])
//! - [`find`]: where a token is looked for
//! - [`open`]: from a text to claims that may be acted on
//! - [`Token`]: what such claims grant ([`Entitlement`]) and prefer ([`Profile`])
//! - [`Tokens`], [`Need`], [`TokenError`]: all of it for one request, by [`gather`](crate::gather())
//! - [`Refused`]: the claim that stands against a token, and why
//!
//! A token is verified before its claims are read. What restricts a token and
//! cannot be checked is refused by name:
//!
//! | claims | |
//! |---|---|
//! | `iss`, `aud`, `exp` (all needed), `nbf`, `iat` | checked in both kinds |
//! | `catv`, `catu`, `catm`, `cath`, `catnip`, `catgeoiso3166`, `catreplay` | checked |
//! | `sub`, `cti`, `catif`, `catifdata`, `catr` | informational |
//! | `catpor`, `catalpn`, `catgeocoord`, `catgeoalt`, `geohash`, `cattpk`, `cattprint`, `catdpop`, `cnf`, `and`, `or`, `nor`, `enc`, `crit`; in a JWT `cnf`, URI signing (`cdni…`) and claims of CATs | refused |
//! | numbers that could be registered one day | refused |
//! | texts and numbers for private use | the issuer's own: ignored |

mod algorithm;
mod asked;
mod cat;
mod claims;
mod gathering;
mod granted;
mod jwt;
mod key;
mod keys;
mod names;
mod profile;
mod refused;
mod registered;
mod restrictions;
mod source;

pub use algorithm::Algorithm;
pub use asked::Asked;
pub use claims::ClaimKey;
pub(crate) use gathering::gather;
pub use gathering::{Need, Terms, TokenError, Tokens};
pub use granted::{ClaimName, Entitlement, GrantNames, LONGEST_GRANT};
pub use keys::{Keys, KeysError};
pub use profile::{Profile, ProfileNames};
pub use refused::{Reason, Refused};
pub use registered::{Expected, MOST_TOLERANCE, TOLERANCE};
pub use source::find;

use claims::Claims;

/// Bytes of a token that is read.
pub const LONGEST_TOKEN: usize = 8 << 10;

/// A token that has been verified and may be used for the request.
pub struct Token {
    claims: Claims,
    expires: u64,
}

/// Verifies a token, and holds the request to its restrictions. `query` is the
/// request's without the token.
///
/// # Errors
/// The first claim that stands against it, or what lies around the claims.
pub fn open(
    token: &str,
    keys: &Keys,
    expected: &Expected,
    asked: &Asked<'_>,
    query: &str,
) -> Result<Token, Refused> {
    if token.len() > LONGEST_TOKEN {
        return Err(Refused::new("token", Reason::TooLong(LONGEST_TOKEN)));
    }
    // base64url has no dot.
    let claims =
        if token.contains('.') { jwt::open(token, keys)? } else { cat::open(token, keys)? };
    let expires = registered::check(&claims, expected, asked.now)?;
    restrictions::check(&claims, asked, query)?;
    Ok(Token { claims, expires })
}

impl Token {
    /// What the token grants.
    ///
    /// # Errors
    /// A grant that is malformed.
    pub fn entitlement(&self, names: &GrantNames) -> Result<Entitlement, Refused> {
        granted::read(&self.claims, names, self.expires)
    }

    /// What the token says of the viewer's preferences.
    #[must_use]
    pub fn profile(&self, names: &ProfileNames) -> Profile {
        profile::read(&self.claims, names)
    }
}

//! Bearer tokens (RFC 6750). The node keeps their SHA-256 alone, so its file lets nobody
//! in; tokens are random, so no slower hash is needed. Lines of the file:
//!
//! ```text
//! # who        printf %s "$TOKEN" | sha256sum
//! alice        sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
//! ```

use std::fmt;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

use crate::{Denied, SettingsError};

/// Random bytes in a new token.
const RANDOM: usize = 32;
/// The shortest token: as many characters as base64 needs for 32 bytes. Shorter ones
/// could be guessed, so they are refused whatever the file says.
pub const LEAST: usize = 43;
/// The longest token in characters.
pub const MOST: usize = 512;
/// The most tokens in a file.
pub const MOST_TOKENS: usize = 1_000;
/// The largest file in bytes.
const MOST_FILE: u64 = 256 * 1024;
/// The longest name in characters.
const MOST_NAME: usize = 64;

const ACCEPTED: &str = "lines of a name (1 to 64 of A-Z a-z 0-9 . _ -) and `sha256:` with 64 lower-case hexadecimal digits";

/// A new token: the only moment at which it can be read.
pub struct Token(String);

/// The system gives no randomness.
#[derive(Debug, thiserror::Error)]
#[error("no randomness from the system: {0}")]
pub struct NoRandomness(getrandom::Error);

impl Token {
    /// Makes a token from 32 random bytes.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = [0; RANDOM];
        getrandom::fill(&mut bytes).map_err(NoRandomness)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token itself, for whoever is to use it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What stands for it in the file, after a name.
    #[must_use]
    pub fn digest(&self) -> String {
        format!("sha256:{}", hex(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// The tokens that are accepted.
pub struct Tokens {
    /// Names, and SHA-256 in hexadecimal digits.
    known: Vec<(String, String)>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.known.iter().map(|(name, _)| name)).finish()
    }
}

impl Tokens {
    /// Reads a file of tokens.
    ///
    /// # Errors
    /// As [`Tokens::parse`], and when the file cannot be read.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        let mut text = String::new();
        let open = std::fs::File::open(file);
        let read = open.and_then(|open| open.take(MOST_FILE + 1).read_to_string(&mut text));
        read.map_err(|why| found(format!("{}: {why}", file.display()), "a file of tokens"))?;
        Self::parse(&text).map_err(|error| SettingsError {
            found: format!("{}: {}", file.display(), error.found),
            ..error
        })
    }

    /// Reads tokens. What stands on a line is never repeated: it could be a token.
    ///
    /// # Errors
    /// With the number of the line that is wrong, and when there is no token.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        if text.len() as u64 > MOST_FILE {
            return Err(found("a file too large".to_owned(), "up to 256 KiB of tokens"));
        }
        let mut known: Vec<(String, String)> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = || format!("line {}", index.saturating_add(1));
            let (name, digest) =
                entry(line).ok_or_else(|| found(format!("{} otherwise", place()), ACCEPTED))?;
            known.push((name.to_owned(), digest.to_owned()));
        }
        let count = known.len();
        if count == 0 || count > MOST_TOKENS {
            return Err(found(format!("{count} tokens"), "1 to 1000 tokens"));
        }
        let mut names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        });
        match twice {
            Some(name) => Err(found(format!("{name} twice"), "each name once")),
            None => Ok(Self { known }),
        }
    }

    /// The name of the token that a request carries. All tokens are compared, each in
    /// constant time, so that how long it takes tells nothing.
    pub(crate) fn who(&self, headers: &HeaderMap) -> Result<&str, Denied> {
        let mut given = headers.get_all(AUTHORIZATION).into_iter();
        let (Some(given), None) = (given.next(), given.next()) else { return Err(Denied::NoToken) };
        let token = bearer(given.as_bytes()).ok_or(Denied::NoToken)?;
        if !(LEAST..=MOST).contains(&token.len()) {
            return Err(Denied::WrongToken);
        }
        let digest = hex(token);
        let (mut any, mut which) = (Choice::from(0), 0_u64);
        for (index, (_, known)) in (0_u64..).zip(&self.known) {
            let same = known.as_bytes().ct_eq(digest.as_bytes());
            which.conditional_assign(&index, same);
            any |= same;
        }
        let known = usize::try_from(which).ok().and_then(|which| self.known.get(which));
        match known {
            Some((name, _)) if bool::from(any) => Ok(name),
            _ => Err(Denied::WrongToken),
        }
    }
}

fn found(found: String, accepted: &'static str) -> SettingsError {
    SettingsError { key: "tokens", found, accepted }
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let (name, digest) = line.split_once(char::is_whitespace)?;
    let digest = digest.trim_start().strip_prefix("sha256:")?;
    let named = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let good = (1..=MOST_NAME).contains(&name.len())
        && name.bytes().all(named)
        && digest.len() == 64
        && digest.bytes().all(hexadecimal);
    good.then_some((name, digest))
}

/// The credentials of the scheme `Bearer`, whose name knows no case (RFC 9110 section
/// 11.1).
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

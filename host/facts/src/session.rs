//! The viewing session, without its identifier.
//!
//! A session is told by the operator's own token, `<seconds since 1970>.<anything>`, or by the
//! player's `sid` (CTA-5004). What leaves this module is a number made with a key: whoever
//! does not have the key can neither learn the identifier from it nor choose one to a purpose.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use tidegate_sdk::types::Session;

/// What shares are counted in.
pub const SHARES: u16 = 10_000;

/// Bytes of a token that are looked at. A longer one is none.
pub const LONGEST_TOKEN: usize = 256;

/// Seconds by which a viewer's clock, or another node's, may be ahead.
const TOLERANCE: u64 = 60;

/// Seconds that a session lasts at most: a day.
const LONGEST_SESSION: u64 = 86_400;

/// The key of the shares: nodes with equal keys give a session equal shares. A secret,
/// therefore neither printable nor comparable.
#[derive(Clone)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// A key of 32 bytes that nobody can guess.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key of a secret of any length: its SHA-256.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// The share of an identifier: the first eight bytes of HMAC-SHA-256 (RFC 2104) modulo
    /// [`SHARES`]. What is left over of 2^64 favours no share by more than one in 10^15.
    #[must_use]
    pub fn share(&self, identifier: &[u8]) -> u16 {
        // HMAC takes keys of any length.
        let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return 0 };
        hmac.update(identifier);
        let digest = hmac.finalize().into_bytes();
        let number =
            digest.iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        u16::try_from(number % u64::from(SHARES)).unwrap_or_default()
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey")
    }
}

/// The session of a request made at `now`: by the operator's token, else by the player's id.
/// `None` if there is neither. A beginning that is in the future or more than a day ago is not
/// known.
#[must_use]
pub fn session(
    key: &SessionKey,
    token: Option<&str>,
    player: Option<&str>,
    now: u64,
) -> Option<Session> {
    let token = token.filter(|token| (1..=LONGEST_TOKEN).contains(&token.len()));
    let identifier = token.or(player)?;
    let started = token.and_then(|token| began(token, now));
    Some(Session { share: key.share(identifier.as_bytes()), started })
}

fn began(token: &str, now: u64) -> Option<u64> {
    let (seconds, _) = token.split_once('.')?;
    let digits = seconds.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: u64 = seconds.parse().ok().filter(|_| digits)?;
    let plausible =
        seconds <= now.saturating_add(TOLERANCE) && now.saturating_sub(seconds) <= LONGEST_SESSION;
    plausible.then_some(seconds.min(now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: SessionKey = SessionKey::new([7; 32]);
    const NOW: u64 = 1_790_812_800;

    fn share(key: &SessionKey, id: &str) -> u16 {
        session(key, None, Some(id), NOW).unwrap().share
    }

    #[test]
    fn a_token_goes_before_a_player() {
        let by = |token, player| session(&KEY, token, player, NOW);
        assert_eq!(by(None, None), None);
        assert_eq!(by(Some(""), None), None);
        assert_eq!(by(Some("a"), Some("b")), by(Some("a"), None));
        assert_eq!(by(Some(""), Some("b")), by(None, Some("b")));
        assert_ne!(by(Some("a"), None), by(None, Some("b")));
        let long = "x".repeat(LONGEST_TOKEN + 1);
        assert_eq!(by(Some(&long), None), None);
    }

    #[test]
    fn knows_when_a_session_began() {
        let began = |token: &str| session(&KEY, Some(token), None, NOW).unwrap().started;
        assert_eq!(began("1790812000.x"), Some(1_790_812_000));
        assert_eq!(began("1790812800."), Some(NOW));
        assert_eq!(began("1790812860.x"), Some(NOW), "a clock that is ahead");
        assert_eq!(began("1790726400.x"), Some(1_790_726_400), "a day ago");
        for unknown in [
            "1790812861.x",
            "1790726399.x",
            "x.1790812000",
            "1790812000",
            "+1790812000.x",
            "99999999999999999999999.x",
            ".",
        ] {
            assert_eq!(began(unknown), None, "{unknown}");
        }
        assert_eq!(session(&KEY, Some("5.x"), None, 0).unwrap().started, Some(0));
    }

    /// RFC 4231 section 4.2 (test case 1), whose key is padded to 32 bytes here: HMAC pads
    /// keys with zeros itself.
    #[test]
    fn is_the_standards_hmac() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let digest: u64 = 0xb034_4c61_d8db_3853;
        assert_eq!(u64::from(share(&SessionKey::new(key), "Hi There")), digest % 10_000);
    }

    /// A chi-squared test over ids that differ little, as those of a counter do: with 99
    /// degrees of freedom it exceeds 149 once in a thousand keys.
    #[test]
    fn shares_are_spread_evenly() {
        let mut counts = [0_u32; 100];
        let sessions = 100_000;
        for number in 0..sessions {
            let share = share(&KEY, &format!("session-{number}"));
            assert!(share < SHARES);
            counts[usize::from(share / 100)] += 1;
        }
        let mean = f64::from(sessions) / 100.0;
        let chi: f64 = counts.iter().map(|n| (f64::from(*n) - mean).powi(2) / mean).sum();
        assert!(chi < 149.0, "{chi}");
    }

    proptest! {
        #[test]
        fn a_share_stays(id in "\\PC{1,64}", at: u64) {
            let one = session(&KEY, None, Some(&id), at).unwrap();
            prop_assert_eq!(one.share, share(&KEY, &id));
            prop_assert_eq!(one.started, None);
        }

        #[test]
        fn takes_any_token(token in "\\PC{0,300}", at: u64) {
            if let Some(Session { share, started }) = session(&KEY, Some(&token), None, at) {
                prop_assert!(share < SHARES && started.is_none_or(|began| began <= at));
            }
        }
    }

    /// Another key, another share: otherwise anyone could compute whose share is low.
    #[test]
    fn the_key_matters() {
        let other = SessionKey::new([8; 32]);
        let same =
            (0..1000).filter(|n| share(&KEY, &n.to_string()) == share(&other, &n.to_string()));
        assert!(same.count() < 5);
        assert_eq!(format!("{KEY:?}"), "SessionKey");
    }
}

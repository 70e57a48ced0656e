//! Parameters of codecs of pictures. Each function returns nothing for what
//! its standard's syntax does not know.

use super::codec::{Details, Level, Tier};
use super::profile::Profile;

/// RFC 6381 section 3.3: six hexadecimal digits; or, of old, two decimal
/// numbers (`avc1.77.30`). Level 1b is told as 1.1, the one that surely does.
pub(super) fn avc(parameters: &str) -> Option<Details> {
    let (idc, constraints, level) = match parameters.split_once('.') {
        Some((idc, level)) => (decimal(idc)?, 0, decimal(level)?),
        None if parameters.len() == 6 => {
            let [_, idc, constraints, level] = hexadecimal(parameters)?.to_be_bytes();
            (idc, constraints, level)
        }
        None => return None,
    };
    let level = if level == 9 { 11 } else { level };
    Some(Details {
        profile: Some(Profile::Avc { idc, constraints }),
        level: Level::tenths(level).filter(is_avc_level),
        ..Details::default()
    })
}

/// ISO/IEC 14496-10 table A-1: 1 to 1.3, then to 6.2 with two steps each.
fn is_avc_level(level: &Level) -> bool {
    level.major <= 6 && level.minor <= if level.major == 1 { 3 } else { 2 }
}

/// ISO/IEC 14496-15 annex E.3: `[space]profile.compatibility.tier-level`, then
/// up to six bytes of constraints.
pub(super) fn hevc(parameters: &str) -> Option<Details> {
    let mut parts = parameters.split('.');
    let profile = parts.next()?;
    let (space, idc) = match profile.as_bytes().first()? {
        b'A' => (1, profile.get(1..)?),
        b'B' => (2, profile.get(1..)?),
        b'C' => (3, profile.get(1..)?),
        _ => (0, profile),
    };
    let idc = decimal(idc).filter(|idc| *idc < 32)?;
    let compatibility = hexadecimal(parts.next()?)?;
    let (tier, level) = tier_and_level(parts.next()?)?;
    for (index, constraints) in parts.enumerate() {
        if index == 6 || constraints.len() > 2 {
            return None;
        }
        hexadecimal(constraints)?;
    }
    Some(Details {
        profile: Some(Profile::Hevc { space, idc, compatibility }),
        // 30 times the level.
        level: (level % 3 == 0).then(|| Level::new(level / 30, level % 30 / 3)).flatten(),
        tier: Some(tier),
        bit_depth: None,
    })
}

/// ISO/IEC 14496-15 annex E.6: `profile.tier-level`, then constraints, sub-profiles
/// and output layers, which are passed over: `vvc1.1.L51.00` of a draft is in use.
pub(super) fn vvc(parameters: &str) -> Option<Details> {
    let mut parts = parameters.split('.');
    let idc = decimal(parts.next()?).filter(|idc| *idc < 128)?;
    let (tier, level) = tier_and_level(parts.next()?)?;
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+';
    if !parts.all(|part| !part.is_empty() && part.bytes().all(known)) {
        return None;
    }
    Some(Details {
        profile: Some(Profile::Vvc(idc)),
        // 16 times the major number and 3 times the minor.
        level: (level % 16 % 3 == 0).then(|| Level::new(level / 16, level % 16 / 3)).flatten(),
        tier: Some(tier),
        bit_depth: None,
    })
}

/// AV1 in ISOBMFF section 5: `P.LLT.DD`, then nothing or six fields about colours.
pub(super) fn av1(parameters: &str) -> Option<Details> {
    let mut parts = parameters.split('.');
    let profile = decimal(parts.next()?).filter(|profile| *profile < 3)?;
    let (index, tier) = parts.next()?.split_at_checked(2)?;
    let index = decimal(index).filter(|index| *index < 32)?;
    let tier = match tier {
        "M" => Tier::Main,
        "H" => Tier::High,
        _ => return None,
    };
    let bit_depth = depth(parts.next()?)?;
    if !matches!(fields(parts)?, 0 | 6) {
        return None;
    }
    Some(Details {
        profile: Some(Profile::Av1(profile)),
        // AV1 annex A.3: 2.0 to 7.3; the rest is reserved, 31 is no level at all.
        level: (index < 24).then(|| Level::new(2 + index / 4, index % 4)).flatten(),
        tier: Some(tier),
        bit_depth: Some(bit_depth),
    })
}

/// VP codec ISO media file format binding, codecs parameter: `PP.LL.DD`, then
/// up to five fields about colours.
pub(super) fn vp9(parameters: &str) -> Option<Details> {
    let mut parts = parameters.split('.');
    let profile = decimal(parts.next()?).filter(|profile| *profile < 4)?;
    let level = decimal(parts.next()?)?;
    let bit_depth = depth(parts.next()?)?;
    if fields(parts)? > 5 {
        return None;
    }
    Some(Details {
        profile: Some(Profile::Vp9(profile)),
        level: (level < 100).then(|| Level::tenths(level)).flatten(),
        tier: None,
        bit_depth: Some(bit_depth),
    })
}

/// Dolby Vision profiles and levels, section 2: `PP.LL`.
pub(super) fn dolby_vision(parameters: &str) -> Option<Details> {
    let (profile, level) = parameters.split_once('.')?;
    let (profile, level) = (decimal(profile)?, decimal(level)?);
    Some(Details {
        profile: Some(Profile::DolbyVision(profile)),
        level: Level::new(level, 0),
        ..Details::default()
    })
}

/// `L` or `H`, and the level's number.
fn tier_and_level(part: &str) -> Option<(Tier, u8)> {
    let tier = match part.as_bytes().first()? {
        b'L' => Tier::Main,
        b'H' => Tier::High,
        _ => return None,
    };
    Some((tier, decimal(part.get(1..)?)?))
}

fn depth(part: &str) -> Option<u8> {
    decimal(part).filter(|depth| matches!(depth, 8 | 10 | 12))
}

/// How many fields there are, which are numbers.
fn fields<'p>(mut parts: impl Iterator<Item = &'p str>) -> Option<usize> {
    parts.try_fold(0, |count, part| decimal(part).map(|_| count + 1))
}

/// A number of decimal digits alone; `str::parse` takes a plus sign, too.
pub(super) fn decimal(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A number of at most eight hexadecimal digits.
fn hexadecimal(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| u32::from_str_radix(text, 16).ok()).flatten()
}

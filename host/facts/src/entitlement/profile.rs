//! What a profile token says of the viewer's preferences.

use coset::cbor::Value;
use tidegate_sdk::types::{Accessibility, Preferences};

use super::claims::Claims;
use super::granted::ClaimName;
use crate::{languages, signals};

/// Where preferences are looked for. By default:
///
/// | preference | JWT | CAT |
/// |---|---|---|
/// | languages of audio | `audio_languages` | -65540 |
/// | languages of subtitles | `subtitle_languages` | -65541 |
/// | original language first | `original_audio` | -65542 |
/// | accessibility | `accessibility` | -65543 |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileNames {
    /// BCP 47 tags by descending preference: an array of texts, or one text with
    /// commas.
    pub audio: ClaimName,
    /// Likewise.
    pub subtitles: ClaimName,
    /// `true` or `false`.
    pub original_audio: ClaimName,
    /// `described-audio`, `captions`, `enhanced-speech`: an array of texts, or one
    /// text with commas or spaces.
    pub accessibility: ClaimName,
}

impl Default for ProfileNames {
    fn default() -> Self {
        Self {
            audio: ClaimName::new("audio_languages", -65540),
            subtitles: ClaimName::new("subtitle_languages", -65541),
            original_audio: ClaimName::new("original_audio", -65542),
            accessibility: ClaimName::new("accessibility", -65543),
        }
    }
}

/// What a profile says. Personal data: not printable.
#[derive(Clone, PartialEq)]
pub struct Profile {
    /// Languages. Absent if the token says nothing of them.
    pub preferences: Option<Preferences>,
    /// Accessibility. Absent if the token says nothing of it.
    pub accessibility: Option<Accessibility>,
}

/// Reads a profile. It takes nothing away and opens nothing, so what cannot be
/// understood is left out.
pub(super) fn read(claims: &Claims, names: &ProfileNames) -> Profile {
    let get = |name: &ClaimName| claims.private(&name.jwt, &name.cat);
    let tags = |name| languages::stated(listed(get(name)?).iter().copied());
    let original = get(&names.original_audio).and_then(Value::as_bool);
    let preferences = Preferences {
        audio: tags(&names.audio),
        subtitles: tags(&names.subtitles),
        original_audio: original.unwrap_or_default(),
    };
    let stated =
        preferences.audio.is_some() || preferences.subtitles.is_some() || original.is_some();
    let accessibility = get(&names.accessibility)
        .map(listed)
        .and_then(|words| signals::preferences(&words.join(",")));
    Profile { preferences: stated.then_some(preferences), accessibility }
}

fn listed(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => text.split(',').collect(),
        Value::Array(all) => all.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    }
}

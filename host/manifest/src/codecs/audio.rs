//! Parameters of codecs of sound.

use super::codec::Details;
use super::profile::Profile;
use super::video::decimal;

/// The object type of AAC, RFC 6381 section 3.3: `40.2`, or MPEG-2's `66` to `68`.
pub(super) fn aac(parameters: &str) -> Option<Details> {
    let object_type = match parameters.split_once('.') {
        None => match parameters {
            "66" => 1,
            "67" => 2,
            "68" => 3,
            _ => return None,
        },
        Some(("40", object_type)) => decimal(object_type)?,
        Some(_) => return None,
    };
    Some(Details { profile: Some(Profile::Aac(object_type)), ..Details::default() })
}

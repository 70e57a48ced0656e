//! What protects the content, as far as a multivariant playlist says.

use super::attributes::attributes;
use crate::track::Drm;

/// The system of an `EXT-X-SESSION-KEY`, RFC 8216 section 4.3.4.5. None for
/// `METHOD=NONE`, which that section forbids there.
pub(super) fn session_key(list: &str) -> Drm {
    let mut format = "identity";
    for attribute in attributes(list) {
        match attribute.name {
            "METHOD" if attribute.value == "NONE" => return Drm::empty(),
            "KEYFORMAT" => format = attribute.value,
            _ => {}
        }
    }
    system(format)
}

/// The systems of an `ALLOWED-CPC`, rfc8216bis section 4.4.6.2: items of
/// `KEYFORMAT:LABEL/LABEL`. A key format may have colons, labels have none.
pub(super) fn allowed(value: &str) -> Drm {
    let formats = value.split(',').filter_map(|item| item.rsplit_once(':'));
    formats.map(|(format, _)| system(format.trim_ascii())).collect()
}

/// The system of a `KEYFORMAT`, RFC 8216 section 4.3.2.4. Case is ignored
/// because UUIDs are written in both.
fn system(format: &str) -> Drm {
    const FORMATS: [(&str, Drm); 8] = [
        ("identity", Drm::CLEAR_KEY),
        ("com.apple.streamingkeydelivery", Drm::FAIRPLAY),
        ("urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed", Drm::WIDEVINE),
        ("com.microsoft.playready", Drm::PLAYREADY),
        ("urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95", Drm::PLAYREADY),
        ("org.w3.clearkey", Drm::CLEAR_KEY),
        ("urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e", Drm::CLEAR_KEY),
        ("urn:uuid:1077efec-c0b2-4d02-ace3-3c1e52e2fb4b", Drm::CLEAR_KEY),
    ];
    let known = FORMATS.iter().find(|(name, _)| name.eq_ignore_ascii_case(format));
    known.map_or(Drm::OTHER, |(_, system)| *system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_formats_name_systems() {
        for (list, systems) in [
            ("METHOD=AES-128,URI=\"k\"", Drm::CLEAR_KEY),
            ("METHOD=NONE", Drm::empty()),
            ("METHOD=SAMPLE-AES,KEYFORMAT=\"com.apple.streamingkeydelivery\"", Drm::FAIRPLAY),
            (
                "KEYFORMAT=\"urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED\",METHOD=SAMPLE-AES",
                Drm::WIDEVINE,
            ),
            ("METHOD=SAMPLE-AES-CTR,KEYFORMAT=\"com.microsoft.playready\"", Drm::PLAYREADY),
            ("METHOD=SAMPLE-AES,KEYFORMAT=\"com.example\"", Drm::OTHER),
        ] {
            assert_eq!(session_key(list), systems, "{list}");
        }
    }

    #[test]
    fn allowed_configurations_name_systems() {
        let fairplay = "com.apple.streamingkeydelivery:AppleBaseline/Main";
        assert_eq!(allowed(fairplay), Drm::FAIRPLAY);
        let both =
            format!("{fairplay}, urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed:HW_SECURE_ALL");
        assert_eq!(allowed(&both), Drm::FAIRPLAY | Drm::WIDEVINE);
        assert_eq!(allowed("com.example:"), Drm::OTHER);
        assert_eq!(allowed(""), Drm::empty());
    }
}

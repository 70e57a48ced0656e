//! What descriptors of known schemes say: ISO/IEC 23009-1 clause 5.8.4.

use crate::track::{Drm, DynamicRange, Roles};

/// Trick mode: DASH-IF IOP part 5 clause 3.2.9.
pub(super) const TRICK_MODE: &str = "http://dashif.org/guidelines/trickmode";

/// Sets between which players may switch: ISO/IEC 23009-1 clause 5.3.3.5.
pub(super) const SET_SWITCHING: &str = "urn:mpeg:dash:adaptation-set-switching:2016";

/// Periods that go on without a break: ISO/IEC 23009-1 clause 5.3.2.4.
pub(super) const PERIOD_LINKS: [&str; 2] =
    ["urn:mpeg:dash:period-continuity:2015", "urn:mpeg:dash:period-connectivity:2015"];

/// The role scheme: ISO/IEC 23009-1 clause 5.8.5.5.
pub(super) const ROLE: &str = "urn:mpeg:dash:role:2011";

/// Whether a scheme is the one named; its case is ignored, as packagers vary it.
pub(super) fn is(scheme: &str, named: &str) -> bool {
    scheme.trim_ascii().eq_ignore_ascii_case(named)
}

/// What a `Role`, or an `Accessibility` of the role scheme, says.
pub(super) fn role(scheme: &str, value: &str) -> Roles {
    if !is(scheme, ROLE) {
        return Roles::empty();
    }
    match value.trim_ascii() {
        "main" => Roles::MAIN,
        "alternate" => Roles::ALTERNATE,
        "supplementary" => Roles::SUPPLEMENTARY,
        "commentary" => Roles::COMMENTARY,
        "dub" => Roles::DUB,
        "caption" => Roles::CAPTIONS,
        "description" => Roles::DESCRIBED_AUDIO,
        "sign" => Roles::SIGN,
        "emergency" => Roles::EMERGENCY,
        "karaoke" => Roles::KARAOKE,
        "easyreader" => Roles::EASY_TO_READ,
        "enhanced-audio-intelligibility" => Roles::ENHANCED_SPEECH,
        // The underscore is what the 4th edition's text had in places.
        "forced-subtitle" | "forced_subtitle" => Roles::FORCED,
        _ => Roles::empty(),
    }
}

/// What an `Accessibility` says of a track of text, or of another; never which
/// is main or alternate, which is for a `Role` to say. Captions
/// the video (SCTE 128-1 by DASH-IF IOP part 5 clause 3.2) count as the video's.
pub(super) fn accessibility(scheme: &str, value: &str, text: bool) -> Roles {
    if is(scheme, "urn:tva:metadata:cs:AudioPurposeCS:2007") {
        return match value.trim_ascii() {
            "1" => Roles::DESCRIBED_AUDIO,
            "2" if text => Roles::CAPTIONS,
            "8" => Roles::ENHANCED_SPEECH,
            _ => Roles::empty(),
        };
    }
    let inside = ["urn:scte:dash:cc:cea-608:2015", "urn:scte:dash:cc:cea-708:2015"];
    if inside.iter().any(|named| is(scheme, named)) {
        return Roles::CAPTIONS;
    }
    role(scheme, value) - Roles::MAIN - Roles::ALTERNATE
}

/// The system that a `ContentProtection` names (dashif.org/identifiers). The
/// scheme of the file format alone (`urn:mpeg:dash:mp4protection:2011`) names none.
pub(super) fn protection(scheme: &str) -> Drm {
    let scheme = scheme.trim_ascii();
    let systems = [
        ("urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed", Drm::WIDEVINE),
        ("urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95", Drm::PLAYREADY),
        ("urn:uuid:94ce86fb-07ff-4f43-adb8-93d2fa968ca2", Drm::FAIRPLAY),
        ("com.apple.streamingkeydelivery", Drm::FAIRPLAY),
        ("urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e", Drm::CLEAR_KEY),
        ("urn:uuid:1077efec-c0b2-4d02-ace3-3c1e52e2fb4b", Drm::CLEAR_KEY),
        ("urn:mpeg:dash:mp4protection:2011", Drm::empty()),
    ];
    let system = systems.iter().find(|(named, _)| is(scheme, named));
    system.map_or(Drm::OTHER, |(_, system)| *system)
}

/// The range of a CICP transfer characteristic, ISO/IEC 23091-2 table 3.
pub(super) fn transfer(scheme: &str, value: &str) -> Option<DynamicRange> {
    if !is(scheme, "urn:mpeg:mpegB:cicp:TransferCharacteristics") {
        return None;
    }
    match value.trim_ascii() {
        "1" | "6" | "13" | "14" | "15" => Some(DynamicRange::Sdr),
        "16" => Some(DynamicRange::Pq),
        "18" => Some(DynamicRange::Hlg),
        _ => None,
    }
}

/// Whether a property says that the pictures are for seeking: trick mode, or
/// tiles of thumbnails (DASH-IF IOP part 5 clause 6.2.6).
pub(super) fn for_seeking(scheme: &str) -> bool {
    let schemes = [
        TRICK_MODE,
        "http://dashif.org/guidelines/thumbnail_tile",
        "http://dashif.org/thumbnail_tile",
    ];
    schemes.iter().any(|named| is(scheme, named))
}

/// Whether a property says that the sound is of objects: Dolby's joint object
/// coding (ETSI TS 103 420 annex E).
pub(super) fn of_objects(scheme: &str, value: &str) -> bool {
    is(scheme, "tag:dolby.com,2018:dash:EC3_ExtensionType:2018") && value.trim_ascii() == "JOC"
}

/// Channels by CICP channel configuration, ISO/IEC 23091-3 table 4, from 1.
const BY_CONFIGURATION: [u8; 20] =
    [1, 2, 3, 4, 5, 6, 8, 2, 3, 4, 7, 8, 24, 8, 12, 10, 12, 14, 12, 14];

/// Channels of the bits of Dolby's mask from 2014, from the highest: ETSI TS
/// 102 366 table E.1.4.
const BY_DOLBY_BIT: [u8; 16] = [1, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2, 2, 1, 2, 1, 1];

/// Channels of the groups of AC-4's mask, from the lowest: ETSI TS 103 190-2
/// table A.27.
const BY_AC4_GROUP: [u8; 19] = [2, 1, 2, 2, 2, 2, 1, 2, 2, 1, 1, 1, 1, 2, 1, 1, 2, 2, 2];

/// The channels that an `AudioChannelConfiguration` tells, 1 to 255.
pub(super) fn channels(scheme: &str, value: &str) -> Option<u8> {
    let value = value.trim_ascii();
    let by_configuration = || {
        let index = value.parse::<usize>().ok()?.checked_sub(1)?;
        BY_CONFIGURATION.get(index).copied()
    };
    let count = match scheme.trim_ascii() {
        // In the table 8 is two channels of mono; whoever writes it here means
        // 7.1, and players take it so.
        "urn:mpeg:dash:23003:3:audio_channel_configuration:2011" if value == "8" => Some(8),
        "urn:mpeg:dash:23003:3:audio_channel_configuration:2011"
        | "urn:mpeg:mpegB:cicp:ChannelConfiguration" => by_configuration(),
        "tag:dolby.com,2014:dash:audio_channel_configuration:2011"
        | "urn:dolby:dash:audio_channel_configuration:2011" => {
            let mask = u16::from_str_radix(value, 16).ok()?.reverse_bits();
            Some(masked(u32::from(mask), &BY_DOLBY_BIT))
        }
        "tag:dolby.com,2015:dash:audio_channel_configuration:2015" => {
            Some(masked(u32::from_str_radix(value, 16).ok()?, &BY_AC4_GROUP))
        }
        "tag:dts.com,2014:dash:audio_channel_configuration:2012"
        | "urn:dts:dash:audio_channel_configuration:2012" => value.parse().ok(),
        "urn:mpeg:dash:outputChannelPositionList:2012" => {
            u8::try_from(value.split_ascii_whitespace().count()).ok()
        }
        _ => None,
    };
    count.filter(|count| *count > 0)
}

/// The channels of the bits that are set, from the lowest.
fn masked(mask: u32, channels: &[u8]) -> u8 {
    let set = channels.iter().zip(0..).filter(|(_, bit)| mask & (1 << bit) != 0);
    set.map(|(channels, _)| channels).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_counted_in_every_scheme() {
        let mpeg = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";
        let cicp = "urn:mpeg:mpegB:cicp:ChannelConfiguration";
        let dolby = "tag:dolby.com,2014:dash:audio_channel_configuration:2011";
        let ac4 = "tag:dolby.com,2015:dash:audio_channel_configuration:2015";
        for (scheme, value, count) in [
            (mpeg, "1", Some(1)),
            (mpeg, "6", Some(6)),
            (mpeg, "7", Some(8)),
            (mpeg, "8", Some(8)),
            (mpeg, "0", None),
            (mpeg, "21", None),
            (cicp, "2", Some(2)),
            (cicp, "8", Some(2)),
            (cicp, "16", Some(10)),
            (dolby, "F801", Some(6)),
            (dolby, "A000", Some(2)),
            (dolby, "4000", Some(1)),
            (dolby, "fa01", Some(8)),
            (dolby, "0000", None),
            (dolby, "xyz", None),
            (ac4, "000047", Some(6)),
            (ac4, "800000", None),
            ("urn:mpeg:dash:outputChannelPositionList:2012", "2 0 1", Some(3)),
            ("urn:example", "2", None),
        ] {
            assert_eq!(channels(scheme, value), count, "{scheme} {value}");
        }
    }

    #[test]
    fn roles_are_known_whatever_the_case_of_their_scheme() {
        assert_eq!(role("urn:mpeg:DASH:role:2011", "main"), Roles::MAIN);
        assert_eq!(role("urn:example:role", "main"), Roles::empty());
        let purpose = "urn:tva:metadata:cs:AudioPurposeCS:2007";
        assert_eq!(accessibility(purpose, "1", false), Roles::DESCRIBED_AUDIO);
        assert_eq!(accessibility(purpose, "2", true), Roles::CAPTIONS);
        assert_eq!(accessibility(purpose, "2", false), Roles::empty());
        assert_eq!(
            accessibility("urn:scte:dash:cc:cea-608:2015", "CC1=eng", false),
            Roles::CAPTIONS
        );
    }
}

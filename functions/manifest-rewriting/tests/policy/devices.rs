//! What the node's table says of the device.

use tidegate_sdk::manifest_rewriting::{Codecs, Edit, Hdcp, Roles, Track, TrackKind};
use tidegate_sdk::types::{Capabilities, DeviceClass, DynamicRanges, Facts, Limits};

use crate::support::{rendition, video};
use crate::{audio, edits, edits_by, on};

/// Of which nothing is known.
const UNKNOWN: Capabilities = Capabilities {
    max_height: None,
    codecs: Codecs::empty(),
    ranges: DynamicRanges::empty(),
    hdcp: Hdcp::Unstated,
};

fn with(capabilities: Capabilities) -> Facts {
    Facts { capabilities: Some(capabilities), ..Facts::NOTHING }
}

fn coded(id: u32, codecs: Codecs) -> Track<'static> {
    Track { codecs, ..video(id, 1080, 5_000_000) }
}

fn protected(id: u32, height: u32, hdcp: Hdcp) -> Track<'static> {
    Track { hdcp, ..video(id, height, u64::from(height) * 5000) }
}

scenarios! {
    fn the_table_goes_before_the_kind_of_device() {
        let ladder = [video(0, 2160, 16_000_000), video(1, 1080, 6_000_000), video(2, 360, 1)];
        let table = Capabilities { max_height: Some(2160), ..UNKNOWN };
        // The kind's own start stays.
        let facts = Facts { capabilities: Some(table), ..on(DeviceClass::Mobile) };
        assert_eq!(edits(&facts, &ladder), [Edit::Order(vec![2, 0, 1])]);
        let facts = Facts { capabilities: Some(UNKNOWN), ..on(DeviceClass::Mobile) };
        assert_eq!(edits(&facts, &ladder), [Edit::Drop(0), Edit::Order(vec![2, 1])]);
        let table = Capabilities { max_height: Some(1080), ..UNKNOWN };
        assert_eq!(edits(&with(table), &ladder), [Edit::Drop(0)], "of an unknown kind");
    }

    fn families_are_known_for_pictures_and_for_sound() {
        let tracks = [
            coded(0, Codecs::H264 | Codecs::AAC),
            coded(1, Codecs::HEVC | Codecs::AAC),
            coded(2, Codecs::H264 | Codecs::AC4),
        ];
        let codecs = |codecs| edits(&with(Capabilities { codecs, ..UNKNOWN }), &tracks);
        assert_eq!(codecs(Codecs::H264), [Edit::Drop(1)], "nothing is known of sound");
        assert_eq!(codecs(Codecs::AAC), [Edit::Drop(2)], "nothing is known of pictures");
        assert_eq!(codecs(Codecs::H264 | Codecs::AAC), [Edit::Drop(1), Edit::Drop(2)]);
        assert_eq!(codecs(Codecs::VP9), [], "a fallback is kept");
        assert_eq!(codecs(Codecs::OTHER), [], "that says nothing");
    }

    fn an_output_that_is_not_protected_enough_plays_what_asks_for_less() {
        let tracks = [
            protected(0, 2160, Hdcp::Type1),
            protected(1, 1080, Hdcp::Type0),
            protected(2, 720, Hdcp::None),
            protected(3, 540, Hdcp::Unstated),
        ];
        let hdcp = |hdcp| edits(&with(Capabilities { hdcp, ..UNKNOWN }), &tracks);
        assert_eq!(hdcp(Hdcp::Type1), []);
        assert_eq!(hdcp(Hdcp::Type0), [Edit::Drop(0)]);
        assert_eq!(hdcp(Hdcp::None), [Edit::Drop(0), Edit::Drop(1)]);
        assert_eq!(hdcp(Hdcp::Unstated), []);
        let all = [protected(0, 2160, Hdcp::Type1)];
        let none = with(Capabilities { hdcp: Hdcp::None, ..UNKNOWN });
        assert_eq!(edits(&none, &all), [], "a fallback is kept");
        let document = r#"{"devices":{"tv":{"hdcp":"type0"}}}"#;
        let by_kind = edits_by(document, &on(DeviceClass::Tv), &Limits::NONE, &tracks);
        assert_eq!(by_kind, [Edit::Drop(0)]);
    }

    fn every_period_keeps_a_fallback() {
        let of = |period, track: Track<'static>| Track { period, ..track };
        let tracks = [
            of(0, video(0, 2160, 1)),
            of(0, video(1, 1080, 1)),
            of(1, video(2, 2160, 1)),
            of(2, coded(3, Codecs::HEVC)),
            of(2, video(4, 720, 1)),
        ];
        let table = Capabilities { max_height: Some(1080), codecs: Codecs::H264, ..UNKNOWN };
        assert_eq!(edits(&with(table), &tracks), [Edit::Drop(0), Edit::Drop(3)]);
    }

    fn what_people_rely_on_is_not_taken_with_its_variants() {
        let surround = |id| Track {
            audio_group: Some(1),
            codecs: Codecs::H264 | Codecs::EC3,
            ..video(id, 1080, 6_000_000)
        };
        let described = Track {
            roles: Roles::DESCRIBED_AUDIO,
            ..rendition(4, TrackKind::Audio, 1, "en")
        };
        let plain = rendition(4, TrackKind::Audio, 1, "en");
        let table = with(Capabilities { codecs: Codecs::H264 | Codecs::AAC, ..UNKNOWN });
        let tracks = |last| [video(0, 1080, 5_000_000), surround(1), audio(2, "en"), last];
        assert_eq!(edits(&table, &tracks(plain)), [Edit::Drop(1)]);
        assert_eq!(edits(&table, &tracks(described)), [], "its last description would go");
    }

    fn sound_that_is_not_played_goes_where_the_same_is_there_in_another_family() {
        let of = |id, codecs, language| Track { codecs, ..audio(id, language) };
        let tracks = [
            video(0, 1080, 5_000_000),
            of(1, Codecs::AAC, "en"),
            of(2, Codecs::EC3, "EN"),
            of(3, Codecs::EC3, "fr"),
            Track { roles: Roles::DESCRIBED_AUDIO, ..of(4, Codecs::EC3, "en") },
            Track { group: Some(1), ..of(5, Codecs::EC3, "en") },
        ];
        let table = with(Capabilities { codecs: Codecs::H264 | Codecs::AAC, ..UNKNOWN });
        assert_eq!(edits(&table, &tracks), [Edit::Drop(2)]);
    }
}

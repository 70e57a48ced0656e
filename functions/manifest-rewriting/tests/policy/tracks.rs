//! Limits, kinds of device, starting rungs, languages.

use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{
    Autoselect, Codecs, Edit, ManifestRewriting, Resolution, Roles, Track, TrackKind,
};
use tidegate_sdk::types::{Accessibility, DeviceClass, DynamicRanges, Facts, Grants, Limits};

use crate::support::{offering, rendition, speaking, track, video};
use crate::{CONFIG, audio, dubbed, edits, edits_by, ladder, limited, on, subtitles, wanting};

scenarios! {
    fn nothing_known_changes_nothing() {
        assert_eq!(edits(&Facts::NOTHING, &[ladder(), dubbed()].concat()), []);
        let decision = Policy::configure("{}").unwrap().decide(&Facts::NOTHING, &Grants::NOTHING, &Limits::NONE, &offering(&[]));
        assert_eq!((decision.edits, decision.valid_for), (vec![], 3600));
    }

    fn what_is_above_the_limits_goes() {
        let height = Limits { max_height: Some(1080), ..Limits::NONE };
        assert_eq!(limited(&height, &ladder()), [Edit::Drop(0)]);
        let bandwidth = Limits { max_bandwidth: Some(5_999_999), ..Limits::NONE };
        assert_eq!(limited(&bandwidth, &ladder()), [Edit::Drop(0), Edit::Drop(1)]);
        let mut hdr = ladder();
        hdr[1].range = Some(DynamicRanges::PQ);
        let range = Limits { ranges: Some(DynamicRanges::SDR | DynamicRanges::HLG), ..Limits::NONE };
        assert_eq!(limited(&range, &hdr), [Edit::Drop(1)]);
    }

    fn limits_hold_for_trick_play_and_other_cameras_but_not_for_sound_and_text() {
        let tall = Some(Resolution { width: 3840, height: 2160 });
        let kinds = [
            TrackKind::TrickPlay,
            TrackKind::AlternateVideo,
            TrackKind::Audio,
            TrackKind::Subtitles,
            TrackKind::ClosedCaptions,
            TrackKind::AudioOnly,
        ];
        let mut tracks = vec![video(0, 360, 800_000)];
        tracks.extend((1..).zip(kinds).map(|(id, kind)| Track {
            resolution: tall,
            ..track(id, kind)
        }));
        let height = Limits { max_height: Some(1080), ..Limits::NONE };
        assert_eq!(limited(&height, &tracks), [Edit::Drop(1), Edit::Drop(2)]);
    }

    fn an_audio_only_variant_is_limited_by_bit_rate_alone() {
        let sound = Track { bandwidth: Some(64_000), ..track(1, TrackKind::AudioOnly) };
        let tracks = [video(0, 360, 800_000), sound];
        let none = DynamicRanges::empty();
        let blind =
            Limits { max_height: Some(1), ranges: Some(none), strict: true, ..Limits::NONE };
        assert_eq!(limited(&blind, &tracks), [Edit::Drop(0)]);
    }

    fn what_is_not_stated_is_above_strict_limits_only() {
        let unknown = Track { resolution: None, ..video(1, 0, 800_000) };
        let tracks = [video(0, 360, 800_000), unknown];
        let lax = Limits { max_height: Some(1080), ..Limits::NONE };
        assert_eq!(limited(&lax, &tracks), []);
        assert_eq!(limited(&Limits { strict: true, ..lax }, &tracks), [Edit::Drop(1)]);
    }

    fn limits_that_leave_no_variant_are_left_to_the_node() {
        let low = Limits { max_height: Some(144), ..Limits::NONE };
        let mut tracks = ladder();
        let trick_play = Track { kind: TrackKind::TrickPlay, ..video(3, 2160, 1_000_000) };
        tracks.push(trick_play);
        assert_eq!(limited(&low, &tracks), [Edit::Drop(3)]);
        let mobile = edits_by(CONFIG, &on(DeviceClass::Mobile), &low, &tracks);
        assert_eq!(mobile, [Edit::Drop(3), Edit::Order(vec![2, 0, 1])]);
    }

    fn variants_beyond_the_device_go() {
        let mut tracks = ladder();
        tracks.push(Track { codecs: Codecs::HEVC | Codecs::AAC, ..video(3, 1080, 3_000_000) });
        tracks.push(Track { range: Some(DynamicRanges::PQ), ..video(4, 1080, 7_000_000) });
        let order = Edit::Order(vec![2, 1]);
        let expected = [Edit::Drop(0), Edit::Drop(3), Edit::Drop(4), order];
        assert_eq!(edits(&on(DeviceClass::Mobile), &tracks), expected);
        assert_eq!(edits(&on(DeviceClass::Console), &tracks), [], "nothing is known of it");
    }

    fn codecs_that_nobody_named_are_no_obstacle() {
        let odd = Codecs::H264 | Codecs::OTHER | Codecs::TEXT;
        let tracks = [
            Track { codecs: odd, ..video(0, 360, 800_000) },
            Track { codecs: Codecs::empty(), ..video(1, 360, 900_000) },
        ];
        assert_eq!(edits(&on(DeviceClass::Mobile), &tracks), []);
    }

    fn a_rule_that_would_leave_no_picture_is_passed_over() {
        let hevc = |id, height| Track { codecs: Codecs::HEVC, ..video(id, height, 1_000_000) };
        let sound = Track { codecs: Codecs::AAC, ..track(2, TrackKind::AudioOnly) };
        let tracks = [hevc(0, 360), hevc(1, 2160), sound];
        assert_eq!(edits(&on(DeviceClass::Mobile), &tracks), [Edit::Drop(1)]);
    }

    fn an_upright_picture_is_as_tall_as_it_is_wide() {
        let upright = Some(Resolution { width: 1080, height: 1920 });
        let tracks = [Track { resolution: upright, ..video(0, 0, 6_000_000) }];
        assert_eq!(edits(&on(DeviceClass::Mobile), &tracks), []);
    }

    fn the_starting_rung_comes_first() {
        let rungs = [video(0, 1080, 6_000_000), video(1, 360, 800_000), video(2, 240, 400_000)];
        let order = Edit::Order(vec![1, 0, 2]);
        assert_eq!(edits(&on(DeviceClass::Mobile), &rungs), [order]);
        assert_eq!(edits(&on(DeviceClass::Tv), &rungs), [], "1080p is first already");
        assert_eq!(edits(&Facts::NOTHING, &rungs), [], "no target, no order");
    }

    fn above_every_target_the_lowest_rung_comes_first() {
        let rungs = [video(0, 1080, 6_000_000), video(1, 540, 1_800_000)];
        assert_eq!(edits(&on(DeviceClass::Mobile), &rungs), [Edit::Order(vec![1, 0])]);
    }

    fn of_parallel_ladders_the_first_one_is_started_on() {
        let surround = |id, height, bandwidth| Track {
            audio_group: Some(1),
            codecs: Codecs::H264 | Codecs::AAC,
            ..video(id, height, bandwidth)
        };
        let rungs = [
            video(0, 1080, 6_000_000),
            video(1, 360, 900_000),
            video(2, 360, 800_000),
            surround(3, 1080, 5_900_000),
            surround(4, 360, 700_000),
        ];
        let order = Edit::Order(vec![2, 0, 1, 3, 4]);
        assert_eq!(edits(&on(DeviceClass::Mobile), &rungs), [order]);
    }

    fn every_period_starts_on_its_own_rung() {
        let rungs = [
            video(0, 1080, 6_000_000),
            video(1, 360, 800_000),
            Track { period: 1, ..video(2, 360, 800_000) },
            Track { period: 1, ..video(3, 1080, 6_000_000) },
            Track { period: 2, ..video(4, 720, 3_000_000) },
            Track { period: 2, ..video(5, 360, 800_000) },
        ];
        let orders = [Edit::Order(vec![1, 0]), Edit::Order(vec![5, 4])];
        assert_eq!(edits(&on(DeviceClass::Mobile), &rungs), orders);
    }

    fn without_stated_heights_there_is_no_rung_to_start_on() {
        let rung = |id| Track { resolution: None, ..video(id, 0, 800_000) };
        assert_eq!(edits(&on(DeviceClass::Mobile), &[rung(0), rung(1)]), []);
    }

    fn audio_in_the_viewers_language_is_first_and_default() {
        let order = Edit::Order(vec![4, 1, 3, 2]);
        assert_eq!(edits(&speaking("fr-CA,en"), &dubbed()), [order, Edit::SetDefault(4)]);
    }

    fn what_is_described_goes_last_for_those_who_did_not_ask() {
        assert_eq!(edits(&speaking("en"), &dubbed()), [Edit::Order(vec![1, 3, 4, 2])]);
    }

    fn languages_that_nobody_offers_change_nothing() {
        assert_eq!(edits(&speaking("ja,ko"), &dubbed()), []);
    }

    fn described_audio_is_default_for_those_who_want_it() {
        let order = Edit::Order(vec![2, 1, 3, 4]);
        let both = [order, Edit::SetDefault(2)];
        let described = Accessibility::DESCRIBED_AUDIO;
        assert_eq!(edits(&wanting(described, Some("en-US")), &dubbed()), both);
        assert_eq!(edits(&wanting(described, None), &dubbed()), both, "by the default's language");
        assert_eq!(edits(&wanting(described, Some("ja")), &dubbed()), both);
    }

    fn a_description_in_another_language_does_not_displace_the_viewers() {
        let facts = wanting(Accessibility::DESCRIBED_AUDIO, Some("fr"));
        let order = Edit::Order(vec![4, 2, 1, 3]);
        assert_eq!(edits(&facts, &dubbed()), [order, Edit::SetDefault(4)]);
    }

    fn described_audio_never_becomes_the_default_unasked() {
        let tracks = [
            Track { is_default: true, ..audio(0, "en") },
            Track { roles: Roles::DESCRIBED_AUDIO, ..audio(1, "fr") },
        ];
        assert_eq!(edits(&speaking("fr"), &tracks), []);
    }

    fn parallel_groups_take_one_order() {
        let tracks = [
            Track { is_default: true, ..audio(0, "en") },
            audio(1, "de"),
            audio(2, "fr"),
            rendition(3, TrackKind::Audio, 1, "de"),
            rendition(4, TrackKind::Audio, 1, "FR"),
            Track { is_default: true, ..rendition(5, TrackKind::Audio, 1, "en") },
        ];
        let expected = [
            Edit::Order(vec![2, 0, 1]),
            Edit::SetDefault(2),
            Edit::Order(vec![4, 5, 3]),
            Edit::SetDefault(4),
        ];
        assert_eq!(edits(&speaking("fr"), &tracks), expected);
    }

    fn a_group_that_only_dropped_variants_play_with_is_let_alone() {
        let mut tracks = dubbed();
        tracks[0].audio_group = Some(7);
        let high = Track { audio_group: Some(0), ..video(5, 2160, 16_000_000) };
        tracks.push(high);
        let limits = Limits { max_height: Some(1080), ..Limits::NONE };
        let edits = edits_by(CONFIG, &speaking("fr"), &limits, &tracks);
        assert_eq!(edits, [Edit::Drop(5)]);
    }

    fn subtitles_are_ordered_but_not_shown_unasked() {
        let tracks = [
            subtitles(0, "en"),
            Track { roles: Roles::FORCED, ..subtitles(1, "fr") },
            Track { roles: Roles::CAPTIONS, ..subtitles(2, "fr") },
            subtitles(3, "fr"),
        ];
        assert_eq!(edits(&speaking("fr"), &tracks), [Edit::Order(vec![3, 2, 1, 0])]);
        let always = edits_by(
            r#"{"subtitles-default":"always"}"#, &speaking("fr"), &Limits::NONE, &tracks,
        );
        assert_eq!(always, [Edit::Order(vec![3, 2, 1, 0]), Edit::SetDefault(3)]);
    }

    fn captions_are_shown_to_those_who_want_them() {
        let tracks = [
            subtitles(0, "en"),
            Track { roles: Roles::CAPTIONS, autoselect: false, ..subtitles(1, "en") },
        ];
        let facts = wanting(Accessibility::CAPTIONS, Some("en-GB"));
        let order = Edit::Order(vec![1, 0]);
        assert_eq!(edits(&facts, &tracks), [order.clone(), Edit::SetDefault(1)]);
        let never =
            edits_by(r#"{"subtitles-default":"never"}"#, &facts, &Limits::NONE, &tracks);
        let choosable = Edit::SetAutoselect(Autoselect { track: 1, value: true });
        assert_eq!(never, [order, choosable], "the player may then choose them itself");
    }

    fn who_wants_captions_has_said_nothing_about_sound() {
        let mut tracks = dubbed();
        tracks.rotate_right(1);
        let captions = Track { roles: Roles::CAPTIONS, ..subtitles(5, "en") };
        tracks.extend([subtitles(6, "de"), captions]);
        let facts = wanting(Accessibility::CAPTIONS, None);
        assert_eq!(edits(&facts, &tracks), [Edit::Order(vec![5, 6]), Edit::SetDefault(5)]);
    }

    fn renditions_without_a_language_come_last_and_in_their_order() {
        let nameless = |id| Track { language: None, ..audio(id, "x") };
        let tracks = [nameless(0), nameless(1), Track { is_default: true, ..audio(2, "en") }];
        assert_eq!(edits(&speaking("en"), &tracks), [Edit::Order(vec![2, 0, 1])]);
    }

    fn a_second_default_in_a_group_is_taken_away() {
        let tracks = [
            Track { is_default: true, ..audio(0, "en") },
            Track { is_default: true, ..audio(1, "fr") },
        ];
        assert_eq!(edits(&speaking("en"), &tracks), [Edit::SetDefault(0)]);
    }

    fn no_decision_is_longer_than_the_contract_allows() {
        let mut tracks: Vec<Track<'static>> = (1..6000).map(|id| video(id, 2160, 1)).collect();
        tracks.push(video(0, 360, 1));
        let limits = Limits { max_height: Some(1080), ..Limits::NONE };
        assert_eq!(limited(&limits, &tracks).len(), 4096);
    }
}

//! What holds for every input.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use support::{offering, track};
use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{
    Codecs, Cue, CueKind, DateRange, Edit, Format, Manifest, ManifestRewriting, Resolution, Roles,
    Timeline, Track, TrackKind,
};
use tidegate_sdk::types::{
    Accessibility, Capabilities, DeviceClass, DynamicRanges, Facts, Grants, Hdcp, Limits, Player,
    Preferences, Purposes, SpecialFeatures,
};

const KINDS: [TrackKind; 7] = [
    TrackKind::Video,
    TrackKind::AudioOnly,
    TrackKind::TrickPlay,
    TrackKind::Audio,
    TrackKind::AlternateVideo,
    TrackKind::Subtitles,
    TrackKind::ClosedCaptions,
];

fn policy() -> Policy {
    let demo: toml::Value = toml::from_str(include_str!("../demo.toml")).unwrap();
    let mut demo = serde_json::to_value(demo).unwrap();
    demo["subtitles-default"] = "always".into();
    demo["player"]["cap-at-top-bitrate"] = true.into();
    Policy::configure(&demo.to_string()).unwrap()
}

fn language() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        8 => prop::sample::select(vec!["en", "eng", "en-US", "EN-gb", "fr", "fre", "fr-CA", "de", "und"]),
        1 => prop::sample::select(vec!["", "-", "e", "日本語", "en-", "abcdefghi-x", "*", "x-fr", "ẞ"]),
    ]
}

fn range() -> impl Strategy<Value = DynamicRanges> {
    prop::sample::select(vec![
        DynamicRanges::empty(),
        DynamicRanges::SDR,
        DynamicRanges::HLG,
        DynamicRanges::PQ,
        DynamicRanges::SDR | DynamicRanges::HLG,
    ])
}

fn one_track() -> impl Strategy<Value = Track<'static>> {
    let picture = (
        prop::option::of(0u64..20_000_000),
        prop::option::of((0u32..4000, prop::sample::select(vec![0, 234, 360, 720, 1080, 2160]))),
        prop::option::of(range()),
        any::<u16>(),
    );
    let names = (
        prop::option::of(language()),
        prop::option::of(prop::sample::select(vec!["", "a", "b"])),
        0u16..32,
        any::<[bool; 2]>(),
    );
    let groups = prop::array::uniform3(prop::option::of(0u32..4));
    (prop::sample::select(KINDS.to_vec()), picture, names, groups).prop_map(
        |(kind, (bandwidth, resolution, range, codecs), names, groups)| {
            let (language, label, roles, [is_default, autoselect]) = names;
            let [group, audio_group, subtitles_group] = groups;
            Track {
                bandwidth,
                resolution: resolution.map(|(width, height)| Resolution { width, height }),
                codecs: Codecs::from_bits_retain(codecs),
                range,
                language,
                label,
                roles: Roles::from_bits_retain(roles),
                is_default,
                autoselect,
                group,
                audio_group,
                subtitles_group,
                ..track(0, kind)
            }
        },
    )
}

fn tracks() -> impl Strategy<Value = Vec<Track<'static>>> {
    prop::collection::vec(one_track(), 0..40).prop_map(|mut tracks| {
        for (id, track) in (0..).zip(&mut tracks) {
            track.id = id;
        }
        tracks
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    (
        prop::option::of(0u32..3000),
        prop::option::of(0u64..20_000_000),
        prop::option::of(range()),
        any::<bool>(),
    )
        .prop_map(|(max_height, max_bandwidth, ranges, strict)| Limits {
            max_height,
            max_bandwidth,
            ranges,
            strict,
            ..Limits::NONE
        })
}

fn facts() -> impl Strategy<Value = Facts> {
    let devices = vec![
        DeviceClass::Desktop,
        DeviceClass::Mobile,
        DeviceClass::Tablet,
        DeviceClass::Tv,
        DeviceClass::Console,
        DeviceClass::Bot,
    ];
    let languages = prop::collection::vec(language(), 0..20).prop_map(|all| all.join(","));
    let wishes = prop::option::of((0u8..8).prop_map(Accessibility::from_bits_retain));
    let device = prop::option::of(prop::sample::select(devices));
    let known = (prop::option::of(capabilities()), prop::option::of(player()));
    let languages = prop::option::of(languages);
    (device, languages, wishes, known, prop::option::of(preferences())).prop_map(
        |(device, languages, accessibility, (capabilities, player), preferences)| Facts {
            device,
            languages,
            accessibility,
            capabilities,
            player,
            preferences,
            ..Facts::NOTHING
        },
    )
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    let hdcp = prop::sample::select(vec![Hdcp::Unstated, Hdcp::None, Hdcp::Type0, Hdcp::Type1]);
    (prop::option::of(0u32..3000), any::<u16>(), range(), hdcp).prop_map(
        |(max_height, codecs, ranges, hdcp)| Capabilities {
            max_height,
            codecs: Codecs::from_bits_retain(codecs),
            ranges,
            hdcp,
        },
    )
}

fn player() -> impl Strategy<Value = Player> {
    let number = || prop::option::of(prop_oneof![0u32..20_000, Just(u32::MAX)]);
    (number(), number(), number()).prop_map(|(throughput, buffer, top_bitrate)| Player {
        throughput,
        buffer,
        top_bitrate,
    })
}

fn preferences() -> impl Strategy<Value = Preferences> {
    let list = || prop::collection::vec(language(), 0..4).prop_map(|all| all.join(","));
    (prop::option::of(list()), prop::option::of(list()), any::<bool>()).prop_map(
        |(audio, subtitles, original_audio)| Preferences { audio, subtitles, original_audio },
    )
}

/// The manifest after the edits, by the words of the contract; `None` where an edit
/// says nothing new or cannot be carried out.
fn apply(mut tracks: Vec<Track<'static>>, edits: &[Edit]) -> Option<Vec<Track<'static>>> {
    for edit in edits {
        let before = tracks.clone();
        let place = |id: u32| before.iter().position(|track| track.id == id);
        match edit {
            Edit::Drop(id) => drop(tracks.remove(place(*id)?)),
            Edit::Order(ids) => {
                let mut places = ids.iter().map(|id| place(*id)).collect::<Option<Vec<_>>>()?;
                let peers = |a: &Track<'_>, b: &Track<'_>| {
                    a.is_variant() && b.is_variant()
                        || a.kind == b.kind && a.group.is_some() && a.group == b.group
                };
                let first = &before[*places.first()?];
                if !places.iter().all(|place| peers(first, &before[*place])) {
                    return None;
                }
                places.sort_unstable();
                if places.windows(2).any(|pair| pair[0] == pair[1]) {
                    return None;
                }
                for (id, to) in ids.iter().zip(places) {
                    tracks[to] = before[place(*id)?];
                }
            }
            Edit::SetDefault(id) => {
                let of = &before[place(*id)?];
                let group = of.group?;
                for track in tracks.iter_mut().filter(|track| track.kind == of.kind) {
                    if track.group == Some(group) {
                        track.is_default = track.id == *id;
                    }
                }
            }
            Edit::SetAutoselect(autoselect) => {
                tracks[place(autoselect.track)?].autoselect = autoselect.value;
            }
            // The policy makes no others.
            _ => return None,
        }
        if tracks == before {
            return None;
        }
    }
    Some(tracks)
}

fn above(track: &Track<'_>, limits: &Limits) -> bool {
    match (limits.max_height, track.resolution) {
        (Some(most), Some(resolution)) => resolution.height > most,
        (Some(_), None) => limits.strict,
        (None, _) => false,
    }
}

/// Facts by which a second pass decides as the first: who wants captions, description or the
/// original may be given them by the default's language, and that is what the first pass sets.
fn settled(facts: Facts, tracks: &[Track<'_>]) -> Facts {
    let told = |track: &Track<'_>| track.roles.intersects(Roles::ORIGINAL | Roles::DUB);
    let preferences = facts.preferences.map(|wishes| Preferences {
        original_audio: wishes.original_audio && tracks.iter().any(told),
        ..wishes
    });
    Facts { accessibility: None, preferences, ..facts }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_can_be_carried_out_and_each_changes_something(
        facts in facts(), limits in limits(), tracks in tracks(),
    ) {
        let edits = policy().decide(&facts, &Grants::NOTHING, &limits, &offering(&tracks)).edits;
        prop_assert!(apply(tracks, &edits).is_some(), "{edits:?}");
    }

    #[test]
    fn never_takes_all_variants(facts in facts(), limits in limits(), tracks in tracks()) {
        let edits = policy().decide(&facts, &Grants::NOTHING, &limits, &offering(&tracks)).edits;
        let had = tracks.iter().any(Track::is_variant);
        let after = apply(tracks, &edits).unwrap();
        prop_assert_eq!(after.iter().any(Track::is_variant), had);
    }

    #[test]
    fn a_device_never_takes_the_last_picture(facts in facts(), tracks in tracks()) {
        let limits = Limits::NONE;
        let edits = policy().decide(&facts, &Grants::NOTHING, &limits, &offering(&tracks)).edits;
        let picture = |track: &Track<'_>| track.kind == TrackKind::Video;
        let had = tracks.iter().any(picture);
        let after = apply(tracks, &edits).unwrap();
        prop_assert_eq!(after.iter().any(picture), had);
    }

    #[test]
    fn nothing_too_tall_stays_unless_every_variant_is_above_the_limits(
        facts in facts(), limits in limits(), tracks in tracks(),
    ) {
        let edits = policy().decide(&facts, &Grants::NOTHING, &limits, &offering(&tracks)).edits;
        let variants = tracks.iter().filter(|track| track.is_variant()).count();
        let after = apply(tracks, &edits).unwrap();
        if after.iter().filter(|track| track.is_variant()).count() < variants {
            let video = |track: &&Track<'_>| track.kind == TrackKind::Video;
            prop_assert!(!after.iter().filter(video).any(|track| above(track, &limits)));
        }
    }

    /// What the table says that a device cannot play is left only where nothing else was.
    #[test]
    fn what_a_device_cannot_play_is_never_all_that_is_left(
        table in capabilities(), mut tracks in tracks(),
    ) {
        tracks.iter_mut().for_each(|track| track.codecs &= Codecs::all());
        let facts = Facts { capabilities: Some(table), ..Facts::NOTHING };
        let policy = Policy::configure("{}").unwrap();
        let edits = policy.decide(&facts, &Grants::NOTHING, &Limits::NONE, &offering(&tracks)).edits;
        let pictures = Codecs::H264 | Codecs::HEVC | Codecs::DOLBY_VISION | Codecs::AV1 | Codecs::VP9 | Codecs::VVC;
        let sound = Codecs::AAC | Codecs::AC3 | Codecs::EC3 | Codecs::AC4 | Codecs::OPUS | Codecs::FLAC | Codecs::MP3;
        let plays = |track: &Track<'_>| [pictures, sound].into_iter().all(|kind| {
            let (known, needed) = (table.codecs & kind, track.codecs & kind);
            known.is_empty() || known.contains(needed)
        });
        let video = |track: &&Track<'_>| track.kind == TrackKind::Video;
        let had = tracks.iter().filter(video).any(plays);
        let after = apply(tracks.clone(), &edits).unwrap();
        // The roles that people rely on may keep more, never less.
        prop_assert_eq!(after.iter().filter(video).any(plays), had);
    }

    #[test]
    fn deciding_twice_finds_nothing_to_do(facts in facts(), tracks in tracks()) {
        let facts = settled(facts, &tracks);
        let decide = |tracks: &[Track<'static>]| {
            policy().decide(&facts, &Grants::NOTHING, &Limits::NONE, &offering(tracks)).edits
        };
        let mut tracks = tracks;
        for track in tracks.iter_mut().filter(|track| !track.is_variant()) {
            // The node removes groups that nobody names any more; this model does not.
            (track.audio_group, track.subtitles_group) = (None, None);
        }
        for track in tracks.iter_mut().filter(|track| track.is_variant()) {
            (track.audio_group, track.subtitles_group) = (Some(0), Some(1));
        }
        let after = apply(tracks.clone(), &decide(&tracks)).unwrap();
        prop_assert_eq!(decide(&after), vec![]);
    }

    /// Whatever is granted and marked: the one for those who consent is inserted only
    /// where all its purposes are granted; and a second time nothing is.
    #[test]
    fn what_takes_consent_is_never_inserted_without(
        bits in any::<u16>(),
        marks in prop::collection::vec((0u8..3, 0u64..100_000, prop::option::of(0u64..20_000)), 0..12),
        live in any::<bool>(),
        start in prop::option::of(-5000i64..5000),
    ) {
        let policy = Policy::configure(r#"{ "breaks": [
            { "cues": true, "consented": { "name": "mine", "purposes": [2, 4] }, "contextual": { "name": "any" } },
            { "offsets-ms": [0, 30000], "consented": { "name": "mine", "purposes": [4] } }
        ] }"#).unwrap();
        let purposes = Purposes::from_bits_truncate(bits);
        let grants = Grants { purposes, special_features: SpecialFeatures::empty() };
        let kinds = [CueKind::Out, CueKind::In, CueKind::Other];
        let mut timeline = Timeline {
            live,
            target_duration: None,
            part_target: None,
            window: Some(90_000),
            segments: 15,
            start,
            cues: marks
                .iter()
                .map(|(kind, at, duration)| Cue {
                    kind: kinds[usize::from(*kind)], at: *at, duration: *duration, id: None,
                })
                .collect(),
            date_ranges: Vec::new(),
        };
        let decide = |timeline: &Timeline| {
            let manifest = Manifest {
                timeline: Some(timeline), ..Manifest::of(Format::HlsMedia, Vec::new())
            };
            policy.decide(&Facts::NOTHING, &grants, &Limits::NONE, &manifest).edits
        };
        let edits = decide(&timeline);
        for edit in &edits {
            let Edit::InsertInterstitial(inserted) = edit else { panic!("{edit:?}") };
            let four = purposes.contains(Purposes::PERSONALISED_ADVERTISING);
            prop_assert!(inserted.name == "any" || four);
            timeline.date_ranges.push(DateRange {
                id: String::new(),
                class: Some("com.apple.hls.interstitial".to_owned()),
                start: start.map(|start| start + inserted.at as i64),
                duration: None,
            });
        }
        prop_assert!(start.is_some() || edits.is_empty());
        prop_assert_eq!(decide(&timeline), vec![]);
    }

    #[test]
    fn a_second_pass_over_renditions_finds_nothing_to_do(facts in facts(), tracks in tracks()) {
        let facts = settled(facts, &tracks);
        let mut renditions = tracks;
        renditions.retain(|track| track.group.is_some() && !track.is_variant());
        let limits = Limits::NONE;
        let edits = policy().decide(&facts, &Grants::NOTHING, &limits, &offering(&renditions)).edits;
        let after = apply(renditions, &edits).unwrap();
        prop_assert_eq!(policy().decide(&facts, &Grants::NOTHING, &limits, &offering(&after)).edits, vec![]);
    }

    #[test]
    fn parallel_groups_end_in_one_order(
        facts in facts(),
        orders in prop::collection::vec(
            Just(vec!["en", "fr-CA", "de", "und", "fr"]).prop_shuffle(), 2..4,
        ),
    ) {
        let tracks: Vec<Track<'static>> = (0u32..)
            .zip(orders.iter().enumerate().flat_map(|(group, order)| {
                order.iter().map(move |language| (group as u32, language))
            }))
            .map(|(id, (group, language))| support::rendition(id, TrackKind::Audio, group, language))
            .collect();
        let edits = policy().decide(&facts, &Grants::NOTHING, &Limits::NONE, &offering(&tracks)).edits;
        if !edits.is_empty() {
            let after = apply(tracks, &edits).unwrap();
            let order = |group| -> Vec<_> {
                let members = after.iter().filter(|track| track.group == Some(group));
                members.map(|track| track.language).collect()
            };
            let distinct: BTreeSet<_> = (0..orders.len() as u32).map(order).collect();
            prop_assert_eq!(distinct.len(), 1, "{:?}", distinct);
        }
    }

    #[test]
    fn any_text_configures_or_is_refused(text in ".{0,200}") {
        let _ = Policy::configure(&text);
    }
}

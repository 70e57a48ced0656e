//! What holds for every input.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use support::{offering, track};
use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{
    Codecs, Edit, ManifestRewriting, Resolution, Roles, Track, TrackKind,
};
use tidegate_sdk::types::{Accessibility, DeviceClass, DynamicRanges, Facts, Grants, Limits};

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
    let wishes = prop::option::of((0u8..4).prop_map(Accessibility::from_bits_retain));
    (prop::option::of(prop::sample::select(devices)), prop::option::of(languages), wishes).prop_map(
        |(device, languages, accessibility)| Facts {
            device,
            languages,
            accessibility,
            ..Facts::NOTHING
        },
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

    #[test]
    fn a_second_pass_over_renditions_finds_nothing_to_do(facts in facts(), tracks in tracks()) {
        // Who wants captions or description may be given them by the default's
        // language, and that is what the first pass sets.
        let facts = Facts { accessibility: None, ..facts };
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

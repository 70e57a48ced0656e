//! Codec families that a device plays.

use core::cmp::Ordering;

use tidegate_sdk::manifest_rewriting::{Codecs, Track, TrackKind};

use crate::language::compare;

const PICTURES: Codecs = Codecs::H264
    .union(Codecs::HEVC)
    .union(Codecs::DOLBY_VISION)
    .union(Codecs::AV1)
    .union(Codecs::VP9)
    .union(Codecs::VVC);

const SOUND: Codecs = Codecs::AAC
    .union(Codecs::AC3)
    .union(Codecs::EC3)
    .union(Codecs::AC4)
    .union(Codecs::OPUS)
    .union(Codecs::FLAC)
    .union(Codecs::MP3);

/// The families that are no obstacle to a device of which these are known: of
/// pictures or of sound, if it is known for neither, all. `None` if nothing is known.
pub(crate) fn no_obstacle(known: Codecs) -> Option<Codecs> {
    let mut played = known | Codecs::TEXT | Codecs::OTHER;
    for families in [PICTURES, SOUND] {
        if !known.intersects(families) {
            played |= families;
        }
    }
    known.intersects(PICTURES | SOUND).then_some(played)
}

/// Takes audio of families that are not played from `kept` where the same of another
/// family stays: in the same group, of the same language and for the same purpose.
/// (HLS says the families of audio with its variants only.)
pub(crate) fn restrict_audio(played: Codecs, tracks: &[Track<'_>], kept: &mut [bool]) {
    let plays = |track: &Track<'_>| played.contains(track.codecs);
    let is_audio = |track: &Track<'_>| track.kind == TrackKind::Audio;
    let mut all = tracks.iter().zip(kept.iter());
    if !all.any(|(track, kept)| *kept && is_audio(track) && !plays(track)) {
        return;
    }
    let audio = tracks.iter().zip(kept.iter()).zip(0..);
    let mut audio: Vec<(&Track<'_>, usize)> = audio
        .filter(|((track, kept), _)| **kept && is_audio(track))
        .map(|((track, _), place)| (track, place))
        .collect();
    audio.sort_unstable_by(|(a, _), (b, _)| alike(a, b));
    for same in audio.chunk_by(|(a, _), (b, _)| alike(a, b).is_eq()) {
        if !same.iter().any(|(track, _)| plays(track)) {
            continue;
        }
        for (_, place) in same.iter().filter(|(track, _)| !plays(track)) {
            if let Some(kept) = kept.get_mut(*place) {
                *kept = false;
            }
        }
    }
}

fn alike(a: &Track<'_>, b: &Track<'_>) -> Ordering {
    a.group
        .cmp(&b.group)
        .then_with(|| a.roles.bits().cmp(&b.roles.bits()))
        .then_with(|| compare(a.language, b.language))
}

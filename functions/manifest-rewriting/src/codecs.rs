//! Codec families that a device plays.

use tidegate_sdk::manifest_rewriting::Codecs;

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

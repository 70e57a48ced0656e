//! What may be changed in a manifest.

/// One change. Edits name tracks by [`Track::id`](crate::Track::id), are
/// carried out in order, and each sees what those before it left. If one of
/// them cannot be carried out, none is ([`Refusal`](crate::Refusal)).
///
/// What dangles after all of them is settled by the format; in HLS:
/// - Renditions go whose group no remaining variant names any more.
/// - A group that has lost all its renditions is no longer named by the
///   variants that stay, provided that their audio does not come from it alone.
/// - I-frames go that show more than the variants that stay.
///
/// What dangled before the edits is left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Remove the track.
    Drop(u32),
    /// Let these tracks take, in the order given, the places that they hold
    /// now. They are all variants, all trick-play tracks or all renditions of
    /// one group, none named twice; those not named stay where they are.
    ///
    /// Players expect the renditions of parallel groups in one order
    /// (hls.js#3729): whoever orders one group orders its parallels alike.
    Order(Vec<u32>),
    /// Make this rendition the only default of its group, and let players
    /// choose it by themselves, which RFC 8216 section 4.3.4.1 asks of a default.
    SetDefault(u32),
    /// Say whether players may choose this rendition by themselves. `false`
    /// is refused for a default.
    SetAutoselect {
        /// The rendition.
        track: u32,
        /// Whether players may.
        value: bool,
    },
}

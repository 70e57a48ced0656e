//! A manifest as a function is handed it.

use tidegate_manifest::Manifest;
use tidegate_sdk::manifest_rewriting::{self as contract, Format, Timeline};

use crate::tracks::{contract_timeline, contract_tracks};

/// The format of a manifest.
#[must_use]
pub const fn format(manifest: &Manifest<'_>) -> Format {
    match manifest {
        Manifest::Multivariant(_) => Format::HlsMultivariant,
        Manifest::Media(_) => Format::HlsMedia,
        Manifest::Mpd(_) => Format::Dash,
    }
}

/// Its timeline, if it has one.
#[must_use]
pub fn timeline(manifest: &Manifest<'_>) -> Option<Timeline> {
    manifest.timeline().as_ref().map(contract_timeline)
}

/// The manifest with its [`timeline`].
#[must_use]
pub fn offered<'m>(
    manifest: &'m Manifest<'_>,
    timeline: Option<&'m Timeline>,
) -> contract::Manifest<'m> {
    contract::Manifest {
        format: format(manifest),
        tracks: contract_tracks(manifest.tracks(), manifest.pathways()),
        timeline,
    }
}

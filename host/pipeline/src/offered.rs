//! A manifest as a function is handed it.

use std::borrow::Cow;

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

/// Names, one a line; those that would be two are left out.
fn lines<'n>(names: &'n [Cow<'_, str>]) -> Cow<'n, str> {
    match names {
        [one] if !one.contains('\n') => Cow::Borrowed(one),
        names => {
            let names: Vec<&str> = names
                .iter()
                .map(AsRef::as_ref)
                .filter(|name: &&str| !name.contains('\n'))
                .collect();
            Cow::Owned(names.join("\n"))
        }
    }
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
        pathways: lines(manifest.pathways()),
        steering: manifest.steering(),
    }
}

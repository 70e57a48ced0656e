//! What manifest-rewriting is handed besides facts.

use std::sync::Arc;

use tidegate_pipeline::FunctionKind;
use tidegate_sdk::manifest_rewriting::packed;
use tidegate_sdk::types::{Grants, Limits};
use toml::Spanned;

use crate::beside::Beside;
use crate::error::{At, CaseError};
use crate::manifests::Syntax;
use crate::raw;
use crate::value::{Dates, typed};

/// What was said of it, above the cases or in one.
pub struct Handed {
    pub grants: Option<Grants>,
    pub limits_in: Option<Limits>,
    pub manifest: Option<Arc<packed::Manifest>>,
}

impl Handed {
    /// Reads it. `below`: the beginning of its keys' paths.
    pub fn read(
        raw: &raw::Handed<'_>,
        kind: FunctionKind,
        at: At<'_>,
        below: &str,
        beside: &mut Beside<'_>,
    ) -> Result<Self, CaseError> {
        let key = |name: &str| format!("{below}{name}");
        if kind != FunctionKind::ManifestRewriting
            && let Some((name, place)) = first(raw)
        {
            let why = format!("found in a case of {kind}, expected only for manifest-rewriting");
            return Err(at.to(place).refuse(key(name), why));
        }
        let grants = raw.grants.map(|value| {
            typed(value.as_ref(), Dates::Nowhere).map_err(refused_at(at, value, key("grants")))
        });
        let limits_in = raw.limits_in.map(|value| {
            typed(value.as_ref(), Dates::Nowhere).map_err(refused_at(at, value, key("limits-in")))
        });
        let mut file = |path: &Spanned<_>, syntax, name| {
            let path_of: &std::path::PathBuf = path.as_ref();
            beside
                .manifest(path_of, syntax)
                .map_err(|why| at.to(path.span()).refuse(key(name), why))
        };
        let manifest = match (raw.playlist, raw.mpd, raw.manifest) {
            (None, None, None) => None,
            (Some(path), None, None) => Some(file(path, Syntax::Playlist, "playlist")?),
            (None, Some(path), None) => Some(file(path, Syntax::Mpd, "mpd")?),
            (None, None, Some(value)) => {
                let read = typed(value.as_ref(), Dates::Nowhere);
                Some(Arc::new(read.map_err(refused_at(at, value, key("manifest")))?))
            }
            _ => {
                let name = if raw.playlist.is_some() { "playlist" } else { "mpd" };
                let why = "found several, expected one of `playlist`, `mpd` and `manifest`";
                return Err(at.refuse(key(name), why));
            }
        };
        Ok(Self { grants: grants.transpose()?, limits_in: limits_in.transpose()?, manifest })
    }
}

/// The first thing that is said, and where.
fn first(raw: &raw::Handed<'_>) -> Option<(&'static str, std::ops::Range<usize>)> {
    let values = [
        ("grants", raw.grants.map(Spanned::span)),
        ("limits-in", raw.limits_in.map(Spanned::span)),
        ("playlist", raw.playlist.map(Spanned::span)),
        ("mpd", raw.mpd.map(Spanned::span)),
        ("manifest", raw.manifest.map(Spanned::span)),
    ];
    values.into_iter().find_map(|(name, span)| Some((name, span?)))
}

/// Makes an error of what is wrong at a path below a value.
pub fn refused_at<T>(
    at: At<'_>,
    value: &Spanned<T>,
    key: String,
) -> impl Fn((String, String)) -> CaseError {
    let place = value.span();
    move |(path, why)| at.to(place.clone()).refuse(format!("{key}{path}"), why)
}

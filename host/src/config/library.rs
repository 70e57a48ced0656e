//! Slates and interstitials, checked.

use std::collections::BTreeMap;

use tidegate_pipeline::Library;
use tidegate_pipeline::library::{Interstitial, Slate};

use super::{ConfigError, raw};
use tidegate_bundle::config::error::At;

/// The library of `[slates]` and `[interstitials]`.
pub fn library(
    at: At<'_>,
    slates: BTreeMap<String, raw::Slate>,
    interstitials: BTreeMap<String, raw::Interstitial>,
) -> Result<Library, ConfigError> {
    let mut library = Library::default();
    for (name, raw) in slates {
        let slate = Slate {
            playlist: raw.playlist,
            segment: raw.segment,
            file: raw.file,
            duration: raw.duration_ms,
            bandwidth: raw.bandwidth,
            codecs: raw.codecs,
        };
        library
            .add_slate(&name, slate)
            .map_err(|error| at.unusable(format!("slates.{name}"), error))?;
    }
    for (name, raw) in interstitials {
        let key = format!("interstitials.{name}");
        let mut requires = Vec::with_capacity(raw.requires.len());
        for (index, basis) in raw.requires.iter().enumerate() {
            let basis = basis.parse();
            requires.push(
                basis.map_err(|error| at.unusable(format!("{key}.requires[{index}]"), error))?,
            );
        }
        let interstitial = Interstitial {
            playlist: raw.playlist,
            mpd: raw.mpd,
            duration: raw.duration_ms,
            resume_offset: raw.resume_offset_ms,
            requires,
        };
        library.add_interstitial(&name, interstitial).map_err(|error| at.unusable(&key, error))?;
    }
    Ok(library)
}

//! {{name}}: no more lines than a telephone shows.

use tidegate_sdk::config;
use tidegate_sdk::manifest_rewriting::{Decision, Edit, Manifest, ManifestRewriting, Track};
use tidegate_sdk::types::{DeviceClass, Facts, Grants, Limits};

/// The configured function: the fields are the keys of config.toml.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// The most lines that a telephone is offered.
    mobile_height: u32,
}

impl ManifestRewriting for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::parse(document)
    }

    fn decide(
        &self,
        facts: &Facts,
        _grants: &Grants,
        _limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Decision {
        let tall = |track: &Track<'_>| {
            track.resolution.is_some_and(|size| size.height > self.mobile_height)
        };
        let mut edits = Vec::new();
        let something_left = manifest.tracks.iter().any(|track| track.is_variant() && !tall(track));
        if facts.device == Some(DeviceClass::Mobile) && something_left {
            let tall = manifest.tracks.iter().filter(|track| tall(track));
            edits.extend(tall.map(|track| Edit::Drop(track.id)));
        }
        Decision { edits, valid_for: 300 }
    }
}

tidegate_sdk::export!(manifest-rewriting: Policy);

#[cfg(test)]
mod tests {
    use tidegate_sdk::manifest_rewriting::{Format, Resolution, TrackKind};

    use super::*;

    #[test]
    fn a_telephone_is_offered_something_that_it_shows() {
        let policy = Policy::configure(r#"{ "mobile-height": 720 }"#).unwrap();
        let edits = |heights: &[u32]| {
            let track = |(id, &height)| Track {
                resolution: Some(Resolution { width: 16, height }),
                ..Track::bare(id, TrackKind::Muxed)
            };
            let tracks = (0..).zip(heights).map(track).collect();
            let manifest = Manifest::of(Format::HlsMultivariant, tracks);
            let facts = Facts { device: Some(DeviceClass::Mobile), ..Facts::NOTHING };
            policy.decide(&facts, &Grants::NOTHING, &Limits::NONE, &manifest).edits
        };
        assert_eq!(edits(&[360, 720, 1080]), [Edit::Drop(2)]);
        assert_eq!(edits(&[1080, 2160]), []);
    }
}

//! Manifest rewriting: tracks in, edits out.
use tidegate_sdk::manifest_rewriting::{Decision, ManifestRewriting, Track};
use tidegate_sdk::types::{Facts, Limits};

/// The policy.
#[derive(Debug)]
pub struct Policy;

impl ManifestRewriting for Policy {
    fn configure(_document: &str) -> Result<Self, String> {
        Ok(Self)
    }
    fn decide(&self, _facts: &Facts, _limits: &Limits, _tracks: &[Track]) -> Decision {
        Decision { edits: Vec::new(), valid_for: 0 }
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(manifest-rewriting: Policy);

//! The contract in Rust, generated from `wit/`.
//!
//! The vocabulary is generated once and shared by all four interfaces, so that
//! one `Facts` serves every function, the pipeline and the tests.

// Generated code lowers and lifts through raw pointers; it is wit-bindgen's, not ours.
#![allow(unsafe_code, clippy::all, clippy::restriction, missing_docs)]

mod vocabulary {
    wit_bindgen::generate!({
        path: "../../wit",
        inline: "package tidegate:vocabulary; world vocabulary { import tidegate:edge/types@0.1.0; }",
        additional_derives: [PartialEq, Eq, Hash],
        generate_all,
    });
}

/// The vocabulary of the contract (`wit/types.wit`).
pub mod types {
    pub use super::vocabulary::tidegate::edge::types::*;
}

/// The component shells that [`crate::export!`] fills in.
#[doc(hidden)]
pub mod shells {
    pub mod consent {
        wit_bindgen::generate!({
            path: "../../wit",
            inline: "package tidegate:shell; world consent-shell { export tidegate:edge/consent@0.1.0; }",
            pub_export_macro: true,
            with: { "tidegate:edge/types@0.1.0": crate::types },
            additional_derives: [PartialEq, Eq, Hash],
        });
    }
    pub mod geo_licensing {
        wit_bindgen::generate!({
            path: "../../wit",
            inline: "package tidegate:shell; world geo-licensing-shell { export tidegate:edge/geo-licensing@0.1.0; }",
            pub_export_macro: true,
            with: { "tidegate:edge/types@0.1.0": crate::types },
            additional_derives: [PartialEq, Eq, Hash],
        });
    }
    pub mod carbon_cap {
        wit_bindgen::generate!({
            path: "../../wit",
            inline: "package tidegate:shell; world carbon-cap-shell { export tidegate:edge/carbon-cap@0.1.0; }",
            pub_export_macro: true,
            with: { "tidegate:edge/types@0.1.0": crate::types },
            additional_derives: [PartialEq, Eq, Hash],
        });
    }
    pub mod manifest_rewriting {
        wit_bindgen::generate!({
            path: "../../wit",
            inline: "package tidegate:shell; world manifest-rewriting-shell { export tidegate:edge/manifest-rewriting@0.1.0; }",
            pub_export_macro: true,
            with: { "tidegate:edge/types@0.1.0": crate::types },
            additional_derives: [PartialEq, Eq, Hash],
        });
    }
}

/// Consent: signals in, grants out (`wit/consent.wit`).
pub mod consent {
    pub use super::shells::consent::exports::tidegate::edge::consent::{
        Decision, Guest, Regime, Signals,
    };
    use crate::types::Facts;

    /// A consent function.
    pub trait Consent: Sized {
        /// Reads the configuration document. The error is shown to an operator.
        fn configure(document: &str) -> Result<Self, String>;
        /// Decides for one viewer.
        fn decide(&self, facts: &Facts) -> Decision;
    }
}

/// Geo-licensing: place and time in, verdict and limits out (`wit/geo-licensing.wit`).
pub mod geo_licensing {
    pub use super::shells::geo_licensing::exports::tidegate::edge::geo_licensing::{
        Allowance, Denial, DenialReason, Guest, Replacement, Verdict,
    };
    use crate::types::Facts;

    /// A geo-licensing function.
    pub trait GeoLicensing: Sized {
        /// Reads the configuration document. The error is shown to an operator.
        fn configure(document: &str) -> Result<Self, String>;
        /// The same, with the document's memory to use: a large catalogue that is
        /// kept there leaves nothing else of its document behind.
        fn configure_in_place(document: String) -> Result<Self, String> {
            Self::configure(&document)
        }
        /// Decides for one viewer.
        fn decide(&self, facts: &Facts) -> Verdict;
    }
}

/// Carbon caps: grid intensity in, limits out (`wit/carbon-cap.wit`).
pub mod carbon_cap {
    pub use super::shells::carbon_cap::exports::tidegate::edge::carbon_cap::{
        Cap, Decision, Guest, NoCap, Outcome, Saving,
    };
    use crate::types::Facts;

    /// A carbon-cap function.
    pub trait CarbonCap: Sized {
        /// Reads the configuration document. The error is shown to an operator.
        fn configure(document: &str) -> Result<Self, String>;
        /// Decides for one viewer.
        fn decide(&self, facts: &Facts) -> Decision;
    }
}

/// Manifest rewriting: a manifest in, edits out (`wit/manifest-rewriting.wit`).
pub mod manifest_rewriting {
    use std::borrow::Cow;

    /// The manifest as the contract hands it over, its tracks packed.
    pub mod packed {
        pub use super::super::shells::manifest_rewriting::exports::tidegate::edge::manifest_rewriting::{
            Details, Manifest, Track, Tracks,
        };
    }
    pub use super::shells::manifest_rewriting::exports::tidegate::edge::manifest_rewriting::{
        Autoselect, Codecs, Cue, CueKind, DateRange, Decision, Drm, Edit, Format, Guest, Hdcp,
        Interstitial, Roles, Start, Text, Timeline, TrackKind, Traits,
    };
    pub use crate::tracks::{Resolution, Track, pack, unpack};
    use crate::types::{Facts, Grants, Limits};

    /// A manifest: what it offers and when.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Manifest<'t> {
        /// How it is written.
        pub format: Format,
        /// In the manifest's own order; none in an HLS media playlist.
        pub tracks: Vec<Track<'t>>,
        /// Absent for an HLS multivariant playlist.
        pub timeline: Option<&'t Timeline>,
        /// The pathways that it is to be had by, one a line.
        pub pathways: Cow<'t, str>,
        /// The pathway to begin with, empty if that is not said. Absent without
        /// content steering.
        pub steering: Option<Cow<'t, str>>,
    }

    impl<'t> Manifest<'t> {
        /// One without a timeline and pathways.
        #[must_use]
        pub const fn of(format: Format, tracks: Vec<Track<'t>>) -> Self {
            let pathways = Cow::Borrowed("");
            Self { format, tracks, timeline: None, pathways, steering: None }
        }

        /// As the contract hands it over.
        #[must_use]
        pub fn pack(&self) -> packed::Manifest {
            packed::Manifest {
                format: self.format,
                tracks: pack(&self.tracks),
                timeline: self.timeline.cloned(),
                pathways: self.pathways.as_ref().to_owned(),
                steering: self.steering.as_deref().map(str::to_owned),
            }
        }

        /// From what the contract hands over.
        #[must_use]
        pub fn unpack(packed: &'t packed::Manifest) -> Self {
            Self {
                format: packed.format,
                tracks: unpack(&packed.tracks),
                timeline: packed.timeline.as_ref(),
                pathways: Cow::Borrowed(&packed.pathways),
                steering: packed.steering.as_deref().map(Cow::Borrowed),
            }
        }
    }

    /// A manifest-rewriting function.
    pub trait ManifestRewriting: Sized {
        /// Reads the configuration document. The error is shown to an operator.
        fn configure(document: &str) -> Result<Self, String>;
        /// Decides for one viewer and one manifest.
        fn decide(
            &self,
            facts: &Facts,
            grants: &Grants,
            limits: &Limits,
            manifest: &Manifest<'_>,
        ) -> Decision;
    }
}

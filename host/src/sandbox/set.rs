//! The four functions of a node, and one request's calls to them.

use std::time::{Duration, Instant};

use tidegate_pipeline::{Fault, FunctionKind, Functions};
use tidegate_sdk::manifest_rewriting::Manifest;
use tidegate_sdk::types::{Facts, Grants, Limits};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

use super::{
    CallLimits, CarbonCap, Consent, DeployError, Deployed, Engines, GeoLicensing, ManifestRewriting,
};

/// The functions a node runs. A missing one stands for its safe bottom.
#[derive(Debug, Default)]
pub struct FunctionSet {
    /// Decides on consent.
    pub consent: Option<Deployed<Consent>>,
    /// Decides on licences.
    pub geo_licensing: Option<Deployed<GeoLicensing>>,
    /// Decides on caps.
    pub carbon_cap: Option<Deployed<CarbonCap>>,
    /// Fits manifests.
    pub manifest_rewriting: Option<Deployed<ManifestRewriting>>,
}

impl FunctionSet {
    /// Deploys a function in place of the one of its kind; see [`Deployed::deploy`].
    ///
    /// # Errors
    /// See [`DeployError`]; then the one there was remains.
    pub async fn deploy(
        &mut self,
        engines: &Engines,
        kind: FunctionKind,
        component: &[u8],
        document: &str,
        limits: CallLimits,
    ) -> Result<(), DeployError> {
        match kind {
            FunctionKind::Consent => {
                self.consent = Some(Deployed::deploy(engines, component, document, limits).await?);
            }
            FunctionKind::GeoLicensing => {
                self.geo_licensing =
                    Some(Deployed::deploy(engines, component, document, limits).await?);
            }
            FunctionKind::CarbonCap => {
                self.carbon_cap =
                    Some(Deployed::deploy(engines, component, document, limits).await?);
            }
            FunctionKind::ManifestRewriting => {
                self.manifest_rewriting =
                    Some(Deployed::deploy(engines, component, document, limits).await?);
            }
        }
        Ok(())
    }

    /// The size of the snapshot that a function's calls start from, in bytes.
    #[must_use]
    pub fn snapshot_size(&self, kind: FunctionKind) -> Option<usize> {
        match kind {
            FunctionKind::Consent => self.consent.as_ref().map(Deployed::snapshot_size),
            FunctionKind::GeoLicensing => self.geo_licensing.as_ref().map(Deployed::snapshot_size),
            FunctionKind::CarbonCap => self.carbon_cap.as_ref().map(Deployed::snapshot_size),
            FunctionKind::ManifestRewriting => {
                self.manifest_rewriting.as_ref().map(Deployed::snapshot_size)
            }
        }
    }

    /// Makes a fresh sandbox of a function and drops it, see [`Deployed::instantiate`].
    ///
    /// # Errors
    /// When there is no such function, or no room for one.
    pub fn instantiate(&self, kind: FunctionKind) -> Result<(), Fault> {
        let made = match kind {
            FunctionKind::Consent => self.consent.as_ref().map(Deployed::instantiate),
            FunctionKind::GeoLicensing => self.geo_licensing.as_ref().map(Deployed::instantiate),
            FunctionKind::CarbonCap => self.carbon_cap.as_ref().map(Deployed::instantiate),
            FunctionKind::ManifestRewriting => {
                self.manifest_rewriting.as_ref().map(Deployed::instantiate)
            }
        };
        made.unwrap_or(Err(Fault::Missing))
    }

    /// The digest of a function, see [`Deployed::digest`].
    #[must_use]
    pub fn digest(&self, kind: FunctionKind) -> Option<&[u8; 32]> {
        match kind {
            FunctionKind::Consent => self.consent.as_ref().map(Deployed::digest),
            FunctionKind::GeoLicensing => self.geo_licensing.as_ref().map(Deployed::digest),
            FunctionKind::CarbonCap => self.carbon_cap.as_ref().map(Deployed::digest),
            FunctionKind::ManifestRewriting => {
                self.manifest_rewriting.as_ref().map(Deployed::digest)
            }
        }
    }

    /// The first eight hexadecimal digits of a function's digest.
    #[must_use]
    pub fn short_digest(&self, kind: FunctionKind) -> Option<String> {
        let [a, b, c, d, ..] = *self.digest(kind)?;
        Some(format!("{:08x}", u32::from_be_bytes([a, b, c, d])))
    }
}

/// One request's calls, with the time that each took.
#[derive(Debug)]
pub struct Calls<'a> {
    functions: &'a FunctionSet,
    took: Vec<(FunctionKind, Duration)>,
}

impl<'a> Calls<'a> {
    /// No call made yet.
    #[must_use]
    pub const fn new(functions: &'a FunctionSet) -> Self {
        Self { functions, took: Vec::new() }
    }

    /// The calls made so far, in order, with their time.
    #[must_use]
    pub fn took(&self) -> &[(FunctionKind, Duration)] {
        &self.took
    }

    fn timed<T>(
        &mut self,
        kind: FunctionKind,
        call: impl FnOnce(&FunctionSet) -> Option<Result<T, Fault>>,
    ) -> Result<T, Fault> {
        let start = Instant::now();
        let said = call(self.functions).unwrap_or(Err(Fault::Missing));
        self.took.push((kind, start.elapsed()));
        said
    }
}

impl Functions for Calls<'_> {
    fn consent(&mut self, view: &Facts) -> Result<consent::Decision, Fault> {
        self.timed(FunctionKind::Consent, |functions| {
            functions.consent.as_ref().map(|function| function.decide(view))
        })
    }

    fn geo_licensing(&mut self, view: &Facts) -> Result<geo_licensing::Verdict, Fault> {
        self.timed(FunctionKind::GeoLicensing, |functions| {
            functions.geo_licensing.as_ref().map(|function| function.decide(view))
        })
    }

    fn carbon_cap(&mut self, view: &Facts) -> Result<carbon_cap::Decision, Fault> {
        self.timed(FunctionKind::CarbonCap, |functions| {
            functions.carbon_cap.as_ref().map(|function| function.decide(view))
        })
    }

    fn manifest_rewriting(
        &mut self,
        view: &Facts,
        grants: &Grants,
        limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Result<manifest_rewriting::Decision, Fault> {
        self.timed(FunctionKind::ManifestRewriting, |functions| {
            functions
                .manifest_rewriting
                .as_ref()
                .map(|function| function.decide(view, grants, limits, manifest))
        })
    }
}

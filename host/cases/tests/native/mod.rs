//! The four policies, run natively.

use std::time::Instant;

use tidegate_cases::{Deployment, Factory, Ran, Runner, Undeployed, View, ask};
use tidegate_pipeline::{Fault, FunctionKind, Functions};
use tidegate_sdk::carbon_cap::{self, CarbonCap};
use tidegate_sdk::consent::{self, Consent};
use tidegate_sdk::geo_licensing::{self, GeoLicensing};
use tidegate_sdk::manifest_rewriting::{self, Manifest, ManifestRewriting};
use tidegate_sdk::types::{Facts, Grants, Limits};

/// Deploys the project's own policies.
pub struct Native;

/// One of them, configured.
pub enum Policy {
    Consent(tidegate_consent::Policy),
    GeoLicensing(tidegate_geo_licensing::Catalogue),
    CarbonCap(tidegate_carbon_cap::Policy),
    ManifestRewriting(tidegate_manifest_rewriting::Policy),
}

impl Factory for Native {
    type Runner = Policy;

    fn configure(&self, deployment: &Deployment<'_>) -> Result<Policy, Undeployed> {
        let config = deployment.config;
        match deployment.kind {
            FunctionKind::Consent => Consent::configure(config).map(Policy::Consent),
            FunctionKind::GeoLicensing => GeoLicensing::configure(config).map(Policy::GeoLicensing),
            FunctionKind::CarbonCap => CarbonCap::configure(config).map(Policy::CarbonCap),
            FunctionKind::ManifestRewriting => {
                ManifestRewriting::configure(config).map(Policy::ManifestRewriting)
            }
        }
        .map_err(Undeployed::Refused)
    }
}

impl Runner for Policy {
    fn decide(&self, view: &View) -> Ran {
        let kind = match self {
            Self::Consent(_) => FunctionKind::Consent,
            Self::GeoLicensing(_) => FunctionKind::GeoLicensing,
            Self::CarbonCap(_) => FunctionKind::CarbonCap,
            Self::ManifestRewriting(_) => FunctionKind::ManifestRewriting,
        };
        let start = Instant::now();
        let said = ask(&mut Call(self), kind, view);
        Ran { said, took: start.elapsed(), memory: Some(0) }
    }
}

struct Call<'a>(&'a Policy);

impl Functions for Call<'_> {
    fn consent(&mut self, view: &Facts) -> Result<consent::Decision, Fault> {
        match self.0 {
            Policy::Consent(policy) => Ok(policy.decide(view)),
            _ => Err(Fault::Missing),
        }
    }

    fn geo_licensing(&mut self, view: &Facts) -> Result<geo_licensing::Verdict, Fault> {
        match self.0 {
            Policy::GeoLicensing(policy) => Ok(policy.decide(view)),
            _ => Err(Fault::Missing),
        }
    }

    fn carbon_cap(&mut self, view: &Facts) -> Result<carbon_cap::Decision, Fault> {
        match self.0 {
            Policy::CarbonCap(policy) => Ok(policy.decide(view)),
            _ => Err(Fault::Missing),
        }
    }

    fn manifest_rewriting(
        &mut self,
        view: &Facts,
        grants: &Grants,
        limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Result<manifest_rewriting::Decision, Fault> {
        match self.0 {
            Policy::ManifestRewriting(policy) => Ok(policy.decide(view, grants, limits, manifest)),
            _ => Err(Fault::Missing),
        }
    }
}

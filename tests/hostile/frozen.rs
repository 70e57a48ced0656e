//! A component that was built against the contract's version 0.1.0 and is never built again:
//! whatever becomes of the host, it runs. It is `tidegate new --kind geo-licensing` of that
//! time, which allows the countries that it is configured with.

use tidegate::sandbox::{DeployError, Deployed, GeoLicensing};
use tidegate_sdk::geo_licensing::{Allowance, Denial, DenialReason, Verdict};
use tidegate_sdk::types::{Facts, Limits};

use crate::guests::{ENGINES, PATIENT};

const FROZEN: &[u8] = include_bytes!("frozen/countries-0.1.0.wasm");

async fn deploy(document: &str) -> Result<Deployed<GeoLicensing>, DeployError> {
    Deployed::deploy(&ENGINES, FROZEN, document, PATIENT).await
}

#[tokio::test]
async fn answers_as_it_did() {
    let function = deploy(r#"{ "countries": ["DE", "FR"] }"#).await.unwrap();
    let decide = |country: Option<&str>| {
        function.decide(&Facts { country: country.map(str::to_owned), ..Facts::NOTHING })
    };
    let (rule, version, valid_for) = ("countries".to_owned(), "1".to_owned(), 300);
    let denied = |reason| {
        let (rule, version) = (Some(rule.clone()), version.clone());
        Ok(Verdict::Deny(Denial { reason, rule, version, valid_for }))
    };
    assert_eq!(decide(Some("US")), denied(DenialReason::Territory));
    assert_eq!(decide(None), denied(DenialReason::PlaceUnknown));
    let limits = Limits::NONE;
    let allowance = Allowance { limits, rule: rule.clone(), version: version.clone(), valid_for };
    assert_eq!(decide(Some("FR")), Ok(Verdict::Allow(allowance)));
}

#[tokio::test]
async fn refuses_as_it_did() {
    let Err(DeployError::Refused(words)) = deploy(r#"{ "regions": [] }"#).await else {
        panic!("a configuration that it does not know");
    };
    assert!(words.contains("regions"), "{words}");
}

//! {{name}}: where an asset may be watched.

use tidegate_sdk::config;
use tidegate_sdk::geo_licensing::{Allowance, Denial, DenialReason, GeoLicensing, Verdict};
use tidegate_sdk::types::{Facts, Limits};

/// The configured function: the fields are the keys of config.toml.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// Where everything may be watched.
    countries: Vec<String>,
}

impl GeoLicensing for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::parse(document)
    }

    fn decide(&self, facts: &Facts) -> Verdict {
        let (rule, version) = ("countries".to_owned(), "1".to_owned());
        let valid_for = 300;
        let reason = match &facts.country {
            Some(country) if self.countries.contains(country) => {
                let limits = Limits::NONE;
                return Verdict::Allow(Allowance { limits, rule, version, valid_for });
            }
            Some(_) => DenialReason::Territory,
            None => DenialReason::PlaceUnknown,
        };
        Verdict::Deny(Denial { reason, rule: Some(rule), version, valid_for })
    }
}

tidegate_sdk::export!(geo-licensing: Policy);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_countries_may_watch() {
        let policy = Policy::configure(r#"{ "countries": ["FR"] }"#).unwrap();
        let allows = |country: Option<&str>| {
            let facts = Facts { country: country.map(str::to_owned), ..Facts::NOTHING };
            matches!(policy.decide(&facts), Verdict::Allow(_))
        };
        assert!(allows(Some("FR")));
        assert!(!allows(Some("US")));
        assert!(!allows(None));
    }
}

//! {{name}}: what a viewer allows, by country.

use tidegate_sdk::config;
use tidegate_sdk::consent::{Consent, Decision, Regime, Signals};
use tidegate_sdk::types::{Facts, Grants, Purposes, SpecialFeatures};

/// The configured function: the fields are the keys of config.toml.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// Countries where nothing is granted until the viewer agrees.
    opt_in: Vec<String>,
}

impl Consent for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::parse(document)
    }

    fn decide(&self, facts: &Facts) -> Decision {
        let objects = facts.gpc == Some(true);
        let (regime, purposes) = match &facts.country {
            Some(country) if !self.opt_in.contains(country) => {
                let granted = Purposes::STORAGE | Purposes::CONTENT_MEASUREMENT;
                (Regime::OptOut, if objects { Purposes::empty() } else { granted })
            }
            _ => (Regime::OptIn, Purposes::empty()),
        };
        Decision {
            grants: Grants { purposes, special_features: SpecialFeatures::empty() },
            regime,
            used: if objects { Signals::GPC } else { Signals::empty() },
            refused: Signals::empty(),
            valid_for: 300,
        }
    }
}

tidegate_sdk::export!(consent: Policy);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objection_takes_what_was_granted() {
        let policy = Policy::configure(r#"{ "opt-in": ["FR"] }"#).unwrap();
        let mut facts = Facts { country: Some("US".to_owned()), ..Facts::NOTHING };
        assert!(policy.decide(&facts).grants.purposes.contains(Purposes::STORAGE));
        facts.gpc = Some(true);
        assert_eq!(policy.decide(&facts).grants, Grants::NOTHING);
    }
}

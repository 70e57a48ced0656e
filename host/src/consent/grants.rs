//! What a string grants under each regime.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use tidegate_consent::Policy;
use tidegate_consent::gpp::Section;
use tidegate_consent::strings::Decoded;
use tidegate_sdk::consent::{Consent, Decision, Regime};
use tidegate_sdk::names::{Name, Names};
use tidegate_sdk::types::Facts as Known;

use super::report::{Table, numbers};
use crate::explain::words;
use crate::manifest::fact::Facts;
use tidegate_cases::json_of_toml;

const DEMO: &str = include_str!("../../../functions/consent/demo.toml");

/// The function with a configuration, TOML unless its name ends in `.json`.
///
/// # Errors
/// When the file cannot be read or is refused.
pub fn policy(file: Option<&Path>) -> Result<Policy> {
    let configure = |document: &str| Policy::configure(document).map_err(|error| anyhow!(error));
    let Some(file) = file else {
        return configure(&json_of_toml(DEMO).map_err(|error| anyhow!(error))?);
    };
    let name = || file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(name)?;
    let document = if file.extension().is_some_and(|extension| extension == "json") {
        text
    } else {
        json_of_toml(&text).map_err(|error| anyhow!(error)).with_context(name)?
    };
    configure(&document).with_context(name)
}

/// The grants under each regime, for a viewer who sends the string and nothing else; for
/// one in Canada too where a section of Canada speaks.
pub fn table(policy: &Policy, text: &str, decoded: &Decoded<'_>, at: Option<u64>) -> Table {
    let now = at
        .or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs()));
    let mut known = Known { now, ..Known::NOTHING };
    let speaks_for_canada = match decoded {
        Decoded::Tc(_) => {
            known.tc_string = Some(text.to_owned());
            false
        }
        Decoded::Gpp(sections) => {
            known.gpp_string = Some(text.to_owned());
            let mut sections = (*sections).filter_map(Result::ok);
            sections.any(|(_, section)| matches!(section, Section::TcfCanada(_)))
        }
    };
    let countries = [None, Some("CA")].into_iter().take(1 + usize::from(speaks_for_canada));
    let mut rows = Vec::new();
    for country in countries {
        known.country = country.map(str::to_owned);
        for regime in [Regime::OptIn, Regime::OptOut, Regime::Notice] {
            rows.push(row(country, &policy.decide_under(regime, &known)));
        }
    }
    Table::new("grants", rows)
}

fn row(country: Option<&'static str>, decision: &Decision) -> Facts {
    let mut row = Facts::default();
    let regime = decision.regime.name();
    row.add("regime", "regime", regime, regime);
    row.add("country", "country", country, country.unwrap_or("any"));
    let purposes = words::purposes(&decision.grants);
    row.add("purposes", "purposes", purposes.as_slice(), numbers(&purposes));
    let features = words::special_features(&decision.grants);
    row.add("special-features", "special features", features.as_slice(), numbers(&features));
    for (name, signals) in [("used", decision.used), ("refused", decision.refused)] {
        let signals = signals.names();
        let shown = if signals.is_empty() { "-".to_owned() } else { signals.join(", ") };
        let value: Value = json!(signals);
        row.add(name, name, value, shown);
    }
    row.add("valid-for", "valid for", decision.valid_for, format!("{} s", decision.valid_for));
    row
}

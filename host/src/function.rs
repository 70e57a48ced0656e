//! `tidegate function`: what the node's own four functions are.

use anyhow::{Context, Result};
use tidegate_pipeline::FunctionKind;

/// What to tell of functions.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print the JSON Schema of a function's configuration document.
    Schema {
        /// consent, geo-licensing, carbon-cap or manifest-rewriting.
        name: String,
    },
}

/// The schema of each function's configuration, as generated from its types.
const SCHEMAS: [(FunctionKind, &str); 4] = [
    (FunctionKind::Consent, include_str!("../../functions/consent/schema.json")),
    (FunctionKind::GeoLicensing, include_str!("../../functions/geo-licensing/schema.json")),
    (FunctionKind::CarbonCap, include_str!("../../functions/carbon-cap/schema.json")),
    (
        FunctionKind::ManifestRewriting,
        include_str!("../../functions/manifest-rewriting/schema.json"),
    ),
];

/// Runs one of the commands.
///
/// # Errors
/// When there is no such function.
pub fn run(command: &Command) -> Result<()> {
    let Command::Schema { name } = command;
    let found = SCHEMAS.iter().find(|(kind, _)| kind.name() == name);
    let (_, schema) = found.with_context(|| {
        let names: Vec<_> = FunctionKind::ALL.iter().map(|kind| kind.name()).collect();
        format!("there is no function {name:?}; expected one of {}", names.join(", "))
    })?;
    print!("{schema}");
    Ok(())
}

//! `tidegate contract`: the WIT package, for those who build functions elsewhere.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::json;

use super::store::StoreArgs;
use crate::contract::Contract;
use crate::reference::Reference;

/// What to do with the contract.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write the WIT package as a component.
    Build {
        /// The file.
        #[arg(short, long, default_value = "tidegate-edge.wasm")]
        output: PathBuf,
    },
    /// Push the WIT package as `wkg` does, for `wkg` to fetch.
    Push {
        /// HOST/NAME:TAG. Without a tag, the package's version is the tag.
        to: Reference,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// Does it.
///
/// # Errors
/// When the file or the reference cannot be written.
pub async fn run(command: Command) -> Result<ExitCode> {
    let contract = Contract::build()?;
    let mut out = stdout().lock();
    match command {
        Command::Build { output } => {
            std::fs::write(&output, &contract.component)
                .with_context(|| output.display().to_string())?;
            writeln!(out, "{}@{} {}", contract.name, contract.version, output.display())?;
        }
        Command::Push { mut to, json, store } => {
            let store = store.store();
            let artifact = contract.to_artifact(store.caps())?;
            if to.tag.is_none() {
                to.tag = Some(contract.version.parse()?);
            }
            store.push(&to, &artifact).await?;
            let digest = artifact.digest();
            if json {
                let told = json!({
                    "name": contract.name, "version": contract.version,
                    "digest": digest, "reference": to.to_string(),
                });
                writeln!(out, "{told}")?;
            } else {
                writeln!(out, "{}@{}\n{digest}\n{to}", contract.name, contract.version)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

//! `tidegate bundle`: build, inspect.

mod inspect;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::artifact::Artifact;
use crate::bundle::Bundle;
use crate::caps::Caps;
use crate::reference::{Reference, Tag};
use crate::store::Store;

/// What to do with bundles.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Build a bundle: the same input gives the same digest.
    Build {
        /// What the bundle is made of.
        #[arg(default_value = "bundle.toml")]
        file: PathBuf,
        /// Where it goes: a directory (an OCI image layout) or a registry's HOST/NAME:TAG.
        /// Without a tag, the version is the tag.
        #[arg(short, long)]
        output: Reference,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say what a bundle holds.
    Inspect {
        /// Where it is: a directory, oci:DIR:TAG, HOST/NAME:TAG or HOST/NAME@sha256:….
        reference: Reference,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
///
/// # Errors
/// When a file or a reference cannot be read or written.
pub async fn run(command: Command) -> Result<ExitCode> {
    let store = Store::new(Caps::default());
    match command {
        Command::Build { file, output, json } => {
            let (bundle, artifact) = built(&file, store.caps()).await?;
            let to = push(&store, &output, &artifact, bundle.version).await?;
            inspect::built(&bundle, &artifact, &to, json)?;
        }
        Command::Inspect { reference, json } => {
            let artifact = store.pull(&reference).await?;
            let digest = artifact.digest();
            let size = artifact.size();
            inspect::bundle(&artifact.into_bundle(store.caps())?, digest, size, json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn built(file: &Path, caps: &Caps) -> Result<(Bundle, Artifact)> {
    let (file, caps) = (file.to_owned(), *caps);
    let build = move || -> Result<_> {
        let bundle = Bundle::load(&file, &caps)?;
        let artifact = bundle.to_artifact(&caps)?;
        Ok((bundle, artifact))
    };
    tokio::task::spawn_blocking(build).await.context("building the bundle")?
}

/// Pushes under the reference's tag, or that of the version.
async fn push(
    store: &Store,
    to: &Reference,
    artifact: &Artifact,
    version: u64,
) -> Result<Reference> {
    let mut to = to.clone();
    to.tag.get_or_insert_with(|| Tag::of_version(version));
    store.push(&to, artifact).await?;
    Ok(to)
}

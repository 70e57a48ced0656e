//! `tidegate bundle`: build, inspect, push, pull, diff.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::inspect;
use super::store::StoreArgs;
use crate::artifact::Artifact;
use crate::bundle::Bundle;
use crate::caps::Caps;
use crate::diff::{Change, Diff};
use crate::reference::{Place, Reference, Tag};
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
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Say what a bundle holds.
    Inspect {
        /// Where it is: a directory, oci:DIR:TAG, HOST/NAME:TAG, HOST/NAME@sha256:… or a
        /// bundle.toml.
        reference: Reference,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Push a bundle, and its signatures if it has any, to a registry.
    Push {
        /// The bundle: a directory or oci:DIR:TAG.
        from: Reference,
        /// HOST/NAME:TAG. Without a tag, the version is the tag.
        to: Reference,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Pull a bundle, and its signatures if it has any, into a directory.
    Pull {
        /// HOST/NAME:TAG or HOST/NAME@sha256:….
        from: Reference,
        /// The directory, an OCI image layout; the version is the tag there.
        #[arg(short, long)]
        output: Reference,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Say what differs between two bundles; exits 1 if anything does.
    Diff {
        /// The one before: as of inspect.
        from: Reference,
        /// The one after.
        to: Reference,
        /// Print it as JSON.
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
/// When a file or a reference cannot be read or written.
pub async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Build { file, output, json, store } => {
            let store = store.store();
            let (bundle, artifact) = built(&file, store.caps()).await?;
            let to = tagged(&output, bundle.version);
            store.push(&to, &artifact).await?;
            inspect::placed(&bundle, &artifact, &to, 0, json)?;
        }
        Command::Inspect { reference, json, store } => {
            let (bundle, artifact) = loaded(&store.store(), &reference).await?;
            inspect::bundle(&bundle, &artifact, json)?;
        }
        Command::Push { from, to, json, store } => copy(&store.store(), &from, &to, json).await?,
        Command::Pull { from, output, json, store } => {
            copy(&store.store(), &from, &output, json).await?;
        }
        Command::Diff { from, to, json, store } => {
            let store = store.store();
            let (from, _) = loaded(&store, &from).await?;
            let (to, _) = loaded(&store, &to).await?;
            let diff = Diff::of(&from, &to)?;
            print(&diff, json)?;
            if diff.count > 0 {
                return Ok(ExitCode::from(1));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the bundle of a `bundle.toml`.
async fn built(file: &Path, caps: &Caps) -> Result<(Bundle, Artifact)> {
    let (file, caps) = (file.to_owned(), *caps);
    let build = move || -> Result<_> {
        let bundle = Bundle::load(&file, &caps)?;
        let artifact = bundle.to_artifact(&caps)?;
        Ok((bundle, artifact))
    };
    tokio::task::spawn_blocking(build).await.context("building the bundle")?
}

/// Pulls a bundle, or builds it where the reference is a file.
///
/// # Errors
/// When it cannot be read, or is none.
pub async fn loaded(store: &Store, reference: &Reference) -> Result<(Bundle, Artifact)> {
    if let Place::Layout(path) = &reference.place
        && path.is_file()
    {
        return built(path, store.caps()).await;
    }
    let artifact = store.pull(reference).await?;
    let bundle = artifact.clone().into_bundle(store.caps());
    Ok((bundle.with_context(|| reference.to_string())?, artifact))
}

async fn copy(store: &Store, from: &Reference, to: &Reference, json: bool) -> Result<()> {
    let (bundle, artifact) = loaded(store, from).await?;
    let to = tagged(to, bundle.version);
    let signatures = store.pull_signature(from, artifact.digest()).await?;
    store.push(&to, &artifact).await?;
    if let Some(signatures) = &signatures {
        store.push_signature(&to, artifact.digest(), signatures).await?;
    }
    let signatures = signatures.map_or(0, |signatures| signatures.manifest().layers.len());
    inspect::placed(&bundle, &artifact, &to, signatures, json)
}

fn tagged(to: &Reference, version: u64) -> Reference {
    let mut to = to.clone();
    to.tag.get_or_insert_with(|| Tag::of_version(version));
    to
}

fn print(diff: &Diff, json: bool) -> Result<()> {
    let mut out = stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, diff)?;
        writeln!(out)?;
        return Ok(());
    }
    for Change { path, from, to } in &diff.changes {
        match (from, to) {
            (Some(from), Some(to)) => writeln!(out, "~ {path}: {from} -> {to}")?,
            (Some(from), None) => writeln!(out, "- {path}: {from}")?,
            (None, Some(to)) => writeln!(out, "+ {path}: {to}")?,
            (None, None) => {}
        }
    }
    match diff.count.saturating_sub(diff.changes.len()) {
        0 => {}
        more => writeln!(out, "and {more} more")?,
    }
    Ok(())
}

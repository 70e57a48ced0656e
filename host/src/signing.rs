//! `tidegate bundle`, with keys and signatures.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context, Result};
use jiff::Timestamp;
use tidegate_bundle::artifact::descriptor::BundleDescriptor;
use tidegate_bundle::cli::bundle;
use tidegate_bundle::cli::store::StoreArgs;
use tidegate_bundle::{Artifact, Reference, Store};
use tidegate_signatures::cli::{KeygenArgs, Report, SignArgs, VerifyArgs, keygen};
use tidegate_signatures::{Digest, Expected, Refused, SignatureArtifact, Trust, Verified};

/// What to do with bundles.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// What needs no key.
    #[command(flatten)]
    Bundle(bundle::Command),
    /// Make a pair of keys, as cosign does.
    Keygen(KeygenArgs),
    /// Sign a bundle where it is.
    Sign {
        /// The bundle: a directory, oci:DIR:TAG, HOST/NAME:TAG or HOST/NAME@sha256:….
        reference: Reference,
        /// With what.
        #[command(flatten)]
        sign: SignArgs,
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Verify a bundle's signature as a node does; exits 1 if it is refused.
    Verify {
        /// The bundle: as of sign.
        reference: Reference,
        /// Whose signatures are taken.
        #[command(flatten)]
        verify: VerifyArgs,
        /// How registries are reached.
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// Does it.
///
/// # Errors
/// When a file, a key or a reference cannot be used.
pub async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Bundle(command) => return bundle::run(command).await,
        Command::Keygen(args) => println!("{}", keygen(&args)?),
        Command::Sign { reference, sign, store, json } => {
            let signer = sign.signer(Timestamp::now())?;
            let store = store.store();
            let artifact = store.pull(&reference).await?;
            let described = artifact.descriptor()?;
            let existing = signatures(&store, &reference, artifact.digest()).await?;
            let (signatures, statement) = signer.sign(
                existing.as_ref(),
                &described.name,
                described.version,
                artifact.digest(),
            )?;
            let blobs: BTreeMap<_, _> = signatures
                .blobs
                .into_iter()
                .map(|(digest, bytes)| (digest, bytes.into()))
                .collect();
            let signed = Artifact::new(signatures.manifest, blobs, store.caps())?;
            store.push_signature(&reference, artifact.digest(), &signed).await?;
            if json {
                println!(
                    "{}",
                    serde_json::json!({
                        "name": statement.name,
                        "version": statement.version,
                        "digest": statement.digest,
                        "expires": statement.expires.to_string(),
                    })
                );
            } else {
                println!(
                    "signed {} version {}, which counts until {}",
                    statement.name, statement.version, statement.expires
                );
            }
        }
        Command::Verify { reference, verify, store } => {
            let trust = verify.trust()?;
            let store = store.store();
            let artifact = store.pull(&reference).await?;
            let described = artifact.descriptor()?;
            let found = signatures(&store, &reference, artifact.digest()).await?;
            let now = Timestamp::now();
            let verified =
                match verified(&trust, found.as_ref(), &described, artifact.digest(), now) {
                    Ok(verified) => verified,
                    Err(refused) => {
                        eprintln!("tidegate: {reference}: {refused}");
                        return Ok(ExitCode::FAILURE);
                    }
                };
            let report = Report::from(&verified);
            if verify.json {
                println!("{}", serde_json::to_string(&report)?);
            } else {
                println!("{report}");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Verifies a bundle: that it is signed, and that neither the signature nor the bundle has
/// expired. A signature may be made to last for longer than what it is for.
///
/// # Errors
/// When it is not.
pub fn verified(
    trust: &Trust,
    signatures: Option<&SignatureArtifact>,
    described: &BundleDescriptor,
    digest: Digest,
    now: Timestamp,
) -> Result<Verified, NotVerified> {
    let BundleDescriptor { name, version, .. } = described;
    let expected = Expected { name, version: Some(*version), digest };
    let verified = trust.verify(signatures, expected, now)?;
    let expires: Timestamp = described.expires.parse()?;
    if now >= expires { Err(NotVerified::Expired(expires)) } else { Ok(verified) }
}

/// A bundle is not what somebody trusted vouches for now.
#[derive(Debug, thiserror::Error)]
pub enum NotVerified {
    /// Its signatures.
    #[error(transparent)]
    Signature(#[from] Refused),
    /// What it says of itself.
    #[error("the bundle itself expired at {0}")]
    Expired(Timestamp),
    /// It says nothing that can be read.
    #[error(transparent)]
    Unreadable(#[from] jiff::Error),
}

/// The signatures of an artifact, if it has any.
///
/// # Errors
/// When they cannot be pulled.
pub async fn signatures(
    store: &Store,
    reference: &Reference,
    digest: Digest,
) -> Result<Option<SignatureArtifact>> {
    let found = store.pull_signature(reference, digest).await;
    let found = found.context("its signatures")?;
    Ok(found.map(|artifact| SignatureArtifact {
        manifest: artifact.manifest_bytes().to_vec(),
        blobs: artifact.blobs().iter().map(|(digest, bytes)| (*digest, bytes.to_vec())).collect(),
    }))
}

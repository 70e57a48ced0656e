//! The share of `tidegate bundle sign REF --key FILE`.

use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;

use super::PasswordArgs;
use crate::key::MOST_KEY_FILE;
use crate::sign::add;
use crate::{Digest, SignatureArtifact, SigningKey, Statement};

/// With which key, and for how long.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The private key, as `tidegate bundle keygen` or `cosign generate-key-pair` made it.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Where the password is.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// How long the signature counts, e.g. 30d.
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = humantime::parse_duration)]
    pub valid_for: Duration,
    /// Until when the signature counts, e.g. 2027-01-01T00:00:00Z.
    #[arg(long, value_name = "TIME", conflicts_with = "valid_for")]
    pub expires: Option<Timestamp>,
}

/// A key that is unlocked, and until when it signs.
#[derive(Debug)]
pub struct Signer {
    key: SigningKey,
    expires: Timestamp,
}

impl SignArgs {
    /// Unlocks the key, before anything is fetched.
    ///
    /// # Errors
    /// When the key cannot be read or the password is wrong, or the signature would not
    /// count at the time `now`.
    pub fn signer(&self, now: Timestamp) -> Result<Signer> {
        let expires = match self.expires {
            Some(expires) => expires,
            None => now.checked_add(self.valid_for).context("--valid-for")?,
        };
        ensure!(expires > now, "--expires: {expires} is past, expected a time after {now}");
        let mut file = Vec::new();
        let open = std::fs::File::open(&self.key);
        open.and_then(|open| open.take(MOST_KEY_FILE as u64 + 1).read_to_end(&mut file))
            .with_context(|| self.key.display().to_string())?;
        let password = self.password.read(false)?;
        let key =
            SigningKey::read(&file, &password).with_context(|| self.key.display().to_string())?;
        Ok(Signer { key, expires })
    }
}

impl Signer {
    /// Signs a bundle beside the signatures that it has; what comes back goes to the tag
    /// [`SignatureArtifact::tag`].
    ///
    /// # Errors
    /// When the name is none, or the signatures there are cannot be added to.
    pub fn sign(
        &self,
        existing: Option<&SignatureArtifact>,
        name: &str,
        version: u64,
        digest: Digest,
    ) -> Result<(SignatureArtifact, Statement)> {
        let statement = Statement { name: name.to_owned(), version, expires: self.expires, digest };
        Ok((add(existing, &self.key, &statement)?, statement))
    }
}

//! The share of `tidegate bundle verify REF --key PUB… [--json]`.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::trust::TrustError;
use crate::{Digest, KeyId, Trust, Verified};

/// Which keys are trusted.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// Public keys that are trusted: PEM files, or directories with files *.pub.
    #[arg(long = "key", value_name = "PUB", required = true, num_args = 1..)]
    pub keys: Vec<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
}

impl VerifyArgs {
    /// Reads the keys.
    ///
    /// # Errors
    /// As [`Trust::read`].
    pub fn trust(&self) -> Result<Trust, TrustError> {
        Trust::read(&self.keys)
    }
}

/// A verified signature, to be printed; in JSON with these names.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The bundle.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// Its manifest's digest.
    pub digest: Digest,
    /// Until when the signature counts, RFC 3339 in UTC.
    pub expires: String,
    /// The key that signed.
    pub key: KeyId,
}

impl From<&Verified> for Report {
    fn from(Verified { key, statement }: &Verified) -> Self {
        Self {
            name: statement.name.clone(),
            version: statement.version,
            digest: statement.digest,
            expires: statement.expires.to_string(),
            key: *key,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, digest, expires, key } = self;
        writeln!(formatter, "name     {name}\nversion  {version}\ndigest   {digest}")?;
        write!(formatter, "expires  {expires}\nkey      {key}")
    }
}

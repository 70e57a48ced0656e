//! `tidegate bundle keygen`.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::PasswordArgs;
use crate::SigningKey;

/// Make a key pair to sign bundles with, in cosign's format.
#[derive(Debug, clap::Args)]
pub struct KeygenArgs {
    /// Where the keys go: PREFIX.key is private and encrypted, PREFIX.pub is for nodes.
    #[arg(long, value_name = "PREFIX", default_value = "tidegate")]
    pub output: PathBuf,
    /// Where the password is.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Makes the two files, and returns what to print. What is there already stays.
///
/// # Errors
/// When there is no password, or a file exists or cannot be written.
pub fn keygen(args: &KeygenArgs) -> Result<String> {
    let (private, public) = (with(&args.output, ".key"), with(&args.output, ".pub"));
    for file in [&private, &public] {
        anyhow::ensure!(!file.exists(), "{}: is there already", file.display());
    }
    let password = args.password.read(true)?;
    let key = SigningKey::generate()?;
    create(&private, 0o600, key.to_encrypted_pem(&password)?.as_bytes())?;
    create(&public, 0o644, key.public_pem().as_bytes())?;
    let id = key.public().id();
    Ok(if args.json {
        json!({ "key": id, "private": private, "public": public }).to_string()
    } else {
        format!("key      {id}\nprivate  {}\npublic   {}", private.display(), public.display())
    })
}

fn with(prefix: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(prefix);
    name.push(ending);
    PathBuf::from(name)
}

fn create(file: &Path, mode: u32, text: &[u8]) -> Result<()> {
    let open = OpenOptions::new().write(true).create_new(true).mode(mode).open(file);
    let written = open.and_then(|mut open| {
        open.write_all(text)?;
        open.sync_all()
    });
    written.with_context(|| file.display().to_string())
}

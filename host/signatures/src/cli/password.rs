//! The password of a private key.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use zeroize::Zeroizing;

/// Where cosign looks for it.
const VARIABLE: &str = "COSIGN_PASSWORD";
/// The longest in bytes.
const MOST: u64 = 1024;

/// Where the password of the private key is.
#[derive(Debug, clap::Args)]
pub struct PasswordArgs {
    /// A file with the private key's password; without it, the environment's
    /// COSIGN_PASSWORD, else the terminal is asked.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

impl PasswordArgs {
    /// The password; one line break at a file's end is not part of it.
    ///
    /// # Errors
    /// When it is nowhere, too long, or `confirm`ed by another.
    pub fn read(&self, confirm: bool) -> Result<Zeroizing<Vec<u8>>> {
        if let Some(file) = &self.password_file {
            let mut text = Zeroizing::new(Vec::new());
            let open = std::fs::File::open(file);
            open.and_then(|open| open.take(MOST + 1).read_to_end(&mut text))
                .with_context(|| file.display().to_string())?;
            if text.len() as u64 > MOST {
                bail!("{}: a password of more than {MOST} bytes", file.display());
            }
            for end in [b'\n', b'\r'] {
                if text.last() == Some(&end) {
                    text.pop();
                }
            }
            return Ok(text);
        }
        if let Some(password) = std::env::var_os(VARIABLE) {
            return Ok(Zeroizing::new(password.into_encoded_bytes()));
        }
        let password = ask("Password of the private key: ")?;
        if confirm && ask("Once more: ")? != password {
            bail!("the two passwords differ");
        }
        Ok(password)
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<Vec<u8>>> {
    let password = rpassword::prompt_password(prompt).with_context(|| {
        format!("no terminal to ask for the password: set {VARIABLE}, or name a --password-file")
    })?;
    Ok(Zeroizing::new(password.into_bytes()))
}

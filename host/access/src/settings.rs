//! What may be configured, checked.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::tokens::Tokens;
use crate::{Policy, tls};

/// Where the admin API listens, and what it asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The address; one other than loopback needs TLS, and tokens or a client authority.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// A file of tokens, one of which every request must carry.
    pub tokens: Option<PathBuf>,
    /// The server's certificate and those above it, PEM.
    pub certificate: Option<PathBuf>,
    /// The certificate's private key, PEM.
    pub key: Option<PathBuf>,
    /// The authorities, PEM, one of which must have signed every client's certificate.
    pub client_authority: Option<PathBuf>,
}

fn address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| {
        let accepted = "an address and port, e.g. \"127.0.0.1:7070\"";
        serde::de::Error::custom(format!("`listen`: found {text:?}, expected {accepted}"))
    })
}

/// A setting cannot be: its key, what was found and what would be accepted.
#[derive(Debug, thiserror::Error)]
#[error("`{key}`: found {found}, expected {accepted}")]
pub struct SettingsError {
    /// The key within the table.
    pub key: &'static str,
    /// What stands there, or what is wrong with it.
    pub found: String,
    /// What may stand there.
    pub accepted: &'static str,
}

/// The policy, and what the listener speaks; plain HTTP without a configuration of TLS.
#[derive(Debug)]
pub struct Access {
    /// What is asked of every request.
    pub policy: Policy,
    /// The server's side of TLS.
    pub tls: Option<rustls::ServerConfig>,
}

impl Settings {
    /// Checks the settings and reads what they name, relative to `directory`.
    ///
    /// # Errors
    /// When the API would be open to a network, a key is missing, or a file cannot be used.
    pub fn check(&self, directory: &Path) -> Result<Access, SettingsError> {
        let loopback = self.listen.ip().to_canonical().is_loopback();
        let refuse = |key, found: &str, accepted| {
            Err(SettingsError { key, found: found.to_owned(), accepted })
        };
        if !loopback && self.tokens.is_none() && self.client_authority.is_none() {
            let accepted = "a loopback address such as 127.0.0.1:7070, or `tokens` or `client-authority` beside it";
            return refuse("listen", &self.listen.to_string(), accepted);
        }
        let tls = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                let authority = self.client_authority.as_ref().map(|file| directory.join(file));
                let (certificate, key) = (directory.join(certificate), directory.join(key));
                Some(tls::server(&certificate, &key, authority.as_deref())?)
            }
            (Some(_), None) => return refuse("key", "none", "the private key of `certificate`"),
            (None, Some(_)) => return refuse("certificate", "none", "the certificate of `key`"),
            (None, None) if self.client_authority.is_some() => {
                return refuse(
                    "certificate",
                    "none",
                    "one of the server's, for `client-authority`",
                );
            }
            (None, None) if !loopback => {
                let accepted = "one, for tokens that cross a network";
                return refuse("certificate", "none", accepted);
            }
            (None, None) => None,
        };
        let tokens = match &self.tokens {
            Some(file) => Some(Tokens::read(&directory.join(file))?),
            None => None,
        };
        Ok(Access { policy: Policy::new(tokens, self.client_authority.is_some()), tls })
    }
}

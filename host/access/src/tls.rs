//! The server's side of TLS: 1.2 and 1.3, ring's cryptography.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::SettingsError;

/// Reads PEM files and makes the server's side of TLS, for HTTP/2 and HTTP/1.1. With a
/// client authority, a handshake without a certificate of it fails.
///
/// # Errors
/// When a file cannot be read or holds something else, or the key is not that of the
/// certificate.
pub fn server(
    certificate: &Path,
    key: &Path,
    client_authority: Option<&Path>,
) -> Result<ServerConfig, SettingsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = certificates("certificate", certificate)?;
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|why| unusable("key", key, why, "a private key in PEM"))?;
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|why| unusable("certificate", certificate, why, "one for TLS 1.2 or 1.3"))?;
    let builder = match client_authority {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let authority = "client-authority";
            let refuse = |why| unusable(authority, file, why, "certificates of authorities in PEM");
            let mut roots = RootCertStore::empty();
            for certificate in certificates(authority, file)? {
                roots.add(certificate).map_err(|why| refuse(why.to_string()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            let verifier = verifier.build().map_err(|why| refuse(why.to_string()))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut server = builder
        .with_single_cert(chain, private)
        .map_err(|why| unusable("key", key, why, "the private key of `certificate`"))?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(server)
}

fn certificates(
    key: &'static str,
    file: &Path,
) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let accepted = "certificates in PEM";
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let read = read.map_err(|why| unusable(key, file, why, accepted))?;
    if read.is_empty() { Err(unusable(key, file, "no certificate", accepted)) } else { Ok(read) }
}

fn unusable(
    key: &'static str,
    file: &Path,
    why: impl ToString,
    accepted: &'static str,
) -> SettingsError {
    SettingsError { key, found: format!("{}: {}", file.display(), why.to_string()), accepted }
}

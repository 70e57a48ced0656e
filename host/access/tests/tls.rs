//! Handshakes with and without certificates of the client authority.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, CertifiedIssuer, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use tidegate_access::settings::Access;
use tidegate_access::{Caller, Denied, Settings, Token};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for `localhost`, and its key.
fn certified(by: &Issuer<'_, KeyPair>) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    (params.signed_by(&key, by).unwrap(), key)
}

struct Place {
    directory: tempfile::TempDir,
    servers: Authority,
    clients: Authority,
}

impl Place {
    fn new() -> Self {
        let (servers, clients) = (authority(), authority());
        let directory = tempfile::tempdir().unwrap();
        let (certificate, key) = certified(&servers);
        let write = |name: &str, text: &str| {
            std::fs::write(directory.path().join(name), text).unwrap();
        };
        write("server.pem", &certificate.pem());
        write("server.key", &key.serialize_pem());
        write("clients.pem", &clients.pem());
        write("empty.pem", "");
        Self { directory, servers, clients }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn check(&self, more: &str) -> Result<Access, String> {
        let text = format!(
            "listen = \"0.0.0.0:7070\"\ncertificate = \"server.pem\"\nkey = \"server.key\"\n{more}"
        );
        let settings: Settings = toml::from_str(&text).unwrap();
        settings.check(self.path()).map_err(|error| error.to_string())
    }

    fn client(&self, by: Option<&Authority>) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(self.servers.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        match by {
            None => builder.with_no_client_auth(),
            Some(by) => {
                let (certificate, key) = certified(by);
                let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
                let chain = vec![CertificateDer::from(certificate)];
                builder.with_client_auth_cert(chain, key).unwrap()
            }
        }
    }
}

/// Shakes hands in memory: whether the server is satisfied.
fn handshake(server: ServerConfig, client: ClientConfig) -> Result<(), rustls::Error> {
    let mut server = ServerConnection::new(Arc::new(server)).unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
    while server.is_handshaking() {
        let mut bytes = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut bytes).unwrap();
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            server.process_new_packets()?;
        }
        let mut bytes = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut bytes).unwrap();
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest).unwrap();
            client.process_new_packets()?;
        }
    }
    Ok(())
}

fn parts() -> http::request::Parts {
    http::Request::get("https://node.example/status").body(()).unwrap().into_parts().0
}

#[test]
fn clients_need_a_certificate_of_the_authority() {
    let place = Place::new();
    let shake = |client| {
        let access = place.check("client-authority = \"clients.pem\"").unwrap();
        handshake(access.tls.unwrap(), client)
    };
    shake(place.client(Some(&place.clients))).unwrap();
    for (client, why) in [
        (place.client(None), "NoCertificatesPresented"),
        (place.client(Some(&place.servers)), "InvalidCertificate"),
        (place.client(Some(&authority())), "InvalidCertificate"),
    ] {
        let error = format!("{:?}", shake(client).unwrap_err());
        assert!(error.contains(why), "{error}");
    }
    let policy = place.check("client-authority = \"clients.pem\"").unwrap().policy;
    let peer = "192.0.2.1:9".parse().unwrap();
    assert_eq!(policy.check(&parts(), peer, true), Ok(Caller::Certificate));
    assert_eq!(policy.check(&parts(), peer, false), Err(Denied::NoCertificate));
}

#[test]
fn tokens_cross_networks_under_tls() {
    let place = Place::new();
    let token = Token::generate().unwrap();
    std::fs::write(place.path().join("tokens"), format!("ci {}", token.digest())).unwrap();
    let access = place.check("tokens = \"tokens\"").unwrap();
    handshake(access.tls.unwrap(), place.client(None)).unwrap();

    // With both, both are asked for.
    let access = place.check("tokens = \"tokens\"\nclient-authority = \"clients.pem\"").unwrap();
    let peer = "192.0.2.1:9".parse().unwrap();
    assert_eq!(access.policy.check(&parts(), peer, true), Err(Denied::NoToken));
    let mut with = parts();
    with.headers.insert("authorization", format!("Bearer {}", token.reveal()).parse().unwrap());
    assert_eq!(access.policy.check(&with, peer, false), Err(Denied::NoCertificate));
    assert_eq!(access.policy.check(&with, peer, true), Ok(Caller::Token("ci".to_owned())));
    assert!(handshake(access.tls.unwrap(), place.client(None)).is_err());
}

#[test]
fn files_that_do_not_fit_are_named() {
    let place = Place::new();
    for (more, why) in [
        ("client-authority = \"empty.pem\"", "`client-authority`: found "),
        ("client-authority = \"server.key\"", "no certificate"),
        ("client-authority = \"none.pem\"", "none.pem"),
    ] {
        let error = place.check(more).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
    let (_, other) = certified(&place.servers);
    std::fs::write(place.path().join("server.key"), other.serialize_pem()).unwrap();
    let error = place.check("client-authority = \"clients.pem\"").unwrap_err();
    assert!(error.contains("`key`: found ") && error.contains("of `certificate`"), "{error}");
}

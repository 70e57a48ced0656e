//! Registries (OCI distribution specification 1.1).

use std::collections::{BTreeMap, btree_map};
use std::net::IpAddr;
use std::time::Duration;

use oci_client::client::{ClientConfig, ClientProtocol};
use oci_client::secrets::RegistryAuth;
use oci_client::{Client, RegistryOperation};
use reqwest::header::HeaderValue;
use tokio_rustls::rustls::crypto;

use super::credentials::Credentials;
use super::fetch::Budget;
use super::http::Http;
use super::progress::Tally;
use super::{OnProgress, StoreError};
use crate::artifact::manifest::MANIFEST;
use crate::artifact::{Artifact, ArtifactError, Descriptor, parse, verify};
use crate::caps::Caps;
use crate::name::Name;
use crate::reference::Tag;
use tidegate_signatures::Digest;

/// How long a pull may take in all: a trickle never stalls.
const PULL: Duration = Duration::from_secs(30 * 60);

/// A repository.
pub(super) struct Registry {
    host: String,
    repository: Name,
    plain: bool,
    credentials: Credentials,
}

impl Registry {
    /// Loopback hosts are spoken to without TLS, others when `plain_http` says so.
    pub fn new(host: String, repository: Name, plain_http: bool, credentials: Credentials) -> Self {
        // Whoever was first has chosen; there is but one to choose from.
        let _ = crypto::ring::default_provider().install_default();
        let plain = plain_http || loopback(&host);
        Self { host, repository, plain, credentials }
    }

    /// Pulls by digest, else by tag.
    pub async fn pull(
        &self,
        tag: Option<&Tag>,
        digest: Option<Digest>,
        caps: &Caps,
        progress: Option<&OnProgress>,
    ) -> Result<Artifact, StoreError> {
        let pull = self.pull_slowly(tag, digest, caps, progress);
        tokio::time::timeout(PULL, pull).await.map_err(|_| StoreError::Unreachable {
            host: self.host.clone(),
            why: format!("not done in {} minutes", PULL.as_secs() / 60),
        })?
    }

    async fn pull_slowly(
        &self,
        tag: Option<&Tag>,
        digest: Option<Digest>,
        caps: &Caps,
        progress: Option<&OnProgress>,
    ) -> Result<Artifact, StoreError> {
        let asked = match (digest, tag) {
            (Some(digest), _) => digest.to_string(),
            (None, Some(tag)) => tag.to_string(),
            (None, None) => return Err(StoreError::NoTag(self.place())),
        };
        let scheme = if self.plain { "http" } else { "https" };
        let api = self.reference(&asked).resolve_registry().to_owned();
        let repository = self.repository.as_str();
        let http = Http::new(scheme, &self.host, &api, repository, self.credentials.clone())?;
        let bytes = self.manifest(&http, &asked, digest, caps).await?;
        let manifest = parse(&bytes, caps)?;
        let mut tally = Tally::of(&manifest, progress);
        let mut budget = Budget::of(caps.total);
        let mut blobs = BTreeMap::new();
        for descriptor in manifest.blobs() {
            if let btree_map::Entry::Vacant(place) = blobs.entry(descriptor.digest) {
                let size = budget.take(descriptor.digest, descriptor.size)?;
                place.insert(blob(&http, descriptor, size, &mut tally).await?);
            }
        }
        Ok(Artifact::new(bytes, blobs, caps)?)
    }

    async fn manifest(
        &self,
        http: &Http,
        asked: &str,
        digest: Option<Digest>,
        caps: &Caps,
    ) -> Result<bytes::Bytes, StoreError> {
        let answer = http.get(&format!("manifests/{asked}"), MANIFEST).await?;
        let answer = answer.ok_or_else(|| StoreError::NotThere {
            place: self.place(),
            asked: asked.to_owned(),
            tags: Vec::new(),
        })?;
        let header = answer.digest_header().and_then(|header| header.parse::<Digest>().ok());
        let most = u64::try_from(caps.manifest).unwrap_or(u64::MAX);
        let too_large =
            |found| ArtifactError::TooLarge { what: "the manifest".to_owned(), found, most };
        let bytes = answer.whole(caps.manifest, too_large, |_| ()).await?;
        for expected in digest.into_iter().chain(header) {
            verify(expected, &bytes)?;
        }
        Ok(bytes)
    }

    /// Pushes every blob that is not there, then the manifest.
    pub async fn push(
        &self,
        artifact: &Artifact,
        tag: &Tag,
        progress: Option<&OnProgress>,
    ) -> Result<(), StoreError> {
        let failed = |error: oci_client::errors::OciDistributionError| StoreError::Push {
            place: self.place(),
            why: error.to_string().trim().chars().take(500).collect(),
        };
        let reference = self.reference(tag.as_str());
        let protocol = if self.plain { ClientProtocol::Http } else { ClientProtocol::Https };
        let config = ClientConfig { protocol, ..ClientConfig::default() };
        let client = Client::try_from(config).map_err(failed)?;
        let auth = match &self.credentials {
            Credentials::Anonymous => RegistryAuth::Anonymous,
            Credentials::Basic { user, password } => {
                RegistryAuth::Basic(user.clone(), password.clone())
            }
            Credentials::Bearer(token) => RegistryAuth::Bearer(token.clone()),
        };
        client.auth(&reference, &auth, RegistryOperation::Push).await.map_err(failed)?;
        let mut tally = Tally::of(artifact.manifest(), progress);
        for (digest, bytes) in artifact.blobs() {
            let digest = digest.to_string();
            if !client.blob_exists(&reference, &digest).await.map_err(failed)? {
                client.push_blob(&reference, bytes.clone(), &digest).await.map_err(failed)?;
            }
            tally.add(bytes.len());
        }
        client
            .push_manifest_raw(
                &reference,
                artifact.manifest_bytes().clone(),
                HeaderValue::from_static(MANIFEST),
            )
            .await
            .map_err(failed)?;
        Ok(())
    }

    fn reference(&self, asked: &str) -> oci_client::Reference {
        let (host, repository) = (self.host.clone(), self.repository.to_string());
        oci_client::Reference::with_tag(host, repository, asked.to_owned())
    }

    fn place(&self) -> String {
        format!("{}/{}", self.host, self.repository)
    }
}

async fn blob(
    http: &Http,
    descriptor: &Descriptor,
    size: usize,
    tally: &mut Tally<'_>,
) -> Result<bytes::Bytes, StoreError> {
    let (digest, expected) = (descriptor.digest, descriptor.size);
    let answer = http.get(&format!("blobs/{digest}"), "*/*").await?;
    let answer = answer.ok_or(ArtifactError::Missing(digest))?;
    let too_large = |found| ArtifactError::Size { digest, expected, found };
    answer.whole(size, too_large, |piece| tally.add(piece)).await
}

/// Whether a host is this machine: no one else hears what goes to it.
fn loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in
            ["localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000", "[::1]"]
        {
            assert!(loopback(host), "{host}");
        }
        for host in [
            "localhost.example",
            "127.0.0.1.example:80",
            "10.0.0.1:5000",
            "[::2]:5000",
            "registry.example",
        ] {
            assert!(!loopback(host), "{host}");
        }
    }
}

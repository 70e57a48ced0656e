//! Where artifacts are kept: layouts on disk and registries, alike.
//!
//! - `layout`: OCI image layouts
//! - `registry`: registries; `http` and `token` read from them, `credentials` says who we are
//! - `fetch`: what is left of a cap
//! - `progress`: how far it has come

mod credentials;
mod error;
mod fetch;
mod http;
mod layout;
mod progress;
mod registry;
mod token;

use layout::Layout;
use registry::Registry;

pub use credentials::Credentials;
pub use error::StoreError;
pub use progress::{OnProgress, Progress};

use crate::artifact::{Artifact, ArtifactError};
use crate::caps::Caps;
use crate::name::Name;
use crate::reference::{Place, Reference, Tag};
use tidegate_signatures::Digest;

/// Pulls artifacts from where references point, and pushes them there. Everything
/// that comes out was held against the caps and hashes to what it should.
#[derive(Clone, Default)]
pub struct Store {
    caps: Caps,
    plain_http: bool,
    credentials: Option<Credentials>,
    progress: Option<OnProgress>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("caps", &self.caps)
            .field("plain_http", &self.plain_http)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// A store that takes so much and no more.
    #[must_use]
    pub fn new(caps: Caps) -> Self {
        Self { caps, ..Self::default() }
    }

    /// Whether registries are spoken to without TLS. Those of this machine always are.
    #[must_use]
    pub fn plain_http(self, plain_http: bool) -> Self {
        Self { plain_http, ..self }
    }

    /// Who we are to registries, instead of what the environment (`TIDEGATE_REGISTRY` and
    /// `…_USER`, `…_PASSWORD` or `…_TOKEN`) or Docker's `config.json` says.
    #[must_use]
    pub fn credentials(self, credentials: Credentials) -> Self {
        Self { credentials: Some(credentials), ..self }
    }

    /// Who hears how far a pull or a push has come.
    #[must_use]
    pub fn on_progress(self, progress: OnProgress) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// What it takes.
    #[must_use]
    pub fn caps(&self) -> &Caps {
        &self.caps
    }

    async fn registry(&self, host: String, repository: Name) -> Result<Registry, StoreError> {
        let credentials = match &self.credentials {
            Some(credentials) => credentials.clone(),
            None => {
                let host = host.clone();
                tokio::task::spawn_blocking(move || Credentials::of(&host)).await??
            }
        };
        Ok(Registry::new(host, repository, self.plain_http, credentials))
    }

    /// Pulls what a reference points to.
    ///
    /// # Errors
    /// When it is not there, above a cap, or not what its digests and sizes say.
    pub async fn pull(&self, reference: &Reference) -> Result<Artifact, StoreError> {
        let Reference { place, tag, digest } = reference.clone();
        let caps = self.caps;
        match place {
            Place::Layout(directory) => {
                let read = move || Layout::new(&directory).read(tag.as_ref(), digest, &caps);
                tokio::task::spawn_blocking(read).await?
            }
            Place::Registry { host, repository } => {
                let registry = self.registry(host, repository).await?;
                registry.pull(tag.as_ref(), digest, &caps, self.progress.as_ref()).await
            }
        }
    }

    /// Pushes an artifact under the reference's tag, in place of what had it.
    ///
    /// # Errors
    /// When the reference has no tag or another digest than the artifact's, or the
    /// place cannot be written.
    pub async fn push(&self, reference: &Reference, artifact: &Artifact) -> Result<(), StoreError> {
        let Reference { place, tag, digest } = reference.clone();
        if let Some(expected) = digest.filter(|digest| *digest != artifact.digest()) {
            return Err(ArtifactError::Digest { expected, found: artifact.digest() }.into());
        }
        let tag = tag.ok_or_else(|| StoreError::NoTag(reference.to_string()))?;
        match place {
            Place::Layout(directory) => {
                let (caps, artifact) = (self.caps, artifact.clone());
                let write = move || Layout::new(&directory).write(&artifact, &tag, &caps);
                tokio::task::spawn_blocking(write).await?
            }
            Place::Registry { host, repository } => {
                let registry = self.registry(host, repository).await?;
                registry.push(artifact, &tag, self.progress.as_ref()).await
            }
        }
    }

    /// Pulls the signatures of a manifest, as cosign keeps them: the artifact tagged
    /// `sha256-HEX.sig` in the same place. None if there is none.
    ///
    /// # Errors
    /// As of [`pull`](Self::pull).
    pub async fn pull_signature(
        &self,
        reference: &Reference,
        signed: Digest,
    ) -> Result<Option<Artifact>, StoreError> {
        match self.pull(&reference.tagged(Tag::of_signatures(signed))).await {
            Ok(artifact) => Ok(Some(artifact)),
            Err(StoreError::NotThere { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Pushes the signatures of a manifest to where [`pull_signature`](Self::pull_signature)
    /// looks for them, in place of those that were there.
    ///
    /// # Errors
    /// As of [`push`](Self::push).
    pub async fn push_signature(
        &self,
        reference: &Reference,
        signed: Digest,
        signatures: &Artifact,
    ) -> Result<(), StoreError> {
        self.push(&reference.tagged(Tag::of_signatures(signed)), signatures).await
    }
}

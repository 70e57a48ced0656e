//! OCI image layouts on disk (image specification 1.1, `image-layout.md`):
//! `oci-layout`, `index.json`, `blobs/sha256/…`. A layout can hold several artifacts
//! by tag; signatures lie beside what they sign.

use std::collections::{BTreeMap, btree_map};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{StoreError, fetch::Budget};
use crate::artifact::manifest::{MANIFEST, REF_NAME};
use crate::artifact::{Artifact, ArtifactError, Descriptor, canonical, parse};
use crate::caps::Caps;
use crate::config::document::read_capped;
use crate::reference::Tag;
use tidegate_signatures::Digest;

/// What `oci-layout` says.
const LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;
/// The media type of `index.json`.
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// `index.json`. What is not known here is kept as it was.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u32,
    manifests: Vec<Entry>,
    #[serde(flatten)]
    other: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    descriptor: Descriptor,
    #[serde(flatten)]
    other: BTreeMap<String, serde_json::Value>,
}

impl Entry {
    fn tag(&self) -> Option<&str> {
        self.descriptor.annotations.get(REF_NAME).map(String::as_str)
    }

    /// Whether it holds the signatures of another, by cosign's naming.
    fn signs(&self) -> bool {
        self.tag().is_some_and(|tag| tag.starts_with("sha256-") && tag.ends_with(".sig"))
    }
}

/// A layout.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    directory: PathBuf,
}

impl Layout {
    pub fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// Reads the artifact of that digest or tag; of neither, the only one there.
    pub fn read(
        &self,
        tag: Option<&Tag>,
        digest: Option<Digest>,
        caps: &Caps,
    ) -> Result<Artifact, StoreError> {
        let index = self.index(caps)?;
        let entry = self.choose(&index, tag, digest)?;
        if entry.descriptor.media_type != MANIFEST {
            return Err(StoreError::Artifact(ArtifactError::Refused {
                key: "index.json: mediaType".to_owned(),
                found: format!("{:?}", entry.descriptor.media_type),
                accepted: format!("{MANIFEST:?}"),
            }));
        }
        let bytes = self.blob(&entry.descriptor, &mut Budget::of(caps.manifest))?;
        crate::artifact::verify(entry.descriptor.digest, &bytes)?;
        let manifest = parse(&bytes, caps)?;
        let mut budget = Budget::of(caps.total);
        let mut blobs = BTreeMap::new();
        for descriptor in manifest.blobs() {
            if let btree_map::Entry::Vacant(place) = blobs.entry(descriptor.digest) {
                place.insert(self.blob(descriptor, &mut budget)?);
            }
        }
        Ok(Artifact::new(bytes, blobs, caps)?)
    }

    /// Writes an artifact under a tag, in place of what had the tag. Readers see the
    /// layout as it was before or as it is after; writers wait for each other.
    pub fn write(&self, artifact: &Artifact, tag: &Tag, caps: &Caps) -> Result<(), StoreError> {
        let blobs = self.directory.join("blobs").join("sha256");
        fs::create_dir_all(&blobs).map_err(|why| failed(&blobs, why))?;
        let lock = File::open(&self.directory).map_err(|why| failed(&self.directory, why))?;
        lock.lock().map_err(|why| failed(&self.directory, why))?;
        let mut index = match self.index(caps) {
            Err(StoreError::NoLayout { .. }) => Index {
                schema_version: 2,
                manifests: Vec::new(),
                other: BTreeMap::from([("mediaType".to_owned(), INDEX.into())]),
            },
            other => other?,
        };
        for (digest, bytes) in artifact.blobs() {
            put(&blobs.join(digest.hex()), bytes)?;
        }
        put(&blobs.join(artifact.digest().hex()), artifact.manifest_bytes())?;
        let mut descriptor = Descriptor::of(MANIFEST, artifact.manifest_bytes());
        descriptor.artifact_type.clone_from(&artifact.manifest().artifact_type);
        let descriptor = descriptor.annotated(REF_NAME, tag.as_str());
        index.manifests.retain(|entry| entry.tag() != Some(tag.as_str()));
        index.manifests.push(Entry { descriptor, other: BTreeMap::new() });
        index.manifests.sort_by(|a, b| a.tag().cmp(&b.tag()));
        put(&self.directory.join("oci-layout"), LAYOUT.as_bytes())?;
        let path = self.directory.join("index.json");
        let json =
            canonical(&index).map_err(|error| failed(&path, std::io::Error::other(error)))?;
        put(&path, &json)
    }

    fn index(&self, caps: &Caps) -> Result<Index, StoreError> {
        let path = self.directory.join("index.json");
        let bytes = read_capped(&path, caps.manifest).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                StoreError::NoLayout { directory: self.directory.clone() }
            }
            _ => failed(&path, why),
        })?;
        let malformed = |why: String| StoreError::Index { path: path.clone(), why };
        let index: Index =
            serde_json::from_slice(&bytes).map_err(|error| malformed(error.to_string()))?;
        if index.schema_version != 2 {
            let found = index.schema_version;
            return Err(malformed(format!("schemaVersion: found {found}, expected 2")));
        }
        Ok(index)
    }

    fn choose<'a>(
        &self,
        index: &'a Index,
        tag: Option<&Tag>,
        digest: Option<Digest>,
    ) -> Result<&'a Entry, StoreError> {
        let mut found = index.manifests.iter().filter(|entry| match (digest, tag) {
            (Some(digest), _) => entry.descriptor.digest == digest,
            (None, Some(tag)) => entry.tag() == Some(tag.as_str()),
            (None, None) => !entry.signs(),
        });
        match (found.next(), found.next()) {
            (Some(entry), None) => return Ok(entry),
            // One artifact may have two tags.
            (Some(entry), Some(_)) if digest.is_some() => return Ok(entry),
            _ => {}
        }
        let tags = index.manifests.iter().filter(|entry| !entry.signs()).filter_map(Entry::tag);
        let tags: Vec<_> = tags.take(100).map(str::to_owned).collect();
        let place = format!("oci:{}", self.directory.display());
        let asked = match (digest, tag) {
            (Some(digest), _) => digest.to_string(),
            (None, Some(tag)) => format!("tag {tag}"),
            (None, None) if index.manifests.iter().all(Entry::signs) => "artifact".to_owned(),
            (None, None) => return Err(StoreError::Ambiguous { place, tags }),
        };
        Err(StoreError::NotThere { place, asked, tags })
    }

    /// Reads a blob of exactly the size that its descriptor says. Its digest is
    /// checked by whoever puts the artifact together.
    fn blob(&self, descriptor: &Descriptor, budget: &mut Budget) -> Result<Bytes, StoreError> {
        let (digest, expected) = (descriptor.digest, descriptor.size);
        let size = budget.take(digest, expected)?;
        let path = self.directory.join("blobs").join("sha256").join(digest.hex());
        // A pipe would keep an open waiting.
        let metadata = fs::metadata(&path).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound => ArtifactError::Missing(digest).into(),
            _ => failed(&path, why),
        })?;
        let found = metadata.len();
        if !metadata.is_file() || found != expected {
            return Err(ArtifactError::Size { digest, expected, found }.into());
        }
        let mut bytes = Vec::with_capacity(size);
        let file = File::open(&path).map_err(|why| failed(&path, why))?;
        file.take(expected).read_to_end(&mut bytes).map_err(|why| failed(&path, why))?;
        Ok(bytes.into())
    }
}

/// Makes a file have these bytes, at once: by another name first.
fn put(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if read_capped(path, bytes.len()).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let write = || {
        let directory = path.parent().unwrap_or(Path::new("."));
        let mut file = temporary(directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|why| failed(path, why))
}

/// A temporary file with the permissions of any other: layouts are shared.
fn temporary(directory: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new()
        .prefix(".tidegate-")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(directory)
}

fn failed(path: &Path, why: std::io::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), why }
}

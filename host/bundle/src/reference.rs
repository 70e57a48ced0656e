//! Where an artifact is: a layout on disk or a registry.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::name::Name;
use tidegate_signatures::{Digest, SignatureArtifact};

/// Where an artifact is.
///
/// - `oci:DIR`, `oci:DIR:TAG`, `oci:DIR@sha256:…`: a layout on disk
/// - `DIR`: likewise, when it does not look like a registry
/// - `HOST[:PORT]/NAME:TAG`, `HOST[:PORT]/NAME@sha256:…`: in a registry; a host has a
///   dot or a port or is `localhost`. No registry stands for an absent one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where to look.
    pub place: Place,
    /// The tag there.
    pub tag: Option<Tag>,
    /// What the manifest must hash to. A tag beside it is passed over.
    pub digest: Option<Digest>,
}

/// Where artifacts are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An OCI image layout.
    Layout(PathBuf),
    /// A repository of a registry.
    Registry {
        /// Host, and port if it has one.
        host: String,
        /// The repository.
        repository: Name,
    },
}

/// A tag (distribution specification 1.1, "Pulling manifests").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag(String);

/// What a tag is.
const EXPECTED_TAG: &str =
    "a tag: 1 to 128 letters, digits, `.`, `_` and `-`, not beginning with `.` or `-`";

/// A text that is no reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reference {text:?}: found {found:?}, expected {accepted}")]
pub struct ReferenceError {
    /// The whole text.
    pub text: String,
    /// The part that is wrong.
    pub found: String,
    /// What may stand there.
    pub accepted: String,
}

impl Reference {
    /// The same place, another tag, no digest.
    #[must_use]
    pub fn tagged(&self, tag: Tag) -> Self {
        Self { place: self.place.clone(), tag: Some(tag), digest: None }
    }

    /// The same place, this digest.
    #[must_use]
    pub fn pinned(&self, digest: Digest) -> Self {
        Self { place: self.place.clone(), tag: None, digest: Some(digest) }
    }
}

impl Tag {
    /// The tag as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag of a version.
    #[must_use]
    pub fn of_version(version: u64) -> Self {
        Self(version.to_string())
    }

    /// The tag under which cosign puts the signatures of a manifest.
    #[must_use]
    pub fn of_signatures(digest: Digest) -> Self {
        Self(SignatureArtifact::tag(&digest))
    }
}

/// A text that is no tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {0:?}, expected {EXPECTED_TAG}")]
pub struct TagError(pub String);

impl FromStr for Tag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let good = (1..=128).contains(&text.len())
            && text.bytes().all(allowed)
            && !text.starts_with(['.', '-']);
        if good { Ok(Self(text.to_owned())) } else { Err(TagError(text.to_owned())) }
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let refuse = |found: &str, accepted: &str| ReferenceError {
            text: text.to_owned(),
            found: found.to_owned(),
            accepted: accepted.to_owned(),
        };
        let tag = |tag: &str| tag.parse().map_err(|TagError(found)| refuse(&found, EXPECTED_TAG));
        let (layout, rest) = match text.strip_prefix("oci:") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if !layout && !is_registry(text) {
            if text.is_empty() {
                return Err(refuse(text, "oci:DIR, a directory or HOST/NAME:TAG"));
            }
            return Ok(Self { place: Place::Layout(text.into()), tag: None, digest: None });
        }
        let (rest, digest) = match rest.rsplit_once('@') {
            Some((rest, digest)) => {
                let parsed = digest.parse::<Digest>().map_err(|_| {
                    refuse(digest, "\"sha256:\" and 64 lower-case hexadecimal digits")
                })?;
                (rest, Some(parsed))
            }
            None => (rest, None),
        };
        let (rest, tagged) = match rest.rsplit_once(':') {
            Some((rest, end)) if !end.contains('/') => (rest, Some(tag(end)?)),
            _ => (rest, None),
        };
        let place = if layout {
            if rest.is_empty() {
                return Err(refuse(rest, "a directory"));
            }
            Place::Layout(rest.into())
        } else {
            let (host, repository) = rest.split_once('/').unwrap_or_default();
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
            if !host.bytes().all(allowed) {
                return Err(refuse(host, "a host, e.g. \"registry.example\" or \"[::1]:5000\""));
            }
            let repository =
                repository.parse().map_err(|_| refuse(repository, crate::name::EXPECTED_NAME))?;
            Place::Registry { host: host.to_owned(), repository }
        };
        Ok(Self { place, tag: tagged, digest })
    }
}

/// Whether the part before the first `/` can only be a host.
fn is_registry(text: &str) -> bool {
    let Some((host, _)) = text.split_once('/') else { return false };
    let path = host.is_empty() || host.starts_with('.');
    !path && (host == "localhost" || host.contains(['.', ':']))
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Layout(directory) => write!(f, "oci:{}", directory.display())?,
            Place::Registry { host, repository } => write!(f, "{host}/{repository}")?,
        }
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reference {
        text.parse().unwrap()
    }

    #[test]
    fn a_directory_is_a_layout() {
        for text in ["out", "./out", "/tmp/a.b/c", "..", "../x:y", "out/bundle", "./a.b/c"] {
            let Reference { place, tag, digest } = read(text);
            assert_eq!((place, tag, digest), (Place::Layout(text.into()), None, None));
        }
    }

    #[test]
    fn references_read_back_as_they_are_written() {
        let digest = Digest::of(b"");
        for text in [
            "oci:out".to_owned(),
            "oci:/tmp/a.b/c:7".to_owned(),
            format!("oci:out@{digest}"),
            "registry.example/acme/eu:7".to_owned(),
            "localhost/eu:7".to_owned(),
            "127.0.0.1:5000/acme/eu".to_owned(),
            format!("[::1]:5000/acme/eu:7@{digest}"),
        ] {
            assert_eq!(read(&text).to_string(), text);
        }
        let Reference { place, tag, .. } = read("registry.example:5000/acme/eu:7");
        let repository = "acme/eu".parse().unwrap();
        assert_eq!(place, Place::Registry { host: "registry.example:5000".to_owned(), repository });
        assert_eq!(tag.unwrap().as_str(), "7");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, found) in [
            ("", ""),
            ("oci:", ""),
            ("oci:out:", ""),
            ("registry.example/Acme:7", "Acme"),
            ("registry.example/acme:a b", "a b"),
            ("registry.example/acme@sha256:12", "sha256:12"),
            ("user@registry.example/acme:7", "registry.example/acme:7"),
            ("registry.example?/acme:7", "registry.example?"),
        ] {
            let error = text.parse::<Reference>().unwrap_err();
            assert_eq!(error.found, found, "{error}");
        }
    }
}

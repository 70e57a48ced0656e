//! What a signature says, as cosign's "simple signing" JSON.
//!
//! The format is that of [containers-signature(5)] with the additions of cosign's
//! [signature specification]: everything below `critical` must be understood,
//! `optional` may hold anything. Version and expiry are annotations there, texts as
//! `cosign sign -a dev.tidegate.version=7 -a dev.tidegate.expires=…` writes them, so
//! that cosign can make and `cosign verify -a` can ask for them.
//!
//! [containers-signature(5)]: https://github.com/containers/image/blob/main/docs/containers-signature.5.md
//! [signature specification]: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Digest;

/// `critical.type` of all of cosign's signatures.
const TYPE: &str = "cosign container image signature";

/// The longest name in bytes; as long as a registry's repository may be.
pub const MOST_NAME: usize = 255;

/// What is signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
    /// The bundle's name, which stands for `critical.identity.docker-reference`: 1 to
    /// 255 visible ASCII characters. Other tools want a registry reference here.
    pub name: String,
    /// The bundle's version, which grows with every release.
    pub version: u64,
    /// From this moment on the signature counts no more.
    pub expires: Timestamp,
    /// The digest of the bundle's manifest.
    pub digest: Digest,
}

/// The payload, or the statement, is not one of ours.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoStatement(String);

impl Statement {
    /// The bytes that are signed; the same statement gives the same bytes.
    ///
    /// # Errors
    /// When the name is none.
    pub fn to_payload(&self) -> Result<Vec<u8>, NoStatement> {
        check_name(&self.name)?;
        let payload = Payload {
            critical: Critical {
                identity: Identity { name: self.name.clone() },
                image: Image { digest: self.digest },
                kind: TYPE.to_owned(),
            },
            optional: Some(Optional {
                expires: Some(self.expires.to_string()),
                version: Some(Number::Text(self.version.to_string())),
            }),
        };
        serde_json::to_vec(&payload).map_err(|error| NoStatement(error.to_string()))
    }

    /// Reads a payload, whoever signed it.
    ///
    /// # Errors
    /// When it is no simple signing JSON of cosign's, or says no version or expiry.
    pub fn from_payload(payload: &[u8]) -> Result<Self, NoStatement> {
        let Payload { critical, optional } =
            serde_json::from_slice(payload).map_err(|error| NoStatement(error.to_string()))?;
        if critical.kind != TYPE {
            return Err(NoStatement(format!("`critical.type` is not `{TYPE}`")));
        }
        check_name(&critical.identity.name)?;
        let optional = optional.unwrap_or_default();
        Ok(Self {
            name: critical.identity.name,
            version: version(optional.version.ok_or_else(|| missing("version"))?)?,
            expires: expires(&optional.expires.ok_or_else(|| missing("expires"))?)?,
            digest: critical.image.digest,
        })
    }
}

fn missing(key: &str) -> NoStatement {
    NoStatement(format!("`optional` holds no `dev.tidegate.{key}`"))
}

fn check_name(name: &str) -> Result<(), NoStatement> {
    let visible = name.bytes().all(|byte| byte.is_ascii_graphic());
    if name.is_empty() || name.len() > MOST_NAME || !visible {
        let accepted = format!("1 to {MOST_NAME} visible ASCII characters");
        return Err(NoStatement(format!("the name (docker-reference) is not {accepted}")));
    }
    Ok(())
}

/// One way to write each version: digits without leading zeros.
fn version(number: Number) -> Result<u64, NoStatement> {
    match number {
        Number::Number(version) => Ok(version),
        Number::Text(text) => {
            let version = text.parse().ok().filter(|version: &u64| version.to_string() == text);
            version.ok_or_else(|| {
                NoStatement("`dev.tidegate.version` is no whole number below 2^64".to_owned())
            })
        }
    }
}

fn expires(text: &str) -> Result<Timestamp, NoStatement> {
    text.parse().map_err(|_| {
        NoStatement("`dev.tidegate.expires` is no time such as 2027-01-01T00:00:00Z".to_owned())
    })
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    critical: Critical,
    optional: Option<Optional>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Critical {
    identity: Identity,
    image: Image,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    #[serde(rename = "docker-reference")]
    name: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Image {
    #[serde(rename = "docker-manifest-digest")]
    digest: Digest,
}

/// Sorted by key, as Go sorts a map.
#[derive(Default, Deserialize, Serialize)]
struct Optional {
    #[serde(rename = "dev.tidegate.expires")]
    expires: Option<String>,
    #[serde(rename = "dev.tidegate.version")]
    version: Option<Number>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Number {
    Number(u64),
    Text(String),
}

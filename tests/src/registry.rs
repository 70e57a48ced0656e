//! Debian's docker-registry on a free port, its storage in a directory of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::tools;

/// For the registry to say where it listens.
const START_WITHIN: Duration = Duration::from_secs(30);
/// The one who may, where not everyone may: `tide`, password `tide`, by bcrypt.
const HTPASSWD: &str = "tide:$2b$05$Kn37ybYav7Vj4MTvmjbc7OXM61aqDmW34XPfDpo9o9fHESeJvGO0C\n";

/// A running registry, ended when dropped.
#[derive(Debug)]
pub struct Registry {
    /// E.g. `127.0.0.1:41513`.
    pub host: String,
    directory: TempDir,
    _child: Child,
    /// Its log is read on, so that it never blocks on a full pipe.
    log: JoinHandle<()>,
}

/// Who may push and pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doors {
    /// Everyone.
    Open,
    /// User `tide` with the password `tide`.
    Locked,
}

impl Registry {
    /// Starts a registry; none where there is no docker-registry, which with `CI=true`
    /// is a failure.
    ///
    /// # Errors
    /// When it ends or stays silent.
    pub async fn start(ring: &str, doors: Doors) -> Result<Option<Self>> {
        match tools::find(ring, &["docker-registry"], "--version") {
            Some(binary) => Self::run(&binary, doors).await.map(Some),
            None => Ok(None),
        }
    }

    async fn run(binary: &Path, doors: Doors) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let path = |name: &str| directory.path().join(name);
        let auth = match doors {
            Doors::Open => String::new(),
            Doors::Locked => {
                std::fs::write(path("htpasswd"), HTPASSWD)?;
                format!("auth: {{htpasswd: {{realm: tide, path: {:?}}}}}\n", path("htpasswd"))
            }
        };
        let config = format!(
            "version: 0.1\nlog: {{level: info}}\nhttp: {{addr: \"127.0.0.1:0\", secret: tide}}\n\
             storage: {{filesystem: {{rootdirectory: {:?}}}}}\n{auth}",
            path("storage")
        );
        std::fs::write(path("config.yml"), config)?;
        let mut child = Command::new(binary)
            .arg("serve")
            .arg(path("config.yml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting docker-registry")?;
        let stderr = child.stderr.take().context("no stderr")?;
        let mut lines = BufReader::new(stderr).lines();
        let listens = async {
            let mut said = Vec::new();
            while let Some(line) = lines.next_line().await? {
                if let Some((_, rest)) = line.split_once("listening on ") {
                    let end = rest.find(['"', ' ', ',']);
                    return Ok(rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest).to_owned());
                }
                said.push(line);
            }
            bail!("docker-registry ended: {}", said.join("\n"))
        };
        let host = tokio::time::timeout(START_WITHIN, listens).await.with_context(|| {
            format!("it did not say where it listens within {START_WITHIN:?}")
        })??;
        let log = tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { host, directory, _child: child, log })
    }

    /// The file in which it keeps a blob.
    #[must_use]
    pub fn blob(&self, hex: &str) -> PathBuf {
        let blobs = self.directory.path().join("storage/docker/registry/v2/blobs/sha256");
        blobs.join(hex.get(..2).unwrap_or_default()).join(hex).join("data")
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.log.abort();
    }
}

//! The real binary on port 0, ended when dropped.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

/// For a node to say where it listens: a debug build compiles four functions first.
const START_WITHIN: Duration = Duration::from_secs(300);

/// A running node.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it listens, e.g. `http://127.0.0.1:41513`.
    pub url: String,
    /// Where its admin API does, if it says so, e.g. `https://127.0.0.1:41514`.
    pub admin: Option<String>,
    log: Arc<Mutex<Vec<u8>>>,
    /// Both pipes are read on, so that the node never blocks on a full one.
    readers: [JoinHandle<()>; 2],
}

impl Process {
    /// Starts `binary` with `arguments` and waits for the line that says where it listens.
    ///
    /// # Errors
    /// When it ends or stays silent instead; the error holds what it wrote to stderr.
    pub async fn start(binary: &str, arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(binary)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {binary}"))?;
        let stdout = child.stdout.take().context("no stdout")?;
        let stderr = child.stderr.take().context("no stderr")?;
        let log = Arc::default();
        let reads_log = tokio::spawn(keep(stderr, Arc::clone(&log)));
        let mut lines = BufReader::new(stdout).lines();
        match tokio::time::timeout(START_WITHIN, address(&mut lines)).await {
            Ok(Ok(Some((url, admin)))) => {
                let reads_on = tokio::spawn(keep(lines.into_inner(), Arc::default()));
                Ok(Self { child, url, admin, log, readers: [reads_log, reads_on] })
            }
            Ok(Ok(None)) => {
                let status = child.wait().await?;
                reads_log.await?;
                bail!("it ended with {status}: {}", text(&log))
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => bail!("it did not say where it listens within {START_WITHIN:?}"),
        }
    }

    /// What it has written to stderr so far.
    #[must_use]
    pub fn log(&self) -> String {
        text(&self.log)
    }

    /// Its process.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it without asking (SIGKILL).
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("killing it")
    }

    /// Asks it to end, waits until it has, and returns all that it wrote to stderr.
    ///
    /// # Errors
    /// When it does not end within 15 seconds, or ends badly.
    pub async fn stop(mut self) -> Result<String> {
        let id = self.child.id().context("it has ended already")?;
        let asked = Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        anyhow::ensure!(asked.success(), "kill failed");
        let status = tokio::time::timeout(Duration::from_secs(15), self.child.wait())
            .await
            .context("it did not end")??;
        anyhow::ensure!(status.success(), "it ended with {status}");
        for reader in self.readers {
            reader.await?;
        }
        Ok(text(&self.log))
    }
}

fn text(log: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&log.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// Reads a pipe to its end.
async fn keep(mut pipe: impl AsyncRead + Unpin, log: Arc<Mutex<Vec<u8>>>) {
    let mut part = [0; 4096];
    // A pipe that fails has nothing more to say, like one that ends.
    while let Ok(length @ 1..) = pipe.read(&mut part).await {
        let read = part.get(..length).unwrap_or_default();
        log.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(read);
    }
}

/// Where it listens, and its admin API, which it says before that.
async fn address(
    lines: &mut Lines<BufReader<ChildStdout>>,
) -> std::io::Result<Option<(String, Option<String>)>> {
    let mut admin = None;
    while let Some(line) = lines.next_line().await? {
        if let Some(url) = line.strip_prefix("admin API on ") {
            admin = Some(url.to_owned());
        } else if let Some((_, rest)) = line.split_once("http://") {
            let authority = rest.split('/').next().unwrap_or(rest);
            return Ok(Some((format!("http://{authority}"), admin)));
        }
    }
    Ok(None)
}

//! The real binary on port 0, ended when dropped.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// For a node to say where it listens: a debug build compiles four functions first.
const START_WITHIN: Duration = Duration::from_secs(60);

/// A running node.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it listens, e.g. `http://127.0.0.1:41513`.
    pub url: String,
    /// Read on, so that the node never blocks on a full pipe.
    _stdout: Lines<BufReader<ChildStdout>>,
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
        let mut lines = BufReader::new(stdout).lines();
        let found = tokio::time::timeout(START_WITHIN, address(&mut lines)).await;
        match found {
            Ok(Ok(Some(url))) => Ok(Self { child, url, _stdout: lines }),
            Ok(Ok(None)) => {
                let output = child.wait_with_output().await?;
                bail!("it ended: {}", String::from_utf8_lossy(&output.stderr))
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => bail!("it did not say where it listens within {START_WITHIN:?}"),
        }
    }

    /// Asks it to end and waits until it has.
    ///
    /// # Errors
    /// When it does not end within 15 seconds, or ends badly.
    pub async fn stop(mut self) -> Result<()> {
        let id = self.child.id().context("it has ended already")?;
        let asked = Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        anyhow::ensure!(asked.success(), "kill failed");
        let status = tokio::time::timeout(Duration::from_secs(15), self.child.wait())
            .await
            .context("it did not end")??;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(())
    }
}

async fn address(lines: &mut Lines<BufReader<ChildStdout>>) -> std::io::Result<Option<String>> {
    while let Some(line) = lines.next_line().await? {
        if let Some((_, rest)) = line.split_once("http://") {
            let authority = rest.split('/').next().unwrap_or(rest);
            return Ok(Some(format!("http://{authority}")));
        }
    }
    Ok(None)
}

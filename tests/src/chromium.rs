//! Chromium without a window, and without the traffic of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// The names that its packages give it.
pub const NAMES: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Command-line switches, without their leading dashes. Its sandbox does not run as
/// root, nor in most containers; all it opens here are the tests' own pages.
pub const SWITCHES: [&str; 9] = [
    "headless",
    "no-sandbox",
    "disable-dev-shm-usage",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
];

/// For a browser that is asked to end: it stores a few things first.
const END_WITHIN: Duration = Duration::from_secs(30);

/// A browser that shows one page, ended when dropped.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    profile: TempDir,
}

impl Browser {
    /// Opens a page with a new, empty profile. What the page finds out, it has to
    /// send somewhere.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn open(chromium: &Path, url: &str) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let child = Command::new(chromium)
            .args(SWITCHES.map(|switch| format!("--{switch}")))
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(url)
            // What it leaves behind there goes with the profile.
            .env("TMPDIR", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", chromium.display()))?;
        Ok(Self { child, profile })
    }

    /// Asks it to end, waits until it has, and removes its profile.
    ///
    /// # Errors
    /// When it does not end in time, or a process of its goes on writing to the profile.
    pub async fn close(mut self) -> Result<()> {
        let id = self.child.id().context("it has ended already")?;
        Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        let ended = async {
            self.child.wait().await?;
            // Its other processes notice a little later, and write until then.
            while std::fs::remove_dir_all(&self.profile).is_err() && self.profile.path().exists() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(END_WITHIN, ended).await.context("it did not end")?
    }
}

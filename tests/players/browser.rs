//! One headless Chromium that opens every manifest as every viewer, for all tests.
//!
//! The page, the players and the manifests come from one origin through the node, so
//! that the page may set the headers by which a viewer is played.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Value, json};
use tidegate_tests::chromium::{self, Browser};
use tidegate_tests::origin::{File, Origin};
use tidegate_tests::tools;

use crate::service;
use crate::viewers::{LIVE_AT, Viewer};

const RING: &str = "hls.js and dash.js in Chromium";

/// For Chromium to start and read everything.
const REPORT_WITHIN: Duration = Duration::from_secs(120);

/// The page's own files.
const PAGE: [(&str, &str, &str); 4] = [
    ("index.html", "text/html", include_str!("page/index.html")),
    ("report.js", "text/javascript", include_str!("page/report.js")),
    ("with_dash.js", "text/javascript", include_str!("page/with_dash.js")),
    ("with_hls.js", "text/javascript", include_str!("page/with_hls.js")),
];

/// The players, where their packages have them.
const PLAYERS: [&str; 2] = ["hls.js/dist/hls.min.js", "dashjs/dist/modern/umd/dash.all.min.js"];

/// The film and the live channel, once for each player.
const MANIFESTS: [&str; 4] =
    ["/tide/main.m3u8", "/tide/main.mpd", "/harbour/live.m3u8", "/harbour/live.mpd"];

/// The files of the live channel.
const LIVE: [&str; 7] = [
    "live.m3u8",
    "live.mpd",
    "video/360p.m3u8",
    "video/720p.m3u8",
    "video/1080p.m3u8",
    "audio/en.m3u8",
    "audio/fr.m3u8",
];

/// What a player reports of a manifest as a viewer. `None` if the ring is skipped.
pub fn report(path: &str, viewer: Viewer) -> Option<&'static Value> {
    static REPORTS: LazyLock<Option<Vec<Value>>> = LazyLock::new(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(reports())
    });
    let asked = views().position(|view| view == (path, viewer)).unwrap();
    Some(&REPORTS.as_ref()?[asked])
}

/// The browser may keep what it gets as one viewer, and must not show it to the next.
fn views() -> impl Iterator<Item = (&'static str, Viewer)> {
    MANIFESTS.into_iter().flat_map(|path| Viewer::ALL.map(|viewer| (path, viewer)))
}

async fn reports() -> Option<Vec<Value>> {
    let chromium = tools::find(RING, &chromium::NAMES, "--version")?;
    let mut files: HashMap<_, _> = manifests().chain(players()?).collect();
    let views: Vec<_> =
        views().map(|(path, viewer)| json!({ "path": path, "facts": viewer.facts() })).collect();
    files.insert(
        "page/views.json".into(),
        File::new("application/json", serde_json::to_vec(&views).unwrap()),
    );
    let own = PAGE.map(|(name, media_type, text)| (page(name), File::new(media_type, text)));
    files.extend(own);
    let mut origin = Origin::serve(files).await.unwrap();
    let service = service::start(&origin).await;
    // The node takes no POST, so the report goes to the origin itself.
    let page = format!("{}/page/index.html?{}", service.node.url, origin.url());
    let browser = Browser::open(&chromium, &page).unwrap();
    let report = origin.posted(REPORT_WITHIN).await;
    browser.close().await.unwrap();
    service.node.stop().await.unwrap();
    Some(serde_json::from_slice(&report.unwrap()).unwrap())
}

fn page(name: &str) -> String {
    format!("page/{name}")
}

/// The demo's manifests; the live ones as they are at one instant.
fn manifests() -> impl Iterator<Item = (String, File)> {
    let live = LIVE.map(|name| tidegate_demo::live(&format!("harbour/{name}"), LIVE_AT).unwrap());
    let files = tidegate_demo::ladder().into_iter().chain(live);
    files.map(|file| (file.path, File::new(file.content_type, file.body)))
}

/// The players as `page/package-lock.json` pins them, from npm.
fn players() -> Option<Vec<(String, File)>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("players");
    let lock = include_str!("page/package-lock.json");
    let pinned = folder.join("package-lock.json");
    // npm writes the inner file when all is in place.
    let complete = folder.join("node_modules/.package-lock.json").exists()
        && std::fs::read_to_string(&pinned).is_ok_and(|installed| installed == lock);
    if !complete {
        let npm = tools::find(RING, &["npm"], "--version")?;
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("package.json"), include_str!("page/package.json")).unwrap();
        std::fs::write(pinned, lock).unwrap();
        let installed = Command::new(npm)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
            .current_dir(&folder)
            .output()
            .unwrap();
        if !installed.status.success() {
            tools::skip(RING, &format!("npm: {}", String::from_utf8_lossy(&installed.stderr)));
            return None;
        }
    }
    let players = PLAYERS.map(|path| {
        let script = std::fs::read(folder.join("node_modules").join(path)).unwrap();
        let name = path.rsplit('/').next().unwrap();
        (page(name), File::new("text/javascript", script))
    });
    Some(players.into())
}

//! ffprobe opens a ladder with media behind it through the node, in both formats.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tidegate_tests::origin::Origin;
use tidegate_tests::tools;

use crate::ladder;
use crate::service::{self, Service};

const RING: &str = "ffprobe";

/// What of each stream is compared.
const ENTRIES: &str = "stream=codec_name,height:stream_tags=language:stream_disposition=default";

/// A node in front of an origin with a ladder in both formats.
struct Opened {
    ffprobe: PathBuf,
    service: Service,
    _origin: Origin,
}

async fn open() -> Option<Opened> {
    let ffprobe = tools::find(RING, &["ffprobe"], "-version")?;
    let mut files = ladder::hls(RING)?;
    files.extend(ladder::dash(RING)?);
    let origin = Origin::serve(files).await.unwrap();
    let service = service::start(&origin).await;
    Some(Opened { ffprobe, service, _origin: origin })
}

impl Opened {
    /// Runs ffprobe as a viewer made of facts, beside the runtime that the origin needs.
    async fn probe(&self, manifest: &str, facts: &[(&str, &str)]) -> Output {
        let headers: String = facts
            .iter()
            .map(|(fact, value)| format!("Tidegate-Debug-{fact}: {value}\r\n"))
            .collect();
        let mut ffprobe = Command::new(&self.ffprobe);
        ffprobe
            .args(["-v", "error", "-of", "json", "-show_entries", ENTRIES, "-headers", &headers])
            .arg(format!("{}/tide/{manifest}", self.service.node.url));
        tokio::task::spawn_blocking(move || ffprobe.output()).await.unwrap().unwrap()
    }

    /// The streams that a viewer sees: `aac fr default`, `h264 1080`.
    async fn streams(&self, manifest: &str, facts: &[(&str, &str)]) -> Vec<String> {
        let output = self.probe(manifest, facts).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let probed: Value = serde_json::from_slice(&output.stdout).unwrap();
        probed["streams"].as_array().unwrap().iter().map(stream).collect()
    }

    async fn close(self) {
        self.service.node.stop().await.unwrap();
    }
}

fn stream(stream: &Value) -> String {
    let mut text = stream["codec_name"].as_str().unwrap().to_owned();
    if let Some(height) = stream["height"].as_u64() {
        text += &format!(" {height}");
    }
    if let Some(language) = stream["tags"]["language"].as_str() {
        text += &format!(" {language}");
    }
    if stream["disposition"]["default"] == 1 {
        text += " default";
    }
    text
}

/// The multivariant playlist, of which ffprobe lists the sound first.
async fn assert_hls(opened: &Opened) {
    for (facts, seen) in [
        (
            [("Country", "FR"), ("Languages", "en")],
            &["aac en default", "aac fr", "h264 360", "h264 1080"][..],
        ),
        (
            [("Country", "FR"), ("Languages", "fr")],
            &["aac fr default", "aac en", "h264 360", "h264 1080"],
        ),
        // The licence ends at 720 lines there, and at SDR, which ffmpeg's playlist implies.
        ([("Country", "BR"), ("Languages", "fr")], &["aac fr default", "aac en", "h264 360"]),
        // Coal: 720 lines.
        ([("Country", "FR"), ("Intensity", "500")], &["aac en default", "aac fr", "h264 360"]),
    ] {
        assert_eq!(opened.streams("main.m3u8", &facts).await, seen, "{facts:?}");
    }
}

/// The MPD, of which ffprobe calls every stream a default: MP4 files say so of their own.
async fn assert_dash(opened: &Opened) {
    const LOW: &str = "h264 360 default";
    const TALL: &str = "h264 1080 default";
    const EN: &str = "aac en default";
    const FR: &str = "aac fr default";
    for (facts, seen) in [
        ([("Country", "FR"), ("Languages", "en")], &[LOW, TALL, EN, FR][..]),
        ([("Country", "FR"), ("Languages", "fr")], &[LOW, TALL, FR, EN]),
        ([("Country", "BR"), ("Languages", "fr")], &[LOW, FR, EN]),
        ([("Country", "FR"), ("Intensity", "500")], &[LOW, EN, FR]),
    ] {
        assert_eq!(opened.streams("main.mpd", &facts).await, seen, "{facts:?}");
    }
}

async fn assert_refused(opened: &Opened) {
    for manifest in ["main.m3u8", "main.mpd"] {
        let refused = opened.probe(manifest, &[("Country", "IN")]).await;
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains("4XX Client Error"), "{said}");
    }
}

#[tokio::test]
async fn sees_what_each_viewer_may_see() {
    let Some(opened) = open().await else { return };
    assert_hls(&opened).await;
    if reads_dash(&opened.ffprobe) {
        assert_dash(&opened).await;
        assert_refused(&opened).await;
    }
    opened.close().await;
}

/// Whether ffprobe was built with libxml2.
fn reads_dash(ffprobe: &Path) -> bool {
    let demuxers = Command::new(ffprobe).args(["-v", "error", "-demuxers"]).output().unwrap();
    let listed = String::from_utf8_lossy(&demuxers.stdout);
    let reads = listed.lines().any(|line| line.split_whitespace().nth(1) == Some("dash"));
    if !reads {
        tools::skip(RING, "ffprobe was built without libxml2, so without DASH");
    }
    reads
}

//! ffprobe opens a ladder with media behind it through the node.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tidegate_tests::origin::Origin;
use tidegate_tests::tools;

use crate::ladder;
use crate::service::{self, Service};

const RING: &str = "ffprobe";

/// What of each stream is compared.
const ENTRIES: &str = "stream=codec_name,height:stream_tags=language:stream_disposition=default";

/// A node in front of an origin with the ladder.
struct Opened {
    ffprobe: PathBuf,
    service: Service,
    _origin: Origin,
}

async fn open() -> Option<Opened> {
    let ffprobe = tools::find(RING, &["ffprobe"], "-version")?;
    let origin = Origin::serve(ladder::make(RING)?).await.unwrap();
    let service = service::start(&origin).await;
    Some(Opened { ffprobe, service, _origin: origin })
}

impl Opened {
    /// Runs ffprobe as a viewer made of facts, beside the runtime that the origin needs.
    async fn probe(&self, facts: &[(&str, &str)]) -> Output {
        let headers: String = facts
            .iter()
            .map(|(fact, value)| format!("Tidegate-Debug-{fact}: {value}\r\n"))
            .collect();
        let mut ffprobe = Command::new(&self.ffprobe);
        ffprobe
            .args(["-v", "error", "-of", "json", "-show_entries", ENTRIES, "-headers", &headers])
            .arg(format!("{}/tide/main.m3u8", self.service.node.url));
        tokio::task::spawn_blocking(move || ffprobe.output()).await.unwrap().unwrap()
    }

    /// The streams that a viewer sees, the sound first: `aac fr default`, `h264 1080`.
    async fn streams(&self, facts: &[(&str, &str)]) -> Vec<String> {
        let output = self.probe(facts).await;
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

#[tokio::test]
async fn sees_what_each_viewer_may_see() {
    let Some(opened) = open().await else { return };
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
        assert_eq!(opened.streams(&facts).await, seen, "{facts:?}");
    }
    opened.close().await;
}

#[tokio::test]
async fn opens_nothing_where_nothing_is_licensed() {
    let Some(opened) = open().await else { return };
    let refused = opened.probe(&[("Country", "IN")]).await;
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("4XX Client Error"), "{said}");
    opened.close().await;
}

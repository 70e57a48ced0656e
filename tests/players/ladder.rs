//! A ladder of two seconds, made by ffmpeg: 360 and 1080 lines, English and French.

use std::collections::HashMap;
use std::process::Command;

use tidegate_tests::origin::File;
use tidegate_tests::tools;

/// Test pictures and two tones, as ffmpeg's own filters make them.
const SOURCES: [&str; 3] = [
    "testsrc=size=1920x1080:rate=25:duration=2",
    "sine=frequency=440:duration=2",
    "sine=frequency=660:duration=2",
];

/// How ffmpeg is told to write HLS: `main.m3u8` and what it names.
const HLS: [&str; 12] = [
    "-f",
    "hls",
    "-hls_time",
    "1",
    "-hls_playlist_type",
    "vod",
    "-master_pl_name",
    "main.m3u8",
    "-var_stream_map",
    "v:0,agroup:sound,name:360p v:1,agroup:sound,name:1080p \
     a:0,agroup:sound,language:en,default:yes,name:en a:1,agroup:sound,language:fr,name:fr",
    "-hls_segment_filename",
    "%v-%d.ts",
];

/// How ffmpeg is told to write DASH: an MPD and what it names.
const DASH: [&str; 10] = [
    "-metadata:s:a:0",
    "language=en",
    "-metadata:s:a:1",
    "language=fr",
    "-f",
    "dash",
    "-seg_duration",
    "1",
    "-adaptation_sets",
    "id=0,streams=0,1 id=1,streams=2 id=2,streams=3",
];

/// A ladder in HLS; the multivariant playlist is `tide/main.m3u8`.
pub fn hls(ring: &str) -> Option<HashMap<String, File>> {
    make(ring, &HLS, "%v.m3u8")
}

/// A ladder in DASH; the MPD is `tide/main.mpd`. Its pictures state no range, as
/// ffmpeg's do not: eight bits imply the standard one.
pub fn dash(ring: &str) -> Option<HashMap<String, File>> {
    make(ring, &DASH, "main.mpd")
}

/// The ladder's files by path below the origin, in the folder that the demo's licence
/// covers. `None` if the ring is skipped.
fn make(ring: &str, format: &[&str], manifest: &str) -> Option<HashMap<String, File>> {
    let ffmpeg = tools::find(ring, &["ffmpeg"], "-version")?;
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(ffmpeg)
        .args(["-v", "error", "-nostdin"])
        .args(SOURCES.iter().flat_map(|source| ["-f", "lavfi", "-i", source]))
        .args(["-filter_complex", "[0:v]split=2[tall][whole];[whole]scale=640:360[low]"])
        .args(["-map", "[low]", "-map", "[tall]", "-map", "1:a", "-map", "2:a"])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"])
        .args(["-c:a", "aac"])
        .args(format)
        .arg(manifest)
        .current_dir(&folder)
        .output()
        .unwrap();
    if !made.status.success() {
        tools::skip(ring, &format!("ffmpeg: {}", String::from_utf8_lossy(&made.stderr)));
        return None;
    }
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let content_type = match name.rsplit('.').next() {
            Some("m3u8") => "application/vnd.apple.mpegurl",
            Some("mpd") => "application/dash+xml",
            Some("ts") => "video/mp2t",
            _ => "video/mp4",
        };
        let body = std::fs::read(entry.path()).unwrap();
        (format!("tide/{name}"), File::new(content_type, body))
    });
    Some(files.collect())
}

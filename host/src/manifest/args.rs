//! The command line of `tidegate manifest`.

use std::path::PathBuf;

use clap::Subcommand;

/// Look at manifests, edit, filter and compare them: HLS playlists and DASH MPDs.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
FILE is a file, `-` for standard input, or an http:// URL, of at most 8 MiB. Redirects
are not followed. For https:  curl -sL URL | tidegate manifest inspect -

Exits 0 if it did what was asked, 1 if the answer is no (an edit is refused, a filter
matches nothing, two manifests differ), 2 if something cannot be read.")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the tracks, groups, timeline and cues, and what is passed through untouched.
    Inspect(InspectArgs),
    /// Carry out edits and write the manifest; what they do not touch stays byte for byte.
    Edit(EditArgs),
    /// Apply filters of packagers' URLs and write the manifest.
    Filter(FilterArgs),
    /// Compare two manifests: what they mean, then their text.
    Diff(DiffArgs),
}

/// What to look at.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = r#"JSON (what a manifest does not state is left out; times are in milliseconds):
  { "source": "main.m3u8", "format": "hls-multivariant", "bytes": 3041,
    "tracks": [ { "id": 7, "kind": "video", "bandwidth": 5000000,
      "resolution": { "width": 1920, "height": 1080 }, "frame-rate": 59.94,
      "codecs": "avc1.640028,mp4a.40.2", "codec-names": ["H.264 High L4.0", "AAC-LC"],
      "range": "sdr", "audio-group": "aac" } ],
    "groups": [ { "kind": "audio", "name": "aac", "tracks": [0, 1], "variants": [7] } ],
    "pathways": [],
    "timeline": { "live": true, "target-duration-ms": 6000, "window-ms": 36000, "segments": 6,
      "start-ms": 1795377600000,
      "cues": [ { "kind": "out", "at-ms": 12000, "duration-ms": 30000 } ], "date-ranges": [] },
    "passed-through": [ { "what": "tag", "name": "EXT-X-ACME", "count": 2 } ] }
format is hls-multivariant, hls-media or dash; timeline is null in a multivariant playlist.
Trouble is JSON on standard error: { "error": "malformed", "source": "main.m3u8", "line": 3,
"column": 1, "says": "expected …" }."#
)]
pub struct InspectArgs {
    /// A file, `-` for standard input, or an http:// URL.
    #[arg(value_name = "FILE|URL")]
    pub file: String,
    /// Print JSON; --help shows its shape.
    #[arg(long)]
    pub json: bool,
}

/// What to edit.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = r#"EDITS is a JSON list; `tidegate manifest inspect` shows the tracks' ids. Any of:
  {"drop": 3}  {"order": [2, 1]}  {"set-default": 4}
  {"set-autoselect": {"track": 4, "value": true}}
  {"rename": {"track": 4, "label": "English"}}  {"relabel": {"track": 4, "language": "en"}}
  {"set-start": {"offset": 30000, "precise": false}}  {"set-base": {"uri": "/cdn-b/"}}
  {"set-pathway": "b"}  {"drop-pathway": "b"}  "strip-steering"
  {"set-steering": {"server": "https://s.example/", "pathway": "b"}}
  {"insert-date-range": {"id": "a", "start": 1795377600000, "duration": 30000}}
  {"insert-interstitial": {"id": "a", "start": 1795377600000, "asset": "ad.m3u8"}}
  {"remove-date-range": "a"}  {"trim": 30000}  "strip-session-keys"
  {"insert-event-stream": {"period": 0, "scheme": "urn:x", "timescale": 1, "events": []}}
  {"remove-event-stream": {"scheme": "urn:x"}}
  {"replace": {"uri": "slate.m3u8", "duration": 10000, "bandwidth": 800000}}
All are carried out or none. A refusal with --json, on standard error:
  { "error": "refused", "source": "main.m3u8", "edit": 1, "asked": {"drop": 99},
    "rule": "there is no track 99" }   (edits are counted from 0)"#
)]
pub struct EditArgs {
    /// A file, `-` for standard input, or an http:// URL.
    pub file: String,
    /// The edits, a JSON file; `-` for standard input.
    #[arg(long, value_name = "FILE.json")]
    pub edits: PathBuf,
    /// Refuse to lose the last described audio, captions or original language.
    #[arg(long)]
    pub accessibility_floor: bool,
    /// Tell trouble as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to filter.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("filters").required(true).multiple(true))]
#[command(
    after_long_help = r#"Several filters are applied one after the other as a node does: bakery, aws, unified.
Expressions are not percent-encoded. Examples:
  --aws 'video_height:240-720;audio_language:en,fr'
  --bakery '/v(hevc)/b(,3000000)'
  --unified 'type=="video"&&MaxHeight<=480'"#
)]
pub struct FilterArgs {
    /// A file, `-` for standard input, or an http:// URL.
    pub file: String,
    /// AWS Elemental MediaPackage, the value of aws.manifestfilter.
    #[arg(long, value_name = "EXPR", group = "filters")]
    pub aws: Option<String>,
    /// Bakery, the segments before the manifest's path.
    #[arg(long, value_name = "EXPR", group = "filters")]
    pub bakery: Option<String>,
    /// Unified Origin, the value of filter.
    #[arg(long, value_name = "EXPR", group = "filters")]
    pub unified: Option<String>,
    /// Tell trouble as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to compare.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = r#"Tracks are the same if all that is said of them is; else if they have the same stable id; else
if they have the same name in the same HLS group; else if they are of the same kind, size,
range, language, roles and, if possible, codecs. Where they stand and what their URIs are
does not matter.

JSON: { "a": "old.m3u8", "b": "new.m3u8", "identical": false,
  "format": {"from": "hls-multivariant", "to": "dash"},
  "removed": [ { "id": 7, … } ], "added": [],
  "changed": [ { "a": 3, "b": 2, "facts": [ { "name": "default", "from": false, "to": true } ] } ],
  "order": [ { "section": "variants", "from": [7, 8], "to": [8, 7] } ],
  "timeline": [ { "name": "window-ms", "from": 36000, "to": 24000 } ],
  "cues": { "removed": [], "added": [] }, "date-ranges": { "removed": [], "added": [] },
  "text": "--- old.m3u8\n+++ new.m3u8\n…" }
Tracks are shown as by inspect; order is of ids in A; null stands for what is not stated.

Exits 0 if the files are the same, 1 if they differ, 2 on trouble."#
)]
pub struct DiffArgs {
    /// A file, `-` for standard input, or an http:// URL.
    pub a: String,
    /// Another.
    pub b: String,
    /// Print JSON; --help shows its shape.
    #[arg(long)]
    pub json: bool,
}

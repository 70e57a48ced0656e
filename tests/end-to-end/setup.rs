//! A configuration in a folder of its own, an origin, a node.

use std::path::Path;

use http::Response;
use tempfile::TempDir;
use tidegate::dev::config::FUNCTIONS;
use tidegate_tests::client::get;
use tidegate_tests::node::Process;

use crate::recorder::{Answer, Recorder};

/// The binary under test.
pub const TIDEGATE: &str = env!("CARGO_BIN_EXE_tidegate");

/// A licence for everything, everywhere, at all times.
pub const ANYTHING: &str = "version = \"1\"\n[[assets]]\nid = \"anything\"\npaths = [\"**\"]\n\
    [[assets.rules]]\nid = \"all\"\n";

/// Every function with the facts it customarily reads. The deadline is for a
/// machine that runs many tests at once.
const FUNCTION_TABLES: [(&str, &str); 4] = [
    (
        "consent",
        "now = \"necessary\"\ncountry = \"necessary\"\nsubdivision = \"necessary\"\n\
         tc-string = \"necessary\"\ngpc = \"necessary\"\n",
    ),
    (
        "geo-licensing",
        "now = \"necessary\"\nasset = \"necessary\"\ncountry = \"necessary\"\n\
         subdivision = \"necessary\"\nnetwork = \"necessary\"\n",
    ),
    (
        "carbon-cap",
        "now = \"necessary\"\npresentation = \"necessary\"\ndevice = \"necessary\"\n\
         intensity = \"necessary\"\ncarbon-opt-out = \"necessary\"\n",
    ),
    (
        "manifest-rewriting",
        "device = \"necessary\"\nlanguages = \"necessary\"\naccessibility = \"purpose-6\"\n",
    ),
];

/// A folder with the four functions, their demo configurations and the demo's places.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    for (kind, component, document) in FUNCTIONS {
        write(&format!("{kind}.wasm"), component);
        write(&format!("{kind}.toml"), document.as_bytes());
    }
    write("places.mmdb", tidegate_demo::PLACES);
    write("anything.toml", ANYTHING.as_bytes());
    folder
}

/// The tables of some functions, for a configuration file. Licensing is given the
/// licence in the file `licence`.
pub fn functions(names: &[&str], licence: &str) -> String {
    let tables = FUNCTION_TABLES.iter().filter(|(name, _)| names.contains(name));
    tables
        .map(|(name, reads)| {
            let document = if *name == "geo-licensing" { licence } else { name };
            format!(
                "[functions.{name}]\ncomponent = \"{name}.wasm\"\nconfig = \"{document}.toml\"\n\
                 deadline-ms = 1000\n[functions.{name}.reads]\n{reads}"
            )
        })
        .collect()
}

/// A running node before a recorder, with whatever its configuration names.
pub struct Setup {
    pub node: Process,
    pub origin: Recorder,
    pub folder: TempDir,
}

impl Setup {
    /// Starts a node with `config`, in which `ORIGIN` stands for the origin's authority.
    pub async fn start(config: &str, answer: fn(&str) -> Answer) -> Self {
        Self::start_with(config, answer, &[]).await
    }

    /// The same with more arguments.
    pub async fn start_with(config: &str, answer: fn(&str) -> Answer, more: &[&str]) -> Self {
        Self::start_in(folder(), config, answer, more).await
    }

    /// The same in a folder that has been filled.
    pub async fn start_in(
        folder: TempDir,
        config: &str,
        answer: fn(&str) -> Answer,
        more: &[&str],
    ) -> Self {
        let origin = Recorder::start(answer).await;
        let file = write_config(folder.path(), config, &origin.address.to_string());
        let arguments = [&["run", file.as_str()], more].concat();
        let node = Process::start(TIDEGATE, &arguments).await.unwrap();
        Self { node, origin, folder }
    }

    /// A node with a licence for everything and no other function: no track is
    /// touched, whoever asks.
    pub async fn permissive(answer: fn(&str) -> Answer) -> Self {
        let config = format!(
            "listen = \"127.0.0.1:0\"\n{}[[routes]]\nprefix = \"/vod/\"\n\
             origin = \"http://ORIGIN/base/\"\ntimeout-ms = 500\n",
            functions(&["geo-licensing"], "anything")
        );
        Self::start(&config, answer).await
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.node.url)
    }

    /// GETs a path.
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response<bytes::Bytes> {
        get(&self.url(path), headers).await.unwrap()
    }
}

/// Writes a configuration into a folder and returns its path.
pub fn write_config(folder: &Path, config: &str, origin: &str) -> String {
    let file = folder.join("tidegate.toml");
    std::fs::write(&file, config.replace("ORIGIN", origin)).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A header's value as text; empty if it is absent.
pub fn header<'a, T>(answer: &'a Response<T>, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The heights of the variants of a demo ladder, in its order.
pub fn heights(body: &[u8]) -> Vec<u32> {
    let body = str::from_utf8(body).unwrap();
    let names = body.lines().filter_map(|line| line.strip_prefix("video/")?.strip_suffix("p.m3u8"));
    names.map(|height| height.parse().unwrap()).collect()
}

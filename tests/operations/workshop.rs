//! Keys, an origin, bundles, what a node is configured with.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;
use tidegate_demo::{MAIN, MPD};
use tidegate_tests::origin::{File, Origin};
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::node::Node;
use crate::recipe::{NAME, Recipe};

/// The binary under test.
pub const TIDEGATE: &str = env!("CARGO_BIN_EXE_tidegate");

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    /// What it wrote to its standard output, as it did what was asked.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    /// What it wrote to its standard error, as it did not.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        self.err
    }

    /// The same, of a command whose answer can be no: it could give none.
    #[track_caller]
    pub fn failed(self) -> String {
        assert_eq!(self.code, Some(2), "{self:?}");
        self.err
    }
}

/// Runs `tidegate`.
pub async fn tidegate(arguments: &[&str]) -> Said {
    let output = Command::new(TIDEGATE)
        .args(arguments)
        .env("COSIGN_PASSWORD", "tide")
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with an operator's things, and an origin.
pub struct Workshop {
    pub folder: TempDir,
    origin: Origin,
}

impl Workshop {
    /// Nodes here find the machine code of bundles that were deployed elsewhere.
    pub async fn open() -> Self {
        let shop = Self::bare().await;
        std::fs::create_dir(shop.path("state")).unwrap();
        std::os::unix::fs::symlink(&*COMPILED, shop.path("state/compiled")).unwrap();
        shop
    }

    /// The nodes' directory is not there yet.
    pub async fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("places.mmdb"), tidegate_demo::PLACES).unwrap();
        std::fs::write(folder.path().join("session.key"), [b't'; 32]).unwrap();
        for (name, [private, public]) in keys().await {
            std::fs::write(folder.path().join(format!("{name}.key")), private).unwrap();
            std::fs::write(folder.path().join(format!("{name}.pub")), public).unwrap();
        }
        let playlist = File::new("application/vnd.apple.mpegurl", MAIN);
        let files = HashMap::from([
            ("tide/main.m3u8".to_owned(), playlist),
            ("tide/main.mpd".to_owned(), File::new("application/dash+xml", MPD)),
        ]);
        Self { folder, origin: Origin::serve(files).await.unwrap() }
    }

    /// The path of something in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Builds a bundle to a reference, and returns its digest.
    pub async fn build(&self, recipe: &Recipe, to: &str) -> String {
        let sources = tempfile::tempdir_in(&self.folder).unwrap();
        let file = recipe.write(sources.path());
        let built = ["bundle", "build", file.to_str().unwrap(), "-o", to, "--json"];
        let built = tidegate(&built).await.done();
        let built: serde_json::Value = serde_json::from_str(&built).unwrap();
        built["digest"].as_str().unwrap().to_owned()
    }

    /// Signs a bundle with the key that nodes trust.
    pub async fn sign(&self, reference: &str) {
        self.sign_with("ours", reference, &[]).await;
    }

    /// Signs a bundle.
    pub async fn sign_with(&self, key: &str, reference: &str, more: &[&str]) {
        let key = self.text(&format!("{key}.key"));
        let arguments = [&["bundle", "sign", reference, "--key", key.as_str()], more].concat();
        tidegate(&arguments).await.done();
    }

    /// Builds and signs a bundle in a layout of its own, and returns the reference.
    pub async fn ready(&self, recipe: &Recipe) -> String {
        let reference = format!("oci:{}:{}", self.text("out"), recipe.version);
        self.build(recipe, &reference).await;
        self.sign(&reference).await;
        reference
    }

    /// Starts a node; `bundles` and `admin` are more lines of these tables.
    pub async fn node_with(&self, bundles: &str, admin: &str) -> Node {
        Node::start(&self.config(bundles, admin)).await
    }

    /// A node's configuration; `bundles` and `admin` are more lines of these tables.
    pub fn config(&self, bundles: &str, admin: &str) -> PathBuf {
        let origin = self.origin.url();
        let config = format!(
            "listen = \"127.0.0.1:0\"\n\
             [viewers]\ntrusted-proxies = [\"127.0.0.1\"]\n\
             [session]\nkey-file = \"session.key\"\n\
             [places]\ndatabases = [\"places.mmdb\"]\ndocumentation-networks = true\n\
             [bundles]\nname = \"{NAME}\"\nkeys = [\"ours.pub\"]\nstate = \"state\"\n{bundles}\n\
             [admin]\nlisten = \"127.0.0.1:0\"\n{admin}\n\
             [[routes]]\nprefix = \"/\"\norigin = \"{origin}\"\n\
             [[routes]]\nprefix = \"/second/\"\norigin = \"{origin}\"\n"
        );
        let file = self.path("tidegate.toml");
        std::fs::write(&file, config).unwrap();
        file
    }

    pub async fn node(&self) -> Node {
        self.node_with("", "").await
    }
}

/// Machine code of all tests' nodes: compiling it again for each takes most of their time.
/// It is of one build of the binary.
static COMPILED: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = std::fs::metadata(TIDEGATE).unwrap().modified().unwrap();
    let built = built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let (parent, name) = (Path::new(env!("CARGO_TARGET_TMPDIR")), format!("compiled-{built}"));
    for entry in std::fs::read_dir(parent).unwrap() {
        let entry = entry.unwrap();
        let other = entry.file_name().into_string().unwrap_or_default();
        if other.starts_with("compiled-") && other != name {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let directory = parent.join(name);
    std::fs::create_dir_all(&directory).unwrap();
    directory
});

/// A key that nodes trust and one that they do not, made once: private and public, PEM.
async fn keys() -> Vec<(&'static str, [String; 2])> {
    static KEYS: OnceCell<Vec<(&str, [String; 2])>> = OnceCell::const_new();
    let made = KEYS.get_or_init(|| async {
        let folder = tempfile::tempdir().unwrap();
        let mut keys = Vec::new();
        for name in ["ours", "theirs"] {
            let prefix = folder.path().join(name).to_str().unwrap().to_owned();
            tidegate(&["bundle", "keygen", "--output", &prefix]).await.done();
            let read = |end: &str| std::fs::read_to_string(format!("{prefix}.{end}")).unwrap();
            keys.push((name, [read("key"), read("pub")]));
        }
        keys
    });
    made.await.clone()
}

//! Projects built and tested with the tools of their languages, each once for all rings and
//! again only when its sources change.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use tidegate_tests::tools;

/// A function written in another language than Rust.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// The name of its folder and of its component.
    pub name: &'static str,
    from: From,
    /// The tool that it is built with, and an argument with which that succeeds.
    tool: (&'static str, &'static str),
    /// What gets its dependencies, what tests it, what builds it.
    commands: &'static [&'static [&'static str]],
}

/// Where a project comes from.
#[derive(Clone, Copy, Debug)]
enum From {
    /// The folder of its name below `functions/examples`.
    Examples,
    /// `tidegate new`, with these options.
    New(&'static [&'static str]),
}

/// What `tidegate new` makes, of another kind than the example.
pub const NEW_JAVASCRIPT: Made = Made {
    name: "new-js",
    from: From::New(&["--lang", "js", "--kind", "carbon-cap"]),
    ..JAVASCRIPT
};

/// As [`NEW_JAVASCRIPT`].
pub const NEW_PYTHON: Made = Made {
    name: "new-python",
    from: From::New(&["--lang", "python", "--kind", "geo-licensing"]),
    ..PYTHON
};

pub const JAVASCRIPT: Made = Made {
    name: "js-geo-licensing",
    from: From::Examples,
    tool: ("npm", "--version"),
    commands: &[
        // Not `ci`, which refuses a lock file that leaves out other platforms' packages.
        &["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"],
        &["npm", "test"],
        &["npm", "run", "build"],
    ],
};

pub const PYTHON: Made = Made {
    name: "python-carbon-cap",
    from: From::Examples,
    // Debian has the module in a package of its own.
    tool: ("python3", "-cimport ensurepip"),
    commands: &[
        &["python3", "build.py", "install"],
        &["python3", "build.py", "test"],
        &["python3", "build.py"],
    ],
};

/// The sources of all commands that succeeded; a build that is cut off is begun anew.
const STAMP: &str = ".made-of";

/// Rings run in parallel, in this process; builds do not.
static BUILDING: Mutex<()> = Mutex::new(());

impl Made {
    /// The project's files, by their paths in it.
    fn sources(&self) -> Vec<(PathBuf, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let temporary = tempfile::tempdir().unwrap();
        let (folder, wit) = match self.from {
            From::Examples => (root.join("functions/examples").join(self.name), root.join("wit")),
            From::New(options) => {
                let made = Command::new(env!("CARGO_BIN_EXE_tidegate"))
                    .args(["new", self.name])
                    .args(options)
                    .current_dir(&temporary)
                    .output()
                    .unwrap();
                assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
                let folder = temporary.path().join(self.name);
                let wit = folder.join("wit");
                (folder, wit)
            }
        };
        let mut sources = files(&folder, Path::new(""));
        sources.extend(files(&wit, Path::new("wit")));
        sources.sort();
        sources
    }

    /// The project's folder with the component in it. `None`: a tool is missing, which is said.
    pub fn build(&self, ring: &str) -> Option<PathBuf> {
        let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("languages").join(self.name);
        let sources = self.sources();
        let stamp = format!("{sources:?}");
        if fs::read_to_string(folder.join(STAMP)).is_ok_and(|made_of| made_of == stamp) {
            return Some(folder);
        }
        let (tool, argument) = self.tool;
        tools::find(ring, &[tool], argument)?;
        for (path, text) in &sources {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        // What was made of another contract.
        let _ = fs::remove_dir_all(folder.join("bindings"));
        for (step, command) in self.commands.iter().enumerate() {
            let [program, arguments @ ..] = command else { panic!("{command:?}") };
            let output =
                Command::new(program).args(arguments).current_dir(&folder).output().unwrap();
            if output.status.success() {
                continue;
            }
            let said = [output.stdout, output.stderr].concat();
            let why = format!("{}: {command:?}: {}", self.name, String::from_utf8_lossy(&said));
            // A registry may be out of reach; what is wrong here is not skipped.
            assert!(step == 0, "{why}");
            tools::skip(ring, &why);
            return None;
        }
        fs::write(folder.join(STAMP), stamp).unwrap();
        Some(folder)
    }
}

impl Made {
    /// The component that a change of a source makes of a project that has been built.
    pub fn changed(&self, built: &Path, from: &str, to: &str) -> Vec<u8> {
        let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        // Its tools and dependencies are folders that no build changes.
        for entry in fs::read_dir(built).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                symlink(entry.path(), folder.path().join(entry.file_name())).unwrap();
            }
        }
        let mut changed = false;
        for (path, text) in files(built, Path::new("")) {
            changed |= text.contains(from);
            fs::write(folder.path().join(path), text.replace(from, to)).unwrap();
        }
        assert!(changed, "{}: no source has {from:?}", self.name);
        let [.., build] = self.commands else { panic!("nothing builds it") };
        let output =
            Command::new(build[0]).args(&build[1..]).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(folder.path().join(format!("{}.wasm", self.name))).unwrap()
    }
}

/// The text files of a folder, by their paths below `at`; what tools leave there begins with a
/// dot, or is a folder.
fn files(folder: &Path, at: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| {
        let name = entry.file_name().into_string().unwrap();
        entry.path().is_file() && !name.starts_with('.') && !name.ends_with(".wasm")
    });
    files
        .map(|file| (at.join(file.file_name()), fs::read_to_string(file.path()).unwrap()))
        .collect()
}

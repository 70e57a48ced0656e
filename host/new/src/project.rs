//! A project, made of templates.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};
use tidegate_pipeline::FunctionKind;

use crate::error::NewError;
use crate::lang::Lang;
use crate::name;
use crate::template::Names;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../wit");

/// The clone that this was built from.
const CLONE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The Rust SDK in a clone: it takes its dependencies' versions and the contract from there.
const SDK: &str = "functions/sdk";

/// Files of the clone that a project in Rust begins with: the versions that were fetched to
/// build the clone are enough to build the project, offline too, and cargo leaves out of
/// them what it does not need; the toolchain is the one that they are known to build with.
const OF_THE_CLONE: [&str; 2] = ["Cargo.lock", "rust-toolchain.toml"];

/// The end of a template's name that a project's file does not have.
const ENDING: &str = ".template";

/// What to make.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// What kind of function it is.
    pub kind: FunctionKind,
    /// What it is written in.
    pub lang: Lang,
    /// The folder to make.
    pub folder: PathBuf,
    /// The crate tidegate-sdk, for Rust; without one, that of the clone that this was built from.
    pub sdk: Option<PathBuf>,
}

impl Project {
    /// Writes the project into a folder that is not there yet, or is empty. Gives the files,
    /// relative to the folder.
    ///
    /// # Errors
    /// See [`NewError`]; of what was begun nothing is overwritten.
    pub fn write(&self) -> Result<Vec<PathBuf>, NewError> {
        let files = self.files()?;
        let failed = |file: &Path| {
            let file = file.to_owned();
            move |why| NewError::Unwritable { file, why }
        };
        match fs::read_dir(&self.folder) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(NewError::Exists { folder: self.folder.clone() });
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.folder).map_err(failed(&self.folder))?;
            }
            Err(error) => return Err(failed(&self.folder)(error)),
        }
        for (name, bytes) in &files {
            let file = self.folder.join(name);
            let parent = file.parent().unwrap_or(&self.folder);
            fs::create_dir_all(parent).map_err(failed(parent))?;
            let mut new = fs::File::create_new(&file).map_err(failed(&file))?;
            new.write_all(bytes).map_err(failed(&file))?;
        }
        Ok(files.into_keys().collect())
    }

    /// The files of the project, by their paths in it.
    ///
    /// # Errors
    /// See [`NewError`].
    pub fn files(&self) -> Result<BTreeMap<PathBuf, Vec<u8>>, NewError> {
        name::check(&self.name)?;
        let all_of_lang = format!("{}/all", self.lang.name());
        if TEMPLATES.get_dir(&all_of_lang).is_none() {
            return Err(NewError::LeftOut { lang: self.lang });
        }
        let clone = self.clone_folder()?;
        let text =
            |path: Option<PathBuf>| path.map(|path| path.display().to_string()).unwrap_or_default();
        let names = Names {
            name: self.name.clone(),
            kind: self.kind,
            lang: self.lang,
            sdk: text(clone.as_ref().map(|clone| clone.join(SDK))),
            tidegate: text(clone.clone()),
        };
        let mut files = BTreeMap::new();
        let (lang, kind) = (self.lang.name(), self.kind.name());
        for folder in [format!("kinds/{kind}"), all_of_lang, format!("{lang}/{kind}")] {
            for (path, bytes) in TEMPLATES.get_dir(&folder).into_iter().flat_map(all) {
                let path = path.strip_prefix(&folder).unwrap_or(path);
                let (path, bytes) = filled(&names, path, bytes);
                files.insert(path, bytes);
            }
        }
        for (path, bytes) in all(&WIT) {
            files.insert(Path::new("wit").join(path), bytes.to_owned());
        }
        if let (Lang::Rust, Some(clone)) = (self.lang, clone) {
            for name in OF_THE_CLONE {
                let read = fs::read(clone.join(name))
                    .map_err(|why| NewError::Unreadable { file: clone.join(name), why })?;
                files.insert(PathBuf::from(name), read);
            }
        }
        Ok(files)
    }

    /// The clone whose SDK a project in Rust depends on; others depend on none, but may name it.
    fn clone_folder(&self) -> Result<Option<PathBuf>, NewError> {
        let Some(sdk) = &self.sdk else {
            let clone = Path::new(CLONE).canonicalize().ok();
            let clone = clone.filter(|clone| clone.join(SDK).join("Cargo.toml").is_file());
            if clone.is_none() && self.lang == Lang::Rust {
                return Err(NewError::NoSdk { clone: PathBuf::from(CLONE) });
            }
            return Ok(clone);
        };
        let clone = sdk.canonicalize().ok().filter(|sdk| sdk.join("Cargo.toml").is_file());
        let clone = clone.as_deref().and_then(|sdk| sdk.to_str()?.strip_suffix(SDK));
        match clone {
            Some(clone) => Ok(Some(PathBuf::from(clone))),
            None => Err(NewError::NotAnSdk { folder: sdk.clone() }),
        }
    }
}

/// All files below a folder.
fn all<'d>(folder: &'d Dir<'d>) -> Vec<(&'d Path, &'d [u8])> {
    let entries = folder.entries().iter().flat_map(|entry| match entry {
        DirEntry::Dir(folder) => all(folder),
        DirEntry::File(file) => vec![(file.path(), file.contents())],
    });
    entries.collect()
}

/// A file's path and text in the project. What is no text stays as it is.
fn filled(names: &Names, path: &Path, bytes: &[u8]) -> (PathBuf, Vec<u8>) {
    let path = names.fill(&path.to_string_lossy());
    let path = path.strip_suffix(ENDING).unwrap_or(&path);
    let bytes = match std::str::from_utf8(bytes) {
        Ok(text) => names.fill(text).into_bytes(),
        Err(_) => bytes.to_owned(),
    };
    (PathBuf::from(path), bytes)
}

//! What every project has, whatever its kind and language.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tidegate_cases::CaseFile;
use tidegate_new::{Lang, NewError, Project};
use tidegate_pipeline::FunctionKind;

/// The languages with templates.
const LANGS: [Lang; 1] = [Lang::Rust];

fn project(folder: &Path, kind: FunctionKind, lang: Lang) -> Project {
    let (name, folder) = ("dark-hours".to_owned(), folder.join("here/dark-hours"));
    Project { name, kind, lang, folder, sdk: None }
}

#[test]
fn every_kind_in_every_language_is_complete() {
    let mut paths: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
    for lang in LANGS {
        for kind in FunctionKind::ALL {
            let folder = tempfile::tempdir().unwrap();
            let project = project(folder.path(), kind, lang);
            let written = project.write().unwrap();
            let read = |name: &str| std::fs::read_to_string(project.folder.join(name)).unwrap();
            for name in &written {
                let text = read(name.to_str().unwrap());
                let left =
                    ["{{name", "{{kind", "{{Kind", "{{sdk", "{{tidegate", "{{call", "{{memory"];
                assert!(!left.iter().any(|left| text.contains(left)), "{}", name.display());
                assert_ne!(name.extension(), Some("template".as_ref()), "{}", name.display());
            }
            let readme = read("README.md");
            for command in lang.commands() {
                assert!(readme.contains(command), "{lang:?}'s README does not say {command}");
            }
            assert!(readme.contains("tidegate test") && readme.contains("dark-hours.wasm"));
            let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
            for entry in std::fs::read_dir(contract).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                assert_eq!(
                    read(&format!("wit/{name}")),
                    std::fs::read_to_string(entry.path()).unwrap()
                );
            }
            let cases = CaseFile::read(&project.folder.join("cases.toml")).unwrap();
            assert_eq!(cases.kind, kind);
            assert_eq!(cases.component, Some(project.folder.join("dark-hours.wasm")));
            assert!(cases.cases.len() >= 3, "{kind} has {} cases", cases.cases.len());
            // The languages differ in their own files, the kinds in theirs: none is left out.
            let own = paths.entry(lang.name()).or_insert_with(|| written.clone());
            let missing: Vec<_> = own.iter().filter(|name| !written.contains(name)).collect();
            assert!(missing.is_empty(), "{lang:?}, {kind}: {missing:?} are not there");
        }
    }
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), FunctionKind::Consent, Lang::Rust);
    std::fs::create_dir_all(&project.folder).unwrap();
    // An empty folder will do.
    project.write().unwrap();
    let read = || std::fs::read(project.folder.join("Cargo.toml")).unwrap();
    let before = read();
    let again = Project { kind: FunctionKind::CarbonCap, ..project.clone() };
    assert!(matches!(again.write(), Err(NewError::Exists { .. })));
    assert_eq!(read(), before);
    let file = folder.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    assert!(matches!(
        Project { folder: file.clone(), ..project }.write(),
        Err(NewError::Unwritable { .. })
    ));
    assert_eq!(std::fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn what_cannot_be_made_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let good = project(folder.path(), FunctionKind::Consent, Lang::Rust);
    for (project, told) in [
        (
            Project { name: "../up".to_owned(), ..good.clone() },
            "NAME: found \"../up\", expected lower-case letters",
        ),
        (
            Project { lang: Lang::C, ..good.clone() },
            "--lang c: there are no templates, as there is no clang",
        ),
        (
            Project { lang: Lang::Go, ..good.clone() },
            "--lang go: there are no templates, as there is no TinyGo here",
        ),
        (
            Project { sdk: Some("/none".into()), ..good.clone() },
            "--sdk /none: expected the folder functions/sdk of a clone",
        ),
    ] {
        let error = project.write().unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
        assert!(!folder.path().join("here").exists());
    }
}

//! Manifests from the wild: the folder named by `TIDEGATE_CORPUS`.

use std::path::PathBuf;

/// The manifests of a format (`hls`, `dash`) and some kinds, with their names.
/// Nothing where there is no corpus.
pub fn manifests(format: &str, kinds: &[&str]) -> Option<Vec<(String, Vec<u8>)>> {
    let Some(corpus) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        eprintln!("skipped: TIDEGATE_CORPUS is not set");
        return None;
    };
    let folder = PathBuf::from(corpus).join(format);
    let read = |path: PathBuf| {
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let table = String::from_utf8(read(folder.join("MANIFEST.tsv"))).unwrap();
    let rows = table.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let files: Vec<_> = rows
        .filter(|row| kinds.contains(&row[1]))
        .map(|row| (row[0].to_owned(), read(folder.join(row[0]))))
        .collect();
    assert!(!files.is_empty(), "no {kinds:?} in {}", folder.display());
    Some(files)
}

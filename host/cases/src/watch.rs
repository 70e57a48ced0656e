//! What has changed of what cases were read from.
//!
//! Files are looked at ten times a second rather than watched: editors and compilers
//! replace files and folders, which a watched name does not survive, and a look at some
//! dozens of files costs microseconds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often is looked.
const EVERY: Duration = Duration::from_millis(100);

/// A file as it was when looked at; `None` when there was none.
type Seen = Option<(SystemTime, u64)>;

/// Files, and how each was last seen.
#[derive(Debug, Default)]
pub struct Watch(BTreeMap<PathBuf, Seen>);

impl Watch {
    /// Looks at these files alone from now on. Those known before are held against how
    /// they were last seen.
    pub fn set<'p>(&mut self, files: impl IntoIterator<Item = &'p Path>) {
        let mut before = std::mem::take(&mut self.0);
        for file in files {
            let seen = before.remove(file).unwrap_or_else(|| look(file));
            self.0.insert(file.to_owned(), seen);
        }
    }

    /// Those that have changed since they were last seen.
    pub fn changed(&mut self) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for (file, seen) in &mut self.0 {
            let now = look(file);
            if now != *seen {
                *seen = now;
                changed.push(file.clone());
            }
        }
        changed
    }

    /// Waits until some have changed, and then until nothing more does for one look: a
    /// compiler is not done when it begins to write.
    pub fn wait(&mut self) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = Vec::new();
        loop {
            std::thread::sleep(EVERY);
            let changed = self.changed();
            if changed.is_empty() && !all.is_empty() {
                all.sort();
                all.dedup();
                return all;
            }
            all.extend(changed);
        }
    }
}

fn look(file: &Path) -> Seen {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_made_or_taken_away_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        std::fs::write(&a, "1").unwrap();
        let mut watch = Watch::default();
        watch.set([a.as_path(), b.as_path()]);
        assert!(watch.changed().is_empty());
        std::fs::write(&a, "12").unwrap();
        assert_eq!(watch.changed(), vec![a.clone()]);
        std::fs::write(&b, "1").unwrap();
        // Set anew, it is still held against how it was seen.
        watch.set([b.as_path(), a.as_path()]);
        assert_eq!(watch.wait(), vec![b.clone()]);
        std::fs::remove_file(&a).unwrap();
        assert_eq!(watch.changed(), [a]);
        assert!(watch.changed().is_empty());
    }
}

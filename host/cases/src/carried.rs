//! Cases as a bundle carries them: one text that names no file.

use std::path::Path;

use tidegate_pipeline::FunctionKind;
use toml::{Table, Value};

use crate::beside::Beside;
use crate::error::{CaseError, read};
use crate::file::{CaseFile, LONGEST};
use crate::manifests::Syntax;

/// Makes one text of a file of cases and the files that it names. The component and the
/// configuration for all cases are left out: a bundle has its own.
///
/// # Errors
/// What is wrong with the file, as [`CaseFile::read`] says, or with a file that it names.
pub fn pack(path: &Path) -> Result<String, CaseError> {
    CaseFile::read(path)?;
    let malformed = |why: String| CaseError::Malformed { file: path.to_owned(), why };
    let text = read(path, LONGEST)?;
    let mut root: Table = toml::from_str(&text).map_err(|error| malformed(error.to_string()))?;
    let mut beside = Beside::of(path.parent().unwrap_or(Path::new("")));
    for key in ["component", "config", "document"] {
        root.remove(key);
    }
    inline(&mut root, &mut beside).map_err(malformed)?;
    if let Some(Value::Array(cases)) = root.get_mut("cases") {
        for case in cases.iter_mut().filter_map(Value::as_table_mut) {
            inline(case, &mut beside).map_err(malformed)?;
        }
    }
    toml::to_string(&root).map_err(|error| malformed(error.to_string()))
}

/// What files hold, in their place.
fn inline(table: &mut Table, beside: &mut Beside<'_>) -> Result<(), String> {
    for (key, syntax) in [("playlist", Syntax::Playlist), ("mpd", Syntax::Mpd)] {
        let Some(Value::String(file)) = table.remove(key) else { continue };
        let manifest = beside.manifest(Path::new(&file), syntax)?;
        let value = Value::try_from(&*manifest).map_err(|error| format!("{file}: {error}"))?;
        table.insert("manifest".to_owned(), value);
    }
    if let Some(Value::String(file)) = table.remove("config") {
        let document = beside.document(Path::new(&file)).map_err(|error| error.to_string())?;
        let value: Value =
            serde_json::from_str(&document).map_err(|error| format!("{file}: {error}"))?;
        table.insert("document".to_owned(), value);
    }
    Ok(())
}

impl CaseFile {
    /// Reads what [`pack`] made, for a function of a kind.
    ///
    /// # Errors
    /// What is wrong with it: it names a file, or is for another kind, or as of
    /// [`CaseFile::read`].
    pub fn carried(kind: FunctionKind, text: &str) -> Result<Self, CaseError> {
        let name = format!("{kind}.cases.toml");
        let path = Path::new(&name);
        // There is no such folder, hence no file.
        let folder = Path::new("/dev/null/");
        let file = Self::parse(path, text, folder)?;
        if file.kind != kind {
            let why = format!("`kind`: found {:?}, expected \"{kind}\"", file.kind.name());
            return Err(CaseError::Malformed { file: path.to_owned(), why });
        }
        Ok(file)
    }
}

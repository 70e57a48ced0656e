//! The files beside a file of cases, each read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidegate_sdk::manifest_rewriting::packed;
use toml::Table;

use crate::document::document;
use crate::error::{At, CaseError};
use crate::manifests::{Syntax, manifest};
use crate::value::{Dates, json};

/// What was read so far.
pub struct Beside<'a> {
    folder: &'a Path,
    manifests: BTreeMap<PathBuf, Arc<packed::Manifest>>,
    documents: BTreeMap<PathBuf, Arc<str>>,
}

impl<'a> Beside<'a> {
    /// Paths are relative to the folder.
    pub const fn of(folder: &'a Path) -> Self {
        Self { folder, manifests: BTreeMap::new(), documents: BTreeMap::new() }
    }

    /// All files that were read.
    pub fn into_sources(self) -> impl Iterator<Item = PathBuf> {
        self.manifests.into_keys().chain(self.documents.into_keys())
    }

    /// What a function is handed of the manifest in a file.
    pub fn manifest(
        &mut self,
        file: &Path,
        syntax: Syntax,
    ) -> Result<Arc<packed::Manifest>, String> {
        let file = self.folder.join(file);
        if let Some(known) = self.manifests.get(&file) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(manifest(&file, syntax)?);
        self.manifests.insert(file, Arc::clone(&read));
        Ok(read)
    }

    /// The JSON document of a configuration's file.
    pub fn document(&mut self, file: &Path) -> Result<Arc<str>, CaseError> {
        let file = self.folder.join(file);
        if let Some(known) = self.documents.get(&file) {
            return Ok(Arc::clone(known));
        }
        let read: Arc<str> = document(&file)?.into();
        self.documents.insert(file, Arc::clone(&read));
        Ok(read)
    }

    /// A configuration, from a file or in place.
    pub fn config(
        &mut self,
        file: Option<&Path>,
        table: Option<&Table>,
        at: At<'_>,
        below: &str,
    ) -> Result<Option<Arc<str>>, CaseError> {
        match (file, table) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(at.refuse(
                format!("{below}config"),
                "found `document` besides, expected one of them",
            )),
            (Some(file), None) => self.document(file).map(Some),
            (None, Some(table)) => {
                let value = toml::Value::Table(table.clone());
                let json = json(&value, Dates::Text);
                let json = json.map_err(|why| at.refuse(format!("{below}document"), why))?;
                Ok(Some(json.to_string().into()))
            }
        }
    }
}

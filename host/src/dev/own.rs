//! A function of the developer's own in the demo, deployed again when it changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};
use tidegate_bundle::caps::LARGEST_COMPONENT;
use tidegate_bundle::config::document::read_capped;
use tidegate_bundle::{Function, Limits, OnFailure};
use tidegate_cases::CaseFile;
use tidegate_pipeline::{Declarations, FunctionKind};

use super::config::{PATIENCE, demo_document};
use crate::node::Node;
use crate::rollout::Stage;
use crate::running::Running;
use crate::sandbox::CallLimits;

/// How often files are looked at. A change is served well within a second.
const EVERY: Duration = Duration::from_millis(100);

/// Where the function is, as it was told.
#[derive(Clone, Debug)]
pub struct Own {
    /// The file of cases that says what it is, if there is one.
    cases: Option<PathBuf>,
    component: PathBuf,
    kind: FunctionKind,
}

impl Own {
    /// Finds a function: a folder with a `cases.toml`, a file of cases, a component that the
    /// `cases.toml` beside it names, or one that is named after its kind, which has the
    /// demo's configuration.
    ///
    /// # Errors
    /// When it is none of these, or has not been built.
    pub fn find(path: &Path) -> Result<Self> {
        let cases = if path.is_dir() { path.join("cases.toml") } else { path.to_owned() };
        if cases.extension().is_some_and(|extension| extension == "toml") {
            let file = CaseFile::read(&cases)?;
            let Some(component) = file.component else {
                bail!("{}: `component`: found none, expected the function's file", cases.display());
            };
            return Ok(Self { cases: Some(cases), component, kind: file.kind });
        }
        let beside = path.with_file_name("cases.toml");
        if let Ok(file) = CaseFile::read(&beside)
            && file.component.is_some_and(|component| same(&component, path))
        {
            return Ok(Self { cases: Some(beside), component: path.to_owned(), kind: file.kind });
        }
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let kind = FunctionKind::ALL.into_iter().find(|kind| kind.name() == name);
        let kind = kind.with_context(|| {
            let names = FunctionKind::ALL.map(FunctionKind::name).join(", ");
            format!(
                "{}: expected a folder with a cases.toml, a file of cases, a component that the \
                 cases.toml beside it names, or one named after its kind ({names})",
                path.display()
            )
        })?;
        Ok(Self { cases: None, component: path.to_owned(), kind })
    }

    /// The function as it is now.
    ///
    /// # Errors
    /// When a file cannot be read.
    fn read(&self) -> Result<Function> {
        let component = read_capped(&self.component, LARGEST_COMPONENT)
            .with_context(|| format!("{} (is it built?)", self.component.display()))?;
        let document = match &self.cases {
            None => demo_document(self.kind)?,
            Some(cases) => {
                let file = CaseFile::read(cases)?;
                let first = file.cases.first().and_then(|case| case.config.clone());
                first.map_or_else(|| "{}".to_owned(), |document| document.to_string())
            }
        };
        let memory = CallLimits::MOST_MEMORY;
        Ok(Function {
            kind: self.kind,
            component,
            document,
            cases: None,
            reads: Declarations::customary().of(self.kind).clone(),
            limits: Limits { deadline: PATIENCE, memory },
            on_failure: OnFailure::Bottom,
        })
    }

    /// When any of its files changed last.
    fn changed(&self) -> Option<SystemTime> {
        let sources =
            self.cases.as_ref().and_then(|cases| Some(CaseFile::read(cases).ok()?.sources));
        let files = sources.unwrap_or_default().into_iter().chain([self.component.clone()]);
        files.filter_map(|file| file.metadata().ok()?.modified().ok()).max()
    }

    /// Puts it in the place of the demo's function.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn replace(&self, functions: &mut [Function]) -> Result<()> {
        let own = self.read()?;
        if let Some(place) = functions.iter_mut().find(|function| function.kind == self.kind) {
            *place = own;
        }
        Ok(())
    }

    /// Deploys it again whenever it has changed, for ever. A mistake leaves the function
    /// before it running.
    pub async fn follow(self, node: Arc<Node>, others: Vec<Function>) {
        let mut seen = self.changed();
        loop {
            tokio::time::sleep(EVERY).await;
            let now = self.changed();
            // Absent: it is being written.
            if now.is_none() || now == seen {
                continue;
            }
            seen = now;
            let start = Instant::now();
            match self.again(&node, others.clone()).await {
                Ok(running) => {
                    node.stage.store(Arc::new(Stage::of(Arc::new(running))));
                    eprintln!("{} deployed again in {} ms", self.kind, start.elapsed().as_millis());
                }
                Err(error) => eprintln!("tidegate: {error:#}; the one before runs on"),
            }
        }
    }

    async fn again(&self, node: &Node, mut functions: Vec<Function>) -> Result<Running> {
        self.replace(&mut functions)?;
        Ok(Running::deploy(&node.engines, functions, |_| {}).await?)
    }
}

fn same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

//! A node: its functions, its sources of facts, its routes.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use http::Uri;
use tidegate_facts::entitlement::Terms;
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_manifest::filter::Filter;
use tidegate_pipeline::filters::{self, Filtered};
use tidegate_pipeline::tracking::Tracking;
use tidegate_pipeline::{Library, Problem};

use crate::config::{Config, Route, ServerLimits};
use crate::origin::Origin;
use crate::records::Records;
use crate::rollout::{Rollout, Stage};
use crate::running::{NotDeployed, Running};
use crate::sandbox::{Compiled, Engines};
use crate::sources::{SourceError, Sources};

/// Why a node cannot be assembled.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// Machine code cannot be kept there.
    #[error("{}: {why}", path.display())]
    Compiled {
        /// Where.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// Decisions cannot be written there.
    #[error("{}: {why}", path.display())]
    Records {
        /// Where.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// A function cannot be deployed.
    #[error(transparent)]
    Deploy(#[from] NotDeployed),
    /// A source of facts cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// Everything that serves requests; shared by all of them.
#[derive(Debug)]
pub struct Node {
    /// What decides.
    pub stage: ArcSwap<Stage>,
    /// Where facts are looked up.
    pub sources: Sources,
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: TrustedProxies,
    /// Where signals are looked for.
    pub signals: SignalNames,
    /// Where a sample of what is decided is written, if anywhere.
    pub records: Option<Records>,
    /// What functions name.
    pub library: Library,
    /// The key of sessions' shares.
    pub session_key: SessionKey,
    /// What follows viewers around.
    pub tracking: Tracking,
    /// What entitlement tokens must say.
    pub terms: Option<Terms>,
    /// What the node takes at once.
    pub limits: ServerLimits,
    /// Where requests go.
    routes: Vec<(Route, Origin)>,
    /// Where functions are deployed. Keeps the epochs ticking.
    pub engines: Engines,
}

/// Where a request goes, and what it asks of the manifest there.
#[derive(Debug)]
pub struct Way<'a> {
    /// The route that it takes.
    pub route: &'a Route,
    /// Its origin.
    pub origin: &'a Origin,
    /// The path below the route, filters left out.
    pub asset: &'a str,
    /// The query, filters left out.
    pub query: Option<Cow<'a, str>>,
    /// What the player wants of the tracks.
    pub filters: Vec<Filter>,
}

impl Node {
    /// Deploys the functions and reads the sources. `progress` hears of each step.
    ///
    /// # Errors
    /// The first thing that cannot be used. Nothing listens yet.
    pub async fn assemble(
        mut engines: Engines,
        config: Config,
        progress: impl FnMut(&str),
    ) -> Result<Self, NodeError> {
        let (keys, terms) = config
            .entitlements
            .map_or((None, None), |tokens| (Some(tokens.keys), Some(tokens.terms)));
        let sources = Sources::read(config.places, config.grid, keys)?;
        if let Some(path) = config.compiled {
            let compiled =
                Compiled::open(&path).map_err(|why| NodeError::Compiled { path, why })?;
            engines.keep_compiled(compiled);
        }
        let records = config
            .records
            .map(|to| {
                let path = to.file.clone();
                Records::open(to).map_err(|why| NodeError::Records { path, why })
            })
            .transpose()?;
        let running = Running::deploy(&engines, config.functions, progress).await?;
        let routes = config
            .routes
            .into_iter()
            .map(|route| {
                let origin = Origin::new(&route.origin, route.timeout);
                (route, origin)
            })
            .collect();
        Ok(Self {
            stage: ArcSwap::from_pointee(Stage::of(Arc::new(running))),
            sources,
            proxies: config.proxies,
            signals: config.signals,
            records,
            library: config.library,
            session_key: config.session_key,
            tracking: config.tracking,
            terms,
            limits: config.server,
            routes,
            engines,
        })
    }

    /// The way that a request takes.
    ///
    /// # Errors
    /// No route leads there, or its filters are not what they should be.
    pub fn way<'a>(&'a self, uri: &'a Uri) -> Result<Way<'a>, Problem> {
        let path = uri.path();
        let found = self.routes.iter().find(|(route, _)| path.starts_with(&route.prefix));
        let (route, origin) = found.ok_or(Problem::NoRoute)?;
        // Prefixes end in the slash that begins what is below them.
        let below = path.get(route.prefix.len() - 1..).unwrap_or_default();
        let Filtered { asset, query, filters } = filters::take(below, uri.query(), &route.filters)?;
        Ok(Way { route, origin, asset, query, filters })
    }

    /// Ends a rollout that went beyond its bounds, if it is still under way.
    pub fn halt(&self, rollout: &Arc<Rollout>, why: &str) {
        if Stage::end(&self.stage, rollout, |stage| stage.halted(why)).is_ok() {
            tracing::error!(why, "the rollout is halted");
        }
    }

    /// The prefixes of the routes.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|(route, _)| route.prefix.as_str())
    }

    /// The origins, as configured.
    pub fn origins(&self) -> impl Iterator<Item = &Uri> {
        self.routes.iter().map(|(route, _)| &route.origin)
    }
}

//! A node: its functions, its sources of facts, its routes.

use http::Uri;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_pipeline::{Declarations, FunctionKind};

use crate::config::{Config, FunctionConfig, Route, ServerLimits};
use crate::origin::Origin;
use crate::sandbox::{DeployError, Deployed, Engines, FunctionSet};
use crate::sources::{SourceError, Sources};

/// Why a node cannot be assembled.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The sandbox's engine does not start here.
    #[error("the sandbox does not start: {0}")]
    Engine(String),
    /// A function cannot be deployed.
    #[error("`functions.{kind}`: {why}")]
    Deploy {
        /// Which.
        kind: FunctionKind,
        /// Why not.
        why: DeployError,
    },
    /// A source of facts cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// Everything that serves requests; shared by all of them.
#[derive(Debug)]
pub struct Node {
    /// The functions, ready to be called.
    pub functions: FunctionSet,
    /// What they read.
    pub declarations: Declarations,
    /// Where facts are looked up.
    pub sources: Sources,
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: TrustedProxies,
    /// Where signals are looked for.
    pub signals: SignalNames,
    /// What the node takes at once.
    pub limits: ServerLimits,
    /// Where requests go.
    routes: Vec<(Route, Origin)>,
    /// Keeps the epochs ticking.
    _engines: Engines,
}

impl Node {
    /// Deploys the functions and reads the sources. `progress` hears of each step.
    ///
    /// # Errors
    /// The first thing that cannot be used. Nothing listens yet.
    pub async fn assemble(
        config: Config,
        mut progress: impl FnMut(&str),
    ) -> Result<Self, NodeError> {
        let sources = Sources::read(config.places, config.grid)?;
        let engines = Engines::new(config.server.calls)
            .map_err(|error| NodeError::Engine(format!("{error:#}")))?;
        let mut functions = FunctionSet::default();
        for function in config.functions {
            progress(&format!("deploying {}", function.kind));
            let kind = function.kind;
            deploy(&mut functions, &engines, function)
                .await
                .map_err(|why| NodeError::Deploy { kind, why })?;
        }
        let routes = config
            .routes
            .into_iter()
            .map(|route| {
                let origin = Origin::new(&route.origin, route.timeout);
                (route, origin)
            })
            .collect();
        Ok(Self {
            functions,
            declarations: config.declarations,
            sources,
            proxies: config.proxies,
            signals: config.signals,
            limits: config.server,
            routes,
            _engines: engines,
        })
    }

    /// The route of a path, its origin, and the path below it.
    #[must_use]
    pub fn route<'a>(&'a self, path: &'a str) -> Option<(&'a Route, &'a Origin, &'a str)> {
        self.routes.iter().find_map(|(route, origin)| {
            Some((route, origin, path.strip_prefix(route.prefix.as_str())?))
        })
    }

    /// The origins, as configured.
    pub fn origins(&self) -> impl Iterator<Item = &Uri> {
        self.routes.iter().map(|(route, _)| &route.origin)
    }
}

async fn deploy(
    set: &mut FunctionSet,
    engines: &Engines,
    function: FunctionConfig,
) -> Result<(), DeployError> {
    let FunctionConfig { kind, component, document, limits } = function;
    match kind {
        FunctionKind::Consent => {
            set.consent = Some(Deployed::deploy(engines, &component, &document, limits).await?);
        }
        FunctionKind::GeoLicensing => {
            set.geo_licensing =
                Some(Deployed::deploy(engines, &component, &document, limits).await?);
        }
        FunctionKind::CarbonCap => {
            set.carbon_cap = Some(Deployed::deploy(engines, &component, &document, limits).await?);
        }
        FunctionKind::ManifestRewriting => {
            set.manifest_rewriting =
                Some(Deployed::deploy(engines, &component, &document, limits).await?);
        }
    }
    Ok(())
}

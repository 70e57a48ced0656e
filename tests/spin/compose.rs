//! Composes the Spin gateway with the four functions, the way Spin does it.
//!
//! Spin joins a component and its dependencies with the same crate, `wac-graph`:
//! every dependency named in `spin.toml` becomes an instance, and its export
//! becomes the argument for the gateway's import of that name. What is left
//! unsatisfied (WASI, and the vocabulary, which is types only) stays an import
//! of the whole.

use anyhow::{Context, Result};
use wac_graph::types::{Package, SubtypeChecker};
use wac_graph::{CompositionGraph, EncodeOptions, PackageId};

/// A function to compose in.
#[derive(Clone, Copy, Debug)]
pub struct Dependency<'a> {
    /// The gateway's import and the key in `spin.toml`, e.g. `geo-licensing`.
    pub import: &'a str,
    /// The function's export, e.g. `tidegate:edge/geo-licensing@0.1.0`.
    pub export: &'a str,
    /// The component.
    pub component: &'a [u8],
}

/// Makes one component of `gateway` and `dependencies`. It exports what the
/// gateway exports and imports what neither the gateway nor a dependency could
/// be given.
///
/// # Errors
/// When a component is malformed, lacks the export, or exports it with another
/// type than the gateway imports.
pub fn compose(gateway: &[u8], dependencies: &[Dependency<'_>]) -> Result<Vec<u8>> {
    let mut graph = CompositionGraph::new();
    let gateway = register(&mut graph, "gateway", gateway)?;
    let instance = graph.instantiate(gateway);
    for dependency in dependencies {
        let package = register(&mut graph, dependency.import, dependency.component)?;
        check(&graph, gateway, package, dependency)?;
        let function = graph.instantiate(package);
        let export = graph.alias_instance_export(function, dependency.export)?;
        graph.set_instantiation_argument(instance, dependency.import, export)?;
    }
    let world = graph[gateway].ty();
    let exports: Vec<String> = graph.types()[world].exports.keys().cloned().collect();
    for name in exports {
        let export = graph.alias_instance_export(instance, &name)?;
        graph.export(export, name)?;
    }
    Ok(graph.encode(EncodeOptions::default())?)
}

fn register(graph: &mut CompositionGraph, name: &str, component: &[u8]) -> Result<PackageId> {
    let package = Package::from_bytes(name, None, component, graph.types_mut())
        .with_context(|| format!("reading the component `{name}`"))?;
    Ok(graph.register_package(package)?)
}

fn check(
    graph: &CompositionGraph,
    gateway: PackageId,
    function: PackageId,
    dependency: &Dependency<'_>,
) -> Result<()> {
    let types = graph.types();
    let import = types[graph[gateway].ty()]
        .imports
        .get(dependency.import)
        .with_context(|| format!("the gateway does not import `{}`", dependency.import))?;
    let export = types[graph[function].ty()].exports.get(dependency.export).with_context(|| {
        format!("`{}` does not export `{}`", dependency.import, dependency.export)
    })?;
    SubtypeChecker::new(&mut Default::default())
        .is_subtype(*export, types, *import, types)
        .with_context(|| format!("`{}` does not fit the gateway's import", dependency.import))
}

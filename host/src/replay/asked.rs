//! Whose functions are asked.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, Result, bail};
use tidegate_bundle::cli::bundle::loaded;
use tidegate_bundle::config::document::read_capped;
use tidegate_bundle::reference::{Place, Reference};
use tidegate_bundle::{Function, Store};

use crate::config::Config;
use crate::dev;

/// Largest file that may be a configuration, in bytes.
const LARGEST: usize = 1 << 20;

/// The functions of a bundle, of a node's configuration, or the demo's.
///
/// # Errors
/// When there is no such bundle or configuration, or it cannot be used.
pub async fn functions(bundle: Option<&str>, store: &Store) -> Result<Vec<Function>> {
    let Some(bundle) = bundle else {
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        return Ok(dev::config::demo(nowhere, nowhere)?.functions);
    };
    let file = Path::new(bundle);
    if !file.is_file() {
        let reference: Reference = bundle.parse().context("--bundle")?;
        return Ok(loaded(store, &reference).await?.0.functions);
    }
    if !is_of_a_node(file)? {
        let reference = Reference { place: Place::Layout(file.into()), tag: None, digest: None };
        return Ok(loaded(store, &reference).await?.0.functions);
    }
    let config = Config::load(file)?;
    if config.bundles.is_some() {
        bail!(
            "{bundle}: found a table [bundles], expected functions; \
             name the bundle itself, e.g. registry.example/acme/eu:7"
        );
    }
    Ok(config.functions)
}

/// A node listens, a bundle does not. What is wrong with a file is for its reader to say.
fn is_of_a_node(file: &Path) -> Result<bool> {
    let bytes = read_capped(file, LARGEST).with_context(|| file.display().to_string())?;
    let table = str::from_utf8(&bytes).ok().and_then(|text| text.parse::<toml::Table>().ok());
    Ok(table.is_none_or(|table| table.contains_key("listen") || !table.contains_key("version")))
}

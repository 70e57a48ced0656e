//! The tables `bundles` and `admin`, verified.

use std::path::Path;

use tidegate_access::Settings;
use tidegate_bundle::config::error::{At, quoted};
use tidegate_bundle::name::EXPECTED_NAME;
use tidegate_bundle::{Caps, Store};
use tidegate_signatures::Trust;

use super::{BundlesFrom, ConfigError, raw};
use crate::admin::Admin;

pub(super) fn bundles(
    at: At<'_>,
    directory: &Path,
    raw: raw::Bundles,
) -> Result<BundlesFrom, ConfigError> {
    let name = raw
        .name
        .parse()
        .map_err(|_| at.refuse("bundles.name", quoted(&raw.name), EXPECTED_NAME))?;
    let keys = raw.keys.iter().map(|path| directory.join(path));
    let trust = Trust::read(keys).map_err(|error| at.unusable("bundles.keys", error))?;
    let default = Caps::default();
    let largest =
        at.within("bundles.largest-mib", raw.largest_mib, default.total >> 20, 1, 65_536)?;
    let store = Store::new(Caps { total: largest << 20, ..default }).plain_http(raw.plain_http);
    Ok(BundlesFrom { name, trust, state: directory.join(raw.state), store })
}

pub(super) fn admin(
    at: At<'_>,
    directory: &Path,
    settings: &Settings,
    bundles: bool,
) -> Result<Admin, ConfigError> {
    if !bundles {
        return Err(at.refuse("admin", "no table [bundles]", "one: it is what operators ask for"));
    }
    let access = settings
        .check(directory)
        .map_err(|error| at.refuse(format!("admin.{}", error.key), error.found, error.accepted))?;
    Ok(Admin { listen: settings.listen, access })
}

//! Which pathways a region may use.

use serde::Deserialize;
use tidegate_sdk::config::place::Place;
use tidegate_sdk::config::refuse;

use crate::pathways::Region;

/// The most regions, and the most pathways of one.
const MOST: usize = 64;

/// The pathways of a region.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawRegion {
    /// Countries, ISO 3166-1 alpha-2. Left out: everywhere, and where the viewer's
    /// country is unknown.
    #[serde(default)]
    countries: Vec<String>,
    /// The pathways that may be used; the others are dropped, unless the manifest has
    /// none of these. Left out: all.
    #[cfg_attr(test, schemars(length(min = 1, max = 64)))]
    allowed: Option<Vec<String>>,
    /// Players begin with the first of these that the manifest has.
    #[serde(default)]
    #[cfg_attr(test, schemars(length(max = 64)))]
    preferred: Vec<String>,
}

pub(super) fn regions(raw: Vec<RawRegion>) -> Result<Vec<Region>, String> {
    if raw.len() > MOST {
        return Err(refuse("pathways", raw.len(), "at most 64"));
    }
    let one = |(index, raw): (usize, RawRegion)| region(raw, &format!("pathways[{index}]"));
    raw.into_iter().enumerate().map(one).collect()
}

fn region(raw: RawRegion, path: &str) -> Result<Region, String> {
    let mut countries = Vec::with_capacity(raw.countries.len());
    for (index, text) in raw.countries.iter().enumerate() {
        let country = Place::parse(text).filter(|place| place.is_country());
        countries.push(country.ok_or_else(|| {
            let accepted = "an ISO 3166-1 alpha-2 country in upper case such as `FR`";
            refuse(&format!("{path}.countries[{index}]"), text, accepted)
        })?);
    }
    countries.sort_unstable();
    let (allowed, preferred) = (raw.allowed, raw.preferred);
    if allowed.is_none() && preferred.is_empty() {
        return Err(refuse(path, "neither", "allowed or preferred"));
    }
    if allowed.as_ref().is_some_and(Vec::is_empty) {
        return Err(refuse(&format!("{path}.allowed"), "an empty list", "at least one pathway"));
    }
    names(allowed.as_deref().unwrap_or_default(), &format!("{path}.allowed"))?;
    names(&preferred, &format!("{path}.preferred"))?;
    if let Some(allowed) = &allowed
        && let Some(index) = preferred.iter().position(|name| !allowed.contains(name))
    {
        let found = preferred.get(index).map_or("", String::as_str);
        let path = format!("{path}.preferred[{index}]");
        return Err(refuse(&path, found, "one of those allowed"));
    }
    Ok(Region { countries, allowed, preferred })
}

fn names(names: &[String], path: &str) -> Result<(), String> {
    if names.len() > MOST {
        return Err(refuse(path, names.len(), "at most 64"));
    }
    match names.iter().position(String::is_empty) {
        None => Ok(()),
        Some(index) => Err(refuse(&format!("{path}[{index}]"), "no name", "the name of a pathway")),
    }
}

//! Which pathways a region may use.

use tidegate_sdk::config::place::Place;

use super::value::{At, refused};
use crate::pathways::Region;

/// The most regions, and the most pathways of one.
const MOST: usize = 64;

pub(super) const KEYS: [&str; 3] = ["countries", "allowed", "preferred"];

pub(super) fn regions(at: At) -> Result<Vec<Region>, String> {
    let path = at.path.clone();
    let all = at.list(region)?;
    if all.len() > MOST {
        return Err(refused(&path, &all.len(), "at most 64"));
    }
    Ok(all)
}

#[inline(never)]
fn region(at: At) -> Result<Region, String> {
    let mut table = at.table(&KEYS)?;
    let countries = table.take("countries").map(|at| at.list(country)).transpose()?;
    let allowed = table.take("allowed").map(names).transpose()?;
    let preferred = table.take("preferred").map(names).transpose()?.unwrap_or_default();
    let path = &table.path;
    if allowed.is_none() && preferred.is_empty() {
        return Err(refused(path, &"neither", "allowed or preferred"));
    }
    if allowed.as_ref().is_some_and(Vec::is_empty) {
        return Err(refused(&format!("{path}.allowed"), &"an empty list", "at least one pathway"));
    }
    if let Some(allowed) = &allowed
        && let Some((index, name)) =
            preferred.iter().enumerate().find(|(_, name)| !allowed.contains(name))
    {
        return Err(refused(&format!("{path}.preferred[{index}]"), &name, "one of those allowed"));
    }
    Ok(Region { countries: countries.unwrap_or_default(), allowed, preferred })
}

#[inline(never)]
fn country(at: At) -> Result<Place, String> {
    let path = at.path.clone();
    let text = at.text()?;
    let country = Place::parse(&text).filter(|place| place.is_country());
    let accepted = "an ISO 3166-1 alpha-2 country in upper case such as `FR`";
    country.ok_or_else(|| refused(&path, &text, accepted))
}

#[inline(never)]
fn names(at: At) -> Result<Vec<String>, String> {
    let path = at.path.clone();
    let names = at.list(|at| {
        let path = at.path.clone();
        let name = at.text()?;
        if name.is_empty() {
            return Err(refused(&path, &"no name", "the name of a pathway"));
        }
        Ok(name)
    })?;
    if names.len() > MOST {
        return Err(refused(&path, &names.len(), "at most 64"));
    }
    Ok(names)
}

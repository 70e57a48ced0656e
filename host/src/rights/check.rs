//! One question to a catalogue.

use std::path::Path;

use tidegate_geo_licensing::Catalogue;
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::types::Facts;

use super::args::CheckArgs;
use super::told;
use crate::explain::now;
use crate::manifest::Output;
use crate::manifest::input::Input;
use crate::manifest::trouble::Trouble;
use tidegate_cases::json_of_toml;

/// The largest catalogue that is read, in bytes: a million rules and more.
const LARGEST: usize = 1 << 30;

/// Asks a catalogue.
///
/// # Errors
/// A catalogue that cannot be read.
pub fn run(args: &CheckArgs) -> Result<Output, Trouble> {
    let catalogue = open(&args.catalogue)?;
    let facts = facts(args);
    let explanation = catalogue.explain(&facts);
    let text = if args.json {
        let json = told::json(&catalogue, &facts, &explanation);
        format!("{:#}\n", json.map_err(|error| Trouble::unreadable("the answer", error))?)
    } else {
        told::text(&catalogue, &facts, &explanation)
    };
    Ok(Output { text, no: !matches!(explanation.verdict, Verdict::Allow(_)) })
}

fn open(file: &Path) -> Result<Catalogue, Trouble> {
    let name = file.display().to_string();
    let unusable = |says: String| Trouble::unreadable(&name, says);
    let text = Input::open_up_to(&name, LARGEST)?.text;
    let json = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => text,
        Some("toml") => json_of_toml(&text).map_err(unusable)?,
        _ => return Err(unusable("expected a name ending in .toml or .json".to_owned())),
    };
    Catalogue::from_owned_json(json).map_err(unusable)
}

fn facts(args: &CheckArgs) -> Facts {
    // A subdivision says the country, too.
    let country = args.subdivision.as_deref().and_then(|code| code.get(..2)).map(str::to_owned);
    Facts {
        now: Some(args.at.unwrap_or_else(now)),
        asset: Some(args.asset.trim_start_matches('/').to_owned()),
        country: args.country.clone().or(country),
        subdivision: args.subdivision.clone(),
        network: args.network,
        device: args.device,
        postal_code: args.postal_code.clone(),
        metro: args.dma,
        location: args.location,
        plan: args.plan.clone(),
        home_country: args.home_country.clone(),
        ..Facts::NOTHING
    }
}

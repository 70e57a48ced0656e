//! Geo-licensing: an asset, a place, a time and a network in; a verdict out.
//!
//! - [`Policy`]: the function; its configuration is described in `schema.json` and
//!   shown in `demo.toml`
//!
//! A licence is a list of rules. A rule covers assets by pattern and then asks three
//! things, in this order: is the viewer in its territory, is a window open, is
//! the viewer's network none it refuses. Several rules may cover one asset, and the
//! first in the document that allows wins. If none allows, the denial that came
//! furthest is the answer, by this precedence, the first rule in the document
//! among equals:
//!
//! 1. `network`: all else would have been granted
//! 2. `not-yet-available`: licensed here, a window opens later
//! 3. `no-longer-available`: licensed here, no window opens any more
//! 4. `place-unknown`: it cannot be told whether the asset is licensed here
//! 5. `territory`: not licensed here
//! 6. `asset-not-licensed`: no rule covers the asset
//!
//! What is unknown never allows: without `now`, a rule with windows answers
//! `not-yet-available`, which claims nothing about a licence that ended. The one
//! exception is the network, which few databases know: a rule may refuse unknown ones.
//!
//! The answer is to be asked for again at the next edge of a window of the rules
//! that decided, or could decide instead.

mod config;
mod limits;
mod pattern;
mod rule;
mod territory;
mod time;
mod window;

use tidegate_sdk::config::place::Place;
use tidegate_sdk::geo_licensing::{Allowance, Denial, DenialReason, GeoLicensing, Verdict};
use tidegate_sdk::types::Facts;

use rule::{Answer, Refusal, Rule};

/// The configured function.
#[derive(Debug)]
pub struct Policy {
    rules: Box<[Rule]>,
    valid_for: u32,
}

impl GeoLicensing for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::read(document)
    }

    fn decide(&self, facts: &Facts) -> Verdict {
        let place = Place::of(facts);
        let mut furthest: Option<(Refusal, &Rule)> = None;
        let mut valid_for = self.valid_for;
        for rule in self.covering(facts.asset.as_deref()) {
            let Answer { refusal, edge } = rule.ask(place, facts);
            valid_for = valid_for.min(edge);
            match refusal {
                None => {
                    return Verdict::Allow(Allowance {
                        limits: rule.limits.of(place),
                        rule: rule.id.to_string(),
                        version: String::new(),
                        valid_for,
                    });
                }
                Some(refusal) if furthest.is_none_or(|(other, _)| refusal > other) => {
                    furthest = Some((refusal, rule));
                }
                Some(_) => {}
            }
        }
        let (reason, rule) = match furthest {
            None => (DenialReason::AssetNotLicensed, None),
            Some((refusal, rule)) => (refusal.reason(), Some(rule.id.to_string())),
        };
        Verdict::Deny(Denial { reason, rule, version: String::new(), valid_for })
    }
}

impl Policy {
    /// The rules that cover an asset, in the document's order.
    fn covering<'a>(&'a self, asset: Option<&'a str>) -> impl Iterator<Item = &'a Rule> {
        let asset = asset.filter(|asset| !pattern::may_climb(asset));
        asset.into_iter().flat_map(|asset| self.rules.iter().filter(move |rule| rule.covers(asset)))
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(geo-licensing: Policy);

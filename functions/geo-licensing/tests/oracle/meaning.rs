//! What catalogues mean.

use tidegate_sdk::geo_licensing::DenialReason;
use tidegate_sdk::types::{DeviceClass, Facts, Network};

use super::{Area, Asset, Blackout, Catalogue, Choice, Policy, Rule, Said, Terms};

impl Catalogue {
    /// What the catalogue says, by the meaning that `lib.rs` and the schema describe.
    pub fn says(&self, facts: &Facts) -> Said {
        let path = facts.asset.as_deref().unwrap();
        let mut covering: Vec<_> = self
            .assets
            .iter()
            .filter_map(|asset| Some((asset.rank(path)?, asset.id, asset)))
            .collect();
        covering.sort_by_key(|(rank, id, _)| (*rank, *id));

        let mut refused: Option<(u8, DenialReason, String)> = None;
        for (_, _, asset) in &covering {
            let own = (asset.id.to_owned(), &asset.rules);
            let of_collections = asset
                .collections
                .iter()
                .map(|index| (format!("c{index}"), &self.collections[*index]));
            for (holder, rules) in std::iter::once(own).chain(of_collections) {
                for (index, rule) in rules.iter().enumerate() {
                    let id = format!("{holder}#{}", index + 1);
                    match self.asked(rule, facts) {
                        Ok((max_height, here)) => {
                            return self
                                .unless_dark(&covering, &here)
                                .unwrap_or(Said::Allowed { rule: id, max_height });
                        }
                        Err((far, reason)) => {
                            if refused.as_ref().is_none_or(|(other, ..)| far > *other) {
                                refused = Some((far, reason, id));
                            }
                        }
                    }
                }
            }
        }
        match refused {
            None => Said::Denied { reason: DenialReason::AssetNotLicensed, rule: None },
            Some((_, reason, rule)) => Said::Denied { reason, rule: Some(rule) },
        }
    }

    /// The height allowed and where the viewer counts as being, or how far the rule went.
    fn asked(
        &self,
        rule: &Rule,
        facts: &Facts,
    ) -> Result<(Option<u32>, Facts), (u8, DenialReason)> {
        let policies: Vec<&Policy> =
            rule.policies.iter().map(|index| &self.policies[*index]).collect();
        let mut here = facts.clone();
        let abroad = policies.iter().any(|policy| policy.ports(facts));
        if abroad {
            here = Facts {
                country: facts.home_country.clone(),
                subdivision: None,
                postal_code: None,
                metro: None,
                ..here
            };
        }
        let all = policies.iter().map(|policy| &policy.territories).chain([&rule.territories]);
        let places: Vec<Tri> = all.flatten().map(|choice| choice.holds(&here)).collect();
        if places.contains(&Tri::No) {
            return Err((1, DenialReason::Territory));
        }
        if places.contains(&Tri::Maybe) {
            return Err((2, DenialReason::PlaceUnknown));
        }
        if let Some(windows) = &rule.windows {
            let now = facts.now.ok_or((4, DenialReason::NotYetAvailable))?;
            if !windows.iter().any(|(from, until)| (*from..*until).contains(&now)) {
                let later = windows.iter().any(|(from, _)| *from > now);
                return Err(if later {
                    (4, DenialReason::NotYetAvailable)
                } else {
                    (3, DenialReason::NoLongerAvailable)
                });
            }
        }
        let applying: Vec<&Terms> = policies
            .iter()
            .flat_map(|policy| &policy.terms)
            .filter(|terms| terms.apply(&here))
            .collect();
        // A plan goes before a device, and that before a network, whichever policy asks.
        if policies.iter().any(|policy| policy.lacks_plan(facts)) {
            return Err((5, DenialReason::Plan));
        }
        if applying
            .iter()
            .any(|terms| terms.only_television && facts.device != Some(DeviceClass::Tv))
        {
            return Err((6, DenialReason::Device));
        }
        if policies.iter().any(|policy| policy.refuses(facts)) {
            return Err((7, DenialReason::Network));
        }
        Ok((applying.iter().map(|terms| terms.max_height).min(), here))
    }

    fn unless_dark(&self, covering: &[((u8, usize), &str, &Asset)], here: &Facts) -> Option<Said> {
        self.blackouts.iter().enumerate().find_map(|(index, blackout)| {
            let concerned = covering.iter().any(|(_, id, asset)| {
                blackout.assets.iter().any(|named| self.assets[*named].id == *id)
                    || blackout.collections.iter().any(|named| asset.collections.contains(named))
            });
            if !concerned || !blackout.is_on(here) {
                return None;
            }
            let rule = format!("b{index}");
            Some(if blackout.slate {
                Said::Replaced { rule }
            } else {
                Said::Denied { reason: DenialReason::Blackout, rule: Some(rule) }
            })
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tri {
    No,
    Maybe,
    Yes,
}

impl From<bool> for Tri {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Every subdivision that a test names, and for each country one that none names.
const SUBDIVISIONS: [&str; 6] = ["FR-75", "FR-X", "DE-X", "US-CA", "US-NY", "US-X"];

fn country(place: &str) -> &str {
    place.split('-').next().unwrap()
}

fn expanded(names: &[&'static str]) -> Vec<&'static str> {
    names
        .iter()
        .flat_map(|name| if *name == "EU" { vec!["FR", "DE"] } else { vec![*name] })
        .collect()
}

impl Choice {
    /// Of an exact place.
    fn has(&self, place: &str) -> bool {
        let (inside, outside) = (self.inside.as_deref().map(expanded), expanded(&self.outside));
        for name in [place, country(place)] {
            if outside.contains(&name) {
                return false;
            }
            if inside.as_ref().is_some_and(|inside| inside.contains(&name)) {
                return true;
            }
        }
        inside.is_none()
    }

    fn holds(&self, facts: &Facts) -> Tri {
        if let Some(subdivision) = &facts.subdivision {
            return self.has(subdivision).into();
        }
        let Some(known) = &facts.country else { return Tri::Maybe };
        let possible = SUBDIVISIONS.iter().filter(|place| country(place) == known);
        let mut may: Vec<bool> = possible.map(|place| self.has(place)).collect();
        may.dedup();
        match may[..] {
            [one] => one.into(),
            _ => Tri::Maybe,
        }
    }
}

impl Policy {
    fn ports(&self, facts: &Facts) -> bool {
        let (Some(market), Some(home), Some(here)) =
            (&self.portability, &facts.home_country, &facts.country)
        else {
            return false;
        };
        let market = expanded(market);
        home != here && market.contains(&&**home) && market.contains(&&**here)
    }

    fn lacks_plan(&self, facts: &Facts) -> bool {
        self.plans
            .as_ref()
            .is_some_and(|plans| facts.plan.as_deref().is_none_or(|plan| !plans.has(plan)))
    }

    fn refuses(&self, facts: &Facts) -> bool {
        match facts.network {
            None => self.refuse_unknown,
            Some(network) => self.refuse_vpn && network.contains(Network::VPN),
        }
    }
}

impl Terms {
    fn apply(&self, facts: &Facts) -> bool {
        let place = self.territories.as_ref().is_none_or(|choice| choice.holds(facts) != Tri::No);
        let plan = self
            .plans
            .as_ref()
            .is_none_or(|choice| facts.plan.as_deref().is_none_or(|plan| choice.has(plan)));
        let device = !self.on_phones || matches!(facts.device, None | Some(DeviceClass::Mobile));
        place && plan && device
    }
}

impl Asset {
    /// The class of the most exact pattern that covers the path, and how much of it is not
    /// written out; less is more exact.
    fn rank(&self, path: &str) -> Option<(u8, usize)> {
        let own = [self.id.to_owned(), format!("{}/**", self.id)];
        let patterns: Vec<&str> = match &self.paths {
            Some(paths) => paths.clone(),
            None => own.iter().map(String::as_str).collect(),
        };
        let segments = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let rank = |pattern: &&str| {
            let folder = pattern.strip_suffix("/**").filter(|folder| !folder.contains('*'));
            let literal = pattern.matches(|character| character != '*').count();
            match folder {
                Some(folder) => (1, 1000 - folder.len()),
                None if pattern.contains('*') => (2, 1000 - literal),
                None => (0, 0),
            }
        };
        patterns
            .iter()
            .filter(|pattern| covers(&segments(pattern), &segments(path)))
            .map(rank)
            .min()
    }
}

/// Whether a pattern without `*` but as whole segments covers a path.
fn covers(pattern: &[String], path: &[String]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((first, [])) if first == "**" => !path.is_empty(),
        Some((first, rest)) if first == "**" => {
            (0..=path.len()).any(|skipped| covers(rest, &path[skipped..]))
        }
        Some((first, rest)) => path.split_first().is_some_and(|(segment, others)| {
            (first == "*" || first == segment) && covers(rest, others)
        }),
    }
}

impl Blackout {
    fn is_on(&self, facts: &Facts) -> bool {
        let open = |windows: &Vec<(u64, u64)>| {
            facts.now.is_none_or(|now| {
                windows.iter().any(|(from, until)| (*from..*until).contains(&now))
            })
        };
        let device = !self.only_phones || matches!(facts.device, None | Some(DeviceClass::Mobile));
        let inside = self.area.as_ref().map_or(Tri::Yes, |area| area.holds(facts));
        let except = self.except.as_ref().map_or(Tri::No, |area| area.holds(facts));
        let within = match (inside, except) {
            (Tri::No, _) | (_, Tri::Yes) => false,
            (Tri::Yes, Tri::No) => true,
            _ => !self.outside_if_unknown,
        };
        self.windows.as_ref().is_none_or(open) && device && within
    }
}

impl Area {
    fn holds(&self, facts: &Facts) -> Tri {
        let mut best = Tri::No;
        if !self.places.is_empty() {
            let choice = Choice { inside: Some(self.places.clone()), outside: Vec::new() };
            best = best.max(choice.holds(facts));
        }
        let may_be_in_us = facts.country.as_deref().is_none_or(|country| country == "US");
        if !self.codes.is_empty() && may_be_in_us {
            best = best.max(match (&facts.country, &facts.postal_code) {
                (Some(_), Some(code)) => self
                    .codes
                    .iter()
                    .any(|of| match of.strip_suffix('*') {
                        Some(start) => code.starts_with(start),
                        None => code == of,
                    })
                    .into(),
                _ => Tri::Maybe,
            });
        }
        if !self.metros.is_empty() {
            best = best.max(match facts.metro {
                Some(metro) => self.metros.contains(&metro).into(),
                None if may_be_in_us => Tri::Maybe,
                None => Tri::No,
            });
        }
        best
    }
}

//! The rules and blackouts of one channel or programme.

use std::collections::BTreeMap;

use super::areas::{self, Shape};
use super::gates::{Grant, gated};
use super::names::Ids;
use super::said::{Given, Said, gather};
use super::terms;
use super::windows::{moments, pieces};
use super::{Shared, Unmatched};
use crate::audience::{Devices, Region};
use crate::catalogue::{Blackout, Rule, Terms};
use crate::document::Media;
use crate::schedule::{Window, joined};

/// The rules and blackouts of a channel or programme.
pub fn import(
    shared: &mut Shared<'_>,
    media: &Media,
    asset: &str,
    unmatched: Unmatched,
) -> (Vec<Rule>, Vec<Blackout>) {
    let made = gather(shared, media, unmatched).and_then(|said| {
        if said.grants.is_empty() {
            let says = "no viewing policy lets anybody watch: all are denied. If viewers without \
                        a viewing policy may watch, import with --unmatched allow";
            shared.notes.ignored(media.at, says);
        }
        let open = Window {
            from: media.effective.map_or(i64::MIN, |span| span.to),
            until: media.expires.map_or(i64::MAX, |span| span.from),
        };
        let (ids, asset) = (Ids::of(asset), asset.to_owned());
        let mut maker = Maker { shared, ids, asset, open, rules: Vec::new(), gates: Vec::new() };
        maker.grants(&said)?;
        if unmatched == Unmatched::Deny {
            maker.carriers(&said)?;
        }
        let mut blackouts = maker.takes(&said)?;
        blackouts.append(&mut maker.gates);
        Some((maker.rules, blackouts))
    });
    made.unwrap_or_else(|| {
        let says = "the catalogue would be too large: this Media is left out, which grants nothing";
        shared.notes.stricter(media.at, says);
        (Vec::new(), Vec::new())
    })
}

/// Makes rules and blackouts; what it returns is `None` if they name too much.
struct Maker<'s, 'd> {
    shared: &'s mut Shared<'d>,
    ids: Ids,
    asset: String,
    /// When it may be shown at all.
    open: Window,
    rules: Vec<Rule>,
    gates: Vec<Blackout>,
}

impl Maker<'_, '_> {
    /// Rules for those who may watch, and gates for what rules cannot say.
    fn grants(&mut self, said: &Said) -> Option<()> {
        let given: Vec<Vec<Window>> =
            said.grants.iter().map(|given| given.windows.clone()).collect();
        let mut kept: BTreeMap<(usize, usize), Vec<Window>> = BTreeMap::new();
        for (set, windows) in pieces(&given, self.open, &mut self.shared.things)? {
            let mut all = Vec::new();
            for index in set {
                let Some(Given { at, bounds, .. }) = said.grants.get(index) else { continue };
                let regions = bounds.surely.list().iter().enumerate();
                all.extend(regions.map(|(nth, region)| ((index, nth), Grant { at: *at, region })));
            }
            self.shared.spend(all.len())?;
            let grants: Vec<Grant<'_>> = all.iter().map(|(_, grant)| *grant).collect();
            let gated = gated(&grants, &mut self.shared.notes);
            for index in gated.kept {
                if let Some((key, _)) = all.get(index) {
                    kept.entry(*key).or_default().extend(&windows);
                }
            }
            for (at, shape) in gated.gates {
                let gate = self.blackout(at, shape, &windows, Devices::ALL, None)?;
                self.gates.extend(gate);
            }
        }
        let mut limits = Vec::new();
        for limited in said.limits.values() {
            let audience = &limited.bounds.maybe;
            let notes = &mut self.shared.notes;
            limits.push(terms::terms(limited.limits, audience, limited.at, notes));
        }
        for ((grant, nth), windows) in kept {
            let Some(Given { at, bounds, .. }) = said.grants.get(grant) else { continue };
            let Some(region) = bounds.surely.list().get(nth) else { continue };
            for (held, windows) in self.limited(said, joined(windows))? {
                let terms = held.iter().filter_map(|index| limits.get(*index)).flatten();
                let mut terms: Vec<Terms> = terms.cloned().collect();
                terms.sort_unstable();
                terms.dedup();
                self.rule(*at, region, terms, &windows)?;
            }
        }
        Some(())
    }

    /// Windows, cut by the limits that hold in them.
    fn limited(
        &mut self,
        said: &Said,
        windows: Vec<Window>,
    ) -> Option<Vec<(Vec<usize>, Vec<Window>)>> {
        if said.limits.is_empty() {
            return Some(vec![(Vec::new(), windows)]);
        }
        let mut things: Vec<Vec<Window>> =
            said.limits.values().map(|limited| limited.windows.clone()).collect();
        let last = things.len();
        things.push(windows);
        self.shared.spend(things.iter().map(Vec::len).sum())?;
        let pieces = pieces(&things, self.open, &mut self.shared.things)?;
        let within = pieces.into_iter().filter_map(|(mut held, windows)| {
            (held.pop() == Some(last)).then_some((held, windows))
        });
        Some(within.collect())
    }

    fn rule(
        &mut self,
        at: usize,
        region: &Region,
        terms: Vec<Terms>,
        windows: &[Window],
    ) -> Option<()> {
        let Some(moments) = moments(windows) else { return Some(()) };
        if region.plan == Some(false) {
            let says = "nobody can be known to be without a plan: it is not granted";
            self.shared.notes.stricter(at, says);
            return Some(());
        }
        self.shared.spend(moments.len() + region.places.size() + terms.len())?;
        let policies = self.shared.policies.of(region, terms);
        let locals = region.inside.iter().filter_map(areas::countries);
        let places = locals.fold(region.places.clone(), |places, countries| places.and(&countries));
        for lists in places.lists() {
            let id = self.ids.next(self.shared.lines.line(at));
            self.rules.push(Rule {
                id,
                policies: policies.clone(),
                territories: terms::choice(lists),
                windows: moments.clone(),
            });
        }
        Some(())
    }

    /// Rules for those who get something else: blackouts are asked only after a rule
    /// has allowed. Each is for viewers whom the blackout surely catches.
    fn carriers(&mut self, said: &Said) -> Option<()> {
        for (take, (bounds, windows)) in &said.takes {
            if take.slate.is_none() {
                continue;
            }
            let windows: Vec<Window> =
                joined(windows.clone()).into_iter().filter_map(|one| one.and(self.open)).collect();
            for region in bounds.maybe.list() {
                if region.inside.is_empty() && region.outside.is_empty() {
                    let carried = Region { plan: None, ..region.clone() };
                    self.rule(take.at, &carried, Vec::new(), &windows)?;
                }
            }
        }
        Some(())
    }

    /// Blackouts for those who get something else, or nothing.
    fn takes(&mut self, said: &Said) -> Option<Vec<Blackout>> {
        let mut blackouts = Vec::new();
        for (take, (bounds, windows)) in &said.takes {
            let windows = joined(windows.clone());
            let slate = take.slate.as_deref().map(|uri| self.shared.slates.name(uri));
            for region in bounds.maybe.list() {
                if region.plan.is_some() {
                    let says = "a blackout does not know plans: it is for viewers of any, or none";
                    self.shared.notes.stricter(take.at, says);
                }
                for shape in areas::covering(region, take.at, &mut self.shared.notes) {
                    let slate = slate.clone();
                    let made = self.blackout(take.at, shape, &windows, region.devices, slate)?;
                    blackouts.extend(made);
                }
            }
        }
        Some(blackouts)
    }

    /// A blackout, unless it would never hold.
    fn blackout(
        &mut self,
        at: usize,
        shape: Shape,
        windows: &[Window],
        devices: Devices,
        slate: Option<String>,
    ) -> Option<Option<Blackout>> {
        let Some(windows) = moments(windows) else { return Some(None) };
        let Shape { area, except } = shape;
        let named = area.as_ref().map_or(0, areas::size) + areas::size(&except);
        self.shared.spend(1 + windows.len() + named)?;
        Some(Some(Blackout {
            id: self.ids.next(self.shared.lines.line(at)),
            assets: vec![self.asset.clone()],
            windows,
            devices: (devices != Devices::ALL).then(|| devices.names()),
            slate,
            area,
            except: (!except.is_empty()).then_some(except),
        }))
    }
}

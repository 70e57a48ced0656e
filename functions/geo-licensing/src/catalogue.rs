//! A configured catalogue, and what it answers.

use tidegate_sdk::geo_licensing::{Allowance, Denial, DenialReason, Replacement, Verdict};
use tidegate_sdk::kept::Kept;
use tidegate_sdk::types::{Facts, Limits};

use crate::blackout::{Blackout, Effect};
use crate::bytes::{Bytes, Ref};
use crate::explain::{Explanation, Notes, Witness};
use crate::holder::{Concern, Holder};
use crate::index::Tables;
use crate::pattern::may_climb;
use crate::rule::{Answer, Refusal};
use crate::span::Span;
use crate::viewer::Viewer;

/// A configured catalogue of rights.
///
/// Records that rules share stand in front of it and stay in memory. Assets, and the
/// index that finds them, are read in pieces: a decision over many assets looks at
/// no more than one over few.
#[derive(Debug)]
pub struct Catalogue {
    pub(crate) kept: Kept,
    pub(crate) index: Tables,
    /// Among the shared records.
    pub(crate) version: Ref,
    pub(crate) valid_for: u32,
}

/// What the first rule that allows says.
struct Allowed<'f> {
    id: String,
    limits: Limits,
    /// The viewer where they count as being.
    viewer: Viewer<'f>,
    at_home: bool,
}

impl Catalogue {
    /// Reads a catalogue, a JSON document as `schema.json` describes it.
    ///
    /// # Errors
    /// One line that names the path in the document, what was found and what would be
    /// accepted.
    pub fn from_json(document: &str) -> Result<Self, String> {
        crate::config::of(document)
    }

    /// Reads a catalogue into the memory of its own document, so that of a large one
    /// nothing but the catalogue stays.
    ///
    /// # Errors
    /// As [`Catalogue::from_json`].
    pub fn from_owned_json(document: String) -> Result<Self, String> {
        crate::config::in_place(document)
    }

    /// The catalogue's version.
    #[must_use]
    pub fn version(&self) -> &str {
        self.shared().record(self.version).text()
    }

    /// Whether a viewer may watch.
    #[must_use]
    pub fn decide(&self, facts: &Facts) -> Verdict {
        self.ask(facts, &mut ())
    }

    /// Whether a viewer may watch, and what was asked to find out.
    #[must_use]
    pub fn explain(&self, facts: &Facts) -> Explanation {
        let mut notes = Notes::default();
        let verdict = self.ask(facts, &mut notes);
        notes.of(verdict)
    }

    fn shared(&self) -> Bytes<'_> {
        Bytes(self.kept.near())
    }

    fn ask(&self, facts: &Facts, witness: &mut impl Witness) -> Verdict {
        let viewer = Viewer::of(facts);
        let path = facts.asset.as_deref().filter(|path| !may_climb(path));
        // The assets that cover the path, each with its collections behind it.
        let mut holders: Vec<Vec<u8>> = Vec::new();
        for record in path.map_or_else(Vec::new, |path| self.index.covering(&self.kept, path)) {
            let asset = Holder::read(Bytes(&record));
            witness.asset(asset.id);
            let collections: Vec<Span> = asset.collections().collect();
            holders.push(record);
            holders.extend(collections.into_iter().map(|span| span.of(&self.kept)));
        }
        let holders: Vec<Holder<'_>> =
            holders.iter().map(|record| Holder::read(Bytes(record))).collect();

        let mut valid_for = self.valid_for;
        let version = self.version().to_owned();
        let allowed = match self.first_allowing(&holders, viewer, &mut valid_for, witness) {
            Ok(allowed) => allowed,
            Err(furthest) => {
                let (reason, rule) = match furthest {
                    None => (DenialReason::AssetNotLicensed, None),
                    Some((refusal, id)) => (refusal.reason(), Some(id)),
                };
                return Verdict::Deny(Denial { reason, rule, version, valid_for });
            }
        };
        let reason = DenialReason::Blackout;
        match self.first_dark(&holders, &allowed, &mut valid_for, witness) {
            None => {
                let Allowed { id: rule, limits, .. } = allowed;
                Verdict::Allow(Allowance { limits, rule, version, valid_for })
            }
            Some((rule, None)) => {
                Verdict::Deny(Denial { reason, rule: Some(rule), version, valid_for })
            }
            Some((rule, Some(slate))) => {
                Verdict::Replace(Replacement { slate, reason, rule, version, valid_for })
            }
        }
    }

    /// Asks the rules in order. If none allows: the refusal that came furthest, and the id
    /// of its rule.
    fn first_allowing<'f>(
        &self,
        holders: &[Holder<'_>],
        viewer: Viewer<'f>,
        valid_for: &mut u32,
        witness: &mut impl Witness,
    ) -> Result<Allowed<'f>, Option<(Refusal, String)>> {
        let shared = self.shared();
        let mut furthest: Option<(Refusal, String)> = None;
        for holder in holders {
            for (index, rule) in holder.rules().enumerate() {
                let id = || match rule.id() {
                    "" => format!("{}#{}", holder.id, index + 1),
                    id => id.to_owned(),
                };
                let answer = rule.ask(shared, viewer);
                witness.rule(holder.id, id, &answer);
                let Answer { refusal, edge, viewer, ported: at_home } = answer;
                *valid_for = edge.min(*valid_for);
                match refusal {
                    None => {
                        let limits = rule.limits(shared, viewer);
                        return Ok(Allowed { id: id(), limits, viewer, at_home });
                    }
                    Some(refusal)
                        if furthest.as_ref().is_none_or(|(other, _)| refusal > *other) =>
                    {
                        furthest = Some((refusal, id()));
                    }
                    Some(_) => {}
                }
            }
        }
        Err(furthest)
    }

    /// Asks the blackouts of assets and collections, each once, in the document's order:
    /// the id and slate of the first that is on where the viewer is.
    fn first_dark<W: Witness>(
        &self,
        holders: &[Holder<'_>],
        allowed: &Allowed<'_>,
        valid_for: &mut u32,
        witness: &mut W,
    ) -> Option<(String, Option<String>)> {
        let mut concerns: Vec<Concern> = Vec::new();
        for concern in holders.iter().flat_map(Holder::blackouts) {
            // Most of a channel's are over or far off: no need to look where they are.
            let matters = allowed.viewer.now.is_none_or(|now| {
                let soon = now.saturating_add((*valid_for).into());
                now < concern.until && (concern.from <= now || concern.from < soon)
            });
            if !matters && !W::ALL {
                continue;
            }
            if let Err(at) = concerns.binary_search_by_key(&concern.number, |other| other.number) {
                concerns.insert(at, concern);
            }
        }
        for concern in concerns {
            let record = concern.span.of(&self.kept);
            let blackout = Blackout::read(Bytes(&record));
            let effect = blackout.ask(&self.kept, allowed.viewer);
            witness.blackout(blackout.id, effect, allowed.at_home);
            match effect {
                Effect::Dark { ends } => {
                    *valid_for = ends.min(*valid_for);
                    let slate = (!blackout.slate.is_empty()).then(|| blackout.slate.to_owned());
                    return Some((blackout.id.to_owned(), slate));
                }
                Effect::Later { starts } => *valid_for = starts.min(*valid_for),
                Effect::Over | Effect::OtherDevice | Effect::Elsewhere => {}
            }
        }
        None
    }
}

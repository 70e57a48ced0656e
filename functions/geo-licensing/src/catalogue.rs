//! A configured catalogue, and what it answers.

use tidegate_sdk::geo_licensing::{Allowance, Denial, DenialReason, Replacement, Verdict};
use tidegate_sdk::types::Facts;

use crate::blackout::{Blackout, Effect};
use crate::bytes::{Bytes, NONE, Ref};
use crate::index::Index;
use crate::pattern::may_climb;
use crate::rule::{Answer, Refusal, Rule};
use crate::viewer::Viewer;

/// A configured catalogue of rights.
///
/// All of it is one block of bytes, in which records refer to each other by offset:
/// a decision over many assets touches hardly more of it than one over few.
#[derive(Debug)]
pub struct Catalogue {
    bytes: Vec<u8>,
    map: Map,
}

/// Where the parts of a catalogue start, and what concerns all of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Map {
    /// Records that others refer to: names, choices, policies, windows, areas.
    pub shared: usize,
    /// Ids of rules and blackouts.
    pub ids: usize,
    /// Ids of assets and collections.
    pub holders: usize,
    pub rules: usize,
    /// Assets, by number.
    pub assets: usize,
    /// Collections, by number.
    pub collections: usize,
    pub blackouts: usize,
    pub index: usize,
    /// Among the shared records.
    pub version: Ref,
    pub valid_for: u32,
}

/// An asset or a collection as its record has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holder {
    pub id: Ref,
    /// The number of its first rule.
    pub first: u32,
    /// How many rules it has.
    pub count: u32,
    /// A record of numbers of collections; of an asset only.
    pub collections: Ref,
    /// A record of numbers of blackouts.
    pub blackouts: Ref,
}

impl Holder {
    /// The bytes of one record.
    pub const SIZE: usize = 20;

    pub fn write(&self, out: &mut Vec<u8>) {
        for number in [self.id, self.first, self.count, self.collections, self.blackouts] {
            out.extend_from_slice(&number.to_le_bytes());
        }
    }

    fn read(mut record: Bytes<'_>) -> Self {
        Self {
            id: record.next_u32(),
            first: record.next_u32(),
            count: record.next_u32(),
            collections: record.next_u32(),
            blackouts: record.next_u32(),
        }
    }
}

/// A rule or a blackout that was asked, in the order of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The id of the asset or collection that has the rule. Of a blackout: `None`.
    pub holder: Option<String>,
    /// The id of the rule or blackout, as answers tell it.
    pub id: String,
    /// What it said.
    pub outcome: Outcome,
    /// Seconds until a window's edge makes it say something else, for the same facts.
    /// `None`: never, or in more than 136 years.
    pub changes_in: Option<u32>,
    /// The viewer counted as being in their home country (portability).
    pub at_home: bool,
}

/// What a rule or blackout said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The rule allows, or the blackout is on where the viewer is.
    Applies,
    /// The rule does not allow.
    Refuses(DenialReason),
    /// The blackout starts later.
    NotYet,
    /// The blackout has ended.
    Over,
    /// The blackout does not concern the viewer's class of device.
    OtherDevice,
    /// The viewer is not in the blackout's area.
    Elsewhere,
}

/// A verdict and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What [`Catalogue::decide`] answers.
    pub verdict: Verdict,
    /// The ids of the assets that cover the path, the most exact first.
    pub assets: Vec<String>,
    /// What was asked, in order. Rules after the first that allows are not.
    pub looked: Vec<Looked>,
}

/// Who is told what is asked on the way to a verdict.
trait Witness {
    fn asset(&mut self, _id: &str) {}
    fn rule(&mut self, _holder: &str, _id: impl FnOnce() -> String, _answer: &Answer<'_>) {}
    fn blackout(&mut self, _id: &str, _effect: Effect, _at_home: bool) {}
}

/// Nobody.
impl Witness for () {}

#[derive(Default)]
struct Notes {
    assets: Vec<String>,
    looked: Vec<Looked>,
}

impl Witness for Notes {
    fn asset(&mut self, id: &str) {
        self.assets.push(id.to_owned());
    }

    fn rule(&mut self, holder: &str, id: impl FnOnce() -> String, answer: &Answer<'_>) {
        self.looked.push(Looked {
            holder: Some(holder.to_owned()),
            id: id(),
            outcome: answer
                .refusal
                .map_or(Outcome::Applies, |refusal| Outcome::Refuses(refusal.reason())),
            changes_in: (answer.edge != u32::MAX).then_some(answer.edge),
            at_home: answer.ported,
        });
    }

    fn blackout(&mut self, id: &str, effect: Effect, at_home: bool) {
        let (outcome, edge) = match effect {
            Effect::Dark { ends } => (Outcome::Applies, ends),
            Effect::Later { starts } => (Outcome::NotYet, starts),
            Effect::Over => (Outcome::Over, u32::MAX),
            Effect::OtherDevice => (Outcome::OtherDevice, u32::MAX),
            Effect::Elsewhere => (Outcome::Elsewhere, u32::MAX),
        };
        let changes_in = (edge != u32::MAX).then_some(edge);
        self.looked.push(Looked { holder: None, id: id.to_owned(), outcome, changes_in, at_home });
    }
}

/// A rule, where it stands, and what it said.
struct Asked<'i, 'f> {
    holder: Holder,
    number: u32,
    rule: Rule,
    catalogue: &'i Catalogue,
    answer: Answer<'f>,
}

impl Asked<'_, '_> {
    fn id(&self) -> String {
        if self.rule.id == NONE {
            format!("{}#{}", self.catalogue.name(self.holder), self.number + 1)
        } else {
            self.catalogue.id(self.rule.id).to_owned()
        }
    }
}

impl Catalogue {
    pub(crate) const fn new(bytes: Vec<u8>, map: Map) -> Self {
        Self { bytes, map }
    }

    /// Reads a catalogue, a JSON document as `schema.json` describes it.
    ///
    /// # Errors
    /// One line that names the path in the document, what was found and what would be
    /// accepted.
    pub fn from_json(document: &str) -> Result<Self, String> {
        crate::config::read(document, Vec::new())
    }

    /// Reads a catalogue into the memory of its own document, so that of a large one
    /// nothing but the catalogue stays.
    ///
    /// # Errors
    /// As [`Catalogue::from_json`].
    pub fn from_owned_json(document: String) -> Result<Self, String> {
        crate::config::read_in_place(document)
    }

    /// The catalogue's version.
    #[must_use]
    pub fn version(&self) -> &str {
        self.shared().record(self.map.version).text()
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
        Explanation { verdict, assets: notes.assets, looked: notes.looked }
    }

    fn part(&self, start: usize) -> Bytes<'_> {
        Bytes(self.bytes.get(start..).unwrap_or_default())
    }

    fn shared(&self) -> Bytes<'_> {
        self.part(self.map.shared)
    }

    fn id(&self, at: Ref) -> &str {
        self.part(self.map.ids).record(at).text()
    }

    fn name(&self, holder: Holder) -> &str {
        self.part(self.map.holders).record(holder.id).text()
    }

    fn holder(&self, part: usize, number: u32) -> Holder {
        Holder::read(self.part(part + Holder::SIZE * number as usize))
    }

    fn ask(&self, facts: &Facts, witness: &mut impl Witness) -> Verdict {
        let shared = self.shared();
        let viewer = Viewer::of(facts);
        let path = facts.asset.as_deref().filter(|path| !may_climb(path));
        let id = |asset| self.name(self.holder(self.map.assets, asset));
        let index = Index::read(self.part(self.map.index));
        let assets = path.map_or_else(Vec::new, |path| index.covering(path, id));
        for asset in &assets {
            witness.asset(id(*asset));
        }

        let mut furthest: Option<(Refusal, Asked<'_, '_>)> = None;
        let mut valid_for = self.map.valid_for;
        let mut allowed = None;
        let holders = assets.iter().flat_map(|asset| {
            let asset = self.holder(self.map.assets, *asset);
            std::iter::once(asset).chain(self.collections(asset))
        });
        'rules: for holder in holders {
            for number in 0..holder.count {
                let at = self.map.rules + Rule::SIZE * (holder.first + number) as usize;
                let rule = Rule::read(self.part(at));
                let answer = rule.ask(shared, viewer);
                let asked = Asked { holder, number, rule, catalogue: self, answer };
                witness.rule(self.name(holder), || asked.id(), &answer);
                valid_for = valid_for.min(answer.edge);
                match answer.refusal {
                    None => {
                        allowed = Some(asked);
                        break 'rules;
                    }
                    Some(refusal)
                        if furthest.as_ref().is_none_or(|(other, _)| refusal > *other) =>
                    {
                        furthest = Some((refusal, asked));
                    }
                    Some(_) => {}
                }
            }
        }
        let version = self.version().to_owned();
        let Some(allowed) = allowed else {
            let (reason, rule) = match furthest {
                None => (DenialReason::AssetNotLicensed, None),
                Some((refusal, asked)) => (refusal.reason(), Some(asked.id())),
            };
            return Verdict::Deny(Denial { reason, rule, version, valid_for });
        };
        let Answer { viewer, ported, .. } = allowed.answer;
        for number in self.blackouts(&assets) {
            let record = self.part(self.map.blackouts + Blackout::SIZE * number as usize);
            let blackout = Blackout::read(record);
            let effect = blackout.ask(shared, viewer);
            let rule = self.id(blackout.id);
            witness.blackout(rule, effect, ported);
            match effect {
                Effect::Dark { ends } => {
                    valid_for = valid_for.min(ends);
                    let (reason, rule) = (DenialReason::Blackout, rule.to_owned());
                    return if blackout.slate == NONE {
                        Verdict::Deny(Denial { reason, rule: Some(rule), version, valid_for })
                    } else {
                        let slate = shared.record(blackout.slate).text().to_owned();
                        Verdict::Replace(Replacement { slate, reason, rule, version, valid_for })
                    };
                }
                Effect::Later { starts } => valid_for = valid_for.min(starts),
                Effect::Over | Effect::OtherDevice | Effect::Elsewhere => {}
            }
        }
        let limits = allowed.rule.limits(shared, viewer);
        Verdict::Allow(Allowance { limits, rule: allowed.id(), version, valid_for })
    }

    fn collections(&self, asset: Holder) -> impl Iterator<Item = Holder> {
        let part = self.map.collections;
        self.numbers(asset.collections).map(move |number| self.holder(part, number))
    }

    /// The numbers of a record of numbers.
    fn numbers(&self, at: Ref) -> impl Iterator<Item = u32> {
        let mut left = if at == NONE { Bytes::default() } else { self.shared().record(at) };
        std::iter::from_fn(move || (!left.0.is_empty()).then(|| left.next_u32()))
    }

    /// The blackouts of some assets and of their collections, each once, in the
    /// document's order.
    fn blackouts(&self, assets: &[u32]) -> Vec<u32> {
        let mut found = Vec::new();
        for asset in assets {
            let asset = self.holder(self.map.assets, *asset);
            for holder in std::iter::once(asset).chain(self.collections(asset)) {
                for number in self.numbers(holder.blackouts) {
                    // In each list they are in order, so mostly this appends.
                    if let Err(at) = found.binary_search(&number) {
                        found.insert(at, number);
                    }
                }
            }
        }
        found
    }
}

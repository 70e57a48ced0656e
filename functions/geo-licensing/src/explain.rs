//! How a verdict came about.

use tidegate_sdk::geo_licensing::{DenialReason, Verdict};

use crate::blackout::Effect;
use crate::rule::Answer;

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
    /// What [`Catalogue::decide`](crate::Catalogue::decide) answers.
    pub verdict: Verdict,
    /// The ids of the assets that cover the path, the most exact first.
    pub assets: Vec<String>,
    /// What was asked, in order. Rules after the first that allows are not, nor are
    /// blackouts after the first that is on.
    pub looked: Vec<Looked>,
}

/// Who is told what is asked on the way to a verdict.
pub trait Witness {
    /// Whether they want to be told what makes no difference, too.
    const ALL: bool;
    /// An asset covers the path.
    fn asset(&mut self, _id: &str) {}
    /// A rule was asked.
    fn rule(&mut self, _holder: &str, _id: impl FnOnce() -> String, _answer: &Answer<'_>) {}
    /// A blackout was asked.
    fn blackout(&mut self, _id: &str, _effect: Effect, _at_home: bool) {}
}

/// Nobody.
impl Witness for () {
    const ALL: bool = false;
}

/// Everything that was asked.
#[derive(Debug, Default)]
pub struct Notes {
    assets: Vec<String>,
    looked: Vec<Looked>,
}

impl Notes {
    pub fn of(self, verdict: Verdict) -> Explanation {
        Explanation { verdict, assets: self.assets, looked: self.looked }
    }
}

/// An edge as seconds from now; `u32::MAX` is never.
fn in_seconds(edge: u32) -> Option<u32> {
    (edge != u32::MAX).then_some(edge)
}

impl Witness for Notes {
    const ALL: bool = true;

    fn asset(&mut self, id: &str) {
        self.assets.push(id.to_owned());
    }

    fn rule(&mut self, holder: &str, id: impl FnOnce() -> String, answer: &Answer<'_>) {
        let refused = answer.refusal.map(|refusal| Outcome::Refuses(refusal.reason()));
        self.looked.push(Looked {
            holder: Some(holder.to_owned()),
            id: id(),
            outcome: refused.unwrap_or(Outcome::Applies),
            changes_in: in_seconds(answer.edge),
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
        let (id, changes_in) = (id.to_owned(), in_seconds(edge));
        self.looked.push(Looked { holder: None, id, outcome, changes_in, at_home });
    }
}

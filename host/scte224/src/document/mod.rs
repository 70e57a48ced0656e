//! What a document says, its references resolved.
//!
//! - [`read`]: from elements to objects
//! - [`property`]: whom an audience holds
//! - [`action`]: what a viewing policy does
//! - [`time`]: `xs:dateTime` and `xs:duration`
//!
//! Objects of a kind stand in one list each and refer to each other by index. Places
//! are bytes of the text.

pub mod action;
pub mod property;
mod read;
mod time;

pub use action::Action;
pub use property::Property;
pub use read::read;
pub use time::Span;

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Channels and programmes, in the document's order.
    pub media: Vec<Media>,
    /// Policies; those that are only referred to have no `viewing`.
    pub policies: Vec<Policy>,
    /// Viewing policies.
    pub viewing: Vec<ViewingPolicy>,
    /// Audiences.
    pub audiences: Vec<Audience>,
}

/// A channel or a programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Where it begins.
    pub at: usize,
    /// Its `@id`.
    pub id: String,
    /// Names what is shown unless a policy replaces it.
    pub source: Option<String>,
    /// From when on it may be shown.
    pub effective: Option<Span>,
    /// Until when it may be shown.
    pub expires: Option<Span>,
    /// In the document's order.
    pub points: Vec<MediaPoint>,
}

/// A time, or a signal, at which policies come into force or end.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaPoint {
    /// Where it begins.
    pub at: usize,
    /// Where its signals come from; the programme's name if the `Media` has none.
    pub source: Option<String>,
    /// From when on it can be matched.
    pub effective: Option<Span>,
    /// Until when it can be matched.
    pub expires: Option<Span>,
    /// When it is matched; `@matchOffset` is added.
    pub match_time: Option<Span>,
    /// `@matchOffset`, added to whatever matches.
    pub offset: Span,
    /// The first `MatchSignal`: SCTE 35 signals that match it.
    pub signal: Option<usize>,
    /// Its turn among those of one time.
    pub order: u64,
    /// Whether it may match more than once.
    pub reusable: bool,
    /// Policies that end, before others are applied.
    pub removes: Vec<Remove>,
    /// Policies that come into force.
    pub applies: Vec<Apply>,
}

/// A policy that comes into force.
#[derive(Clone, Debug, PartialEq)]
pub struct Apply {
    /// Where it begins.
    pub at: usize,
    /// Index of a policy.
    pub policy: usize,
    /// After what time it ends by itself.
    pub duration: Option<Span>,
    /// The higher goes before the lower where both say something.
    pub priority: u64,
}

/// A policy that ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Remove {
    /// Where it begins.
    pub at: usize,
    /// Index of a policy.
    pub policy: usize,
}

/// Viewing policies that are applied and removed together.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Where it begins, or where it is first referred to.
    pub at: usize,
    /// Its `@id`, or what refers to it; empty if nothing can.
    pub id: String,
    /// Indexes of viewing policies, or why they are not known.
    pub viewing: Result<Vec<usize>, Missing>,
}

/// What happens for an audience.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewingPolicy {
    /// Where it begins, or where it is first referred to.
    pub at: usize,
    /// As [`Policy::id`].
    pub id: String,
    /// What it says, or why that is not known.
    pub said: Result<Viewing, Missing>,
}

/// What a viewing policy says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Viewing {
    /// Index of an audience; without one nobody can say whom it is about.
    pub audience: Option<usize>,
    /// What is done, and where that is said.
    pub actions: Vec<(usize, Action)>,
}

/// Some viewers.
#[derive(Clone, Debug, PartialEq)]
pub struct Audience {
    /// Where it begins, or where it is first referred to.
    pub at: usize,
    /// As [`Policy::id`].
    pub id: String,
    /// Whom it holds, or why that is not known.
    pub said: Result<Members, Missing>,
}

/// Whom an audience holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    /// How the parts are combined.
    pub matching: Matching,
    /// In the document's order.
    pub parts: Vec<Part>,
}

/// How the parts of an audience are combined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// Those whom all parts hold.
    #[default]
    All,
    /// Those whom at least one part holds.
    Any,
    /// Those whom no part holds.
    None,
}

/// One part of an audience.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Where it is named, and the index of another audience.
    Audience(usize, usize),
    /// Where it stands, and a property of viewers.
    Property(usize, Property),
}

/// Why an object that is referred to is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The document does not hold it.
    Absent,
    /// The document holds several that differ.
    Ambiguous,
}

impl Missing {
    /// For people.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Absent => "is not in the document",
            Self::Ambiguous => "is in the document more than once, differently",
        }
    }
}

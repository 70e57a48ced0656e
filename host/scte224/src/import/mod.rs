//! From a document to a catalogue.
//!
//! - [`said`]: what is said of one channel or programme, over all time
//! - [`media`]: its rules and blackouts
//! - [`windows`]: which of several things hold when
//! - [`gates`]: grants smaller than a subdivision
//! - [`areas`]: regions as areas of blackouts
//! - [`terms`]: limits, and the policies that carry them
//! - [`names`]: names for rules and slates
//! - [`iso`]: the countries of ISO 3166-1

pub mod areas;
pub mod gates;
pub mod iso;
pub mod media;
pub mod names;
pub mod said;
pub mod terms;
pub mod windows;

use std::collections::{BTreeMap, BTreeSet};

use crate::audience::Compiler;
use crate::catalogue::{Asset, Catalogue};
use crate::document::{self, Action, Document};
use crate::error::ParseError;
use crate::report::{Note, Notes};
use crate::xml;

/// The most things that a catalogue names: places, codes, windows.
pub const MAX_THINGS: usize = 4_000_000;

/// The seconds that an answer holds unless the catalogue says so.
const VALID_FOR: u32 = 300;

/// How a document is imported.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The catalogue's version: 1 to 64 letters, digits, `.`, `_` or `-`.
    pub version: String,
    /// What a viewer gets for whom no viewing policy in force is.
    pub unmatched: Unmatched,
    /// Patterns of paths by the `@id` of their `Media`.
    pub paths: BTreeMap<String, Vec<String>>,
}

/// What a viewer gets for whom no viewing policy in force is. The standard leaves that
/// to provider and distributor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unmatched {
    /// Nothing: policies say who may watch.
    #[default]
    Deny,
    /// The programme: policies say who may not.
    Allow,
}

/// What an import leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// For the geo-licensing function.
    pub catalogue: Catalogue,
    /// Slates by the names that the catalogue gives them, and their URIs.
    pub slates: Vec<(String, String)>,
    /// What could not be carried over, in the document's order.
    pub notes: Vec<Note>,
    /// What was read.
    pub read: Counts,
}

/// How many objects a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Channels and programmes.
    pub media: usize,
    /// Points in time at which policies begin or end.
    pub media_points: usize,
    /// Policies.
    pub policies: usize,
    /// Viewing policies.
    pub viewing_policies: usize,
    /// Audiences.
    pub audiences: usize,
}

/// Imports a document.
///
/// # Errors
/// The first place where the text is no SCTE 224 of 2018 or later.
pub fn import(text: &str, options: &Options) -> Result<Imported, ParseError> {
    // A byte order mark is no part of the document: XML 1.0, section 4.3.3.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut notes = Notes::default();
    let root = xml::read(text)?;
    let document = document::read(text, &root, &mut notes)?;
    drop(root);
    let mut shared = Shared {
        lines: Lines::of(text),
        document: &document,
        compiler: Compiler::new(&document.audiences),
        policies: terms::Policies::default(),
        slates: names::Slates::default(),
        things: MAX_THINGS,
        notes,
    };
    let all: BTreeSet<String> = document.media.iter().map(|media| names::id(&media.id)).collect();
    let mut assets: Vec<Asset> = Vec::with_capacity(document.media.len());
    let mut blackouts = Vec::new();
    let mut ids = BTreeSet::new();
    for media in &document.media {
        let id = names::id(&media.id);
        if id != media.id {
            shared.notes.ignored(media.at, format!("the catalogue calls it {id:?}"));
        }
        if !ids.insert(id.clone()) {
            let says = "a Media of this id came before: this one is left out, which grants nothing";
            shared.notes.stricter(media.at, says);
            continue;
        }
        let paths = options.paths.get(&media.id).cloned().unwrap_or_default();
        if let (true, Some(within)) = (paths.is_empty(), within(&id, &all)) {
            let says = format!(
                "its rules would hold for {within:?} too, whose path is in its folder: this Media \
                 is left out, which grants nothing; give its paths"
            );
            shared.notes.stricter(media.at, says);
            continue;
        }
        let (rules, more) = media::import(&mut shared, media, &id, options.unmatched);
        assets.push(Asset { id, paths, rules });
        blackouts.extend(more);
    }
    for id in options.paths.keys().filter(|id| !document.media.iter().any(|one| one.id == **id)) {
        shared.notes.ignored(0, format!("there is no Media {id:?} for which paths were given"));
    }
    let Shared { policies, slates, notes, .. } = shared;
    Ok(Imported {
        catalogue: Catalogue {
            version: options.version.clone(),
            valid_for: revalidate(&document).filter(|seconds| *seconds < VALID_FOR),
            policies: policies.finish(),
            assets,
            blackouts,
        },
        slates: slates.finish(),
        notes: notes.finish(text),
        read: counts(&document),
    })
}

/// An id that is a path in the folder of another.
fn within<'i>(id: &str, all: &'i BTreeSet<String>) -> Option<&'i str> {
    let folder = format!("{id}/");
    let next = all.range(folder.clone()..).next()?;
    next.starts_with(&folder).then_some(next.as_str())
}

/// What is shared by the media of a document.
#[derive(Debug)]
pub struct Shared<'d> {
    lines: Lines,
    document: &'d Document,
    compiler: Compiler<'d>,
    policies: terms::Policies,
    slates: names::Slates,
    /// How much more may be named.
    things: usize,
    notes: Notes,
}

impl Shared<'_> {
    /// Takes things off what may be named. `None`: there are not as many left.
    fn spend(&mut self, things: usize) -> Option<()> {
        self.things = self.things.checked_sub(things)?;
        Some(())
    }
}

/// Where lines begin.
#[derive(Debug)]
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|newline| *newline < at) + 1
    }
}

/// The shortest time after which a viewing policy is to be asked again.
fn revalidate(document: &Document) -> Option<u32> {
    let said = document.viewing.iter().filter_map(|viewing| viewing.said.as_ref().ok());
    let actions = said.flat_map(|viewing| &viewing.actions);
    actions
        .filter_map(|(_, action)| match action {
            Action::Revalidate(seconds) => Some(*seconds),
            _ => None,
        })
        .min()
}

fn counts(document: &Document) -> Counts {
    Counts {
        media: document.media.len(),
        media_points: document.media.iter().map(|media| media.points.len()).sum(),
        policies: document.policies.iter().filter(|policy| policy.viewing.is_ok()).count(),
        viewing_policies: document.viewing.iter().filter(|viewing| viewing.said.is_ok()).count(),
        audiences: document.audiences.iter().filter(|audience| audience.said.is_ok()).count(),
    }
}

//! Edits about the whole MPD: its base, its pathways, its window, its events.

use std::borrow::Cow;
use std::collections::HashMap;

use super::characters::{blanks, is_writable};
use super::events::Events;
use super::mpd::Mpd;
use super::names::Kind;
use super::removal::Gone;
use super::scan::Scanner;
use super::splice::{Splices, value_of};
use super::timing;
use super::tree::Element;
use crate::edit::Edit;
use crate::error::{Refusal, Rule};

/// What becomes of content steering.
#[derive(Clone, Copy, Default)]
enum Steering<'m> {
    #[default]
    Kept,
    Gone,
    Set(&'m str),
}

/// What edits make of the whole.
#[derive(Default)]
pub(super) struct Whole<'m> {
    base: Option<&'m str>,
    steering: Steering<'m>,
    /// The pathway to begin with.
    pathway: Option<&'m str>,
    /// Pathways dropped, with the edits that did.
    dropped: HashMap<&'m str, usize>,
    /// The least window asked for, in milliseconds.
    window: Option<u64>,
    events: Events<'m>,
}

impl<'m> Whole<'m> {
    /// Takes an edit on; those about tracks are not its business.
    pub(super) fn edit(&mut self, mpd: &Mpd<'_>, at: usize, edit: &'m Edit) -> Result<(), Rule> {
        let not_here = |edit, kinds| Err(Rule::NotHere { edit, kinds });
        match edit {
            Edit::Drop(_)
            | Edit::Order(_)
            | Edit::SetDefault(_)
            | Edit::Rename { .. }
            | Edit::Relabel { .. } => Ok(()),
            Edit::SetAutoselect { .. } => not_here("set-autoselect", "HLS"),
            Edit::SetStart { .. } => not_here("set-start", "HLS"),
            Edit::InsertDateRange(_) => not_here("insert-date-range", "HLS media playlists"),
            Edit::RemoveDateRange(_) => not_here("remove-date-range", "HLS media playlists"),
            Edit::InsertInterstitial(_) => not_here("insert-interstitial", "HLS media playlists"),
            Edit::Clip { .. } => not_here("clip", "HLS media playlists"),
            Edit::StripCues => not_here("strip-cues", "HLS media playlists"),
            Edit::StripSessionKeys => not_here("strip-session-keys", "HLS"),
            // The slate's own matter.
            Edit::Replace(_) => Ok(()),
            Edit::SetBase { uri } => {
                let whole = uri.starts_with('/') || scheme_end(uri).is_some();
                if !whole || !uri.ends_with('/') || !is_writable(uri) {
                    return Err(Rule::Unwritable { what: "base" });
                }
                self.base = Some(uri);
                Ok(())
            }
            Edit::SetPathway(pathway) => {
                self.known(mpd, pathway)?;
                if !self.steered(mpd) {
                    return not_here("set-pathway", "MPDs with content steering");
                }
                self.pathway = Some(pathway);
                Ok(())
            }
            Edit::DropPathway(pathway) => {
                self.known(mpd, pathway)?;
                self.dropped.insert(pathway, at);
                Ok(())
            }
            Edit::SetSteering { server, pathway } => {
                if server.is_empty() || !is_writable(server) {
                    return Err(Rule::Unwritable { what: "steering server" });
                }
                self.known(mpd, pathway)?;
                self.steering = Steering::Set(server);
                self.pathway = Some(pathway);
                Ok(())
            }
            Edit::StripSteering => {
                self.steering = Steering::Gone;
                self.pathway = None;
                Ok(())
            }
            Edit::InsertEventStream(stream) => self.events.insert(mpd, at, stream),
            Edit::RemoveEventStream { scheme, value } => {
                self.events.remove(mpd, scheme, value.as_deref())
            }
            Edit::Trim(window) => {
                if !mpd.times.dynamic {
                    return not_here("trim", "dynamic MPDs");
                }
                self.window = Some(self.window.map_or(*window, |least| least.min(*window)));
                Ok(())
            }
        }
    }

    fn known(&self, mpd: &Mpd<'_>, pathway: &str) -> Result<(), Rule> {
        let there = mpd.pathways.iter().any(|known| known == pathway);
        if there && !self.dropped.contains_key(pathway) {
            return Ok(());
        }
        Err(Rule::UnknownPathway { pathway: pathway.to_owned() })
    }

    fn steered(&self, mpd: &Mpd<'_>) -> bool {
        match self.steering {
            Steering::Kept => steering(mpd).next().is_some(),
            Steering::Gone => false,
            Steering::Set(_) => true,
        }
    }

    /// Writes all of it.
    pub(super) fn write(
        &self,
        mpd: &Mpd<'_>,
        gone: &Gone,
        splices: &mut Splices,
    ) -> Result<(), Refusal> {
        self.drop_pathways(mpd, splices)?;
        if let Some(base) = self.base {
            set_base(mpd, base, splices);
        }
        self.steer(mpd, splices)?;
        self.trim(mpd, splices);
        self.events.write(mpd, gone, splices).map_err(|(edit, rule)| Refusal { edit, rule })
    }

    /// Cuts the `BaseURL`s of dropped pathways; refuses to leave a place that
    /// had some without any.
    fn drop_pathways(&self, mpd: &Mpd<'_>, splices: &mut Splices) -> Result<(), Refusal> {
        if self.dropped.is_empty() {
            return Ok(());
        }
        // By parent: whether one is left, and the last that was dropped.
        let mut places: HashMap<u32, (bool, Option<(usize, String)>)> = HashMap::new();
        for element in &mpd.tree.elements {
            if element.kind != Kind::BaseUrl {
                continue;
            }
            let (left, last) = places.entry(element.parent).or_default();
            let pathway = value_of(mpd, element, "serviceLocation").unwrap_or_default();
            match self.dropped.get(&*pathway) {
                None => *left = true,
                Some(edit) => {
                    splices.cut(mpd, element);
                    *last = last.take().max(Some((*edit, pathway.into_owned())));
                }
            }
        }
        let mut bare = places.into_values().filter(|(left, _)| !left).filter_map(|(_, last)| last);
        let first = bare.next().map(|first| bare.fold(first, Ord::max));
        match first {
            None => Ok(()),
            Some((edit, pathway)) => Err(Refusal { edit, rule: Rule::LastPathway { pathway } }),
        }
    }

    fn steer(&self, mpd: &Mpd<'_>, splices: &mut Splices) -> Result<(), Refusal> {
        let mut elements = steering(mpd);
        match self.steering {
            Steering::Gone => {
                for element in elements {
                    splices.cut(mpd, element);
                }
            }
            Steering::Set(server) => {
                let pathway = self.pathway.unwrap_or_default();
                self.still_there(&[pathway], pathway)?;
                if let Some(element) = elements.next() {
                    splices.attribute(mpd, element, DEFAULT, Some(pathway));
                    splices.content(mpd, element, server);
                } else {
                    let name = mpd.named("ContentSteering");
                    let (pathway, server) =
                        (quick_xml::escape::escape(pathway), quick_xml::escape::escape(server));
                    let xml = format!("<{name} {DEFAULT}=\"{pathway}\">{server}</{name}>");
                    splices.insert(mpd, 0, Kind::ContentSteering, &xml);
                }
            }
            Steering::Kept => {
                for element in elements {
                    let old = value_of(mpd, element, DEFAULT);
                    let list = match self.pathway {
                        Some(pathway) => vec![pathway],
                        None => locations(old.as_deref().unwrap_or_default()).collect(),
                    };
                    let left: Vec<&str> = list
                        .iter()
                        .copied()
                        .filter(|one| !self.dropped.contains_key(one))
                        .collect();
                    if left.is_empty() {
                        self.still_there(&list, list.first().copied().unwrap_or_default())?;
                    }
                    if self.pathway.is_some() || left.len() < list.len() {
                        splices.attribute(mpd, element, DEFAULT, Some(&left.join(",")));
                    }
                }
            }
        }
        Ok(())
    }

    /// Refuses to begin with a pathway that was dropped.
    fn still_there(&self, list: &[&str], pathway: &str) -> Result<(), Refusal> {
        match list.iter().filter_map(|one| self.dropped.get(one)).max() {
            None => Ok(()),
            Some(edit) => {
                let rule = Rule::UnknownPathway { pathway: pathway.to_owned() };
                Err(Refusal { edit: *edit, rule })
            }
        }
    }

    /// Lowers the window, but not below what players need: the delay that they
    /// keep, or the buffer they start with, and a segment more.
    fn trim(&self, mpd: &Mpd<'_>, splices: &mut Splices) {
        let Some(window) = self.window.map(timing::from_millis) else { return };
        let times = &mpd.times;
        let delay = times.delay.max(times.buffer).max(times.latency).unwrap_or(0);
        let least = delay.saturating_add(times.longest_segment.unwrap_or(0));
        let window = window.max(least);
        if times.window.is_none_or(|now| window < now)
            && let Some(root) = mpd.tree.get(0)
        {
            let window = timing::written(window);
            splices.attribute(mpd, root, "timeShiftBufferDepth", Some(&window));
        }
    }
}

/// ETSI TS 103 998 clause 9.3: the pathway, or several, to begin with.
const DEFAULT: &str = "defaultServiceLocation";

/// Pathways of a list; blanks are the standard's, commas what players take too.
fn locations(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ' ']).filter(|one| !one.is_empty())
}

/// All elements of content steering: in the root, and in service descriptions.
fn steering<'m>(mpd: &'m Mpd<'_>) -> impl Iterator<Item = &'m Element> {
    mpd.tree.elements.iter().filter(|element| element.kind == Kind::ContentSteering)
}

/// See [`Mpd::steering`].
pub(super) fn start<'m>(mpd: &'m Mpd<'_>) -> Option<Cow<'m, str>> {
    let list = value_of(mpd, steering(mpd).next()?, DEFAULT).unwrap_or_default();
    Some(match list {
        Cow::Borrowed(list) => Cow::Borrowed(locations(list).next().unwrap_or_default()),
        Cow::Owned(list) => Cow::Owned(locations(&list).next().unwrap_or_default().to_owned()),
    })
}

/// Where the scheme of an absolute URI ends, behind its `://`; RFC 3986 section 3.
fn scheme_end(uri: &str) -> Option<usize> {
    let (scheme, rest) = uri.split_once("://")?;
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let scheme_good =
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(good);
    (scheme_good && !rest.is_empty() && !rest.starts_with('/')).then_some(scheme.len() + 3)
}

/// Whether a reference has a scheme, RFC 3986 section 4.2.
fn is_absolute(uri: &str) -> bool {
    let end = uri.find([':', '/', '?', '#']);
    end.is_some_and(|end| end > 0 && uri.get(end..).is_some_and(|rest| rest.starts_with(':')))
}

/// Puts the base before the relative `BaseURL`s of the root, or in one of its
/// own if there is none. What lies deeper is relative to those.
fn set_base(mpd: &Mpd<'_>, base: &str, splices: &mut Splices) {
    let mut none = true;
    for (_, element) in mpd.in_root(Kind::BaseUrl) {
        none = false;
        let mut scanner = Scanner::new(mpd.text, element.start as usize, element.end as usize);
        let content = scanner.next().and_then(|_| scanner.content()).unwrap_or_default();
        let prefix = if is_absolute(&content) || content.starts_with("//") {
            ""
        } else if content.starts_with('/') {
            // The path is whole: only scheme and host are the base's.
            let host = scheme_end(base).unwrap_or(0);
            let end =
                base.get(host..).and_then(|rest| rest.find('/')).map_or(0, |path| host + path);
            base.get(..end).unwrap_or_default()
        } else {
            base
        };
        if prefix.is_empty() {
            continue;
        }
        if element.is_empty_tag() {
            splices.content(mpd, element, prefix);
        } else {
            let inside = mpd.text.get(element.open_end as usize..element.close as usize);
            let blank = blanks(inside.unwrap_or_default().as_bytes());
            let at = element.open_end + u32::try_from(blank).unwrap_or(0);
            splices.replace(at, at, quick_xml::escape::escape(prefix).into_owned());
        }
    }
    if none {
        let name = mpd.named("BaseURL");
        let base = quick_xml::escape::escape(base);
        splices.insert(mpd, 0, Kind::BaseUrl, &format!("<{name}>{base}</{name}>"));
    }
}

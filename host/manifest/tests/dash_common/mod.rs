//! What several tests of MPDs need: seeded edit lists, and a second, naive look
//! at what editing did.

#![allow(dead_code, reason = "each test takes its own part")]

#[path = "../common/seeded.rs"]
mod seeded;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use tidegate_manifest::edit::{Alternative, Event as Timed, EventStream, Slate};
use tidegate_manifest::{Edit, Floor, Mpd, Track, TrackKind};

pub use seeded::Numbers;

/// Whether dash-mpd accepts a text.
pub fn second_opinion(text: &str) -> Option<usize> {
    dash_mpd::parse(text).ok().map(|mpd| mpd.periods.len())
}

impl Numbers {
    /// One to four edits, mostly of what is there and fits.
    pub fn edits(&mut self, mpd: &Mpd<'_>) -> Vec<Edit> {
        (0..=self.below(4)).map(|_| self.fitting(mpd)).collect()
    }

    /// An edit that would be carried out alone; now and then any.
    fn fitting(&mut self, mpd: &Mpd<'_>) -> Edit {
        loop {
            let edit = [self.edit(mpd)];
            if self.below(8) == 0 || mpd.apply(&edit, Floor::default()).is_ok() {
                let [edit] = edit;
                return edit;
            }
        }
    }

    fn text(&mut self) -> String {
        ["Deutsch", "a < b & c > d", "]]>", "<!--", "d'été", " x "][self.below(6)].to_owned()
    }

    fn pathway(&mut self, mpd: &Mpd<'_>) -> String {
        let known = mpd.pathways();
        match self.below(known.len() + 1) {
            0 => "nowhere".to_owned(),
            found => known[found - 1].clone().into_owned(),
        }
    }

    fn edit(&mut self, mpd: &Mpd<'_>) -> Edit {
        let tracks = mpd.tracks();
        let strays = usize::from(tracks.is_empty() || self.below(40) == 0);
        let any = self.below(tracks.len() + strays) as u32;
        let renditions: Vec<u32> =
            tracks.iter().filter(|track| track.group.is_some()).map(|track| track.id).collect();
        let rendition =
            if renditions.is_empty() { any } else { renditions[self.below(renditions.len())] };
        let scheme = ["urn:example:a", "urn:scte:scte35:2013:xml", "urn:x\"<&>"][self.below(3)];
        match self.below(if tracks.is_empty() { 10 } else { 24 }) {
            0 => {
                Edit::SetBase { uri: ["/b/", "https://cdn.example/x&y/"][self.below(2)].to_owned() }
            }
            1 => Edit::SetPathway(self.pathway(mpd)),
            2 => Edit::DropPathway(self.pathway(mpd)),
            3 => Edit::SetSteering {
                server: "https://steer.example/?a=1&b=<>".to_owned(),
                pathway: self.pathway(mpd),
            },
            4 => Edit::StripSteering,
            5 | 6 => Edit::InsertEventStream(EventStream {
                period: self.below(3) as u32,
                scheme: scheme.to_owned(),
                value: [None, Some("1".to_owned())][self.below(2)].clone(),
                timescale: 1000,
                events: (0..self.below(3) as u32)
                    .map(|id| Timed {
                        id,
                        time: 5,
                        duration: Some(1),
                        message: self.text(),
                        alternative: (id % 2 == 1).then(|| Alternative::Replace {
                            url: "/ad.mpd?a&b".to_owned(),
                            return_offset: Some(3),
                        }),
                    })
                    .collect(),
            }),
            7 => Edit::RemoveEventStream { scheme: scheme.to_owned(), value: None },
            8 => Edit::Trim(self.below(100_000) as u64),
            9 if self.below(8) == 0 => Edit::Replace(Slate {
                uri: "slate.mp4?<&".to_owned(),
                duration: 10_000,
                bandwidth: 1_000_000,
                codecs: [None, Some("avc1.64001f,mp4a.40.2".to_owned())][self.below(2)].clone(),
            }),
            9..=14 => Edit::Drop(any),
            15..=17 => {
                let peers = |track: &Track<'_>| {
                    (
                        track.period,
                        track.group,
                        track.kind.is_variant(),
                        track.kind == TrackKind::TrickPlay,
                    )
                };
                let first = tracks.get(any as usize).map(peers);
                let alike = tracks.iter().filter(|track| Some(peers(track)) == first);
                let mut order: Vec<u32> = alike.map(|track| track.id).collect();
                for last in (1..order.len()).rev() {
                    order.swap(last, self.below(last + 1));
                }
                order.truncate(1 + self.below(order.len() + 1));
                Edit::Order(order)
            }
            18 | 19 => Edit::SetDefault(rendition),
            20 | 21 => Edit::Rename { track: rendition, label: self.text() },
            _ => Edit::Relabel {
                track: rendition,
                language: ["de", "pt-BR", "zh-Hant-TW"][self.below(3)].to_owned(),
            },
        }
    }
}

/// An element as seen naively: its name, attributes, and all in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Node>,
    /// Text directly in it, without white space around it.
    pub text: String,
    pub raw: String,
}

impl Node {
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap()
    }

    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    pub fn named<'n>(&'n self, name: &'static str) -> impl Iterator<Item = &'n Node> + 'n {
        self.children.iter().filter(move |child| child.local() == name)
    }
}

fn node(tag: &BytesStart<'_>) -> Node {
    let attributes = tag.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        (attribute.key.0.to_owned(), attribute.value.to_string())
    });
    Node {
        name: tag.name().0.to_owned(),
        attributes: attributes.collect(),
        children: Vec::new(),
        text: String::new(),
        raw: String::new(),
    }
}

/// The root of a document, as quick-xml reads it.
pub fn naive(text: &str) -> Node {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(Node, usize)> = Vec::new();
    loop {
        let at = reader.buffer_position() as usize;
        let (mut done, start) = match reader.read_event().unwrap() {
            Event::Start(tag) => {
                open.push((node(&tag), at));
                continue;
            }
            Event::Empty(tag) => (node(&tag), at),
            Event::End(_) => open.pop().unwrap(),
            Event::Text(text) => {
                if let Some((last, _)) = open.last_mut() {
                    last.text.push_str(text.trim());
                }
                continue;
            }
            Event::GeneralRef(name) => {
                let (last, _) = open.last_mut().unwrap();
                last.text.push_str(&format!("&{};", &*name));
                continue;
            }
            Event::CData(text) => {
                open.last_mut().unwrap().0.text.push_str(&text);
                continue;
            }
            Event::Eof => panic!("no root"),
            _ => continue,
        };
        done.raw = text[start..reader.buffer_position() as usize].to_owned();
        match open.last_mut() {
            Some((parent, _)) => parent.children.push(done),
            None => return done,
        }
    }
}

/// Which parts some edits may touch beside the tracks that they drop.
struct Touched {
    names: bool,
    languages: bool,
    defaults: bool,
    bases: bool,
    inband: bool,
    steering: bool,
    events: bool,
    drops: bool,
    window: bool,
}

impl Touched {
    fn by(edits: &[Edit]) -> Self {
        let any = |of: &dyn Fn(&Edit) -> bool| edits.iter().any(of);
        Self {
            names: any(&|edit| matches!(edit, Edit::Rename { .. })),
            languages: any(&|edit| matches!(edit, Edit::Relabel { .. })),
            defaults: any(&|edit| matches!(edit, Edit::SetDefault(_))),
            bases: any(&|edit| matches!(edit, Edit::DropPathway(_))),
            inband: any(&|edit| matches!(edit, Edit::RemoveEventStream { .. })),
            steering: any(&|edit| {
                matches!(
                    edit,
                    Edit::SetPathway(_)
                        | Edit::DropPathway(_)
                        | Edit::SetSteering { .. }
                        | Edit::StripSteering
                )
            }),
            events: any(&|edit| {
                matches!(edit, Edit::RemoveEventStream { .. } | Edit::InsertEventStream(_))
            }),
            drops: any(&|edit| matches!(edit, Edit::Drop(_))),
            window: any(&|edit| matches!(edit, Edit::Trim(_))),
        }
    }

    /// A node without what may be touched, and without what is compared apart.
    fn rest(&self, node: &Node) -> Node {
        let mut rest = node.clone();
        rest.raw.clear();
        let level = node.local();
        let mut strip = |when: bool, name: &str| {
            if when {
                rest.attributes.remove(name);
            }
        };
        match level {
            "MPD" => {
                strip(self.window, "timeShiftBufferDepth");
                strip(self.drops, "mediaPresentationDuration");
            }
            "Period" => strip(self.drops, "start"),
            "AdaptationSet" => {
                strip(self.languages, "lang");
                strip(self.defaults, "selectionPriority");
            }
            "Representation" => {
                strip(self.drops, "dependencyId");
                strip(self.drops, "associationId");
                strip(self.drops, "associationType");
            }
            _ => {}
        }
        rest.children = node
            .children
            .iter()
            .filter(|child| match (level, child.local()) {
                ("MPD", "Period") | ("Period", "AdaptationSet") => false,
                ("AdaptationSet", "Representation") => false,
                ("MPD" | "ServiceDescription", "ContentSteering") => !self.steering,
                // Of an MPD that changes.
                ("MPD", "PatchLocation") => false,
                // A base may be written into these or be one more.
                ("MPD", "BaseURL") => false,
                (_, "BaseURL") => !self.bases,
                ("AdaptationSet", "Label") => !self.names,
                ("AdaptationSet", "Role") => !self.defaults,
                ("AdaptationSet" | "Representation", "InbandEventStream") => !self.inband,
                ("Period", "EventStream") => !self.events,
                ("Period", "Preselection" | "Subset") => !self.drops,
                ("AdaptationSet", "SupplementalProperty" | "EssentialProperty") => !self.drops,
                _ => true,
            })
            .map(|child| self.rest(child))
            .collect();
        rest
    }
}

/// Edits an MPD and looks naively at the outcome. Nothing if the edits are refused.
/// `before` is its naive reading.
pub fn check(name: &str, mpd: &Mpd<'_>, before: &Node, edits: &[Edit]) -> Option<String> {
    let edited = mpd.apply(edits, Floor::default()).ok()?;
    let written = edited.write();
    let context = || format!("{name}: {edits:?}\n{}\n---\n{written}", mpd.text());
    let again = Mpd::parse(&written).unwrap_or_else(|error| panic!("{error}\n{}", context()));
    let tracks: Vec<Track<'_>> = edited.tracks().collect();
    assert_eq!(normal(&tracks), normal(again.tracks()), "{}", context());

    let after = naive(&written);
    ordered(before, &after, &context);
    if edits.iter().any(|edit| matches!(edit, Edit::Replace(_))) {
        assert_eq!(after.attribute("type").replace("static", ""), "", "{}", context());
        let [period] = &after.named("Period").collect::<Vec<_>>()[..] else {
            panic!("{}", context())
        };
        assert_eq!(period.named("AdaptationSet").count(), 1);
        return Some(written);
    }
    for edit in edits {
        if let Edit::Drop(dropped) = edit {
            assert!(tracks.iter().all(|track| track.id != *dropped), "{}", context());
        }
    }
    untouched(before, &after, &Touched::by(edits), &context);
    filled(before, &after, &context);
    playable(mpd.tracks(), &tracks, &context);
    Some(written)
}

/// Tracks with their numbers by order of appearance.
fn normal<'t>(tracks: &[Track<'t>]) -> Vec<Track<'t>> {
    fn number(seen: &mut HashMap<u32, u32>, one: u32) -> u32 {
        let next = seen.len() as u32;
        *seen.entry(one).or_insert(next)
    }
    let (mut periods, mut sets, mut groups) = (HashMap::new(), HashMap::new(), HashMap::new());
    let renumbered = tracks.iter().zip(0..).map(|(track, id)| Track {
        id,
        period: number(&mut periods, track.period),
        set: track.set.map(|set| number(&mut sets, set)),
        group: track.group.map(|group| number(&mut groups, group)),
        ..track.clone()
    });
    renumbered.collect()
}

/// What edits insert has the place that the schema gives it, where siblings
/// were in its order before.
fn ordered(before: &Node, after: &Node, context: &dyn Fn() -> String) {
    let out_of_order = |root: &Node| {
        let in_order = |node: &Node, names: &[&str]| {
            let place = |child: &Node| names.iter().position(|name| *name == child.local());
            node.children.iter().filter_map(place).collect::<Vec<_>>().is_sorted()
        };
        let mut count = usize::from(!in_order(
            root,
            &[
                "ProgramInformation",
                "BaseURL",
                "ContentSteering",
                "Location",
                "PatchLocation",
                "ServiceDescription",
                "Period",
            ],
        ));
        for period in root.named("Period") {
            let names = [
                "BaseURL",
                "SegmentBase",
                "SegmentList",
                "SegmentTemplate",
                "AssetIdentifier",
                "EventStream",
                "AdaptationSet",
            ];
            count += usize::from(!in_order(period, &names));
            for set in period.named("AdaptationSet") {
                let names = [
                    "AudioChannelConfiguration",
                    "ContentProtection",
                    "EssentialProperty",
                    "SupplementalProperty",
                    "InbandEventStream",
                    "Label",
                    "Accessibility",
                    "Role",
                    "ContentComponent",
                    "BaseURL",
                    "SegmentBase",
                    "SegmentList",
                    "SegmentTemplate",
                    "Representation",
                ];
                count += usize::from(!in_order(set, &names));
            }
        }
        count
    };
    if out_of_order(before) == 0 {
        assert_eq!(out_of_order(after), 0, "{}", context());
    }
}

/// All that edits do not touch is there as it was, and each period that is left
/// comes from one of its own. Several can be alike but for what was dropped, so
/// that the first that fits must also be one it is settled for.
fn untouched(before: &Node, after: &Node, touched: &Touched, context: &dyn Fn() -> String) {
    assert_eq!(touched.rest(before), touched.rest(after), "{}", context());
    let mut left = before.named("Period");
    for period in after.named("Period") {
        let rest = touched.rest(period);
        let comes_from = |old: &Node| {
            touched.rest(old) == rest && sets_fit(old, period, touched) && settled(old, period)
        };
        assert!(left.any(comes_from), "changed: {}\n{}", period.raw, context());
    }
}

/// Whether the sets of a period are those it had, in any order; without some if
/// any were dropped.
fn sets_fit(old: &Node, period: &Node, touched: &Touched) -> bool {
    let mut left: Vec<&Node> = old.named("AdaptationSet").collect();
    let sets: Vec<&Node> = period.named("AdaptationSet").collect();
    (touched.drops || left.len() == sets.len()) && assigned(&sets, &mut left, touched)
}

/// Whether each set comes from one of its own. Several can be alike but for their
/// representations, so that the first that fits need not be the right one.
fn assigned<'n>(sets: &[&'n Node], left: &mut Vec<&'n Node>, touched: &Touched) -> bool {
    let Some((set, others)) = sets.split_first() else { return true };
    let rest = touched.rest(set);
    let ones: Vec<&Node> = set.named("Representation").collect();
    (0..left.len()).any(|index| {
        let old = left[index];
        if touched.rest(old) != rest || !comes_from(&ones, old, touched) {
            return false;
        }
        left.remove(index);
        let fits = assigned(others, left, touched);
        left.insert(index, old);
        fits
    })
}

/// Whether representations are some of a set's, as they were.
fn comes_from(ones: &[&Node], old: &Node, touched: &Touched) -> bool {
    let verbatim = !touched.bases && !touched.inband && !touched.drops;
    let mut olds: Vec<&Node> = old.named("Representation").collect();
    ones.iter().all(|one| {
        let same = |other: &&Node| {
            if verbatim { other.raw == one.raw } else { touched.rest(other) == touched.rest(one) }
        };
        match olds.iter().position(same) {
            Some(found) => {
                olds.remove(found);
                true
            }
            None => false,
        }
    }) && (touched.drops || olds.is_empty())
}

/// Whether a period, if it was `old`, names nothing that is gone, and has no sets
/// that are left empty.
fn settled(old: &Node, period: &Node) -> bool {
    let id = |node: &Node| node.attribute("id").to_owned();
    let sets =
        |period: &Node| -> BTreeSet<String> { period.named("AdaptationSet").map(id).collect() };
    let ones = |period: &Node| -> BTreeSet<String> {
        let sets = period.named("AdaptationSet");
        sets.flat_map(|set| set.named("Representation")).map(id).collect()
    };
    let lost = |of: &dyn Fn(&Node) -> BTreeSet<String>| &of(old) - &of(period);
    let (sets, ones) = (lost(&sets), lost(&ones));
    let kept = |names: &str, lost: &BTreeSet<String>| {
        !names.split([' ', ',']).any(|name| !name.is_empty() && lost.contains(name))
    };
    let named = period.children.iter().all(|child| {
        let lists = ["preselectionComponents", "contains"];
        lists.iter().all(|list| kept(child.attribute(list), &sets))
            && child.children.iter().all(|property| {
                let scheme = property.attribute("schemeIdUri");
                let names_sets =
                    scheme.ends_with("/trickmode") || scheme.contains("adaptation-set-switching");
                let lists = ["dependencyId", "associationId"];
                (!names_sets || kept(property.attribute("value"), &sets))
                    && lists.iter().all(|list| kept(property.attribute(list), &ones))
            })
    });
    let empty = |period: &Node| {
        let sets = period.named("AdaptationSet");
        sets.filter(|set| set.named("Representation").next().is_none()).count()
    };
    named && empty(period) <= empty(old)
}

/// No period is left without sets.
fn filled(before: &Node, after: &Node, context: &dyn Fn() -> String) {
    let empty = |root: &Node| {
        let periods = root.named("Period");
        periods.filter(|period| period.named("AdaptationSet").next().is_none()).count()
    };
    assert!(empty(after) <= empty(before), "{}", context());
}

/// Each period that is left has pictures and sound if it had.
fn playable(before: &[Track<'_>], after: &[Track<'_>], context: &dyn Fn() -> String) {
    let periods: BTreeSet<u32> = after.iter().map(|track| track.period).collect();
    let variants = |tracks: &[Track<'_>]| tracks.iter().any(|track| track.kind.is_variant());
    assert_eq!(variants(before), variants(after), "{}", context());
    for period in periods {
        let any = |tracks: &[Track<'_>], of: &dyn Fn(&Track<'_>) -> bool| {
            tracks.iter().any(|track| track.period == period && of(track))
        };
        let variant = |track: &Track<'_>| track.kind.is_variant();
        assert_eq!(any(before, &variant), any(after, &variant), "{}", context());
        let sound = |track: &Track<'_>| {
            matches!(track.kind, TrackKind::Audio | TrackKind::Muxed | TrackKind::AudioOnly)
        };
        assert_eq!(any(before, &sound), any(after, &sound), "{}", context());
    }
}

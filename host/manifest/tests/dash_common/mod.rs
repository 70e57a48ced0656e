//! What several tests of MPDs need: seeded edit lists, and a second, naive look
//! at what editing did.

#![allow(dead_code, reason = "each test takes its own part")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use tidegate_manifest::edit::{Event as Timed, EventStream, Slate};
use tidegate_manifest::{Edit, Floor, Mpd, Track, TrackKind};

/// Whether dash-mpd accepts a text.
pub fn second_opinion(text: &str) -> Option<usize> {
    dash_mpd::parse(text).ok().map(|mpd| mpd.periods.len())
}

/// A reproducible source of numbers (splitmix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// One to four edits, mostly of what is there and fits.
    pub fn edits(&mut self, mpd: &Mpd<'_>) -> Vec<Edit> {
        (0..=self.below(4)).map(|_| self.edit(mpd)).collect()
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
                    .map(|id| Timed { id, time: 5, duration: Some(1), message: self.text() })
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
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Node> = Vec::new();
    loop {
        let done = match reader.read_event().unwrap() {
            Event::Start(tag) => {
                open.push(node(&tag));
                continue;
            }
            Event::Empty(tag) => node(&tag),
            Event::End(_) => open.pop().unwrap(),
            Event::Text(text) => {
                if let Some(last) = open.last_mut() {
                    last.text.push_str(text.trim());
                }
                continue;
            }
            Event::GeneralRef(name) => {
                let last = open.last_mut().unwrap();
                last.text.push_str(&format!("&{};", &*name));
                continue;
            }
            Event::CData(text) => {
                open.last_mut().unwrap().text.push_str(&text);
                continue;
            }
            Event::Eof => panic!("no root"),
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => return done,
        }
    }
}

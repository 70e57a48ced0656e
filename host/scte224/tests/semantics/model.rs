//! Documents, as text and as what they mean for a viewer. It shares nothing with what
//! is tested: a document is evaluated as it stands, for one viewer at one time.

use std::fmt::Write as _;

use tidegate_scte224::Unmatched;
use tidegate_sdk::types::{DeviceClass, Facts, Location};

pub const EPOCH: i64 = 1_700_000_000;

#[derive(Clone, Debug)]
pub struct Document {
    pub source: Option<&'static str>,
    pub effective: Option<i64>,
    pub expires: Option<i64>,
    pub points: Vec<Point>,
    pub policies: Vec<Vec<Viewing>>,
    /// Named ones; each refers only to those before it.
    pub audiences: Vec<Audience>,
}

#[derive(Clone, Debug)]
pub struct Point {
    pub when: When,
    pub order: u64,
    pub removes: Vec<usize>,
    pub applies: Vec<Apply>,
}

#[derive(Clone, Debug)]
pub enum When {
    Resident {
        effective: Option<i64>,
    },
    Time {
        at: i64,
        offset: i64,
    },
    /// A signal that comes, or does not, between both.
    Signal {
        effective: i64,
        expires: i64,
        comes: Option<i64>,
    },
    /// Either, between both.
    Both {
        effective: i64,
        expires: i64,
        at: i64,
        comes: i64,
    },
}

#[derive(Clone, Debug)]
pub struct Apply {
    pub policy: usize,
    pub duration: Option<i64>,
    pub priority: u64,
}

#[derive(Clone, Debug)]
pub struct Viewing {
    pub audience: Audience,
    pub content: Option<&'static str>,
    pub max_height: Option<u32>,
    pub hdmi_blocked: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum Match {
    All,
    Any,
    None,
}

#[derive(Clone, Debug)]
pub enum Audience {
    Group(Match, Vec<Audience>),
    Named(usize),
    All,
    Country(&'static str),
    State(&'static str),
    Zip(&'static str),
    PostalCode(&'static str),
    Dma(u16),
    Around(usize, u32),
    Box(usize, usize),
    Device(&'static str),
    Authenticated(bool),
    Cidr(usize),
}

/// Cities: latitude, longitude, place, postal code, market.
pub const CITIES: [(f64, f64, &str, &str, Option<u16>); 8] = [
    (39.7392, -104.9903, "US-CO", "80202", Some(751)),
    (39.5505, -107.3248, "US-CO", "81601", Some(751)),
    (40.7128, -74.0060, "US-NY", "10001", Some(501)),
    (40.7357, -74.1724, "US-NJ", "07102", Some(501)),
    (43.6532, -79.3832, "CA-ON", "M5V", None),
    (48.8566, 2.3522, "FR-75", "75001", None),
    (52.5200, 13.4050, "DE-BE", "10115", None),
    (18.4655, -66.1057, "PR", "00901", None),
];

#[derive(Clone, Debug)]
pub struct Viewer {
    pub city: usize,
    pub device: &'static str,
    pub plan: bool,
    pub authenticated: bool,
    pub blocks: [bool; 2],
    /// What the node does not know.
    pub hidden: [bool; 7],
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    Programme {
        max_height: Option<u32>,
        protected: bool,
    },
    /// One of these.
    Slates(Vec<String>),
    Nothing,
}

const BLACKOUT: &str = "urn:scte:224:action:blackout";

impl Viewer {
    pub fn is_known(&self) -> bool {
        self.hidden == [false; 7] && class(self.device).is_some()
    }

    pub fn facts(&self, asset: &str, now: i64) -> Facts {
        let (latitude, longitude, place, postal, metro) = CITIES[self.city];
        let [country, subdivision, code, market, location, device, plan] =
            self.hidden.map(|hidden| !hidden);
        let millionths = |degrees: f64| (degrees * 1e6).round() as i32;
        Facts {
            now: Some(now.try_into().unwrap()),
            asset: Some(asset.to_owned()),
            country: country.then(|| place[..2].to_owned()),
            subdivision: (country && subdivision && place.len() > 2).then(|| place.to_owned()),
            postal_code: code.then(|| postal.to_owned()),
            metro: metro.filter(|_| market),
            location: location.then(|| Location {
                latitude: millionths(latitude),
                longitude: millionths(longitude),
                accuracy: 0,
            }),
            device: class(self.device).filter(|_| device),
            plan: (plan && self.plan).then(|| "basic".to_owned()),
            ..Facts::NOTHING
        }
    }
}

fn class(device: &str) -> Option<DeviceClass> {
    Some(match device {
        "PHONE" => DeviceClass::Mobile,
        "TABLET" => DeviceClass::Tablet,
        "COMPUTER" => DeviceClass::Desktop,
        "GAMECONSOLE" => DeviceClass::Console,
        "SMARTTV" | "MEDIAPLAYER" => DeviceClass::Tv,
        _ => return None,
    })
}

impl Audience {
    fn holds(&self, viewer: &Viewer, named: &[Self]) -> bool {
        let (latitude, longitude, place, postal, metro) = CITIES[viewer.city];
        match self {
            Self::Group(Match::All, parts) => parts.iter().all(|part| part.holds(viewer, named)),
            Self::Group(Match::Any, parts) => parts.iter().any(|part| part.holds(viewer, named)),
            Self::Group(Match::None, parts) => !parts.iter().any(|part| part.holds(viewer, named)),
            Self::Named(index) => named[*index].holds(viewer, named),
            Self::All => true,
            Self::Country(code) => place[..2] == **code,
            Self::State(code) => place == format!("US-{code}"),
            Self::Zip(code) => matches!(&place[..2], "US" | "PR") && postal == *code,
            Self::PostalCode(code) => postal == *code,
            Self::Dma(code) => metro == Some(*code),
            Self::Around(city, kilometres) => {
                let centre = CITIES[*city];
                away((centre.0, centre.1), (latitude, longitude)) <= f64::from(*kilometres)
            }
            Self::Box(one, other) => {
                let (one, other) = (CITIES[*one], CITIES[*other]);
                let between = |value: f64, a: f64, b: f64| (a.min(b)..=a.max(b)).contains(&value);
                between(latitude, one.0, other.0) && between(longitude, one.1, other.1)
            }
            Self::Device(kind) => viewer.device == *kind,
            Self::Authenticated(asked) => (viewer.plan || viewer.authenticated) == *asked,
            Self::Cidr(block) => viewer.blocks[*block],
        }
    }

    fn write(&self, out: &mut String) {
        let mut property = |name: &str, value: &dyn std::fmt::Display| {
            write!(out, "<audience:{name}>{value}</audience:{name}>").unwrap();
        };
        match self {
            Self::Group(how, parts) => {
                let how = match how {
                    Match::All => "",
                    Match::Any => " match=\"ANY\"",
                    Match::None => " match=\"NONE\"",
                };
                write!(out, "<Audience{how}>").unwrap();
                parts.iter().for_each(|part| part.write(out));
                out.push_str("</Audience>");
            }
            Self::Named(index) => write!(out, "<Audience xlink:href=\"a{index}\"/>").unwrap(),
            Self::All => out.push_str("<audience:All/>"),
            Self::Country(code) => property("ISO3166", code),
            Self::State(code) => property("State", &code.to_lowercase()),
            Self::Zip(code) => property("Zip", code),
            Self::PostalCode(code) => property("PostalCode", code),
            Self::Dma(code) => property("DMA", code),
            Self::Around(city, kilometres) => {
                let (latitude, longitude, ..) = CITIES[*city];
                property("LatLongRadius", &format!("{latitude} {longitude} {kilometres}000"));
            }
            Self::Box(one, other) => {
                let (one, other) = (CITIES[*one], CITIES[*other]);
                let corners = format!(
                    "{} {} {} {}",
                    one.0.min(other.0),
                    one.1.min(other.1),
                    one.0.max(other.0),
                    one.1.max(other.1)
                );
                property("LatLongBox", &corners);
            }
            Self::Device(kind) => property("Device", kind),
            Self::Authenticated(asked) => property("Authenticated", asked),
            Self::Cidr(block) => property("CIDR", &format!("192.0.{block}.0/24")),
        }
    }
}

/// Kilometres on the sphere, by the spherical law of cosines.
fn away(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (a, b) = (one.0.to_radians(), other.0.to_radians());
    let between = (one.1 - other.1).to_radians().cos();
    6371.0088 * (a.sin() * b.sin() + a.cos() * b.cos() * between).clamp(-1.0, 1.0).acos()
}

impl Point {
    /// When it is matched, if it is.
    fn matched(&self, media: &Document) -> Option<i64> {
        match self.when {
            When::Resident { effective } => Some(effective.or(media.effective).unwrap_or(i64::MIN)),
            When::Time { at, offset } => Some(at + offset),
            When::Signal { comes, .. } => comes,
            When::Both { comes, .. } => Some(comes),
        }
    }
}

/// What is in force.
struct Instance {
    policy: usize,
    priority: u64,
    until: i64,
}

impl Document {
    /// What a viewer is shown at a time.
    pub fn shown(&self, viewer: &Viewer, now: i64, unmatched: Unmatched) -> Shown {
        let open = self.effective.is_none_or(|from| from <= now)
            && self.expires.is_none_or(|until| now < until);
        if !open {
            return Shown::Nothing;
        }
        let mut happened: Vec<(i64, u64, usize)> = self
            .points
            .iter()
            .enumerate()
            .filter_map(|(index, point)| Some((point.matched(self)?, point.order, index)))
            .filter(|(time, _, _)| *time <= now)
            .collect();
        happened.sort_unstable();
        let mut force: Vec<Instance> = Vec::new();
        for (time, _, index) in happened {
            let point = &self.points[index];
            force.retain(|instance| !point.removes.contains(&instance.policy));
            for apply in &point.applies {
                let until = apply.duration.map_or(i64::MAX, |length| time.saturating_add(length));
                force.push(Instance { policy: apply.policy, priority: apply.priority, until });
            }
        }
        force.retain(|instance| now < instance.until);
        let matched: Vec<(u64, &Viewing)> = force
            .iter()
            .flat_map(|instance| {
                let viewing = self.policies[instance.policy].iter();
                viewing.map(move |viewing| (instance.priority, viewing))
            })
            .filter(|(_, viewing)| viewing.audience.holds(viewer, &self.audiences))
            .collect();
        let contents: Vec<&str> = highest(
            matched.iter().filter_map(|(priority, viewing)| Some((*priority, viewing.content?))),
        );
        let is_source = |content: &&str| Some(*content) == self.source;
        if contents.contains(&BLACKOUT) {
            return Shown::Nothing;
        }
        let slates: Vec<String> = contents
            .iter()
            .filter(|content| !is_source(content))
            .map(ToString::to_string)
            .collect();
        if !slates.is_empty() {
            return Shown::Slates(slates);
        }
        let given = match unmatched {
            Unmatched::Allow => true,
            Unmatched::Deny if self.names_itself() => contents.iter().any(is_source),
            Unmatched::Deny => !matched.is_empty(),
        };
        if !given {
            return Shown::Nothing;
        }
        let heights = highest(
            matched.iter().filter_map(|(priority, viewing)| Some((*priority, viewing.max_height?))),
        );
        let protected = matched.iter().any(|(_, viewing)| viewing.hdmi_blocked);
        Shown::Programme { max_height: heights.into_iter().min(), protected }
    }

    /// Whether a policy that is applied shows the programme by its name.
    fn names_itself(&self) -> bool {
        let applied = self.points.iter().flat_map(|point| &point.applies);
        applied
            .flat_map(|apply| &self.policies[apply.policy])
            .any(|viewing| viewing.content.is_some() && viewing.content == self.source)
    }

    pub fn text(&self) -> String {
        let mut out = String::from(
            "<Results xmlns=\"http://www.scte.org/schemas/224\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             xmlns:action=\"urn:scte:224:action\" xmlns:audience=\"urn:scte:224:audience\">\n",
        );
        let time = |name: &str, second: Option<i64>| {
            second.map_or(String::new(), |second| {
                let time = jiff::Timestamp::from_second(second).unwrap();
                format!(" {name}=\"{time}\"")
            })
        };
        writeln!(
            out,
            "<Media id=\"media\"{}{}{}>",
            self.source.map_or(String::new(), |source| format!(" source=\"{source}\"")),
            time("effective", self.effective),
            time("expires", self.expires),
        )
        .unwrap();
        for point in &self.points {
            let signal = "<MatchSignal><Assert>/SpliceInfoSection</Assert></MatchSignal>";
            let (attributes, signal) = match point.when {
                When::Resident { effective } => (time("effective", effective), ""),
                When::Time { at, offset: 0 } => (time("matchTime", Some(at)), ""),
                When::Time { at, offset } => {
                    (format!("{} matchOffset=\"PT{offset}S\"", time("matchTime", Some(at))), "")
                }
                When::Signal { effective, expires, .. } => {
                    (time("effective", Some(effective)) + &time("expires", Some(expires)), signal)
                }
                When::Both { effective, expires, at, .. } => (
                    time("effective", Some(effective))
                        + &time("expires", Some(expires))
                        + &time("matchTime", Some(at)),
                    signal,
                ),
            };
            write!(out, "  <MediaPoint order=\"{}\"{attributes}>", point.order).unwrap();
            for policy in &point.removes {
                write!(out, "<Remove><Policy xlink:href=\"p{policy}\"/></Remove>").unwrap();
            }
            for Apply { policy, duration, priority } in &point.applies {
                let duration =
                    duration.map_or(String::new(), |length| format!(" duration=\"PT{length}S\""));
                write!(
                    out,
                    "<Apply priority=\"{priority}\"{duration}><Policy xlink:href=\"p{policy}\"/></Apply>"
                )
                .unwrap();
            }
            writeln!(out, "{signal}</MediaPoint>").unwrap();
        }
        out.push_str("</Media>\n");
        for (index, policy) in self.policies.iter().enumerate() {
            write!(out, "<Policy id=\"p{index}\">").unwrap();
            for viewing in policy {
                out.push_str("\n  <ViewingPolicy>");
                element(&viewing.audience, &mut out);
                let mut action = |name: &str, value: &dyn std::fmt::Display| {
                    write!(out, "<action:{name}>{value}</action:{name}>").unwrap();
                };
                if let Some(content) = viewing.content {
                    action("Content", &content);
                }
                if let Some(height) = viewing.max_height {
                    action("MaxResolution", &height);
                }
                if viewing.hdmi_blocked {
                    action("HDMIBlocked", &true);
                }
                out.push_str("</ViewingPolicy>");
            }
            out.push_str("</Policy>\n");
        }
        for (index, audience) in self.audiences.iter().enumerate() {
            let mut written = String::new();
            element(audience, &mut written);
            // The outermost element is the named one.
            out.push_str(&written.replacen("<Audience", &format!("<Audience id=\"a{index}\""), 1));
            out.push('\n');
        }
        out.push_str("</Results>\n");
        out
    }
}

/// An audience as an element: a property alone stands in one.
fn element(audience: &Audience, out: &mut String) {
    match audience {
        Audience::Group(..) => audience.write(out),
        _ => Audience::Group(Match::All, vec![audience.clone()]).write(out),
    }
}

/// What the highest priority says.
fn highest<T>(said: impl Iterator<Item = (u64, T)>) -> Vec<T> {
    let mut highest = Vec::new();
    let mut most = 0;
    for (priority, value) in said {
        if priority > most {
            highest.clear();
            most = priority;
        }
        if priority == most {
            highest.push(value);
        }
    }
    highest
}

//! Whom an audience holds: `urn:scte:224:audience`.

use super::action::shown;
use crate::xml::{Element, Space};

/// A property that some viewers have.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// `All`: everybody.
    All,
    /// `ISO3166` of two letters: in a country, ISO 3166-1 alpha-2 in upper case.
    Country(String),
    /// `State`, or `ISO3166` of a subdivision: ISO 3166-2, e.g. `US-CO`.
    Subdivision(String),
    /// `Zip`: five digits, in the United States or its territories.
    Zip(String),
    /// `PostalCode`: as the country writes it, upper case. The country is not said.
    PostalCode(String),
    /// `DMA`: a Nielsen market.
    Dma(u16),
    /// `LatLongRadius`, `LatLongBox` or `LatLongPolygon`.
    Area(Area),
    /// `Device`.
    Device(Device),
    /// `Authenticated`.
    Authenticated(bool),
    /// One that nothing is known of at the edge.
    Unknown {
        /// Its element.
        name: String,
        /// Why nothing is known.
        why: &'static str,
    },
    /// It has a value that is none.
    Malformed {
        /// Its element.
        name: String,
        /// What it should hold.
        form: &'static str,
        /// What it holds.
        found: String,
    },
}

/// A part of the globe.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Around a point.
    Circle {
        /// Its middle.
        centre: Point,
        /// In metres.
        radius: f64,
    },
    /// The smallest box around two points, north and east lines being its sides.
    Box(Point, Point),
    /// Within a line from point to point and back to the first.
    Polygon(Vec<Point>),
}

/// A point on the globe, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees, -90 to 90, north is positive.
    pub latitude: f64,
    /// Degrees, -180 to 180, east is positive.
    pub longitude: f64,
}

/// Kinds of device of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// `PHONE`
    Phone,
    /// `TABLET`
    Tablet,
    /// `COMPUTER`
    Computer,
    /// `WATCH`
    Watch,
    /// `GAMECONSOLE`
    Console,
    /// `SMARTTV`
    SmartTv,
    /// `MEDIAPLAYER`: a set-top box or a streaming stick.
    MediaPlayer,
}

/// Reads a property.
pub(super) fn read(element: &Element<'_>) -> Property {
    let name = || shown(element.name);
    let unknown = |why| Property::Unknown { name: name(), why };
    let text = element.text.as_str();
    let malformed = |form| Property::Malformed { name: name(), form, found: shown(text) };
    if element.space != Space::Audience {
        return unknown("it is not of the standard");
    }
    let or = |read: Option<Property>, form| read.unwrap_or_else(|| malformed(form));
    match element.name {
        "All" => Property::All,
        "ISO3166" => or(iso_3166(text), "a code of ISO 3166-1 or ISO 3166-2"),
        "State" => or(state(text), "the two letters of a state"),
        "Zip" => or(zip(text), "five digits"),
        "PostalCode" => or(postal_code(text), "letters and digits"),
        "DMA" => or(text.parse().ok().map(Property::Dma), "the number of a market"),
        "LatLongRadius" => or(circle(text), "latitude, longitude and metres"),
        "LatLongBox" => or(corners(text), "two latitudes and longitudes"),
        "LatLongPolygon" => or(polygon(text), "three or more latitudes and longitudes"),
        "Device" => match device(text) {
            Some(device) => Property::Device(device),
            None => unknown("the node tells no such device apart"),
        },
        "Authenticated" => match text {
            "true" | "1" => Property::Authenticated(true),
            "false" | "0" => Property::Authenticated(false),
            _ => malformed("true or false"),
        },
        "CIDR" | "CIDR_IPV6" => unknown("functions do not see addresses"),
        "HomeZip" | "HomePostalCode" => unknown("tokens carry a home country, no postal code"),
        "FIPS" => unknown("place databases have no counties"),
        "OS" | "DeviceFeature" | "PlayerFeature" => unknown("functions see the kind of device"),
        "Measured" | "ViewTime" | "DrmProperty" | "Default" | "DAIManager" => {
            unknown("it is not known at the edge")
        }
        "Distributor" | "Network" | "Vird" => unknown("it is about the distributor's network"),
        _ => unknown("it is not of the schemas of 2018 to 2021"),
    }
}

fn letters(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn iso_3166(text: &str) -> Option<Property> {
    let code = text.to_ascii_uppercase();
    match code.split_once('-') {
        None => letters(&code).then_some(Property::Country(code)),
        Some((country, rest)) => {
            let known = letters(country)
                && (1..=3).contains(&rest.len())
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
            known.then_some(Property::Subdivision(code))
        }
    }
}

/// Islands that the United States Postal Service lists among its states and ISO
/// 3166-1 among countries; place databases use the latter.
const ISLANDS: [&str; 8] = ["AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"];

fn state(text: &str) -> Option<Property> {
    let code = text.to_ascii_uppercase();
    if !letters(&code) {
        return None;
    }
    Some(if ISLANDS.contains(&code.as_str()) {
        Property::Country(code)
    } else {
        Property::Subdivision(format!("US-{code}"))
    })
}

fn zip(text: &str) -> Option<Property> {
    let digits = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Property::Zip(text.to_owned()))
}

fn postal_code(text: &str) -> Option<Property> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-');
    let known = (2..=10).contains(&text.len()) && text.bytes().all(allowed);
    known.then(|| Property::PostalCode(text.to_ascii_uppercase()))
}

fn device(text: &str) -> Option<Device> {
    Some(match text {
        "PHONE" => Device::Phone,
        "TABLET" => Device::Tablet,
        "COMPUTER" => Device::Computer,
        "WATCH" => Device::Watch,
        "GAMECONSOLE" => Device::Console,
        "SMARTTV" => Device::SmartTv,
        "MEDIAPLAYER" => Device::MediaPlayer,
        _ => return None,
    })
}

fn circle(text: &str) -> Option<Property> {
    let [latitude, longitude, radius] = numbers(text)?.try_into().ok()?;
    let centre = point(latitude, longitude)?;
    (radius >= 0.0).then_some(Property::Area(Area::Circle { centre, radius }))
}

fn corners(text: &str) -> Option<Property> {
    let [first, second] = points(text)?.try_into().ok()?;
    Some(Property::Area(Area::Box(first, second)))
}

fn polygon(text: &str) -> Option<Property> {
    let points = points(text)?;
    (points.len() >= 3).then_some(Property::Area(Area::Polygon(points)))
}

fn points(text: &str) -> Option<Vec<Point>> {
    let numbers = numbers(text)?;
    let (pairs, []) = numbers.as_chunks::<2>() else { return None };
    pairs.iter().map(|[latitude, longitude]| point(*latitude, *longitude)).collect()
}

fn point(latitude: f64, longitude: f64) -> Option<Point> {
    let known = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    known.then_some(Point { latitude, longitude })
}

/// Numbers with white space between them, or commas, which some write.
fn numbers(text: &str) -> Option<Vec<f64>> {
    let words = text.split(|char: char| char.is_ascii_whitespace() || char == ',');
    words
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().ok().filter(|number: &f64| number.is_finite()))
        .collect()
}

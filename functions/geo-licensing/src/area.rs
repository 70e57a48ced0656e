//! Parts of the world smaller than countries.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::types::Location;

use crate::bytes::{Bytes, NONE, Ref, push_record};
use crate::circle::within;
use crate::postal::Codes;
use crate::sorted::Sorted;
use crate::territory::{Match, Places};
use crate::viewer::Spot;

/// The union of places, postal codes, market areas and circles.
#[derive(Clone, Copy, Debug)]
pub struct Area<'i> {
    places: Bytes<'i>,
    /// Country and codes, in turn.
    postal_codes: Bytes<'i>,
    metros: Bytes<'i>,
    circles: Bytes<'i>,
}

/// What an area's records are made of.
#[derive(Debug, Default)]
pub struct Parts {
    pub places: Vec<Place>,
    /// By country, as [`crate::postal::parse`] packs them.
    pub postal_codes: Vec<(Place, Vec<u64>)>,
    pub metros: Vec<u16>,
    pub circles: Vec<Circle>,
}

/// All within a distance of a point.
#[derive(Clone, Copy, Debug)]
pub struct Circle {
    /// Millionths of a degree.
    pub latitude: i32,
    pub longitude: i32,
    pub kilometres: u32,
    /// Where it lies; [`NONE`]: anywhere.
    pub places: Ref,
}

/// How a viewer counts whose location is not exact enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// As within, if they may be.
    Within,
    /// As without, if they may be.
    Without,
}

impl Parts {
    pub fn write(self) -> Vec<u8> {
        let mut record = Vec::new();
        push_record(&mut record, &Places::write(&self.places));
        let mut part = Vec::new();
        for (country, codes) in self.postal_codes {
            part.extend_from_slice(&country.bits().to_le_bytes());
            push_record(&mut part, &Sorted::write(codes.into_iter()));
        }
        push_record(&mut record, &part);
        push_record(&mut record, &Sorted::write(self.metros.into_iter().map(u64::from)));
        part.clear();
        for circle in self.circles {
            part.extend_from_slice(&circle.latitude.to_le_bytes());
            part.extend_from_slice(&circle.longitude.to_le_bytes());
            part.extend_from_slice(&circle.kilometres.to_le_bytes());
            part.extend_from_slice(&circle.places.to_le_bytes());
        }
        push_record(&mut record, &part);
        record
    }
}

impl<'i> Area<'i> {
    /// Reads what [`Parts::write`] wrote.
    pub fn read(mut record: Bytes<'i>) -> Self {
        Self {
            places: record.next_record(),
            postal_codes: record.next_record(),
            metros: record.next_record(),
            circles: record.next_record(),
        }
    }

    /// Whether a viewer is in the area: in any part of it.
    pub fn of(&self, shared: Bytes<'_>, spot: Spot<'_>, doubt: Doubt) -> Match {
        let mut best = Match::Out;
        if !self.places.0.is_empty() {
            best = best.max(Places::read(self.places).of(spot.place));
        }
        let country = spot.place.map(Place::country);
        let mut codes = self.postal_codes;
        while !codes.0.is_empty() {
            let of = Place::from_bits(codes.next_u64());
            let codes = Codes::read(codes.next_record());
            best = best.max(match country {
                Some(country) if country == of => codes.of(spot.postal_code),
                Some(_) => Match::Out,
                None => Match::Unknown,
            });
        }
        if !self.metros.0.is_empty() {
            best = best.max(metro(Sorted::read(self.metros), country, spot.metro));
        }
        let mut circles = self.circles;
        while !circles.0.is_empty() {
            let circle = Circle {
                latitude: circles.next_u32().cast_signed(),
                longitude: circles.next_u32().cast_signed(),
                kilometres: circles.next_u32(),
                places: circles.next_u32(),
            };
            best = best.max(circle.of(shared, spot, doubt));
        }
        best
    }
}

/// Market areas are the United States' alone.
fn metro(metros: Sorted<'_>, country: Option<Place>, metro: Option<u16>) -> Match {
    match metro {
        Some(metro) => Match::from(metros.has(metro.into())),
        None if country.is_none_or(|country| Some(country) == Place::parse("US")) => Match::Unknown,
        None => Match::Out,
    }
}

impl Circle {
    fn of(self, shared: Bytes<'_>, spot: Spot<'_>, doubt: Doubt) -> Match {
        let elsewhere = self.places != NONE
            && Places::read(shared.record(self.places)).of(spot.place) == Match::Out;
        if elsewhere {
            return Match::Out;
        }
        let Some(location) = spot.location else { return Match::Unknown };
        let Location { accuracy, .. } = location;
        let radius = match doubt {
            Doubt::Within => f64::from(self.kilometres) + f64::from(accuracy),
            Doubt::Without => f64::from(self.kilometres) - f64::from(accuracy),
        };
        Match::from(within(location, self.latitude, self.longitude, radius))
    }
}

//! Blackouts, checked and written.

use serde::de::Error;
use tidegate_sdk::config::place::Place;
use tidegate_sdk::config::{Decimal, Fault};

use super::build::Builder;
use super::check::{NAME, devices, is_name, quoted, some};
use super::raw;
use super::stored::TooLarge;
use super::words::Unknown;
use crate::area::{Circle, Parts};
use crate::blackout::Blackout;
use crate::bytes::Ref;
use crate::circle::LARGEST;
use crate::holder::Concern;
use crate::postal;
use crate::span::Span;
use crate::window::Windows;

impl Builder {
    /// Stores a blackout, the document's `number`th from 0.
    pub fn blackout(&mut self, raw: &raw::Blackout<'_>, number: u32) -> Result<(), Fault> {
        let raw::Blackout { id, assets, collections, slate, unknown, .. } = raw;
        if assets.is_empty() && collections.is_empty() {
            return Err(Fault::refuse("no asset", "`assets`, `collections` or both"));
        }
        let id = id.as_deref().ok_or_else(|| Fault::missing_field("id"))?;
        self.rule_id(id)?;
        let slate = slate.as_deref();
        if let Some(slate) = slate.filter(|slate| !is_name(slate, 64)) {
            return Err(Fault::refuse(quoted(slate), NAME).under("slate"));
        }
        self.note_windows(raw.windows.as_deref()).map_err(|fault| fault.under("windows"))?;
        let blackout = Blackout {
            id,
            slate: slate.unwrap_or_default(),
            windows: Windows::read(Default::default()),
            area: self.area(raw.area.as_ref()).map_err(|fault| fault.under("area"))?,
            except: self.area(raw.except.as_ref()).map_err(|fault| fault.under("except"))?,
            devices: devices(raw.devices.as_deref()).map_err(|fault| fault.under("devices"))?,
            unknown_is_outside: *unknown == Some(Unknown::Outside),
        };
        let start = self.far.len();
        blackout.write(&self.windows, &mut self.far);
        let span = Span::since(start, &self.far).ok_or(TooLarge)?;
        let (from, until) = Windows::read(crate::bytes::Bytes(&self.windows)).extent();
        let concern = Concern { number, from, until, span };
        for (is_asset, ids) in [(true, assets), (false, collections)] {
            for (place, id) in ids.iter().enumerate() {
                self.concerned.name(is_asset, id, place, concern)?;
            }
        }
        Ok(())
    }

    /// Stores an area, unless it stands already.
    fn area(&mut self, raw: Option<&raw::Area<'_>>) -> Result<Span, Fault> {
        let Some(raw) = raw else { return Ok(Span::default()) };
        let parts = self.parts_of(raw)?;
        let record = parts.write();
        let (at, new) = self.areas.add(&record)?;
        if !new {
            let known = self.area_spans.binary_search_by_key(&at, |(known, _)| *known).ok();
            let known = known.and_then(|known| self.area_spans.get(known));
            return Ok(known.map(|(_, span)| *span).unwrap_or_default());
        }
        let start = self.far.len();
        self.far.extend_from_slice(&record);
        let span = Span::since(start, &self.far).ok_or(TooLarge)?;
        self.area_spans.push((at, span));
        Ok(span)
    }

    fn parts_of(&mut self, raw: &raw::Area<'_>) -> Result<Parts, Fault> {
        let mut parts = Parts::default();
        if let Some(codes) = &raw.places {
            parts.places = self.groups.places(codes).map_err(|fault| fault.under("places"))?;
        }
        for (country, codes) in raw.postal_codes.iter().flat_map(|lists| &lists.0) {
            let under = |fault: Fault| fault.under(country).under("postal-codes");
            let place = Place::parse(country).filter(|place| place.is_country());
            let place = place.ok_or_else(|| {
                under(Fault::refuse(quoted(country), "an ISO 3166-1 alpha-2 country"))
            })?;
            let mut packed = Vec::with_capacity(codes.len());
            for (index, code) in some(codes, "postal code").map_err(under)?.iter().enumerate() {
                packed.push(postal::parse(code).ok_or_else(|| {
                    under(Fault::refuse(quoted(code), postal::ACCEPTED).at(index))
                })?);
            }
            parts.postal_codes.push((place, packed));
        }
        parts.metros.extend(raw.metros.iter().flatten());
        for (index, circle) in raw.around.iter().flatten().enumerate() {
            let circle = self.circle(circle).map_err(|fault| fault.at(index).under("around"))?;
            parts.circles.push(circle);
        }
        let Parts { places, postal_codes, metros, circles } = &parts;
        if places.is_empty() && postal_codes.is_empty() && metros.is_empty() && circles.is_empty() {
            let accepted = "a place, postal code, metro or circle, or no such key";
            return Err(Fault::refuse("an area without parts", accepted));
        }
        Ok(parts)
    }

    fn circle(&mut self, raw: &raw::Circle<'_>) -> Result<Circle, Fault> {
        let kilometres = raw.kilometres.ok_or_else(|| Fault::missing_field("kilometres"))?;
        if !(1..=LARGEST).contains(&kilometres) {
            let fault = Fault::refuse(kilometres, "1 to 20037 kilometres");
            return Err(fault.under("kilometres"));
        }
        let places: Result<Ref, Fault> = self.places(raw.places.as_deref());
        Ok(Circle {
            latitude: millionths("latitude", raw.latitude, 90, "-90 to 90 degrees")?,
            longitude: millionths("longitude", raw.longitude, 180, "-180 to 180 degrees")?,
            kilometres,
            places: places.map_err(|fault| fault.under("places"))?,
        })
    }
}

fn millionths(
    key: &'static str,
    degrees: Option<Decimal<'_>>,
    most: i64,
    accepted: &str,
) -> Result<i32, Fault> {
    let degrees = degrees.ok_or_else(|| Fault::missing_field(key))?;
    let within = |millionths: &i64| millionths.abs() <= most * 1_000_000;
    let millionths = degrees.millionths().filter(within).and_then(|it| i32::try_from(it).ok());
    millionths.ok_or_else(|| Fault::refuse("another number", accepted).under(key))
}

//! Regions as areas of blackouts.
//!
//! An area is a union: a viewer is inside by any of the things it names. What it
//! cannot say is left out on the side that blacks more out: the area of a blackout is
//! never smaller than the region, what is excepted from one never larger.

use std::collections::BTreeSet;

use super::iso;
use crate::audience::places::Lists;
use crate::audience::{Circle, Local, Places, Region};
use crate::catalogue::{Area, Around};
use crate::report::Notes;

/// Half of the equator in kilometres, the most of a circle's radius.
const HALF: f64 = 20_037.0;

/// An area, and what is excepted from it; without an area, everywhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Inside any of these.
    pub area: Option<Area>,
    /// But not here.
    pub except: Area,
}

/// All who are in a region, and as few others as can be said.
pub fn covering(region: &Region, at: usize, notes: &mut Notes) -> Vec<Shape> {
    let except = inner(&region.outside, &Places::everywhere());
    let Some((local, more)) = region.inside.split_first() else {
        let lists = region.places.lists().into_iter();
        return lists
            .map(|Lists { inside, outside }| {
                let mut except = except.clone();
                except.places.extend(outside);
                let area = inside.map(|places| Area { places, ..Area::default() });
                Shape { area, except }
            })
            .collect();
    };
    if !more.is_empty() {
        let says = "an area cannot be where several kinds of place meet: one of them alone counts";
        notes.stricter(at, says);
    }
    let (area, exact) = outer(local, &region.places);
    if !exact {
        let says = "an area cannot be where a subdivision meets postal codes, markets or circles: \
                    the subdivision does not count";
        notes.stricter(at, says);
    }
    if area.is_empty() { Vec::new() } else { vec![Shape { area: Some(area), except }] }
}

/// An area in which nobody is who is not in a region. `None`: there is none.
pub fn within(region: &Region) -> Option<Area> {
    if !region.outside.is_empty() {
        return None;
    }
    match region.inside.as_slice() {
        [] => match region.places.lists().as_slice() {
            [Lists { inside: Some(places), outside }] if outside.is_empty() => {
                Some(Area { places: places.clone(), ..Area::default() })
            }
            _ => None,
        },
        [local] => Some(inner(local, &region.places)).filter(|area| !area.is_empty()),
        _ => None,
    }
}

/// All that is local and in some places, and whether nothing else is.
pub fn outer(local: &Local, places: &Places) -> (Area, bool) {
    let mut exact = true;
    let mut area = Area::default();
    let mut postal = |country: &str, codes: &BTreeSet<String>| {
        if !places.touches(country) {
            return;
        }
        exact &= places.holds(country);
        let codes = codes.iter().map(|code| outward(country, code));
        area.postal_codes.entry(country.to_owned()).or_default().extend(codes);
    };
    each_country(local, &mut postal);
    for codes in area.postal_codes.values_mut() {
        codes.sort_unstable();
        codes.dedup();
    }
    if places.touches("US") && !local.metros.is_empty() {
        exact &= places.holds("US");
        area.metros.extend(&local.metros);
    }
    let (within, whole) = circle_places(places);
    for circle in &local.around {
        exact &= whole;
        // To whole kilometres, outwards: nobody within half a world is left out.
        let kilometres = (circle.metres / 1000.0).ceil().clamp(1.0, HALF);
        area.around.push(around(circle, kilometres, &within));
    }
    (area, exact)
}

/// Only what is local and in some places for certain.
fn inner(local: &Local, places: &Places) -> Area {
    let mut area = Area::default();
    each_country(local, &mut |country: &str, codes: &BTreeSet<String>| {
        if places.holds(country) {
            let known = area.postal_codes.entry(country.to_owned()).or_default();
            known.extend(codes.iter().cloned());
        }
    });
    if places.holds("US") {
        area.metros.extend(&local.metros);
    }
    if places.is_everywhere() {
        let kilometres = |circle: &Circle| (circle.metres / 1000.0).floor().min(HALF);
        let known = local.around.iter().filter(|circle| kilometres(circle) >= 1.0);
        area.around = known.map(|circle| around(circle, kilometres(circle), &[])).collect();
    }
    area
}

/// Postal codes by country; those of a country that is not said, for every country.
fn each_country(local: &Local, take: &mut dyn FnMut(&str, &BTreeSet<String>)) {
    for (country, codes) in &local.postal {
        match country {
            Some(country) => take(country, codes),
            None => iso::countries().for_each(|country| take(country, codes)),
        }
    }
}

/// A postal code, as far as place databases have it: of Canada and the United
/// Kingdom they give the outward part alone (MaxMind, GeoIP2 postal codes).
fn outward(country: &str, code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let length = match country {
        "CA" => 3,
        // All but the inward part, which has three characters.
        "GB" if plain.len() > 4 => plain.len() - 3,
        _ => return code.to_owned(),
    };
    match plain.get(..length) {
        Some(part) if plain.len() > length => format!("{part}*"),
        _ => code.to_owned(),
    }
}

/// Where circles lie, and whether that is all of the places.
fn circle_places(places: &Places) -> (Vec<String>, bool) {
    match places.lists().as_slice() {
        [Lists { inside: Some(inside), outside }] => (inside.clone(), outside.is_empty()),
        _ => (Vec::new(), places.is_everywhere()),
    }
}

fn around(circle: &Circle, kilometres: f64, places: &[String]) -> Around {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let kilometres = kilometres as u32;
    let Circle { latitude, longitude, .. } = *circle;
    Around { latitude, longitude, kilometres, places: places.to_vec() }
}

/// Countries in which something local can be. `None`: in any.
pub fn countries(local: &Local) -> Option<Places> {
    if !local.around.is_empty() {
        return None;
    }
    let mut places = Places::nowhere();
    for country in local.postal.keys() {
        places = places.or(&Places::country(country.as_deref()?));
    }
    if !local.metros.is_empty() {
        places = places.or(&Places::country("US"));
    }
    Some(places)
}

/// How many things the areas of a map of codes name.
#[must_use]
pub fn size(area: &Area) -> usize {
    let codes: usize = area.postal_codes.values().map(Vec::len).sum();
    area.places.len() + codes + area.metros.len() + area.around.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn codes(country: &str, codes: &[&str]) -> BTreeMap<String, Vec<String>> {
        BTreeMap::from([(country.to_owned(), codes.iter().map(ToString::to_string).collect())])
    }

    #[test]
    fn postal_codes_are_as_long_as_databases_have_them() {
        for (country, code, expected) in [
            ("CA", "M5V 1J1", "M5V*"),
            ("CA", "M5V", "M5V"),
            ("GB", "SW1A 1AA", "SW1A*"),
            ("GB", "SW1A", "SW1A"),
            ("GB", "M1 1AE", "M1*"),
            ("US", "80202", "80202"),
            ("NL", "1012 AB", "1012 AB"),
        ] {
            assert_eq!(outward(country, code), expected);
        }
    }

    #[test]
    fn codes_of_no_country_are_those_of_the_places() {
        let local = Local::postal_code("2020");
        let (area, exact) = outer(&local, &Places::country("NO"));
        assert_eq!((area.postal_codes, exact), (codes("NO", &["2020"]), true));
        let (area, _) = outer(&local, &Places::everywhere());
        assert_eq!(area.postal_codes.len(), 250);
    }

    #[test]
    fn circles_grow_outside_and_shrink_inside() {
        let circle = Circle { latitude: 1.0, longitude: 2.0, metres: 1500.0 };
        let local = Local::circle(circle);
        let (area, exact) = outer(&local, &Places::everywhere());
        assert_eq!((area.around[0].kilometres, exact), (2, true));
        assert_eq!(inner(&local, &Places::everywhere()).around[0].kilometres, 1);
        let small = Local::circle(Circle { metres: 900.0, ..circle });
        assert!(inner(&small, &Places::everywhere()).is_empty());
        let (area, exact) = outer(&local, &Places::country("FR"));
        assert_eq!((area.around[0].places.join(" "), exact), ("FR".to_owned(), true));
    }

    #[test]
    fn a_subdivision_does_not_meet_a_market() {
        let (area, exact) = outer(&Local::metro(751), &Places::subdivision("US-CO"));
        assert_eq!((area.metros, exact), (vec![751], false));
        assert!(outer(&Local::metro(751), &Places::country("FR")).0.is_empty());
        assert!(inner(&Local::metro(751), &Places::subdivision("US-CO")).is_empty());
    }
}

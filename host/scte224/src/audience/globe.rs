//! Circles around areas.

use super::Circle;
use crate::document::property::{Area, Point};

/// The mean radius of the Earth in metres (IUGG), and what a sphere may be off by.
const RADIUS: f64 = 6_371_009.0;
const MARGIN: f64 = 1.005;

/// The smallest circle that is easily said to hold an area, and whether it is that
/// area. `None`: half of the globe or more.
///
/// Around a box, no point is farther from the middle of its longitudes than a corner
/// is: at one latitude the distance grows with the difference of longitudes. A
/// polygon's sides stay within, whether they are straight on a map, as within its
/// box, or on the globe, as circles of less than a hemisphere are convex.
pub(super) fn around(area: &Area) -> Option<(Circle, bool)> {
    let points = match area {
        Area::Circle { centre, radius } => {
            let Point { latitude, longitude } = *centre;
            return Some((Circle { latitude, longitude, metres: *radius }, true));
        }
        // Lower left and upper right: east of the former, unless across 180°.
        Area::Box(one, other) if other.longitude - one.longitude >= 180.0 => return None,
        Area::Box(one, other) => vec![*one, *other],
        Area::Polygon(points) => points.clone(),
    };
    let (mut south, mut north) = (f64::MAX, f64::MIN);
    let (mut west, mut east) = (f64::MAX, f64::MIN);
    let mut last: Option<f64> = None;
    for Point { latitude, longitude } in points {
        // The short way round from the point before: an area may lie across 180°.
        let longitude = last.map_or(longitude, |last| last + wrapped(longitude - last));
        last = Some(longitude);
        (south, north) = (south.min(latitude), north.max(latitude));
        (west, east) = (west.min(longitude), east.max(longitude));
    }
    if east - west >= 180.0 {
        return None;
    }
    let middle = Point { latitude: (south + north) / 2.0, longitude: (west + east) / 2.0 };
    let corner = |latitude| distance(middle, Point { latitude, longitude: east });
    let metres = corner(south).max(corner(north)) * MARGIN;
    let longitude = wrapped(middle.longitude);
    let quarter = RADIUS * std::f64::consts::FRAC_PI_2;
    (metres < quarter).then_some((Circle { latitude: middle.latitude, longitude, metres }, false))
}

/// Degrees from -180 to 180.
fn wrapped(degrees: f64) -> f64 {
    (degrees + 180.0).rem_euclid(360.0) - 180.0
}

/// Metres between two points on a sphere, by the haversine formula.
fn distance(one: Point, other: Point) -> f64 {
    let (a, b) = (one.latitude.to_radians(), other.latitude.to_radians());
    let latitudes = ((b - a) / 2.0).sin().powi(2);
    let longitudes = ((other.longitude - one.longitude).to_radians() / 2.0).sin().powi(2);
    2.0 * RADIUS * (latitudes + a.cos() * b.cos() * longitudes).sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(latitude: f64, longitude: f64) -> Point {
        Point { latitude, longitude }
    }

    #[test]
    fn circles_are_themselves() {
        let area = Area::Circle { centre: point(39.77, -104.98), radius: 10_000.0 };
        let (circle, exact) = around(&area).unwrap();
        assert_eq!((circle.latitude, circle.metres, exact), (39.77, 10_000.0, true));
    }

    #[test]
    fn distances_are_those_of_an_almanac() {
        // Paris to New York, 5,837 km on a sphere.
        let metres = distance(point(48.8566, 2.3522), point(40.7128, -74.006));
        assert!((metres - 5_837_000.0).abs() < 2_000.0, "{metres}");
    }

    #[test]
    fn areas_may_lie_across_the_date_line() {
        let area = Area::Box(point(-18.0, 177.0), point(-16.0, -179.0));
        let (circle, _) = around(&area).unwrap();
        assert_eq!((circle.latitude, circle.longitude), (-17.0, 179.0));
        assert!(circle.metres < 300_000.0);
        assert_eq!(around(&Area::Box(point(-80.0, -90.0), point(80.0, 89.0))), None);
        assert_eq!(around(&Area::Box(point(0.0, -170.0), point(1.0, 170.0))), None);
    }

    proptest! {
        #[test]
        fn every_point_of_a_box_is_within(
            south in -85.0..80.0_f64, height in 0.0..40.0_f64,
            west in -180.0..180.0_f64, width in 0.0..100.0_f64,
            up in 0.0..1.0_f64, right in 0.0..1.0_f64,
        ) {
            let north = (south + height).min(89.0);
            let area = Area::Box(point(south, west), point(north, wrapped(west + width)));
            if let Some((circle, _)) = around(&area) {
                let inside = point(south + (north - south) * up, wrapped(west + width * right));
                let away = distance(point(circle.latitude, circle.longitude), inside);
                prop_assert!(away <= circle.metres + 1.0, "{away} {circle:?}");
            }
        }
    }
}

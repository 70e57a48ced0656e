//! Distances on the globe.

use core::f64::consts::{FRAC_PI_2, PI};

use tidegate_sdk::types::Location;

/// The mean radius of the Earth in kilometres (IUGG, R1). Distances on the sphere are
/// within 0.6 % of those on the ellipsoid.
const EARTH: f64 = 6371.0088;

/// The longest radius, half the equator: everything is nearer.
pub const LARGEST: u32 = 20_037;

/// A point on the unit sphere.
fn point(latitude: i32, longitude: i32) -> [f64; 3] {
    let radians = |millionths: i32| (f64::from(millionths) / 1e6).to_radians();
    let (latitude, longitude) = (radians(latitude), radians(longitude));
    [cosine(latitude) * cosine(longitude), cosine(latitude) * sine(longitude), sine(latitude)]
}

/// The sine of an angle within a turn either way, by its Taylor series around the nearest
/// multiple of a half turn: the first term left out is below 1e-15. The library's is
/// for angles of any size, and takes 8 KB of the component.
fn sine(angle: f64) -> f64 {
    let halves = (angle / PI).round();
    let rest = angle - halves * PI;
    let square = rest * rest;
    let mut sum = 0.0;
    for step in (1..=10).rev() {
        let step = f64::from(2 * step);
        sum = -square / (step * (step + 1.0)) * (1.0 + sum);
    }
    let sine = rest * (1.0 + sum);
    if halves % 2.0 == 0.0 { sine } else { -sine }
}

fn cosine(angle: f64) -> f64 {
    sine(angle + FRAC_PI_2)
}

/// Whether two points are at most so many kilometres apart along the great circle.
///
/// Chords are compared, not arcs: near the same point and near its antipode, where the
/// usual formulas lose digits, this one does not.
pub fn within(location: Location, latitude: i32, longitude: i32, kilometres: f64) -> bool {
    let half_angle = kilometres / (2.0 * EARTH);
    if half_angle < 0.0 {
        return false;
    }
    if half_angle >= FRAC_PI_2 {
        return true;
    }
    let [x, y, z] = point(location.latitude, location.longitude);
    let [u, v, w] = point(latitude, longitude);
    let (x, y, z) = (x - u, y - v, z - w);
    let chord = 2.0 * sine(half_angle);
    x * x + y * y + z * z <= chord * chord
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(latitude: i32, longitude: i32) -> Location {
        Location { latitude, longitude, accuracy: 0 }
    }

    /// Distances by the Vincenty formula on the ellipsoid (WGS 84, GeographicLib), so
    /// the sphere's may differ by 0.6 %.
    #[test]
    fn agrees_with_geodesy() {
        for (from, to, kilometres) in [
            // Paris to London, New York to Los Angeles, Sydney to Santiago.
            ((48_856_600, 2_352_200), (51_507_400, -127_800), 343.92),
            ((40_712_800, -74_006_000), (34_052_200, -118_243_700), 3944.42),
            ((-33_868_800, 151_209_300), (-33_448_900, -70_669_300), 11_339.6),
            // Across the antimeridian: one degree on the equator.
            ((0, 179_500_000), (0, -179_500_000), 111.32),
            // Pole to pole.
            ((90_000_000, 0), (-90_000_000, 77_000_000), 20_003.93),
        ] {
            let is_within =
                |share: f64| within(location(from.0, from.1), to.0, to.1, kilometres * share);
            assert!(is_within(1.006), "{from:?} {to:?}");
            assert!(!is_within(0.994), "{from:?} {to:?}");
        }
    }

    #[test]
    fn sines_are_those_of_the_library() {
        for step in -3600..=3600 {
            let angle = f64::from(step) / 3600.0 * 2.0 * PI;
            assert!((sine(angle) - angle.sin()).abs() < 1e-14, "{angle}");
            assert!((cosine(angle) - angle.cos()).abs() < 1e-14, "{angle}");
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        let here = location(10, 10);
        assert!(within(here, 10, 10, 0.0));
        assert!(!within(here, 10, 11, 0.0));
        assert!(!within(here, 10, 10, -1.0));
        assert!(within(here, -10, -179_999_990, f64::from(LARGEST)));
    }
}

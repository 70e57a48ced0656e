//! Distances on the globe.

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
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
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
    if half_angle >= core::f64::consts::FRAC_PI_2 {
        return true;
    }
    let [x, y, z] = point(location.latitude, location.longitude);
    let [u, v, w] = point(latitude, longitude);
    let (x, y, z) = (x - u, y - v, z - w);
    let chord = 2.0 * half_angle.sin();
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
    fn the_ends_of_the_range() {
        let here = location(10, 10);
        assert!(within(here, 10, 10, 0.0));
        assert!(!within(here, 10, 11, 0.0));
        assert!(!within(here, 10, 10, -1.0));
        assert!(within(here, -10, -179_999_990, f64::from(LARGEST)));
    }
}

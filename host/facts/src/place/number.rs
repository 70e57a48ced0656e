//! Numbers as databases write them.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// A whole number of any width or, in IPinfo's databases, a text: `AS` and the number of an
/// autonomous system.
#[derive(Clone, Copy)]
pub(super) struct Whole(Option<u32>);

impl Whole {
    /// The number. `None` if it is 0, which databases write for what they do not know, or
    /// does not fit.
    pub(super) fn above_zero<T: TryFrom<u32>>(self) -> Option<T> {
        self.0.filter(|number| *number > 0)?.try_into().ok()
    }
}

/// A latitude or a longitude: a number or, in IPinfo's databases, a text.
#[derive(Clone, Copy)]
pub(super) struct Degrees(Option<f64>);

impl Degrees {
    /// Millionths of a degree. `None` for what is further than `most` degrees from 0, and
    /// for what is no number.
    pub(super) fn millionths(self, most: u8) -> Option<i32> {
        let degrees = self.0.filter(|degrees| degrees.abs() <= f64::from(most))?;
        // At most 180 million: it fits.
        Some((degrees * 1e6).round() as i32)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;

        impl Visitor<'_> for Shape {
            type Value = Whole;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a whole number")
            }

            fn visit_u16<E: Error>(self, number: u16) -> Result<Whole, E> {
                Ok(Whole(Some(number.into())))
            }

            fn visit_u32<E: Error>(self, number: u32) -> Result<Whole, E> {
                Ok(Whole(Some(number)))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
                Ok(Whole(number.try_into().ok()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Whole, E> {
                Ok(Whole(text.strip_prefix("AS").unwrap_or(text).parse().ok()))
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

impl<'de> Deserialize<'de> for Degrees {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;

        impl Visitor<'_> for Shape {
            type Value = Degrees;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("degrees")
            }

            fn visit_f32<E: Error>(self, number: f32) -> Result<Degrees, E> {
                Ok(Degrees(Some(number.into())))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Degrees, E> {
                Ok(Degrees(Some(number)))
            }

            fn visit_i32<E: Error>(self, number: i32) -> Result<Degrees, E> {
                Ok(Degrees(Some(number.into())))
            }

            fn visit_u16<E: Error>(self, number: u16) -> Result<Degrees, E> {
                Ok(Degrees(Some(number.into())))
            }

            fn visit_u32<E: Error>(self, number: u32) -> Result<Degrees, E> {
                Ok(Degrees(Some(number.into())))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Degrees, E> {
                Ok(Degrees(text.trim().parse().ok()))
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

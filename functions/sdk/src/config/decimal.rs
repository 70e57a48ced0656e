//! Fractions without floats.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// What asks [`super::Reader`] for a number as written.
pub(super) const DECIMAL: &str = "tidegate::Decimal";

/// What asks [`super::Reader`] for any value without floats.
pub(super) const WHOLE: &str = "tidegate::Whole";

/// Reads a value of any shape, as `deserialize_any` does, but hands a visitor 0 for every
/// number with a fraction: for types that refuse those. Only [`super::Reader`] and
/// [`super::parse`] read so.
///
/// # Errors
/// Those of the visitor.
pub fn deserialize_whole<'de, D: Deserializer<'de>, V: Visitor<'de>>(
    deserializer: D,
    visitor: V,
) -> Result<V::Value, D::Error> {
    deserializer.deserialize_newtype_struct(WHOLE, visitor)
}

/// A number as the document writes it. Only [`super::Reader`] and [`super::parse`] read
/// into it: code that makes floats takes 16 KB of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal<'d>(&'d str);

impl Decimal<'_> {
    /// The number in millionths, rounded half away from zero. `None` with an exponent, or
    /// beyond an `i64`.
    #[must_use]
    pub fn millionths(self) -> Option<i64> {
        let (negative, digits) = match self.0.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, self.0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let mut millionths = whole.parse::<i64>().ok()?;
        let mut digits = fraction.bytes();
        for _ in 0..6 {
            let digit = i64::from(digit(digits.next().unwrap_or(b'0'))?);
            millionths = millionths.checked_mul(10)?.checked_add(digit)?;
        }
        let rest = digits.next().map_or(Some(0), digit)?;
        if digits.any(|byte| !byte.is_ascii_digit()) {
            return None;
        }
        let millionths = millionths.checked_add(i64::from(rest >= 5))?;
        Some(if negative { -millionths } else { millionths })
    }
}

fn digit(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}

impl<'de: 'd, 'd> Deserialize<'de> for Decimal<'d> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(DECIMAL, AsWritten).map(Self)
    }
}

struct AsWritten;

impl<'de> Visitor<'de> for AsWritten {
    type Value = &'de str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millionths_are_exact() {
        for (text, expected) in [
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("34.0522", Some(34_052_200)),
            ("-118.288", Some(-118_288_000)),
            ("1.0000004", Some(1_000_000)),
            ("1.0000005", Some(1_000_001)),
            ("-1.00000059", Some(-1_000_001)),
            ("9223372036854.775807", Some(i64::MAX)),
            ("9223372036854.775808", None),
            ("1e3", None),
            ("1.5E3", None),
            ("1.12345678e1", None),
            ("12345678901234567890", None),
        ] {
            assert_eq!(Decimal(text).millionths(), expected, "{text}");
        }
    }

    #[test]
    fn values_of_any_shape_without_floats() {
        #[derive(Debug, PartialEq)]
        struct Kind(&'static str);

        impl<'de> Deserialize<'de> for Kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize_whole(deserializer, Kind(""))
            }
        }

        impl<'de> Visitor<'de> for Kind {
            type Value = Self;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a list of them")
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
                Ok(Self("integer"))
            }

            fn visit_f64<E>(self, zero: f64) -> Result<Self, E> {
                assert_eq!(zero, 0.0);
                Ok(Self("fraction"))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Self, A::Error> {
                while items.next_element::<Self>()?.is_some() {}
                Ok(Self("list"))
            }
        }

        let read = crate::config::parse::<Vec<Kind>>;
        let kinds = ["integer", "fraction", "fraction", "list"].map(Kind);
        assert_eq!(read("[1, 1.5, 1e400, [2, 0.5]]").unwrap(), kinds);
        assert_eq!(
            read("[{}]").unwrap_err(),
            "at `[0]`: invalid type: map, expected a number or a list of them"
        );
        assert!(read("[1.]").is_err());
    }

    #[test]
    fn is_read_from_numbers_alone() {
        let all = |text| crate::config::sections(text).unwrap().remove(0);
        let read =
            |text| all(text).read(|reader| reader.value::<Decimal<'_>>()).map(|it| it.0.to_owned());
        assert_eq!(read(r#"{"a":-1.50}"#).unwrap(), "-1.50");
        let fault = read(r#"{"a":"1"}"#).unwrap_err().to_string();
        assert_eq!(fault, r#"at `a`: invalid type: string "1", expected a number"#);
    }
}

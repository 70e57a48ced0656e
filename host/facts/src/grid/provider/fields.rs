//! What answers are made of.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tidegate_sdk::types::IntensitySignal;

use super::{AnswerError, LONGEST_MESSAGE};
use crate::grid::steps::{Slot, Slots};

/// Reads a JSON document.
pub fn document<T: DeserializeOwned>(body: &[u8]) -> Result<T, AnswerError> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let mut why = format!("at `{}`: {}", error.path(), error.inner());
        why.truncate(why.floor_char_boundary(LONGEST_MESSAGE));
        AnswerError::Malformed(why)
    })?;
    reader.end().map_err(|_| AnswerError::Malformed("something follows it".to_owned()))?;
    Ok(read)
}

/// Checks that an answer is about what was asked for.
pub fn same(what: &'static str, found: &str, asked: &str) -> Result<(), AnswerError> {
    if found == asked {
        return Ok(());
    }
    let found = found.get(..found.floor_char_boundary(LONGEST_MESSAGE)).unwrap_or_default();
    Err(AnswerError::Other { what, found: found.to_owned(), asked: asked.to_owned() })
}

/// Grams of a value, rounded. A marginal value below zero counts as zero: one unit
/// more of demand would cause nothing that the contract can write.
pub fn grams(value: f64, signal: IntensitySignal) -> Result<u16, AnswerError> {
    let counts = if signal == IntensitySignal::Marginal && value < 0.0 { 0.0 } else { value };
    let rounded = counts.round();
    if !(0.0..=f64::from(u16::MAX)).contains(&rounded) {
        return Err(AnswerError::Value(value));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Ok(rounded as u16)
}

/// Sorts the values of a forecast that was made at `made`.
pub fn forecast(slots: &mut Slots, slot: Slot, made: u64) {
    if slot.start <= made { slots.estimated.push(slot) } else { slots.expected.push(slot) }
}

/// One or several: answers about a single thing come either way.
#[derive(Deserialize)]
#[serde(untagged, expecting = "an object or an array of objects")]
pub enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_and_checked() {
        let (average, marginal) = (IntensitySignal::Average, IntensitySignal::Marginal);
        assert_eq!(grams(41.5, average), Ok(42));
        assert_eq!(grams(-0.2, average), Ok(0));
        assert_eq!(grams(65_535.4, average), Ok(65_535));
        assert_eq!(grams(-3.0, marginal), Ok(0));
        for value in [-1.0, 65_535.5, f64::INFINITY] {
            assert_eq!(grams(value, average), Err(AnswerError::Value(value)));
        }
        assert!(grams(f64::NAN, average).is_err());
        assert!(grams(f64::NAN, marginal).is_err());
    }
}

//! What is played in between.

use tidegate_sdk::types::{Presentation, Purposes};

use super::devices::DEVICES;
use super::value::{At, Table, refused};
use crate::breaks::{Break, Moments};

/// The most breaks.
const MOST: usize = 16;

/// The most offsets of one.
const MOST_OFFSETS: usize = 64;

pub(super) const KEYS: [&str; 7] =
    ["cues", "offsets-ms", "presentation", "consented", "contextual", "except", "strip-cues"];

pub(super) const CONSENTED_KEYS: [&str; 2] = ["name", "purposes"];

pub(super) const CONTEXTUAL_KEYS: [&str; 1] = ["name"];

const PRESENTATIONS: [(&str, Presentation); 2] =
    [("live", Presentation::Live), ("on-demand", Presentation::OnDemand)];

pub(super) fn all(at: At) -> Result<Vec<Break>, String> {
    let path = at.path.clone();
    let all = at.list(one)?;
    if all.len() > MOST {
        return Err(refused(&path, &all.len(), "at most 16"));
    }
    Ok(all)
}

#[inline(never)]
fn one(at: At) -> Result<Break, String> {
    let mut table = at.table(&KEYS)?;
    let cues = table.take("cues").map(At::truth).transpose()?.unwrap_or_default();
    let offsets = table.take("offsets-ms").map(|at| at.list(At::number)).transpose()?;
    let strip_cues = table.take("strip-cues").map(At::truth).transpose()?.unwrap_or_default();
    let at = moments(&table, cues, offsets.unwrap_or_default())?;
    if strip_cues && at != Moments::Cues {
        let accepted = "false where breaks are not at cues";
        return Err(refused(&format!("{}.strip-cues", table.path), &true, accepted));
    }
    let consented = table.take("consented").map(consented).transpose()?;
    let contextual = table.take("contextual").map(|at| {
        let mut table = at.table(&CONTEXTUAL_KEYS)?;
        name(&mut table)
    });
    let contextual = contextual.transpose()?;
    if consented.is_none() && contextual.is_none() {
        return Err(refused(&table.path, &"neither", "consented, contextual or both"));
    }
    let except = table.take("except").map(|at| at.list(|at| at.one_of(&DEVICES)));
    Ok(Break {
        at,
        presentation: table.take("presentation").map(|at| at.one_of(&PRESENTATIONS)).transpose()?,
        consented,
        contextual,
        except: except.transpose()?.unwrap_or_default(),
        strip_cues,
    })
}

#[inline(never)]
fn moments(table: &Table, cues: bool, offsets: Vec<u64>) -> Result<Moments, String> {
    let places = "cues or offsets-ms, one of them";
    match (cues, offsets.len()) {
        (true, 0) => Ok(Moments::Cues),
        (true, _) => Err(refused(&table.path, &"both", places)),
        (false, 0) => Err(refused(&table.path, &"neither", places)),
        (false, 1..=MOST_OFFSETS) => Ok(Moments::Offsets(offsets)),
        (false, count) => Err(refused(&format!("{}.offsets-ms", table.path), &count, "at most 64")),
    }
}

#[inline(never)]
fn consented(at: At) -> Result<(String, Purposes), String> {
    let mut table = at.table(&CONSENTED_KEYS)?;
    let purposes = table.take("purposes").map(|at| at.list(purpose)).transpose()?;
    let purposes = purposes.unwrap_or_default();
    if purposes.is_empty() {
        let path = format!("{}.purposes", table.path);
        return Err(refused(&path, &"an empty list", "at least one purpose"));
    }
    Ok((name(&mut table)?, purposes.into_iter().collect()))
}

#[inline(never)]
fn purpose(at: At) -> Result<Purposes, String> {
    let path = at.path.clone();
    let number = at.small()?;
    let bit = Purposes::STORAGE.bits().checked_shl(number.wrapping_sub(1));
    let purpose = bit.and_then(Purposes::from_bits).filter(|purpose| !purpose.is_empty());
    purpose.ok_or_else(|| refused(&path, &number, "a purpose of the TCF, 1 to 11"))
}

#[inline(never)]
fn name(table: &mut Table) -> Result<String, String> {
    match table.take("name").map(At::text).transpose()? {
        Some(name) if !name.is_empty() => Ok(name),
        _ => {
            Err(refused(&format!("{}.name", table.path), &"no name", "the name of an interstitial"))
        }
    }
}

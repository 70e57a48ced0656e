//! The memory of versions: what it admits, what it survives, what it refuses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate_signatures::{Digest, Ledger, LedgerError, Older};

const REFUSED: Older = Older::Refused;

fn digest(of: u64) -> Digest {
    Digest::of(&of.to_le_bytes())
}

fn now() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.json");
    (directory, path)
}

#[test]
fn older_bundles_stay_out_over_a_restart() {
    let (_directory, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.admit("edge", 7, digest(7), REFUSED).unwrap();
    ledger.admit("edge", 7, digest(7), REFUSED).unwrap();
    ledger.admit("core", 1, digest(1), REFUSED).unwrap();
    drop(ledger);
    let mut ledger = Ledger::open(&path).unwrap();
    let older = ledger.admit("edge", 6, digest(6), REFUSED).unwrap_err();
    assert!(matches!(older, LedgerError::Older { seen: 7, offered: 6, .. }), "{older}");
    let other = ledger.admit("edge", 7, digest(6), REFUSED).unwrap_err();
    assert!(matches!(other, LedgerError::OtherDigest { version: 7, .. }), "{other}");
    ledger.check("edge", 8, digest(8), REFUSED).unwrap();
    assert_eq!(ledger.seen("edge").unwrap().version, 7);
}

#[test]
fn an_exception_is_for_one_deploy_and_on_record() {
    let (_directory, path) = place();
    let allowed = Older::Allowed(now());
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.admit("edge", 7, digest(7), allowed).unwrap();
    assert!(ledger.used().is_empty(), "there was nothing to except");
    ledger.check("edge", 5, digest(5), allowed).unwrap();
    assert!(ledger.check("edge", 5, digest(5), REFUSED).is_err(), "it was only asked");
    ledger.admit("edge", 5, digest(5), allowed).unwrap();
    assert!(ledger.admit("edge", 5, digest(5), REFUSED).is_err(), "a second deploy");
    assert!(ledger.admit("edge", 6, digest(6), REFUSED).is_err(), "the highest version stays");
    let other = ledger.admit("edge", 7, digest(6), allowed).unwrap_err();
    assert!(matches!(other, LedgerError::OtherDigest { .. }), "{other}");
    drop(ledger);
    let ledger = Ledger::open(&path).unwrap();
    let [used] = ledger.used() else { panic!("{:?}", ledger.used()) };
    assert_eq!((used.version, used.digest, used.seen), (5, digest(5), 7));
    assert_eq!(used.allowed, now().as_second());
}

#[test]
fn one_process_has_it() {
    let (_directory, path) = place();
    let ledger = Ledger::open(&path).unwrap();
    assert!(matches!(Ledger::open(&path).unwrap_err(), LedgerError::InUse(_)));
    drop(ledger);
    Ledger::open(&path).unwrap();
}

#[test]
fn a_failed_write_changes_nothing() {
    let (directory, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.admit("edge", 7, digest(7), REFUSED).unwrap();
    // A directory cannot be written over.
    fs::create_dir(directory.path().join("ledger.json.next")).unwrap();
    let error = ledger.admit("edge", 8, digest(8), REFUSED).unwrap_err();
    assert!(matches!(error, LedgerError::Io { .. }), "{error}");
    assert_eq!(ledger.seen("edge").unwrap().version, 7);
    drop(ledger);
    assert_eq!(Ledger::open(&path).unwrap().seen("edge").unwrap().version, 7);
}

fn written(path: &Path) -> Vec<u8> {
    let mut ledger = Ledger::open(path).unwrap();
    ledger.admit("edge", 17, digest(17), REFUSED).unwrap();
    ledger.admit("edge", 3, digest(3), Older::Allowed(now())).unwrap();
    drop(ledger);
    fs::read(path).unwrap()
}

#[test]
fn every_cut_is_noticed() {
    let (_directory, path) = place();
    let whole = written(&path);
    for end in 0..whole.len() {
        fs::write(&path, &whole[..end]).unwrap();
        let error = Ledger::open(&path).unwrap_err();
        assert!(matches!(error, LedgerError::Corrupt { .. }), "{end}: {error}");
    }
    fs::write(&path, [&whole[..], b"\n"].concat()).unwrap();
    Ledger::open(&path).unwrap();
}

#[test]
fn what_a_crash_leaves_beside_it_does_no_harm() {
    let (directory, path) = place();
    let whole = written(&path);
    fs::write(directory.path().join("ledger.json.next"), &whole[..whole.len() / 2]).unwrap();
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.seen("edge").unwrap().version, 17);
    ledger.admit("edge", 18, digest(18), REFUSED).unwrap();
    drop(ledger);
    assert_eq!(Ledger::open(&path).unwrap().seen("edge").unwrap().version, 18);
}

proptest! {
    /// A flipped bit is noticed, or falls on white space.
    #[test]
    fn damage_is_noticed(place_in in any::<prop::sample::Index>(), bit in 0..8_u8) {
        static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
            let (_directory, path) = place();
            written(&path)
        });
        let (_directory, path) = place();
        let mut bytes = WHOLE.clone();
        let index = place_in.index(bytes.len());
        bytes[index] ^= 1 << bit;
        fs::write(&path, &bytes).unwrap();
        match Ledger::open(&path) {
            Err(error) => prop_assert!(matches!(error, LedgerError::Corrupt { .. }), "{}", error),
            Ok(ledger) => {
                prop_assert_eq!(ledger.seen("edge").unwrap().version, 17);
                prop_assert_eq!(ledger.used().len(), 1);
            }
        }
    }

}

proptest! {
    // Each admission waits for the disk.
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Without exceptions the versions that a name is admitted with never fall, over
    /// any restarts.
    #[test]
    fn versions_never_fall(offers in prop::collection::vec((0..3_u8, 0..6_u64, any::<bool>()), 1..40)) {
        let (_directory, path) = place();
        let mut ledger = Ledger::open(&path).unwrap();
        let mut highest = [None; 3];
        for (name, version, restart) in offers {
            if restart {
                drop(ledger);
                ledger = Ledger::open(&path).unwrap();
            }
            let highest = &mut highest[usize::from(name)];
            let admitted = ledger.admit(&name.to_string(), version, digest(version), REFUSED).is_ok();
            prop_assert_eq!(admitted, highest.is_none_or(|highest| version >= highest));
            *highest = (*highest).max(Some(version));
        }
    }
}

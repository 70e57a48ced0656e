//! The same input gives the same digest, on any machine.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, SystemTime};

use support::{BUNDLE, FILES, load, sources};
use tidegate_bundle::artifact::manifest::TITLE;
use tidegate_bundle::{Bundle, Caps, Digest, OnFailure};

fn digest(bundle: &Bundle) -> Digest {
    bundle.to_artifact(&Caps::default()).unwrap().digest()
}

/// Any change of this digest makes every signature of an unchanged bundle void.
#[test]
fn the_digest_is_known() {
    let expected = "sha256:c7c60cd2e635556c962b67813e1df7ca7aa76e6c8e52f52c700f78df93d9a795";
    assert_eq!(digest(&load(sources().path())).to_string(), expected);
}

#[test]
fn order_of_files_times_and_directory_do_not_matter() {
    let directory = sources();
    let expected = digest(&load(directory.path()));

    let other = tempfile::tempdir().unwrap();
    let deep = other.path().join("a b").join("c");
    std::fs::create_dir_all(&deep).unwrap();
    for (name, text) in FILES.iter().rev() {
        std::fs::write(deep.join(name), text).unwrap();
        let file = std::fs::File::options().append(true).open(deep.join(name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(86_400)).unwrap();
    }
    let (head, functions) = BUNDLE.split_once("[functions.geo-licensing]").unwrap();
    let (geo, consent) = functions.split_once("[functions.consent]").unwrap();
    let turned = format!("{head}[functions.consent]{consent}\n[functions.geo-licensing]{geo}");
    std::fs::write(deep.join("bundle.toml"), turned).unwrap();
    std::fs::write(deep.join("rights.toml"), "a=[{b=2027-01-01,c=1}] # a comment\nz=1").unwrap();
    assert_eq!(digest(&load(&deep)), expected);
}

#[test]
fn everything_that_matters_is_in_the_digest() {
    let bundle = load(sources().path());
    let changes: [fn(&mut Bundle); 9] = [
        |bundle| bundle.name = "acme/us".parse().unwrap(),
        |bundle| bundle.version += 1,
        |bundle| bundle.expires += jiff::SignedDuration::from_secs(1),
        |bundle| bundle.functions[0].component.push(0),
        |bundle| bundle.functions[0].document.push(' '),
        |bundle| bundle.functions[1].cases = None,
        |bundle| bundle.functions[1].reads = Default::default(),
        |bundle| bundle.functions[0].limits.memory += 1 << 20,
        |bundle| bundle.functions[1].on_failure = OnFailure::Bottom,
    ];
    let mut digests = vec![digest(&bundle)];
    for change in changes {
        let mut changed = bundle.clone();
        change(&mut changed);
        digests.push(digest(&changed));
    }
    let all = digests.len();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), all);
}

#[test]
fn equal_blobs_are_there_once_and_every_layer_has_its_file_name() {
    let artifact = support::artifact();
    let titles: Vec<_> =
        artifact.manifest().layers.iter().map(|layer| layer.annotations[TITLE].as_str()).collect();
    assert_eq!(
        titles,
        [
            "consent.wasm",
            "consent.json",
            "geo-licensing.wasm",
            "geo-licensing.json",
            "geo-licensing.cases.toml"
        ]
    );
    // The two components are the same; the configuration blob is one more.
    assert_eq!(artifact.blobs().len(), 5);
}

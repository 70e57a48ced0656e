//! Any bundle comes back from its artifact as it was; anything else comes back as an error.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;
use tidegate_bundle::artifact::manifest::Manifest;
use tidegate_bundle::{Artifact, Bundle, Caps, Digest, Function, Limits, OnFailure};
use tidegate_facts::FactKind;
use tidegate_pipeline::{Basis, FunctionKind, Reads};

fn function(kind: FunctionKind) -> impl Strategy<Value = Function> {
    let reads = proptest::collection::vec((0..FactKind::all().len(), 1_u8..=11), 0..6);
    let limits = (1_u64..=1000, 1_usize..=64);
    let bytes = proptest::collection::vec(any::<u8>(), 0..64);
    let cases = proptest::option::of(".{0,20}");
    (bytes, ".{0,40}", cases, reads, limits, any::<bool>()).prop_map(
        move |(component, document, cases, raw, (deadline, memory), refuse)| {
            let mut reads = Reads::default();
            for (fact, purpose) in raw {
                let consent = kind == FunctionKind::Consent;
                let basis = if consent { Basis::Necessary } else { Basis::Purpose(purpose) };
                // Some facts are refused on some bases.
                let _ = reads.declare(FactKind::all()[fact], basis);
            }
            Function {
                kind,
                component,
                document,
                cases,
                reads,
                limits: Limits { deadline: Duration::from_millis(deadline), memory: memory << 20 },
                on_failure: if refuse { OnFailure::Refuse } else { OnFailure::Bottom },
            }
        },
    )
}

fn bundle() -> impl Strategy<Value = Bundle> {
    let all = FunctionKind::ALL.map(|kind| proptest::option::of(function(kind)));
    let name = "[a-z0-9]{1,8}(/[a-z0-9]{1,8}(-[a-z0-9]{1,4})?){0,2}";
    (name, 1_u64.., -377_705_116_800_i64..=253_402_207_200, all)
        .prop_map(|(name, version, expires, functions)| Bundle {
            name: name.parse().unwrap(),
            version,
            expires: jiff::Timestamp::from_second(expires).unwrap(),
            functions: functions.into_iter().flatten().collect(),
        })
        .prop_filter("one function or more", |bundle| !bundle.functions.is_empty())
}

proptest! {
    #[test]
    fn a_bundle_comes_back_as_it_was(bundle in bundle()) {
        let caps = Caps::default();
        let artifact = bundle.to_artifact(&caps).unwrap();
        // As it would arrive: the same bytes, and blobs in any order.
        let again =
            Artifact::new(artifact.manifest_bytes().clone(), artifact.blobs().clone(), &caps).unwrap();
        prop_assert_eq!(&again, &artifact);
        prop_assert_eq!(again.into_bundle(&caps).unwrap(), bundle);
    }

    #[test]
    fn a_flipped_bit_never_gives_the_same_bundle(
        bundle in bundle(),
        place in any::<proptest::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let caps = Caps::default();
        let artifact = bundle.to_artifact(&caps).unwrap();
        let mut config = artifact.blobs()[&artifact.manifest().config.digest].to_vec();
        let place = place.index(config.len());
        config[place] ^= 1 << bit;
        // The manifest goes along with the lie.
        let mut manifest: Manifest = artifact.manifest().clone();
        manifest.config.digest = Digest::of(&config);
        let mut blobs: BTreeMap<Digest, Bytes> = artifact.blobs().clone();
        blobs.insert(manifest.config.digest, config.into());
        let lying = Artifact::new(manifest.to_bytes().unwrap(), blobs, &caps).unwrap();
        prop_assert_ne!(lying.digest(), artifact.digest());
        if let Ok(other) = lying.into_bundle(&caps) {
            // White space and the case of escapes are no difference; what is checked is
            // that whatever passes is a bundle in full.
            let again = other.to_artifact(&caps).unwrap().into_bundle(&caps).unwrap();
            prop_assert_eq!(again, other);
        }
    }

    #[test]
    fn no_manifest_is_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Artifact::new(bytes, BTreeMap::new(), &Caps::default()).is_err());
    }
}

#[test]
fn a_configuration_blob_is_held_against_the_rules_of_a_bundle_toml() {
    let caps = Caps::default();
    let artifact = support::artifact();
    let config = artifact.blobs()[&artifact.manifest().config.digest].clone();
    let text = String::from_utf8(config.to_vec()).unwrap();
    for (from, to, expected) in [
        (r#""version":7"#, r#""version":0"#, "version: found 0"),
        (r#""version":7"#, r#""version":7,"extra":1"#, "unknown field `extra`"),
        (r#""name":"acme/eu""#, r#""name":"Acme""#, "name: found \"Acme\""),
        (r#""capabilities":[]"#, r#""capabilities":["http"]"#, "found \"http\", expected none"),
        (r#""memory-mib":16"#, r#""memory-mib":99"#, "memory-mib: found 99, expected 1 to 64"),
        (
            r#""deadline-ms":30"#,
            r#""deadline-ms":1001"#,
            "deadline-ms: found 1001, expected 1 to 1000",
        ),
        (r#""on-failure":"refuse""#, r#""on-failure":"x""#, "on-failure: found x"),
        (
            r#""kind":"consent""#,
            r#""kind":"geo-licensing""#,
            "found geo-licensing, expected each kind once",
        ),
        (r#""kind":"consent""#, r#""kind":"manifest-rewriting""#, "in the order in which"),
        (r#""tc-string":"necessary""#, r#""tc-string":"purpose-1""#, "consent is asked before"),
        (r#""location":"special-feature-1""#, r#""location":"necessary""#, "precise place"),
    ] {
        assert!(text.contains(from), "{from}");
        let lying = text.replacen(from, to, 1);
        let mut manifest = artifact.manifest().clone();
        manifest.config.digest = Digest::of(lying.as_bytes());
        manifest.config.size = lying.len().try_into().unwrap();
        let mut blobs = artifact.blobs().clone();
        blobs.insert(manifest.config.digest, lying.into());
        let lying = Artifact::new(manifest.to_bytes().unwrap(), blobs, &caps).unwrap();
        let error = lying.into_bundle(&caps).unwrap_err().to_string();
        assert!(error.contains(expected), "{to}: {error}");
    }
    // A component that is no layer of Wasm.
    let mut manifest = artifact.manifest().clone();
    manifest.layers[0].media_type = "application/octet-stream".to_owned();
    manifest.layers[2].media_type = "application/octet-stream".to_owned();
    let lying =
        Artifact::new(manifest.to_bytes().unwrap(), artifact.blobs().clone(), &caps).unwrap();
    let error = lying.into_bundle(&caps).unwrap_err().to_string();
    assert!(error.ends_with("found none, expected one of application/wasm"), "{error}");
}

//! Cosign's own keys and signatures, and OpenSSL's opinion of ours.
//!
//! Cosign itself is in no registry that is at hand, and Debian's skopeo is built
//! without sigstore. The fixtures are from the test data of sigstore-rs (038e36a:
//! `tests/data/keys`, `src/cosign/signature_layers.rs`) and cosign (d6d86c2:
//! `pkg/cosign/obsolete_test.go`), Apache-2.0.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::fs;
use std::process::Command;

use jiff::Timestamp;
use serde_json::{Value, json};
use tidegate_signatures::artifact::{MANIFEST, SIGNATURE, SIMPLE_SIGNING};
use tidegate_signatures::sign::{add, sign};
use tidegate_signatures::{
    Digest, Expected, KeyError, PublicKey, Refused, SignatureArtifact, SigningKey, Statement, Trust,
};
use tidegate_tests::tools;

const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENptdY/l3nB0yqkXLBWkZWQwo6+cu
OSWS1X9vPavpiQOoTTGC0xX57OojUadxF1cdQmrsiReWg2Wn4FneJfa8xw==
-----END PUBLIC KEY-----
";
const PAYLOAD: &str = r#"{"critical":{"identity":{"docker-reference":"registry-testing.svc.lan/busybox"},"image":{"docker-manifest-digest":"sha256:f3cfc9d0dbf931d3db4685ec659b7ac68e2a578219da4aae65427886e649b06b"},"type":"cosign container image signature"},"optional":null}"#;
const SIGNED: &str = "MEUCIQD6q/COgzOyW0YH1Dk+CCYSt4uAhm3FDHUwvPI55zwnlwIgE0ZK58ZOWpZw8YVmBapJhBqCfdPekIknimuO0xH8Jh8=";

fn now() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn trust(pem: &str) -> Trust {
    Trust::new(PublicKey::read(pem.as_bytes()).unwrap()).unwrap()
}

/// The signature of busybox in a manifest as cosign writes it.
fn busybox() -> SignatureArtifact {
    let digest = Digest::of(PAYLOAD.as_bytes());
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "size": 233,
            "digest": Digest::of(b"not looked at"),
        },
        "layers": [{
            "mediaType": SIMPLE_SIGNING,
            "size": PAYLOAD.len(),
            "digest": digest,
            "annotations": { SIGNATURE: SIGNED, "dev.sigstore.cosign/bundle": "{}" },
        }],
    });
    let manifest = serde_json::to_vec(&manifest).unwrap();
    SignatureArtifact { manifest, blobs: vec![(digest, PAYLOAD.into())] }
}

#[test]
fn cosigns_signature_is_verified_and_not_enough() {
    let digest = "sha256:f3cfc9d0dbf931d3db4685ec659b7ac68e2a578219da4aae65427886e649b06b";
    let digest: Digest = digest.parse().unwrap();
    assert_eq!(
        SignatureArtifact::tag(&digest),
        "sha256-f3cfc9d0dbf931d3db4685ec659b7ac68e2a578219da4aae65427886e649b06b.sig"
    );
    let name = "registry-testing.svc.lan/busybox";
    let expected = Expected { name, version: None, digest };
    let refused = trust(PUBLIC).verify(Some(&busybox()), expected, now()).unwrap_err();
    let refused = refused.to_string();
    assert_eq!(refused, "malformed: signature 0: `optional` holds no `dev.tidegate.version`");
    let stranger = SigningKey::generate().unwrap();
    let refused = trust(stranger.public_pem()).verify(Some(&busybox()), expected, now());
    assert_eq!(refused.unwrap_err(), Refused::NoTrustedKey { signatures: 1, keys: 1 });

    // Ours beside it: what cosign wrote stays, with its annotations.
    let expires = "2027-01-01T00:00:00Z".parse().unwrap();
    let statement = Statement { name: name.to_owned(), version: 1, expires, digest };
    let both = add(Some(&busybox()), &stranger, &statement).unwrap();
    assert!(trust(stranger.public_pem()).verify(Some(&both), expected, now()).is_ok());
    let layer = |of: &SignatureArtifact| -> Value {
        serde_json::from_slice::<Value>(&of.manifest).unwrap()["layers"][0].clone()
    };
    assert_eq!(layer(&both), layer(&busybox()));
}

/// Go writes no space and escapes no `/`; a map's keys are sorted.
#[test]
fn payloads_are_written_as_cosign_does() {
    let digest = "sha256:4aa3054270f7a70b4528f2064ee90961788e1e1518703592ae4463de3b889dec";
    let name = "index.docker.io/namespace/image".to_owned();
    let expires = "2027-01-01T00:00:00Z".parse().unwrap();
    let statement = Statement { name, version: 7, expires, digest: digest.parse().unwrap() };
    let expected = concat!(
        r#"{"critical":{"identity":{"docker-reference":"index.docker.io/namespace/image"},"#,
        r#""image":{"docker-manifest-digest":"sha256:4aa3054270f7a70b4528f2064ee90961788e1e1518703592ae4463de3b889dec"},"#,
        r#""type":"cosign container image signature"},"#,
        r#""optional":{"dev.tidegate.expires":"2027-01-01T00:00:00Z","dev.tidegate.version":"7"}}"#,
    );
    assert_eq!(String::from_utf8(statement.to_payload().unwrap()).unwrap(), expected);
}

#[test]
fn cosigns_private_key_is_unlocked() {
    let file = include_bytes!("cosign/empty-password.key");
    let key = SigningKey::read(file, b"").unwrap();
    let signature = key.sign(b"a message").unwrap();
    assert!(key.public().verifies(&signature, b"a message"));
    assert!(matches!(SigningKey::read(file, b"tide").unwrap_err(), KeyError::Locked));

    // Ours has the same parts; its N is the one that cosign wrote until 2024, and reads.
    let parts = |pem: &[u8]| -> Value {
        serde_json::from_slice(pem::parse(pem).unwrap().contents()).unwrap()
    };
    let ours = key.to_encrypted_pem(b"tide").unwrap();
    let (mut theirs, mut ours) = (parts(file), parts(ours.as_bytes()));
    assert_eq!(theirs["kdf"]["params"]["N"].take(), json!(65536));
    assert_eq!(ours["kdf"]["params"]["N"].take(), json!(32768));
    for (of, which) in [("kdf", "salt"), ("cipher", "nonce")] {
        let (theirs, ours) = (theirs[of][which].take(), ours[of][which].take());
        assert_eq!(theirs.as_str().unwrap().len(), ours.as_str().unwrap().len());
        assert_ne!(theirs, ours);
    }
    assert_ne!(theirs["ciphertext"].take(), ours["ciphertext"].take());
    assert_eq!(theirs, ours);
}

#[test]
fn openssl_verifies_ours_and_signs_for_us() {
    let ring = "signatures under OpenSSL";
    let Some(openssl) = tools::find(ring, &["openssl"], "version") else { return };
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| directory.path().join(name).display().to_string();
    let run = |arguments: &[&str]| {
        let output = Command::new(&openssl).args(arguments).output().unwrap();
        output.status.success()
    };
    let key = SigningKey::generate().unwrap();
    fs::write(file("ours.pub"), key.public_pem()).unwrap();
    let digest = Digest::of(b"the manifest");
    let expires = "2027-01-01T00:00:00Z".parse().unwrap();
    let statement = Statement { name: "acme/edge".to_owned(), version: 7, expires, digest };
    let artifact = sign(&key, &statement).unwrap();
    let manifest: Value = serde_json::from_slice(&artifact.manifest).unwrap();
    fs::write(file("base64"), manifest["layers"][0]["annotations"][SIGNATURE].as_str().unwrap())
        .unwrap();
    fs::write(file("payload"), statement.to_payload().unwrap()).unwrap();
    assert!(run(&["base64", "-d", "-A", "-in", &file("base64"), "-out", &file("signature")]));
    let verify = |payload: &str| {
        let [key, signature] = [file("ours.pub"), file("signature")];
        run(&["dgst", "-sha256", "-verify", &key, "-signature", &signature, payload])
    };
    assert!(verify(&file("payload")));
    fs::write(file("other"), "another payload").unwrap();
    assert!(!verify(&file("other")));

    let (private, public) = (file("theirs.key"), file("theirs.pub"));
    assert!(run(&[
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        &private,
    ]));
    assert!(run(&["pkey", "-in", &private, "-pubout", "-out", &public]));
    assert!(run(&[
        "dgst",
        "-sha256",
        "-sign",
        &private,
        "-out",
        &file("theirs"),
        &file("payload")
    ]));
    let [public] = PublicKey::read(&fs::read(public).unwrap()).unwrap().try_into().unwrap();
    let signature = fs::read(file("theirs")).unwrap();
    assert!(public.verifies(&signature, &statement.to_payload().unwrap()));
    assert!(!public.verifies(&signature, b"another payload"));
}

//! What a registry, or whoever wrote a file, could send.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate_signatures::artifact::{
    MOST_LAYERS, MOST_MANIFEST, MOST_PAYLOAD, SIGNATURE, SIMPLE_SIGNING,
};
use tidegate_signatures::sign::{SignError, add, sign};
use tidegate_signatures::{
    Digest, Expected, KeyError, PublicKey, Refused, SignatureArtifact, SigningKey, Statement, Trust,
};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().unwrap());
static SIGNED: LazyLock<SignatureArtifact> = LazyLock::new(|| sign(&KEY, &statement()).unwrap());

fn statement() -> Statement {
    Statement {
        name: "acme/edge".to_owned(),
        version: 7,
        expires: "2027-01-01T00:00:00Z".parse().unwrap(),
        digest: Digest::of(b"the manifest"),
    }
}

fn verify(artifact: &SignatureArtifact) -> Result<Statement, Refused> {
    let keys = PublicKey::read(KEY.public_pem().as_bytes()).unwrap();
    let expected =
        Expected { name: "acme/edge", version: None, digest: Digest::of(b"the manifest") };
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    let verified = Trust::new(keys).unwrap().verify(Some(artifact), expected, now)?;
    Ok(verified.statement)
}

fn changed(change: impl FnOnce(&mut Value)) -> SignatureArtifact {
    let mut manifest: Value = serde_json::from_slice(&SIGNED.manifest).unwrap();
    change(&mut manifest);
    SignatureArtifact { manifest: serde_json::to_vec(&manifest).unwrap(), ..SIGNED.clone() }
}

/// Signs any bytes as a payload with the trusted key.
fn payload(bytes: &[u8]) -> SignatureArtifact {
    let signature = STANDARD.encode(KEY.sign(bytes).unwrap());
    let mut artifact = changed(|manifest| {
        manifest["layers"] = json!([{
            "mediaType": SIMPLE_SIGNING, "size": bytes.len(), "digest": Digest::of(bytes),
            "annotations": { SIGNATURE: signature },
        }]);
    });
    artifact.blobs = vec![(Digest::of(bytes), bytes.to_vec())];
    artifact
}

#[test]
fn what_is_too_large_is_refused() {
    let too_large = |artifact| {
        let refused = verify(&artifact).unwrap_err();
        assert!(matches!(refused, Refused::TooLarge { .. }), "{refused}");
        refused.to_string()
    };
    let layers = |count: u64| {
        changed(|manifest| {
            let layer = manifest["layers"][0].clone();
            manifest["layers"] = (0..count).map(|_| layer.clone()).collect();
        })
    };
    assert!(verify(&layers(MOST_LAYERS)).is_ok());
    assert_eq!(
        too_large(layers(MOST_LAYERS + 1)),
        "too large: the number of signatures is 33, accepted is up to 32"
    );
    let manifest = |length: u64| {
        let mut artifact = SIGNED.clone();
        artifact.manifest.resize(usize::try_from(length).unwrap(), b' ');
        artifact
    };
    assert!(verify(&manifest(MOST_MANIFEST)).is_ok());
    too_large(manifest(MOST_MANIFEST + 1));
    too_large(changed(|manifest| manifest["layers"][0]["size"] = json!(MOST_PAYLOAD + 1)));
    too_large(changed(|manifest| {
        manifest["layers"][0]["annotations"][SIGNATURE] = json!("A".repeat(257));
    }));
    // A blob that is longer than the manifest says.
    let bytes = vec![b' '; usize::try_from(MOST_PAYLOAD).unwrap() + 1];
    let mut longer = payload(&bytes);
    let mut manifest: Value = serde_json::from_slice(&longer.manifest).unwrap();
    manifest["layers"][0]["size"] = json!(1);
    longer.manifest = serde_json::to_vec(&manifest).unwrap();
    too_large(longer);
    // Nothing of that size is asked of a registry.
    let large = changed(|manifest| manifest["layers"][0]["size"] = json!(u64::MAX));
    assert_eq!(SignatureArtifact::wanted(&large.manifest).unwrap(), []);
}

#[test]
fn full_artifacts_take_no_more() {
    let mut artifact = SIGNED.clone();
    for version in 8..8 + MOST_LAYERS {
        match add(Some(&artifact), &KEY, &Statement { version, ..statement() }) {
            Ok(more) => artifact = more,
            Err(error) => {
                assert_eq!(version, 7 + MOST_LAYERS);
                assert!(matches!(error, SignError::Existing(Refused::TooLarge { .. })), "{error}");
                return;
            }
        }
    }
    unreachable!("never full");
}

#[test]
fn a_registry_that_lies_is_refused() {
    let mut other = SIGNED.clone();
    for (_, bytes) in &mut other.blobs {
        bytes.push(b' ');
    }
    let refused = verify(&other).unwrap_err().to_string();
    assert!(refused.contains("the bytes are not those of sha256:"), "{refused}");
    let none = SignatureArtifact { blobs: Vec::new(), ..SIGNED.clone() };
    assert!(verify(&none).unwrap_err().to_string().contains("is not there"));
    for (text, why) in [
        ("{", "EOF"),
        ("[]", "invalid length"),
        (r#"{"schemaVersion":2,"config":{},"layers":[]}"#, "missing field"),
    ] {
        let manifest = SignatureArtifact { manifest: text.into(), ..SIGNED.clone() };
        let refused = verify(&manifest).unwrap_err();
        assert!(matches!(refused, Refused::Malformed { .. }), "{refused}");
        assert!(refused.to_string().contains(why), "{refused}");
    }
    // Deeper than any stack.
    let deep = SignatureArtifact { manifest: vec![b'['; 200_000], ..SIGNED.clone() };
    assert!(matches!(verify(&deep).unwrap_err(), Refused::Malformed { .. }));
}

/// Junk beside a good signature does no harm.
#[test]
fn others_signatures_do_no_harm() {
    let artifact = changed(|manifest| {
        let layers = manifest["layers"].as_array_mut().unwrap();
        let good = layers[0].clone();
        for (key, value) in [
            ("size", json!(u64::MAX)),
            ("digest", json!(Digest::of(b"nowhere"))),
            ("mediaType", json!("text/plain")),
            ("annotations", json!({ SIGNATURE: "?" })),
            ("annotations", json!({ SIGNATURE: "" })),
            ("annotations", json!({})),
        ] {
            let mut junk = good.clone();
            junk[key] = value;
            layers.insert(0, junk);
        }
    });
    assert_eq!(verify(&artifact).unwrap(), statement());
}

#[test]
fn signed_payloads_are_read_strictly() {
    let good = String::from_utf8(statement().to_payload().unwrap()).unwrap();
    assert_eq!(verify(&payload(good.as_bytes())).unwrap(), statement());
    let number = good.replace(r#""7""#, "7").replace("{\"dev", r#"{"creator":"cosign","dev"#);
    assert_eq!(verify(&payload(number.as_bytes())).unwrap(), statement());
    for (from, to, why) in [
        (r#""type""#, r#""more":1,"type""#, "unknown field `more`"),
        ("cosign container image", "atomic container", "`critical.type`"),
        (r#""7""#, r#""07""#, "no whole number"),
        (r#""7""#, r#""-7""#, "no whole number"),
        (r#""7""#, "-7", "did not match"),
        (r#""7""#, "7.5", "did not match"),
        (r#""7""#, r#""18446744073709551616""#, "no whole number"),
        ("2027-01-01T00:00:00Z", "2027-01-01", "no time such as"),
        ("2027-01-01T00:00:00Z", "tomorrow", "no time such as"),
        ("acme/edge", "acme edge", "visible ASCII"),
        ("acme/edge", "", "visible ASCII"),
        ("acme/edge", &"a".repeat(256), "visible ASCII"),
        ("sha256:", "sha512:", "expected sha256:"),
        (
            r#""dev.tidegate.version":"7""#,
            r#""dev.tidegate.version":"7","dev.tidegate.version":"8""#,
            "duplicate",
        ),
        (r#","dev.tidegate.version":"7""#, "", "no `dev.tidegate.version`"),
        (r#""dev.tidegate.expires":"2027-01-01T00:00:00Z","#, "", "no `dev.tidegate.expires`"),
    ] {
        let text = good.replace(from, to);
        assert_ne!(text, good, "{from}");
        let refused = verify(&payload(text.as_bytes())).unwrap_err().to_string();
        assert!(refused.contains(why), "{to}: {refused}");
    }
}

/// A private key file whose envelope is changed.
fn envelope(change: impl FnOnce(&mut Value)) -> String {
    let pem = pem::parse(include_bytes!("cosign/empty-password.key")).unwrap();
    let mut json: Value = serde_json::from_slice(pem.contents()).unwrap();
    change(&mut json);
    pem::encode(&pem::Pem::new(pem.tag(), serde_json::to_vec(&json).unwrap()))
}

#[test]
fn key_files_that_are_none_are_refused() {
    let unlocked = envelope(|_| ());
    assert!(SigningKey::read(unlocked.as_bytes(), b"").is_ok());
    let nonce = envelope(|json| json["cipher"]["nonce"] = json!("AAAA"));
    let error = SigningKey::read(nonce.as_bytes(), b"").unwrap_err();
    assert!(error.to_string().contains("`cipher.nonce` is not 24 bytes"), "{error}");
    // Parameters that would take hours and all memory.
    let costly = envelope(|json| json["kdf"]["params"]["N"] = json!(1_u64 << 31));
    assert!(matches!(SigningKey::read(costly.as_bytes(), b"").unwrap_err(), KeyError::Locked));
    for file in ["", "no PEM", KEY.public_pem(), &"A".repeat(20_000)] {
        let error = SigningKey::read(file.as_bytes(), b"").unwrap_err();
        assert!(matches!(error, KeyError::Malformed(_)), "{error}");
    }
    let p384 = "-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE7XuKrW3rc2AVdOb12MS6nVgxWCLlx8Hd
-----END PUBLIC KEY-----";
    for file in ["", p384, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"] {
        let error = PublicKey::read(file.as_bytes()).unwrap_err();
        assert!(matches!(error, KeyError::Malformed(_)), "{error}");
    }
}

proptest! {
    #[test]
    fn statements_come_back(
        name in "[!-~]{1,255}",
        version in any::<u64>(),
        seconds in 0..253_402_207_200_i64,
        digest in any::<u64>(),
    ) {
        let expires = Timestamp::from_second(seconds).unwrap();
        let digest = Digest::of(&digest.to_le_bytes());
        let statement = Statement { name, version, expires, digest };
        let payload = statement.to_payload().unwrap();
        prop_assert_eq!(Statement::from_payload(&payload).unwrap(), statement);
        prop_assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
    }

    /// One other byte anywhere: refused, or nothing that counts was changed.
    #[test]
    fn damage_never_changes_what_is_taken(
        index in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        in_blob in any::<bool>(),
    ) {
        let mut artifact = SIGNED.clone();
        let bytes = if in_blob { &mut artifact.blobs[0].1 } else { &mut artifact.manifest };
        let index = index.index(bytes.len());
        let before = std::mem::replace(&mut bytes[index], byte);
        match verify(&artifact) {
            Ok(taken) => {
                prop_assert!(!in_blob || byte == before);
                prop_assert_eq!(taken, statement());
            }
            Err(_) => prop_assert_ne!(byte, before),
        }
    }

    #[test]
    fn nothing_is_taken_from_noise(
        manifest in prop::collection::vec(any::<u8>(), 0..300),
        text in ".{0,200}",
    ) {
        for manifest in [manifest, text.clone().into_bytes()] {
            let artifact = SignatureArtifact { manifest, ..SIGNED.clone() };
            prop_assert!(verify(&artifact).is_err());
            prop_assert!(Statement::from_payload(&artifact.manifest).is_err());
            prop_assert!(PublicKey::read(&artifact.manifest).is_err());
            prop_assert!(SigningKey::read(&artifact.manifest, b"").is_err());
        }
        prop_assert!(text.parse::<Digest>().is_err());
    }

    /// The trusted key signs what is no statement.
    #[test]
    fn signed_noise_is_no_statement(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let refused = verify(&payload(&noise)).unwrap_err();
        prop_assert!(matches!(refused, Refused::Malformed { .. }), "{}", refused);
    }
}

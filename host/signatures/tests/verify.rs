//! Signing and verifying, and every reason not to.

#![allow(clippy::unwrap_used, reason = "test code")]

use jiff::Timestamp;
use tidegate_signatures::sign::{add, sign};
use tidegate_signatures::trust::TrustError;
use tidegate_signatures::{
    Digest, Expected, PublicKey, Refused, SignatureArtifact, SigningKey, Statement, Trust,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-23T08:00:00Z")
}

fn statement(version: u64) -> Statement {
    Statement {
        name: "acme/edge".to_owned(),
        version,
        expires: at("2027-01-01T00:00:00Z"),
        digest: Digest::of(b"the manifest"),
    }
}

fn expected() -> Expected<'static> {
    Expected { name: "acme/edge", version: None, digest: Digest::of(b"the manifest") }
}

fn trust(keys: &[&SigningKey]) -> Trust {
    let read = |key: &&SigningKey| PublicKey::read(key.public_pem().as_bytes()).unwrap();
    Trust::new(keys.iter().flat_map(read).collect()).unwrap()
}

/// Changes the first layer of a manifest, as a registry might.
fn tampered(
    artifact: &SignatureArtifact,
    change: impl FnOnce(&mut serde_json::Value),
) -> SignatureArtifact {
    let mut manifest: serde_json::Value = serde_json::from_slice(&artifact.manifest).unwrap();
    change(&mut manifest);
    SignatureArtifact { manifest: serde_json::to_vec(&manifest).unwrap(), ..artifact.clone() }
}

#[test]
fn what_a_trusted_key_signed_is_taken() {
    let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let artifact = sign(&key, &statement(7)).unwrap();
    let verified = trust(&[&other, &key]).verify(Some(&artifact), expected(), now()).unwrap();
    assert_eq!(verified.statement, statement(7));
    assert_eq!(verified.key, key.public().id());
    let said = Expected { version: Some(7), ..expected() };
    assert!(trust(&[&key]).verify(Some(&artifact), said, now()).is_ok());
}

#[test]
fn each_refusal_names_its_reason() {
    let (key, stranger) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let artifact = sign(&key, &statement(7)).unwrap();
    let trust = trust(&[&key]);
    let refused = |artifact, expected| trust.verify(artifact, expected, now()).unwrap_err();

    let digest = expected().digest;
    assert_eq!(refused(None, expected()), Refused::Unsigned { digest });
    let none = tampered(&artifact, |manifest| manifest["layers"] = serde_json::json!([]));
    assert_eq!(refused(Some(&none), expected()), Refused::Unsigned { digest });

    let strange = sign(&stranger, &statement(7)).unwrap();
    let no_key = Refused::NoTrustedKey { signatures: 1, keys: 1 };
    assert_eq!(refused(Some(&strange), expected()), no_key);

    let found = Digest::of(b"another manifest");
    assert_eq!(
        refused(Some(&artifact), Expected { digest: found, ..expected() }),
        Refused::WrongDigest { signed: digest, found }
    );
    assert_eq!(
        refused(Some(&artifact), Expected { name: "acme/core", ..expected() }),
        Refused::WrongName { signed: "acme/edge".to_owned(), expected: "acme/core".to_owned() }
    );
    assert_eq!(
        refused(Some(&artifact), Expected { version: Some(8), ..expected() }),
        Refused::WrongVersion { signed: 7, said: 8 }
    );
    let expires = statement(7).expires;
    assert_eq!(
        trust.verify(Some(&artifact), expected(), expires).unwrap_err(),
        Refused::Expired { at: expires }
    );
    assert!(trust.verify(Some(&artifact), expected(), at("2026-12-31T23:59:59Z")).is_ok());
}

#[test]
fn several_keys_sign_beside_one_another() {
    let keys = [(); 3].map(|()| SigningKey::generate().unwrap());
    let mut artifact = sign(&keys[0], &statement(7)).unwrap();
    for key in &keys[1..] {
        artifact = add(Some(&artifact), key, &statement(7)).unwrap();
    }
    for key in &keys {
        assert!(trust(&[key]).verify(Some(&artifact), expected(), now()).is_ok());
    }
    let again = add(Some(&artifact), &keys[1], &statement(7)).unwrap();
    assert_eq!(again, artifact, "signed twice by one key");
    let newer = add(Some(&artifact), &keys[1], &statement(8)).unwrap();
    let verified = trust(&[&keys[1]]).verify(Some(&newer), expected(), now()).unwrap();
    assert_eq!(verified.statement.version, 8);
    let wanted = SignatureArtifact::wanted(&newer.manifest).unwrap();
    assert_eq!(wanted.len(), 4);
    for wanted in wanted {
        let (_, blob) = newer.blobs.iter().find(|(digest, _)| *digest == wanted.digest).unwrap();
        assert_eq!(blob.len() as u64, wanted.size);
    }
}

#[test]
fn trust_needs_keys() {
    assert!(matches!(Trust::new(Vec::new()), Err(TrustError::None)));
    let directory = tempfile::tempdir().unwrap();
    assert!(matches!(Trust::read([directory.path()]), Err(TrustError::None)));
    let key = SigningKey::generate().unwrap();
    std::fs::write(directory.path().join("a.pub"), key.public_pem()).unwrap();
    std::fs::write(directory.path().join("b.txt"), "no key").unwrap();
    let trust = Trust::read([directory.path(), &directory.path().join("a.pub")]).unwrap();
    assert_eq!(trust.ids().collect::<Vec<_>>(), [key.public().id()]);
    let private = key.to_encrypted_pem(b"").unwrap();
    std::fs::write(directory.path().join("b.pub"), private.as_bytes()).unwrap();
    let error = Trust::read([directory.path()]).unwrap_err().to_string();
    assert!(error.contains("b.pub") && error.contains("expected PUBLIC KEY"), "{error}");
}

//! Layouts on disk: what was written is read back, and what was tampered with is refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tidegate_bundle::reference::Tag;
use tidegate_bundle::{Artifact, Caps, Digest, Reference, Store, StoreError};

fn at(directory: &Path, tag: &str) -> Reference {
    format!("oci:{}:{tag}", directory.display()).parse().unwrap()
}

async fn written() -> (TempDir, Artifact) {
    let directory = tempfile::tempdir().unwrap();
    let artifact = support::artifact();
    Store::default().push(&at(directory.path(), "7"), &artifact).await.unwrap();
    (directory, artifact)
}

fn blob(directory: &Path, digest: Digest) -> PathBuf {
    directory.join("blobs/sha256").join(digest.hex())
}

async fn refused(directory: &Path) -> String {
    Store::default().pull(&at(directory, "7")).await.unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_written_is_read_back() {
    let (directory, artifact) = written().await;
    let store = Store::default();
    let plain: Reference = directory.path().display().to_string().parse().unwrap();
    for reference in [at(directory.path(), "7"), plain.clone(), plain.pinned(artifact.digest())] {
        assert_eq!(store.pull(&reference).await.unwrap(), artifact);
    }
    let bundle = artifact.into_bundle(store.caps()).unwrap();
    assert_eq!(bundle, support::load(support::sources().path()));
}

#[tokio::test]
async fn a_layout_holds_several_by_tag_and_signatures_beside_them() {
    let (directory, artifact) = written().await;
    let store = Store::default();
    let plain: Reference = directory.path().display().to_string().parse().unwrap();
    assert_eq!(store.pull_signature(&plain, artifact.digest()).await.unwrap(), None);
    store.push_signature(&plain, artifact.digest(), &artifact).await.unwrap();
    assert_eq!(
        store.pull_signature(&plain, artifact.digest()).await.unwrap(),
        Some(artifact.clone())
    );
    // A signature does not make the layout ambiguous, a second version does.
    assert_eq!(store.pull(&plain).await.unwrap(), artifact);
    store.push(&plain.tagged(Tag::of_version(8)), &artifact).await.unwrap();
    let error = store.pull(&plain).await.unwrap_err().to_string();
    assert!(error.ends_with("found several artifacts, expected the tag of one: 7, 8"), "{error}");
    let error = store.pull(&at(directory.path(), "9")).await.unwrap_err();
    assert!(matches!(error, StoreError::NotThere { .. }), "{error}");
}

#[tokio::test]
async fn every_blob_is_checked() {
    let (directory, artifact) = written().await;
    let digests: Vec<_> = artifact.blobs().keys().copied().chain([artifact.digest()]).collect();
    for digest in digests {
        let path = blob(directory.path(), digest);
        let good = fs::read(&path).unwrap();

        let mut flipped = good.clone();
        flipped[0] ^= 1;
        fs::write(&path, &flipped).unwrap();
        let found = Digest::of(&flipped);
        let expected = format!("blob {digest}: found bytes of digest {found}");
        assert_eq!(refused(directory.path()).await, expected);

        fs::write(&path, [&good[..], b" "].concat()).unwrap();
        let (long, size) = (good.len() + 1, good.len());
        let expected = format!("blob {digest}: found {long} bytes, expected {size}");
        assert_eq!(refused(directory.path()).await, expected);

        fs::remove_file(&path).unwrap();
        assert_eq!(refused(directory.path()).await, format!("blob {digest} is missing"));

        fs::create_dir(&path).unwrap();
        assert!(refused(directory.path()).await.contains(&digest.to_string()));
        fs::remove_dir(&path).unwrap();
        fs::write(&path, good).unwrap();
    }
    assert_eq!(Store::default().pull(&at(directory.path(), "7")).await.unwrap(), artifact);
}

#[tokio::test]
async fn nothing_above_a_cap_is_read() {
    let (directory, artifact) = written().await;
    let size = usize::try_from(artifact.size()).unwrap();
    let document = artifact.manifest().layers[3].size;
    for (caps, expected) in [
        (Caps { component: 4, ..Caps::default() }, "has 11 bytes, at most 4 are taken"),
        (Caps { document: 3, ..Caps::default() }, "bytes, at most 3 are taken"),
        (Caps { cases: 1, ..Caps::default() }, "bytes, at most 1 are taken"),
        (Caps { layers: 4, ..Caps::default() }, "lists 5 layers, at most 4 are taken"),
        (Caps { total: document, ..Caps::default() }, "the artifact has"),
        (Caps { manifest: 512, ..Caps::default() }, "at most 512"),
    ] {
        let error = Store::new(caps).pull(&at(directory.path(), "7")).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    // The component counts once among the blobs and twice in the manifest.
    let enough = Caps { total: artifact.size() + 11, component: size, ..Caps::default() };
    Store::new(enough).pull(&at(directory.path(), "7")).await.unwrap();
}

#[tokio::test]
async fn no_layout_and_a_foreign_index_say_so() {
    let empty = tempfile::tempdir().unwrap();
    let error = refused(empty.path()).await;
    assert!(error.ends_with("found no index.json, expected an OCI image layout"), "{error}");
    for (index, expected) in [
        ("{", "EOF while parsing"),
        (r#"{"schemaVersion":1,"manifests":[]}"#, "schemaVersion: found 1, expected 2"),
        (r#"{"schemaVersion":2,"manifests":[]}"#, "found no tag 7"),
        (
            r#"{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"sha256:../../etc/passwd","size":1}]}"#,
            "64 lower-case hexadecimal digits",
        ),
    ] {
        fs::write(empty.path().join("index.json"), index).unwrap();
        let error = refused(empty.path()).await;
        assert!(error.contains(expected), "{error}");
    }
}

/// Each writes its own tag; none takes away what another has written, and a reader sees
/// a whole layout at every moment.
#[tokio::test(flavor = "multi_thread")]
async fn writers_wait_for_each_other() {
    let (directory, artifact) = written().await;
    let write = |version| {
        let (reference, artifact) =
            (at(directory.path(), &format!("v{version}")), artifact.clone());
        tokio::spawn(async move { Store::default().push(&reference, &artifact).await })
    };
    let writers: Vec<_> = (0..16).map(write).collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        Store::default().pull(&at(directory.path(), "7")).await.unwrap();
    }
    for (version, writer) in writers.into_iter().enumerate() {
        writer.await.unwrap().unwrap();
        let reference = at(directory.path(), &format!("v{version}"));
        assert_eq!(Store::default().pull(&reference).await.unwrap(), artifact);
    }
    let left = fs::read_dir(directory.path().join("blobs/sha256")).unwrap().count();
    assert_eq!(left, artifact.blobs().len() + 1, "nothing but blobs is left");
}

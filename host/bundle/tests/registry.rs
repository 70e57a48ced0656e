//! A real registry: Debian's docker-registry. Push, pull, and what it serves after its
//! disk was tampered with.

mod support;

use std::fs;

use anyhow::Result;
use tidegate_bundle::reference::Tag;
use tidegate_bundle::store::Credentials;
use tidegate_bundle::{Artifact, Caps, Digest, Reference, Store, StoreError};
use tidegate_tests::registry::{Doors, Registry};

const RING: &str = "bundles in a registry";

async fn pushed() -> Result<Option<(Registry, Reference, Artifact)>> {
    let Some(registry) = Registry::start(RING, Doors::Open).await? else { return Ok(None) };
    let reference: Reference = format!("{}/acme/eu:7", registry.host).parse()?;
    let artifact = support::artifact();
    Store::default().push(&reference, &artifact).await?;
    Ok(Some((registry, reference, artifact)))
}

#[tokio::test]
async fn what_is_pushed_is_pulled() -> Result<()> {
    let Some((_registry, reference, artifact)) = pushed().await? else { return Ok(()) };
    let store = Store::default();
    assert_eq!(store.pull(&reference).await?, artifact);
    let pinned = reference.pinned(artifact.digest());
    assert_eq!(store.pull(&pinned).await?, artifact);

    // Again, and under a second tag.
    store.push(&reference, &artifact).await?;
    let latest: Reference = reference.to_string().replace(":7", ":latest").parse()?;
    store.push(&latest, &artifact).await?;
    assert_eq!(store.pull(&latest).await?, artifact);

    let other = reference.tagged(Tag::of_version(8));
    let error = store.pull(&other).await.unwrap_err();
    assert_eq!(error.to_string(), format!("{}: found no 8", place(&reference)));
    let pinned = reference.pinned(Digest::of(b""));
    assert!(matches!(store.pull(&pinned).await, Err(StoreError::NotThere { .. })));
    Ok(())
}

fn place(reference: &Reference) -> String {
    reference.to_string().trim_end_matches(":7").to_owned()
}

#[tokio::test]
async fn signatures_lie_where_cosign_looks_for_them() -> Result<()> {
    let Some((_registry, reference, artifact)) = pushed().await? else { return Ok(()) };
    let store = Store::default();
    let signed = artifact.digest();
    assert_eq!(store.pull_signature(&reference, signed).await?, None);
    store.push_signature(&reference, signed, &artifact).await?;
    assert_eq!(store.pull_signature(&reference, signed).await?, Some(artifact.clone()));
    let tag = format!("{}:sha256-{}.sig", place(&reference), signed.hex());
    assert_eq!(store.pull(&tag.parse()?).await?, artifact);
    Ok(())
}

/// A registry streams blobs from its disk as they are.
#[tokio::test]
async fn a_blob_that_was_tampered_with_is_refused() -> Result<()> {
    let Some((registry, reference, artifact)) = pushed().await? else { return Ok(()) };
    let store = Store::default();
    for digest in artifact.blobs().keys() {
        let path = registry.blob(&digest.hex());
        let good = fs::read(&path)?;

        let mut flipped = good.clone();
        flipped[0] ^= 1;
        fs::write(&path, &flipped)?;
        let found = Digest::of(&flipped);
        let error = store.pull(&reference).await.unwrap_err().to_string();
        assert_eq!(error, format!("blob {digest}: found bytes of digest {found}"));

        fs::write(&path, [&good[..], b"more"].concat())?;
        let error = store.pull(&reference).await.unwrap_err().to_string();
        let (long, size) = (good.len() + 4, good.len());
        assert_eq!(error, format!("blob {digest}: found {long} bytes, expected {size}"));

        fs::remove_file(&path)?;
        let error = store.pull(&reference).await.unwrap_err().to_string();
        assert_eq!(error, format!("blob {digest} is missing"));
        fs::write(&path, good)?;
    }
    assert_eq!(store.pull(&reference).await?, artifact);
    Ok(())
}

#[tokio::test]
async fn a_manifest_that_was_tampered_with_is_refused() -> Result<()> {
    let Some((registry, reference, artifact)) = pushed().await? else { return Ok(()) };
    let path = registry.blob(&artifact.digest().hex());
    let text = fs::read_to_string(&path)?;
    fs::write(&path, text.replace("acme/eu", "acme/us"))?;
    let pinned = reference.pinned(artifact.digest());
    for reference in [reference, pinned] {
        let error = Store::default().pull(&reference).await.unwrap_err().to_string();
        assert!(error.contains(&artifact.digest().to_string()), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_layer_above_its_cap_is_refused_before_it_is_fetched() -> Result<()> {
    let Some((registry, reference, artifact)) = pushed().await? else { return Ok(()) };
    let component = artifact.manifest().layers[0].digest;
    // Were it asked for, it would be missing.
    fs::remove_file(registry.blob(&component.hex()))?;
    let store = Store::new(Caps { component: 8, ..Caps::default() });
    let error = store.pull(&reference).await.unwrap_err().to_string();
    assert_eq!(error, format!("blob {component} has 11 bytes, at most 8 are taken"));
    Ok(())
}

#[tokio::test]
async fn a_locked_registry_lets_in_who_may() -> Result<()> {
    let Some(registry) = Registry::start(RING, Doors::Locked).await? else { return Ok(()) };
    let reference: Reference = format!("{}/acme/eu:7", registry.host).parse()?;
    let artifact = support::artifact();
    let basic = |password: &str| Credentials::Basic {
        user: "tide".to_owned(),
        password: password.to_owned(),
    };
    for refused in [Credentials::Anonymous, basic("ebb"), Credentials::Bearer("x".to_owned())] {
        let store = Store::default().credentials(refused);
        let pushed = store.push(&reference, &artifact).await.unwrap_err().to_string();
        assert!(pushed.contains("401") || pushed.contains("uthori"), "{pushed}");
        let pulled = store.pull(&reference).await.unwrap_err().to_string();
        assert!(pulled.contains("status 401: UNAUTHORIZED"), "{pulled}");
    }
    let store = Store::default().credentials(basic("tide"));
    store.push(&reference, &artifact).await?;
    assert_eq!(store.pull(&reference).await?, artifact);
    Ok(())
}

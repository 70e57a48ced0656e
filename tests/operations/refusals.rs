//! Bundles that a node refuses, each for its reason, and what ran before runs on.

use std::time::Duration;

use tidegate_pipeline::FunctionKind;
use tidegate_tests::registry::{Doors, Registry};

use crate::node::Node;
use crate::recipe::{Recipe, marked};
use crate::workshop::{Workshop, tidegate};

/// A node that runs version 5, and the digests of that.
async fn running(shop: &Workshop, node: &Node) -> Vec<String> {
    let five = shop.ready(&Recipe::of(5)).await;
    node.deploy(&five, &[]).await.done();
    node.digests().await
}

/// Has a bundle refused at a step, in these words among others.
#[track_caller]
fn told(said: &str, step: &str, words: &str) {
    assert!(said.contains(&format!("tidegate: {step}: ")) && said.contains(words), "{said}");
}

#[tokio::test]
async fn what_a_registry_alters() {
    let Some(registry) = Registry::start("operations", Doors::Open).await.unwrap() else { return };
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let before = running(&shop, &node).await;
    let there = format!("{}/acme/eu", registry.host);
    let mut digests = Vec::new();
    for version in [6, 7] {
        digests.push(shop.build(&Recipe::of(version), &format!("{there}:{version}")).await);
        shop.sign(&format!("{there}:{version}")).await;
    }
    let [six, seven] = [&digests[0], &digests[1]];
    let file = |digest: &str| registry.blob(digest.strip_prefix("sha256:").unwrap());

    // One bit of one component.
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(file(six)).unwrap()).unwrap();
    let component = manifest["layers"][0]["digest"].as_str().unwrap();
    let good = std::fs::read(file(component)).unwrap();
    let mut bytes = good.clone();
    bytes[good.len() / 2] ^= 1;
    std::fs::write(file(component), &bytes).unwrap();
    let said = node.deploy(&format!("{there}:6"), &[]).await.refused();
    told(&said, "pull", &format!("blob {component}: found bytes of digest sha256:"));
    // Half of it.
    std::fs::write(file(component), &good[..good.len() / 2]).unwrap();
    let said = node.deploy(&format!("{there}:6"), &[]).await.refused();
    told(&said, "pull", &format!("found {} bytes, expected {}", good.len() / 2, good.len()));
    std::fs::write(file(component), &good).unwrap();

    // Another manifest than was asked for, itself signed and in order.
    let manifest = std::fs::read(file(six)).unwrap();
    std::fs::copy(file(seven), file(six)).unwrap();
    let said = node.deploy(&format!("{there}@{six}"), &[]).await.refused();
    told(&said, "pull", &format!("blob {six}: found bytes of digest {seven}"));
    std::fs::write(file(six), &manifest).unwrap();
    // None at all.
    let said = node.deploy(&format!("{there}:8"), &[]).await.refused();
    told(&said, "pull", "found no 8");

    assert_eq!(node.digests().await, before);
    assert_eq!(node.version().await, Some(5));
    // What is as it was is taken.
    node.deploy(&format!("{there}@{six}"), &[]).await.done();
    assert_eq!(node.version().await, Some(6));
}

#[tokio::test]
async fn what_is_not_signed_for_this_node() {
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let before = running(&shop, &node).await;
    const STEP: &str = "verify the signature";
    let out = |name: &str| format!("oci:{}:{name}", shop.text("refused"));

    shop.build(&Recipe::of(6), &out("unsigned")).await;
    told(&node.deploy(&out("unsigned"), &[]).await.refused(), STEP, "unsigned");

    shop.build(&Recipe::of(7), &out("theirs")).await;
    shop.sign_with("theirs", &out("theirs"), &[]).await;
    told(&node.deploy(&out("theirs"), &[]).await.refused(), STEP, "no trusted key");

    shop.build(&Recipe { name: "acme/us".to_owned(), ..Recipe::of(8) }, &out("named")).await;
    shop.sign(&out("named")).await;
    told(
        &node.deploy(&out("named"), &[]).await.refused(),
        STEP,
        "this node runs bundles of acme/eu, this is one of acme/us",
    );

    shop.build(&Recipe::of(9), &out("late")).await;
    shop.sign_with("ours", &out("late"), &["--valid-for", "1s"]).await;
    let key = shop.text("ours.pub");
    let late = out("late");
    let expired = async {
        while tidegate(&["bundle", "verify", &late, "--key", &key]).await.code == Some(0) {}
    };
    tokio::time::timeout(Duration::from_secs(30), expired).await.unwrap();
    told(&node.deploy(&out("late"), &[]).await.refused(), STEP, "expired at ");

    // The signature would be good for ninety days.
    let old = Recipe { expires: "2026-01-01T00:00:00Z".to_owned(), ..Recipe::of(10) };
    shop.build(&old, &out("old")).await;
    shop.sign(&out("old")).await;
    told(
        &node.deploy(&out("old"), &[]).await.refused(),
        STEP,
        "the bundle itself expired at 2026-01-01T00:00:00Z",
    );
    let verified = tidegate(&["bundle", "verify", &out("old"), "--key", &key]).await.refused();
    assert!(verified.contains("the bundle itself expired at 2026-01-01"), "{verified}");
    tidegate(&["bundle", "verify", &out("nowhere"), "--key", &key]).await.failed();

    assert_eq!(node.digests().await, before);
    let status = node.status().await;
    assert_eq!(status["running"]["version"], 5);
    assert_eq!(status["history"].as_array().unwrap().len(), 1);
    // None of them counts as seen.
    let six = shop.ready(&Recipe::of(6)).await;
    node.deploy(&six, &[]).await.done();
}

#[tokio::test]
async fn older_versions_unless_they_are_asked_for_by_name() {
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let before = running(&shop, &node).await;
    const STEP: &str = "compare with versions seen";
    let four = shop.ready(&Recipe::of(4)).await;
    let older = "version 4 is older than 5";
    told(&node.deploy(&four, &[]).await.refused(), STEP, older);
    let said = node.deploy(&four, &["--allow-older", "acme/us"]).await.refused();
    told(&said, "deploy", "found \"acme/us\", expected \"acme/eu\"");
    assert_eq!(node.digests().await, before);

    // Another bundle that calls itself version 5.
    let mut other = Recipe::of(5);
    other.function(FunctionKind::Consent).document.push_str("\n# another\n");
    other.function(FunctionKind::GeoLicensing).component =
        marked(&other.functions[1].component, "another");
    let other = {
        let reference = format!("oci:{}:5", shop.text("other"));
        shop.build(&other, &reference).await;
        shop.sign(&reference).await;
        reference
    };
    told(&node.deploy(&other, &[]).await.refused(), STEP, "version 5 was sha256:");
    assert_eq!(node.digests().await, before);

    // What is allowed is one deploy, even if that fails.
    let failing = format!("oci:{}:4", shop.text("failing"));
    shop.build(&Recipe::of(4).narrower_in_japan().with_cases(), &failing).await;
    shop.sign(&failing).await;
    let said = node.deploy(&failing, &["--allow-older", "acme/eu"]).await.refused();
    assert!(said.contains("self-test"), "{said}");
    told(&node.deploy(&four, &[]).await.refused(), STEP, older);

    node.deploy(&four, &["--allow-older", "acme/eu"]).await.done();
    assert_eq!(node.version().await, Some(4));
    // Once: what was seen stays seen, by the next start, too.
    node.process.stop().await.unwrap();
    let node = shop.node().await;
    assert_eq!(node.version().await, Some(4));
    let three = shop.ready(&Recipe::of(3)).await;
    told(&node.deploy(&three, &[]).await.refused(), STEP, "version 3 is older than 5");
    told(&node.deploy(&four, &[]).await.refused(), STEP, older);
}

#[tokio::test]
async fn what_is_too_large() {
    let Some(registry) = Registry::start("operations", Doors::Open).await.unwrap() else { return };
    let shop = Workshop::open().await;
    let node = shop.node_with("largest-mib = 1", "").await;
    let before = running(&shop, &node).await;
    let mut large = Recipe::of(6);
    let component = &mut large.function(FunctionKind::CarbonCap).component;
    // A custom section of nearly 2 MiB, its length in LEB128.
    component.extend([0, 0x80, 0x80, 0x7c, 0]);
    component.extend(vec![7; 0x1f_0000 - 1]);
    for reference in
        [format!("{}/acme/eu:6", registry.host), format!("oci:{}:6", shop.text("large"))]
    {
        shop.build(&large, &reference).await;
        shop.sign(&reference).await;
        let said = node.deploy(&reference, &[]).await.refused();
        told(&said, "pull", "at most 1048576 are taken");
    }
    assert_eq!(node.digests().await, before);
    assert_eq!(node.version().await, Some(5));
}

#[tokio::test]
async fn what_does_not_work() {
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let before = running(&shop, &node).await;
    const MAKE: &str = "configure, snapshot and compile";
    let imports = wat::parse_str(
        r#"(component (import "wasi:clocks/monotonic-clock@0.2.6" (instance
            (export "now" (func (result u64))))))"#,
    )
    .unwrap();
    let empty = wat::parse_str("(component)").unwrap();
    let change = |kind, change: &dyn Fn(&mut crate::recipe::Ingredients)| {
        let mut recipe = Recipe::of(6);
        change(recipe.function(kind));
        recipe
    };
    let geo = FunctionKind::GeoLicensing;
    let failing = "kind = \"geo-licensing\"\n[[cases]]\nname = \"nobody may watch\"\n\
        facts = { asset = \"tide/main.m3u8\", country = \"FR\", now = 2026-11-23T12:00:00Z }\n\
        expect = { deny = { reason = \"asset-not-licensed\" } }\n";
    for (recipe, step, words) in [
        (
            change(geo, &|of| of.component = imports.clone()),
            MAKE,
            "wasi:clocks/monotonic-clock@0.2.6",
        ),
        (
            change(geo, &|of| of.component = b"\0asm\x0d\0\x01\0nothing".to_vec()),
            MAKE,
            "geo-licensing",
        ),
        (change(geo, &|of| of.component = empty.clone()), MAKE, "is no geo-licensing function"),
        (
            change(geo, &|of| of.document = "version = \"1\"\nassetz = []\n".to_owned()),
            MAKE,
            "assetz",
        ),
        (
            change(geo, &|of| of.cases = Some(failing.to_owned())),
            "self-test",
            "cases fail: geo-licensing: \"nobody may watch\": another answer than expected",
        ),
    ] {
        let reference = format!("oci:{}:6", shop.text("broken"));
        shop.build(&recipe, &reference).await;
        shop.sign(&reference).await;
        told(&node.deploy(&reference, &[]).await.refused(), step, words);
        assert_eq!(node.digests().await, before);
    }
    assert_eq!(node.version().await, Some(5));
    // The mended version 6 is not another than one seen.
    let six = shop.ready(&Recipe::of(6)).await;
    node.deploy(&six, &[]).await.done();
    assert_eq!(node.version().await, Some(6));
}

//! Bundles and the contract between folders and a registry, by the command line.

use serde_json::Value;
use tidegate_tests::registry::{Doors, Registry};
use tidegate_tests::tools;
use tokio::process::Command;

use crate::recipe::Recipe;
use crate::workshop::{Workshop, tidegate};

#[tokio::test]
async fn what_is_pulled_is_what_was_built() {
    let Some(registry) = Registry::start("operations", Doors::Open).await.unwrap() else { return };
    let shop = Workshop::bare().await;
    let (here, back) = (format!("oci:{}:1", shop.text("out")), format!("oci:{}", shop.text("in")));
    let there = format!("{}/acme/eu", registry.host);
    let digest = shop.build(&Recipe::of(1), &here).await;
    shop.sign(&here).await;
    tidegate(&["bundle", "push", &here, &there]).await.done();
    let pulled = tidegate(&["bundle", "pull", &format!("{there}:1"), "-o", &back, "--json"]).await;
    let pulled: Value = serde_json::from_str(&pulled.done()).unwrap();
    assert_eq!((&pulled["digest"], &pulled["signatures"]), (&digest.clone().into(), &1.into()));
    // Signatures come along.
    let key = shop.text("ours.pub");
    tidegate(&["bundle", "verify", &format!("{back}:1"), "--key", &key]).await.done();

    let inspected = tidegate(&["bundle", "inspect", &format!("{back}:1"), "--json"]).await.done();
    let inspected: Value = serde_json::from_str(&inspected).unwrap();
    assert_eq!(inspected["digest"], digest);
    let told = tidegate(&["bundle", "inspect", &here]).await.done();
    assert!(told.contains("acme/eu") && told.contains(&digest), "{told}");

    // Another program takes it for an image like any other.
    if let Some(skopeo) = tools::find("operations", &["skopeo"], "--version") {
        let copied = format!("oci:{}:1", shop.text("copied"));
        let source = format!("docker://{there}:1");
        let arguments = ["--insecure-policy", "copy", "--src-tls-verify=false", &source, &copied];
        let output = Command::new(skopeo).args(arguments).output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = tidegate(&["bundle", "inspect", &copied, "--json"]).await.done();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["digest"], digest);
    }

    // One that nobody signed comes along without a signature.
    let unsigned = format!("oci:{}:3", shop.text("out"));
    shop.build(&Recipe::of(3), &unsigned).await;
    tidegate(&["bundle", "push", &unsigned, &there]).await.done();
    let node = shop.node().await;
    let refused = node.deploy(&format!("{there}:3"), &[]).await.refused();
    assert!(
        refused.contains("verify the signature: ") && refused.contains("unsigned"),
        "{refused}"
    );

    let same = tidegate(&["bundle", "diff", &here, &format!("{there}:1")]).await;
    assert_eq!(same.done(), "");
    let other = format!("oci:{}:2", shop.text("out"));
    shop.build(&Recipe::of(2).narrower_in_japan(), &other).await;
    tidegate(&["bundle", "diff", &here, "oci:nowhere"]).await.failed();
    let differ = tidegate(&["bundle", "diff", &here, &other]).await;
    assert_eq!(differ.code, Some(1), "{differ:?}");
    assert!(
        differ.out.lines().any(|line| line.contains("1080") && line.contains("432")),
        "{differ:?}"
    );
    let differ = tidegate(&["bundle", "diff", &here, &other, "--json"]).await;
    let differ: Value = serde_json::from_str(&differ.out).unwrap();
    assert!(differ["changes"].as_array().unwrap().len() > 1, "{differ}");
}

#[tokio::test]
async fn the_contract_goes_to_a_registry() {
    let Some(registry) = Registry::start("operations", Doors::Open).await.unwrap() else { return };
    let there = format!("{}/tidegate/edge", registry.host);
    let pushed = tidegate(&["contract", "push", &there, "--json"]).await.done();
    let pushed: Value = serde_json::from_str(&pushed).unwrap();
    let manifest = crate::doors::client()
        .get(format!("http://{}/v2/tidegate/edge/manifests/0.1.0", registry.host))
        .header("accept", "application/vnd.oci.image.manifest.v1+json")
        .send()
        .await
        .unwrap();
    assert_eq!(manifest.headers()["docker-content-digest"], pushed["digest"].as_str().unwrap());
    let manifest: Value = serde_json::from_str(&manifest.text().await.unwrap()).unwrap();
    // As wkg does: <https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/>.
    assert_eq!(manifest["config"]["mediaType"], "application/vnd.wasm.config.v0+json");
    assert_eq!(manifest["layers"][0]["mediaType"], "application/wasm");
}

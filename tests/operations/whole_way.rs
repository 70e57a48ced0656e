//! From keys to a rollback, and a restart without the registry.

use std::time::{Duration, Instant};

use tidegate_pipeline::FunctionKind;
use tidegate_tests::registry::{Doors, Registry};

use crate::recipe::Recipe;
use crate::workshop::{Workshop, tidegate};

#[tokio::test]
async fn bundles_go_by_a_registry_to_a_node_and_back() {
    let Some(registry) = Registry::start("operations", Doors::Open).await.unwrap() else { return };
    let shop = Workshop::bare().await;
    let there = format!("{}/acme/eu", registry.host);
    for version in [1, 2, 3] {
        let here = format!("oci:{}:{version}", shop.text("out"));
        shop.build(&Recipe::of(version).with_cases(), &here).await;
        shop.sign(&here).await;
        tidegate(&["bundle", "push", &here, &there]).await.done();
    }
    let key = shop.text("ours.pub");
    tidegate(&["bundle", "verify", &format!("{there}:1"), "--key", &key]).await.done();

    let node = shop.node().await;
    assert_eq!(node.ask().await.status(), 503, "nothing is deployed yet");
    let mut answered = Vec::new();
    for version in [1, 2, 3] {
        let deployed = node.deploy(&format!("{there}:{version}"), &[]).await;
        for step in ["pull: ", "verify the signature: ", "configure, ", "self-test: "] {
            assert!(deployed.err.contains(step), "{step}: {deployed:?}");
        }
        assert!(deployed.done().contains(&format!("running    acme/eu {version} (sha256:")));
        answered.push(node.digests().await);
    }
    // What runs already is deployed again, and told for programs.
    let told = node.deploy(&format!("{there}:3"), &["--json"]).await.done();
    for kind in FunctionKind::ALL {
        let part = format!(
            "\"event\":\"now\",\"step\":\"configure, snapshot and compile\",\"part\":\"deploying {kind}\""
        );
        assert!(told.contains(&part), "{part}: {told}");
    }
    let distinct: std::collections::BTreeSet<_> = answered.iter().flatten().collect();
    assert_eq!(distinct.len(), 12, "{answered:?}");
    let status = node.status().await;
    assert_eq!(status["running"]["version"], 3);
    assert_eq!(status["history"].as_array().unwrap().len(), 3);
    assert_eq!(status["deploying"], false);
    assert!(status["rollout"].is_null() && status["halted"].is_null());

    // The way back needs no machine code from the disk.
    let (compiled, aside) = (shop.path("state/compiled"), shop.path("aside"));
    std::fs::rename(&compiled, &aside).unwrap();
    let start = Instant::now();
    node.operate(&["rollback"]).await.done();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    std::fs::rename(&aside, &compiled).unwrap();
    assert_eq!(node.digests().await, answered[1]);
    node.operate(&["rollback", "--to", "3"]).await.done();
    assert_eq!(node.digests().await, answered[2]);
    node.operate(&["rollback", "--to", "1"]).await.done();
    assert_eq!(node.digests().await, answered[0]);
    let none = node.operate(&["rollback"]).await.refused();
    assert!(none.contains("nothing ran before"), "{none}");
    let none = node.operate(&["rollback", "--to", "9"]).await.refused();
    assert!(none.contains("version 9 has not run here"), "{none}");
    assert_eq!(node.digests().await, answered[0]);
    node.process.stop().await.unwrap();

    // From here on there is the node's own disk.
    drop(registry);
    let node = shop.node().await;
    assert_eq!(node.digests().await, answered[0]);
    assert_eq!(node.version().await, Some(1));
    node.operate(&["rollback", "--to", "2"]).await.done();
    assert_eq!(node.digests().await, answered[1]);
    let log = node.process.stop().await.unwrap();
    assert_eq!(log.matches("compiled code is found on disk").count(), 8, "{log}");
    assert!(!log.contains("\"compiling\""), "{log}");
}

//! Nodes that are killed while they deploy.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tidegate_pipeline::FunctionKind;

use crate::guests::guest;
use crate::node::Node;
use crate::recipe::{Recipe, marked};
use crate::workshop::Workshop;

const KILLS: u64 = 50;

/// Numbers that look random and are the same each time (SplitMix64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Two functions that compile at once, so that each moment of a deploy is met more often.
fn small(version: u64) -> Recipe {
    let mut recipe = Recipe::of(version);
    recipe.functions.retain_mut(|function| {
        function.component = marked(&guest(function.kind, ""), &format!("version {version}"));
        matches!(function.kind, FunctionKind::Consent | FunctionKind::GeoLicensing)
    });
    recipe
}

async fn answered(node: &Node) -> Vec<String> {
    let answer = node.ask().await;
    assert_eq!(answer.status(), 200);
    crate::node::digests_of(answer.headers())
}

#[tokio::test]
async fn the_next_start_serves_the_one_or_the_other() {
    let shop = Workshop::open().await;
    let mut random = Seeded(2026);
    let mut known = HashMap::new();
    let first = shop.ready(&small(1)).await;
    let node = shop.node().await;
    let start = Instant::now();
    node.deploy(&first, &[]).await.done();
    // Deploys that compile take as long as this one.
    let mut longest = start.elapsed();
    known.insert(1, answered(&node).await);
    node.process.stop().await.unwrap();

    let (mut now, mut swapped) = (1, 0);
    let mut node = shop.node().await;
    for version in 2..KILLS + 2 {
        assert_eq!(node.version().await, Some(now));
        let next = shop.ready(&small(version)).await;
        let most = u64::try_from(longest.as_micros()).unwrap() * 3 / 2;
        let moment = Duration::from_micros(random.below(most));
        {
            let start = Instant::now();
            let deploy = node.deploy(&next, &[]);
            // The moment is the test's subject: nothing is waited for.
            if let Ok(said) = tokio::time::timeout(moment, deploy).await {
                said.done();
                longest = start.elapsed();
                known.insert(version, answered(&node).await);
            }
        }
        node.process.kill().await.unwrap();

        node = shop.node().await;
        let runs = node.version().await.unwrap();
        let digests = answered(&node).await;
        if runs == version {
            swapped += 1;
            // Whoever answered before the kill answers now.
            assert_eq!(known.entry(version).or_insert_with(|| digests.clone()), &digests);
            assert!(digests.iter().all(|digest| !known[&now].contains(digest)), "a mixture");
            now = version;
        } else {
            assert_eq!(runs, now, "neither of the two");
            assert_eq!(digests, known[&now], "a mixture");
        }
    }
    // What was half done stands in nobody's way.
    let last = shop.ready(&small(KILLS + 2)).await;
    node.deploy(&last, &[]).await.done();
    node.process.stop().await.unwrap();
    let node = shop.node().await;
    assert_eq!(node.version().await, Some(KILLS + 2));
    let left: Vec<_> = std::fs::read_dir(shop.path("state/bundles")).unwrap().collect();
    assert_eq!(left.len(), node.status().await["history"].as_array().unwrap().len());
    eprintln!("{swapped} of {KILLS} deploys had swapped");
    assert!((1..KILLS).contains(&swapped), "{swapped} of {KILLS}: no moment of interest was met");
}

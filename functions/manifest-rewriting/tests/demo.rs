//! The demo's document.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use support::{offering, video};
use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{Codecs, Edit, ManifestRewriting, Track};
use tidegate_sdk::types::{DeviceClass, DynamicRanges, Facts, Grants, Limits};

#[test]
fn the_demo_fits_a_ladder_to_telephone_and_television() {
    let demo: toml::Value = toml::from_str(include_str!("../demo.toml")).unwrap();
    let demo = serde_json::to_value(demo).unwrap();
    let policy = Policy::configure(&demo.to_string()).unwrap();
    let hdr = Track {
        codecs: Codecs::HEVC | Codecs::EC3,
        range: Some(DynamicRanges::PQ),
        ..video(3, 2160, 16_000_000)
    };
    let tracks = [video(0, 360, 800_000), video(1, 720, 3_000_000), video(2, 1080, 6_000_000), hdr];
    let edits = |device: DeviceClass| {
        let facts = Facts { device: Some(device), ..Facts::NOTHING };
        policy.decide(&facts, &Grants::NOTHING, &Limits::NONE, &offering(&tracks)).edits
    };
    assert_eq!(edits(DeviceClass::Mobile), [Edit::Drop(3)]);
    assert_eq!(edits(DeviceClass::Desktop), [Edit::Drop(3), Edit::Order(vec![1, 0, 2])]);
    assert_eq!(edits(DeviceClass::Tv), [Edit::Order(vec![2, 0, 1, 3])]);
}

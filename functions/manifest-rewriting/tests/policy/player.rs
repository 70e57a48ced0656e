//! What players say of themselves.

use tidegate_sdk::manifest_rewriting::{Edit, Track};
use tidegate_sdk::types::{DeviceClass, Facts, Limits, Player};

use crate::support::video;
use crate::{edits_by, on};

const SILENT: Player = Player { throughput: None, buffer: None, top_bitrate: None };

const HINTS: &str = r#"{
    "start": { "tv": { "height": 1080 } },
    "player": { "throughput-share": 50, "short-buffer-share": 25, "short-buffer-ms": 4000 }
}"#;

const CAPPED: &str = r#"{ "player": { "cap-at-top-bitrate": true } }"#;

fn said(player: Player) -> Facts {
    Facts { player: Some(player), ..on(DeviceClass::Tv) }
}

fn rungs() -> [Track<'static>; 4] {
    [
        video(0, 240, 400_000),
        video(1, 540, 2_000_000),
        video(2, 1080, 6_000_000),
        video(3, 2160, 16_000_000),
    ]
}

/// Where playback starts.
fn start(document: &str, player: Player) -> u32 {
    match edits_by(document, &said(player), &Limits::NONE, &rungs()).as_slice() {
        [] => 0,
        [Edit::Order(order)] => order[0],
        other => panic!("{other:?}"),
    }
}

scenarios! {
    fn players_start_within_a_share_of_their_throughput() {
        let at = |throughput| start(HINTS, Player { throughput: Some(throughput), ..SILENT });
        for (throughput, rung) in [(4000, 1), (3999, 0), (12_000, 2), (32_000, 3), (u32::MAX, 3), (0, 0)] {
            assert_eq!(at(throughput), rung, "{throughput} kbit/s");
        }
        assert_eq!(start(HINTS, SILENT), 2, "by the kind of device, if it does not say");
    }

    fn players_with_a_short_buffer_start_lower() {
        let at = |buffer| start(HINTS, Player { throughput: Some(12_000), buffer, ..SILENT });
        assert_eq!((at(Some(4000)), at(Some(3999)), at(None)), (2, 1, 2));
    }

    fn what_players_say_counts_only_where_it_is_configured() {
        let document = r#"{ "start": { "tv": { "height": 1080 } } }"#;
        let eager = Player { throughput: Some(100_000), top_bitrate: Some(1), ..SILENT };
        assert_eq!(start(document, eager), 2);
    }

    fn rungs_above_the_top_bitrate_go_if_configured() {
        let capped = |kbit| {
            let facts = said(Player { top_bitrate: Some(kbit), ..SILENT });
            edits_by(CAPPED, &facts, &Limits::NONE, &rungs())
        };
        assert_eq!(capped(6000), [Edit::Drop(3)]);
        assert_eq!(capped(5999), [Edit::Drop(2), Edit::Drop(3)]);
        assert_eq!(capped(0), [], "a fallback is kept");
        let facts = said(Player { top_bitrate: Some(6000), ..SILENT });
        assert_eq!(edits_by(HINTS, &facts, &Limits::NONE, &rungs()), [Edit::Order(vec![2, 0, 1, 3])]);
    }

    fn a_top_bitrate_is_rounded() {
        // hls.js says 6000 of 6000499 bits/s.
        let tracks = [video(0, 1080, 6_000_499), video(1, 540, 1)];
        let facts = said(Player { top_bitrate: Some(6000), ..SILENT });
        assert_eq!(edits_by(CAPPED, &facts, &Limits::NONE, &tracks), []);
    }
}

//! Pathways by region.

use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{
    Edit, Format, Manifest, ManifestRewriting, Track, TrackKind,
};
use tidegate_sdk::types::{Facts, Grants, Limits};

use crate::support::{rendition, video};

const CONFIG: &str = r#"{ "pathways": [
    { "countries": ["FR", "DE"], "allowed": ["eu-1", "eu-2"], "preferred": ["eu-2", "eu-1"] },
    { "countries": ["CH"], "allowed": ["ch"] },
    { "preferred": ["us", "eu-1"] }
] }"#;

fn on(pathway: &'static str, track: Track<'static>) -> Track<'static> {
    Track { pathway: Some(pathway), ..track }
}

/// Two variants on each pathway, 1080 lines before 360.
fn steered(pathways: &[&'static str], start: &'static str) -> Manifest<'static> {
    let tracks = (0u32..).zip(pathways).flat_map(|(index, pathway)| {
        let id = 2 * index;
        [on(pathway, video(id, 1080, 6_000_000)), on(pathway, video(id + 1, 360, 800_000))]
    });
    Manifest {
        pathways: pathways.join("\n").into(),
        steering: Some(start.into()),
        ..Manifest::of(Format::HlsMultivariant, tracks.collect())
    }
}

fn decided(country: Option<&str>, limits: &Limits, manifest: &Manifest<'_>) -> Vec<Edit> {
    let facts = Facts { country: country.map(str::to_owned), ..Facts::NOTHING };
    let policy = Policy::configure(CONFIG).unwrap();
    policy.decide(&facts, &Grants::NOTHING, limits, manifest).edits
}

fn edits(country: &str, manifest: &Manifest<'_>) -> Vec<Edit> {
    decided(Some(country), &Limits::NONE, manifest)
}

fn drop(pathway: &str) -> Edit {
    Edit::DropPathway(pathway.to_owned())
}

fn set(pathway: &str) -> Edit {
    Edit::SetPathway(pathway.to_owned())
}

scenarios! {
    fn sovereignty_drops_the_others() {
        let all = steered(&["us", "eu-1", "eu-2", "asia"], "us");
        assert_eq!(edits("FR", &all), [drop("us"), drop("asia"), set("eu-2")]);
        let two = steered(&["eu-1", "eu-2"], "eu-2");
        assert_eq!(edits("FR", &two), [], "all are allowed, and the first begins");
    }

    fn failover_is_the_first_that_there_is() {
        assert_eq!(edits("FR", &steered(&["eu-1", "us"], "eu-1")), [drop("us")]);
        assert_eq!(edits("US", &steered(&["eu-1", "asia"], "asia")), [set("eu-1")]);
        assert_eq!(edits("US", &steered(&["asia"], "asia")), []);
        let anywhere = decided(None, &Limits::NONE, &steered(&["us", "asia"], "asia"));
        assert_eq!(anywhere, [set("us")], "a region without countries is everywhere");
    }

    fn where_none_is_allowed_none_is_dropped() {
        assert_eq!(edits("CH", &steered(&["us", "eu-1"], "us")), []);
    }

    fn a_pathway_that_is_not_begun_with_is_not_said() {
        assert_eq!(edits("US", &steered(&["us", "asia"], "")), [set("us")]);
        assert_eq!(edits("CH", &steered(&["ch", "us"], "")), [drop("us")], "it does not matter which");
    }

    fn tracks_go_with_their_pathway() {
        let mut all = steered(&["us", "eu-1"], "eu-1");
        all.tracks.push(on("us", Track { kind: TrackKind::TrickPlay, ..video(4, 2160, 1) }));
        all.tracks.push(rendition(5, TrackKind::Audio, 0, "en"));
        let low = Limits { max_height: Some(720), ..Limits::NONE };
        let said = decided(Some("FR"), &low, &all);
        assert_eq!(said, [drop("us"), Edit::Drop(2)], "0, 1 and 4 with it");
    }

    fn what_only_trick_play_is_on_cannot_be_dropped_as_a_pathway() {
        let mut all = steered(&["eu-1"], "eu-1");
        all.tracks.push(on("us", Track { kind: TrackKind::TrickPlay, ..video(2, 360, 1) }));
        all.pathways = "eu-1\nus".into();
        assert_eq!(edits("FR", &all), [Edit::Drop(2)]);
    }

    fn a_pathway_whose_variants_are_all_above_the_limits_is_not_begun_with() {
        let mut all = steered(&["eu-1", "eu-2"], "eu-1");
        all.tracks.truncate(3);
        let low = Limits { max_height: Some(720), ..Limits::NONE };
        let said = decided(Some("FR"), &low, &all);
        assert_eq!(said, [Edit::Drop(0), Edit::Drop(2)], "eu-2 is preferred, and has nothing left");
        all.steering = Some("eu-2".into());
        assert_eq!(decided(Some("FR"), &low, &all), [Edit::Drop(0), Edit::Drop(2), set("eu-1")]);
        let nowhere = Policy::configure("{}").unwrap();
        let said = nowhere.decide(&Facts::NOTHING, &Grants::NOTHING, &low, &all).edits;
        assert_eq!(said, [Edit::Drop(0), Edit::Drop(2), set("eu-1")], "or the node would refuse");
    }

    fn an_mpd_has_all_tracks_on_all_pathways() {
        let mpd = Manifest {
            pathways: "us\neu-1".into(),
            ..Manifest::of(Format::Dash, vec![video(0, 360, 1)])
        };
        assert_eq!(edits("FR", &mpd), [drop("us")], "without steering none is begun with");
        let steered = Manifest { steering: Some("us".into()), ..mpd };
        assert_eq!(edits("FR", &steered), [drop("us"), set("eu-1")]);
        assert_eq!(edits("US", &steered), []);
    }
}

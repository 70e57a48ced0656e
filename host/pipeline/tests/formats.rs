//! What the rewriting function sees of each kind of manifest, and what becomes of
//! its edits there.

#![cfg(test)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use tidegate_manifest::Floor;
use tidegate_manifest::filter::{Filter, Language};
use tidegate_pipeline::{
    Declarations, Fault, Functions, Problem, Rewritten, Terms, decide, personalise,
};
use tidegate_sdk::manifest_rewriting::{Edit, Format, Manifest, Timeline};
use tidegate_sdk::types::{Facts, Grants, Limits};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

/// Licenses within limits, and edits.
struct Editor {
    licence: Limits,
    edits: Vec<Edit>,
    seen: Option<(Format, usize, Option<Timeline>)>,
}

impl Functions for Editor {
    fn consent(&mut self, _: &Facts) -> Result<consent::Decision, Fault> {
        Err(Fault::Missing)
    }

    fn geo_licensing(&mut self, _: &Facts) -> Result<geo_licensing::Verdict, Fault> {
        Ok(geo_licensing::Verdict::Allow(geo_licensing::Allowance {
            limits: self.licence.clone(),
            rule: String::new(),
            version: String::new(),
            valid_for: 60,
        }))
    }

    fn carbon_cap(&mut self, _: &Facts) -> Result<carbon_cap::Decision, Fault> {
        Err(Fault::Missing)
    }

    fn manifest_rewriting(
        &mut self,
        _: &Facts,
        _: &Grants,
        _: &Limits,
        manifest: &Manifest<'_>,
    ) -> Result<manifest_rewriting::Decision, Fault> {
        let timeline = manifest.timeline.cloned();
        self.seen = Some((manifest.format, manifest.tracks.len(), timeline));
        Ok(manifest_rewriting::Decision { edits: self.edits.clone(), valid_for: 60 })
    }
}

fn editor(edits: &[Edit]) -> Editor {
    Editor { licence: Limits::NONE, edits: edits.to_vec(), seen: None }
}

fn run(editor: &mut Editor, text: &str, terms: Terms<'_>) -> Result<Rewritten, Problem> {
    let declarations = Declarations::customary();
    let decisions = decide(&Facts::NOTHING, &declarations, editor);
    personalise(text, &Facts::NOTHING, &decisions, &declarations, terms, editor)
}

fn live() -> String {
    let segments: String = (0..8).map(|n| format!("#EXTINF:6.0,\n{n}.ts\n")).collect();
    format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:100\n\
         #EXT-X-PROGRAM-DATE-TIME:2026-11-22T20:00:00Z\n\
         #EXT-X-DATERANGE:ID=\"ad\",START-DATE=\"2026-11-22T20:00:12Z\",DURATION=12\n{segments}"
    )
}

const MPD: &str = "<MPD type=\"static\" mediaPresentationDuration=\"PT1M\"><Period>\
    <AdaptationSet contentType=\"video\"><Representation id=\"a\" bandwidth=\"900000\" height=\"360\" width=\"640\"/>\
    <Representation id=\"b\" bandwidth=\"3000000\" height=\"720\" width=\"1280\"/></AdaptationSet>\
    <AdaptationSet contentType=\"audio\" lang=\"en\"><Accessibility schemeIdUri=\"urn:tva:metadata:cs:AudioPurposeCS:2007\" value=\"1\"/>\
    <Representation id=\"c\" bandwidth=\"64000\"/></AdaptationSet>\
    <AdaptationSet contentType=\"audio\" lang=\"fr\"><Representation id=\"d\" bandwidth=\"64000\"/></AdaptationSet>\
    </Period></MPD>";

#[test]
fn a_media_playlist_is_seen_as_a_timeline() {
    let mut editor = editor(&[Edit::Trim(20_000), Edit::RemoveDateRange("ad".to_owned())]);
    let text = live();
    let made = run(&mut editor, &text, Terms::default()).unwrap();
    let (format, tracks, timeline) = editor.seen.unwrap();
    assert_eq!((format, tracks), (Format::HlsMedia, 0));
    let timeline = timeline.unwrap();
    assert!(timeline.live);
    assert_eq!(timeline.target_duration, Some(6_000));
    assert_eq!((timeline.window, timeline.segments), (Some(48_000), 8));
    assert_eq!(timeline.start, Some(1_795_377_600_000));
    let [range] = timeline.date_ranges.as_slice() else { panic!("{timeline:?}") };
    assert_eq!((range.id.as_str(), range.duration), ("ad", Some(12_000)));
    assert_eq!(made.format, Format::HlsMedia);
    assert!(!made.body.contains("DATERANGE") && made.body.contains("MEDIA-SEQUENCE:105"));
    assert!(made.body.ends_with("5.ts\n#EXTINF:6.0,\n6.ts\n#EXTINF:6.0,\n7.ts\n"), "{}", made.body);
}

#[test]
fn an_mpd_is_seen_as_tracks_and_a_timeline() {
    let mut editor = editor(&[Edit::Drop(3)]);
    let made = run(&mut editor, MPD, Terms::default()).unwrap();
    let (format, tracks, timeline) = editor.seen.unwrap();
    assert_eq!((format, tracks), (Format::Dash, 4));
    assert_eq!(timeline.unwrap().window, Some(60_000));
    assert!(!made.body.contains("\"fr\"") && made.body.contains("\"en\""), "{}", made.body);
}

#[test]
fn limits_hold_in_an_mpd_whatever_the_function_says() {
    let mut editor = editor(&[]);
    editor.licence.max_height = Some(360);
    let made = run(&mut editor, MPD, Terms::default()).unwrap();
    assert!(made.body.contains("id=\"a\"") && !made.body.contains("id=\"b\""), "{}", made.body);
    assert_eq!(made.enforced, 1);
    editor.licence.max_height = Some(240);
    let none = run(&mut editor, MPD, Terms::default());
    assert!(matches!(none, Err(Problem::NoRendition { .. })), "{none:?}");
}

#[test]
fn an_edit_that_is_for_another_kind_is_a_fault() {
    for text in [MPD, live().as_str()] {
        let made = run(&mut editor(&[Edit::StripSessionKeys]), text, Terms::default()).unwrap();
        let said = made.answer.unwrap().said;
        assert!(matches!(said, Err(Fault::Invalid(_))), "{said:?}");
        assert_eq!(made.body, text);
    }
}

#[test]
fn the_floor_holds_functions_and_filters() {
    let floor = Terms { floor: Floor { accessibility: true }, ..Terms::default() };
    let made = run(&mut editor(&[Edit::Drop(2)]), MPD, floor).unwrap();
    assert!(matches!(made.answer.as_ref().unwrap().said, Err(Fault::Invalid(_))));
    assert_eq!(made.body, MPD);
    let made = run(&mut editor(&[Edit::Drop(2)]), MPD, Terms::default()).unwrap();
    assert!(made.answer.as_ref().unwrap().said.is_ok() && made.body != MPD);

    let french = [Filter::parse(Language::Aws, "audio_language:fr").unwrap()];
    let refused = run(&mut editor(&[]), MPD, Terms { filters: &french, ..floor });
    assert!(matches!(refused, Err(Problem::BadRequest(_))), "{refused:?}");
    let terms = Terms { filters: &french, ..Terms::default() };
    let mut editor = editor(&[]);
    let made = run(&mut editor, MPD, terms).unwrap();
    assert_eq!(editor.seen.unwrap().1, 3, "the function sees what the filter left");
    assert_eq!(made.filtered.as_deref(), Some(made.body.as_str()));
}

//! Slates and interstitials: what becomes of the names that functions say.

#![cfg(test)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tidegate_manifest::filter::{Filter, Language};
use tidegate_manifest::{Manifest as Text, Mpd};
use tidegate_pipeline::library::{Interstitial, LibraryError, Slate};
use tidegate_pipeline::{
    Basis, Declarations, Fault, Functions, Library, Problem, Rewritten, Terms, decide, personalise,
    respond,
};
use tidegate_sdk::geo_licensing::{Allowance, DenialReason, Replacement, Verdict};
use tidegate_sdk::manifest_rewriting::{self as rewriting, Edit, Manifest};
use tidegate_sdk::types::{Facts, Grants, Limits, Purposes, SpecialFeatures};
use tidegate_sdk::{carbon_cap, consent};

/// Grants these purposes, says this of the licence, and edits so.
struct Script {
    purposes: Purposes,
    verdict: Verdict,
    edits: Vec<Edit>,
    /// How often each function was asked, in their order.
    asked: [u32; 4],
}

impl Functions for Script {
    fn consent(&mut self, _: &Facts) -> Result<consent::Decision, Fault> {
        self.asked[0] += 1;
        Ok(consent::Decision {
            grants: Grants { purposes: self.purposes, special_features: SpecialFeatures::empty() },
            regime: consent::Regime::OptIn,
            used: consent::Signals::empty(),
            refused: consent::Signals::empty(),
            valid_for: 3000,
        })
    }

    fn geo_licensing(&mut self, _: &Facts) -> Result<Verdict, Fault> {
        self.asked[1] += 1;
        Ok(self.verdict.clone())
    }

    fn carbon_cap(&mut self, _: &Facts) -> Result<carbon_cap::Decision, Fault> {
        self.asked[2] += 1;
        Err(Fault::Missing)
    }

    fn manifest_rewriting(
        &mut self,
        _: &Facts,
        _: &Grants,
        _: &Limits,
        _: &Manifest<'_>,
    ) -> Result<rewriting::Decision, Fault> {
        self.asked[3] += 1;
        Ok(rewriting::Decision { edits: self.edits.clone(), valid_for: 3000 })
    }
}

fn replacing(slate: &str, valid_for: u32) -> Script {
    let verdict = Verdict::Replace(Replacement {
        slate: slate.to_owned(),
        reason: DenialReason::Blackout,
        rule: "home".to_owned(),
        version: "1".to_owned(),
        valid_for,
    });
    Script { purposes: Purposes::empty(), verdict, edits: Vec::new(), asked: [0; 4] }
}

fn editing(purposes: Purposes, edits: &[(&str, u64)]) -> Script {
    let (rule, version) = ("r".to_owned(), "1".to_owned());
    let verdict =
        Verdict::Allow(Allowance { limits: Limits::NONE, rule, version, valid_for: 3000 });
    let insert = |(name, at): &(&str, u64)| {
        Edit::InsertInterstitial(rewriting::Interstitial { name: (*name).to_owned(), at: *at })
    };
    Script { purposes, verdict, edits: edits.iter().map(insert).collect(), asked: [0; 4] }
}

fn some(uri: &str) -> Option<String> {
    Some(uri.to_owned())
}

fn slate() -> Slate {
    Slate {
        playlist: some("/slates/a.m3u8"),
        segment: some("/slates/a.ts"),
        file: some("/slates/a.mp4"),
        duration: 6000,
        bandwidth: 400_000,
        codecs: some("avc1.4d401e,mp4a.40.2"),
    }
}

fn spot(name: &str, requires: &[Basis]) -> Interstitial {
    Interstitial {
        playlist: Some(format!("/spots/{name}.m3u8")),
        mpd: Some(format!("https://ads.example/{name}.mpd?a=1&b=2")),
        duration: Some(12_000),
        resume_offset: Some(12_000),
        requires: requires.to_vec(),
    }
}

fn library() -> Library {
    let mut library = Library::default();
    library.add_slate("all", slate()).unwrap();
    library.add_slate("hls", Slate { file: None, ..slate() }).unwrap();
    library.add_interstitial("everyone", spot("everyone", &[Basis::Necessary])).unwrap();
    let both = [Basis::Purpose(2), Basis::Purpose(4)];
    library.add_interstitial("mine", spot("mine", &both)).unwrap();
    let hls = Interstitial { mpd: None, ..spot("hls", &[Basis::Necessary]) };
    library.add_interstitial("hls", hls).unwrap();
    library
}

fn run(script: &mut Script, text: &str) -> Result<Rewritten, Problem> {
    let (declarations, library) = (Declarations::customary(), library());
    let decisions = decide(&Facts::NOTHING, &declarations, script);
    let filters = [Filter::parse(Language::Aws, "video_height:700-800").unwrap()];
    let filters = if script.edits.is_empty() { filters.as_slice() } else { &[] };
    let terms = Terms { filters, library: &library, ..Terms::default() };
    let made = personalise(text, &Facts::NOTHING, &decisions, &declarations, terms, script);
    if let Ok(made) = &made {
        let header = respond::decision_header(&decisions, Some(made), |_| None).unwrap();
        assert_eq!(header.to_str().unwrap().contains("replace"), made.slate.is_some());
    }
    made
}

const LADDER: &str = "#EXTM3U\n\
    #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360\nlow.m3u8\n\
    #EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720\nmid.m3u8\n";

const LIVE: &str = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:100\n\
    #EXT-X-PROGRAM-DATE-TIME:2026-11-22T20:00:00Z\n\
    #EXTINF:6,\n100.ts\n#EXT-X-CUE-OUT:12\n#EXTINF:6,\n101.ts\n#EXTINF:6,\n102.ts\n";

const FILM: &str = "<MPD type=\"static\" mediaPresentationDuration=\"PT90S\">\
    <Period duration=\"PT60S\"><AdaptationSet contentType=\"video\"><Representation id=\"a\" bandwidth=\"1\"/></AdaptationSet></Period>\
    <Period><AdaptationSet contentType=\"video\"><Representation id=\"b\" bandwidth=\"1\"/></AdaptationSet></Period></MPD>";

#[test]
fn a_slate_stands_in_for_every_kind_of_manifest() {
    for (text, expected) in [
        (
            LADDER,
            "#EXT-X-STREAM-INF:BANDWIDTH=400000,CODECS=\"avc1.4d401e,mp4a.40.2\"\n/slates/a.m3u8",
        ),
        (LIVE, "#EXTINF:6,\n/slates/a.ts\n#EXT-X-DISCONTINUITY\n"),
        (FILM, "<BaseURL>/slates/a.mp4</BaseURL>"),
    ] {
        let mut script = replacing("all", 300);
        let made = run(&mut script, text).unwrap();
        assert!(made.body.contains(expected), "{}", made.body);
        for gone in ["low.m3u8", "100.ts", "id=\"a\""] {
            assert!(!made.body.contains(gone), "{}", made.body);
        }
        assert!(Text::parse(&made.body).is_ok());
        assert_eq!(script.asked, [1, 1, 0, 0], "neither carbon-cap nor rewriting is asked");
        assert_eq!(made.slate.as_deref(), Some("all"));
        assert_eq!(made.valid_for, 60, "no longer than a refusal");
        let answer = respond::manifest(made, None);
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "private, max-age=60");
    }
    assert_eq!(run(&mut replacing("all", 7), LADDER).unwrap().valid_for, 7);
}

#[test]
fn without_a_slate_the_reason_is_told() {
    let i_frames = LIVE
        .replace("#EXT-X-TARGETDURATION:6\n", "#EXT-X-TARGETDURATION:6\n#EXT-X-I-FRAMES-ONLY\n");
    for (slate, text) in [("none", LADDER), ("hls", FILM), ("all", i_frames.as_str())] {
        let problem = run(&mut replacing(slate, 300), text).unwrap_err();
        assert_eq!(problem, Problem::Denied { reason: DenialReason::Blackout, valid_for: 300 });
        assert_eq!(respond::status(&problem), 451);
    }
}

#[test]
fn an_unknown_slate_denies_before_the_origin_is_asked() {
    let (declarations, library) = (Declarations::customary(), library());
    let refused = |slate: &str| {
        let decisions = decide(&Facts::NOTHING, &declarations, &mut replacing(slate, 300));
        Problem::of_decisions(&decisions, &library)
    };
    assert_eq!(refused("all"), None);
    assert!(matches!(refused("none"), Some(Problem::Denied { .. })));
}

const ALL: Purposes = Purposes::all();

#[test]
fn an_interstitial_is_a_date_range_in_hls() {
    let made = run(&mut editing(ALL, &[("mine", 6000), ("everyone", 0)]), LIVE).unwrap();
    assert!(made.answer.unwrap().said.is_ok());
    for tag in [
        "#EXT-X-DATERANGE:ID=\"tidegate-mine-1795377606\",CLASS=\"com.apple.hls.interstitial\",START-DATE=\"2026-11-22T20:00:06.000Z\",DURATION=12,X-ASSET-URI=\"/spots/mine.m3u8\",X-RESUME-OFFSET=12\n",
        "#EXT-X-DATERANGE:ID=\"tidegate-everyone-1795377600\",",
    ] {
        assert!(made.body.contains(tag), "{}", made.body);
    }
}

#[test]
fn an_interstitial_keeps_its_id_as_the_window_slides() {
    let id = |text: &str, at: u64| {
        let made = run(&mut editing(ALL, &[("mine", at)]), text).unwrap();
        made.body.lines().find(|line| line.contains("DATERANGE")).unwrap().to_owned()
    };
    let slid = LIVE.replace("20:00:00Z", "20:00:06Z").replace("#EXTINF:6,\n100.ts\n", "");
    assert_eq!(id(LIVE, 6000), id(&slid, 0));
}

#[test]
fn interstitials_are_one_stream_of_events_for_each_period_in_dash() {
    let asked = [("everyone", 0), ("mine", 59_999), ("everyone", 75_000)];
    let made = run(&mut editing(ALL, &asked), FILM).unwrap();
    assert!(made.answer.unwrap().said.is_ok());
    let streams: Vec<_> = made.body.split("<EventStream ").skip(1).collect();
    assert_eq!(streams.len(), 2, "{}", made.body);
    assert!(streams[0].starts_with(
        "schemeIdUri=\"urn:mpeg:dash:event:alternativeMPD:insert:2025\" timescale=\"1000\">\
         <Event presentationTime=\"0\" duration=\"12000\" id=\""
    ));
    assert!(streams[0].contains("<Event presentationTime=\"59999\""));
    assert!(streams[0].contains(
        "<InsertPresentation url=\"https://ads.example/mine.mpd?a=1&amp;b=2\"/></Event>"
    ));
    assert!(streams[1].contains("<Event presentationTime=\"15000\""));
    assert!(Mpd::parse(&made.body).is_ok());

    // A live programme goes on meanwhile.
    let live = "<MPD type=\"dynamic\" availabilityStartTime=\"2026-11-22T20:00:00Z\">\
        <Period start=\"PT1000S\"><AdaptationSet contentType=\"video\"><Representation id=\"a\" bandwidth=\"1\"/></AdaptationSet></Period></MPD>";
    let made = run(&mut editing(ALL, &[("everyone", 1_024_000)]), live).unwrap();
    assert!(made.body.contains("alternativeMPD:replace:2025"), "{}", made.body);
    assert!(made.body.contains("presentationTime=\"24000\""));
    assert!(made.body.contains("<ReplacePresentation url=\"https://ads.example/everyone.mpd?a=1&amp;b=2\" returnOffset=\"12000\"/>"));
}

#[test]
fn what_cannot_be_inserted_makes_the_list_invalid() {
    let undated = LIVE.replace("#EXT-X-PROGRAM-DATE-TIME:2026-11-22T20:00:00Z\n", "");
    let two = Purposes::LIMITED_ADVERTISING;
    for (what, purposes, asked, text) in [
        ("unknown", ALL, [("theirs", 0)].as_slice(), LIVE),
        ("nothing granted", Purposes::empty(), &[("mine", 0)], LIVE),
        ("one of two granted", two, &[("mine", 0)], FILM),
        ("after one that is granted", two, &[("everyone", 0), ("mine", 6000)], LIVE),
        ("without a date", ALL, &[("everyone", 0)], &undated),
        ("without a timeline", ALL, &[("everyone", 0)], LADDER),
        ("after the end", ALL, &[("everyone", 90_000)], FILM),
        ("never", ALL, &[("everyone", u64::MAX)], FILM),
        ("never", ALL, &[("everyone", u64::MAX)], LIVE),
        ("twice", ALL, &[("everyone", 0), ("everyone", 0)], LIVE),
    ] {
        let made = run(&mut editing(purposes, asked), text).unwrap();
        assert!(matches!(made.answer.unwrap().said, Err(Fault::Invalid(_))), "{what}");
        assert_eq!(made.body, text, "{what}");
        assert_eq!(made.valid_for, 0, "{what}");
    }
}

#[test]
fn where_there_is_nothing_to_play_nothing_is_inserted() {
    let made = run(&mut editing(ALL, &[("hls", 0)]), FILM).unwrap();
    assert!(made.answer.unwrap().said.is_ok());
    assert_eq!(made.body, FILM);
}

#[test]
fn a_library_holds_what_can_be_written() {
    let mut library = Library::default();
    let mut refused = |name: &str, slate: Slate| library.add_slate(name, slate).unwrap_err();
    let with = |uri: &str| Slate { playlist: some(uri), ..slate() };
    for name in ["", "a b", "a\"", "a\n", &"a".repeat(65)] {
        assert_eq!(refused(name, slate()), LibraryError::Name(name.to_owned()));
    }
    for uri in ["a.m3u8", "//host/a.m3u8", "ftp://host/a", "http://", "https:///a"] {
        assert_eq!(refused("a", with(uri)), LibraryError::Relative(uri.to_owned()));
    }
    for uri in ["/a b", "/a\"", "/a\n#EXT-X-ENDLIST", "/{$a}"] {
        assert!(matches!(refused("a", with(uri)), LibraryError::Unwritable(_)), "{uri}");
    }
    assert!(matches!(refused("a", Slate { duration: 0, ..slate() }), LibraryError::Unwritable(_)));
    assert!(matches!(refused("a", Slate { bandwidth: 0, ..slate() }), LibraryError::Unwritable(_)));
    let none = Slate { playlist: None, segment: None, file: None, ..slate() };
    assert!(matches!(refused("a", none), LibraryError::Nothing(_)));

    let spot = spot("a", &[Basis::Necessary]);
    let mut refused = |spot: Interstitial| library.add_interstitial("a", spot).unwrap_err();
    let none = Interstitial { playlist: None, mpd: None, ..spot.clone() };
    assert!(matches!(refused(none), LibraryError::Nothing(_)));
    let never = Interstitial { duration: Some(0), ..spot.clone() };
    assert_eq!(refused(never), LibraryError::NoLength);
    let unwritable = Interstitial { mpd: some("/a\u{0}"), ..spot.clone() };
    assert!(matches!(refused(unwritable), LibraryError::Unwritable(_)));
    assert_eq!(refused(Interstitial { requires: vec![], ..spot }), LibraryError::NoBasis);
}

//! Documents after the standard's own cases: what comes of them, and what is refused.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tidegate_geo_licensing::Catalogue;
use tidegate_scte224::report::Loss;
use tidegate_scte224::{Expected, Imported, Options, Unmatched, import};
use tidegate_sdk::geo_licensing::{DenialReason, Verdict};
use tidegate_sdk::types::{DeviceClass, Facts, Location};

fn imported(text: &str) -> Imported {
    import(text, &Options { version: "test".to_owned(), ..Options::default() }).unwrap()
}

/// The body of a document of one `Media`, `m`.
fn results(body: &str) -> String {
    format!(
        "<Results xmlns=\"http://www.scte.org/schemas/224\" \
         xmlns:action=\"urn:scte:224:action\" xmlns:audience=\"urn:scte:224:audience\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n{body}\n</Results>"
    )
}

/// A document in which a viewing policy is always in force.
fn always(viewing: &str) -> String {
    results(&format!(
        "<Media id=\"m\" source=\"M\"><MediaPoint><Apply><Policy id=\"p\">\n{viewing}\n\
         </Policy></Apply></MediaPoint></Media>"
    ))
}

fn notes(imported: &Imported) -> Vec<(u32, Loss, &str)> {
    imported.notes.iter().map(|note| (note.place.line, note.loss, note.says.as_str())).collect()
}

fn at(time: &str) -> Option<u64> {
    let time: jiff::Timestamp = time.parse().unwrap();
    Some(time.as_second().try_into().unwrap())
}

/// A viewer in a place such as `US-CO`, with a postal code.
fn viewer(asset: &str, place: &str, postal: &str, time: &str) -> Facts {
    Facts {
        now: at(time),
        asset: Some(asset.to_owned()),
        country: Some(place[..2].to_owned()),
        subdivision: (place.len() > 2).then(|| place.to_owned()),
        postal_code: (!postal.is_empty()).then(|| postal.to_owned()),
        device: Some(DeviceClass::Desktop),
        metro: Some(1),
        location: Some(Location { latitude: 0, longitude: 0, accuracy: 0 }),
        ..Facts::NOTHING
    }
}

fn decide(imported: &Imported, facts: &Facts) -> String {
    let json = serde_json::to_string(&imported.catalogue).unwrap();
    match Catalogue::from_json(&json).unwrap().decide(facts) {
        Verdict::Allow(allowance) => match allowance.limits.max_height {
            Some(height) => format!("allow {height} by {}", allowance.rule),
            None => format!("allow by {}", allowance.rule),
        },
        Verdict::Deny(denial) => match denial.reason {
            DenialReason::Territory => "territory".to_owned(),
            DenialReason::Blackout => "blackout".to_owned(),
            DenialReason::Device => "device".to_owned(),
            DenialReason::NotYetAvailable => "not yet".to_owned(),
            DenialReason::NoLongerAvailable => "no longer".to_owned(),
            DenialReason::PlaceUnknown => "place unknown".to_owned(),
            DenialReason::AssetNotLicensed => "not licensed".to_owned(),
            reason => format!("{reason:?}"),
        },
        Verdict::Replace(replaced) => format!("slate {}", replaced.slate),
    }
}

#[test]
fn a_channel_is_blacked_out_by_market_and_postal_code() {
    let imported = imported(include_str!("documents/channel.xml"));
    assert_eq!(notes(&imported), []);
    let asset = "harbour.example/media/harbour-one";
    let game = "2026-11-22T20:00:00Z";
    let denver = |time| Facts { metro: Some(751), ..viewer(asset, "US-CO", "80202", time) };
    for (facts, expected) in [
        (viewer(asset, "US-NY", "10001", game), format!("allow by {asset}:L26.1")),
        (denver("2026-11-22T19:59:59Z"), format!("allow by {asset}:L26.1")),
        (denver(game), "slate game-blackout".to_owned()),
        (denver("2026-11-22T22:59:59Z"), "slate game-blackout".to_owned()),
        (denver("2026-11-22T23:00:00Z"), format!("allow by {asset}:L26.1")),
        (viewer(asset, "US-CO", "81601", game), "slate game-blackout".to_owned()),
        // Who may be there is taken for one who is.
        (viewer(asset, "US-CO", "", game), "slate game-blackout".to_owned()),
        (viewer(asset, "CA-ON", "", "2026-11-23T02:59:59Z"), "blackout".to_owned()),
        (viewer(asset, "CA-ON", "", "2026-11-23T03:00:00Z"), format!("allow by {asset}:L26.1")),
        (viewer(asset, "FR-75", "75001", game), "territory".to_owned()),
        (viewer(asset, "US-NY", "10001", "2027-01-01T00:00:00Z"), "no longer".to_owned()),
        (
            Facts { device: Some(DeviceClass::Mobile), ..viewer(asset, "US-NY", "1", game) },
            format!("allow 720 by {asset}:L26.1"),
        ),
    ] {
        assert_eq!(decide(&imported, &facts), expected, "{facts:?}");
    }
    let uri = "https://slates.example/game-blackout.m3u8";
    assert_eq!(imported.slates, [("game-blackout".to_owned(), uri.to_owned())]);
}

#[test]
fn a_film_has_windows_by_country() {
    let imported = imported(include_str!("documents/film.xml"));
    assert_eq!(notes(&imported), []);
    let film = |place, time| viewer("films.example/tide", place, "", time);
    let tv = |place, time| Facts { device: Some(DeviceClass::Tv), ..film(place, time) };
    for (facts, expected) in [
        (film("FR-75", "2026-02-28T23:59:59Z"), "not yet"),
        (film("FR-75", "2026-03-01T00:00:00Z"), "allow 1080 by films.example/tide:L8.1"),
        (film("FR-974", "2026-03-01T00:00:00Z"), "territory"),
        (film("DE-BE", "2026-03-31T21:59:59Z"), "not yet"),
        (film("DE-BE", "2026-03-31T22:00:00Z"), "allow by films.example/tide:L19.2"),
        (film("DE-BE", "2026-05-10T00:00:00Z"), "device"),
        (tv("DE-BE", "2026-05-10T00:00:00Z"), "allow by films.example/tide:L25.3"),
        (tv("FR-974", "2026-05-10T00:00:00Z"), "territory"),
        (tv("FR", "2026-06-01T00:00:00Z"), "place unknown"),
        (tv("FR-75", "2026-06-01T00:00:00Z"), "no longer"),
    ] {
        assert_eq!(decide(&imported, &facts), expected, "{facts:?}");
    }
}

#[test]
fn a_region_is_told_by_postal_code_market_and_state() {
    let imported = imported(include_str!("documents/regional.xml"));
    assert_eq!(notes(&imported), []);
    let day = "2026-06-01T00:00:00Z";
    let seen = |place, postal, time| decide(&imported, &viewer("regional", place, postal, time));
    assert_eq!(seen("US-NY", "10001", day), "allow by regional:L8.2");
    assert_eq!(seen("US-NY", "10099", day), "blackout");
    assert_eq!(seen("US-CT", "06101", day), "allow by regional:L8.2");
    // A slate is to come, for which there is a rule that lets them as far as that.
    assert_eq!(seen("FR-75", "10001", day), "not yet");
    assert_eq!(seen("CA-ON", "M5V", day), "territory");
    assert_eq!(seen("FR-75", "10001", "2026-06-02T12:00:00Z"), "slate elsewhere");
    let stadium = Location { latitude: 40_600_000, longitude: -73_900_000, accuracy: 0 };
    let near = Facts {
        location: Some(stadium),
        ..viewer("regional", "US-NY", "10001", "2026-06-01T18:30:00Z")
    };
    assert_eq!(decide(&imported, &near), "slate stadium");
    assert_eq!(seen("US-NY", "10001", "2026-06-01T18:30:00Z"), "allow by regional:L8.2");
}

#[test]
fn grants_for_different_devices_do_not_mix() {
    let part = |place: &str, device: &str| {
        format!(
            "<ViewingPolicy><Audience>{place}<audience:Device>{device}</audience:Device>\
             </Audience></ViewingPolicy>"
        )
    };
    let zip = part("<audience:Zip>80202</audience:Zip>", "COMPUTER");
    let state = part("<audience:State>NY</audience:State>", "PHONE");
    let imported = imported(&always(&format!("{zip}\n{state}")));
    let now = "2026-06-01T00:00:00Z";
    // A computer in New York is neither: its state is the other's, its device this one's.
    assert_eq!(decide(&imported, &viewer("m", "US-NY", "10001", now)), "device");
    let phone = Facts { device: Some(DeviceClass::Mobile), ..viewer("m", "US-NY", "10001", now) };
    assert_eq!(decide(&imported, &phone), "allow by m:L4.1");
    let [(3, Loss::Stricter, says)] = notes(&imported)[..] else { panic!("{imported:?}") };
    assert!(says.contains("cannot be told apart"), "{says}");
}

#[test]
fn what_is_lost_is_said_by_line() {
    let imported = imported(&always(
        "<ViewingPolicy>\n<Audience>\n<audience:All/>\n<audience:CIDR>192.0.2.0/24</audience:CIDR>\n\
         </Audience>\n<action:DownloadBlocked>true</action:DownloadBlocked>\n\
         <action:PreviewPeriod>PT5M</action:PreviewPeriod>\n<action:FastForward>true</action:FastForward>\n\
         <action:MaxNumberConcurrentClient>2</action:MaxNumberConcurrentClient>\n\
         <action:MaxResolution>HD</action:MaxResolution>\n</ViewingPolicy>",
    ));
    let said: Vec<_> = notes(&imported);
    let lines: Vec<_> = said.iter().map(|(line, loss, _)| (*line, *loss)).collect();
    assert_eq!(
        lines,
        [
            (2, Loss::Remark),
            (6, Loss::Stricter),
            (8, Loss::Elsewhere),
            (9, Loss::Stricter),
            (11, Loss::Elsewhere),
            (12, Loss::Stricter),
        ],
        "{said:?}"
    );
    assert_eq!(said[1].2, "CIDR: functions do not see addresses");
    assert_eq!(said[2].2, "DownloadBlocked: a matter of the player");
}

#[test]
fn references_may_be_anything() {
    let policy = |audience: &str| {
        format!("<ViewingPolicy>{audience}<action:Content>M</action:Content></ViewingPolicy>")
    };
    let refer = policy("<Audience xlink:href=\"a\"/>");
    for (audiences, expected) in [
        ("", "audience \"a\" is not in the document"),
        ("<Audience id=\"a\"/>", "audience \"a\" says nothing of whom it holds"),
        (
            "<Audience id=\"a\"><Audience xlink:href=\"b\"/></Audience>\
             <Audience id=\"b\" match=\"NONE\"><Audience xlink:href=\"a\"/></Audience>",
            "audience \"a\" holds itself: nobody can say whom",
        ),
        (
            "<Audience id=\"a\"><audience:All/></Audience>\
             <Audience id=\"a\"><audience:Zip>80202</audience:Zip></Audience>",
            "audience \"a\" is in the document more than once, differently",
        ),
    ] {
        let text = always(&refer).replace("</Results>", &format!("{audiences}</Results>"));
        let imported = imported(&text);
        assert!(imported.catalogue.assets[0].rules.is_empty(), "{text}");
        let said = notes(&imported);
        assert!(said.iter().any(|(_, _, says)| *says == expected), "{said:?}");
    }
    // The same audience, written twice, is one.
    let twice = "<Audience id=\"a\"><audience:All/></Audience>".repeat(2);
    let text = always(&refer).replace("</Results>", &format!("{twice}</Results>"));
    assert_eq!(notes(&imported(&text)), []);
    // A chain of references of any length is no recursion.
    let mut chain = String::new();
    for index in 0..100_000 {
        chain += &format!(
            "<Audience id=\"a{index}\"><Audience xlink:href=\"a{}\"/></Audience>",
            index + 1
        );
    }
    let first = policy("<Audience xlink:href=\"a0\"/>");
    let text = always(&first).replace("</Results>", &format!("{chain}</Results>"));
    assert!(imported(&text).notes.iter().any(|note| note.says.contains("nest more than")));
}

#[test]
fn without_a_policy_it_is_up_to_the_operator() {
    let text = results(
        "<Media id=\"m\" effective=\"2026-01-01T00:00:00Z\"><MediaPoint><Apply><Policy id=\"p\">\
         <ViewingPolicy><Audience match=\"NONE\"><audience:ISO3166>US</audience:ISO3166></Audience>\
         <action:Content>urn:scte:224:action:blackout</action:Content></ViewingPolicy>\
         </Policy></Apply></MediaPoint></Media>",
    );
    let denied = imported(&text);
    let [(2, Loss::Remark, says)] = notes(&denied)[..] else { panic!("{denied:?}") };
    assert!(says.contains("--unmatched allow"));
    let unmatched = Unmatched::Allow;
    let options = Options { version: "test".to_owned(), unmatched, ..Options::default() };
    let allowed = import(&text, &options).unwrap();
    let now = "2026-06-01T00:00:00Z";
    assert_eq!(decide(&denied, &viewer("m", "US", "", now)), "not licensed");
    assert_eq!(decide(&allowed, &viewer("m", "US", "", now)), "allow by m:L2.1");
    assert_eq!(decide(&allowed, &viewer("m", "FR", "", now)), "blackout");
    assert_eq!(decide(&allowed, &viewer("m", "US", "", "2025-12-31T00:00:00Z")), "not yet");
}

#[test]
fn the_programme_is_what_the_media_calls_it() {
    let text = |media: &str| {
        results(&format!(
            "<Media id=\"m\"{media}><MediaPoint source=\"OTHER\"><Apply><Policy><ViewingPolicy>\
             <Audience><audience:All/></Audience><action:Content>OTHER</action:Content>\
             </ViewingPolicy></Policy></Apply></MediaPoint></Media>"
        ))
    };
    let seen =
        |media| decide(&imported(&text(media)), &viewer("m", "US", "", "2026-06-01T00:00:00Z"));
    assert_eq!(seen(""), "allow by m:L2.1");
    assert_eq!(seen(" source=\"M\""), "slate other");
}

#[test]
fn media_do_not_lend_each_other_their_rules() {
    let media = |id: &str| {
        format!(
            "<Media id=\"{id}\"><MediaPoint><Apply><Policy id=\"p\"><ViewingPolicy><Audience>\
             <audience:All/></Audience></ViewingPolicy></Policy></Apply></MediaPoint></Media>"
        )
    };
    let text = results(&[media("films"), media("films/tide"), media("films")].join("\n"));
    let with = imported(&text);
    let ids: Vec<_> = with.catalogue.assets.iter().map(|asset| asset.id.as_str()).collect();
    assert_eq!(ids, ["films/tide"]);
    let lines: Vec<_> = notes(&with).iter().map(|(line, loss, _)| (*line, *loss)).collect();
    assert_eq!(lines, [(2, Loss::Stricter), (4, Loss::Stricter)]);
    let paths = [("films".to_owned(), vec!["channel/**".to_owned()])].into();
    let options = Options { version: "test".to_owned(), paths, ..Options::default() };
    let assets = import(&text, &options).unwrap().catalogue.assets;
    assert_eq!((assets.len(), assets[0].paths.as_slice()), (2, &["channel/**".to_owned()][..]));
}

#[test]
fn what_is_no_document_is_refused_where_it_is_none() {
    let root = |space: &str| format!("\n<Results xmlns=\"{space}\"/>");
    let old = "http://www.scte.org/schemas/224/2015";
    for (text, line, column, expected) in [
        (root(old), 2, 1, Expected::Namespace(Some(old.to_owned()))),
        ("<Results/>".to_owned(), 1, 1, Expected::Namespace(None)),
        (
            "<Audit xmlns=\"http://www.scte.org/schemas/224\"/>".to_owned(),
            1,
            1,
            Expected::Root("Audit".to_owned()),
        ),
        (
            results("<Media id=\"m\">\n <MediaPoint matchTime=\"noon\"/></Media>"),
            3,
            2,
            Expected::Value {
                name: "matchTime",
                form: "a time such as 2026-11-22T20:00:00Z",
                found: "noon".to_owned(),
            },
        ),
        (results("<Media/>"), 2, 1, Expected::Attribute { name: "id", on: "Media" }),
    ] {
        let error = import(&text, &Options::default()).unwrap_err();
        assert_eq!((error.place.line, error.place.column), (line, column), "{text}");
        assert_eq!(error.expected, expected);
    }
    let later = root("http://www.scte.org/schemas/224/2021");
    assert!(import(&format!("\u{feff}{}", later.trim()), &Options::default()).is_ok());
}

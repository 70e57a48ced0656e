//! Texts that nobody means well with: they are refused, or what comes of them can be used.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tidegate_geo_licensing::Catalogue;
use tidegate_scte224::{Options, Unmatched, import};

const DOCUMENTS: [&str; 3] = [
    include_str!("documents/channel.xml"),
    include_str!("documents/film.xml"),
    include_str!("documents/regional.xml"),
];

/// Imports a text; whatever becomes a catalogue, the function takes.
fn try_import(text: &str) {
    for unmatched in [Unmatched::Deny, Unmatched::Allow] {
        let options = Options { version: "v".to_owned(), unmatched, ..Options::default() };
        if let Ok(imported) = import(text, &options) {
            let json = serde_json::to_string(&imported.catalogue).unwrap();
            if let Err(error) = Catalogue::from_json(&json) {
                panic!("{error}\n{text}\n{json}");
            }
        }
    }
}

/// Words of documents, good and bad.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "<Audience>",
            "</Audience>",
            "<Audience match=\"NONE\">",
            "<audience:All/>",
            "<audience:State>zz</audience:State>",
            "<audience:Zip>969</audience:Zip>",
            "<audience:PostalCode>SW1A 1AA</audience:PostalCode>",
            "&amp;",
            "]]>",
            "<![CDATA[x]]>",
            "<audience:LatLongRadius>90 180 9e9</audience:LatLongRadius>",
            "<audience:LatLongPolygon>89 179 89 -179 90 0</audience:LatLongPolygon>",
            "<audience:LatLongBox>-90 -180 90 180</audience:LatLongBox>",
            "<audience:Device>WATCH</audience:Device>",
            "<!-- -->",
            "<?x?>",
            "\u{feff}",
            "9999-12-31T23:59:59Z",
            "-9999-01-01T00:00:00Z",
            "P99999999D",
            "18446744073709551615",
            "<action:Content>",
            "<action:Revalidate>PT0S</action:Revalidate>",
            "\u{0}",
            "\n",
            "é",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn changed_documents_are_refused_or_make_a_catalogue(
        which in 0..DOCUMENTS.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, word()), 1..6),
    ) {
        let mut text: Vec<char> = DOCUMENTS[which].chars().collect();
        for (at, removed, word) in edits {
            let at = at.index(text.len());
            let end = (at + removed).min(text.len());
            text.splice(at..end, word.chars());
        }
        try_import(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_text_is_refused_or_makes_a_catalogue(text in "\\PC*") {
        try_import(&text);
    }
}

fn results(body: &str) -> String {
    format!(
        "<Results xmlns=\"http://www.scte.org/schemas/224\" xmlns:action=\"urn:scte:224:action\" \
         xmlns:audience=\"urn:scte:224:audience\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{body}\
         </Results>"
    )
}

/// Documents of a few megabytes that could cost more than their length says.
fn bombs() -> Vec<(&'static str, String)> {
    let mut bombs = Vec::new();
    let media = |points: &str| format!("<Media id=\"m\">{points}</Media>");
    let apply = "<Apply><Policy xlink:href=\"p\"/></Apply>";
    let policy = |viewing: &str| format!("<Policy id=\"p\">{viewing}</Policy>");
    let all = "<Audience><audience:All/></Audience>";

    let zips: String =
        (0..100_000).map(|zip| format!("<audience:Zip>{zip:05}</audience:Zip>")).collect();
    let viewing = format!(
        "<ViewingPolicy><Audience match=\"ANY\">{zips}</Audience>\
         <action:Content>x</action:Content></ViewingPolicy>"
    );
    let point = format!("<MediaPoint>{apply}</MediaPoint>");
    bombs.push(("every postal code", results(&(media(&point) + &policy(&viewing)))));

    let mut double = format!("<Audience id=\"a0\" match=\"ANY\">{zips}</Audience>");
    for index in 1..60 {
        let before = index - 1;
        write!(
            double,
            "<Audience id=\"a{index}\" match=\"{}\"><Audience xlink:href=\"a{before}\"/>\
             <Audience xlink:href=\"a{before}\"/><audience:DMA>{index}</audience:DMA></Audience>",
            ["NONE", "ALL", "ANY"][index % 3],
        )
        .unwrap();
    }
    let viewing = "<ViewingPolicy><Audience xlink:href=\"a59\"/></ViewingPolicy>";
    bombs.push(("doubling audiences", results(&(media(&point) + &policy(viewing) + &double))));

    let points: String = (0..40_000)
        .map(|index| {
            format!(
                "<MediaPoint matchTime=\"2026-01-01T{:02}:{:02}:{:02}Z\">{apply}</MediaPoint>",
                index / 3600,
                index / 60 % 60,
                index % 60
            )
        })
        .collect();
    let viewing = format!("<ViewingPolicy>{all}</ViewingPolicy>").repeat(5_000);
    bombs.push(("many apply many", results(&(media(&points) + &policy(&viewing)))));

    let mut open = String::new();
    let mut policies = String::new();
    for index in 0..10_000 {
        write!(
            open,
            "<MediaPoint matchTime=\"2026-01-01T{:02}:{:02}:{:02}Z\"><Apply>\
             <Policy xlink:href=\"p{index}\"/></Apply></MediaPoint>",
            index / 3600,
            index / 60 % 60,
            index % 60
        )
        .unwrap();
        write!(
            policies,
            "<Policy id=\"p{index}\"><ViewingPolicy><Audience><audience:Zip>{index:05}\
             </audience:Zip></Audience></ViewingPolicy></Policy>"
        )
        .unwrap();
    }
    bombs.push(("policies that never end", results(&(media(&open) + &policies))));

    let parts: String = (0..2_000)
        .map(|index| {
            format!(
                "<Audience><audience:Zip>{index:05}</audience:Zip><audience:DMA>{index}</audience:DMA>\
                 <audience:State>CO</audience:State></Audience>"
            )
        })
        .collect();
    let viewing =
        format!("<ViewingPolicy><Audience match=\"NONE\">{parts}</Audience></ViewingPolicy>");
    bombs.push(("products", results(&(media(&point) + &policy(&viewing)))));

    bombs.push(("deep", "<a>".repeat(1_000_000)));
    let wide: String = (0..80_000).map(|index| format!(" a{index}=\"\"")).collect();
    bombs.push(("wide", format!("<Results{wide}/>")));
    let same = "<Audience id=\"a\"><audience:All/></Audience>";
    bombs.push(("one id", results(&same.repeat(50_000))));
    let slates: String = (0..50_000)
        .map(|index| {
            format!(
                "<ViewingPolicy>{all}<action:Content>{index}/s</action:Content></ViewingPolicy>"
            )
        })
        .collect();
    bombs.push(("slates of one name", results(&(media(&point) + &policy(&slates)))));
    bombs
}

#[test]
fn nothing_costs_much_more_than_its_length_says() {
    // A debug build on a shared machine; each takes below a second in a release build.
    let most = Duration::from_secs(60);
    for (name, text) in bombs() {
        let begun = Instant::now();
        let options = Options { version: "v".to_owned(), ..Options::default() };
        let made = import(&text, &options);
        let took = begun.elapsed();
        let size = made.map_or(0, |made| serde_json::to_string(&made.catalogue).unwrap().len());
        assert!(took < most, "{name}: {took:?}");
        assert!(size < 200_000_000, "{name}: {size}");
        println!("{name}: {} bytes to {size} in {took:?}", text.len());
    }
}

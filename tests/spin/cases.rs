//! The requests that both answer.

use http::Method;
use tidegate_demo::{LIVE_MPD_PATH, LIVE_PATH, MAIN_PATH, MPD_PATH, examples};

/// A moment within the demo's licence: 2026-11-22T20:00:00Z.
const NOW: u64 = 1_795_377_600;

/// A request, and whether its answer depends on the clocks of the two.
#[derive(Clone, Debug)]
pub struct Case {
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub clock: bool,
}

impl Case {
    /// GET at [`NOW`].
    fn get(target: impl Into<String>) -> Self {
        let headers = vec![("tidegate-debug-now".to_owned(), NOW.to_string())];
        Self { method: Method::GET, target: target.into(), headers, clock: false }
    }

    /// At the hour that it is.
    fn now(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "tidegate-debug-now");
        self.clock = true;
        self
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Facts in the form `country=FR device=tv`.
    fn facts(mut self, facts: &str) -> Self {
        for fact in facts.split(' ') {
            let (name, value) = fact.split_once('=').unwrap();
            if name == "now" {
                self.headers.retain(|(name, _)| name != "tidegate-debug-now");
            }
            self = self.with(&format!("tidegate-debug-{name}"), value);
        }
        self
    }
}

fn main_playlist() -> Case {
    Case::get(format!("/{MAIN_PATH}"))
}

/// All of them, no two alike.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    viewers(&mut cases);
    addresses(&mut cases);
    cases.extend(FACTS.iter().map(|facts| main_playlist().facts(facts)));
    signals(&mut cases);
    paths(&mut cases);
    methods(&mut cases);
    formats(&mut cases);
    filters(&mut cases);
    cases
}

/// The demo's own, who live now.
fn viewers(cases: &mut Vec<Case>) {
    for viewer in examples() {
        let query = viewer.query().map_or_else(String::new, |query| format!("?{query}"));
        let mut case = Case::get(format!("/{MAIN_PATH}{query}")).now();
        for (name, value) in viewer.headers() {
            case = case.with(name, value);
        }
        cases.push(case);
    }
}

fn addresses(cases: &mut Vec<Case>) {
    cases.push(main_playlist());
    for hops in [
        "2001:db8:1a::9",
        "[2001:db8:704::1]:443",
        "198.51.100.165, 192.0.2.5, 127.0.0.1",
        "198.51.100.250",
        "10.1.2.3",
        "192.0.2.5, unknown",
    ] {
        cases.push(main_playlist().with("x-forwarded-for", hops));
    }
    cases.push(
        main_playlist()
            .with("x-forwarded-for", "198.51.100.165")
            .with("x-forwarded-for", "192.0.2.100"),
    );
}

const FACTS: [&str; 55] = [
    // Places and devices.
    "country=FR device=tv",
    "country=FR device=mobile languages=fr-CA,fr,en",
    "country=DE device=tablet languages=de",
    "country=GB device=console languages=en-GB,cy",
    "country=AU device=desktop",
    "country=AU device=none languages=none",
    "country=JP device=tv languages=ja",
    "country=BR device=tv languages=pt-BR,es",
    "country=BR device=mobile intensity=500",
    "subdivision=CA-QC device=desktop",
    "subdivision=US-CA gpc=true device=tv",
    "country=US subdivision=US-TX device=tv asn=64502",
    // Grids.
    "country=PL device=tv",
    "country=PL device=tv carbon-opt-out=true",
    "country=PL device=tv presentation=live",
    "country=PL device=bot",
    "country=FR device=tv intensity=320",
    "country=FR device=tv intensity=460",
    "country=FR device=tv intensity=460,470",
    "country=FR device=tv intensity=460,390,260",
    "country=FR device=tv intensity=460,470,240,200",
    "country=FR device=tv intensity=none",
    "country=JP device=mobile intensity=460,470",
    // Refused.
    "country=IN",
    "country=IN languages=hi",
    "country=IN languages=ja,en",
    "country=CN languages=es-MX",
    "country=RU languages=de-AT",
    "country=none",
    "country=none languages=fr",
    "country=DE network=tor languages=de",
    "country=DE network=hosting",
    "country=DE network=vpn,hosting languages=es",
    "country=DE network=public-proxy languages=fr",
    "country=DE network=residential-proxy",
    "country=DE network=ordinary",
    // Times: before the licence, at its edges, after it.
    "country=DE now=1767225599",
    "country=DE now=1767225600",
    "country=DE now=1893455990 device=tv",
    "country=DE now=1893456000 languages=ja",
    "country=IN now=0",
    // Malformed.
    "country=fr",
    "country=France languages=fr",
    "country=FR subdivision=US-CA",
    "subdivision=USCA",
    "device=fridge",
    "network=tor,dsl",
    "now=soon",
    "now=99999999999999999999",
    "gpc=false",
    "asn=0",
    "intensity=70000",
    "languages=no_tag",
    "asset=other/main.m3u8",
    "colour=blue",
];

fn signals(cases: &mut Vec<Case>) {
    let strings: Vec<_> = examples().iter().filter_map(|viewer| viewer.tc_string).collect();
    let (all, content) = (strings[0], strings[1]);
    let spain = || main_playlist().facts("country=ES device=desktop");
    for tc_string in [all, content, "nonsense", "CQ", &"C".repeat(4096), &"C".repeat(4097)] {
        cases.push(
            spain()
                .with("tidegate-tc-string", tc_string)
                .with("tidegate-accessibility", "described-audio"),
        );
    }
    // Without the purpose, with it from each source, and when the consent has lapsed.
    cases.push(spain().with("tidegate-accessibility", "captions described-audio"));
    let query = format!("/{MAIN_PATH}?gdpr%5Fconsent={content}&accessibility=captions&x=%ff");
    cases.push(Case::get(query).facts("country=ES"));
    let cookies = format!("a=b; euconsent-v2={content}; tidegate-accessibility=captions.other");
    cases.push(spain().with("cookie", cookies));
    cases.push(
        spain()
            .facts("now=1830297600")
            .with("cookie", format!("euconsent-v2={content}"))
            .with("tidegate-accessibility", "described-audio"),
    );
    cases.push(spain().facts(&format!("tc-string={content} accessibility=captions")));
    cases.push(main_playlist().facts("country=US").with("sec-gpc", "1"));
    cases.push(Case::get(format!("/{MAIN_PATH}?carbon-opt-out=1")).facts("country=PL"));
    // A header sent twice, and two that are malformed.
    cases.push(main_playlist().facts("country=FR country=DE"));
    cases.push(main_playlist().facts("country=fr device=fridge"));
    cases.push(main_playlist().facts("device=fridge country=fr"));
}

fn paths(cases: &mut Vec<Case>) {
    let germany = |path: &str| Case::get(path).facts("country=DE");
    for path in [
        // Media playlists.
        "/tide/video/234p.m3u8",
        "/tide/video/2160p.m3u8",
        "/tide/audio/en-described.m3u8",
        "/tide/subtitles/ja.m3u8",
        "/tide/iframes/720p.m3u8?_HLS_msn=4",
        // Nothing there.
        "/tide/nope.m3u8",
        "/tide/MAIN.M3U8",
        "/tide/m%61in.m3u8",
        "/tide/video/720p/0.m4s",
        "/tide/",
        "/",
        // Other rights, or none.
        "/archive/main.m3u8",
        "/premiere/main.m3u",
        "/main.m3u8",
        // Ambiguous.
        "/tide/../tide/main.m3u8",
        "//tide/main.m3u8",
        "/tide/%2e%2e/main.m3u8",
        "/tide%2Fmain.m3u8",
        "/tide/main.m3u8%00",
        "/tide/main%252em3u8",
        "/tide/%zz.m3u8",
        "/tide/./main.m3u8",
    ] {
        cases.push(germany(path));
    }
    cases.push(germany(&format!("/tide/{}.m3u8", "a".repeat(1_100))));
    cases.push(germany(&format!("/tide/{}.m3u8", "a".repeat(2_100))));
    cases.push(Case::get("/tide/video/720p.m3u8").facts("country=IN languages=fr"));
    cases.push(Case::get("/tide/%2e/main.m3u8").with("accept-language", "ja"));
}

fn methods(cases: &mut Vec<Case>) {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        cases.push(main_playlist().method(method));
    }
    cases.push(Case::get("//").method(Method::POST).with("accept-language", "de"));
    cases.push(main_playlist().facts("country=FR").method(Method::HEAD));
    cases.push(main_playlist().facts("country=IN").method(Method::HEAD));
    cases.push(Case::get("/tide/video/720p/0.m4s").method(Method::HEAD));
}

/// DASH, and the live channel in both formats.
fn formats(cases: &mut Vec<Case>) {
    for facts in [
        "country=FR device=tv languages=fr",
        "country=BR device=tv languages=pt-BR,es",
        "country=JP device=mobile languages=ja",
        "country=PL device=desktop intensity=900",
        "country=DE device=tv languages=de accessibility=described-audio",
        "country=IN",
    ] {
        cases.push(Case::get(format!("/{MPD_PATH}")).facts(facts));
        cases.push(Case::get(format!("/{LIVE_PATH}")).facts(facts));
    }
    cases.push(Case::get(format!("/{LIVE_MPD_PATH}")).facts("country=FR device=tv").now());
    cases.push(Case::get("/harbour/video/720p.m3u8").facts("country=FR device=tv").now());
    cases.push(Case::get("/harbour/nope.mpd").facts("country=FR"));
}

/// What players want, in the three languages, good and bad.
fn filters(cases: &mut Vec<Case>) {
    for path in [MAIN_PATH, MPD_PATH] {
        for target in [
            format!("/{path}?aws.manifestfilter=video_height%3A240-720%3Baudio_language%3Aen,fr"),
            format!("/{path}?aws.manifestfilter=video_height:1"),
            format!("/{path}?aws.manifestfilter=nonsense:1&a=b"),
            format!("/{path}?filter=type%3D%3D%22video%22%26%26MaxHeight%3C%3D480"),
            format!("/{path}?filter=(("),
            format!("/v(hevc)/{path}"),
            format!("/b(,3000000)/{path}"),
            format!("/b(30000,3000)/{path}"),
        ] {
            cases.push(Case::get(target).facts("country=FR device=tv"));
        }
    }
    cases.push(Case::get("/tide/video/720p.m3u8?aws.manifestfilter=video_height:240"));
    cases.push(Case::get("/tide/video/720p/0.m4s?aws.manifestfilter=video_height:240"));
    cases.push(Case::get("/v(hevc)/tide/video/720p/0.m4s"));
}

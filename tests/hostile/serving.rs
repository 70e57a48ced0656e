//! What viewers get from a node that runs such functions: the safe bottoms.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use tidegate::dev;
use tidegate::node::Node;
use tidegate::sandbox::Engines;
use tidegate_facts::FactKind;
use tidegate_pipeline::{Basis, FunctionKind};
use tidegate_tests::client::get;
use tokio::net::TcpListener;

use crate::guests::{Guest, PATIENT};

/// What a guest does, and the fault that it is told for.
const DEEDS: [(&str, &str); 5] = [
    ("(loop $on (br $on))", "deadline"),
    (
        "(loop $on (br_if $on (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)",
        "memory",
    ),
    ("(call $down)", "trap"),
    ("(return (i32.const -64))", "invalid"),
    ("(return (i32.const 1025))", "invalid"),
];

/// What each guest answers when it behaves. Consent grants everything; the licence
/// allows 1080 lines and the cap 720; rewriting takes 234 lines away (track 11), and
/// 360 (track 12) from viewers whose accessibility preference it sees.
const fn polite(kind: FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Consent => {
            "(i32.store16 (i32.const 1024) (i32.const 0x7ff))
            (i32.store (i32.const 1032) (i32.const 300)) (i32.const 1024)"
        }
        FunctionKind::GeoLicensing => {
            "(i32.store8 (i32.const 1032) (i32.const 1))
            (i32.store (i32.const 1036) (i32.const 1080))
            (i32.store (i32.const 1104) (i32.const 300)) (i32.const 1024)"
        }
        FunctionKind::CarbonCap => {
            "(i32.store8 (i32.const 1024) (i32.const 1))
            (i32.store8 (i32.const 1032) (i32.const 1))
            (i32.store (i32.const 1036) (i32.const 720))
            (i32.store (i32.const 1120) (i32.const 300)) (i32.const 1024)"
        }
        // `accessibility` is at byte 80 of the facts.
        FunctionKind::ManifestRewriting => {
            "(i32.store (i32.const 1024) (i32.const 2048))
            (i32.store (i32.const 1028)
                (i32.add (i32.const 1) (i32.load8_u offset=80 (local.get 0))))
            (i32.store (i32.const 2056) (i32.const 11))
            (i32.store (i32.const 2080) (i32.const 12))
            (i32.store (i32.const 1032) (i32.const 300)) (i32.const 1024)"
        }
    }
}

/// A running node whose function of one kind does `deed` to viewers of the
/// multivariant playlist, and behaves otherwise.
async fn serve(hostile: Option<(FunctionKind, &str)>) -> String {
    let origin = dev::origin::start().await.unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut config = dev::config::demo(SocketAddr::from(([127, 0, 0, 1], 0)), origin).unwrap();
    config.server.calls = 4;
    for function in &mut config.functions {
        let kind = function.kind;
        // The length of the asset is at byte 24 of the facts; `tide/main.m3u8` has 14.
        let deed = match hostile {
            Some((named, deed)) if named == kind => {
                function.limits.deadline = Duration::from_millis(100);
                format!(
                    "(if (i32.eq (i32.load offset=24 (local.get 0)) (i32.const 14)) (then {deed}))"
                )
            }
            _ => {
                function.limits.deadline = PATIENT.deadline;
                String::new()
            }
        };
        let decide = format!("{deed} {}", polite(kind));
        let fields = "(func $down (call $down) (call $down))";
        function.component = Guest { decide: &decide, fields, ..Guest::polite(kind) }.component();
        function.reads.declare(FactKind::Asset, Basis::Necessary).unwrap();
    }
    let engines = Engines::new(config.server.calls).unwrap();
    let node = Arc::new(Node::assemble(engines, config, |_| {}).await.unwrap());
    tokio::spawn(tidegate::listen::serve(listener, node, std::future::pending()));
    format!("http://{address}")
}

async fn ladder(node: &str) -> Response<Bytes> {
    get(&format!("{node}/tide/main.m3u8?accessibility=captions"), &[]).await.unwrap()
}

fn heights(answer: &Response<Bytes>) -> Vec<&str> {
    let body = str::from_utf8(answer.body()).unwrap();
    let variants = body.lines().filter(|line| line.starts_with("video/"));
    variants.map(|line| line.trim_start_matches("video/").trim_end_matches("p.m3u8")).collect()
}

fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

/// Does every deed to a node in turn: `check` looks at the answer; afterwards the
/// node answers the next request as if nothing had happened.
async fn every_deed(kind: FunctionKind, check: impl Fn(&Response<Bytes>)) {
    for (deed, fault) in DEEDS {
        let node = serve(Some((kind, deed))).await;
        for _ in 0..2 {
            let answer = ladder(&node).await;
            let story = header(&answer, "tidegate-decision");
            let item = story.split(", ").find(|item| item.starts_with(kind.name())).unwrap();
            assert!(item.ends_with(&format!("v=fault;why={fault}")), "{deed}: {story}");
            check(&answer);
            let next = get(&format!("{node}/tide/main.mpd"), &[]).await.unwrap();
            assert_eq!(next.status(), 200, "{deed}");
            let story = header(&next, "tidegate-decision");
            assert!(!story.contains("fault"), "{deed}: {story}");
            assert_eq!(header(&next, "cache-control"), "private, max-age=60");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_hostility() {
    let answer = ladder(&serve(None).await).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(heights(&answer), ["720", "432", "540"]);
    assert_eq!(header(&answer, "cache-control"), "private, max-age=60");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_consent_nothing_is_granted() {
    every_deed(FunctionKind::Consent, |answer| {
        assert_eq!(answer.status(), 200);
        assert_eq!(heights(answer), ["720", "360", "432", "540"]);
        assert_eq!(header(answer, "cache-control"), "private, max-age=0");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_licence_nothing_is_served() {
    every_deed(FunctionKind::GeoLicensing, |answer| {
        assert_eq!(answer.status(), 503);
        assert_eq!(header(answer, "cache-control"), "no-store");
        assert_eq!(header(answer, "content-type"), "application/problem+json");
        let body = str::from_utf8(answer.body()).unwrap();
        assert!(body.contains("urn:tidegate:problem:undecided"), "{body}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_cap_the_licence_is_the_limit() {
    every_deed(FunctionKind::CarbonCap, |answer| {
        assert_eq!(answer.status(), 200);
        assert_eq!(heights(answer), ["720", "432", "540", "1080"]);
        assert_eq!(header(answer, "cache-control"), "private, max-age=0");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_rewriting_the_limits_alone_apply() {
    every_deed(FunctionKind::ManifestRewriting, |answer| {
        assert_eq!(answer.status(), 200);
        assert_eq!(heights(answer), ["720", "234", "360", "432", "540"]);
        assert_eq!(header(answer, "cache-control"), "private, max-age=0");
    })
    .await;
}

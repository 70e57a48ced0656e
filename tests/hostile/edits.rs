//! Answers that are well-formed and yet not allowed by the contract.

use tidegate::sandbox::{Calls, Deployed, FunctionSet};
use tidegate_demo::MAIN;
use tidegate_pipeline::rewrite::{MOST_EDITS, Rewritten, rewrite};
use tidegate_pipeline::{Declarations, Fault, FunctionKind, Terms, decide};

use crate::guests::{ENGINES, Guest, PATIENT, facts};

/// Allows what is at most 720 lines tall.
const LICENCE: &str = "(i32.store8 (i32.const 1032) (i32.const 1))
    (i32.store (i32.const 1036) (i32.const 720)) (i32.const 1024)";

async fn licensing(decide: &str) -> FunctionSet {
    let guest = Guest { decide, ..Guest::polite(FunctionKind::GeoLicensing) };
    let geo = Deployed::deploy(&ENGINES, &guest.component(), "{}", PATIENT).await.unwrap();
    FunctionSet { geo_licensing: Some(geo), ..FunctionSet::default() }
}

/// What becomes of the demo's ladder with this rewriting guest, under [`LICENCE`].
async fn rewritten(decide_body: &str) -> Rewritten {
    let mut set = licensing(LICENCE).await;
    let guest = Guest { decide: decide_body, ..Guest::polite(FunctionKind::ManifestRewriting) };
    let limits = tidegate::sandbox::CallLimits { answer: 4 << 20, ..PATIENT };
    let deployed = Deployed::deploy(&ENGINES, &guest.component(), "{}", limits).await.unwrap();
    set.manifest_rewriting = Some(deployed);
    let declarations = Declarations::customary();
    let mut calls = Calls::new(&set);
    let facts = facts();
    let decisions = decide(&facts, &declarations, &mut calls);
    rewrite(
        MAIN,
        &facts,
        &decisions,
        &declarations.manifest_rewriting,
        Terms::default(),
        &mut calls,
    )
    .unwrap()
}

/// A list of edits of one case (its number in the contract) and one payload.
fn edits(count: usize, case: u8, payload: u32) -> String {
    format!(
        "(local $at i32) (local $left i32)
        (drop (memory.grow (i32.const 8)))
        (local.set $at (i32.const 131072)) (local.set $left (i32.const {count}))
        (loop $on
            (i32.store8 (local.get $at) (i32.const {case}))
            (i32.store (i32.add (local.get $at) (i32.const 8)) (i32.const {payload}))
            (local.set $at (i32.add (local.get $at) (i32.const 24)))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (br_if $on (local.get $left)))
        (i32.store (i32.const 1024) (i32.const 131072))
        (i32.store (i32.const 1028) (i32.const {count}))
        (i32.const 1024)"
    )
}

fn heights(body: &str) -> Vec<&str> {
    let variants = body.lines().filter(|line| line.starts_with("video/"));
    variants.map(|line| line.trim_start_matches("video/").trim_end_matches("p.m3u8")).collect()
}

const WITHIN: [&str; 5] = ["720", "234", "360", "432", "540"];

#[tokio::test]
async fn a_ladder_above_the_limits_is_cut_whatever_the_function_says() {
    let kept = rewritten(Guest::polite(FunctionKind::ManifestRewriting).decide).await;
    assert_eq!(heights(&kept.body), WITHIN);
    assert_eq!(kept.enforced, kept.edits.len());
    assert!(!kept.body.contains("iframes/1080p") && !kept.body.contains("iframes/2160p"));
}

#[tokio::test]
async fn edits_are_taken_whole_or_not_at_all() {
    let taken = rewritten(&edits(1, 0, 11)).await;
    assert_eq!(heights(&taken.body), ["720", "360", "432", "540"]);
    assert!(taken.answer.unwrap().said.is_ok());
    for (what, list) in [
        ("an unknown track", edits(1, 0, 22)),
        ("no track ever", edits(1, 0, u32::MAX)),
        ("more than are taken", edits(MOST_EDITS + 1, 0, 11)),
        ("a variant as default", edits(1, 2, 11)),
        ("an unknown default", edits(1, 2, 400)),
        ("an unknown autoselect", edits(1, 3, 400)),
        ("an interstitial that the node does not know", edits(1, 14, 1024)),
    ] {
        let refused = rewritten(&list).await;
        assert!(matches!(refused.answer.unwrap().said, Err(Fault::Invalid(_))), "{what}");
        assert_eq!(heights(&refused.body), WITHIN, "{what}");
        assert_eq!(refused.valid_for, 0, "{what}");
    }
}

/// The last that is within the limits stays, or there is no manifest to send.
#[tokio::test]
async fn a_function_cannot_take_every_variant() {
    let drops = (10..18).map(|id| {
        let at = 2048 + (id - 10) * 24;
        format!("(i32.store (i32.const {}) (i32.const {id}))", at + 8)
    });
    let list = format!(
        "{} (i32.store (i32.const 1024) (i32.const 2048))
         (i32.store (i32.const 1028) (i32.const 8)) (i32.const 1024)",
        drops.collect::<String>()
    );
    let kept = rewritten(&list).await;
    assert!(!heights(&kept.body).is_empty(), "{}", kept.body);
    assert!(heights(&kept.body).iter().all(|height| WITHIN.contains(height)), "{}", kept.body);
}

#[tokio::test]
async fn texts_and_limits_out_of_bounds() {
    for (what, decide_body) in [
        (
            "a rule of 300 bytes",
            "(memory.fill (i32.const 2048) (i32.const 97) (i32.const 300))
             (i32.store (i32.const 1088) (i32.const 2048))
             (i32.store (i32.const 1092) (i32.const 300)) (i32.const 1024)",
        ),
        ("no lines at all", "(i32.store8 (i32.const 1032) (i32.const 1)) (i32.const 1024)"),
    ] {
        let set = licensing(decide_body).await;
        let mut calls = Calls::new(&set);
        let decisions = decide(&facts(), &Declarations::customary(), &mut calls);
        assert!(matches!(decisions.geo_licensing.said, Err(Fault::Invalid(_))), "{what}");
        assert_eq!(decisions.limits(), None, "{what}");
        assert_eq!(decisions.valid_for(), 0, "{what}");
    }
}

/// A day at most, whatever a function says.
#[tokio::test]
async fn no_answer_holds_for_ever() {
    let forever = "(i32.store (i32.const 1104) (i32.const -1)) (i32.const 1024)";
    let mut set = licensing(forever).await;
    let consent = Guest {
        decide: "(i32.store (i32.const 1032) (i32.const -1)) (i32.const 1024)",
        ..Guest::polite(FunctionKind::Consent)
    };
    let cap = Guest {
        decide: "(i32.store (i32.const 1120) (i32.const -1)) (i32.const 1024)",
        ..Guest::polite(FunctionKind::CarbonCap)
    };
    let deploy = Deployed::deploy(&ENGINES, &consent.component(), "{}", PATIENT).await;
    set.consent = Some(deploy.unwrap());
    let deploy = Deployed::deploy(&ENGINES, &cap.component(), "{}", PATIENT).await;
    set.carbon_cap = Some(deploy.unwrap());
    let mut calls = Calls::new(&set);
    let decisions = decide(&facts(), &Declarations::customary(), &mut calls);
    assert_eq!(decisions.consent.said.as_ref().unwrap().valid_for, u32::MAX);
    assert_eq!(decisions.valid_for(), 86_400);
}

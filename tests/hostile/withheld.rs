//! A function that reads everything finds what was not granted absent: there is
//! nothing it could leak.

use tidegate::sandbox::{Calls, Deployed, FunctionSet};
use tidegate_facts::FactKind;
use tidegate_pipeline::{Basis, Declarations, Fault, FunctionKind, decide};
use tidegate_sdk::types::{
    Accessibility, Capabilities, Codecs, DeviceClass, DynamicRanges, Facts, Hdcp, Intensity,
    Location, Network, Player, Preferences, Presentation, Session,
};

use crate::guests::{ENGINES, Guest, PATIENT};

/// More than the record of facts has; what follows it in a fresh memory is zero.
const SCANNED: u32 = 2048;

fn text() -> Option<String> {
    Some("secret".to_owned())
}

/// A viewer of whom everything is known.
fn everything() -> Facts {
    let facts = Facts {
        now: Some(1_795_392_000),
        asset: text(),
        presentation: Some(Presentation::OnDemand),
        country: text(),
        subdivision: text(),
        asn: Some(64_496),
        network: Some(Network::VPN),
        device: Some(DeviceClass::Tv),
        languages: text(),
        accessibility: Some(Accessibility::CAPTIONS),
        tc_string: text(),
        gpc: Some(true),
        intensity: Some(Intensity::average(vec![400], 1800, 1, 2)),
        carbon_opt_out: Some(true),
        postal_code: text(),
        metro: Some(501),
        location: Some(Location { latitude: 1, longitude: 1, accuracy: 1 }),
        capabilities: Some(Capabilities {
            max_height: Some(1080),
            codecs: Codecs::H264,
            ranges: DynamicRanges::SDR,
            hdcp: Hdcp::Type0,
        }),
        gpp_string: text(),
        consent_preference: text(),
        plan: text(),
        home_country: text(),
        concurrency: text(),
        preferences: Some(Preferences { audio: text(), subtitles: None, original_audio: true }),
        session: Some(Session { share: 1, started: Some(1) }),
        player: Some(Player { throughput: Some(1), buffer: None, top_bitrate: None }),
    };
    for kind in FactKind::all() {
        assert!(kind.present_in(&facts), "{kind}");
    }
    facts
}

/// Grants all purposes and both special features, or nothing.
fn consent(grants: bool) -> Guest<'static> {
    let decide = if grants {
        "(i32.store16 (i32.const 1024) (i32.const 0x7ff))
         (i32.store8 (i32.const 1026) (i32.const 3)) (i32.const 1024)"
    } else {
        "(i32.const 1024)"
    };
    Guest { decide, ..Guest::polite(FunctionKind::Consent) }
}

/// What came of licensing, whose function traps if any byte of its facts says anything.
async fn licensed(grants: bool, reads: &[FactKind]) -> Result<(), Fault> {
    let scan = format!(
        "(local $at i32)
         (loop $on
            (if (i32.load8_u (i32.add (local.get 0) (local.get $at))) (then (unreachable)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $on (i32.lt_u (local.get $at) (i32.const {SCANNED}))))
         (i32.const 1024)"
    );
    let spy = Guest { decide: &scan, ..Guest::polite(FunctionKind::GeoLicensing) };
    let functions = FunctionSet {
        consent: Some(
            Deployed::deploy(&ENGINES, &consent(grants).component(), "{}", PATIENT).await.unwrap(),
        ),
        geo_licensing: Some(
            Deployed::deploy(&ENGINES, &spy.component(), "{}", PATIENT).await.unwrap(),
        ),
        ..FunctionSet::default()
    };
    let mut declarations = Declarations::default();
    for kind in reads {
        let basis = match kind {
            FactKind::Location => Basis::SpecialFeature(1),
            _ => Basis::Purpose(6),
        };
        declarations.geo_licensing.declare(*kind, basis).unwrap();
    }
    let decisions = decide(&everything(), &declarations, &mut Calls::new(&functions));
    decisions.geo_licensing.said.map(drop)
}

#[tokio::test]
async fn without_a_grant_there_is_nothing_to_read() {
    assert_eq!(licensed(false, FactKind::all()).await, Ok(()));
    assert_eq!(licensed(true, FactKind::all()).await, Err(Fault::Trap));
    for kind in FactKind::all() {
        assert_eq!(licensed(true, &[*kind]).await, Err(Fault::Trap), "{kind} is never seen");
    }
}

#[tokio::test]
async fn what_is_not_declared_is_not_there_either() {
    assert_eq!(licensed(true, &[]).await, Ok(()));
}

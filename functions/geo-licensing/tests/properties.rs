//! What holds of every catalogue.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod oracle;

use oracle::{Area, Asset, Blackout, Catalogue, Choice, Policy, Rule, Said, Terms};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tidegate_geo_licensing::Catalogue as Packed;
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::types::{DeviceClass, Facts, Network};

/// The last second that windows and viewers know of.
const END: u64 = 60;

fn choice(names: &'static [&'static str]) -> impl Strategy<Value = Choice> {
    let split = vec(0..3_u8, names.len());
    (split, any::<bool>()).prop_filter_map("a choice of nothing", move |(split, everywhere)| {
        let part = |wanted: u8| -> Vec<&'static str> {
            names
                .iter()
                .zip(&split)
                .filter(|(_, at)| **at == wanted)
                .map(|(name, _)| *name)
                .collect()
        };
        let (inside, outside) = (part(0), part(1));
        let inside = (!everywhere && !inside.is_empty()).then_some(inside);
        (inside.is_some() || !outside.is_empty()).then_some(Choice { inside, outside })
    })
}

fn territories() -> impl Strategy<Value = Choice> {
    prop_oneof![choice(&["FR", "DE", "FR-75", "US", "US-CA"]), choice(&["EU", "US-NY"])]
}

fn plans() -> impl Strategy<Value = Choice> {
    choice(&["gold", "basic"])
}

fn windows() -> impl Strategy<Value = Vec<(u64, u64)>> {
    vec((0..END, 1..20_u64).prop_map(|(from, length)| (from, from + length)), 1..4)
}

prop_compose! {
    fn terms()(
        territories in of(territories()), plans in of(plans()), on_phones in any::<bool>(),
        only_television in weighted(0.3, Just(())), max_height in 1..4_u32,
    ) -> Terms {
        let (only_television, max_height) = (only_television.is_some(), max_height * 360);
        Terms { territories, plans, on_phones, only_television, max_height }
    }
}

prop_compose! {
    fn policy()(
        territories in weighted(0.3, territories()), plans in weighted(0.3, plans()),
        portability in of(select(vec![vec!["EU"], vec!["FR", "US"], vec!["DE"]])),
        refuse_vpn in any::<bool>(), refuse_unknown in weighted(0.2, Just(())),
        terms in vec(terms(), 0..3),
    ) -> Policy {
        let refuse_unknown = refuse_unknown.is_some();
        Policy { territories, plans, portability, refuse_vpn, refuse_unknown, terms }
    }
}

const POLICIES: usize = 3;
const COLLECTIONS: usize = 2;

fn rule() -> impl Strategy<Value = Rule> {
    let policies = subsequence((0..POLICIES).collect::<Vec<_>>(), 0..=2);
    (policies, of(territories()), of(windows())).prop_map(|(policies, territories, windows)| Rule {
        policies,
        territories,
        windows,
    })
}

const PATHS: [&str; 4] = ["a/b/c", "a/b", "x", "a/x/c"];
const PATTERNS: [&str; 10] =
    ["a/b/c", "a/b", "a/**", "a/b/**", "*/b/**", "**", "a/*/c", "**/c", "*/*", "*"];

fn assets() -> impl Strategy<Value = Vec<Asset>> {
    let asset = (
        of(vec(select(&PATTERNS), 1..3)),
        subsequence((0..COLLECTIONS).collect::<Vec<_>>(), 0..=COLLECTIONS),
        vec(rule(), 0..3),
    );
    let ids = subsequence(vec!["a", "a/b", "x", "z"], 1..=4).prop_shuffle();
    (vec(asset, 4), ids).prop_map(|(assets, ids)| {
        let assets = assets.into_iter().zip(ids);
        assets
            .map(|((paths, collections, rules), id)| Asset { id, paths, collections, rules })
            .collect()
    })
}

fn area() -> impl Strategy<Value = Area> {
    let places = subsequence(vec!["FR", "US-CA", "DE", "FR-75"], 0..=3);
    let codes = subsequence(vec!["90210", "900*", "10001"], 0..=2);
    let metros = subsequence(vec![501_u16, 803], 0..=1);
    (places, codes, metros).prop_filter_map("an area without parts", |(places, codes, metros)| {
        let empty = places.is_empty() && codes.is_empty() && metros.is_empty();
        (!empty).then_some(Area { places, codes, metros })
    })
}

prop_compose! {
    fn blackout(assets: usize)(
        named in subsequence((0..assets).collect::<Vec<_>>(), 1..=assets),
        collections in subsequence((0..COLLECTIONS).collect::<Vec<_>>(), 0..=COLLECTIONS),
        windows in of(windows()), area in of(area()), except in of(area()),
        only_phones in any::<bool>(), outside_if_unknown in any::<bool>(), slate in any::<bool>(),
    ) -> Blackout {
        Blackout {
            assets: named, collections, windows, area, except,
            only_phones, outside_if_unknown, slate,
        }
    }
}

fn catalogues(blackouts: usize) -> impl Strategy<Value = Catalogue> {
    let rest = (vec(policy(), POLICIES), vec(vec(rule(), 0..3), COLLECTIONS));
    (assets(), rest).prop_flat_map(move |(assets, (policies, collections))| {
        vec(blackout(assets.len()), 0..=blackouts).prop_map(move |blackouts| Catalogue {
            policies: policies.clone(),
            collections: collections.clone(),
            assets: assets.clone(),
            blackouts,
        })
    })
}

fn viewers() -> impl Strategy<Value = Facts> {
    let places = ["", "FR", "FR-75", "FR-X", "DE", "US", "US-CA", "US-NY", "DE-X"];
    let who = (
        weighted(0.9, 0..END + 20),
        select(&PATHS),
        select(places.to_vec()),
        weighted(0.8, select(vec![Network::empty(), Network::VPN, Network::TOR])),
        weighted(0.8, select(vec![DeviceClass::Tv, DeviceClass::Mobile])),
    );
    let more = (
        of(select(vec!["gold", "basic", "trial"])),
        of(select(vec!["FR", "DE", "US"])),
        of(select(vec!["90210", "90001", "10001", "20000"])),
        of(select(vec![501_u16, 502])),
    );
    (who, more).prop_map(|((now, path, place, network, device), (plan, home, code, metro))| Facts {
        now,
        asset: Some(path.to_owned()),
        country: place.split('-').next().filter(|country| !country.is_empty()).map(str::to_owned),
        subdivision: place.contains('-').then(|| place.to_owned()),
        network,
        device,
        plan: plan.map(str::to_owned),
        home_country: home.map(str::to_owned),
        postal_code: code.map(str::to_owned),
        metro,
        ..Facts::NOTHING
    })
}

fn packed(catalogue: &Catalogue) -> Packed {
    Packed::from_json(&catalogue.json()).unwrap()
}

fn said(verdict: &Verdict) -> Said {
    match verdict.clone() {
        Verdict::Allow(allowance) => {
            Said::Allowed { rule: allowance.rule, max_height: allowance.limits.max_height }
        }
        Verdict::Deny(denial) => Said::Denied { reason: denial.reason, rule: denial.rule },
        Verdict::Replace(replacement) => Said::Replaced { rule: replacement.rule },
    }
}

fn valid_for(verdict: &Verdict) -> u64 {
    u64::from(match verdict {
        Verdict::Allow(allowance) => allowance.valid_for,
        Verdict::Deny(denial) => denial.valid_for,
        Verdict::Replace(replacement) => replacement.valid_for,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn decides_as_the_plain_meaning_does(
        catalogue in catalogues(3), viewers in vec(viewers(), 12),
    ) {
        let packed = packed(&catalogue);
        for viewer in viewers {
            let verdict = packed.decide(&viewer);
            prop_assert_eq!(said(&verdict), catalogue.says(&viewer), "{:?}", viewer);
            prop_assert_eq!(packed.explain(&viewer).verdict, verdict);
        }
    }

    #[test]
    fn an_answer_never_holds_across_an_edge(catalogue in catalogues(3), viewer in viewers()) {
        let packed = packed(&catalogue);
        let verdict = packed.decide(&viewer);
        if let Some(now) = viewer.now {
            for later in now..now + valid_for(&verdict) {
                let again = packed.decide(&Facts { now: Some(later), ..viewer.clone() });
                prop_assert_eq!(said(&again), said(&verdict), "{} to {}", now, later);
            }
        }
    }

    #[test]
    fn the_order_of_assets_makes_no_difference(
        catalogue in catalogues(0), viewers in vec(viewers(), 8), turn in 0..4_usize,
    ) {
        let mut turned = catalogue.clone();
        let by = turn % turned.assets.len();
        turned.assets.rotate_left(by);
        let (packed, turned) = (packed(&catalogue), packed(&turned));
        for viewer in viewers {
            prop_assert_eq!(packed.decide(&viewer), turned.decide(&viewer));
        }
    }

    /// Whom a catalogue refuses, one with a smaller territory refuses too.
    #[test]
    fn a_smaller_territory_never_allows_more(
        catalogue in catalogues(0), viewers in vec(viewers(), 8), less in territories(),
        which in any::<prop::sample::Index>(),
    ) {
        let mut smaller = catalogue.clone();
        let rules = smaller.assets.iter_mut().flat_map(|asset| &mut asset.rules);
        let mut rules: Vec<&mut Rule> =
            rules.chain(smaller.collections.iter_mut().flatten()).collect();
        prop_assume!(!rules.is_empty());
        let index = which.index(rules.len());
        let policy = Policy { territories: Some(less), ..Policy::default() };
        rules[index].policies.push(POLICIES);
        smaller.policies.push(policy);
        let (wide, narrow) = (packed(&catalogue), packed(&smaller));
        for viewer in viewers {
            let allows = |catalogue: &Packed| matches!(catalogue.decide(&viewer), Verdict::Allow(_));
            prop_assert!(allows(&wide) || !allows(&narrow), "{:?}", viewer);
        }
    }

    #[test]
    fn fewer_places_never_allow_more(
        wide in choice(&["FR", "DE", "US"]), which in 0..5_usize, viewer in viewers(),
    ) {
        let mut narrow = wide.clone();
        match &mut narrow.inside {
            Some(inside) if inside.len() > 1 => drop(inside.remove(which % inside.len())),
            _ => narrow.outside.push("DE-X"),
        }
        let asset = |territories| Asset {
            id: "z", paths: Some(vec!["**"]), collections: vec![],
            rules: vec![Rule { policies: vec![], territories: Some(territories), windows: None }],
        };
        let catalogue = |territories| packed(&Catalogue {
            policies: vec![], collections: vec![], assets: vec![asset(territories)], blackouts: vec![],
        });
        let allows = |catalogue: Packed| matches!(catalogue.decide(&viewer), Verdict::Allow(_));
        prop_assert!(allows(catalogue(wide)) || !allows(catalogue(narrow)));
    }

    #[test]
    fn arbitrary_documents_never_panic(text in r#"[\[\]{},:"a-z0-9 \\]{0,40}"#) {
        let _ = Packed::from_json(&text);
        let _ = Packed::from_json(&format!(r#"{{"version":"1","assets":[{text}]}}"#));
    }
}

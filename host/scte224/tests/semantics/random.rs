//! Documents, viewers and times.

use proptest::option;
use proptest::prelude::*;

use crate::model::{Apply, Audience, CITIES, Document, EPOCH, Match, Point, Viewer, Viewing, When};

/// Few enough times that things happen together.
pub fn time() -> impl Strategy<Value = i64> {
    (0..200_i64).prop_map(|second| EPOCH + second)
}

pub fn viewer() -> impl Strategy<Value = Viewer> {
    let device = prop::sample::select(vec![
        "PHONE",
        "TABLET",
        "COMPUTER",
        "GAMECONSOLE",
        "SMARTTV",
        "MEDIAPLAYER",
        "WATCH",
    ]);
    let hidden = prop_oneof![
        3 => Just([false; 7]),
        2 => any::<[bool; 7]>(),
    ];
    (0..CITIES.len(), device, any::<bool>(), any::<bool>(), any::<[bool; 2]>(), hidden).prop_map(
        |(city, device, plan, authenticated, blocks, hidden)| Viewer {
            city,
            device,
            plan,
            authenticated,
            blocks,
            hidden,
        },
    )
}

fn place() -> impl Strategy<Value = Audience> {
    prop_oneof![
        prop::sample::select(vec!["US", "CA", "FR", "DE", "PR", "JP"]).prop_map(Audience::Country),
        prop::sample::select(vec!["CO", "NY", "NJ", "TX"]).prop_map(Audience::State),
    ]
}

fn local() -> impl Strategy<Value = Audience> {
    prop_oneof![
        prop::sample::select(vec!["80202", "81601", "10001", "00901"]).prop_map(Audience::Zip),
        prop::sample::select(vec!["75001", "10115"]).prop_map(Audience::PostalCode),
        prop::sample::select(vec![751, 501]).prop_map(Audience::Dma),
        (0..CITIES.len(), prop::sample::select(vec![10, 50, 250, 1000]))
            .prop_map(|(city, kilometres)| Audience::Around(city, kilometres)),
    ]
}

fn device() -> impl Strategy<Value = Audience> {
    let kinds = vec!["PHONE", "TABLET", "COMPUTER", "GAMECONSOLE", "SMARTTV", "MEDIAPLAYER"];
    prop::sample::select(kinds).prop_map(Audience::Device)
}

fn dim() -> impl Strategy<Value = Audience> {
    prop_oneof![
        any::<bool>().prop_map(Audience::Authenticated),
        (0..2_usize).prop_map(Audience::Cidr),
        (0..CITIES.len(), 0..CITIES.len()).prop_map(|(one, other)| Audience::Box(one, other)),
        Just(Audience::Device("WATCH")),
    ]
}

fn groups(leaf: BoxedStrategy<Audience>) -> BoxedStrategy<Audience> {
    let how = prop_oneof![Just(Match::All), Just(Match::Any), Just(Match::Any), Just(Match::None)];
    leaf.prop_recursive(3, 10, 4, move |inner| {
        (how.clone(), prop::collection::vec(inner, 1..4))
            .prop_map(|(how, parts)| Audience::Group(how, parts))
    })
    .boxed()
}

/// Audiences of all kinds; `named` are there to be referred to.
fn audience(named: usize) -> BoxedStrategy<Audience> {
    let leaf = prop_oneof![
        1 => Just(Audience::All),
        6 => place(),
        4 => local(),
        3 => device(),
        1 => dim(),
    ];
    if named == 0 {
        return groups(leaf.boxed());
    }
    groups(prop_oneof![6 => leaf, 1 => (0..named).prop_map(Audience::Named)].boxed())
}

/// Audiences of countries and subdivisions.
fn plain_audience() -> BoxedStrategy<Audience> {
    groups(prop_oneof![1 => Just(Audience::All), 8 => place()].boxed())
}

fn viewing(audience: BoxedStrategy<Audience>) -> impl Strategy<Value = Viewing> {
    let content = prop_oneof![
        3 => Just(None),
        4 => Just(Some("SOURCE")),
        2 => Just(Some("https://slates.example/one.m3u8")),
        1 => Just(Some("https://slates.example/two.m3u8")),
        2 => Just(Some("urn:scte:224:action:blackout")),
    ];
    let height = option::weighted(0.3, prop::sample::select(vec![480, 720, 1080]));
    (audience, content, height, prop::bool::weighted(0.1)).prop_map(
        |(audience, content, max_height, hdmi_blocked)| Viewing {
            audience,
            content,
            max_height,
            hdmi_blocked,
        },
    )
}

fn when() -> impl Strategy<Value = When> {
    let second = || (0..180_i64).prop_map(|second| EPOCH + second);
    let part = 0..=20_i64;
    prop_oneof![
        4 => option::of(second()).prop_map(|effective| When::Resident { effective }),
        6 => (second(), prop_oneof![3 => Just(0), 1 => 1..10_i64])
            .prop_map(|(at, offset)| When::Time { at, offset }),
        1 => (second(), part.clone(), any::<bool>()).prop_map(|(effective, after, comes)| {
            let comes = comes.then_some(effective + after);
            When::Signal { effective, expires: effective + 20, comes }
        }),
        1 => (second(), part.clone(), part).prop_map(|(effective, at, comes)| When::Both {
            effective,
            expires: effective + 20,
            at: effective + at,
            comes: effective + comes,
        }),
    ]
}

fn plain_when() -> impl Strategy<Value = When> {
    let second = || (0..180_i64).prop_map(|second| EPOCH + second);
    prop_oneof![
        option::of(second()).prop_map(|effective| When::Resident { effective }),
        second().prop_map(|at| When::Time { at, offset: 0 }),
    ]
}

fn points(
    when: BoxedStrategy<When>,
    policies: usize,
    priorities: u64,
) -> impl Strategy<Value = Vec<Point>> {
    let apply = (0..policies, option::weighted(0.4, 1..80_i64), 0..priorities)
        .prop_map(|(policy, duration, priority)| Apply { policy, duration, priority });
    let removes = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(0..policies, 1..3)];
    let point = (when, 0..3_u64, removes, prop::collection::vec(apply, 0..3))
        .prop_map(|(when, order, removes, applies)| Point { when, order, removes, applies });
    prop::collection::vec(point, 1..6)
}

fn document_of(
    when: fn() -> BoxedStrategy<When>,
    audience: fn(usize) -> BoxedStrategy<Audience>,
    priorities: u64,
) -> impl Strategy<Value = Document> {
    let named = (audience(0), audience(1)).prop_map(|(first, second)| vec![first, second]);
    let policies = prop::collection::vec(prop::collection::vec(viewing(audience(2)), 1..4), 1..4);
    let ends = (
        prop::bool::weighted(0.8),
        option::weighted(0.3, 0..60_i64),
        option::weighted(0.3, 120..200_i64),
    );
    (named, policies, ends).prop_flat_map(move |(audiences, policies, (source, from, until))| {
        points(when(), policies.len(), priorities).prop_map(move |points| Document {
            source: source.then_some("SOURCE"),
            effective: from.map(|second| EPOCH + second),
            expires: until.map(|second| EPOCH + second),
            points,
            policies: policies.clone(),
            audiences: audiences.clone(),
        })
    })
}

/// Documents with everything that they may have.
pub fn document() -> impl Strategy<Value = Document> {
    document_of(|| when().boxed(), audience, 3)
}

/// Documents of which nothing is lost: times, countries and subdivisions, one priority.
pub fn plain_document() -> impl Strategy<Value = Document> {
    document_of(|| plain_when().boxed(), |_| plain_audience(), 1)
}

//! Catalogues as plain values, and what they mean, written down plainly: everything is
//! looked at, nothing is packed, hashed or kept apart.

mod meaning;

use serde_json::{Value, json};
use tidegate_sdk::geo_licensing::DenialReason;

#[derive(Clone, Debug)]
pub struct Catalogue {
    pub policies: Vec<Policy>,
    pub collections: Vec<Vec<Rule>>,
    pub assets: Vec<Asset>,
    pub blackouts: Vec<Blackout>,
}

#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub territories: Option<Choice>,
    pub plans: Option<Choice>,
    pub portability: Option<Vec<&'static str>>,
    pub refuse_vpn: bool,
    pub refuse_unknown: bool,
    pub terms: Vec<Terms>,
}

#[derive(Clone, Debug)]
pub struct Terms {
    pub territories: Option<Choice>,
    pub plans: Option<Choice>,
    pub on_phones: bool,
    pub only_television: bool,
    pub max_height: u32,
}

#[derive(Clone, Debug)]
pub struct Asset {
    pub id: &'static str,
    pub paths: Option<Vec<&'static str>>,
    pub collections: Vec<usize>,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub policies: Vec<usize>,
    pub territories: Option<Choice>,
    pub windows: Option<Vec<(u64, u64)>>,
}

/// Names in and out; no name is in both.
#[derive(Clone, Debug)]
pub struct Choice {
    pub inside: Option<Vec<&'static str>>,
    pub outside: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Blackout {
    pub assets: Vec<usize>,
    pub collections: Vec<usize>,
    pub windows: Option<Vec<(u64, u64)>>,
    pub area: Option<Area>,
    pub except: Option<Area>,
    pub only_phones: bool,
    pub outside_if_unknown: bool,
    pub slate: bool,
}

#[derive(Clone, Debug)]
pub struct Area {
    pub places: Vec<&'static str>,
    pub codes: Vec<&'static str>,
    pub metros: Vec<u16>,
}

/// Reason or rule, height and slate; what a verdict says but for how long it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Allowed { rule: String, max_height: Option<u32> },
    Denied { reason: DenialReason, rule: Option<String> },
    Replaced { rule: String },
}

/// RFC 3339 of a second of the first day of 1970.
fn time(second: u64) -> String {
    format!("1970-01-01T00:{:02}:{:02}Z", second / 60, second % 60)
}

fn windows(windows: &[(u64, u64)]) -> Value {
    windows
        .iter()
        .map(|(from, until)| json!({"from": time(*from), "until": time(*until)}))
        .collect()
}

/// A table of what is there.
fn table(entries: Vec<(&str, Option<Value>)>) -> Value {
    let there = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(there.collect())
}

fn some<T>(list: &[T]) -> Option<Value>
where
    T: Clone + Into<Value>,
{
    (!list.is_empty()).then(|| list.iter().cloned().map(Into::into).collect())
}

impl Choice {
    fn json(&self) -> Value {
        table(vec![("in", self.inside.as_deref().and_then(some)), ("out", some(&self.outside))])
    }
}

impl Area {
    fn json(&self) -> Value {
        let codes = some(&self.codes).map(|codes| json!({"US": codes}));
        table(vec![
            ("places", some(&self.places)),
            ("postal-codes", codes),
            ("metros", some(&self.metros)),
        ])
    }
}

impl Policy {
    fn json(&self) -> Value {
        let terms: Vec<Value> = self
            .terms
            .iter()
            .map(|terms| {
                let mut when = vec![
                    ("territories", terms.territories.as_ref().map(Choice::json)),
                    ("plans", terms.plans.as_ref().map(Choice::json)),
                ];
                when.push(("devices", terms.on_phones.then(|| json!(["mobile"]))));
                let when = table(when);
                let restricted = when.as_object().is_some_and(|when| !when.is_empty());
                table(vec![
                    ("when", restricted.then_some(when)),
                    ("max-height", Some(terms.max_height.into())),
                    ("devices", terms.only_television.then(|| json!(["tv"]))),
                ])
            })
            .collect();
        table(vec![
            ("territories", self.territories.as_ref().map(Choice::json)),
            ("plans", self.plans.as_ref().map(Choice::json)),
            ("portability", self.portability.as_deref().and_then(some)),
            ("refuse-networks", self.refuse_vpn.then(|| json!(["vpn"]))),
            ("refuse-unknown-network", Some(self.refuse_unknown.into())),
            ("terms", Some(terms.into())),
        ])
    }
}

fn rules(rules: &[Rule]) -> Value {
    rules
        .iter()
        .map(|rule| {
            let policies: Vec<Value> =
                rule.policies.iter().map(|policy| format!("p{policy}").into()).collect();
            table(vec![
                ("policies", Some(policies.into())),
                ("territories", rule.territories.as_ref().map(Choice::json)),
                ("windows", rule.windows.as_deref().map(windows)),
            ])
        })
        .collect()
}

impl Catalogue {
    /// The document.
    pub fn json(&self) -> String {
        let policies: serde_json::Map<String, Value> = self
            .policies
            .iter()
            .enumerate()
            .map(|(index, policy)| (format!("p{index}"), policy.json()))
            .collect();
        let collections: Vec<Value> = self
            .collections
            .iter()
            .enumerate()
            .map(|(index, of)| json!({"id": format!("c{index}"), "rules": rules(of)}))
            .collect();
        let named = |members: &[usize]| -> Vec<String> {
            members.iter().map(|index| format!("c{index}")).collect()
        };
        let assets: Vec<Value> = self
            .assets
            .iter()
            .map(|asset| {
                table(vec![
                    ("id", Some(asset.id.into())),
                    ("paths", asset.paths.as_deref().and_then(some)),
                    ("collections", some(&named(&asset.collections))),
                    ("rules", Some(rules(&asset.rules))),
                ])
            })
            .collect();
        let blackouts: Vec<Value> = self
            .blackouts
            .iter()
            .enumerate()
            .map(|(index, blackout)| {
                let ids: Vec<&str> =
                    blackout.assets.iter().map(|asset| self.assets[*asset].id).collect();
                table(vec![
                    ("id", Some(format!("b{index}").into())),
                    ("assets", some(&ids)),
                    ("collections", some(&named(&blackout.collections))),
                    ("windows", blackout.windows.as_deref().map(windows)),
                    ("area", blackout.area.as_ref().map(Area::json)),
                    ("except", blackout.except.as_ref().map(Area::json)),
                    ("devices", blackout.only_phones.then(|| json!(["mobile"]))),
                    ("unknown", blackout.outside_if_unknown.then(|| "outside".into())),
                    ("slate", blackout.slate.then(|| "slate".into())),
                ])
            })
            .collect();
        json!({
            "version": "1",
            "valid-for": 40,
            "groups": {"EU": ["FR", "DE"]},
            "policies": policies,
            "collections": collections,
            "assets": assets,
            "blackouts": blackouts,
        })
        .to_string()
    }
}

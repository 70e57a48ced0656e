//! From the document as written to a checked policy.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::config::{parse, refuse};
use tidegate_sdk::types::{DynamicRanges, Limits, Network};

use super::raw;
use crate::Policy;
use crate::limits::RuleLimits;
use crate::pattern::Pattern;
use crate::rule::Rule;
use crate::territory::{Territories, sorted};
use crate::time;
use crate::window::{Window, Windows};

/// Names and what they stand for; few enough to be looked through.
type Groups<'a> = [(&'a str, Vec<Place>)];

/// Reads and checks a document.
pub fn read(document: &str) -> Result<Policy, String> {
    let document: raw::Document = parse(document)?;
    let mut groups = Vec::with_capacity(document.groups.len());
    for (name, codes) in &document.groups {
        let path = format!("groups.{name}");
        if !is_name(name, 32) {
            let accepted = "a name of 1 to 32 letters, digits, `.`, `_` or `-`";
            return Err(refuse(&path, quoted(name), accepted));
        }
        // Groups do not nest: with none known yet, only places are accepted.
        groups.push((name.as_str(), places(&path, codes, &[])?));
    }
    let mut rules: Vec<Rule> = Vec::with_capacity(document.rules.len());
    for (index, raw) in document.rules.iter().enumerate() {
        let path = format!("rules[{index}]");
        let rule = rule(&path, raw, &groups)?;
        if rules.iter().any(|other| other.id == rule.id) {
            let path = format!("{path}.id");
            return Err(refuse(&path, quoted(&raw.id), "an id that no rule before has"));
        }
        rules.push(rule);
    }
    Ok(Policy { rules: rules.into(), valid_for: document.valid_for })
}

fn rule(path: &str, raw: &raw::Rule, groups: &Groups<'_>) -> Result<Rule, String> {
    if !is_name(&raw.id, 64) {
        let accepted = "1 to 64 letters, digits, `.`, `_` or `-`";
        return Err(refuse(&format!("{path}.id"), quoted(&raw.id), accepted));
    }
    let limits_in = raw.limits_in.iter().enumerate().map(|(index, limits)| {
        let path = format!("{path}.limits-in[{index}]");
        let places = places(&format!("{path}.territories"), &limits.territories, groups)?;
        Ok((sorted(places), limits_of(&path, limits)?))
    });
    let everywhere = match &raw.limits {
        None => Limits::NONE,
        Some(limits) => self::limits(&format!("{path}.limits"), limits)?,
    };
    Ok(Rule {
        id: raw.id.as_str().into(),
        assets: assets(&format!("{path}.assets"), &raw.assets)?,
        territories: territories(path, raw.territories.as_ref(), groups)?,
        windows: match &raw.windows {
            None => None,
            Some(windows) => Some(self::windows(&format!("{path}.windows"), windows)?),
        },
        refused_networks: networks(&raw.refuse_networks),
        refuse_unknown_network: raw.refuse_unknown_network,
        limits: RuleLimits { everywhere, by_place: limits_in.collect::<Result<_, String>>()? },
    })
}

fn assets(path: &str, patterns: &[String]) -> Result<Box<[Pattern]>, String> {
    if patterns.is_empty() {
        return Err(refuse(path, "an empty list", "at least one pattern such as `films/**`"));
    }
    let check = |(index, text): (usize, &String)| {
        Pattern::parse(text)
            .map_err(|accepted| refuse(&format!("{path}[{index}]"), quoted(text), accepted))
    };
    patterns.iter().enumerate().map(check).collect()
}

fn territories(
    path: &str,
    raw: Option<&raw::Territories>,
    groups: &Groups<'_>,
) -> Result<Territories, String> {
    let Some(raw) = raw else { return Ok(Territories::new(None, Vec::new())) };
    let inside = match &raw.inside {
        None => None,
        Some(codes) => Some(places(&format!("{path}.territories.in"), codes, groups)?),
    };
    let outside = match raw.outside.as_slice() {
        [] => Vec::new(),
        codes => places(&format!("{path}.territories.out"), codes, groups)?,
    };
    Ok(Territories::new(inside, outside))
}

/// Reads a list of places and groups; an empty one is refused, as it could be meant
/// for nowhere or everywhere.
fn places(path: &str, codes: &[String], groups: &Groups<'_>) -> Result<Vec<Place>, String> {
    if codes.is_empty() {
        return Err(refuse(path, "an empty list", "at least one place, or no such key"));
    }
    let mut places = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        if let Some((_, group)) = groups.iter().find(|(name, _)| name == code) {
            places.extend_from_slice(group);
        } else if let Some(place) = Place::parse(code) {
            places.push(place);
        } else {
            let mut accepted = tidegate_sdk::config::place::ACCEPTED.to_owned();
            if !groups.is_empty() {
                let names: Vec<&str> = groups.iter().map(|(name, _)| *name).collect();
                accepted = format!("{accepted}, or a group ({})", names.join(", "));
            }
            return Err(refuse(&format!("{path}[{index}]"), quoted(code), &accepted));
        }
    }
    Ok(places)
}

fn windows(path: &str, raw: &[raw::Window]) -> Result<Windows, String> {
    if raw.is_empty() {
        return Err(refuse(path, "an empty list", "at least one window, or no such key"));
    }
    let check = |(index, raw): (usize, &raw::Window)| {
        let path = format!("{path}[{index}]");
        if raw.from.is_none() && raw.until.is_none() {
            return Err(refuse(&path, "a window without ends", "`from`, `until` or both"));
        }
        let edge = |name, text: &Option<String>, open| match text {
            None => Ok(open),
            Some(text) => time::parse(text)
                .ok_or_else(|| refuse(&format!("{path}.{name}"), quoted(text), time::ACCEPTED)),
        };
        let window = Window {
            from: edge("from", &raw.from, 0)?,
            until: edge("until", &raw.until, u64::MAX)?,
        };
        if window.until <= window.from {
            let found = quoted(raw.until.as_deref().unwrap_or_default());
            return Err(refuse(&format!("{path}.until"), found, "a time after `from`"));
        }
        Ok(window)
    };
    Ok(Windows::new(raw.iter().enumerate().map(check).collect::<Result<_, _>>()?))
}

fn limits_of(path: &str, raw: &raw::LimitsIn) -> Result<Limits, String> {
    let raw::LimitsIn { territories: _, max_height, max_bandwidth, ranges, strict } = raw;
    let (max_height, max_bandwidth, strict) = (*max_height, *max_bandwidth, *strict);
    limits(path, &raw::Limits { max_height, max_bandwidth, ranges: ranges.clone(), strict })
}

fn limits(path: &str, raw: &raw::Limits) -> Result<Limits, String> {
    let raw::Limits { max_height, max_bandwidth, ranges, strict } = raw;
    if max_height.is_none() && max_bandwidth.is_none() && ranges.is_none() {
        let accepted = "`max-height`, `max-bandwidth` or `ranges`";
        return Err(refuse(path, "no limit", accepted));
    }
    if *max_height == Some(0) {
        return Err(refuse(&format!("{path}.max-height"), 0, "a height of at least 1 pixel"));
    }
    if *max_bandwidth == Some(0) {
        return Err(refuse(&format!("{path}.max-bandwidth"), 0, "at least 1 bit/s"));
    }
    if ranges.as_ref().is_some_and(Vec::is_empty) {
        let path = format!("{path}.ranges");
        return Err(refuse(&path, "an empty list", "at least one of `sdr`, `hlg`, `pq`"));
    }
    Ok(Limits {
        max_height: *max_height,
        max_bandwidth: *max_bandwidth,
        ranges: ranges.as_ref().map(|ranges| {
            ranges.iter().fold(DynamicRanges::empty(), |set, range| {
                set | match range {
                    raw::Range::Sdr => DynamicRanges::SDR,
                    raw::Range::Hlg => DynamicRanges::HLG,
                    raw::Range::Pq => DynamicRanges::PQ,
                }
            })
        }),
        strict: *strict,
        ..Limits::NONE
    })
}

fn networks(kinds: &[raw::NetworkKind]) -> Network {
    kinds.iter().fold(Network::empty(), |set, kind| {
        set | match kind {
            raw::NetworkKind::Hosting => Network::HOSTING,
            raw::NetworkKind::Vpn => Network::VPN,
            raw::NetworkKind::PublicProxy => Network::PUBLIC_PROXY,
            raw::NetworkKind::ResidentialProxy => Network::RESIDENTIAL_PROXY,
            raw::NetworkKind::Tor => Network::TOR,
        }
    })
}

/// Names go into headers and logs, so they are plain.
fn is_name(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
        let schema = schemars::schema_for!(raw::Document);
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some_and(|value| value == "1") {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(committed, schema, "run with UPDATE_SCHEMA=1 to write schema.json");
    }

    #[test]
    fn the_example_is_accepted() {
        let example: toml::Value = toml::from_str(include_str!("../../demo.toml")).unwrap();
        read(&serde_json::to_string(&example).unwrap()).unwrap();
    }

    #[test]
    fn errors_name_path_found_and_accepted() {
        let rule = |more: &str| format!(r#"{{"rules":[{{"id":"a","assets":["a"]{more}}}]}}"#);
        let errors = [
            "{}".to_owned(),
            r#"{"rules":[{"id":"a b","assets":["a"]}]}"#.to_owned(),
            r#"{"rules":[{"id":"a","assets":[]}]}"#.to_owned(),
            r#"{"rules":[{"id":"a","assets":["a","/a"]}]}"#.to_owned(),
            r#"{"rules":[{"id":"a","assets":["a**"]}]}"#.to_owned(),
            r#"{"rules":[{"id":"a","assets":["a?"]}]}"#.to_owned(),
            r#"{"rules":[{"id":"a","assets":["a/../b"]}]}"#.to_owned(),
            r#"{"rules":[{"id":"a","assets":["a"]},{"id":"a","assets":["b"]}]}"#.to_owned(),
            r#"{"groups":{"EU":["FR"],"E E":["FR"]},"rules":[]}"#.to_owned(),
            r#"{"groups":{"A":["FR"],"B":["A","FR"]},"rules":[]}"#.to_owned(),
            r#"{"groups":{"EU":["FR"]},"rules":[{"id":"a","assets":["a"],"territories":{"in":["EUU"]}}]}"#
                .to_owned(),
            rule(r#","territories":{"in":[]}"#),
            rule(r#","territories":{"out":["FR","fr"]}"#),
            rule(r#","windows":[]"#),
            rule(r#","windows":[{}]"#),
            rule(r#","windows":[{"from":"2026-01-01"}]"#),
            rule(r#","windows":[{"from":"2026-01-02T00:00:00Z","until":"2026-01-02T00:00:00Z"}]"#),
            rule(r#","refuse-networks":["VPN"]"#),
            rule(r#","limits":{}"#),
            rule(r#","limits":{"max-height":0}"#),
            rule(r#","limits":{"max-bandwidth":0}"#),
            rule(r#","limits":{"ranges":[]}"#),
            rule(r#","limits-in":[{"territories":["FR"],"height":1}]"#),
            rule(r#","limits-in":[{"territories":["FR"]}]"#),
        ]
        .map(|document| read(&document).unwrap_err() + "\n");
        assert_eq!(errors.concat(), include_str!("../../tests/errors.txt"));
    }
}

//! Catalogues of rights of any size, for measuring.

use std::fmt::Write;

/// A catalogue of so many assets with 20 rules each: a country or group a rule, its own
/// window, one of eight policies, ids of their own. The viewer of [`path`] in Finland is
/// allowed by the last rule, so that all 20 are asked. JSON.
///
/// Windows differ by asset, as those of real catalogues do.
#[must_use]
pub fn catalogue(assets: u32) -> String {
    const COUNTRIES: [&str; 20] = [
        "FR", "DE", "GB", "IT", "ES", "PL", "NL", "BE", "SE", "NO", "DK", "US", "CA", "MX", "BR",
        "JP", "KR", "AU", "NZ", "FI",
    ];
    let mut text = String::from(r#"{"version":"measured","groups":{"DACH":["DE","AT","CH"]},"#);
    text.push_str(r#""policies":{"#);
    for policy in 0..8 {
        let comma = if policy == 0 { "" } else { "," };
        let height = 480 + 120 * policy;
        let _ = write!(
            text,
            r#"{comma}"p{policy}":{{"refuse-networks":["vpn","tor"],"terms":[{{"when":{{"territories":{{"in":["JP","KR"]}}}},"max-height":{height}}}]}}"#
        );
    }
    text.push_str(r#"},"assets":["#);
    for asset in 0..assets {
        let comma = if asset == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"id":"{}","rules":["#, id(asset));
        for (rule, country) in COUNTRIES.iter().enumerate() {
            let comma = if rule == 0 { "" } else { "," };
            let (policy, day, month) = (rule % 8, asset % 28 + 1, asset / 28 % 12 + 1);
            let (hour, minute) = (asset / 336 % 24, (asset / 8064 + 3 * rule as u32) % 60);
            let _ = write!(
                text,
                r#"{comma}{{"id":"r{asset}-{rule}","policies":["p{policy}"],"territories":{{"in":["{country}"]}},"windows":[{{"from":"2020-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z","until":"2038-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"}}]}}"#
            );
        }
        text.push_str("]}");
    }
    text.push_str("]}");
    text
}

fn id(asset: u32) -> String {
    format!("films/{asset:06}")
}

/// The path of an asset of [`catalogue`].
#[must_use]
pub fn path(asset: u32) -> String {
    format!("{}/main.m3u8", id(asset))
}

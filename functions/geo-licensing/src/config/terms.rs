//! Policies, checked and written.

use tidegate_sdk::config::Fault;

use super::build::Builder;
use super::check::{NAME, devices, is_name, networks, quoted, ranges, some};
use super::raw;
use super::text::Text;
use super::words::Protection;
use crate::bytes::{Bytes, NONE, Ref};
use crate::plans::Plans;
use crate::policy::{Policy, Terms};

impl Builder {
    /// Stores a policy.
    pub fn policy(&mut self, raw: &raw::Policy<'_>) -> Result<Ref, Fault> {
        let mut terms = Vec::new();
        for (index, raw) in raw.terms.iter().enumerate() {
            let at = self.terms(raw).map_err(|fault| fault.at(index).under("terms"))?;
            terms.extend_from_slice(&at.to_le_bytes());
        }
        let territories = self.territories(raw.territories.as_ref());
        let portability = raw.portability.as_deref();
        let policy = Policy {
            territories: territories.map_err(|fault| fault.under("territories"))?,
            plans: self.plans(raw.plans.as_ref()).map_err(|fault| fault.under("plans"))?,
            portability: self.places(portability).map_err(|fault| fault.under("portability"))?,
            refused_networks: networks(&raw.refuse_networks).bits(),
            refuse_unknown_network: raw.refuse_unknown_network,
            terms: Bytes(&terms),
        };
        self.share(&policy.write())
    }

    fn terms(&mut self, raw: &raw::Terms<'_>) -> Result<Ref, Fault> {
        let raw::Terms { when, devices: allowed, max_height, max_bandwidth, .. } = raw;
        let limited = max_height.is_some()
            || max_bandwidth.is_some()
            || raw.ranges.is_some()
            || raw.min_hdcp.is_some()
            || raw.audio_languages.is_some()
            || raw.subtitle_languages.is_some();
        if !limited && allowed.is_none() {
            let accepted = "`devices`, `max-height`, `max-bandwidth`, `ranges`, `min-hdcp`, \
                            `audio-languages` or `subtitle-languages`";
            return Err(Fault::refuse("no terms", accepted));
        }
        if *max_height == Some(0) {
            return Err(Fault::refuse(0, "a height of at least 1 pixel").under("max-height"));
        }
        if *max_bandwidth == Some(0) {
            return Err(Fault::refuse(0, "at least 1 bit/s").under("max-bandwidth"));
        }
        let mut terms = Terms {
            devices: devices(allowed.as_deref()).map_err(|fault| fault.under("devices"))?,
            max_height: max_height.unwrap_or(0),
            max_bandwidth: max_bandwidth.unwrap_or(0),
            ranges: ranges(raw.ranges.as_deref()).map_err(|fault| fault.under("ranges"))?.bits(),
            min_hdcp: match raw.min_hdcp {
                None => 0,
                Some(Protection::Type0) => 1,
                Some(Protection::Type1) => 2,
            },
            // Of terms that limit nothing it would say something about the limits of others.
            strict: limited && raw.strict.unwrap_or(true),
            audio_languages: self
                .languages(raw.audio_languages.as_deref())
                .map_err(|fault| fault.under("audio-languages"))?,
            subtitle_languages: self
                .languages(raw.subtitle_languages.as_deref())
                .map_err(|fault| fault.under("subtitle-languages"))?,
            ..Terms::default()
        };
        if let Some(when) = when {
            self.when(when, &mut terms).map_err(|fault| fault.under("when"))?;
        }
        self.share(&terms.write())
    }

    fn when(&mut self, raw: &raw::When<'_>, terms: &mut Terms) -> Result<(), Fault> {
        let raw::When { territories, plans, devices: on } = raw;
        if territories.is_none() && plans.is_none() && on.is_none() {
            let accepted = "`territories`, `plans` or `devices`, or no such key";
            return Err(Fault::refuse("an empty table", accepted));
        }
        let territories = self.territories(territories.as_ref());
        terms.territories = territories.map_err(|fault| fault.under("territories"))?;
        terms.plans = self.plans(plans.as_ref()).map_err(|fault| fault.under("plans"))?;
        terms.on = devices(on.as_deref()).map_err(|fault| fault.under("devices"))?;
        Ok(())
    }

    fn plans(&mut self, raw: Option<&raw::Choice<'_>>) -> Result<Ref, Fault> {
        let Some(raw) = raw else { return Ok(NONE) };
        for (key, names) in [("in", &raw.inside), ("out", &raw.outside)] {
            let Some(names) = names else { continue };
            for (index, name) in
                some(names, "plan").map_err(|fault| fault.under(key))?.iter().enumerate()
            {
                if !is_name(name, 64) {
                    return Err(Fault::refuse(quoted(name), NAME).at(index).under(key));
                }
            }
        }
        if raw.inside.is_none() && raw.outside.is_none() {
            return Err(Fault::refuse("no plan", "`in`, `out` or both"));
        }
        let names = |names: &[Text<'_>]| names.iter().map(|name| name.to_string()).collect();
        let inside: Option<Vec<String>> = raw.inside.as_deref().map(names);
        let outside: Vec<String> = raw.outside.as_deref().map_or_else(Vec::new, names);
        let record = Plans::write(
            inside.as_ref().map(|names| names.iter().map(String::as_str)),
            outside.iter().map(String::as_str),
        );
        self.share(&record)
    }

    fn languages(&mut self, raw: Option<&[Text<'_>]>) -> Result<Ref, Fault> {
        let Some(ranges) = raw else { return Ok(NONE) };
        let mut list = String::new();
        for (index, range) in ranges.iter().enumerate() {
            if !is_range(range) {
                let accepted = "a BCP 47 language range such as `en` or `pt-BR`, or `*`";
                return Err(Fault::refuse(quoted(range), accepted).at(index));
            }
            if index > 0 {
                list.push(',');
            }
            list.push_str(range);
        }
        self.share(list.as_bytes())
    }
}

/// A basic language range (RFC 4647 section 2.1).
fn is_range(text: &str) -> bool {
    let subtag = |(index, subtag): (usize, &str)| {
        (1..=8).contains(&subtag.len())
            && subtag
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || index > 0 && byte.is_ascii_digit())
    };
    text == "*" || text.split('-').enumerate().all(subtag)
}

//! Facts set by the request itself, for local work: `Tidegate-Debug-Country: FR`.
//!
//! Every fact but the asset has such a header, named after it
//! ([`FactKind::name`]). `none` makes the fact absent. Where a route does not
//! allow overrides, a request that carries one is refused, not ignored: someone
//! believes that they see what a viewer elsewhere sees.

mod values;

use http::{HeaderMap, HeaderName};
use tidegate_sdk::types::Facts;

use crate::kinds::FactKind;
use values::{accepted, set};

/// What the names of the headers start with, in lower case.
pub const PREFIX: &str = "tidegate-debug-";

/// The names of all the headers, for `Vary`.
pub fn headers() -> impl Iterator<Item = HeaderName> {
    FactKind::all()
        .iter()
        .filter(|fact| **fact != FactKind::Asset)
        .filter_map(|fact| format!("{PREFIX}{fact}").parse().ok())
}

/// Headers that are not applied. Says nothing of what they held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// The route does not allow overrides and the request carries one.
    #[error("`tidegate-debug-` headers are not allowed here")]
    Refused,
    /// A header that names no fact, or the asset.
    #[error("a `tidegate-debug-` header names no fact that can be set")]
    Unknown,
    /// A value that the fact cannot have, or a header sent twice.
    #[error("`tidegate-debug-{fact}`: expected {accepted} or `none`, once")]
    Malformed {
        /// The fact that the header names.
        fact: FactKind,
        /// What the value may be.
        accepted: &'static str,
    },
    /// A subdivision of another country.
    #[error("`tidegate-debug-subdivision` is not in `tidegate-debug-country`")]
    Elsewhere,
}

/// The overrides of one request, checked.
pub struct Overrides {
    /// The facts that are set.
    kinds: Vec<FactKind>,
    /// What they are set to.
    values: Facts,
}

impl Overrides {
    /// Reads the headers of a request made at `now`.
    ///
    /// # Errors
    /// [`OverrideError`]; `Refused` if there is one and they are not `allowed`.
    pub fn read(headers: &HeaderMap, allowed: bool, now: u64) -> Result<Self, OverrideError> {
        let mut read = Self { kinds: Vec::new(), values: Facts::NOTHING };
        read.values.now = Some(now);
        let named = |name: &HeaderName| name.as_str().starts_with(PREFIX);
        if !headers.keys().any(named) {
            return Ok(read);
        }
        if !allowed {
            return Err(OverrideError::Refused);
        }
        for name in headers.keys() {
            let Some(fact) = name.as_str().strip_prefix(PREFIX) else { continue };
            let fact = fact.parse().ok().filter(|fact| *fact != FactKind::Asset);
            let fact = fact.ok_or(OverrideError::Unknown)?;
            let accepted = accepted(fact);
            let mut values = headers.get_all(name).iter();
            let value = values.next().filter(|_| values.next().is_none());
            value
                .and_then(|value| set(&mut read.values, fact, value.to_str().ok()?.trim()))
                .ok_or(OverrideError::Malformed { fact, accepted })?;
            read.kinds.push(fact);
        }
        read.settle_intensity();
        read.settle_place()?;
        Ok(read)
    }

    /// Whether a fact is set.
    #[must_use]
    pub fn sets(&self, fact: FactKind) -> bool {
        self.kinds.contains(&fact)
    }

    /// Sets the facts. A country that is set takes a subdivision of another country away,
    /// and both take away what is within another country or subdivision.
    pub fn apply(&self, facts: &mut Facts) {
        let before = (facts.country.clone(), facts.subdivision.clone());
        for fact in &self.kinds {
            fact.copy(&self.values, facts);
        }
        let country = facts.country.as_deref();
        if facts.subdivision.as_deref().is_some_and(|part| !within(part, country)) {
            facts.subdivision = None;
        }
        if (&facts.country, &facts.subdivision) != (&before.0, &before.1) {
            for fact in [FactKind::PostalCode, FactKind::Metro, FactKind::Location] {
                if !self.sets(fact) {
                    fact.clear(facts);
                }
            }
        }
    }

    /// An intensity that is set is that of the moment that is set.
    fn settle_intensity(&mut self) {
        if let (Some(intensity), Some(now)) = (&mut self.values.intensity, self.values.now) {
            intensity.measured = now;
        }
    }

    /// A subdivision that is set alone sets its country.
    fn settle_place(&mut self) -> Result<(), OverrideError> {
        let Some(subdivision) = self.values.subdivision.as_deref() else { return Ok(()) };
        if !self.sets(FactKind::Country) {
            self.values.country = subdivision.get(..2).map(str::to_owned);
            self.kinds.push(FactKind::Country);
        } else if !within(subdivision, self.values.country.as_deref()) {
            return Err(OverrideError::Elsewhere);
        }
        Ok(())
    }
}

fn within(subdivision: &str, country: Option<&str>) -> bool {
    subdivision.split_once('-').map(|(country, _)| country) == country
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;
    use tidegate_sdk::types::{
        Capabilities, Codecs, DeviceClass, DynamicRanges, Hdcp, Location, Network, Player,
        Presentation, Session,
    };

    use super::*;
    use crate::grid::MOST_SAMPLES;

    #[test]
    fn every_header_is_known() {
        assert_eq!(headers().count(), FactKind::all().len() - 1);
        for name in headers() {
            let value = HeaderValue::from_static("none");
            assert!(Overrides::read(&HeaderMap::from_iter([(name, value)]), true, 0).is_ok());
        }
    }

    fn read(lines: &[(&str, &str)], allowed: bool) -> Result<Facts, OverrideError> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::try_from(format!("Tidegate-Debug-{name}")).unwrap();
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let mut facts = Facts::NOTHING;
        facts.country = Some("DE".to_owned());
        facts.subdivision = Some("DE-BE".to_owned());
        facts.gpc = Some(true);
        Overrides::read(&headers, allowed, 1_790_812_800)?.apply(&mut facts);
        Ok(facts)
    }

    fn set_to(name: &str, value: &str) -> Facts {
        read(&[(name, value)], true).unwrap()
    }

    #[test]
    fn refuses_where_not_allowed() {
        assert_eq!(read(&[("Country", "FR")], false), Err(OverrideError::Refused));
        assert_eq!(read(&[("Nonsense", "FR")], false), Err(OverrideError::Refused));
        assert_eq!(read(&[], false).unwrap().country.as_deref(), Some("DE"));
    }

    #[test]
    fn sets_each_fact() {
        assert_eq!(set_to("Now", "1790000000").now, Some(1_790_000_000));
        assert_eq!(set_to("Presentation", "live").presentation, Some(Presentation::Live));
        assert_eq!(set_to("Country", "FR").country.as_deref(), Some("FR"));
        assert_eq!(set_to("Asn", "64496").asn, Some(64496));
        assert_eq!(set_to("Network", "ordinary").network, Some(Network::empty()));
        assert_eq!(set_to("Network", "tor, vpn").network, Some(Network::TOR | Network::VPN));
        assert_eq!(set_to("Device", "tv").device, Some(DeviceClass::Tv));
        assert_eq!(set_to("Languages", "fr-ca,fr").languages.as_deref(), Some("fr-CA,fr"));
        let captions = Some(tidegate_sdk::types::Accessibility::CAPTIONS);
        assert_eq!(set_to("Accessibility", "captions").accessibility, captions);
        assert_eq!(set_to("Tc-String", "CPX").tc_string.as_deref(), Some("CPX"));
        assert_eq!(set_to("Gpc", "none").gpc, None);
        assert_eq!(set_to("Carbon-Opt-Out", "true").carbon_opt_out, Some(true));
        let intensity = set_to("Intensity", "310, 420").intensity.unwrap();
        assert_eq!((intensity.samples, intensity.measured), (vec![310, 420], 1_790_812_800));
        let paris = Location { latitude: 48_856_600, longitude: 2_352_200, accuracy: 5 };
        assert_eq!(set_to("Location", "48.8566,2.3522, 5").location, Some(paris));
        assert_eq!(set_to("Postal-Code", "OX1 1AB").postal_code.as_deref(), Some("OX1 1AB"));
        let able = Capabilities {
            max_height: Some(1080),
            codecs: Codecs::H264 | Codecs::DOLBY_VISION,
            ranges: DynamicRanges::SDR,
            hdcp: Hdcp::Type1,
        };
        let found = set_to("Capabilities", "1080,h264,dolby-vision,sdr,type1").capabilities;
        assert_eq!(found, Some(able));
        let session = |share, started| Some(Session { share, started });
        assert_eq!(set_to("Session", "2500").session, session(2500, None));
        assert_eq!(set_to("Session", "0,1790000000").session, session(0, Some(1_790_000_000)));
        let player = Player { throughput: Some(4200), buffer: Some(8000), top_bitrate: None };
        assert_eq!(set_to("Player", "mtp=4200,bl=8000").player, Some(player));
        let later = read(&[("Intensity", "310"), ("Now", "1790900000")], true).unwrap();
        assert_eq!(later.intensity.unwrap().measured, 1_790_900_000);
    }

    #[test]
    fn keeps_country_and_subdivision_together() {
        let place = |lines: &[(&str, &str)]| {
            let facts = read(lines, true).unwrap();
            (facts.country.unwrap_or_default(), facts.subdivision.unwrap_or_default())
        };
        let pair = |country: &str, subdivision: &str| (country.to_owned(), subdivision.to_owned());
        assert_eq!(place(&[("Country", "DE")]), pair("DE", "DE-BE"));
        assert_eq!(place(&[("Country", "FR")]), pair("FR", ""));
        assert_eq!(place(&[("Country", "none")]), pair("", ""));
        assert_eq!(place(&[("Subdivision", "US-CA")]), pair("US", "US-CA"));
        assert_eq!(place(&[("Subdivision", "US-CA"), ("Country", "US")]), pair("US", "US-CA"));
        let error = read(&[("Subdivision", "US-CA"), ("Country", "FR")], true).unwrap_err();
        assert_eq!(error, OverrideError::Elsewhere);
    }

    /// Nobody is in Paris and in Berlin.
    #[test]
    fn takes_away_what_is_elsewhere() {
        let apply = |lines: &[(&'static str, &'static str)]| {
            let headers = lines.iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            let headers: HeaderMap = headers.collect();
            let mut facts = Facts { metro: Some(501), ..Facts::NOTHING };
            facts.country = Some("US".to_owned());
            facts.subdivision = Some("US-NY".to_owned());
            facts.postal_code = Some("10001".to_owned());
            Overrides::read(&headers, true, 0).unwrap().apply(&mut facts);
            (facts.postal_code.unwrap_or_default(), facts.metro)
        };
        let (country, part) = ("tidegate-debug-country", "tidegate-debug-subdivision");
        let ny = ("10001".to_owned(), Some(501));
        assert_eq!(apply(&[]), ny);
        assert_eq!(apply(&[(country, "US")]), ny);
        assert_eq!(apply(&[(country, "FR")]), (String::new(), None));
        assert_eq!(apply(&[(part, "US-CA")]), (String::new(), None));
        let code = ("tidegate-debug-postal-code", "90001");
        assert_eq!(apply(&[(part, "US-CA"), code]), ("90001".to_owned(), None));
    }

    #[test]
    fn says_what_is_accepted() {
        assert_eq!(read(&[("Asset", "x")], true), Err(OverrideError::Unknown));
        assert_eq!(read(&[("Contry", "FR")], true), Err(OverrideError::Unknown));
        for (name, value) in [
            ("Now", "soon"),
            ("Now", "18446744073709551615"),
            ("Presentation", "dvr"),
            ("Country", "fr"),
            ("Country", ""),
            ("Subdivision", "CA"),
            ("Subdivision", "US-ca"),
            ("Asn", "0"),
            ("Asn", "AS1"),
            ("Network", ""),
            ("Network", "vpn,x"),
            ("Device", "watch"),
            ("Languages", "fr,"),
            ("Languages", "*"),
            ("Accessibility", "x"),
            ("Tc-String", ""),
            ("Gpc", "false"),
            ("Carbon-Opt-Out", "1"),
            ("Intensity", "70000"),
            ("Intensity", ""),
            ("Country", "é"),
            ("Location", "48.8566,2.3522"),
            ("Location", "91,0,5"),
            ("Location", "NaN,0,5"),
            ("Location", "0,0,5,"),
            ("Capabilities", "1080,h265"),
            ("Capabilities", ""),
            ("Session", "10000"),
            ("Session", "1,x"),
            ("Player", "br=3200"),
            ("Metro", "0"),
            ("Postal-Code", "a/b"),
        ] {
            let error = read(&[(name, value)], true).unwrap_err();
            assert!(matches!(error, OverrideError::Malformed { .. }), "{name}: {value}");
        }
        let twice = read(&[("Country", "FR"), ("Country", "DE")], true).unwrap_err();
        assert_eq!(
            twice.to_string(),
            "`tidegate-debug-country`: expected a country, e.g. `FR`, or `none`, once"
        );
        let many = vec!["1"; MOST_SAMPLES + 1].join(",");
        assert!(read(&[("Intensity", &many)], true).is_err());
    }

    proptest! {
        #[test]
        fn takes_anything(kind in 0..FactKind::all().len(), value in "[ -~]{0,40}") {
            let kind = FactKind::all()[kind];
            let _ = read(&[(kind.name(), &value)], true);
        }
    }
}

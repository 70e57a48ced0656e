//! What of a viewer's query an origin gets to see.

use tidegate_facts::signals::SignalNames;

/// The query without the parameters that carry signals: those say what a viewer
/// consents to and prefers, and are the node's to read. The rest is left as it is.
pub fn passed_on(query: Option<&str>, signals: &SignalNames) -> Option<String> {
    let names = [&signals.tc_string, &signals.carbon_opt_out, &signals.accessibility];
    let kept: Vec<_> = query?
        .split('&')
        .filter(|pair| {
            let decoded = form_urlencoded::parse(pair.as_bytes()).next();
            let name = decoded.as_ref().map_or("", |(name, _)| name.as_ref());
            !names.iter().any(|signal| signal.query.as_deref() == Some(name))
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

/// The query without the directive for a delta update (`_HLS_skip`, rfc8216bis section
/// 6.2.5.1): what skips segments cannot be replaced by a slate.
pub fn for_the_whole(query: &str) -> Option<String> {
    let kept: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("_HLS_skip=")).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_stay_at_the_node() {
        let names = SignalNames::default();
        let passed = |query| passed_on(Some(query), &names);
        assert_eq!(passed("a=1&gdpr_consent=CQ&b=%20"), Some("a=1&b=%20".to_owned()));
        assert_eq!(passed("gdpr%5Fconsent=CQ"), None);
        assert_eq!(passed("_HLS_msn=4&_HLS_part=1"), Some("_HLS_msn=4&_HLS_part=1".to_owned()));
        assert_eq!(passed_on(None, &names), None);
    }

    #[test]
    fn a_slate_stands_in_for_the_whole() {
        assert_eq!(for_the_whole("_HLS_msn=4&_HLS_skip=YES"), Some("_HLS_msn=4".to_owned()));
        assert_eq!(for_the_whole("_HLS_skip=v2"), None);
    }
}

//! What of a viewer's query an origin gets to see.

use tidegate_facts::signals::{self, SignalNames};

/// The query without the parameters that carry signals: those say what a viewer
/// consents to, prefers and is entitled to, and are the node's to read. The rest is left as it is.
pub fn passed_on(query: Option<&str>, read: &SignalNames) -> Option<String> {
    let names = [
        &read.tc_string,
        &read.carbon_opt_out,
        &read.entitlement,
        &read.profile,
        &read.accessibility,
    ];
    signals::without(query, &names)
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
}

//! The view of the facts that a function is handed.

use tidegate_facts::FactKind;
use tidegate_sdk::types::{Facts, Grants};

use crate::reads::Reads;

/// A copy of the facts in which everything is absent that the function did not
/// declare, or that the grants do not cover.
#[must_use]
pub fn view(facts: &Facts, reads: &Reads, grants: &Grants) -> Facts {
    let mut view = facts.clone();
    for &fact in FactKind::all() {
        if !reads.basis(fact).is_some_and(|basis| basis.granted(grants)) {
            fact.clear(&mut view);
        }
    }
    view
}

#[cfg(test)]
mod tests {
    use tidegate_sdk::types::{Accessibility, Purposes, SpecialFeatures};

    use super::*;
    use crate::Basis;

    fn facts() -> Facts {
        Facts {
            now: Some(1),
            asset: Some("a".to_owned()),
            country: Some("FR".to_owned()),
            subdivision: Some("FR-IDF".to_owned()),
            asn: Some(64496),
            languages: Some("fr".to_owned()),
            accessibility: Some(Accessibility::CAPTIONS),
            tc_string: Some("C".to_owned()),
            gpc: Some(true),
            ..Facts::NOTHING
        }
    }

    fn grants(purposes: Purposes) -> Grants {
        Grants { purposes, special_features: SpecialFeatures::empty() }
    }

    #[test]
    fn what_is_not_declared_is_absent() {
        let mut reads = Reads::default();
        reads.declare(FactKind::Country, Basis::Necessary).unwrap();
        let view = view(&facts(), &reads, &grants(Purposes::all()));
        for &fact in FactKind::all() {
            assert_eq!(fact.present_in(&view), fact == FactKind::Country, "{fact}");
        }
    }

    #[test]
    fn what_is_not_granted_is_absent() {
        let mut reads = Reads::default();
        reads.declare(FactKind::Accessibility, Basis::Purpose(6)).unwrap();
        let without =
            view(&facts(), &reads, &grants(Purposes::all() - Purposes::PERSONALISED_CONTENT));
        assert_eq!(without.accessibility, None);
        let with = view(&facts(), &reads, &grants(Purposes::PERSONALISED_CONTENT));
        assert_eq!(with.accessibility, Some(Accessibility::CAPTIONS));
    }
}

//! Attributes looked up, and taken out.

use crate::hls::attributes::attributes;

/// An attribute's value, without quotes. The last one counts, as in players.
pub(super) fn value<'t>(list: &'t str, name: &str) -> Option<&'t str> {
    attributes(list).filter(|attribute| attribute.name == name).last().map(|found| found.value)
}

/// The list without the attributes that have one of these names. Nothing if it
/// has none of them.
pub(super) fn without(list: &str, names: &[&str]) -> Option<String> {
    let mut kept = String::new();
    let mut gone = false;
    for attribute in attributes(list) {
        if names.contains(&attribute.name) {
            gone = true;
            continue;
        }
        if !kept.is_empty() {
            kept.push(',');
        }
        kept.push_str(list.get(attribute.start..attribute.end).unwrap_or_default());
    }
    gone.then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_and_taken_out() {
        assert_eq!(value("A=1, B=\"x,A=2\",C=3", "B"), Some("x,A=2"));
        assert_eq!(value("A=1,A=2", "A"), Some("2"));
        assert_eq!(value("A=1", "B"), None);
        assert_eq!(without("A=1, B=\"x\" ,C=3", &["B"]).as_deref(), Some("A=1,C=3"));
        assert_eq!(without("A=1,B=2", &["A", "B"]).as_deref(), Some(""));
        assert_eq!(without("A=1", &["B"]), None);
    }
}

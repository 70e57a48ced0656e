//! An attribute list written with changes.

use super::attributes::{Attribute, attributes};
use super::base::Base;
use super::groups::REFERENCES;
use super::settle::Unnamed;
use super::variables::Variables;

/// The most attributes of one list that are set.
const MOST_SET: usize = 4;

/// What changes in an attribute list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changes<'c> {
    /// Attributes and their new values.
    pub(super) set: [Option<(&'static str, Value<'c>)>; MOST_SET],
    /// The groups that it names no more.
    pub(super) unnamed: Unnamed,
    /// What its URIs resolve against, and the variables in them.
    pub(super) base: Option<(&'c Base<'c>, &'c Variables<'c>)>,
}

/// A value to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'c> {
    /// An enumerated string.
    Word(&'static str),
    /// A quoted string, in which a text must be able to stand.
    Quoted(&'c str),
}

impl Value<'_> {
    fn write(self, out: &mut String) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Quoted(text) => {
                for part in ["\"", text, "\""] {
                    out.push_str(part);
                }
            }
        }
    }
}

impl Changes<'_> {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.set.iter().all(Option::is_none)
            && self.unnamed == Unnamed::default()
            && self.base.is_none()
    }

    /// Whether an attribute goes.
    fn removes(&self, name: &str) -> bool {
        REFERENCES
            .iter()
            .zip(self.unnamed)
            .any(|(reference, unnamed)| unnamed && reference.attribute == name)
    }

    /// What goes before the URI that an attribute holds.
    fn prefix(&self, attribute: &Attribute<'_>) -> &str {
        match self.base {
            // No URI has a quote: what has one unquoted is something else.
            Some((base, variables))
                if matches!(attribute.name, "URI" | "SERVER-URI")
                    && !attribute.value.contains('"') =>
            {
                base.prefix(attribute.value, variables)
            }
            _ => "",
        }
    }
}

pub(super) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// Writes a list with changes. A value is exchanged where it stands; what is
/// missing comes after the last attribute; an attribute that goes takes the
/// comma before it along, or the one after it if it is the first.
pub(super) fn write_list(list: &str, changes: &Changes<'_>, out: &mut String) {
    let mut missing = changes.set;
    let mut copied = 0;
    let mut last_end = 0;
    let mut all_gone = true;
    let mut attributes = attributes(list).peekable();
    while let Some(attribute) = attributes.next() {
        if changes.removes(attribute.name) {
            let next = attributes.peek().map_or(attribute.end, |next| next.start);
            let (from, to) =
                if all_gone { (attribute.start, next) } else { (last_end, attribute.end) };
            out.push_str(slice(list, copied, from));
            copied = to;
            last_end = to;
            continue;
        }
        all_gone = false;
        last_end = attribute.end;
        for change in &mut missing {
            if let Some((_, value)) = change.take_if(|(name, _)| *name == attribute.name) {
                out.push_str(slice(list, copied, attribute.value_start));
                value.write(out);
                copied = attribute.end;
            }
        }
        let prefix = changes.prefix(&attribute);
        if !prefix.is_empty() {
            out.push_str(slice(list, copied, attribute.value_start));
            // A base may have commas: it needs quotes.
            out.push('"');
            out.push_str(prefix);
            out.push_str(attribute.value.trim_ascii_start());
            copied = if attribute.quoted {
                let open = attribute.value_start + 1;
                open + attribute.value.len()
            } else {
                out.push('"');
                attribute.end
            };
        }
    }
    out.push_str(slice(list, copied, last_end));
    for (name, value) in missing.into_iter().flatten() {
        if !all_gone {
            out.push(',');
        }
        all_gone = false;
        out.push_str(name);
        out.push('=');
        value.write(out);
    }
    out.push_str(slice(list, last_end, list.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(list: &str, changes: &Changes<'_>) -> String {
        let mut out = String::new();
        write_list(list, changes, &mut out);
        out
    }

    fn set<'c>(values: &[(&'static str, Value<'c>)]) -> Changes<'c> {
        let mut changes = Changes::default();
        for (slot, value) in changes.set.iter_mut().zip(values) {
            *slot = Some(*value);
        }
        changes
    }

    #[test]
    fn values_change_where_they_stand() {
        let yes = set(&[("DEFAULT", Value::Word("YES")), ("AUTOSELECT", Value::Word("YES"))]);
        for (list, expected) in [
            (
                "A=1, DEFAULT = NO ,B=\"x,DEFAULT=NO\"",
                "A=1, DEFAULT = YES ,B=\"x,DEFAULT=NO\",AUTOSELECT=YES",
            ),
            ("A=\"x\" ", "A=\"x\",DEFAULT=YES,AUTOSELECT=YES "),
            ("AUTOSELECT=NO,A=1,", "AUTOSELECT=YES,A=1,DEFAULT=YES,"),
            ("", "DEFAULT=YES,AUTOSELECT=YES"),
        ] {
            assert_eq!(written(list, &yes), expected, "{list}");
        }
        let name = set(&[("NAME", Value::Quoted("a, b"))]);
        assert_eq!(written("NAME=\"x\"y ,A=1", &name), "NAME=\"a, b\" ,A=1");
        assert_eq!(written("NAME=x", &name), "NAME=\"a, b\"");
        assert_eq!(written("A=1", &name), "A=1,NAME=\"a, b\"");
    }

    #[test]
    fn removed_attributes_take_one_comma() {
        let all = Changes { unnamed: [true; 4], ..Changes::default() };
        for (list, expected) in [
            ("AUDIO=\"a\",BANDWIDTH=1", "BANDWIDTH=1"),
            ("AUDIO=\"a\", VIDEO=\"a\", B=1", "B=1"),
            ("B=1, AUDIO=\"a,b\", C=2", "B=1, C=2"),
            ("B=1,AUDIO=\"a\",SUBTITLES=\"s\"", "B=1"),
            ("B=1,AUDIO=\"a\",C=2,CLOSED-CAPTIONS=\"c\" ", "B=1,C=2 "),
            ("AUDIO=\"a\"", ""),
        ] {
            assert_eq!(written(list, &all), expected, "{list}");
        }
        let audio = Changes { unnamed: [true, false, false, false], ..Changes::default() };
        assert_eq!(written("AUDIO=\"a\",VIDEO=\"b\"", &audio), "VIDEO=\"b\"");
    }

    #[test]
    fn uris_get_their_base() {
        let base = Base::parse("https://h/a,b/").unwrap();
        let variables = Variables::default();
        let changes = Changes { base: Some((&base, &variables)), ..Changes::default() };
        for (list, expected) in [
            ("A=1,URI=\"v\"y,B=2", "A=1,URI=\"https://h/a,b/v\"y,B=2"),
            ("URI=\" v\"", "URI=\"https://h/a,b/v\""),
            ("URI=v ,B=\"URI=v\"", "URI=\"https://h/a,b/v\" ,B=\"URI=v\""),
            ("SERVER-URI=\"/s\"", "SERVER-URI=\"https://h/s\""),
            ("URI=\"skd://k\",X-URI=\"v\"", "URI=\"skd://k\",X-URI=\"v\""),
            ("URI=v\"w,A=1", "URI=v\"w,A=1"),
            ("URI=", "URI="),
        ] {
            assert_eq!(written(list, &changes), expected, "{list}");
        }
    }
}

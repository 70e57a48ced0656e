//! The sections of a GPP string, told.

use serde_json::Value;
use tidegate_consent::gpp::us::{self, Field};
use tidegate_consent::gpp::usp::Said;
use tidegate_consent::gpp::{Section as Decoded, UsPrivacy, UsSection};
use tidegate_consent::strings::names;

use super::report::{Section, Table, yes};
use super::tcf;
use crate::manifest::fact::Facts;

/// A section and its number.
pub fn section((id, section): (u16, Decoded<'_>)) -> Section {
    let (name, title) = names::section(id).unwrap_or(("", "not known"));
    let (facts, tables) = match section {
        Decoded::TcfEu(string) => return tcf::string(&string),
        Decoded::TcfCanada(section) => return tcf::canada(&section),
        Decoded::UsPrivacy(section) => (us_privacy(section), Vec::new()),
        Decoded::Us(section) => us(&section),
        Decoded::Unknown(_) => (Facts::default(), Vec::new()),
    };
    Section { id, name, title, facts, tables }
}

fn us_privacy(section: UsPrivacy) -> Facts {
    let mut facts = Facts::default();
    facts.add("version", "version", 1, "1");
    for (name, column, said) in [
        ("notice", "notice and opt-out", section.notice),
        ("opt-out-sale", "opted out of sale", section.opt_out_sale),
        ("lspa-covered", "covered by the LSPA", section.lspa_covered),
    ] {
        let (letter, says) = match said {
            Said::Yes => ("Y", "yes"),
            Said::No => ("N", "no"),
            Said::NotApplicable => ("-", "not applicable"),
        };
        facts.add(name, column, letter, says);
    }
    facts
}

fn us(section: &UsSection<'_>) -> (Facts, Vec<Table>) {
    let mut facts = Facts::default();
    facts.add_some("version", "version", Some(section.version));
    match section.gpc {
        Some(gpc) => facts.add("gpc", "Global Privacy Control", gpc, yes(gpc)),
        None => facts.add("gpc", "Global Privacy Control", Value::Null, "absent"),
    }
    let rows = section.values().map(|value| field(section, value)).collect();
    (facts, vec![Table::new("fields", rows)])
}

fn field(section: &UsSection<'_>, value: us::Value) -> Facts {
    let index = usize::from(value.index);
    let of = match value.field {
        Field::SensitiveDataProcessing => {
            section.categories().get(index).map(|category| names::category(*category))
        }
        Field::KnownChildSensitiveDataConsents => {
            section.minors().get(index).map(|minor| names::minor(*minor))
        }
        _ => None,
    };
    let says = names::value(value.field, value.value);
    let mut row = Facts::default();
    row.add_some("name", "field", Some(names::field(value.field)));
    row.add("of", "of", of, of.unwrap_or("-"));
    row.add("value", "value", value.value, value.value.to_string());
    row.add("says", "says", says, says);
    row
}

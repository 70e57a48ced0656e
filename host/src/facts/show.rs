//! What is known, for people and for programs.

use anyhow::Result;
use serde_json::{Map, Value, json};
use tidegate_facts::FactKind;
use tidegate_sdk::types::Facts;

use super::Known;
use crate::explain::fact;

/// For people.
pub fn text(facts: &Facts, known: &[Known], system: Option<String>) -> String {
    let mut lines = String::new();
    let mut add = |name: &str, value: &str| {
        lines.push_str(format!("{name:<18} {value}").trim_end());
        lines.push('\n');
    };
    for Known { fact, from, readers } in known {
        add(fact.name(), &fact::value(*fact, facts));
        let readers: Vec<_> =
            readers.iter().map(|(function, basis)| format!("{function} ({basis})")).collect();
        let readers = if readers.is_empty() { "nobody".to_owned() } else { readers.join(", ") };
        add("", &format!("from {from}; read by {readers}"));
    }
    if let Some(system) = system {
        add("system", &system);
        add("", "from `User-Agent`: uap-core, operating systems; read by nobody");
    }
    let unknown: Vec<_> = FactKind::all()
        .iter()
        .filter(|fact| **fact != FactKind::Asset && !fact.present_in(facts))
        .map(|fact| fact.name())
        .collect();
    if !unknown.is_empty() {
        add("not known", &unknown.join(", "));
    }
    lines
}

/// For programs.
pub fn json(facts: &Facts, known: &[Known], system: Option<String>) -> Result<Value> {
    let values = serde_json::to_value(facts)?;
    let entries = known.iter().map(|Known { fact, from, readers }| {
        let readers: Map<_, _> = readers
            .iter()
            .map(|(function, basis)| ((*function).to_owned(), basis.as_str().into()))
            .collect();
        let entry = json!({ "value": values.get(fact.name()), "from": from, "read-by": readers });
        (fact.name().to_owned(), entry)
    });
    let entries: Map<_, _> = entries.collect();
    Ok(json!({ "facts": entries, "system": system }))
}

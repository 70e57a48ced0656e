use std::collections::BTreeMap;

use tidegate_facts::device::classify;
use tidegate_sdk::names::Name;

/// Of 141 rows that name a class. What is missed are mostly telephones from
/// before 2012 and labels that a keyword gave (`CUBOT` telephones are no bots).
const FLOOR: usize = 130;

#[test]
fn classes_agree() {
    let Some(text) = super::bytes("devices/user-agents.tsv") else { return };
    let text = String::from_utf8(text).unwrap();
    let mut rows = 0;
    let mut right = 0;
    let mut missed = BTreeMap::<_, usize>::new();
    for line in text.lines().skip(1) {
        let mut columns = line.split('\t');
        let (agent, class) = (columns.next().unwrap(), columns.next().unwrap());
        let class = match class {
            "" => continue,
            "smarttv" => "tv",
            // Browsers in cars and headsets; the contract has no class of their own.
            "embedded" => "desktop",
            "wearable" => "mobile",
            other => other,
        };
        let found = classify(agent).map_or("none", |class| class.name());
        rows += 1;
        if found == class {
            right += 1;
        } else {
            println!("{class}, found {found}: {agent}");
            *missed.entry((class.to_owned(), found)).or_default() += 1;
        }
    }
    println!("{right} of {rows}, missed: {missed:?}");
    assert!(right >= FLOOR, "{right} of {rows}, missed: {missed:?}");
}

use std::collections::BTreeMap;

use tidegate_facts::device::classify;
use tidegate_sdk::names::Name;

/// In hundredths, of the rows that name a class.
///
/// What is missed of the public rows are labels: telephones of the maker Cubot that a
/// keyword made bots, previewers that fetch pages for no viewer but count as desktops
/// there, a tablet that counts as a telephone.
const FLOOR: usize = 95;

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
            // What `tidegate_facts::device` says of cars, watches and headsets.
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
    assert!(rows > 100 && right * 100 >= rows * FLOOR, "{right} of {rows}, missed: {missed:?}");
}

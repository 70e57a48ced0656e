//! SCTE 224 to a catalogue, and a report.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tidegate_scte224::report::Loss;
use tidegate_scte224::xml::MAX_BYTES;
use tidegate_scte224::{Imported, Options, import};

use super::args::{ImportArgs, Unmatched};
use crate::manifest::Output;
use crate::manifest::input::Input;
use crate::manifest::table;
use crate::manifest::trouble::Trouble;

/// Imports a document and reports what could not be carried over.
///
/// # Errors
/// A document that cannot be read, or a file that cannot be written.
pub fn run(args: &ImportArgs) -> Result<Output, Trouble> {
    let input = Input::open_up_to(&args.file, MAX_BYTES)?;
    let imported = import(&input.text, &options(args, &input.text)?).map_err(|error| {
        let place = (error.place.line as usize, error.place.column as usize);
        Trouble::at(&input.source, &input.text, place, format!("expected {}", error.expected))
    })?;
    if let Some(out) = &args.out {
        save(out, &imported)?;
    }
    if args.json {
        let report = report(&input.source, &imported, args.out.is_none())?;
        return Ok(Output::of(format!("{report:#}\n")));
    }
    // Where nobody listens, there is still the catalogue.
    let _ = std::io::stderr().write_all(text(&input.source, &imported).as_bytes());
    match args.out {
        Some(_) => Ok(Output::of(String::new())),
        None => Ok(Output::of(toml(&imported.catalogue)?)),
    }
}

fn options(args: &ImportArgs, text: &str) -> Result<Options, Trouble> {
    let unmatched = match args.unmatched {
        Unmatched::Deny => tidegate_scte224::Unmatched::Deny,
        Unmatched::Allow => tidegate_scte224::Unmatched::Allow,
    };
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, pattern) in &args.paths {
        paths.entry(id.clone()).or_default().push(pattern.clone());
    }
    let version = match &args.catalogue_version {
        None => {
            let digest = Sha256::digest(text);
            let mut version = "scte224-".to_owned();
            for byte in digest.iter().take(8) {
                let _ = write!(version, "{byte:02x}");
            }
            version
        }
        Some(version) => {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            if !(1..=64).contains(&version.len()) || !version.bytes().all(allowed) {
                let says = "expected 1 to 64 letters, digits, `.`, `_` or `-`";
                return Err(Trouble::unreadable("--catalogue-version", says));
            }
            version.clone()
        }
    };
    Ok(Options { version, unmatched, paths })
}

fn toml(catalogue: &impl Serialize) -> Result<String, Trouble> {
    toml::to_string(catalogue).map_err(|error| Trouble::unreadable("the catalogue", error))
}

fn save(out: &Path, imported: &Imported) -> Result<(), Trouble> {
    let name = out.display().to_string();
    let text = match out.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => toml(&imported.catalogue)?,
        Some("json") => serde_json::to_string(&imported.catalogue)
            .map_err(|error| Trouble::unreadable(&name, error))?,
        _ => return Err(Trouble::unreadable(&name, "expected a name ending in .toml or .json")),
    };
    std::fs::write(out, text).map_err(|error| Trouble::unreadable(&name, error))
}

/// How many things an import made, by name.
fn made(imported: &Imported) -> [(&'static str, usize); 4] {
    let catalogue = &imported.catalogue;
    [
        ("assets", catalogue.assets.len()),
        ("rules", catalogue.assets.iter().map(|asset| asset.rules.len()).sum()),
        ("blackouts", catalogue.blackouts.len()),
        ("policies", catalogue.policies.len()),
    ]
}

fn read(imported: &Imported) -> [(&'static str, usize); 5] {
    let read = &imported.read;
    [
        ("media", read.media),
        ("media-points", read.media_points),
        ("policies", read.policies),
        ("viewing-policies", read.viewing_policies),
        ("audiences", read.audiences),
    ]
}

fn report(source: &str, imported: &Imported, whole: bool) -> Result<Value, Trouble> {
    let counted = |list: &[(&str, usize)]| -> Value {
        list.iter().map(|(name, count)| ((*name).to_owned(), Value::from(*count))).collect()
    };
    let notes = imported.notes.iter().map(|note| {
        json!({
            "line": note.place.line,
            "column": note.place.column,
            "kind": note.loss.name(),
            "says": note.says,
        })
    });
    let slates = imported.slates.iter().map(|(name, uri)| json!({ "name": name, "uri": uri }));
    let mut report = json!({
        "source": source,
        "read": counted(&read(imported)),
        "made": counted(&made(imported)),
        "slates": slates.collect::<Value>(),
        "notes": notes.collect::<Value>(),
    });
    if let (true, Some(report)) = (whole, report.as_object_mut()) {
        let catalogue = serde_json::to_value(&imported.catalogue)
            .map_err(|error| Trouble::unreadable("the catalogue", error))?;
        report.insert("catalogue".to_owned(), catalogue);
    }
    Ok(report)
}

/// The report for people.
fn text(source: &str, imported: &Imported) -> String {
    let mut out = String::new();
    for note in &imported.notes {
        let says = note.says.replace(char::is_control, "\u{fffd}");
        let place = note.place;
        let kind = note.loss.name();
        let _ = writeln!(out, "{source}:{}:{}: {kind}: {says}", place.line, place.column);
    }
    if !imported.slates.is_empty() {
        out.push_str("slates, for the node's configuration:\n");
        let rows = imported.slates.iter().map(|(name, uri)| vec![name.clone(), table::plain(uri)]);
        out.push_str(&table::lines(&rows.collect::<Vec<_>>()));
    }
    let counted = |list: &[(&str, usize)]| {
        let words = list.iter().map(|(name, count)| format!("{count} {}", name.replace('-', " ")));
        words.collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(out, "read {}", counted(&read(imported)));
    let _ = writeln!(out, "made {}", counted(&made(imported)));
    let losses = [Loss::Stricter, Loss::Elsewhere, Loss::Remark]
        .map(|loss| (loss.name(), imported.notes.iter().filter(|note| note.loss == loss).count()));
    let _ = writeln!(out, "noted {}", counted(&losses));
    out
}

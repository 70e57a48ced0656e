//! `tidegate manifest edit`.

use tidegate_manifest::{Edit, Floor};

use super::Output;
use super::args::EditArgs;
use super::input::Input;
use super::trouble::Trouble;

/// Carries out edits.
///
/// # Errors
/// What cannot be read, and edits that break a rule.
pub async fn run(args: &EditArgs) -> Result<Output, Trouble> {
    let edits = args.edits.to_string_lossy();
    if args.file == "-" && edits == "-" {
        return Err(Trouble::unreadable("<stdin>", "it cannot be both manifest and edits"));
    }
    let input = Input::read(&args.file).await?;
    let manifest = input.manifest()?;
    let edits = read(&Input::open(&edits)?)?;
    let floor = Floor { accessibility: args.accessibility_floor };
    let edited = manifest.apply(&edits, floor).map_err(|refusal| Trouble::Refused {
        source: input.source.clone(),
        edit: refusal.edit,
        asked: Box::new(serde_json::to_value(edits.get(refusal.edit)).unwrap_or_default()),
        rule: refusal.rule.to_string(),
    })?;
    Ok(Output::of(edited.write()))
}

/// Reads a list of edits.
fn read(input: &Input) -> Result<Vec<Edit>, Trouble> {
    let mut document = serde_json::Deserializer::from_str(&input.text);
    let edits = serde_path_to_error::deserialize(&mut document);
    let fault = match edits {
        Ok(edits) => match document.end() {
            Ok(()) => return Ok(edits),
            Err(error) => (String::new(), error),
        },
        Err(error) => {
            let path = error.path().to_string();
            // A dot stands for the whole, which needs no name.
            let path = if path == "." { String::new() } else { format!("{path}: ") };
            (path, error.into_inner())
        }
    };
    let (path, error) = fault;
    let place = (error.line(), error.column());
    let says = error.to_string();
    let known = format!(" at line {} column {}", place.0, place.1);
    let says = says.strip_suffix(&known).unwrap_or(&says);
    let place = (place.0.max(1), place.1.max(1));
    Err(Trouble::at(&input.source, &input.text, place, format!("{path}{says}")))
}

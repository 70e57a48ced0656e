//! `tidegate manifest diff`.
//!
//! - [`same`]: which tracks are the same in both
//! - [`meaning`]: what differs but for the text

pub mod meaning;
pub mod same;

use std::time::Duration;

use similar::TextDiff;

use super::Output;
use super::args::DiffArgs;
use super::input::Input;
use super::trouble::Trouble;
use meaning::Meaning;

/// After this long a diff is as short as it has become: finding the shortest
/// takes quadratic time.
const WITHIN: Duration = Duration::from_secs(2);

/// Compares two manifests.
///
/// # Errors
/// What cannot be read.
pub async fn run(args: &DiffArgs) -> Result<Output, Trouble> {
    if args.a == "-" && args.b == "-" {
        return Err(Trouble::unreadable("<stdin>", "it cannot be both manifests"));
    }
    let (a, b) = (Input::read(&args.a).await?, Input::read(&args.b).await?);
    let meaning = Meaning::of(&a.manifest()?, &b.manifest()?);
    let identical = a.text == b.text;
    let text = if args.json {
        let mut told = meaning.json();
        if let Some(told) = told.as_object_mut() {
            told.insert("a".to_owned(), a.source.clone().into());
            told.insert("b".to_owned(), b.source.clone().into());
            told.insert("identical".to_owned(), identical.into());
            told.insert("text".to_owned(), unified(&a, &b).into());
        }
        format!("{told:#}\n")
    } else if identical {
        String::new()
    } else {
        let meant = meaning.text();
        let meant = if meant.is_empty() { "no difference in meaning\n".to_owned() } else { meant };
        format!("{meant}\n{}", unified(&a, &b))
    };
    Ok(Output { text, no: !identical })
}

fn unified(a: &Input, b: &Input) -> String {
    let diff = TextDiff::configure().timeout(WITHIN).diff_lines(a.text.as_str(), b.text.as_str());
    diff.unified_diff().context_radius(1).header(&a.source, &b.source).to_string()
}

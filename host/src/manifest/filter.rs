//! `tidegate manifest filter`.

use std::borrow::Cow;

use tidegate_manifest::filter::Language;
use tidegate_manifest::{Filter, FilterError, Floor, Manifest};

use super::Output;
use super::args::FilterArgs;
use super::input::Input;
use super::trouble::Trouble;

/// Applies filters one after the other, in the order of
/// [`tidegate_pipeline::filters::take`].
///
/// # Errors
/// What cannot be read, and filters that cannot be applied.
pub async fn run(args: &FilterArgs) -> Result<Output, Trouble> {
    let given = [
        ("bakery", Language::Bakery, &args.bakery),
        ("aws", Language::Aws, &args.aws),
        ("unified", Language::Unified, &args.unified),
    ];
    let mut filters = Vec::new();
    for (name, language, expression) in given {
        let Some(expression) = expression else { continue };
        let wrong = Wrong { language: name, expression };
        let filter = Filter::parse(language, expression).map_err(|error| wrong.because(error))?;
        filters.push((filter, wrong));
    }
    let input = Input::read(&args.file).await?;
    input.manifest()?;
    let mut text = Cow::Borrowed(input.text.as_str());
    for (filter, wrong) in filters {
        // Edits leave a manifest that is read again.
        let manifest = Manifest::parse(&text)
            .map_err(|error| Trouble::malformed(&input.source, &text, &error))?;
        let edits = filter
            .edits(manifest.tracks(), manifest.scope())
            .map_err(|error| wrong.because(error))?;
        let edited = manifest.apply(&edits, Floor::default()).map_err(|refusal| {
            let rule = Some(refusal.rule.to_string());
            wrong.told(FilterError::Empty, rule)
        })?;
        text = Cow::Owned(edited.write());
    }
    Ok(Output::of(text.into_owned()))
}

/// A filter that may turn out to be wrong.
struct Wrong<'a> {
    language: &'static str,
    expression: &'a str,
}

impl Wrong<'_> {
    fn because(&self, error: FilterError) -> Trouble {
        self.told(error, None)
    }

    fn told(&self, error: FilterError, rule: Option<String>) -> Trouble {
        let (language, expression) = (self.language, self.expression.to_owned());
        Trouble::Filter { language, expression, error, rule }
    }
}

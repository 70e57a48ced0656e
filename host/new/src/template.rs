//! Templates: real files under `host/new/templates`, embedded at build.
//!
//! ```text
//! templates/kinds/<kind>/     in every project of that kind, whatever its language
//! templates/<lang>/all/       in every project in that language
//! templates/<lang>/<kind>/    in those of that kind besides
//! wit/                        the repository's, in every project as wit/
//! ```
//!
//! `<kind>` is `consent`, `geo-licensing`, `carbon-cap` or `manifest-rewriting`, `<lang>` is
//! `rust`, `js` or `python`. A file goes to the same relative path in the project; no path
//! comes from two of these folders. A name that ends in `.template` loses that: so
//! `Cargo.toml.template` and `.gitignore.template` mean nothing to this repository's own tools.
//!
//! In texts and paths, these are replaced, for a project `dark-hours` of kind `geo-licensing`:
//!
//! | written | becomes |
//! |---|---|
//! | `{{name}}` | `dark-hours` |
//! | `{{name_snake}}` | `dark_hours` |
//! | `{{kind}}` | `geo-licensing` |
//! | `{{kind_snake}}` | `geo_licensing` |
//! | `{{KindName}}` | `GeoLicensing` |
//! | `{{sdk}}` | the absolute path of the Rust SDK's crate |
//! | `{{tidegate}}` | the absolute path of the clone that this was built from |
//! | `{{call_us}}`, `{{memory_kib}}` | what a call may take in that language ([`Lang`]) |
//!
//! Nothing else is: a `{{` that begins none of these stays as it is.
//!
//! Conventions, the same in every language, so that one README's commands fit all:
//!
//! - the build writes the component to `{{name}}.wasm` in the project's folder;
//! - `cases.toml` (of the kind) is what `tidegate test` runs, with the configuration in
//!   `config.toml` (of the kind); every language's policy of a kind decides the same by it;
//! - `README.md` (of the language, in `all/`) says the commands.

use tidegate_pipeline::FunctionKind;

use crate::lang::Lang;

/// What stands in a template's place holders.
#[derive(Clone, Debug)]
pub struct Names {
    /// The project's name, checked.
    pub name: String,
    /// The kind of function.
    pub kind: FunctionKind,
    /// What it is written in.
    pub lang: Lang,
    /// The Rust SDK's crate; empty if the language needs none.
    pub sdk: String,
    /// The clone; empty if the language needs none.
    pub tidegate: String,
}

impl Names {
    /// The text or path with the place holders replaced, in one pass.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let place = after.strip_prefix('{').and_then(|after| after.split_once("}}"));
            match place.and_then(|(word, after)| Some((self.get(word)?, after))) {
                Some((value, after)) => {
                    out.push_str(&value);
                    rest = after;
                }
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn get(&self, word: &str) -> Option<String> {
        Some(match word {
            "name" => self.name.clone(),
            "name_snake" => self.name.replace('-', "_"),
            "kind" => self.kind.name().to_owned(),
            "kind_snake" => self.kind.name().replace('-', "_"),
            "KindName" => self.kind.name().split('-').map(capitalised).collect(),
            "call_us" => self.lang.call_us().to_string(),
            "memory_kib" => self.lang.memory_kib().to_string(),
            "sdk" => self.sdk.clone(),
            "tidegate" => self.tidegate.clone(),
            _ => return None,
        })
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let (sdk, tidegate) = ("/clone/functions/sdk".to_owned(), "/clone".to_owned());
        let (kind, lang) = (FunctionKind::GeoLicensing, Lang::Rust);
        Names { name: "dark-hours".to_owned(), kind, lang, sdk, tidegate }
    }

    #[test]
    fn place_holders_are_filled_and_nothing_else() {
        for (text, filled) in [
            ("{{name}} {{name_snake}}", "dark-hours dark_hours"),
            ("{{kind}} {{kind_snake}} {{KindName}}", "geo-licensing geo_licensing GeoLicensing"),
            ("{{sdk}} {{tidegate}}", "/clone/functions/sdk /clone"),
            ("{{call_us}}", "500"),
            (
                "{{ name }} ${{ secrets.name }} {{other}} {{",
                "{{ name }} ${{ secrets.name }} {{other}} {{",
            ),
            ("{{{name}}}", "{dark-hours}"),
            ("{{a {{name}}", "{{a dark-hours"),
        ] {
            assert_eq!(names().fill(text), filled, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_has_no_place_holder_stays(text in "[^{]*(\\{[^{]+)*") {
            proptest::prop_assert_eq!(names().fill(&text), text);
        }
    }
}

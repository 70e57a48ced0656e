//! The sources of a bundle.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use tidegate::dev::config::FUNCTIONS;
use tidegate_pipeline::{Declarations, FunctionKind};

/// The name of the nodes' bundles.
pub const NAME: &str = "acme/eu";

/// What a bundle is made of.
#[derive(Clone)]
pub struct Recipe {
    pub name: String,
    pub version: u64,
    pub expires: String,
    pub functions: Vec<Ingredients>,
}

/// One function of it.
#[derive(Clone)]
pub struct Ingredients {
    pub kind: FunctionKind,
    pub component: Vec<u8>,
    /// TOML.
    pub document: String,
    /// TOML.
    pub cases: Option<String>,
    /// As in `bundle.toml`, if it says so.
    pub on_failure: Option<&'static str>,
}

impl Recipe {
    /// The four functions of the demo. Those of one version have other digests than those
    /// of all others.
    pub fn of(version: u64) -> Self {
        let functions = FUNCTIONS.map(|(kind, component, document)| Ingredients {
            kind,
            component: marked(component, &format!("version {version}")),
            document: document.to_owned(),
            cases: None,
            on_failure: None,
        });
        Self {
            name: NAME.to_owned(),
            version,
            expires: "2099-01-01T00:00:00Z".to_owned(),
            functions: functions.into(),
        }
    }

    /// The same with the demo's cases.
    pub fn with_cases(mut self) -> Self {
        for function in &mut self.functions {
            function.cases = Some(cases(function.kind));
        }
        self
    }

    /// The same, but the film has at most 432 lines in Japan instead of 1080:
    /// below what its grid allows a desktop.
    pub fn narrower_in_japan(mut self) -> Self {
        let document = &mut self.function(FunctionKind::GeoLicensing).document;
        let [was, is] = [1080, 432]
            .map(|lines| format!("territories = {{ in = [\"JP\"] }} }}\nmax-height = {lines}\n"));
        assert_eq!(document.matches(&was).count(), 1);
        *document = document.replace(&was, &is);
        self
    }

    /// The same with another function of its kind.
    pub fn with(mut self, kind: FunctionKind, component: Vec<u8>) -> Self {
        self.function(kind).component = component;
        self
    }

    /// The function of a kind.
    pub fn function(&mut self, kind: FunctionKind) -> &mut Ingredients {
        self.functions.iter_mut().find(|function| function.kind == kind).unwrap()
    }

    /// Writes it into a directory and returns the path of its `bundle.toml`.
    pub fn write(&self, directory: &Path) -> PathBuf {
        let Self { name, version, expires, functions } = self;
        std::fs::create_dir_all(directory).unwrap();
        let put = |file: &str, bytes: &[u8]| std::fs::write(directory.join(file), bytes).unwrap();
        let mut toml = format!("name = {name:?}\nversion = {version}\nexpires = {expires:?}\n");
        let customary = Declarations::customary();
        for Ingredients { kind, component, document, cases, on_failure } in functions {
            put(&format!("{kind}.wasm"), component);
            put(&format!("{kind}.toml"), document.as_bytes());
            // The deadline is for a machine that runs many tests at once.
            write!(
                toml,
                "[functions.{kind}]\ncomponent = \"{kind}.wasm\"\nconfig = \"{kind}.toml\"\n\
                 deadline-ms = 1000\n"
            )
            .unwrap();
            if let Some(cases) = cases {
                put(&format!("{kind}.cases.toml"), cases.as_bytes());
                writeln!(toml, "cases = \"{kind}.cases.toml\"").unwrap();
            }
            if let Some(on_failure) = on_failure {
                writeln!(toml, "on-failure = {on_failure:?}").unwrap();
            }
            writeln!(toml, "[functions.{kind}.reads]").unwrap();
            let reads = customary.of(*kind);
            for fact in reads.facts() {
                writeln!(toml, "{} = \"{}\"", fact.name(), reads.basis(fact).unwrap()).unwrap();
            }
        }
        let file = directory.join("bundle.toml");
        std::fs::write(&file, toml).unwrap();
        file
    }
}

/// The component with a custom section, which means nothing and changes its digest.
pub fn marked(component: &[u8], mark: &str) -> Vec<u8> {
    let mut component = component.to_vec();
    let length = u8::try_from(mark.len()).unwrap();
    component.extend([0, length + 1, length]);
    component.extend(mark.bytes());
    component
}

/// The demo's cases of a function, with limits on time that nothing is fast enough for: a node
/// does not hold bundles to them.
fn cases(kind: FunctionKind) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = root.join(format!("functions/{kind}/demo.cases.toml"));
    let text = std::fs::read_to_string(file).unwrap();
    text.replace("call-us = 1000", "call-us = 0")
        .replace("call-us = 2000", "call-us = 0")
        .replace("\"demo.toml\"", &format!("\"{kind}.toml\""))
        .replace("\"../..", &format!("\"{}", root.display()))
}

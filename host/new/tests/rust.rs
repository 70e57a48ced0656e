//! Projects in Rust: they compile, their tests pass, their component can be built, and
//! their policies decide as their cases say.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tidegate_cases::report::text::text;
use tidegate_cases::{
    Case, CaseFile, Deployment, Factory, Options, Ran, Runner, Undeployed, View, file, run,
};
use tidegate_functions_build::build_project;
use tidegate_new::{Lang, Project};
use tidegate_pipeline::FunctionKind;
use tidegate_sdk::manifest_rewriting::Manifest;

#[path = "../templates/rust/carbon-cap/src/lib.rs"]
mod carbon_cap;
#[path = "../templates/rust/consent/src/lib.rs"]
mod consent;
#[path = "../templates/rust/geo-licensing/src/lib.rs"]
mod geo_licensing;
#[path = "../templates/rust/manifest-rewriting/src/lib.rs"]
mod manifest_rewriting;

fn write(folder: &Path, kind: FunctionKind) -> PathBuf {
    let (name, folder) = (format!("a-{kind}"), folder.join(kind.name()));
    let project = Project { name, kind, lang: Lang::Rust, folder: folder.clone(), sdk: None };
    project.write().unwrap();
    // One for all projects, kept: the SDK and its dependencies are compiled once.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
    let settings = format!("[build]\ntarget-dir = '{}'\n[net]\noffline = true\n", target.display());
    let mut config = std::fs::read_to_string(folder.join(".cargo/config.toml")).unwrap();
    config.push_str(&settings);
    std::fs::write(folder.join(".cargo/config.toml"), config).unwrap();
    folder
}

/// Cargo in a project, with what was fetched for this repository and nothing more.
fn cargo(folder: &Path, arguments: &[&str]) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).args(arguments).env_remove("CARGO_TARGET_DIR");
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_kind_compiles_and_one_is_tested_and_built() {
    let folder = tempfile::tempdir().unwrap();
    for kind in FunctionKind::ALL {
        let project = write(folder.path(), kind);
        cargo(&project, &["check", "--all-targets"]);
        if kind == FunctionKind::GeoLicensing {
            cargo(&project, &["test"]);
            let wit = project.join("wit");
            let component = build_project(&project, &wit).unwrap();
            assert_eq!(component, project.canonicalize().unwrap().join("a-geo-licensing.wasm"));
            let bytes = std::fs::read(component).unwrap();
            // The preamble of a component, binary format version 0xd.
            assert_eq!(bytes.get(..8), Some(b"\0asm\x0d\0\x01\0".as_slice()));
            assert!(bytes.len() < 64 << 10, "{} bytes", bytes.len());
        }
    }
}

#[test]
fn the_policies_decide_as_their_cases_say() {
    let folder = tempfile::tempdir().unwrap();
    let files = FunctionKind::ALL.map(|kind| {
        let file = CaseFile::read(&write(folder.path(), kind).join("cases.toml")).unwrap();
        let limits = file::CallLimits::default();
        let cases = file.cases.into_iter().map(|case| Case { limits, ..case }).collect();
        CaseFile { cases, ..file }
    });
    let options = Options {
        jobs: NonZero::<usize>::MIN,
        filter: None,
        component: None,
        timed: true,
        config: None,
    };
    let report = run(&files, &Native, &options, &AtomicUsize::new(0));
    assert_eq!(report.failed(), 0, "{}", text(&report));
    assert!(report.passed() >= 15);
}

struct Native;

/// A policy of a template, configured.
struct Policy(Box<dyn Fn(&View) -> serde_json::Value + Send + Sync>);

impl Factory for Native {
    type Runner = Policy;

    fn configure(&self, deployment: &Deployment<'_>) -> Result<Policy, Undeployed> {
        macro_rules! policy {
            ($module:ident::$trait:ident) => {{
                use tidegate_sdk::$module::$trait;
                let policy = $module::Policy::configure(deployment.config);
                let policy = policy.map_err(Undeployed::Refused)?;
                Policy(Box::new(move |view| {
                    serde_json::to_value(policy.decide(&view.facts)).unwrap()
                }))
            }};
        }
        Ok(match deployment.kind {
            FunctionKind::Consent => policy!(consent::Consent),
            FunctionKind::GeoLicensing => policy!(geo_licensing::GeoLicensing),
            FunctionKind::CarbonCap => policy!(carbon_cap::CarbonCap),
            FunctionKind::ManifestRewriting => {
                use tidegate_sdk::manifest_rewriting::ManifestRewriting;
                let policy = manifest_rewriting::Policy::configure(deployment.config);
                let policy = policy.map_err(Undeployed::Refused)?;
                Policy(Box::new(move |view| {
                    let manifest = Manifest::unpack(view.manifest.as_deref().unwrap());
                    let said = policy.decide(&view.facts, &view.grants, &view.limits, &manifest);
                    serde_json::to_value(said).unwrap()
                }))
            }
        })
    }
}

impl Runner for Policy {
    fn decide(&self, view: &View) -> Ran {
        Ran { said: Ok(self.0(view)), took: Duration::ZERO, memory: None }
    }
}

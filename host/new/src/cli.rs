//! `tidegate new`.

use std::path::PathBuf;
use std::process::ExitCode;

use tidegate_pipeline::FunctionKind;

use crate::error::NewError;
use crate::lang::Lang;
use crate::project::Project;

/// What to make, and where.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The project's name: lower-case letters, digits and hyphens.
    pub name: String,
    /// What the function decides: consent, geo-licensing, carbon-cap or manifest-rewriting.
    #[arg(long, value_parser = kind)]
    pub kind: FunctionKind,
    /// What it is written in.
    #[arg(long, value_enum, default_value_t = Lang::Rust)]
    pub lang: Lang,
    /// The folder to make; one with the project's name unless told otherwise.
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,
    /// The crate tidegate-sdk, for Rust; that of the clone that this was built from unless
    /// told otherwise.
    #[arg(long, value_name = "DIR")]
    pub sdk: Option<PathBuf>,
}

fn kind(name: &str) -> Result<FunctionKind, String> {
    FunctionKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        format!("expected one of {}", FunctionKind::ALL.map(FunctionKind::name).join(", "))
    })
}

/// Makes a project, and says what to do with it. Exits 0 if it is made, 1 if not.
pub fn run(args: &Args) -> ExitCode {
    match made(args) {
        Ok(told) => {
            print!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("tidegate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn made(args: &Args) -> Result<String, NewError> {
    let project = Project {
        name: args.name.clone(),
        kind: args.kind,
        lang: args.lang,
        folder: args.path.clone().unwrap_or_else(|| PathBuf::from(&args.name)),
        sdk: args.sdk.clone(),
    };
    let files = project.write()?;
    let mut told = format!("made {} files in {}; next:\n", files.len(), project.folder.display());
    told.push_str(&format!("  cd {}\n", project.folder.display()));
    for command in project.lang.commands() {
        told.push_str(&format!("  {command}\n"));
    }
    told.push_str("  tidegate test\n");
    told.push_str(&format!("  tidegate dev --function {}.wasm\n", project.name));
    Ok(told)
}

//! Builds the functions into `target/functions/`; `spin build` runs it. With
//! arguments it makes a component of one core module, or of a crate of its own:
//!
//! ```text
//! tidegate-functions-build MODULE KIND COMPONENT
//! tidegate-functions-build --project FOLDER
//! ```

use std::path::Path;

use anyhow::{Context, Result, bail};
use tidegate_functions_build::{FUNCTIONS, build_all, build_project, component};

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            for path in build_all(&root)? {
                println!("{}", path.display());
            }
        }
        [option, folder] if option == "--project" => {
            println!("{}", build_project(Path::new(folder), &root.join("wit"))?.display());
        }
        [module, kind, out] if FUNCTIONS.contains(&kind.as_str()) => {
            let bytes = std::fs::read(module).with_context(|| format!("reading {module}"))?;
            let bytes = component(&bytes, &root.join("wit"), &format!("{kind}-function"))?;
            std::fs::write(out, bytes).with_context(|| format!("writing {out}"))?;
        }
        _ => bail!(
            "expected no argument, --project FOLDER, or MODULE KIND COMPONENT with KIND one of {}",
            FUNCTIONS.join(", ")
        ),
    }
    Ok(())
}

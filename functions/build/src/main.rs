//! Builds the functions into `target/functions/`; `spin build` runs it.

use std::path::Path;

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    for path in tidegate_functions_build::build_all(&root)? {
        println!("{}", path.display());
    }
    Ok(())
}

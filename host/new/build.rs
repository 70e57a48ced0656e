//! Files that are added to what is embedded are seen.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=../../wit");
}

//! The functions' own policy tests once more, in hosts that are not ours: as core
//! modules in Node and in headless Chromium, by wasm-bindgen's test runner.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use tidegate_functions_build::FUNCTIONS;
use tidegate_tests::{chromium, tools};

/// Each function has more tests than this. Fewer mean that they were not found:
/// the runner takes a module without tests for a success.
const AT_LEAST: usize = 10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The runner, if it is of the version of wasm-bindgen in `Cargo.lock`: it refuses
/// modules of any other.
fn runner(ring: &str) -> Option<PathBuf> {
    let runner = tools::find(ring, &["wasm-bindgen-test-runner"], "--version")?;
    let said = Command::new(&runner).arg("--version").output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let (_, entry) = lock.split_once("\nname = \"wasm-bindgen\"\nversion = \"").unwrap();
    let (locked, _) = entry.split_once('"').unwrap();
    if said.split_whitespace().last() == Some(locked) {
        return Some(runner);
    }
    tools::skip(ring, &format!("found {}, expected version {locked}", said.trim()));
    None
}

/// The tests of all functions, built into a folder of their own: the cargo that runs
/// this test may hold the lock of its own.
fn tests(runner: &Path) -> Command {
    let root = root();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["test", "--locked", "--no-fail-fast", "--test", "policy"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(root.join("target/wasm"))
        .args(FUNCTIONS.map(|name| format!("--package=tidegate-{name}")))
        .current_dir(root)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        // Flags for the host, such as those of a coverage run, do not fit this target.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

/// Every function's tests ran, and passed.
fn pass(mut tests: Command) {
    let output = tests.output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let whole = format!("{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{whole}");
    let passed: Vec<usize> = stdout
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. ")?.split_once(" passed; 0 failed;"))
        .map(|(passed, _)| passed.parse().unwrap())
        .collect();
    assert_eq!(passed.len(), FUNCTIONS.len(), "{whole}");
    assert!(passed.iter().all(|passed| *passed >= AT_LEAST), "{passed:?}\n{whole}");
}

#[test]
fn the_functions_decide_the_same_in_node() {
    let ring = "the functions in Node";
    let Some(runner) = runner(ring) else { return };
    if tools::find(ring, &["node"], "--version").is_some() {
        pass(tests(&runner));
    }
}

#[test]
fn the_functions_decide_the_same_in_chromium() {
    let ring = "the functions in Chromium";
    let Some(runner) = runner(ring) else { return };
    let Some(driver) = tools::find(ring, &["chromedriver"], "--version") else { return };
    if tools::find(ring, &chromium::NAMES, "--version").is_none() {
        return;
    }
    // The driver and the browser leave files in the folder for temporary ones.
    let temporary = tempfile::tempdir().unwrap();
    let capabilities = temporary.path().join("webdriver.json");
    let switches = json!({ "goog:chromeOptions": { "args": chromium::SWITCHES } });
    std::fs::write(&capabilities, switches.to_string()).unwrap();
    let mut tests = tests(&runner);
    tests
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
        // Seconds; its own 5 and 20 are short for a busy machine.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("CHROMEDRIVER", driver)
        .env("TMPDIR", temporary.path());
    pass(tests);
}

//! From `keygen` to a verified bundle, as the command line puts it together.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use clap::Parser;
use jiff::Timestamp;
use tidegate_signatures::cli::{KeygenArgs, Report, SignArgs, VerifyArgs, keygen};
use tidegate_signatures::{Digest, Expected};

#[derive(Parser)]
enum Cli {
    Keygen(KeygenArgs),
    Sign(SignArgs),
    Verify(VerifyArgs),
}

fn parse(line: &str) -> Cli {
    Cli::try_parse_from(["bundle"].into_iter().chain(line.split(' '))).unwrap()
}

fn made(directory: &Path) -> String {
    let place = directory.display();
    std::fs::write(directory.join("password"), "tide and gate\n").unwrap();
    let line = format!("keygen --output {place}/ci --password-file {place}/password");
    let Cli::Keygen(args) = parse(&line) else { unreachable!() };
    let printed = keygen(&args).unwrap();
    let again = keygen(&args).unwrap_err().to_string();
    assert!(again.contains("ci.key: is there already"), "{again}");
    printed
}

#[test]
fn a_bundle_is_signed_and_verified() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().display();
    let printed = made(directory.path());
    let mode = directory.path().join("ci.key").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let digest = Digest::of(b"the manifest");
    let line = format!("sign --key {place}/ci.key --password-file {place}/password --valid-for 2h");
    let Cli::Sign(args) = parse(&line) else { unreachable!() };
    let signer = args.signer(Timestamp::now()).unwrap();
    let (artifact, statement) = signer.sign(None, "acme/edge", 7, digest).unwrap();

    let Cli::Verify(args) = parse(&format!("verify --key {place}")) else { unreachable!() };
    let expected = Expected { name: "acme/edge", version: Some(7), digest };
    let verified =
        args.trust().unwrap().verify(Some(&artifact), expected, Timestamp::now()).unwrap();
    assert_eq!(verified.statement, statement);
    let report = Report::from(&verified);
    let key = serde_json::to_value(&report).unwrap()["key"].as_str().unwrap().to_owned();
    assert!(printed.contains(&key) && report.to_string().contains(&key), "{report}");
}

#[test]
fn what_cannot_sign_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().display();
    made(directory.path());
    std::fs::write(directory.path().join("wrong"), "gate and tide").unwrap();
    for (line, why) in [
        (format!("--key {place}/ci.key --password-file {place}/wrong"), "the password is wrong"),
        (format!("--key {place}/ci.pub --password-file {place}/password"), "found PUBLIC KEY"),
        (format!("--key {place}/none --password-file {place}/password"), "none"),
        (format!("--key {place}/ci.key --expires 2001-01-01T00:00:00Z"), "is past"),
    ] {
        let Cli::Sign(args) = parse(&format!("sign {line}")) else { unreachable!() };
        let error = format!("{:#}", args.signer(Timestamp::now()).unwrap_err());
        assert!(error.contains(why), "{error}");
    }
}

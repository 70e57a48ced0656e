//! Skopeo's opinion: another implementation of cosign's format (Go, by the makers of
//! podman), over Debian's docker-registry. Each reads what the other wrote.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;
use tidegate_signatures::sign::add;
use tidegate_signatures::{
    Digest, Expected, PublicKey, Refused, SignatureArtifact, SigningKey, Statement, Trust,
};
use tidegate_tests::tools;

const RING: &str = "signatures under skopeo";
const PASSWORD: &[u8] = b"tide and gate";

struct Registry {
    process: Child,
    host: String,
}

impl Registry {
    /// Starts one in `directory`, on a port of the system's choice.
    fn start(program: &Path, directory: &Path) -> Self {
        let config = json!({
            "version": "0.1",
            "log": { "level": "info" },
            "storage": { "filesystem": { "rootdirectory": directory.join("registry") } },
            "http": { "addr": "127.0.0.1:0" },
        });
        let file = directory.join("registry.yml");
        fs::write(&file, config.to_string()).unwrap();
        let mut process = Command::new(program)
            .arg("serve")
            .arg(&file)
            .env("OTEL_TRACES_EXPORTER", "none")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let host = lines.find_map(|line| {
            let line = line.unwrap();
            let (_, rest) = line.split_once("listening on ")?;
            Some(rest.split(['"', ' ', ',']).next().unwrap().to_owned())
        });
        // Whoever writes into a closed pipe is ended.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, host: host.expect("the registry names its address") }
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An image in skopeo's `dir:` form.
fn write_image(directory: &Path, manifest: &[u8], blobs: &[(Digest, Vec<u8>)]) {
    fs::create_dir(directory).unwrap();
    fs::write(directory.join("version"), "Directory Transport Version: 1.1\n").unwrap();
    fs::write(directory.join("manifest.json"), manifest).unwrap();
    for (digest, bytes) in blobs {
        fs::write(directory.join(digest.hex()), bytes).unwrap();
    }
}

fn read_image(directory: &Path) -> SignatureArtifact {
    let manifest = fs::read(directory.join("manifest.json")).unwrap();
    let wanted = SignatureArtifact::wanted(&manifest).unwrap();
    let blob = |digest: Digest| (digest, fs::read(directory.join(digest.hex())).unwrap());
    SignatureArtifact { manifest, blobs: wanted.iter().map(|wanted| blob(wanted.digest)).collect() }
}

/// A bundle of one layer.
fn bundle() -> (Vec<u8>, Vec<(Digest, Vec<u8>)>) {
    let blobs: Vec<_> = [b"{}".as_slice(), b"\0asm\x0d\0\x01\0"]
        .into_iter()
        .map(|bytes| (Digest::of(bytes), bytes.to_vec()))
        .collect();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.wasm.config.v0+json",
            "digest": blobs[0].0, "size": blobs[0].1.len(),
        },
        "layers": [
            { "mediaType": "application/wasm", "digest": blobs[1].0, "size": blobs[1].1.len() }
        ],
    });
    (serde_json::to_vec(&manifest).unwrap(), blobs)
}

struct Skopeo<'a> {
    program: &'a Path,
    directory: &'a Path,
}

impl Skopeo<'_> {
    fn copy(&self, arguments: &[&str]) -> Output {
        Command::new(self.program)
            .args(["--registries.d".as_ref(), self.directory.join("registries.d").as_os_str()])
            .args(arguments)
            .args(["--src-tls-verify=false", "--dest-tls-verify=false"])
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn copied(&self, arguments: &[&str]) {
        let output = self.copy(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Pulls under a policy that wants a signature of this name by this key.
    fn pull(&self, from: &str, to: &str, key: &Path, name: &str) -> Output {
        let policy = self.directory.join("policy.json");
        let text = json!({ "default": [{
            "type": "sigstoreSigned",
            "keyPath": key,
            "signedIdentity": { "type": "exactRepository", "dockerRepository": name },
        }] });
        fs::write(&policy, text.to_string()).unwrap();
        let to = format!("dir:{}", self.directory.join(to).display());
        self.copy(&["--policy", policy.to_str().unwrap(), "copy", "--remove-signatures", from, &to])
    }
}

#[test]
fn each_reads_what_the_other_wrote() {
    let Some(program) = tools::find(RING, &["skopeo"], "--version") else { return };
    let Some(registry) = tools::find(RING, &["docker-registry", "registry"], "--version") else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let registry = Registry::start(&registry, directory);
    let skopeo = Skopeo { program: &program, directory };
    let place = |name: &str| directory.join(name);
    let as_dir = |name: &str| format!("dir:{}", place(name).display());
    fs::create_dir(place("registries.d")).unwrap();
    fs::write(
        place("registries.d/default.yaml"),
        "default-docker:\n  use-sigstore-attachments: true\n",
    )
    .unwrap();

    let key = SigningKey::generate().unwrap();
    let stranger = SigningKey::generate().unwrap();
    fs::write(place("our.key"), key.to_encrypted_pem(PASSWORD).unwrap().as_bytes()).unwrap();
    fs::write(place("our.pub"), key.public_pem()).unwrap();
    fs::write(place("stranger.pub"), stranger.public_pem()).unwrap();
    fs::write(place("password"), PASSWORD).unwrap();

    let (manifest, blobs) = bundle();
    let digest = Digest::of(&manifest);
    let repository = format!("docker://{}/acme/edge", registry.host);
    let (image, signatures) =
        (format!("{repository}:7"), format!("{repository}:{}", SignatureArtifact::tag(&digest)));
    write_image(&place("bundle"), &manifest, &blobs);

    // Skopeo unlocks our private key and signs with it; we verify that, but take nothing
    // that says no version.
    skopeo.copied(&[
        "--insecure-policy",
        "copy",
        "--sign-by-sigstore-private-key",
        place("our.key").to_str().unwrap(),
        "--sign-passphrase-file",
        place("password").to_str().unwrap(),
        &as_dir("bundle"),
        &image,
    ]);
    skopeo.copied(&["--insecure-policy", "copy", &signatures, &as_dir("theirs")]);
    let theirs = read_image(&place("theirs"));
    let trust = |key: &SigningKey| {
        Trust::new(PublicKey::read(key.public_pem().as_bytes()).unwrap()).unwrap()
    };
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    let expected = Expected { name: "acme/edge", version: Some(7), digest };
    let refused = trust(&key).verify(Some(&theirs), expected, now).unwrap_err();
    assert!(refused.to_string().contains("no `dev.tidegate.version`"), "{refused}");
    let refused = trust(&stranger).verify(Some(&theirs), expected, now).unwrap_err();
    assert!(matches!(refused, Refused::NoTrustedKey { .. }), "{refused}");

    // Skopeo finds ours beside its own.
    let name = "quay.example/acme/edge".to_owned();
    let expires = "2027-01-01T00:00:00Z".parse().unwrap();
    let statement = Statement { name, version: 7, expires, digest };
    let ours = add(Some(&theirs), &key, &statement).unwrap();
    let config = fs::read(place("theirs").join("manifest.json")).unwrap();
    assert_ne!(config, ours.manifest);
    write_image(&place("ours"), &ours.manifest, &ours.blobs);
    skopeo.copied(&["--insecure-policy", "copy", &as_dir("ours"), &signatures]);
    let pulled = skopeo.pull(&image, "pulled", &place("our.pub"), "quay.example/acme/edge");
    assert!(pulled.status.success(), "{}", String::from_utf8_lossy(&pulled.stderr));
    for (key, name) in [("stranger.pub", "quay.example/acme/edge"), ("our.pub", "quay.example/x")] {
        let refused = skopeo.pull(&image, "refused", &place(key), name);
        assert!(!refused.status.success(), "{key} {name}");
    }
    skopeo.copied(&["--insecure-policy", "copy", &signatures, &as_dir("back")]);
    let expected = Expected { name: "quay.example/acme/edge", version: Some(7), digest };
    let verified = trust(&key).verify(Some(&read_image(&place("back"))), expected, now).unwrap();
    assert_eq!(verified.statement, statement);
}

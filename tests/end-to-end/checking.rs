//! `tidegate check`, by golden errors: each of `golden/*.toml` is refused with the
//! words in the `.err` beside it. With `TIDEGATE_GOLDEN=write` the words are written anew.

use std::path::{Path, PathBuf};
use std::process::Output;

use tokio::net::TcpListener;
use tokio::process::Command;

use crate::setup::{TIDEGATE, folder, functions, write_config};

/// A public key, whose private key is nowhere any more.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1oImG2WCFW5F/PiXHfFeRu2L2szB\n\
    o4wC/yVO1sX9MpkmvYd3jHZWFMl71+MgfwK2K03nVKZXwd7urfmZjuJ5XQ==\n\
    -----END PUBLIC KEY-----\n";

async fn check(file: &str, more: &[&str]) -> Output {
    Command::new(TIDEGATE).arg("check").arg(file).args(more).output().await.unwrap()
}

fn golden() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/end-to-end/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn every_error_names_the_file_the_key_and_what_is_accepted() {
    let files = golden();
    assert!(files.len() >= 20, "{files:?}");
    let folder = folder();
    std::fs::write(folder.path().join("no-component.wasm"), "(component)").unwrap();
    std::fs::write(folder.path().join("wrong.toml"), "valid-for = \"a day\"\n").unwrap();
    std::fs::write(folder.path().join("broken.toml"), "valid-for = \n").unwrap();
    std::fs::write(folder.path().join("grid.json"), "{ \"FR\": 40 }").unwrap();
    let csv = "place,time,gco2e_per_kwh,signal,kind\nFR,noon,40,average,measured\n";
    std::fs::write(folder.path().join("grid.csv"), csv).unwrap();
    std::fs::write(folder.path().join("token"), "hush\n").unwrap();
    std::fs::write(folder.path().join("cosign.pub"), PUBLIC_KEY).unwrap();
    let mut wrong = Vec::new();
    for file in files {
        let config = write_config(folder.path(), &std::fs::read_to_string(&file).unwrap(), "");
        let output = check(&config, &[]).await;
        assert_eq!(output.status.code(), Some(1), "{}", file.display());
        assert!(output.stdout.is_empty(), "{}", file.display());
        let said = String::from_utf8(output.stderr).unwrap();
        let said = said.replace(&format!("{}/", folder.path().display()), "");
        assert!(!said.contains("hush"), "{said}");
        let expected = file.with_extension("err");
        if std::env::var_os("TIDEGATE_GOLDEN").is_some_and(|wish| wish == "write") {
            std::fs::write(&expected, &said).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{}: {said}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The port is taken, and that is nobody's business: nothing is bound.
#[tokio::test]
async fn a_good_file_is_good_whatever_listens() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = taken.local_addr().unwrap();
    let folder = folder();
    let config = format!(
        "listen = \"{listen}\"\n[places]\ndatabases = [\"places.mmdb\"]\n{}\
         [[routes]]\nprefix = \"/\"\norigin = \"http://127.0.0.1:1/\"\n",
        functions(
            &["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"],
            "geo-licensing"
        )
    );
    let file = write_config(folder.path(), &config, "");
    let output = check(&file, &[]).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{file}: good\n"));
    // `run` with the same file does bind, and says what is wrong before it serves.
    let run = Command::new(TIDEGATE).args(["run", &file]).output().await.unwrap();
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains(&format!("listening on {listen}")), "{said}");
}

#[tokio::test]
async fn errors_as_json() {
    let folder = folder();
    let file = write_config(folder.path(), "listen = \"somewhere\"\nroutes = []\n", "");
    let output = check(&file, &["--json"]).await;
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["good"], false);
    let error = said["error"].as_str().unwrap();
    for part in [file.as_str(), "`listen`", "\"somewhere\"", "127.0.0.1:8080"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

//! Grid feeds: the real binary before a stand-in for a provider.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tidegate_demo::MAIN;
use tidegate_tests::client::get;
use tidegate_tests::node::Process;
use tidegate_tests::providers::{Served, StandIn, TOKEN, Trouble, USER};
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::recorder::{Answer, Recorder, playlist};
use crate::setup::{TIDEGATE, folder, functions, heights, write_config};

/// Viewers of the demo's database.
const FRANCE: &str = "192.0.2.1";

fn origin(_: &str) -> Answer {
    playlist(MAIN)
}

fn stand_in() -> Arc<StandIn> {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    StandIn::new(now)
}

fn config(grid: &str) -> String {
    format!(
        "listen = \"127.0.0.1:0\"\n[viewers]\ntrusted-proxies = [\"127.0.0.1\"]\n\
         [places]\ndatabases = [\"places.mmdb\"]\ndocumentation-networks = true\n{grid}{}\
         [[routes]]\nprefix = \"/\"\norigin = \"http://ORIGIN/\"\n",
        functions(&["geo-licensing", "carbon-cap"], "geo-licensing")
    )
}

fn electricity_maps(url: &str) -> String {
    format!(
        "[[grid.feeds]]\nprovider = \"electricity-maps\"\nurl = \"{url}v3/\"\nzones = [\"FR\"]\n\
         interval = 1\ncredentials = {{ file = \"token\" }}\n"
    )
}

/// A node that runs with a configuration in `folder`, and variables.
async fn start(folder: &Path, config: &str, origin: &Recorder, variables: &[&str]) -> Process {
    let file = write_config(folder, config, &origin.address.to_string());
    let arguments = [variables, &[TIDEGATE, "run", file.as_str()]].concat();
    Process::start("env", &arguments).await.unwrap()
}

async fn tallest(node: &Process, viewer: &str) -> u32 {
    let url = format!("{}/tide/main.m3u8", node.url);
    let answer = get(&url, &[("x-forwarded-for", viewer)]).await.unwrap();
    assert_eq!(answer.status(), 200);
    heights(answer.body()).into_iter().max().unwrap()
}

/// Asks until the tallest variant is `height`.
async fn until(node: &Process, height: u32) {
    let asking = async {
        while tallest(node, FRANCE).await != height {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(30), asking).await;
    found.unwrap_or_else(|_| panic!("never {height} lines: {}", node.log()));
}

#[tokio::test]
async fn decisions_follow_what_a_provider_says() {
    let served = stand_in().serve().await.unwrap();
    served.providers.set("FR", 500);
    let folder = folder();
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let config = config(&electricity_maps(&format!("http://{}/", served.address)));
    let origin = Recorder::start(origin).await;
    let node = start(folder.path(), &config, &origin, &[]).await;
    until(&node, 720).await;
    served.providers.set("FR", 40);
    until(&node, 2160).await;

    // It fails: what it said last is kept, and the log says why, without the token.
    served.providers.trouble("", Some(Trouble::Status(401, None)));
    let told = async {
        while !node.log().contains("it answered 401 Unauthorized") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("nothing was said");
    assert_eq!(tallest(&node, FRANCE).await, 2160);
    let log = node.stop().await.unwrap();
    assert!(!log.contains(TOKEN), "{log}");
}

/// A provider that does not answer holds up neither the start nor a viewer.
#[tokio::test]
async fn a_provider_that_is_silent_holds_up_nothing() {
    let served = stand_in().serve().await.unwrap();
    served.providers.trouble("", Some(Trouble::Silent));
    let folder = folder();
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let config = config(&electricity_maps(&format!("http://{}/", served.address)));
    let origin = Recorder::start(origin).await;
    let node = start(folder.path(), &config, &origin, &[]).await;
    // By the table: France is clean.
    let asked = tokio::time::timeout(Duration::from_secs(5), tallest(&node, FRANCE)).await;
    assert_eq!(asked.unwrap(), 2160);
    node.stop().await.unwrap();
}

/// What `tidegate explain` tells is what a node would decide.
#[tokio::test]
async fn an_explanation_asks_first() {
    let served = stand_in().serve().await.unwrap();
    served.providers.set("FR", 321);
    let folder = folder();
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let config = config(&electricity_maps(&format!("http://{}/", served.address)));
    let origin = Recorder::start(origin).await;
    let file = write_config(folder.path(), &config, &origin.address.to_string());
    let explaining = Command::new(TIDEGATE)
        .args(["explain", "/tide/main.m3u8", "--config", &file, "--ip", FRANCE])
        .output();
    let output = explaining.await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("321"), "{told} {}", String::from_utf8_lossy(&output.stderr));
}

/// The node's own grid counts for every viewer, over HTTPS, under a login that stands
/// in a variable.
#[tokio::test]
async fn the_nodes_own_zone_over_https() {
    let folder = folder();
    let (served, authority) = over_tls(folder.path()).await;
    served.providers.set("CAISO_NORTH", 500);
    let config = config(&format!(
        "[grid]\nzone = \"node\"\nnode-place = \"US-CA\"\n[[grid.feeds]]\nprovider = \"watttime\"\n\
         url = \"https://localhost:{}/\"\nzones = {{ US-CA = \"CAISO_NORTH\" }}\n\
         interval = 1\ncredentials = {{ env = \"WATTTIME\" }}\n",
        served.address.port()
    ));
    let origin = Recorder::start(origin).await;
    let variables = [format!("SSL_CERT_FILE={authority}"), format!("WATTTIME={}", USER.0)];
    let variables = variables.each_ref().map(String::as_str);
    let node = start(folder.path(), &config, &origin, &variables).await;
    // A viewer in France.
    until(&node, 720).await;
    served.providers.set("CAISO_NORTH", 40);
    until(&node, 2160).await;
    let log = node.stop().await.unwrap();
    assert!(!log.contains("pass-word") && !log.contains(USER.1), "{log}");
}

/// Nobody vouches for the provider: nothing is asked of it, and nothing shown to it.
#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let folder = folder();
    let (served, _) = over_tls(folder.path()).await;
    let (_other, stranger) = over_tls(folder.path()).await;
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let url = format!("https://localhost:{}/", served.address.port());
    let origin = Recorder::start(origin).await;
    let variables = [format!("SSL_CERT_FILE={stranger}")];
    let variables = variables.each_ref().map(String::as_str);
    let node = start(folder.path(), &config(&electricity_maps(&url)), &origin, &variables).await;
    let told = async {
        while !node.log().contains("it cannot be reached: invalid peer certificate") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(30), told).await;
    told.unwrap_or_else(|_| panic!("nothing was said: {}", node.log()));
    assert!(served.providers.asked().is_empty());
    node.stop().await.unwrap();
}

/// A stand-in behind TLS, and the file of the authority that vouches for `localhost`.
pub async fn over_tls(folder: &Path) -> (Served, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = names.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let wrap = move |stream| {
        let acceptor = acceptor.clone();
        async move { acceptor.accept(stream).await.ok() }
    };
    let served = stand_in().serve_with(wrap).await.unwrap();
    let file = folder.join(format!("authority-{}.pem", served.address.port()));
    std::fs::write(&file, authority.pem()).unwrap();
    (served, file.to_str().unwrap().to_owned())
}

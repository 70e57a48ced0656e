//! Sources of facts are read again when they change.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tidegate_demo::MAIN;

use crate::recorder::{Answer, playlist};
use crate::setup::{Setup, folder, functions, heights};

fn origin(_: &str) -> Answer {
    playlist(MAIN)
}

fn series(grams: u16) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    format!("{{ \"FR\": {{ \"step\": 1800, \"measured\": {now}, \"samples\": [{grams}] }} }}")
}

/// Asks until the tallest variant is `height`.
async fn until(setup: &Setup, height: u32) {
    let asking = async {
        loop {
            let answer = setup.get("/tide/main.m3u8", &[("x-forwarded-for", "192.0.2.1")]).await;
            assert_eq!(answer.status(), 200);
            if heights(answer.body()).into_iter().max() == Some(height) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(30), asking).await;
    found.unwrap_or_else(|_| panic!("never {height} lines: {}", setup.node.log()));
}

#[tokio::test]
async fn a_grid_that_gets_dirty_and_clean_again() {
    let folder = folder();
    let file = folder.path().join("grid.json");
    std::fs::write(&file, series(40)).unwrap();
    let config = format!(
        "listen = \"127.0.0.1:0\"\n[viewers]\ntrusted-proxies = [\"127.0.0.1\"]\n\
         [places]\ndatabases = [\"places.mmdb\"]\ndocumentation-networks = true\n\
         [grid]\nseries = \"grid.json\"\n{}\
         [[routes]]\nprefix = \"/\"\norigin = \"http://ORIGIN/\"\n",
        functions(&["geo-licensing", "carbon-cap"], "geo-licensing")
    );
    let setup = Setup::start_in(folder, &config, origin, &[]).await;
    until(&setup, 2160).await;
    std::fs::write(&file, series(500)).unwrap();
    until(&setup, 720).await;
    // What cannot be read changes nothing, and is said.
    std::fs::write(&file, "{ \"FR\": ").unwrap();
    let told = async {
        while !setup.node.log().contains("kept the sources of facts as they were") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("nothing was said");
    until(&setup, 720).await;
    std::fs::write(&file, series(40)).unwrap();
    until(&setup, 2160).await;
    setup.node.stop().await.unwrap();
    assert!(setup.folder.path().exists());
}

//! What `tidegate dev` prints: what each function decided for a few viewers, and
//! lines to try.

use std::fmt::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use serde_json::{Value, json};
use tidegate_demo::{LIVE_RENDITION_PATH, MAIN_PATH, MATCH_PATH, Viewer, examples};
use tidegate_manifest::Manifest;
use tidegate_pipeline::respond;

use crate::explain::{self, words};
use crate::listen::manifest::Told;
use crate::node::Node;

/// The example viewers and what they get.
#[derive(Debug)]
pub struct Tour {
    stops: Vec<Stop>,
}

#[derive(Debug)]
struct Stop {
    viewer: Viewer,
    told: Told,
    story: Value,
}

/// Asks the node for every example viewer.
///
/// # Errors
/// Only if the project's own examples are broken.
pub async fn take(node: &Node) -> Result<Tour> {
    let mut stops = Vec::new();
    for viewer in examples() {
        let query = viewer.query().map_or_else(String::new, |query| format!("?{query}"));
        let uri: Uri = format!("/{MAIN_PATH}{query}").parse().context("an example's query")?;
        let headers = viewer
            .headers()
            .into_iter()
            .map(|(name, value)| Ok((HeaderName::from_static(name), HeaderValue::try_from(value)?)))
            .collect::<Result<HeaderMap>>()?;
        let peer = IpAddr::from(Ipv4Addr::LOCALHOST);
        let told = explain::ask(node, &uri, &headers, peer, explain::now()).await?;
        let story = explain::json::story(&told)?;
        stops.push(Stop { viewer: *viewer, told, story });
    }
    Ok(Tour { stops })
}

impl Tour {
    /// For people on a terminal.
    pub fn text(&self, node: SocketAddr, origin: SocketAddr) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut out, node, origin);
        out
    }

    fn write(&self, out: &mut String, node: SocketAddr, origin: SocketAddr) -> fmt::Result {
        writeln!(out, "Tidegate demo: http://{node}/{MAIN_PATH}")?;
        writeln!(out, "page:          http://{node}/")?;
        writeln!(out, "origin:        http://{origin}/{MAIN_PATH}\n")?;
        for Stop { viewer, told, .. } in &self.stops {
            writeln!(out, "{} ({})", viewer.name, viewer.shows)?;
            if let Some(decisions) = &told.decisions {
                writeln!(out, "  consent             {}", words::consent(&decisions.consent.said))?;
                writeln!(
                    out,
                    "  geo-licensing       {}",
                    words::verdict(&decisions.geo_licensing.said)
                )?;
                if let Some(cap) = &decisions.carbon_cap {
                    writeln!(out, "  carbon-cap          {}", words::cap(&cap.said))?;
                }
            }
            match &told.result {
                Err(problem) => {
                    writeln!(out, "  gets                {}", respond::status(problem))?
                }
                Ok(made) => {
                    if let Some(answer) = &made.answer {
                        let said = words::rewriting(&answer.said);
                        writeln!(out, "  manifest-rewriting  {said}")?;
                    }
                    let origin = told.fetched.as_ref().map_or("", |fetched| &fetched.text);
                    let (offered, left) = (variants(origin), variants(&made.body));
                    writeln!(out, "  gets                {left} of {offered} variants")?;
                }
            }
            writeln!(out)?;
        }
        writeln!(out, "Try:")?;
        for Stop { viewer, .. } in self.stops.iter().take(3) {
            writeln!(out, "  {}", curl(viewer, node))?;
        }
        writeln!(out, "  curl -i -H 'Tidegate-Debug-Country: JP' http://{node}/{MAIN_PATH}")?;
        writeln!(
            out,
            "  curl -i -H 'Tidegate-Debug-Subdivision: US-CA' -H 'Tidegate-Debug-Metro: 803' http://{node}/{MATCH_PATH}"
        )?;
        writeln!(
            out,
            "  curl -i -H 'Tidegate-Debug-Country: FR' http://{node}/{LIVE_RENDITION_PATH}"
        )?;
        writeln!(out, "  tidegate explain /{MAIN_PATH} --ip 192.0.2.1 --languages fr\n")?;
        writeln!(out, "Ctrl-C ends it.")
    }

    /// For programs.
    pub fn json(&self, node: SocketAddr, origin: SocketAddr) -> Value {
        let viewers: Vec<_> = self
            .stops
            .iter()
            .map(|Stop { viewer, story, .. }| {
                json!({ "name": viewer.name, "curl": curl(viewer, node), "story": story })
            })
            .collect();
        json!({
            "node": format!("http://{node}/{MAIN_PATH}"),
            "page": format!("http://{node}/"),
            "origin": format!("http://{origin}/{MAIN_PATH}"),
            "viewers": viewers,
        })
    }
}

fn variants(manifest: &str) -> usize {
    let manifest = Manifest::parse(manifest).ok();
    let tracks = manifest.iter().flat_map(Manifest::tracks);
    tracks.filter(|track| track.kind.is_variant()).count()
}

fn curl(viewer: &Viewer, node: SocketAddr) -> String {
    let headers: String = viewer
        .headers()
        .into_iter()
        .map(|(name, value)| format!("-H '{name}: {value}' "))
        .collect();
    let query = viewer.query().map_or_else(String::new, |query| format!("?{query}"));
    format!("curl -i {headers}'http://{node}/{MAIN_PATH}{query}'")
}

//! Where HLS playlists have URIs.

use std::ops::Range;

use super::cut;
use crate::hls::{attributes, lines};

const AND: &str = "&";

/// Finds what goes.
pub(super) fn cuts(text: &str, gone: &impl Fn(&str) -> bool, cuts: &mut Vec<Range<usize>>) {
    let needed = needed(text);
    let gone = |name: &str| !needed.contains(&name) && gone(name);
    for line in lines(text) {
        if memchr::memchr(b'?', line.text.as_bytes()).is_none() {
            continue;
        }
        let Some(list) = line.text.strip_prefix("#EXT-X-") else {
            if !line.text.starts_with('#') {
                cut(line.text, line.start, AND, &gone, cuts);
            }
            continue;
        };
        let Some((_, list)) = list.split_once(':') else { continue };
        let list_start = line.end() - list.len();
        for attribute in attributes(list) {
            if matches!(attribute.name, "URI" | "SERVER-URI" | "X-ASSET-URI" | "X-ASSET-LIST") {
                let at = list_start + attribute.value_start + usize::from(attribute.quoted);
                cut(attribute.value, at, AND, &gone, cuts);
            }
        }
    }
}

/// The parameters that players are told to read.
fn needed(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for line in lines(text) {
        let Some(list) = line.text.strip_prefix("#EXT-X-DEFINE:") else { continue };
        names.extend(
            attributes(list)
                .filter(|attribute| attribute.name == "QUERYPARAM")
                .map(|attribute| attribute.value),
        );
    }
    names
}

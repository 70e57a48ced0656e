//! Tags, attributes and comments that nothing here reads.

use super::attributes::attributes;
use super::classify::Kind;
use super::fields;
use super::lines::lines;
use super::media::MediaTag;
use super::tag::{Split, Tag, split, tag};
use crate::passed::{Counts, Passed, What};

/// What is not read in a playlist of a kind.
pub(crate) fn passed(text: &str, kind: Kind) -> Vec<Passed<'_>> {
    let mut counts = Counts::default();
    for line in lines(text) {
        let (name, value) = match split(line.text) {
            Split::Tag(name, value) => (name, value),
            Split::Ignored if line.text.trim_ascii().is_empty() => continue,
            Split::Ignored => {
                counts.add(What::Comment, "", "");
                continue;
            }
            Split::Uri => continue,
        };
        match tag(name) {
            // Markers of advertising and their like say something in media playlists only.
            Tag::Unknown if kind != Kind::Media || MediaTag::of(name).is_none() => {
                counts.add(What::Tag, "", written(line.text));
            }
            Tag::Media | Tag::StreamInf | Tag::IFrameStreamInf => {
                let owner = written(line.text);
                let list = line.text.get(value..).unwrap_or_default();
                for attribute in attributes(list).filter(|one| !fields::is_read(one.name)) {
                    counts.add(What::Attribute, owner, attribute.name);
                }
            }
            _ => {}
        }
    }
    counts.finish(':')
}

/// A tag's name as written, without its `#`.
fn written(line: &str) -> &str {
    let tag = line.trim_start_matches([' ', '\t']).trim_start_matches('#');
    tag.split([':', ' ', '\t']).next().unwrap_or(tag)
}

//! Which pathways a region may use, and which of them to begin with.
//!
//! Sovereignty of data drops pathways, so it comes before all else; failover only says
//! which to begin with.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::manifest_rewriting::{Edit, Format, Manifest};
use tidegate_sdk::types::Facts;

/// The most pathways of a manifest that are looked at: services have a handful.
const MOST: usize = 64;

/// The pathways of a region, by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Countries. Empty: everywhere, and where the viewer's place is unknown.
    pub(crate) countries: Vec<Place>,
    /// Absent: all. Never empty.
    pub(crate) allowed: Option<Vec<String>>,
    /// By descending preference.
    pub(crate) preferred: Vec<String>,
}

impl Region {
    fn covers(&self, country: Option<Place>) -> bool {
        self.countries.is_empty()
            || country.is_some_and(|country| self.countries.contains(&country))
    }

    fn allows(&self, name: &str) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed.iter().any(|one| one == name))
    }
}

/// A pathway of a manifest.
struct Pathway<'m> {
    name: &'m str,
    /// Whether it has variants at all; those of an MPD are on all pathways.
    carries: bool,
    /// Whether one of them stays.
    serves: bool,
}

/// The region that the viewer is in.
pub(crate) fn region<'r>(regions: &'r [Region], facts: &Facts) -> Option<&'r Region> {
    let country = facts.country.as_deref().and_then(Place::parse);
    regions.iter().find(|region| region.covers(country))
}

/// Drops the pathways that a region does not allow, and takes their tracks from `kept`.
/// The tracks that go with their pathway, by their places, if there are any.
///
/// Where the manifest has none that the region allows, nothing is dropped: then it is
/// for licences to say that it may not be watched there.
pub(crate) fn restrict(
    region: &Region,
    manifest: &Manifest<'_>,
    kept: &mut [bool],
    edits: &mut Vec<Edit>,
) -> Vec<bool> {
    let pathways = pathways(manifest, kept);
    let served = pathways.iter().any(|pathway| pathway.serves && region.allows(pathway.name));
    if !served || pathways.iter().all(|pathway| region.allows(pathway.name)) {
        return Vec::new();
    }
    let refused = pathways.iter().filter(|pathway| pathway.carries && !region.allows(pathway.name));
    edits.extend(refused.map(|pathway| Edit::DropPathway(pathway.name.to_owned())));
    let mut gone = vec![false; manifest.tracks.len()];
    for ((track, kept), gone) in manifest.tracks.iter().zip(kept).zip(&mut gone) {
        if let Some(name) = track.pathway.filter(|name| !region.allows(name)) {
            *gone = find(&pathways, name).is_some_and(|pathway| pathway.carries);
            *kept = false;
        }
    }
    gone
}

/// Lets players begin with the pathway that the region prefers, or with another than
/// one that has nothing left.
pub(crate) fn begin(
    region: Option<&Region>,
    manifest: &Manifest<'_>,
    kept: &[bool],
    edits: &mut Vec<Edit>,
) {
    let Some(now) = manifest.steering.as_deref() else { return };
    let allowed = |name: &str| region.is_none_or(|region| region.allows(name));
    let mut pathways = pathways(manifest, kept);
    if pathways.iter().any(|pathway| pathway.serves && allowed(pathway.name)) {
        pathways.retain(|pathway| pathway.serves && allowed(pathway.name));
    }
    let preferred = region.into_iter().flat_map(|region| &region.preferred);
    let mut preferred = preferred.filter_map(|name| find(&pathways, name));
    let lost = !now.is_empty() && find(&pathways, now).is_none();
    let wanted = preferred.next().or_else(|| pathways.first().filter(|_| lost));
    let wanted = wanted.filter(|pathway| pathway.serves && pathway.name != now);
    edits.extend(wanted.map(|pathway| Edit::SetPathway(pathway.name.to_owned())));
}

/// The manifest's pathways. Tracks of one pathway mostly follow each other.
fn pathways<'m>(manifest: &'m Manifest<'_>, kept: &[bool]) -> Vec<Pathway<'m>> {
    let everywhere = manifest.format == Format::Dash;
    let name = |name| Pathway { name, carries: everywhere, serves: everywhere };
    let mut pathways: Vec<Pathway<'m>> =
        manifest.pathways.split('\n').take(MOST).map(name).collect();
    let mut last = 0;
    for (track, kept) in manifest.tracks.iter().zip(kept) {
        let Some(name) = track.pathway.filter(|_| track.is_variant()) else { continue };
        if pathways.get(last).is_none_or(|pathway| pathway.name != name) {
            let Some(found) = pathways.iter().position(|pathway| pathway.name == name) else {
                continue;
            };
            last = found;
        }
        if let Some(pathway) = pathways.get_mut(last) {
            pathway.carries = true;
            pathway.serves |= *kept;
        }
    }
    pathways
}

fn find<'p, 'm>(pathways: &'p [Pathway<'m>], name: &str) -> Option<&'p Pathway<'m>> {
    pathways.iter().find(|pathway| pathway.name == name)
}

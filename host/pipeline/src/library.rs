//! What functions name and the node's configuration knows: slates and interstitials.
//!
//! A function never carries a URI (`wit/manifest-rewriting.wit`), so a blackout asks
//! for a slate, and a break for an interstitial, by name.
//!
//! Whatever is added is first tried on a small manifest of each kind that it is for:
//! what the library holds can be written.

use std::collections::BTreeMap;

use tidegate_manifest::edit::{self, Alternative, Event, EventStream};
use tidegate_manifest::{Edit, Floor, Manifest, ParseError, Refusal};
use tidegate_sdk::manifest_rewriting::Format;
use tidegate_sdk::types::Grants;

use crate::reads::Basis;

/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;

/// The slates and interstitials of a node, by name.
#[derive(Clone, Debug, Default)]
pub struct Library {
    slates: BTreeMap<String, Slate>,
    interstitials: BTreeMap<String, Interstitial>,
}

static EMPTY: Library = Library { slates: BTreeMap::new(), interstitials: BTreeMap::new() };

impl Default for &Library {
    fn default() -> Self {
        &EMPTY
    }
}

/// What is shown instead of an asset. Where there is none for a kind of manifest,
/// the asset is denied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slate {
    /// For HLS multivariant playlists: the URI of a media playlist.
    pub playlist: Option<String>,
    /// For HLS media playlists: the URI of a segment that needs no `EXT-X-MAP` and
    /// lasts as long as the longest segment of what it stands in for.
    pub segment: Option<String>,
    /// For MPDs: the URI of one MP4 file.
    pub file: Option<String>,
    /// Its length in milliseconds, at least 1.
    pub duration: u64,
    /// Its peak bit rate in bits/s, at least 1.
    pub bandwidth: u64,
    /// Its codecs, RFC 6381. Absent: not stated.
    pub codecs: Option<String>,
}

/// What is played in between. Where there is none for a kind of manifest, nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interstitial {
    /// For HLS: the URI of a playlist.
    pub playlist: Option<String>,
    /// For DASH: the URI of an MPD.
    pub mpd: Option<String>,
    /// Its length in milliseconds, at least 1. Absent: as long as its content.
    pub duration: Option<u64>,
    /// Where the programme goes on, in milliseconds after the interstitial's start
    /// in the programme. 0: nothing of it is left out. Absent: after as much as was played.
    pub resume_offset: Option<u64>,
    /// What must be granted for it; all of these.
    pub requires: Vec<Basis>,
}

/// Why something cannot be in a library.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// The name.
    #[error("found {0:?}, expected a name of letters, digits, `-`, `_` and `.`, at most 64")]
    Name(String),
    /// There is nothing to show.
    #[error("found no URI, expected at least one of {0}")]
    Nothing(&'static str),
    /// A URI would mean something else below every manifest.
    #[error("found {0:?}, expected an absolute URI or a path that begins with /")]
    Relative(String),
    /// It says on nothing what it rests.
    #[error("found no basis, expected \"necessary\" or what must be granted")]
    NoBasis,
    /// A length of nothing.
    #[error("found 0 milliseconds, expected at least 1")]
    NoLength,
    /// It cannot be written.
    #[error(transparent)]
    Unwritable(#[from] Refusal),
    /// What it was tried on is no manifest.
    #[error(transparent)]
    Trial(#[from] ParseError),
}

impl Library {
    /// Adds a slate; one of the same name is replaced.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add_slate(&mut self, name: &str, slate: Slate) -> Result<(), LibraryError> {
        check_name(name)?;
        let uris = [&slate.playlist, &slate.segment, &slate.file];
        check_uris(uris.into_iter().flatten(), "`playlist`, `segment` and `file`")?;
        for format in FORMATS {
            if let Some(slate) = slate.of(format) {
                attempt(format, Edit::Replace(slate))?;
            }
        }
        self.slates.insert(name.to_owned(), slate);
        Ok(())
    }

    /// Adds an interstitial; one of the same name is replaced.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add_interstitial(
        &mut self,
        name: &str,
        interstitial: Interstitial,
    ) -> Result<(), LibraryError> {
        check_name(name)?;
        let uris = [&interstitial.playlist, &interstitial.mpd];
        check_uris(uris.into_iter().flatten(), "`playlist` and `mpd`")?;
        if interstitial.requires.is_empty() {
            return Err(LibraryError::NoBasis);
        }
        if interstitial.duration == Some(0) {
            return Err(LibraryError::NoLength);
        }
        if let Some(added) = interstitial.range(name, 0) {
            attempt(Format::HlsMedia, Edit::InsertInterstitial(added))?;
        }
        if let Some(stream) = interstitial.event(name, 0, false).map(|event| event.stream(0)) {
            attempt(Format::Dash, Edit::InsertEventStream(stream))?;
        }
        self.interstitials.insert(name.to_owned(), interstitial);
        Ok(())
    }

    /// A slate by its name.
    #[must_use]
    pub fn slate(&self, name: &str) -> Option<&Slate> {
        self.slates.get(name)
    }

    /// An interstitial by its name.
    #[must_use]
    pub fn interstitial(&self, name: &str) -> Option<&Interstitial> {
        self.interstitials.get(name)
    }
}

const FORMATS: [Format; 3] = [Format::HlsMultivariant, Format::HlsMedia, Format::Dash];

impl Slate {
    /// What stands in for a manifest of a kind; `None` if there is nothing for it.
    #[must_use]
    pub fn of(&self, format: Format) -> Option<edit::Slate> {
        let uri = match format {
            Format::HlsMultivariant => &self.playlist,
            Format::HlsMedia => &self.segment,
            Format::Dash => &self.file,
        };
        Some(edit::Slate {
            uri: uri.clone()?,
            duration: self.duration,
            bandwidth: self.bandwidth,
            codecs: self.codecs.clone(),
        })
    }
}

/// Which of the alternative presentations of ISO/IEC 23009-1 (2026) clause 5.16 a
/// stream of events announces. Insertion halts the programme, which only one that is
/// complete can do; replacement lets it go on meanwhile. dash.js 5, Shaka Player 5 and
/// Media3 play both, and take the URI from `@url`, as the clause's prose has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Announced {
    scheme: &'static str,
    /// Its times are in milliseconds of the period.
    pub(crate) event: Event,
}

impl Announced {
    /// A stream of a period with this event.
    pub(crate) fn stream(self, period: u32) -> EventStream {
        EventStream {
            period,
            scheme: self.scheme.to_owned(),
            value: None,
            timescale: 1000,
            events: vec![self.event],
        }
    }
}

impl Interstitial {
    /// Whether the grants cover what it takes.
    #[must_use]
    pub fn granted(&self, grants: &Grants) -> bool {
        self.requires.iter().all(|basis| basis.granted(grants))
    }

    /// The date range that announces it at a moment, milliseconds since 1970;
    /// `None` if there is nothing for HLS.
    ///
    /// The id must be the same each time the playlist is loaded (rfc8216bis section
    /// 4.4.5.1), and the moment of a cue may differ by a rounding: so it has seconds.
    pub(crate) fn range(&self, name: &str, start: i64) -> Option<edit::Interstitial> {
        Some(edit::Interstitial {
            id: format!("tidegate-{name}-{}", start.saturating_add(500).div_euclid(1000)),
            start,
            duration: self.duration,
            asset: self.playlist.clone()?,
            resume: self.resume_offset.map(|offset| i64::try_from(offset).unwrap_or(i64::MAX)),
        })
    }

    /// The event that announces it at a moment of a period, in milliseconds; `None`
    /// if there is nothing for DASH.
    pub(crate) fn event(&self, name: &str, time: u64, live: bool) -> Option<Announced> {
        let url = self.mpd.clone()?;
        let (scheme, alternative) = if live {
            let return_offset = self.resume_offset;
            (REPLACE, Alternative::Replace { url, return_offset })
        } else {
            (INSERT, Alternative::Insert { url })
        };
        let event = Event {
            id: id(name, time),
            time,
            duration: self.duration,
            message: String::new(),
            alternative: Some(alternative),
        };
        Some(Announced { scheme, event })
    }
}

/// ISO/IEC 23009-1 (2026) clause 5.16.3, for static MPDs.
const INSERT: &str = "urn:mpeg:dash:event:alternativeMPD:insert:2025";

/// Clause 5.16.4.
const REPLACE: &str = "urn:mpeg:dash:event:alternativeMPD:replace:2025";

/// A number that stays the same for a name and a time, and hardly is that of others
/// (FNV-1a of 32 bits): players know events by it.
fn id(name: &str, time: u64) -> u32 {
    let bytes = name.bytes().chain(time.to_be_bytes());
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn check_name(name: &str) -> Result<(), LibraryError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(allowed) {
        return Err(LibraryError::Name(name.to_owned()));
    }
    Ok(())
}

/// One library serves manifests in many places: a relative URI would be another there.
fn check_uris<'u>(
    uris: impl Iterator<Item = &'u String>,
    names: &'static str,
) -> Result<(), LibraryError> {
    let mut uris = uris.peekable();
    if uris.peek().is_none() {
        return Err(LibraryError::Nothing(names));
    }
    for uri in uris {
        let absolute = ["http://", "https://"].iter().any(|scheme| {
            uri.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        });
        let path = uri.starts_with('/') && !uri.starts_with("//");
        if !absolute && !path {
            return Err(LibraryError::Relative(uri.clone()));
        }
    }
    Ok(())
}

/// Carries out an edit on a small manifest.
fn attempt(format: Format, edit: Edit) -> Result<(), LibraryError> {
    let text = match format {
        Format::HlsMultivariant => "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n",
        Format::HlsMedia => {
            "#EXTM3U\n#EXT-X-TARGETDURATION:6\n\
             #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00Z\n#EXTINF:6,\na.ts\n"
        }
        Format::Dash => {
            "<MPD type=\"static\" mediaPresentationDuration=\"PT6S\"><Period><AdaptationSet \
             contentType=\"video\"><Representation id=\"a\" bandwidth=\"1\"/></AdaptationSet>\
             </Period></MPD>"
        }
    };
    Manifest::parse(text)?.apply(&[edit], Floor::default())?;
    Ok(())
}

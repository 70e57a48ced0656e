//! What the parts say of tracks.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::super::facts::{self, Facts, Seen};
use super::super::selection::{Selection, Verdict};
use super::super::{FilterError, Scope};
use super::{CodecName, Content, Filter, Mode, Part, Size, Target, Test};
use crate::codecs::{Codecs, Profile};
use crate::edit::Edit;
use crate::language;
use crate::track::{DynamicRange, Track, TrackKind};

impl Filter {
    pub(in crate::filter) fn edits(
        &self,
        tracks: &[Track<'_>],
        scope: Scope,
    ) -> Result<Vec<Edit>, FilterError> {
        let judge = Judge { facts: Facts::of(tracks), scope };
        let firsts: Vec<Option<&Test>> =
            self.0.iter().map(|part| judge.first(part, tracks)).collect();
        let selection = Selection::new(tracks, |track| {
            let parts = self.0.iter().zip(&firsts);
            let verdicts = parts.map(|(part, first)| judge.part(part, *first, self, track));
            verdicts.fold(Verdict::Keep, Verdict::and)
        });
        let selection = selection.settle(scope)?;
        let mut edits = selection.drops();
        edits.extend(self.orders(&judge, selection.kept()));
        Ok(edits)
    }

    /// The edits that order what stays: by the first part that orders, then by
    /// the next. Parallel groups come out alike.
    fn orders<'s, 't: 's>(
        &self,
        judge: &Judge,
        kept: impl Iterator<Item = &'s Track<'t>>,
    ) -> Vec<Edit> {
        let mut peers: BTreeMap<_, Vec<Ranked>> = BTreeMap::new();
        for track in kept {
            let ranks = self.0.iter().filter_map(|part| match part {
                Part::Tests { target, mode: Mode::Order, tests } => {
                    let rank = tests
                        .iter()
                        .position(|test| judge.test(*target, test, track) == Some(true));
                    let concerned = tests.iter().any(|test| orders(*target, test, track.kind));
                    concerned.then_some(rank.unwrap_or(tests.len()))
                }
                _ => None,
            });
            let ranks: Vec<usize> = ranks.collect();
            if !ranks.is_empty() {
                let period = if track.group.is_some() { 0 } else { track.period };
                peers.entry((track.group, period)).or_default().push((ranks, track.id));
            }
        }
        let sorted = peers.into_values().filter_map(|mut peers| {
            let before = |(a, _): &Ranked, (b, _): &Ranked| a.cmp(b);
            if peers.is_sorted_by(|a, b| before(a, b) != Ordering::Greater) {
                return None;
            }
            peers.sort_by(before);
            Some(Edit::Order(peers.into_iter().map(|(_, id)| id).collect()))
        });
        sorted.collect()
    }
}

/// A track's place by each part that orders, and its id.
type Ranked = (Vec<usize>, u32);

/// Whether tracks of a kind are put in order by a test: pictures by what is
/// theirs, never by the audio that a variant plays with.
fn orders(target: Target, test: &Test, kind: TrackKind) -> bool {
    let video = matches!(kind, TrackKind::Video | TrackKind::Muxed);
    let audio = kind == TrackKind::Audio;
    match (test, target) {
        (Test::Codec(_), Target::Video) | (Test::FrameRate(_), _) => video,
        (Test::Codec(_) | Test::Language(_), Target::Audio) => audio,
        (Test::Codec(_) | Test::Language(_), Target::Captions) => kind == TrackKind::Subtitles,
        (Test::Language(_), Target::All) => audio || kind == TrackKind::Subtitles,
        _ => false,
    }
}

struct Judge {
    facts: Facts,
    scope: Scope,
}

impl Judge {
    /// The first test of a part that any track passes, if that is what it asks for.
    fn first<'p>(&self, part: &'p Part, tracks: &[Track<'_>]) -> Option<&'p Test> {
        let Part::Tests { target, mode: Mode::First, tests } = part else { return None };
        let passes =
            |test: &&Test| tracks.iter().any(|track| self.test(*target, test, track) == Some(true));
        tests.iter().find(passes)
    }

    fn part(
        &self,
        part: &Part,
        first: Option<&Test>,
        filter: &Filter,
        track: &Track<'_>,
    ) -> Verdict {
        match part {
            Part::Tests { target, mode, tests } => match mode {
                Mode::Exclude => self.exclude(*target, tests, track),
                Mode::Include => self.include(*target, tests, track),
                Mode::First => first.map_or(Verdict::Keep, |test| {
                    self.include(*target, std::slice::from_ref(test), track)
                }),
                Mode::Order => Verdict::Keep,
            },
            Part::Bandwidth { target, low, high } => {
                let own = match track.kind {
                    TrackKind::Video | TrackKind::Muxed | TrackKind::AlternateVideo => {
                        Target::Video
                    }
                    TrackKind::Audio | TrackKind::AudioOnly => Target::Audio,
                    TrackKind::Subtitles => Target::Captions,
                    TrackKind::TrickPlay | TrackKind::ClosedCaptions => return Verdict::Keep,
                };
                // The overall one has never been for captions.
                let concerned = *target == own
                    || *target == Target::All && own != Target::Captions && !filter.limits(own);
                let inside = |rate: u64| (*low..=*high).contains(&rate);
                Verdict::dropping(concerned && !track.bandwidth.is_none_or(inside))
            }
            Part::Resolution { low, high } => Verdict::dropping(outside(*low, *high, track)),
            Part::TrickPlay => Verdict::dropping(
                self.scope == Scope::Multivariant && track.kind == TrackKind::TrickPlay,
            ),
            Part::Ads | Part::Window { .. } => Verdict::Keep,
        }
    }

    fn exclude(&self, target: Target, tests: &[Test], track: &Track<'_>) -> Verdict {
        let passed = tests.iter().find(|test| self.test(target, test, track) == Some(true));
        passed.map_or(Verdict::Keep, failed)
    }

    /// Tracks that no test is about stay.
    fn include(&self, target: Target, tests: &[Test], track: &Track<'_>) -> Verdict {
        let mut verdict = Verdict::Keep;
        for test in tests {
            match self.test(target, test, track) {
                Some(true) => return Verdict::Keep,
                Some(false) => verdict = failed(test),
                None => {}
            }
        }
        verdict
    }

    /// Whether a track passes a test; nothing if the test is not about it, or
    /// the manifest does not say.
    fn test(&self, target: Target, test: &Test, track: &Track<'_>) -> Option<bool> {
        match test {
            Test::Codec(name) => {
                let families = match target {
                    Target::Video => Codecs::VIDEO,
                    Target::Audio => Codecs::AUDIO,
                    // A variant states its subtitles' codec, too: it is not theirs.
                    Target::Captions if track.kind != TrackKind::Subtitles => return None,
                    Target::Captions => Codecs::TEXT,
                    Target::All => return None,
                };
                let mut known = None;
                for codec in self.facts.codecs(track, families) {
                    known = Some(known == Some(true) || name.is(&codec, track));
                }
                // HLS has no other text than WebVTT that goes without saying.
                let unsaid = target == Target::Captions && self.scope == Scope::Multivariant;
                known.or(unsaid.then_some(*name == CodecName::Wvtt))
            }
            Test::Language(tag) => {
                let concerned = match track.kind {
                    TrackKind::Audio => matches!(target, Target::All | Target::Audio),
                    TrackKind::Subtitles | TrackKind::ClosedCaptions => {
                        matches!(target, Target::All | Target::Captions)
                    }
                    _ => false,
                };
                let own = track.language.as_deref().unwrap_or_default();
                concerned.then(|| language::same(own, tag))
            }
            Test::FrameRate(rate) => track.frame_rate.map(|own| u64::from(own) == *rate),
            Test::Content(content) => (self.scope == Scope::Mpd).then(|| match track.kind {
                TrackKind::Video | TrackKind::Muxed | TrackKind::AlternateVideo => {
                    *content == Content::Video
                }
                TrackKind::Audio | TrackKind::AudioOnly => *content == Content::Audio,
                TrackKind::Subtitles | TrackKind::ClosedCaptions => *content == Content::Text,
                TrackKind::TrickPlay if facts::is_image(track, true) => *content == Content::Image,
                TrackKind::TrickPlay => *content == Content::Video,
            }),
        }
    }
}

impl Filter {
    /// Whether a nested range of bit rates is for tracks of a kind.
    fn limits(&self, own: Target) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Bandwidth { target, .. } if *target == own))
    }
}

impl CodecName {
    fn is(self, codec: &Seen, track: &Track<'_>) -> bool {
        let family = match self {
            Self::Avc => Codecs::H264,
            Self::Hevc => Codecs::HEVC,
            Self::Av1 => Codecs::AV1,
            Self::DolbyVision => Codecs::DOLBY_VISION,
            Self::Aac => Codecs::AAC,
            Self::Ac3 => Codecs::AC3,
            Self::Ec3 => Codecs::EC3,
            Self::Hdr10 => {
                let main_10 = matches!(codec.profile, Some(Profile::Hevc { idc: 2, .. }));
                let hlg = track.range == Some(DynamicRange::Hlg);
                let pq = track.range == Some(DynamicRange::Pq);
                return codec.family != Codecs::DOLBY_VISION && (pq || main_10 && !hlg);
            }
            Self::Stpp => return codec.family == Codecs::TEXT && codec.is_ttml,
            Self::Wvtt => return codec.family == Codecs::TEXT && !codec.is_ttml,
        };
        codec.family == family
    }
}

/// What becomes of a track that a test speaks against.
fn failed(test: &Test) -> Verdict {
    match test {
        Test::Language(_) => Verdict::Foreign,
        _ => Verdict::Drop,
    }
}

fn outside(low: Option<Size>, high: Option<Size>, track: &Track<'_>) -> bool {
    let Some(size) = track.resolution.filter(|_| track.kind != TrackKind::TrickPlay) else {
        return false;
    };
    let (width, height) = (u64::from(size.width), u64::from(size.height));
    low.is_some_and(|low| height < low.height || low.width.is_some_and(|low| width < low))
        || high
            .is_some_and(|high| height > high.height || high.width.is_some_and(|high| width > high))
}

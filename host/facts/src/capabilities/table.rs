//! The table: what makers document.
//!
//! - Amazon, "Device Specifications: Fire TV Streaming Media Player" and "… Fire TV Cube",
//!   with the build models of "Identify Fire TV Devices", developer.amazon.com/docs/device-specs
//! - Apple, "Technical Specifications" of Apple TV HD and Apple TV 4K (2017, 2021, 2022),
//!   support.apple.com/specs; the models' numbers are those of the system's `hw.machine`
//! - Google, "Supported Media for Google Cast", developers.google.com/cast/docs/media
//! - Samsung, "TV Video Specifications" by year, 2018 to 2024, and "General Specifications"
//!   (which year has which Tizen), developer.samsung.com/smarttv/develop/specifications
//! - Nintendo, "Technical specs" of Wii, Wii U and Switch; Sony, "PS3 system specifications"
//!
//! HDCP is the strongest that the output can do: 2.2 where the maker names it. The ranges of a
//! box or stick are those that it can put out.

use std::ops::RangeFrom;

use tidegate_sdk::types::{Codecs, DeviceClass, DynamicRanges, Hdcp};

use super::{Row, able};
use crate::device::Edge;

/// Which devices a row is for.
#[derive(Debug)]
pub(super) enum When {
    /// Those whose `User-Agent` has this text.
    Mark(&'static str, Edge),
    /// Those of a class that run a system of these first numbers.
    System { family: &'static str, from: RangeFrom<u32>, class: DeviceClass },
}

const FIRE_TV: &str = "Amazon, Device Specifications: Fire TV Streaming Media Player";
const FIRE_CUBE: &str = "Amazon, Device Specifications: Fire TV Cube";
const APPLE_TV: &str = "Apple, Apple TV Technical Specifications";
const CAST: &str = "Google, Supported Media for Google Cast";
const SAMSUNG: &str = "Samsung, TV Video Specifications 2018 to 2024";
const NINTENDO: &str = "Nintendo, Technical specs";
const SONY: &str = "Sony, PS3 system specifications";

const SDR: DynamicRanges = DynamicRanges::SDR;
const HDR: DynamicRanges = SDR.union(DynamicRanges::PQ).union(DynamicRanges::HLG);
const HDR10: DynamicRanges = SDR.union(DynamicRanges::PQ);
const UNKNOWN: DynamicRanges = DynamicRanges::empty();

/// What all of Amazon's players decode.
const BASE: Codecs = Codecs::H264
    .union(Codecs::AAC)
    .union(Codecs::AC3)
    .union(Codecs::EC3)
    .union(Codecs::FLAC)
    .union(Codecs::MP3)
    .union(Codecs::TEXT);
const HEVC: Codecs = BASE.union(Codecs::HEVC);
const HEVC_VP9: Codecs = HEVC.union(Codecs::VP9).union(Codecs::OPUS);
const DOLBY_VISION: Codecs = HEVC_VP9.union(Codecs::DOLBY_VISION);
const AV1: Codecs = DOLBY_VISION.union(Codecs::AV1);
const TIZEN: Codecs = Codecs::H264
    .union(Codecs::HEVC)
    .union(Codecs::VP9)
    .union(Codecs::AAC)
    .union(Codecs::AC3)
    .union(Codecs::EC3)
    .union(Codecs::MP3)
    .union(Codecs::OPUS)
    .union(Codecs::TEXT);
const OLD: Codecs = Codecs::H264.union(Codecs::AAC).union(Codecs::MP3).union(Codecs::TEXT);

/// A row for the word `mark`.
const fn of(
    mark: &'static str,
    name: &'static str,
    height: u32,
    codecs: Codecs,
    ranges: DynamicRanges,
    hdcp: Hdcp,
    source: &'static str,
) -> Row {
    let able = able(Some(height), codecs, ranges, hdcp);
    Row { name, source, able, when: When::Mark(mark, Edge::Word) }
}

/// The table; the first row that fits counts.
pub static ROWS: &[Row] = &[
    of("AFTB", "Fire TV (1st gen)", 1080, BASE, SDR, Hdcp::Type0, FIRE_TV),
    of("AFTM", "Fire TV Stick (1st gen)", 1080, BASE, SDR, Hdcp::Type0, FIRE_TV),
    of("AFTT", "Fire TV Stick (2nd gen)", 1080, HEVC, SDR, Hdcp::Type0, FIRE_TV),
    of("AFTS", "Fire TV (2nd gen)", 2160, HEVC_VP9, SDR, Hdcp::Type1, FIRE_TV),
    of("AFTN", "Fire TV (3rd gen)", 2160, HEVC_VP9, HDR10, Hdcp::Type1, FIRE_TV),
    of("AFTMM", "Fire TV Stick 4K (1st gen)", 2160, DOLBY_VISION, HDR, Hdcp::Type1, FIRE_TV),
    of("AFTSS", "Fire TV Stick Lite", 1080, HEVC_VP9, HDR, Hdcp::Unstated, FIRE_TV),
    of("AFTSSS", "Fire TV Stick (3rd gen)", 1080, HEVC_VP9, HDR, Hdcp::Unstated, FIRE_TV),
    of("AFTKA", "Fire TV Stick 4K Max (1st gen)", 2160, AV1, HDR, Hdcp::Type1, FIRE_TV),
    of("AFTKM", "Fire TV Stick 4K (2nd gen)", 2160, AV1, HDR, Hdcp::Type1, FIRE_TV),
    of("AFTKRT", "Fire TV Stick 4K Max (2nd gen)", 2160, AV1, HDR, Hdcp::Type1, FIRE_TV),
    of("AFTA", "Fire TV Cube (1st gen)", 2160, HEVC_VP9, HDR10, Hdcp::Type1, FIRE_CUBE),
    of("AFTR", "Fire TV Cube (2nd gen)", 2160, DOLBY_VISION, HDR, Hdcp::Type1, FIRE_CUBE),
    of("AFTGAZL", "Fire TV Cube (3rd gen)", 2160, AV1, HDR, Hdcp::Type1, FIRE_CUBE),
    of("AppleTV5,3", "Apple TV HD", 1080, HEVC, SDR, Hdcp::Type0, APPLE_TV),
    of("AppleTV6,2", "Apple TV 4K", 2160, APPLE, HDR, Hdcp::Type1, APPLE_TV),
    of("AppleTV11,1", "Apple TV 4K", 2160, APPLE, HDR, Hdcp::Type1, APPLE_TV),
    of("AppleTV14,1", "Apple TV 4K", 2160, APPLE, HDR, Hdcp::Type1, APPLE_TV),
    of("Google TV Streamer", "Google TV Streamer", 2160, STREAMER, UNKNOWN, Hdcp::Unstated, CAST),
    Row {
        name: "Samsung TV, 2018 and later",
        source: SAMSUNG,
        // There are sets of 1080 lines without HDR in every year but the last.
        able: able(None, TIZEN, UNKNOWN, Hdcp::Unstated),
        when: When::System { family: "Tizen", from: 4.., class: DeviceClass::Tv },
    },
    of("Nintendo Switch;", "Nintendo Switch", 1080, OLD, SDR, Hdcp::Unstated, NINTENDO),
    of("Nintendo WiiU", "Wii U", 1080, OLD, SDR, Hdcp::Unstated, NINTENDO),
    of("Nintendo Wii", "Wii", 480, Codecs::empty(), SDR, Hdcp::Unstated, NINTENDO),
    of("PLAYSTATION 3", "PlayStation 3", 1080, OLD, SDR, Hdcp::Unstated, SONY),
];

const APPLE: Codecs = HEVC.union(Codecs::DOLBY_VISION);
const STREAMER: Codecs = Codecs::H264
    .union(Codecs::HEVC)
    .union(Codecs::DOLBY_VISION)
    .union(Codecs::VP9)
    .union(Codecs::AV1)
    .union(Codecs::AAC)
    .union(Codecs::AC3)
    .union(Codecs::EC3)
    .union(Codecs::FLAC)
    .union(Codecs::MP3)
    .union(Codecs::OPUS)
    .union(Codecs::TEXT);

//! The TC strings of the examples are what this small encoder of the IAB's "TC
//! String format" (TCF 2.3) makes of their purposes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tidegate_demo::examples;

/// 2026-10-01T00:00:00Z in tenths of a second.
const CREATED: u64 = 17_908_128_000;

/// A consent platform's number; the last one, not assigned.
const PLATFORM: u64 = 4095;

#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u64, width: u32) {
        self.0.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }

    fn letters(&mut self, text: &str) {
        text.bytes().for_each(|letter| self.put(u64::from(letter - b'a'), 6));
    }

    fn encode(&self) -> String {
        let bytes: Vec<u8> = self
            .0
            .chunks(8)
            .map(|bits| bits.iter().rev().fold(0, |byte, bit| byte >> 1 | u8::from(*bit) << 7))
            .collect();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn tc_string(language: &str, country: &str, purposes: &[u32]) -> String {
    let mut core = Bits::default();
    core.put(2, 6); // Version
    core.put(CREATED, 36); // Created
    core.put(CREATED, 36); // LastUpdated
    core.put(PLATFORM, 12); // CmpId
    core.put(1, 12); // CmpVersion
    core.put(1, 6); // ConsentScreen
    core.letters(language); // ConsentLanguage
    core.put(160, 12); // VendorListVersion
    core.put(5, 6); // TcfPolicyVersion
    core.put(1, 1); // IsServiceSpecific
    core.put(0, 1); // UseNonStandardTexts
    core.put(0, 12); // SpecialFeatureOptIns
    core.put(purposes.iter().map(|purpose| 1 << (24 - purpose)).sum(), 24); // PurposesConsent
    core.put(0, 24); // PurposesLITransparency
    core.put(0, 1); // PurposeOneTreatment
    core.letters(country); // PublisherCC
    core.put(0, 16 + 1); // Vendor Consent: MaxVendorId, IsRangeEncoding
    core.put(0, 16 + 1); // Vendor Legitimate Interest: the same
    core.put(0, 12); // NumPubRestrictions
    let mut disclosed = Bits::default();
    disclosed.put(1, 3); // SegmentType
    disclosed.put(0, 16 + 1); // MaxVendorId, IsRangeEncoding
    format!("{}.{}", core.encode(), disclosed.encode())
}

#[test]
fn are_what_the_format_says() {
    let sent: Vec<_> = examples().iter().filter_map(|viewer| viewer.tc_string).collect();
    let all: Vec<u32> = (1..=11).collect();
    assert_eq!(sent, [tc_string("de", "de", &all), tc_string("es", "es", &[1, 5, 6, 8, 10, 11])]);
}

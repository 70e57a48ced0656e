//! Writes TC and GPP strings for tests, field by field as the formats list them.
#![allow(dead_code, reason = "no test writes everything")]

pub mod gpp;

/// 2026-11-01T00:00:00Z: when the strings are made unless a test says otherwise.
pub const MADE: u64 = 1_793_491_200;

/// A list of vendors.
#[derive(Clone)]
pub enum Listed {
    /// One bit for each vendor up to the highest.
    Field(Vec<u16>),
    /// The stated maximum, and inclusive ranges.
    Ranges(u16, Vec<(u16, u16)>),
}

/// A publisher restriction: purpose, type, vendors.
pub type Restricted = (u64, u64, Vec<(u16, u16)>);

/// A TC string to be; the default is a valid one that consents to nothing.
#[derive(Clone)]
pub struct Consenting {
    pub version: u64,
    /// Seconds since 1970.
    pub created: u64,
    pub updated: u64,
    pub policy: u64,
    pub service_specific: bool,
    pub purpose_one_treatment: bool,
    pub special_features: Vec<usize>,
    pub purposes: Vec<usize>,
    pub interests: Vec<usize>,
    pub vendors: Listed,
    pub interest_vendors: Listed,
    pub restrictions: Vec<Restricted>,
    pub disclosed: Option<Listed>,
    /// Purposes the publisher has consent for, and those it has a legitimate interest in.
    pub publisher: Option<(Vec<usize>, Vec<usize>)>,
}

impl Default for Consenting {
    fn default() -> Self {
        Self {
            version: 2,
            created: MADE,
            updated: MADE,
            policy: 5,
            service_specific: true,
            purpose_one_treatment: false,
            special_features: Vec::new(),
            purposes: Vec::new(),
            interests: Vec::new(),
            vendors: Listed::Field(Vec::new()),
            interest_vendors: Listed::Field(Vec::new()),
            restrictions: Vec::new(),
            disclosed: Some(Listed::Field(vec![1, 2, 1234])),
            publisher: None,
        }
    }
}

impl Consenting {
    /// A string made at [`MADE`] that consents to these purposes.
    pub fn to(purposes: &[usize]) -> Self {
        Self { purposes: purposes.to_vec(), ..Self::default() }
    }

    /// The string.
    pub fn text(&self) -> String {
        let mut core = Writer::default();
        core.number(self.version, 6);
        core.number(self.created * 10, 36);
        core.number(self.updated * 10, 36);
        core.number(300, 12); // CmpId
        core.number(7, 12); // CmpVersion
        core.number(1, 6); // ConsentScreen
        core.number(4 << 6 | 13, 12); // ConsentLanguage: EN
        core.number(140, 12); // VendorListVersion
        core.number(self.policy, 6);
        core.number(self.service_specific.into(), 1);
        core.number(0, 1); // UseNonStandardTexts
        core.set(&self.special_features, 12);
        core.set(&self.purposes, 24);
        core.set(&self.interests, 24);
        core.number(self.purpose_one_treatment.into(), 1);
        core.number(5 << 6 | 17, 12); // PublisherCC: FR
        core.listed(&self.vendors);
        core.listed(&self.interest_vendors);
        core.number(self.restrictions.len() as u64, 12);
        for (purpose, kind, vendors) in &self.restrictions {
            core.number(*purpose, 6);
            core.number(*kind, 2);
            core.ranges(vendors);
        }
        let mut text = core.text();
        if let Some(disclosed) = &self.disclosed {
            let mut segment = Writer::default();
            segment.number(1, 3);
            segment.listed(disclosed);
            text = text + "." + &segment.text();
        }
        if let Some((consents, interests)) = &self.publisher {
            let mut segment = Writer::default();
            segment.number(3, 3);
            segment.set(consents, 24);
            segment.set(interests, 24);
            segment.number(0, 6);
            text = text + "." + &segment.text();
        }
        text
    }
}

/// Collects bits.
#[derive(Default)]
pub struct Writer(Vec<bool>);

impl Writer {
    pub fn number(&mut self, value: u64, bits: u32) {
        assert!(value >> bits == 0, "{value} in {bits} bits");
        self.0.extend((0..bits).rev().map(|bit| value >> bit & 1 == 1));
    }

    pub fn set(&mut self, members: &[usize], bits: usize) {
        self.0.extend((1..=bits).map(|number| members.contains(&number)));
    }

    pub fn ranges(&mut self, ranges: &[(u16, u16)]) {
        self.number(ranges.len() as u64, 12);
        for (first, last) in ranges {
            self.number((first != last).into(), 1);
            self.number((*first).into(), 16);
            if first != last {
                self.number((*last).into(), 16);
            }
        }
    }

    pub fn listed(&mut self, listed: &Listed) {
        match listed {
            Listed::Field(ids) => {
                let max = ids.iter().copied().max().unwrap_or(0);
                self.number(max.into(), 16);
                self.number(0, 1);
                self.0.extend((1..=max).map(|id| ids.contains(&id)));
            }
            Listed::Ranges(max, ranges) => {
                self.number((*max).into(), 16);
                self.number(1, 1);
                self.ranges(ranges);
            }
        }
    }

    /// Base64url, padded with zeros to whole bytes as encoders do.
    pub fn text(mut self) -> String {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        self.0.resize(self.0.len().next_multiple_of(8), false);
        self.0.resize(self.0.len().next_multiple_of(6), false);
        let digit = |bits: &[bool]| bits.iter().fold(0, |sum, bit| sum << 1 | usize::from(*bit));
        self.0.chunks(6).map(|bits| char::from(DIGITS[digit(bits)])).collect()
    }
}

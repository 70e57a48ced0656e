//! Writes GPP strings for tests.

use super::{Listed, Writer};

/// The header of these sections, ascending, each written by itself.
pub fn header(sections: &[u64]) -> String {
    let mut header = Writer::default();
    header.number(3, 6);
    header.number(1, 6);
    header.number(sections.len() as u64, 12);
    let mut last = 0;
    for section in sections {
        header.number(0, 1);
        header.fibonacci(section - last);
        last = *section;
    }
    header.text()
}

/// A string of sections.
pub fn string(sections: &[(u64, String)]) -> String {
    let ids: Vec<u64> = sections.iter().map(|(id, _)| *id).collect();
    let parts: Vec<String> = sections.iter().map(|(_, text)| text.clone()).collect();
    format!("{}~{}", header(&ids), parts.join("~"))
}

/// A core segment of the United States: a version and values of two bits.
pub fn us(version: u64, values: &[u64]) -> String {
    let mut core = Writer::default();
    core.number(version, 6);
    values.iter().for_each(|value| core.number(*value, 2));
    core.text()
}

/// The sub-section of Global Privacy Control.
pub fn gpc(value: bool) -> String {
    let mut segment = Writer::default();
    segment.number(1, 2);
    segment.number(value.into(), 1);
    segment.text()
}

/// A section of TCF Canada.
pub struct Canadian {
    /// Seconds since 1970.
    pub updated: u64,
    pub express: Vec<usize>,
    pub implied: Vec<usize>,
    pub special_features: Vec<usize>,
    pub express_vendors: Listed,
    pub implied_vendors: Listed,
    /// Purpose, type, vendors.
    pub restrictions: Vec<(u64, u64, Listed)>,
}

impl Default for Canadian {
    fn default() -> Self {
        Self {
            updated: super::MADE,
            express: Vec::new(),
            implied: Vec::new(),
            special_features: Vec::new(),
            express_vendors: Listed::Field(Vec::new()),
            implied_vendors: Listed::Field(Vec::new()),
            restrictions: Vec::new(),
        }
    }
}

impl Canadian {
    pub fn text(&self) -> String {
        let mut core = Writer::default();
        core.number(1, 6);
        core.number(self.updated * 10, 36);
        core.number(self.updated * 10, 36);
        core.number(300, 12); // CmpId
        core.number(7, 12); // CmpVersion
        core.number(1, 6); // ConsentScreen
        core.number(5 << 6 | 17, 12); // ConsentLanguage: FR
        core.number(140, 12); // VendorListVersion
        core.number(2, 6); // TcfPolicyVersion
        core.number(0, 1); // UseNonStandardStacks
        core.set(&self.special_features, 12);
        core.set(&self.express, 24);
        core.set(&self.implied, 24);
        core.listed_in_fibonacci(&self.express_vendors);
        core.listed_in_fibonacci(&self.implied_vendors);
        core.number(self.restrictions.len() as u64, 12);
        for (purpose, kind, vendors) in &self.restrictions {
            core.number(*purpose, 6);
            core.number(*kind, 2);
            core.listed_in_fibonacci(vendors);
        }
        core.text()
    }
}

impl Writer {
    /// A number from 1 on: the largest Fibonacci number first (GPP, "Encoding and Decoding").
    pub fn fibonacci(&mut self, number: u64) {
        let mut weights = vec![1, 2];
        while weights[weights.len() - 1] <= number {
            weights.push(weights[weights.len() - 1] + weights[weights.len() - 2]);
        }
        let mut rest = number;
        let mut bits: Vec<u64> = Vec::new();
        for weight in weights.into_iter().rev() {
            let bit = u64::from(weight <= rest);
            rest -= bit * weight;
            if bit == 1 || !bits.is_empty() {
                bits.push(bit);
            }
        }
        bits.into_iter().rev().for_each(|bit| self.number(bit, 1));
        self.number(1, 1);
    }

    /// A list of vendors, ranges ascending and in Fibonacci coding.
    pub fn listed_in_fibonacci(&mut self, listed: &Listed) {
        let Listed::Ranges(max, ranges) = listed else { return self.listed(listed) };
        self.number((*max).into(), 16);
        self.number(1, 1);
        self.number(ranges.len() as u64, 12);
        let mut last = 0;
        for (first, end) in ranges {
            self.number((first != end).into(), 1);
            self.fibonacci((first - last).into());
            if first != end {
                self.fibonacci((end - first).into());
            }
            last = *end;
        }
    }
}

//! Profiles of codecs, and their names.

/// A profile, numbered as its standard does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `profile_idc` and the byte of constraint flags, set 0 in the highest
    /// bit (ISO/IEC 14496-10 clause 7.4.2.1.1).
    Avc {
        /// `profile_idc`.
        idc: u8,
        /// The flags. 0 in the form of old, which does not tell them.
        constraints: u8,
    },
    /// ISO/IEC 14496-15 annex E.
    Hevc {
        /// `general_profile_space`: 0 to 3.
        space: u8,
        /// `general_profile_idc`: 0 to 31.
        idc: u8,
        /// `general_profile_compatibility_flag`s, flag 0 in the lowest bit.
        compatibility: u32,
    },
    /// `general_profile_idc`: 0 to 127 (ISO/IEC 14496-15 annex E).
    Vvc(u8),
    /// `seq_profile`: 0 to 2 (AV1 in ISOBMFF section 5).
    Av1(u8),
    /// 0 to 3 (VP codec ISO media file format binding).
    Vp9(u8),
    /// Dolby Vision profiles and levels, section 2.
    DolbyVision(u8),
    /// Audio object type (ISO/IEC 14496-3 table 1.17); that of MPEG-4 for
    /// what MPEG-2 has, too.
    Aac(u8),
}

impl Profile {
    /// Its number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Avc { idc, .. } | Self::Hevc { idc, .. } => idc,
            Self::Vvc(number)
            | Self::Av1(number)
            | Self::Vp9(number)
            | Self::DolbyVision(number)
            | Self::Aac(number) => number,
        }
    }

    /// Its name; empty if it has none but its number.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Avc { idc, constraints } => avc(idc, constraints),
            // Names are for space 0: the others are reserved.
            Self::Hevc { space: 0, idc, .. } => hevc(idc),
            Self::Vvc(idc) => vvc(idc),
            Self::Av1(0) => "Main",
            Self::Av1(1) => "High",
            Self::Av1(2) => "Professional",
            Self::Aac(object_type) => aac(object_type),
            Self::Hevc { .. } | Self::Av1(_) | Self::Vp9(_) | Self::DolbyVision(_) => "",
        }
    }
}

/// ISO/IEC 14496-10 annex A.2.
fn avc(idc: u8, constraints: u8) -> &'static str {
    const SET_1: u8 = 0x40;
    const SETS_4_AND_5: u8 = 0x0c;
    match idc {
        66 if constraints & SET_1 != 0 => "Constrained Baseline",
        66 => "Baseline",
        77 => "Main",
        88 => "Extended",
        100 if constraints & SETS_4_AND_5 == SETS_4_AND_5 => "Constrained High",
        100 => "High",
        110 => "High 10",
        122 => "High 4:2:2",
        244 => "High 4:4:4 Predictive",
        44 => "CAVLC 4:4:4 Intra",
        118 => "Multiview High",
        128 => "Stereo High",
        _ => "",
    }
}

/// ISO/IEC 23008-2 annex A.3.
fn hevc(idc: u8) -> &'static str {
    match idc {
        1 => "Main",
        2 => "Main 10",
        3 => "Main Still Picture",
        4 => "Range Extensions",
        5 => "High Throughput",
        6 => "Multiview Main",
        7 => "Scalable Main",
        8 => "3D Main",
        9 => "Screen Content",
        _ => "",
    }
}

/// ISO/IEC 23090-3 annex A.3.
fn vvc(idc: u8) -> &'static str {
    match idc {
        1 => "Main 10",
        17 => "Multilayer Main 10",
        33 => "Main 10 4:4:4",
        49 => "Multilayer Main 10 4:4:4",
        65 => "Main 10 Still Picture",
        97 => "Main 10 4:4:4 Still Picture",
        _ => "",
    }
}

fn aac(object_type: u8) -> &'static str {
    match object_type {
        1 => "AAC Main",
        2 => "AAC-LC",
        3 => "AAC SSR",
        4 => "AAC LTP",
        5 => "HE-AAC",
        6 => "AAC Scalable",
        17 => "ER AAC-LC",
        19 => "ER AAC LTP",
        20 => "ER AAC Scalable",
        23 => "AAC-LD",
        29 => "HE-AAC v2",
        39 => "AAC-ELD",
        42 => "xHE-AAC",
        _ => "AAC",
    }
}

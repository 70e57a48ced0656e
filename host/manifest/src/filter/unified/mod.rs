//! Unified Origin: `filter=(type=="audio"&&systemBitrate<100000)||(type=="video"&&MaxHeight<=480)`.
//!
//! Sources: Unified Streaming's «Dynamic track selection», and Edgio's MMD
//! On Demand query parameters, which tabulates the names of the same server.
//! A track stays if the expression is true of it. Names are taken in any case,
//! `|` for `||` and `&` for `&&`, as there.
//!
//! | name | value |
//! |---|---|
//! | `type` | `"video"`, `"audio"`, `"textstream"`, `"img"` |
//! | `systemBitrate` | bits/s |
//! | `systemLanguage` | a code of two or three letters or a tag |
//! | `FourCC` | `"AVC1"`, `"AACL"`, `"AACH"`, `"TTML"`, `"WVTT"`, or a sample entry |
//! | `MaxWidth` `MaxHeight` `DisplayWidth` `DisplayHeight` `width` `height` | pixels |
//! | `channels` `SamplingRate` | of audio; Hz |
//! | `frameRate` | frames per second |
//! | `avc_profile` `avc_level` | `AVC_PROFILE_BASELINE` (`_MAIN`, `_HIGH`) or a number; tenths |
//! | `trackName` | the name for people |
//! | `role` | of `urn:mpeg:dash:role:2011`; equal to any that the track has |
//!
//! What is of another kind of track has no value: every comparison with it is
//! false, `!=` is true. What the manifest does not say is neither: `!`, `&&` and
//! `||` carry that on, and in the end the track stays.
//!
//! Other than Unified Origin, where a track is always of one kind: a variant
//! with its audio inside is of type video, and captions inside a video go with it.

mod evaluate;
mod parse;

use std::fmt;

/// A filter of this language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Expression);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Expression {
    Constant(bool),
    Compare(Name, Operator, Value),
    Not(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Type,
    Bitrate,
    Language,
    FourCc,
    Width,
    Height,
    Channels,
    SamplingRate,
    FrameRate,
    AvcProfile,
    AvcLevel,
    Label,
    Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// In thousandths.
    Number(u64),
    Text(String),
}

/// The names; the first of each is what it is written as.
const NAMES: &[(&str, Name)] = &[
    ("type", Name::Type),
    ("systemBitrate", Name::Bitrate),
    ("systemLanguage", Name::Language),
    ("FourCC", Name::FourCc),
    ("MaxWidth", Name::Width),
    ("MaxHeight", Name::Height),
    ("DisplayWidth", Name::Width),
    ("DisplayHeight", Name::Height),
    ("width", Name::Width),
    ("height", Name::Height),
    ("channels", Name::Channels),
    ("SamplingRate", Name::SamplingRate),
    ("frameRate", Name::FrameRate),
    ("avc_profile", Name::AvcProfile),
    ("avc_level", Name::AvcLevel),
    ("trackName", Name::Label),
    ("role", Name::Role),
];

const OPERATORS: &[(&str, Operator)] = &[
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Name {
    fn is_text(self) -> bool {
        matches!(self, Self::Type | Self::Language | Self::FourCc | Self::Label | Self::Role)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, parts: &[Self], operator: &str| {
            for (index, part) in parts.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { operator })?;
                match part {
                    Self::And(_) | Self::Or(_) => write!(f, "({part})")?,
                    _ => part.fmt(f)?,
                }
            }
            Ok(())
        };
        match self {
            Self::Constant(value) => value.fmt(f),
            Self::Compare(name, operator, value) => {
                let name = NAMES.iter().find(|(_, known)| known == name);
                let operator = OPERATORS.iter().find(|(_, known)| known == operator);
                f.write_str(name.map_or("", |(name, _)| name))?;
                f.write_str(operator.map_or("", |(operator, _)| operator))?;
                match value {
                    Value::Number(number) if number % 1000 == 0 => write!(f, "{}", number / 1000),
                    Value::Number(number) => write!(f, "{}.{:03}", number / 1000, number % 1000),
                    Value::Text(text) => write!(f, "\"{text}\""),
                }
            }
            Self::Not(inner) => write!(f, "!({inner})"),
            Self::And(parts) => join(f, parts, "&&"),
            Self::Or(parts) => join(f, parts, "||"),
        }
    }
}

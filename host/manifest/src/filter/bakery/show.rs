//! Filters as text.

use std::fmt;

use super::{CODECS, CONTENTS, Filter, Mode, Part, Size, Target, Test};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("/dw(false)");
        }
        self.0.iter().try_for_each(|part| part.fmt(f))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let around = |target: Target| match target {
            Target::All => ("", ""),
            Target::Video => ("v(", ")"),
            Target::Audio => ("a(", ")"),
            Target::Captions => ("c(", ")"),
        };
        match self {
            Self::Tests { target, mode, tests } => {
                let (open, close) = around(*target);
                let name = match tests.first() {
                    Some(Test::Codec(_)) => "co",
                    Some(Test::FrameRate(_)) => "fps",
                    Some(Test::Content(_)) => "ct",
                    Some(Test::Language(_)) | None => "l",
                };
                let suffix = match mode {
                    Mode::Exclude => "",
                    Mode::Include => "-i",
                    Mode::First => "-f",
                    Mode::Order => "-o",
                };
                write!(f, "/{open}{name}{suffix}(")?;
                for (index, test) in tests.iter().enumerate() {
                    write!(f, "{}{test}", if index == 0 { "" } else { "," })?;
                }
                write!(f, "){close}")
            }
            Self::Bandwidth { target, low, high } => {
                let (open, close) = around(*target);
                write!(f, "/{open}b({low},{high}){close}")
            }
            Self::Resolution { low, high } => {
                let show = |size: &Option<Size>| match size {
                    None => String::new(),
                    Some(Size { width: None, height }) => height.to_string(),
                    Some(Size { width: Some(width), height }) => format!("{width}x{height}"),
                };
                write!(f, "/r({}-{})", show(low), show(high))
            }
            Self::TrickPlay => f.write_str("/tags(i-frame)"),
            Self::Ads => f.write_str("/tags(ads)"),
            Self::Window { start, end: None } => write!(f, "/t({start})"),
            Self::Window { start, end: Some(end) } => write!(f, "/t({start},{end})"),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Codec(codec) => {
                let name = CODECS.iter().find(|(_, known)| known == codec);
                f.write_str(name.map_or("", |(name, _)| name))
            }
            Self::Content(content) => {
                let name = CONTENTS.iter().find(|(_, known)| known == content);
                f.write_str(name.map_or("", |(name, _)| name))
            }
            Self::Language(tag) => f.write_str(tag),
            Self::FrameRate(rate) => write!(f, "{}.{:03}", rate / 1000, rate % 1000),
        }
    }
}

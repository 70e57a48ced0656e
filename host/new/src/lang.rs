//! The languages there are templates for.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// With cargo, a crate that depends on tidegate-sdk.
    Rust,
    /// JavaScript, with componentize-js.
    Js,
    /// With componentize-py.
    Python,
    /// With TinyGo.
    Go,
    /// With clang and lld.
    C,
}

impl Lang {
    /// The name on the command line, and that of the folder of templates.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Js => "js",
            Self::Python => "python",
            Self::Go => "go",
            Self::C => "c",
        }
    }

    /// Microseconds that a call may take by the cases of a new project: far above what
    /// one takes, so that a busy machine fails none.
    #[must_use]
    pub const fn call_us(self) -> u32 {
        match self {
            Self::Rust | Self::Go | Self::C => 500,
            Self::Js => 5_000,
            Self::Python => 20_000,
        }
    }

    /// KiB of memory that a call may take, likewise.
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        match self {
            Self::Rust | Self::Go | Self::C => 256,
            Self::Js | Self::Python => 65_536,
        }
    }
}

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
    /// Left out: there is no TinyGo to test it with.
    Go,
    /// Left out: no clang for WebAssembly is among the tools that this project is tested with.
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
            Self::Js => 20_000,
            Self::Python => 50_000,
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

    /// The commands that build a project and run its own tests, one each.
    #[must_use]
    pub const fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &["cargo test", "cargo function"],
            Self::Js => &["npm test", "npm install && npm run build"],
            Self::Python => &["python3 build.py test", "python3 build.py"],
            Self::Go | Self::C => &[],
        }
    }

    /// Why there are no templates, where there are none.
    #[must_use]
    pub const fn left_out(self) -> &'static str {
        match self {
            Self::Go => {
                "there are no templates, as there is no TinyGo here to test them with; expected \
                 rust, js or python"
            }
            Self::C => {
                "there are no templates, as there is no clang for WebAssembly here to test them \
                 with; expected rust, js or python"
            }
            Self::Rust | Self::Js | Self::Python => "there are no templates in this build",
        }
    }
}

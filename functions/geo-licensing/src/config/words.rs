//! Words that stand for one of a few things.

use serde::de::Error;
use tidegate_sdk::config::{Fault, Reader};

use super::read::Read;
use super::text::Text;

/// Enums that are read from words. The derived reader of each would be 1.5 KB of the
/// component; these share one.
macro_rules! words {
    ($($(#[$doc:meta])* enum $name:ident { $($(#[$case_doc:meta])* $case:ident = $word:literal,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            #[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
            pub enum $name {
                $(
                    $(#[$case_doc])*
                    #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(rename = $word))]
                    $case,
                )+
            }

            impl<'d> Read<'d> for $name {
                fn read(reader: &mut Reader<'d>) -> Result<Self, Fault> {
                    const WORDS: &[&str] = &[$($word),+];
                    const CASES: &[$name] = &[$($name::$case),+];
                    let at = word(reader, WORDS)?;
                    CASES.get(at).copied().ok_or_else(|| Fault::custom("no such word"))
                }
            }
        )+
    };
}

/// The place of a word in a list.
fn word(reader: &mut Reader<'_>, words: &'static [&'static str]) -> Result<usize, Fault> {
    let text = Text::read(reader)?;
    let at = words.iter().position(|word| *word == &*text);
    at.ok_or_else(|| Fault::unknown_variant(&text, words))
}

words! {
    /// What a viewer counts as of whom it is not known whether they are in an area.
    enum Unknown {
        /// As one who is in it.
        Inside = "inside",
        /// As one who is not.
        Outside = "outside",
    }

    /// A dynamic range, HLS `VIDEO-RANGE`.
    enum Range {
        /// Standard dynamic range.
        Sdr = "sdr",
        /// Hybrid log-gamma.
        Hlg = "hlg",
        /// Perceptual quantiser.
        Pq = "pq",
    }

    /// The protection that an output must have, HLS `HDCP-LEVEL`.
    enum Protection {
        /// HDCP of any version.
        Type0 = "type0",
        /// HDCP 2.2 or later, type 1.
        Type1 = "type1",
    }

    /// A class of device, read from the User-Agent.
    enum Device {
        /// A desktop or laptop computer.
        Desktop = "desktop",
        /// A telephone.
        Mobile = "mobile",
        /// A tablet computer.
        Tablet = "tablet",
        /// A television, a set-top box or a streaming stick.
        Tv = "tv",
        /// A game console.
        Console = "console",
        /// A crawler or another program without a viewer.
        Bot = "bot",
    }

    /// A kind of network, one of MaxMind's anonymity traits.
    enum NetworkKind {
        /// A hosting or cloud provider.
        Hosting = "hosting",
        /// A virtual private network.
        Vpn = "vpn",
        /// A proxy open to the public.
        PublicProxy = "public-proxy",
        /// A proxy that leaves through a household's connection.
        ResidentialProxy = "residential-proxy",
        /// An exit of the Tor network.
        Tor = "tor",
    }
}

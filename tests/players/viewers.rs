//! Who watches.

use serde_json::{Value, json};

/// 2026-11-23T00:00:00Z, within the window of the demo's licence.
const NOW: u64 = 1_795_392_000;

/// The instant of the live channel: 40 s into a minute, after its break.
pub const LIVE_AT: u64 = NOW + 40;

/// One viewer, who is made of `Tidegate-Debug-` headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Nowhere in particular.
    Nowhere,
    /// A television in France.
    France,
    /// A telephone in Brazil, where the film is licensed up to 720 lines.
    Brazil,
    /// A television on a grid of gas and coal, which the demo gives 1080 lines and no HDR.
    Fossil,
    /// A computer whose viewer wants captions, where that may be used without asking.
    Captions,
    /// A television whose viewer wants the picture described, in the same place.
    Described,
    /// Where the film has no licence.
    India,
}

impl Viewer {
    pub const ALL: [Self; 7] = [
        Self::Nowhere,
        Self::France,
        Self::Brazil,
        Self::Fossil,
        Self::Captions,
        Self::Described,
        Self::India,
    ];

    /// The facts that are not as the node finds them.
    pub fn facts(self) -> Value {
        let now = NOW.to_string();
        match self {
            Self::Nowhere => json!({ "Now": now }),
            Self::France => {
                json!({ "Now": now, "Country": "FR", "Device": "tv", "Languages": "fr-FR,fr,en" })
            }
            Self::Brazil => {
                json!({ "Now": now, "Country": "BR", "Device": "mobile", "Languages": "es,pt" })
            }
            Self::Fossil => {
                json!({ "Now": now, "Country": "US", "Device": "tv", "Intensity": "369", "Languages": "ja" })
            }
            Self::Captions => {
                json!({ "Now": now, "Country": "US", "Device": "desktop", "Intensity": "100", "Languages": "en", "Accessibility": "captions" })
            }
            Self::Described => {
                json!({ "Now": now, "Country": "US", "Device": "tv", "Intensity": "100", "Languages": "en", "Accessibility": "described-audio" })
            }
            Self::India => json!({ "Now": now, "Country": "IN", "Languages": "de" }),
        }
    }
}

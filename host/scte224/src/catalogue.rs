//! The rights catalogue, as the geo-licensing function is configured with it.
//!
//! Only what an import writes; the whole is described in
//! `functions/geo-licensing/schema.json`.

use std::collections::BTreeMap;

use serde::Serialize;

/// A catalogue.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Catalogue {
    /// Which one it is, told in every answer.
    pub version: String,
    /// Seconds an answer holds at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<u32>,
    /// Terms by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<String, Policy>,
    /// What is licensed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    /// The first that applies decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blackouts: Vec<Blackout>,
}

/// Terms.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Policy {
    /// The plans that include the asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plans: Option<Choice>,
    /// All that apply are met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Terms>,
}

/// What may be watched.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Terms {
    /// To whom it applies.
    #[serde(skip_serializing_if = "When::is_always")]
    pub when: When,
    /// Classes of device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<Vec<&'static str>>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_height: Option<u32>,
    /// Of outputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_hdcp: Option<&'static str>,
}

/// To whom terms apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct When {
    /// Where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territories: Option<Choice>,
    /// Classes of device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<Vec<&'static str>>,
}

impl When {
    fn is_always(&self) -> bool {
        *self == Self::default()
    }
}

/// What is chosen of places or plans.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Choice {
    /// Absent: all.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub inside: Option<Vec<String>>,
    /// But these.
    #[serde(rename = "out", skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<String>,
}

/// What is licensed: a `Media`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asset {
    /// The `@id` of the `Media`, as far as its letters are allowed.
    pub id: String,
    /// Patterns of paths; without any, the id is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// The first that allows wins.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// It names the line of the viewing policy.
    pub id: String,
    /// Names of terms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Absent: the whole world.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territories: Option<Choice>,
    /// Without any: at any time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Moments>,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moments {
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What is not shown to some.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Blackout {
    /// As of rules.
    pub id: String,
    /// Ids of assets.
    pub assets: Vec<String>,
    /// Without any: always.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Moments>,
    /// Absent: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<Vec<&'static str>>,
    /// Absent: denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slate: Option<String>,
    /// Absent: everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// But not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub except: Option<Area>,
}

/// A part of the world.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Area {
    /// ISO 3166.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// By country.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub postal_codes: BTreeMap<String, Vec<String>>,
    /// Nielsen's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metros: Vec<u16>,
    /// Circles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub around: Vec<Around>,
}

/// A circle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Around {
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    /// Its radius, 1 to 20037.
    pub kilometres: u32,
    /// Where it lies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

impl Area {
    /// Whether it is nowhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds another.
    pub fn add(&mut self, other: Self) {
        self.places.extend(other.places);
        for (country, codes) in other.postal_codes {
            self.postal_codes.entry(country).or_default().extend(codes);
        }
        self.metros.extend(other.metros);
        self.around.extend(other.around);
    }
}

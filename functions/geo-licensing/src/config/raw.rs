//! The document as operators write it.
//!
//! Of these types [`Document`], [`Collection`] and [`Asset`] only describe: they may
//! hold millions of rules, which [`super::stream`] reads one by one.

use tidegate_sdk::config::Decimal;

use super::lists::Lists;
use super::text::Text;
use super::words::{Device, NetworkKind, Protection, Range, Unknown};

/// Configuration of the geo-licensing function: a catalogue of rights.
#[cfg(all(test, not(target_arch = "wasm32")))]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(dead_code, reason = "describes what is read one by one")]
pub struct Document<'d> {
    /// Which catalogue this is, told in every answer: 1 to 64 letters, digits, `.`, `_` or `-`.
    pub version: Text<'d>,
    /// Seconds an answer may be reused for the same facts, at most; 0 for never.
    #[schemars(default = "super::default_valid_for")]
    pub valid_for: u32,
    /// Names for lists of places, such as `EU`; usable wherever a place is, in other
    /// groups too. A name hides a place of the same code.
    pub groups: Option<Lists<'d>>,
    /// Terms that rules share, by name.
    #[schemars(default)]
    pub policies: std::collections::BTreeMap<Text<'d>, Policy<'d>>,
    /// Rules that assets share.
    #[schemars(default)]
    pub collections: Vec<Collection<'d>>,
    /// What is licensed.
    #[schemars(default)]
    pub assets: Vec<Asset<'d>>,
    /// Where and when a licensed asset is not shown all the same. The first that
    /// applies decides.
    #[schemars(default)]
    pub blackouts: Vec<Blackout<'d>>,
}

/// Rules for assets that name the collection.
#[cfg(all(test, not(target_arch = "wasm32")))]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(dead_code, reason = "describes what is read one by one")]
pub struct Collection<'d> {
    /// 1 to 128 letters, digits, `.`, `_`, `-`, `:`, `/` or `#`; unique among collections.
    pub id: Text<'d>,
    /// They follow the asset's own.
    #[schemars(default)]
    pub rules: Vec<Rule<'d>>,
}

/// An asset. Where several cover a path, the most exact comes first: a path before
/// a folder, a longer folder before a shorter one, a folder before other patterns, and
/// of these the one with more characters that stand for themselves; among equals
/// the id that sorts first.
#[cfg(all(test, not(target_arch = "wasm32")))]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(dead_code, reason = "describes what is read one by one")]
pub struct Asset<'d> {
    /// 1 to 128 letters, digits, `.`, `_`, `-`, `:`, `/` or `#`; unique among assets.
    pub id: Text<'d>,
    /// Patterns of the paths covered, without a leading slash. `*` is anything within
    /// a path segment; `**` is a segment that stands for any number of segments. Absent:
    /// the id is a path or a folder, `ID` and `ID/**`.
    #[schemars(default)]
    pub paths: Option<Vec<Text<'d>>>,
    /// Collections whose rules and blackouts hold for the asset too.
    #[schemars(default)]
    pub collections: Vec<Text<'d>>,
    /// The first rule that allows wins.
    #[schemars(default)]
    pub rules: Vec<Rule<'d>>,
}

super::read::tables! {
    /// A rule: where, when and on which terms an asset may be watched.
    pub struct Rule<'d> {
        /// Names the rule in answers: 1 to 128 letters, digits, `.`, `_`, `-`, `:`, `/` or `#`.
        /// Absent: the id of the asset or collection, `#` and the rule's number in it, from 1.
        pub id: Option<Text<'d>> = "id",
        /// The terms, by name; all of them hold. At most 16.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(default))]
        pub policies: Vec<Text<'d>> = "policies",
        /// Where the rule holds; narrows the policies' territories further. Absent: in the
        /// whole world, and in unknown places too.
        pub territories: Option<Choice<'d>> = "territories",
        /// When the rule holds. Absent: at any time.
        pub windows: Option<Vec<Window<'d>>> = "windows",
    }

    /// What is chosen of places or plans; one of both keys at least. Of places the most
    /// exact entry decides: a subdivision's before its country's, and `out` before `in`
    /// for the same place.
    pub struct Choice<'d> {
        /// ISO 3166-1 alpha-2 countries, ISO 3166-2 subdivisions or groups; or names of
        /// plans. Absent: all but `out`.
        pub inside: Option<Vec<Text<'d>>> = "in",
        /// Those that are not meant.
        pub outside: Option<Vec<Text<'d>>> = "out",
    }

    /// A window in time. One of both ends may be absent.
    pub struct Window<'d> {
        /// From this time on, RFC 3339 in UTC: `2026-01-31T18:00:00Z`. Absent: since ever.
        pub from: Option<Text<'d>> = "from",
        /// Until just before this time. Absent: for ever.
        pub until: Option<Text<'d>> = "until",
    }

    /// Terms that rules name.
    pub struct Policy<'d> {
        /// Where the terms hold; elsewhere a rule that names them does not. Absent: everywhere.
        pub territories: Option<Choice<'d>> = "territories",
        /// The subscription plans that include the asset; it takes a verified entitlement.
        /// Absent: none is needed.
        pub plans: Option<Choice<'d>> = "plans",
        /// Places of a common market (Regulation (EU) 2017/1128): a viewer who is in one of
        /// them, and whose verified home country is too, is asked for as if at home.
        /// Absent: the present place alone counts.
        pub portability: Option<Vec<Text<'d>>> = "portability",
        /// Networks whose viewers are refused.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(default))]
        pub refuse_networks: Vec<NetworkKind> = "refuse-networks",
        /// Whether a viewer is refused whose network no database knows.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(default))]
        pub refuse_unknown_network: bool = "refuse-unknown-network",
        /// What may be watched. All that apply to a viewer are met.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(default))]
        pub terms: Vec<Terms<'d>> = "terms",
    }

    /// What may be watched. At least one key beside `when` is given.
    pub struct Terms<'d> {
        /// To whom this applies. Absent: to all.
        pub when: Option<When<'d>> = "when",
        /// The classes of device that are licensed. Others, and unknown ones, are denied.
        pub devices: Option<Vec<Device>> = "devices",
        /// The tallest picture in pixels, at least 1.
        pub max_height: Option<u32> = "max-height",
        /// The highest peak bit rate in bits/s, at least 1.
        pub max_bandwidth: Option<u64> = "max-bandwidth",
        /// The dynamic ranges licensed.
        pub ranges: Option<Vec<Range>> = "ranges",
        /// The least protection that pictures must ask of an output.
        pub min_hdcp: Option<Protection> = "min-hdcp",
        /// The languages of audio licensed: BCP 47 ranges (RFC 4647 section 3.3.1). An
        /// empty list licenses none.
        pub audio_languages: Option<Vec<Text<'d>>> = "audio-languages",
        /// The languages of subtitles and captions licensed, likewise.
        pub subtitle_languages: Option<Vec<Text<'d>>> = "subtitle-languages",
        /// Whether a track that does not state its height, bit rate, range, protection or
        /// language counts as being above a limit. Default: true.
        pub strict: Option<bool> = "strict",
    }

    /// To whom terms apply: to viewers of whom all that is given holds, or may hold.
    pub struct When<'d> {
        /// Where the viewer is.
        pub territories: Option<Choice<'d>> = "territories",
        /// The viewer's subscription plan.
        pub plans: Option<Choice<'d>> = "plans",
        /// The viewer's class of device.
        pub devices: Option<Vec<Device>> = "devices",
    }

    /// An event that is not shown somewhere for a while.
    pub struct Blackout<'d> {
        /// Names the blackout in answers, as the id of a rule does.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(required))]
        pub id: Option<Text<'d>> = "id",
        /// Ids of the assets concerned.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(default))]
        pub assets: Vec<Text<'d>> = "assets",
        /// Ids of collections whose assets are concerned.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(default))]
        pub collections: Vec<Text<'d>> = "collections",
        /// When. Absent: always.
        pub windows: Option<Vec<Window<'d>>> = "windows",
        /// Where: in any of these. Absent: everywhere.
        pub area: Option<Area<'d>> = "area",
        /// Where not, within the area: certainly in any of these.
        pub except: Option<Area<'d>> = "except",
        /// The classes of device concerned, and unknown ones. Absent: all.
        pub devices: Option<Vec<Device>> = "devices",
        /// What a viewer counts as of whom it is not known whether they are in the area.
        /// Absent: `inside`.
        pub unknown: Option<Unknown> = "unknown",
        /// The name of what is shown instead. Absent: the asset is denied.
        pub slate: Option<Text<'d>> = "slate",
    }

    /// A part of the world: all that is in any of these.
    pub struct Area<'d> {
        /// ISO 3166-1 alpha-2 countries, ISO 3166-2 subdivisions or groups.
        pub places: Option<Vec<Text<'d>>> = "places",
        /// Postal codes by country, or with `*` at the end what they begin with. Case, spaces
        /// and hyphens do not count.
        pub postal_codes: Option<Lists<'d>> = "postal-codes",
        /// Designated market areas (Nielsen, United States).
        pub metros: Option<Vec<u16>> = "metros",
        /// Circles.
        pub around: Option<Vec<Circle<'d>>> = "around",
    }

    /// All within a great-circle distance of a point.
    pub struct Circle<'d> {
        /// Degrees, -90 to 90, north is positive.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(with = "f64"))]
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(required))]
        pub latitude: Option<Decimal<'d>> = "latitude",
        /// Degrees, -180 to 180, east is positive.
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(with = "f64"))]
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(required))]
        pub longitude: Option<Decimal<'d>> = "longitude",
        /// The radius, at least 1, at most 20037 (half the equator).
        #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(required))]
        pub kilometres: Option<u32> = "kilometres",
        /// Where the circle lies: a viewer who is known to be elsewhere is not in it,
        /// whatever their location. Absent: anywhere.
        pub places: Option<Vec<Text<'d>>> = "places",
    }
}

//! SCTE 224 (Event Scheduling and Notification Interface) to a rights catalogue.
//!
//! - [`mod@import`]: the way from a document to a catalogue
//! - [`xml`]: the document as elements, with bounds on what a text may make of it
//! - [`document`]: what it says: media, policies, audiences
//! - [`schedule`]: when a policy is in force
//! - [`audience`]: whom an audience holds
//! - [`catalogue`]: what the geo-licensing function is configured with
//! - [`report`]: what could not be carried over, by line
//!
//! Sources: the schemas SCTE224-20180501 and SCTE224-20200407, and those of audiences
//! (2021-04-20) and actions (2020-01-30, 2021-08-03). Accepted are the namespaces
//! `http://www.scte.org/schemas/224`, which these name, and the same with `/` and a
//! year from 2018 on; that of 2015 ends in `/2015` and is refused. A document is a `Results`, or
//! one `Media`, `Policy`, `ViewingPolicy` or `Audience`. Objects are referred to by the very text
//! of their `@id`; `xml:base` does not count.
//!
//! # What a document means
//!
//! A policy in force does what its viewing policies say, each for its audience. Where
//! several say something of one viewer:
//!
//! - of different `@priority`, the higher number holds in the document; in the catalogue
//!   the strictest of all does, and the report says so
//! - of the same priority the strictest holds in both: a blackout goes before a slate, a slate
//!   before the programme, the lower resolution before the higher
//!
//! `Content` of the `@source` of the `Media`, or of the `MediaPoint` if that has none, is the
//! programme itself, any other a slate, and `urn:scte:224:action:blackout` nothing. If a viewing policy of a `Media`
//! shows the programme by its name, those that do alone give it, and one without `Content` says on
//! which terms; otherwise one without `Content` gives it. What a viewer gets for whom
//! there is no viewing policy, the standard leaves to the parties: [`Unmatched`].
//!
//! # What becomes of it
//!
//! What the catalogue cannot say is decided on the strict side: whoever is given something
//! surely is in the audience while the policy surely is in force; whoever something
//! is taken from may be. The tests hold this against a plain reading of random documents.
//!
//! | in the document | in the catalogue |
//! |---|---|
//! | `Media` | an asset; its id is the path unless paths are given |
//! | `Media@effective`, `@expires` | bounds of all windows |
//! | `MediaPoint`, `Apply`, `Remove` | windows, see [`schedule`] |
//! | `MatchSignal` | not seen: reported, and windows from `@effective` to `@expires` on the strict side |
//! | a viewing policy that gives the programme | rules; policies for devices, plans and limits |
//! | `Content` of something else | a blackout with a slate, and rules that let its viewers as far as that |
//! | `Content` of `…:blackout` | a blackout |
//! | `MaxResolution` | `max-height`, for the countries, subdivisions and devices of the audience |
//! | `HDMIBlocked` | `min-hdcp = "type1"`; reported, as the player alone can turn HDMI off |
//! | `Revalidate` | `valid-for`, the shortest of the document |
//! | `Drm`, `DownloadBlocked`, `MirrorBlocked`, `FastForward`, `Rewind`, `Resume`, `MaxNumberConcurrentClient`, `SubscriberViewLimit`, `CGMS_A` and other copy control | reported: others have to keep them |
//! | `PreviewPeriod`, `Capture` | reported: not given |
//! | advertising and signal actions | nothing: they do not say what may be watched |
//!
//! | audience | in the catalogue |
//! |---|---|
//! | `All` | everybody |
//! | `ISO3166` (also of a subdivision), `State` | territories, places of an area |
//! | `Zip`, `PostalCode` | postal codes of an area; of a code without a country, those of all countries that the rest of the audience allows; blackouts in Canada and the United Kingdom by the outward code, which is what databases have |
//! | `DMA` | metros of an area |
//! | `LatLongRadius` | a circle of whole kilometres |
//! | `LatLongBox`, `LatLongPolygon` | for what is taken, a circle around it; reported |
//! | `Device` | devices: PHONE mobile, TABLET tablet, COMPUTER desktop, GAMECONSOLE console, SMARTTV and MEDIAPLAYER tv together |
//! | `Authenticated` | for what is given, any verified plan; reported |
//! | `CIDR`, `HomeZip`, `FIPS`, `OS`, `DeviceFeature`, `Vird` and all else | reported: surely nobody, maybe everybody |
//!
//! ALL, ANY and NONE are carried out exactly. Two things that an area cannot say are given
//! up on the strict side and reported: a subdivision that meets a postal code, market
//! or circle, and grants for such places beside others for other devices at the same time.

pub mod audience;
pub mod catalogue;
pub mod document;
mod error;
pub mod import;
pub mod report;
pub mod schedule;
pub mod xml;

pub use error::{Expected, ParseError, Place};
pub use import::{Imported, Options, Unmatched, import};

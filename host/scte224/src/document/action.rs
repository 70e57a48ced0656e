//! What a viewing policy does: `urn:scte:224:action`.

use super::time;
use crate::xml::{Element, Space};

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `Content`: this is shown, by its URI.
    Content(String),
    /// `Content` of `urn:scte:224:action:blackout`: nothing is shown.
    Blackout,
    /// `MaxResolution`: the tallest picture, in pixels.
    MaxResolution(u32),
    /// `HDMIBlocked`: nothing leaves by HDMI.
    HdmiBlocked,
    /// `Revalidate`: seconds after which the policy is to be asked again.
    Revalidate(u32),
    /// It takes nothing away, or says nothing about what may be watched.
    Idle(&'static str),
    /// A restriction that a manifest cannot carry.
    Elsewhere {
        /// Its element.
        name: String,
        /// Who can keep it.
        by: &'static str,
    },
    /// It would give viewers something; that is left out.
    Withheld(&'static str),
    /// It has a value that is none.
    Malformed {
        /// Its element.
        name: String,
        /// What it should hold.
        form: &'static str,
    },
}

const PLAYER: &str = "the player";
const DRM: &str = "the DRM licence";
const ENTITLEMENT: &str = "the entitlement service";

/// Reads an action.
pub(super) fn read(element: &Element<'_>) -> Action {
    let name = || shown(element.name);
    let elsewhere = |by| Action::Elsewhere { name: name(), by };
    let malformed = |form| Action::Malformed { name: name(), form };
    if element.space != Space::Action {
        return elsewhere("whoever knows it: it is not of the standard");
    }
    let text = element.text.as_str();
    let flag = |set: Action| match text.to_ascii_lowercase().as_str() {
        "true" | "1" => set,
        "false" | "0" => Action::Idle("false"),
        _ => malformed("true or false"),
    };
    let unless = |allowed: Action| match allowed {
        Action::Idle(_) => elsewhere(PLAYER),
        Action::Malformed { name, form } => Action::Malformed { name, form },
        _ => Action::Idle("true"),
    };
    let level = |by| match text {
        "0" => Action::Idle("0"),
        _ => elsewhere(by),
    };
    match element.name {
        "Content" if text == "urn:scte:224:action:blackout" => Action::Blackout,
        "Content" if text.is_empty() => malformed("a URI"),
        "Content" => Action::Content(text.to_owned()),
        "MaxResolution" => match text.parse() {
            Ok(height) if height > 0 => Action::MaxResolution(height),
            _ => malformed("a height in pixels"),
        },
        "HDMIBlocked" => flag(Action::HdmiBlocked),
        "Revalidate" => match time::duration(text).map(|span| u32::try_from(span.from)) {
            Some(Ok(seconds)) => Action::Revalidate(seconds),
            _ => malformed("a duration"),
        },
        "Drm" => elsewhere(DRM),
        "MaxNumberConcurrentClient" | "SubscriberViewLimit" => elsewhere(ENTITLEMENT),
        "DownloadBlocked" | "MirrorBlocked" => flag(elsewhere(PLAYER)),
        "FastForward" | "Rewind" | "Resume" => unless(flag(Action::Blackout)),
        "AnalogProtectionSystem"
        | "EncryptionModeIndicator"
        | "ConstrainedImageTrigger"
        | "CGMS_A" => level(DRM),
        "PreviewPeriod" => Action::Withheld("a preview for viewers who are not entitled"),
        "Capture" => Action::Withheld("catch-up of a captured programme"),
        "LinearDAI"
        | "PrerollDAI"
        | "MidrollDAI"
        | "PostrollDAI"
        | "KidVid"
        | "Allocation"
        | "SignalPointInsertion"
        | "SignalPointDeletion"
        | "SignalPointReplacement" => Action::Idle("about advertising and signals"),
        _ => elsewhere("whoever knows it"),
    }
}

/// A name or value of a document, short enough for a line.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 80;
    let mut chars = text.chars();
    let mut shown: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

//! What numbers and fields are called.

use crate::gpp::us::{Category, Field, Minor};

/// A TCF purpose (Global Vendor List, version 3), 1 to 11.
#[must_use]
pub fn purpose(number: u8) -> Option<&'static str> {
    let place = usize::from(number).checked_sub(1)?;
    PURPOSES.get(place).copied()
}

const PURPOSES: [&str; 11] = [
    "Store and/or access information on a device",
    "Use limited data to select advertising",
    "Create profiles for personalised advertising",
    "Use profiles to select personalised advertising",
    "Create profiles to personalise content",
    "Use profiles to select personalised content",
    "Measure advertising performance",
    "Measure content performance",
    "Understand audiences through statistics or combinations of data from different sources",
    "Develop and improve services",
    "Use limited data to select content",
];

/// A TCF special feature (Global Vendor List, version 3), 1 or 2.
#[must_use]
pub fn special_feature(number: u8) -> Option<&'static str> {
    match number {
        1 => Some("Use precise geolocation data"),
        2 => Some("Actively scan device characteristics for identification"),
        _ => None,
    }
}

/// A section of a GPP string: its prefix in the client-side API, and what it is.
#[must_use]
pub fn section(number: u16) -> Option<(&'static str, &'static str)> {
    let place = usize::from(number).checked_sub(1)?;
    SECTIONS.get(place).copied()
}

/// GPP, "Section Information", from number 1 on.
const SECTIONS: [(&str, &str); 27] = [
    ("tcfeuv1", "TCF v1"),
    ("tcfeuv2", "TCF v2"),
    ("header", "GPP header"),
    ("integrity", "GPP signal integrity"),
    ("tcfcav1", "TCF Canada"),
    ("uspv1", "US Privacy"),
    ("usnat", "United States"),
    ("usca", "California"),
    ("usva", "Virginia"),
    ("usco", "Colorado"),
    ("usut", "Utah"),
    ("usct", "Connecticut"),
    ("usfl", "Florida"),
    ("usmt", "Montana"),
    ("usor", "Oregon"),
    ("ustx", "Texas"),
    ("usde", "Delaware"),
    ("usia", "Iowa"),
    ("usne", "Nebraska"),
    ("usnh", "New Hampshire"),
    ("usnj", "New Jersey"),
    ("ustn", "Tennessee"),
    ("usmn", "Minnesota"),
    ("usmd", "Maryland"),
    ("usin", "Indiana"),
    ("usky", "Kentucky"),
    ("usri", "Rhode Island"),
];

/// A field's name in the client-side API.
#[must_use]
pub fn field(field: Field) -> &'static str {
    match field {
        Field::SharingNotice => "SharingNotice",
        Field::ProcessingNotice => "ProcessingNotice",
        Field::SaleOptOutNotice => "SaleOptOutNotice",
        Field::SharingOptOutNotice => "SharingOptOutNotice",
        Field::TargetedAdvertisingOptOutNotice => "TargetedAdvertisingOptOutNotice",
        Field::SensitiveDataProcessingOptOutNotice => "SensitiveDataProcessingOptOutNotice",
        Field::SensitiveDataOptOutNotice => "SensitiveDataOptOutNotice",
        Field::SensitiveDataLimitUseNotice => "SensitiveDataLimitUseNotice",
        Field::SaleOptOut => "SaleOptOut",
        Field::SharingOptOut => "SharingOptOut",
        Field::TargetedAdvertisingOptOut => "TargetedAdvertisingOptOut",
        Field::SensitiveDataProcessing => "SensitiveDataProcessing",
        Field::KnownChildSensitiveDataConsents => "KnownChildSensitiveDataConsents",
        Field::PersonalDataConsents => "PersonalDataConsents",
        Field::AdditionalDataProcessingConsent => "AdditionalDataProcessingConsent",
        Field::MspaCoveredTransaction => "MspaCoveredTransaction",
        Field::MspaOptOutOptionMode => "MspaOptOutOptionMode",
        Field::MspaServiceProviderMode => "MspaServiceProviderMode",
        Field::MspaMode => "MspaMode",
    }
}

/// What a value of a field, 0 to 2, says.
#[must_use]
pub fn value(field: Field, value: u8) -> &'static str {
    let (one, two) = match field {
        Field::SharingNotice
        | Field::ProcessingNotice
        | Field::SaleOptOutNotice
        | Field::SharingOptOutNotice
        | Field::TargetedAdvertisingOptOutNotice
        | Field::SensitiveDataProcessingOptOutNotice
        | Field::SensitiveDataOptOutNotice
        | Field::SensitiveDataLimitUseNotice => ("given", "not given"),
        Field::SaleOptOut | Field::SharingOptOut | Field::TargetedAdvertisingOptOut => {
            ("opted out", "did not opt out")
        }
        Field::SensitiveDataProcessing => ("no consent or opted out", "consent or did not opt out"),
        Field::KnownChildSensitiveDataConsents
        | Field::PersonalDataConsents
        | Field::AdditionalDataProcessingConsent => ("no consent", "consent"),
        Field::MspaCoveredTransaction
        | Field::MspaOptOutOptionMode
        | Field::MspaServiceProviderMode => ("yes", "no"),
        Field::MspaMode => ("opt-out option", "service provider"),
    };
    match value {
        0 => "not applicable",
        1 => one,
        _ => two,
    }
}

/// A category of sensitive data.
#[must_use]
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Origin => "racial or ethnic origin",
        Category::Beliefs => "religious or philosophical beliefs",
        Category::Health => "health",
        Category::Sexuality => "sex life or sexual orientation",
        Category::Citizenship => "citizenship or immigration status",
        Category::Genetic => "genetic data",
        Category::Biometric => "biometric data",
        Category::Location => "precise geolocation",
        Category::Identity => "identity numbers",
        Category::Account => "account access",
        Category::Union => "union membership",
        Category::Messages => "contents of messages",
        Category::ConsumerHealth => "consumer health data",
        Category::CrimeVictim => "status as a victim of crime",
        Category::NationalOrigin => "national origin",
        Category::Gender => "status as transgender or non-binary",
        Category::Financial => "financial information",
        Category::OriginBeliefsOrUnion => "origin, beliefs or union membership",
    }
}

/// Whom and what a child's consent is about.
#[must_use]
pub fn minor(minor: Minor) -> &'static str {
    match minor {
        Minor::Child => "known child",
        Minor::Below13 => "below 13",
        Minor::From13 => "13 to 15",
        Minor::From16 => "16 to 17",
        Minor::SaleBelow16 => "sale, below 16",
        Minor::SharingBelow16 => "sharing, below 16",
        Minor::SaleFrom13 => "sale, 13 to 15",
        Minor::AdvertisingFrom13 => "targeted advertising, 13 to 15",
        Minor::SaleFrom16 => "sale, 16 and older minors",
        Minor::AdvertisingFrom16 => "targeted advertising, 16 and older minors",
    }
}

//! What the fields of the US sections are about.

/// A field of two bits, or of several values of two bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Notice of sharing personal data with third parties: 1 given, 2 not given.
    SharingNotice,
    /// Notice of processing personal data: 1 given, 2 not given.
    ProcessingNotice,
    /// Notice of the opportunity to opt out of sale: 1 given, 2 not given.
    SaleOptOutNotice,
    /// Notice of the opportunity to opt out of sharing: 1 given, 2 not given.
    SharingOptOutNotice,
    /// Notice of the opportunity to opt out of targeted advertising: 1 given, 2 not given.
    TargetedAdvertisingOptOutNotice,
    /// Notice of the opportunity to opt out of processing sensitive data: 1 given, 2 not given.
    SensitiveDataProcessingOptOutNotice,
    /// The same, as Iowa names it.
    SensitiveDataOptOutNotice,
    /// Notice of the opportunity to limit the use of sensitive data: 1 given, 2 not given.
    SensitiveDataLimitUseNotice,
    /// Opt-out of sale: 1 opted out, 2 did not.
    SaleOptOut,
    /// Opt-out of sharing: 1 opted out, 2 did not.
    SharingOptOut,
    /// Opt-out of targeted advertising: 1 opted out, 2 did not.
    TargetedAdvertisingOptOut,
    /// By [`Category`]: 1 opted out or no consent, 2 did not opt out or consent.
    SensitiveDataProcessing,
    /// By [`Minor`]: 1 no consent, 2 consent.
    KnownChildSensitiveDataConsents,
    /// Uses unrelated to or incompatible with the purpose of collection: 1 no consent, 2 consent.
    PersonalDataConsents,
    /// Uses that are not necessary for the disclosed purposes: 1 no consent, 2 consent.
    AdditionalDataProcessingConsent,
    /// Covered by the IAB Multi-State Privacy Agreement (MSPA): 1 yes, 2 no.
    MspaCoveredTransaction,
    /// The MSPA's opt-out option mode: 1 yes, 2 no.
    MspaOptOutOptionMode,
    /// The MSPA's service provider mode: 1 yes, 2 no.
    MspaServiceProviderMode,
    /// The MSPA's mode: 1 opt-out option, 2 service provider.
    MspaMode,
}

/// A category of sensitive data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Racial or ethnic origin.
    Origin,
    /// Religious or philosophical beliefs.
    Beliefs,
    /// Mental or physical health: condition, treatment or diagnosis.
    Health,
    /// Sex life or sexual orientation.
    Sexuality,
    /// Citizenship or immigration status.
    Citizenship,
    /// Genetic data.
    Genetic,
    /// Biometric data that identify a person.
    Biometric,
    /// Precise geolocation.
    Location,
    /// Social security, driver's licence, identity card or passport number.
    Identity,
    /// Account log-in, financial account or card number with its access code.
    Account,
    /// Union membership.
    Union,
    /// Contents of mail, e-mail and text messages.
    Messages,
    /// Consumer health data.
    ConsumerHealth,
    /// Status as a victim of crime.
    CrimeVictim,
    /// National origin.
    NationalOrigin,
    /// Status as transgender or non-binary.
    Gender,
    /// Financial information with its access code.
    Financial,
    /// California's category of racial or ethnic origin, beliefs or union membership.
    OriginBeliefsOrUnion,
}

/// Of whom a child's consent is about, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minor {
    /// Sensitive data of a known child.
    Child,
    /// Data of those below 13.
    Below13,
    /// Data of those from 13 to 15.
    From13,
    /// Data of those aged 16 or 17.
    From16,
    /// Sale of the data of those below 16.
    SaleBelow16,
    /// Sharing of the data of those below 16.
    SharingBelow16,
    /// Sale of the data of those from 13 to 15.
    SaleFrom13,
    /// Targeted advertising to those from 13 to 15.
    AdvertisingFrom13,
    /// Sale of the data of those from 16 on who are minors.
    SaleFrom16,
    /// Targeted advertising to those from 16 on who are minors.
    AdvertisingFrom16,
}

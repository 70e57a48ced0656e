//! Which fields the sections have (GPP, `Sections/US-National` and `Sections/US-States`).
//!
//! The drafts of October 2025 for the sections 24 to 27 begin them with a section header
//! that lists sub-section 0 in Fibonacci coding, which has no 0; IAB Tech Lab's encoders
//! write no such header, and none is read here.

use super::field::{Category, Field, Minor};
use Field::{
    AdditionalDataProcessingConsent as AdditionalData, KnownChildSensitiveDataConsents as Children,
    MspaCoveredTransaction, MspaMode, MspaOptOutOptionMode, MspaServiceProviderMode,
    PersonalDataConsents as PersonalData, ProcessingNotice, SaleOptOut, SaleOptOutNotice,
    SensitiveDataLimitUseNotice, SensitiveDataOptOutNotice, SensitiveDataProcessing as Sensitive,
    SensitiveDataProcessingOptOutNotice, SharingNotice, SharingOptOut, SharingOptOutNotice,
    TargetedAdvertisingOptOut, TargetedAdvertisingOptOutNotice,
};

/// A US section: the United States as a whole, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State(u8);

impl State {
    /// The state of a section number, 7 to 27.
    #[must_use]
    pub fn of(section: u16) -> Option<Self> {
        u8::try_from(section).ok().filter(|section| (7..=27).contains(section)).map(Self)
    }

    /// The number of its section.
    #[must_use]
    pub fn section(self) -> u16 {
        self.0.into()
    }

    /// How a core segment of a version and a number of characters is laid out; `None`
    /// for an unknown version.
    pub(super) fn layout(self, version: u8, digits: usize) -> Option<&'static Layout> {
        if self.0 == 7 {
            // The encoders of the 60 bits that `usnat` once had may say version 2, and
            // those of the 70 that it has now version 1.
            return match (version, digits < 12) {
                (1, true) => Some(&NATION_1),
                (1, false) => Some(&NATION_1_IN_2),
                (2, true) => Some(&NATION_2_IN_1),
                (2, false) => Some(&NATION_2),
                _ => None,
            };
        }
        let layout = STATES.get(usize::from(self.0).checked_sub(8)?)?;
        (version == 1 || layout.versions == Versions::OfMspa && version > 0).then_some(*layout)
    }
}

/// How a section is laid out after its version.
#[derive(Debug)]
pub struct Layout {
    versions: Versions,
    pub(super) fields: &'static [Item],
    pub(super) more: More,
    pub(super) categories: &'static [Category],
    pub(super) minors: &'static [Minor],
}

/// What the first six bits count.
#[derive(Debug, PartialEq, Eq)]
enum Versions {
    /// Versions of the section; there is only 1.
    OfSection,
    /// Versions of the MSPA, which do not change the layout.
    OfMspa,
}

/// A field and how many values of two bits it has.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    pub(super) field: Field,
    /// How many it is said to have.
    pub(super) listed: u8,
    /// How many are in the text. Those missing are 0, those beyond must be.
    pub(super) written: u8,
}

/// The sub-section that may follow the core.
#[derive(Debug, Clone, Copy)]
pub enum More {
    /// None.
    Nothing,
    /// Global Privacy Control.
    Gpc,
    /// Sensitive data.
    Sensitive(Item),
}

const fn list(field: Field, count: usize) -> Item {
    Item { field, listed: count as u8, written: count as u8 }
}

const fn one(field: Field) -> Item {
    list(field, 1)
}

const fn uneven(field: Field, listed: usize, written: usize) -> Item {
    Item { field, listed: listed as u8, written: written as u8 }
}

/// A layout: its versions, its sub-section, its categories and minors, its fields.
macro_rules! layout {
    ($versions:ident, $more:expr, $categories:expr, $minors:expr, [$($item:expr),* $(,)?]) => {
        Layout {
            versions: Versions::$versions,
            fields: &[$($item),*],
            more: $more,
            categories: &$categories,
            minors: &$minors,
        }
    };
}

/// The newer states' layout, and Montana's, which names its first field otherwise.
macro_rules! usual {
    ($notice:expr, $more:expr, $categories:expr, $minors:expr) => {
        layout!(
            OfSection,
            $more,
            $categories,
            $minors,
            [
                one($notice),
                one(SaleOptOutNotice),
                one(TargetedAdvertisingOptOutNotice),
                one(SaleOptOut),
                one(TargetedAdvertisingOptOut),
                list(Sensitive, $categories.len()),
                list(Children, $minors.len()),
                one(AdditionalData),
                one(MspaCoveredTransaction),
                one(MspaOptOutOptionMode),
                one(MspaServiceProviderMode),
            ]
        )
    };
}

/// The layout of Virginia, Colorado and Connecticut.
macro_rules! early {
    ($more:expr, $categories:expr, $minors:expr) => {
        layout!(
            OfSection,
            $more,
            $categories,
            $minors,
            [
                one(SharingNotice),
                one(SaleOptOutNotice),
                one(TargetedAdvertisingOptOutNotice),
                one(SaleOptOut),
                one(TargetedAdvertisingOptOut),
                list(Sensitive, $categories.len()),
                list(Children, $minors.len()),
                one(MspaCoveredTransaction),
                one(MspaOptOutOptionMode),
                one(MspaServiceProviderMode),
            ]
        )
    };
}

/// The layout of Indiana, Kentucky and Rhode Island, and, without children, of Maryland.
macro_rules! by_mspa {
    ($more:expr, $categories:expr, $minors:expr, [$($child:expr)?]) => {
        layout!(OfMspa, $more, $categories, $minors, [
            one(MspaCoveredTransaction),
            one(MspaMode),
            one(ProcessingNotice),
            one(SaleOptOutNotice),
            one(TargetedAdvertisingOptOutNotice),
            one(SaleOptOut),
            one(TargetedAdvertisingOptOut),
            $($child,)?
            one(AdditionalData),
        ])
    };
}

/// `usnat`, with the values listed and written of sensitive data and children.
macro_rules! nation {
    ($sensitive:expr, $children:expr) => {
        layout!(
            OfSection,
            More::Gpc,
            NATIONAL,
            NATIONAL_MINORS,
            [
                one(SharingNotice),
                one(SaleOptOutNotice),
                one(SharingOptOutNotice),
                one(TargetedAdvertisingOptOutNotice),
                one(SensitiveDataProcessingOptOutNotice),
                one(SensitiveDataLimitUseNotice),
                one(SaleOptOut),
                one(SharingOptOut),
                one(TargetedAdvertisingOptOut),
                $sensitive,
                $children,
                one(PersonalData),
                one(MspaCoveredTransaction),
                one(MspaOptOutOptionMode),
                one(MspaServiceProviderMode),
            ]
        )
    };
}

static NATION_1: Layout = nation!(list(Sensitive, 12), list(Children, 2));
static NATION_1_IN_2: Layout = nation!(uneven(Sensitive, 12, 16), uneven(Children, 2, 3));
static NATION_2_IN_1: Layout = nation!(uneven(Sensitive, 16, 12), uneven(Children, 3, 2));
static NATION_2: Layout = nation!(list(Sensitive, 16), list(Children, 3));

/// Of the sections 8 to 27.
static STATES: [&Layout; 20] = [
    &CALIFORNIA,
    &VIRGINIA,
    &COLORADO,
    &UTAH,
    &CONNECTICUT,
    &FLORIDA,
    &MONTANA,
    &OREGON,
    &TEXAS_AND_LIKE,
    &DELAWARE,
    &IOWA,
    &TEXAS_AND_LIKE, // Nebraska
    &NEW_HAMPSHIRE,
    &NEW_JERSEY,
    &TEXAS_AND_LIKE, // Tennessee
    &TEXAS_AND_LIKE, // Minnesota
    &MARYLAND,
    &INDIANA_AND_LIKE,
    &INDIANA_AND_LIKE, // Kentucky
    &INDIANA_AND_LIKE, // Rhode Island
];

static CALIFORNIA: Layout = layout!(
    OfSection,
    More::Gpc,
    CALIFORNIAN,
    CALIFORNIAN_MINORS,
    [
        one(SaleOptOutNotice),
        one(SharingOptOutNotice),
        one(SensitiveDataLimitUseNotice),
        one(SaleOptOut),
        one(SharingOptOut),
        list(Sensitive, CALIFORNIAN.len()),
        list(Children, CALIFORNIAN_MINORS.len()),
        one(PersonalData),
        one(MspaCoveredTransaction),
        one(MspaOptOutOptionMode),
        one(MspaServiceProviderMode),
    ]
);
static VIRGINIA: Layout = early!(More::Nothing, USUAL, CHILD);
static COLORADO: Layout = early!(More::Gpc, COLORADAN, CHILD);
static UTAH: Layout = layout!(
    OfSection,
    More::Nothing,
    UTAHAN,
    CHILD,
    [
        one(SharingNotice),
        one(SaleOptOutNotice),
        one(TargetedAdvertisingOptOutNotice),
        one(SensitiveDataProcessingOptOutNotice),
        one(SaleOptOut),
        one(TargetedAdvertisingOptOut),
        list(Sensitive, UTAHAN.len()),
        list(Children, CHILD.len()),
        one(MspaCoveredTransaction),
        one(MspaOptOutOptionMode),
        one(MspaServiceProviderMode),
    ]
);
static CONNECTICUT: Layout = early!(More::Gpc, USUAL, TO_15);
static FLORIDA: Layout = usual!(ProcessingNotice, More::Nothing, USUAL, FLORIDIAN_MINORS);
static MONTANA: Layout = usual!(SharingNotice, More::Gpc, USUAL, TO_15);
static OREGON: Layout = usual!(ProcessingNotice, More::Gpc, OREGONIAN, TO_15);
static TEXAS_AND_LIKE: Layout = usual!(ProcessingNotice, More::Gpc, USUAL, CHILD);
static DELAWARE: Layout = usual!(ProcessingNotice, More::Gpc, DELAWAREAN, TO_17);
static IOWA: Layout = layout!(
    OfSection,
    More::Gpc,
    USUAL,
    CHILD,
    [
        one(ProcessingNotice),
        one(SaleOptOutNotice),
        one(TargetedAdvertisingOptOutNotice),
        one(SensitiveDataOptOutNotice),
        one(SaleOptOut),
        one(TargetedAdvertisingOptOut),
        list(Sensitive, USUAL.len()),
        list(Children, CHILD.len()),
        one(MspaCoveredTransaction),
        one(MspaOptOutOptionMode),
        one(MspaServiceProviderMode),
    ]
);
static NEW_HAMPSHIRE: Layout = usual!(ProcessingNotice, More::Gpc, USUAL, TO_15);
static NEW_JERSEY: Layout = usual!(ProcessingNotice, More::Gpc, JERSEYAN, TO_17);
static MARYLAND: Layout = by_mspa!(More::Gpc, [], [], []);
static INDIANA_AND_LIKE: Layout =
    by_mspa!(More::Sensitive(list(Sensitive, USUAL.len())), USUAL, CHILD, [one(Children)]);

use Category as C;
const USUAL: [Category; 8] = [
    C::Origin,
    C::Beliefs,
    C::Health,
    C::Sexuality,
    C::Citizenship,
    C::Genetic,
    C::Biometric,
    C::Location,
];
const COLORADAN: [Category; 7] =
    [C::Origin, C::Beliefs, C::Health, C::Sexuality, C::Citizenship, C::Genetic, C::Biometric];
const UTAHAN: [Category; 8] = [
    C::Origin,
    C::Beliefs,
    C::Sexuality,
    C::Citizenship,
    C::Health,
    C::Genetic,
    C::Biometric,
    C::Location,
];
const DELAWAREAN: [Category; 9] = [
    C::Origin,
    C::Beliefs,
    C::Health,
    C::Sexuality,
    C::Citizenship,
    C::Genetic,
    C::Biometric,
    C::Location,
    C::Gender,
];
const JERSEYAN: [Category; 10] = [
    C::Origin,
    C::Beliefs,
    C::Health,
    C::Sexuality,
    C::Citizenship,
    C::Genetic,
    C::Biometric,
    C::Location,
    C::Gender,
    C::Financial,
];
const OREGONIAN: [Category; 11] = [
    C::Origin,
    C::Beliefs,
    C::Health,
    C::Sexuality,
    C::Gender,
    C::Citizenship,
    C::NationalOrigin,
    C::CrimeVictim,
    C::Genetic,
    C::Biometric,
    C::Location,
];
const CALIFORNIAN: [Category; 9] = [
    C::Identity,
    C::Account,
    C::Location,
    C::OriginBeliefsOrUnion,
    C::Messages,
    C::Genetic,
    C::Biometric,
    C::Health,
    C::Sexuality,
];
const NATIONAL: [Category; 16] = [
    C::Origin,
    C::Beliefs,
    C::Health,
    C::Sexuality,
    C::Citizenship,
    C::Genetic,
    C::Biometric,
    C::Location,
    C::Identity,
    C::Account,
    C::Union,
    C::Messages,
    C::ConsumerHealth,
    C::CrimeVictim,
    C::NationalOrigin,
    C::Gender,
];

const CHILD: [Minor; 1] = [Minor::Child];
const TO_15: [Minor; 3] = [Minor::Child, Minor::SaleFrom13, Minor::AdvertisingFrom13];
const TO_17: [Minor; 5] = [
    Minor::Child,
    Minor::SaleFrom13,
    Minor::AdvertisingFrom13,
    Minor::SaleFrom16,
    Minor::AdvertisingFrom16,
];
const CALIFORNIAN_MINORS: [Minor; 2] = [Minor::SaleBelow16, Minor::SharingBelow16];
const FLORIDIAN_MINORS: [Minor; 3] = [Minor::Below13, Minor::From13, Minor::From16];
const NATIONAL_MINORS: [Minor; 3] = [Minor::From13, Minor::Below13, Minor::From16];

//! Sets of grants.

use tidegate_sdk::types::{Grants, Purposes, SpecialFeatures};

/// The purposes of the contract, 1 to 11, as bits.
pub const ALL_PURPOSES: u16 = 0x7ff;

/// The special features of the contract, 1 and 2, as bits.
pub const ALL_SPECIAL_FEATURES: u8 = 0b11;

/// Grants of the purposes and special features whose bits are set, bit *n* - 1 for
/// number *n*; what the contract does not know is left out.
pub fn grants(purposes: u32, special_features: u32) -> Grants {
    Grants {
        purposes: Purposes::from_bits_retain(purposes as u16 & ALL_PURPOSES),
        special_features: SpecialFeatures::from_bits_retain(
            special_features as u8 & ALL_SPECIAL_FEATURES,
        ),
    }
}

/// What both grant.
pub fn meet(one: Grants, other: Grants) -> Grants {
    Grants {
        purposes: one.purposes & other.purposes,
        special_features: one.special_features & other.special_features,
    }
}

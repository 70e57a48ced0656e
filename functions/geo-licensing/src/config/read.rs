//! Tables of the document as types.

use tidegate_sdk::config::{Decimal, Fault, Reader};

use super::text::Text;

/// What is read from one value of a document.
pub trait Read<'d>: Sized {
    /// Reads the value.
    fn read(reader: &mut Reader<'d>) -> Result<Self, Fault>;
}

macro_rules! by_serde {
    ($($type:ty),+) => {
        $(impl<'d> Read<'d> for $type {
            fn read(reader: &mut Reader<'d>) -> Result<Self, Fault> {
                reader.value()
            }
        })+
    };
}

by_serde!(bool, u16, u32, u64, Text<'d>, Decimal<'d>);

impl<'d, T: Read<'d>> Read<'d> for Vec<T> {
    fn read(reader: &mut Reader<'d>) -> Result<Self, Fault> {
        let mut list = Self::new();
        reader.items(&mut |reader| {
            list.push(T::read(reader)?);
            Ok(())
        })?;
        Ok(list)
    }
}

impl<'d, T: Read<'d>> Read<'d> for Option<T> {
    fn read(reader: &mut Reader<'d>) -> Result<Self, Fault> {
        if reader.null() { Ok(None) } else { T::read(reader).map(Some) }
    }
}

/// Declares tables: types that know their keys and are read from a document, and in tests
/// have a schema. A derived reader takes three times as much of the component.
macro_rules! tables {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident<'d> {
            $($(#[$field_doc:meta])* pub $field:ident: $type:ty = $key:literal,)+
        }
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Default)]
            #[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
            #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(deny_unknown_fields))]
            pub struct $name<'d> {
                $(
                    $(#[$field_doc])*
                    #[cfg_attr(all(test, not(target_arch = "wasm32")), schemars(rename = $key))]
                    pub $field: $type,
                )+
            }

            impl<'d> $crate::config::read::Read<'d> for $name<'d> {
                fn read(
                    reader: &mut tidegate_sdk::config::Reader<'d>,
                ) -> Result<Self, tidegate_sdk::config::Fault> {
                    const KEYS: &[&str] = &[$($key),+];
                    let mut table = Self::default();
                    reader.fields(KEYS, &mut |reader, place| {
                        let mut key = 0;
                        $(
                            if place == key {
                                table.$field = $crate::config::read::Read::read(reader)?;
                                return Ok(());
                            }
                            key += 1;
                        )+
                        let _beyond = key;
                        Ok(())
                    })?;
                    Ok(table)
                }
            }
        )+
    };
}
pub(super) use tables;

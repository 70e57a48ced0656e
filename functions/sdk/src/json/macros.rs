//! One list of fields or cases, both directions.

/// A record: `record!(Type { "name" field: type, …; "name" field: type, … })`. Those
/// after the semicolon are left out where they say nothing.
macro_rules! record {
    ($type:ident {
        $($name:literal $field:ident: $of:ty),* $(,)?;
        $($quiet_name:literal $quiet:ident: $quiet_of:ty),* $(,)?
    }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry($name, &self.$field)?;)*
                $(if !crate::json::Silent::is_silent(&self.$quiet) {
                    map.serialize_entry($quiet_name, &self.$quiet)?;
                })*
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Mirror {
                    $(#[serde(rename = $name)] $field: $of,)*
                    $(#[serde(rename = $quiet_name, default = "crate::json::silence")] $quiet: $quiet_of,)*
                }
                let Mirror { $($field,)* $($quiet,)* } = Mirror::deserialize(deserializer)?;
                Ok(Self { $($field,)* $($quiet,)* })
            }
        }
    };
}

/// A variant: `variant!(Type { "name" Case(type), …; "name" Case, … })`.
macro_rules! variant {
    ($type:ident {
        $($name:literal $case:ident($of:ty)),* $(,)?;
        $($bare_name:literal $bare:ident),* $(,)?
    }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[derive(serde::Serialize)]
                enum Mirror<'a> {
                    $(#[serde(rename = $name)] $case(&'a $of),)*
                    $(#[serde(rename = $bare_name)] $bare,)*
                }
                serde::Serialize::serialize(&match self {
                    $(Self::$case(of) => Mirror::$case(of),)*
                    $(Self::$bare => Mirror::$bare,)*
                }, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                enum Mirror {
                    $(#[serde(rename = $name)] $case($of),)*
                    $(#[serde(rename = $bare_name)] $bare,)*
                }
                Ok(match Mirror::deserialize(deserializer)? {
                    $(Mirror::$case(of) => Self::$case(of),)*
                    $(Mirror::$bare => Self::$bare,)*
                })
            }
        }
    };
}

pub(super) use {record, variant};

//! Where a viewer is and what their network is, from MaxMind DB files (MaxMind
//! DB file format 2.0).
//!
//! Reserved addresses ([`reserved`]) have no place, whatever a database says of
//! them; some full country databases answer a country for `192.168.1.1`.
//! Records may be nested as in GeoIP2 and DB-IP (`country.iso_code`), or flat
//! (`country_code`) as in IPinfo and others.

mod number;
mod record;
pub mod reserved;

use std::borrow::Cow;
use std::collections::HashSet;
use std::net::IpAddr;

use maxminddb::{LookupResult, Reader, WithinOptions, path};
use tidegate_sdk::types::{Location, Network};

use record::{Flags, Record};
pub(crate) use record::{is_country, is_postal_code, is_subdivision};

/// What is known of an address.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// ISO 3166-2, e.g. `US-CA`; always in `country`.
    pub subdivision: Option<String>,
    /// As the database writes it, e.g. `75001`; at most 16 bytes.
    pub postal_code: Option<String>,
    /// Nielsen's designated market area, e.g. 501; in the United States.
    pub metro: Option<u16>,
    /// A point, and how sure the database is of it: within 1000 km if it does not say.
    pub location: Option<Location>,
    /// Autonomous system number, from 1.
    pub asn: Option<u32>,
    /// Anonymity traits. `None` if no database says; no flag set if one says
    /// that the network is an ordinary one.
    pub network: Option<Network>,
}

impl Place {
    /// Takes over from `other` what is not yet known.
    pub fn complete(&mut self, other: Self) {
        if self.country.is_none() {
            self.country = other.country;
            self.subdivision = other.subdivision;
            self.postal_code = other.postal_code;
            self.metro = other.metro;
            self.location = other.location;
        } else if self.country == other.country {
            let elsewhere = self.subdivision.is_some()
                && other.subdivision.is_some()
                && self.subdivision != other.subdivision;
            if !elsewhere {
                self.subdivision = self.subdivision.take().or(other.subdivision);
                self.postal_code = self.postal_code.take().or(other.postal_code);
                self.metro = self.metro.or(other.metro);
                self.location = self.location.or(other.location);
            }
        }
        self.asn = self.asn.or(other.asn);
        self.network = self.network.or(other.network);
    }
}

/// A database that cannot be used. Names no address and no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The bytes are no MaxMind DB, or a corrupt one.
    #[error("database `{database}` is not a sound MaxMind DB file: {reason}")]
    Database {
        /// The label it was opened under.
        database: String,
        /// What the reader found.
        reason: String,
    },
    /// A lookup met a corrupt tree or a record that is none of a place.
    #[error("database `{database}` has a record that cannot be read")]
    Record {
        /// The label it was opened under.
        database: String,
    },
}

type Found<'a> = LookupResult<'a, Cow<'static, [u8]>>;

/// One MaxMind DB.
pub struct Database {
    label: String,
    reader: Reader<Cow<'static, [u8]>>,
    /// Whether an address that is not in it is thereby known to be ordinary.
    anonymity: bool,
}

impl Database {
    /// Opens a database. `label` names it in errors, e.g. its file name. Reads
    /// the metadata only; see [`Database::verify`].
    ///
    /// # Errors
    /// [`PlaceError::Database`].
    pub fn open(
        label: impl Into<String>,
        bytes: impl Into<Cow<'static, [u8]>>,
    ) -> Result<Self, PlaceError> {
        let label = label.into();
        match Reader::from_source(bytes.into()) {
            // The names of MaxMind's products: GeoIP2-Anonymous-IP, GeoIP-Anonymous-Plus.
            Ok(reader) => {
                let anonymity = reader.metadata().database_type.contains("Anonymous");
                Ok(Self { label, reader, anonymity })
            }
            Err(error) => Err(PlaceError::Database { database: label, reason: error.to_string() }),
        }
    }

    /// Reads every network and each record once, as a request would. Takes time
    /// in proportion to the file's size; meant for the moment of loading. The
    /// library's own check is not used: it refuses sound databases in use for
    /// an empty description.
    ///
    /// # Errors
    /// [`PlaceError::Database`].
    pub fn verify(&self) -> Result<(), PlaceError> {
        self.walk().map_err(|error| PlaceError::Database {
            database: self.label.clone(),
            reason: error.to_string(),
        })
    }

    fn walk(&self) -> Result<(), maxminddb::MaxMindDbError> {
        let mut seen = HashSet::new();
        for network in self.reader.networks(WithinOptions::default())? {
            let found = network?;
            if found.offset().is_some_and(|offset| seen.insert(offset)) {
                self.decode(&found)?;
            }
        }
        Ok(())
    }

    /// When it was built, in seconds since 1970.
    #[must_use]
    pub fn built(&self) -> u64 {
        self.reader.metadata().build_epoch
    }

    fn look_up(&self, address: IpAddr) -> Result<Place, PlaceError> {
        if address.is_ipv6() && self.reader.metadata().ip_version == 4 {
            return Ok(Place::default());
        }
        self.read(address).map_err(|_| PlaceError::Record { database: self.label.clone() })
    }

    fn read(&self, address: IpAddr) -> Result<Place, maxminddb::MaxMindDbError> {
        self.decode(&self.reader.lookup(address)?)
    }

    fn decode(&self, found: &Found<'_>) -> Result<Place, maxminddb::MaxMindDbError> {
        let mut place = found.decode::<Record<'_>>()?.map_or_else(Place::default, Place::from);
        // Anonymity databases keep the traits in the record, GeoIP2 Enterprise in `traits`.
        let mut traits = found.decode::<Flags>()?.and_then(Flags::network);
        if traits.is_none() {
            traits = found.decode_path::<Flags>(&path!["traits"])?.and_then(Flags::network);
        }
        place.network = traits.or(self.anonymity.then(Network::empty));
        Ok(place)
    }
}

/// The databases of a node, in order of preference.
#[derive(Default)]
pub struct Places {
    databases: Vec<Database>,
    documentation_networks: bool,
}

impl Places {
    /// `documentation_networks` lets the documentation ranges be looked up like
    /// others, for demo databases and tests.
    #[must_use]
    pub fn new(databases: Vec<Database>, documentation_networks: bool) -> Self {
        Self { databases, documentation_networks }
    }

    /// What is known of an address: each fact from the first database that knows it; what
    /// is within a country only from one that agrees on the country, and what is within a
    /// subdivision only from one that does not name another.
    ///
    /// # Errors
    /// [`PlaceError::Record`] of the first database that cannot be read there.
    pub fn find(&self, address: IpAddr) -> Result<Place, PlaceError> {
        let mut place = Place::default();
        self.each(address, |_, other| place.complete(other))?;
        Ok(place)
    }

    /// Calls `said` with the label of each database and what it says of an address, in
    /// order of preference; not for addresses that have no place.
    ///
    /// # Errors
    /// [`PlaceError::Record`] of the first database that cannot be read there.
    pub fn each(
        &self,
        address: IpAddr,
        mut said: impl FnMut(&str, Place),
    ) -> Result<(), PlaceError> {
        let address = address.to_canonical();
        if self.is_reserved(address) {
            return Ok(());
        }
        for database in &self.databases {
            said(&database.label, database.look_up(address)?);
        }
        Ok(())
    }

    fn is_reserved(&self, address: IpAddr) -> bool {
        reserved::is_reserved(address)
            || !self.documentation_networks && reserved::is_documentation(address)
    }
}

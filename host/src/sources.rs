//! The files that facts come from, read again when they change.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use tidegate_facts::grid::{Grid, GridError};
use tidegate_facts::place::{Database, PlaceError, Places};

use crate::config::{GridFrom, PlacesFrom};

/// How often files are looked at for a change.
const LOOK: Duration = Duration::from_secs(2);

/// Why a source cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be read.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is no usable MaxMind database.
    #[error("{}: {why}", file.display())]
    Places {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: PlaceError,
    },
    /// It is no usable table or series.
    #[error("{}: {why}", file.display())]
    Grid {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: GridError,
    },
}

/// What facts are looked up in. Readers see a whole, old or new.
pub struct Sources {
    places_from: PlacesFrom,
    grid_from: GridFrom,
    places: ArcSwap<Places>,
    grid: ArcSwap<Grid>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("places_from", &self.places_from)
            .field("grid_from", &self.grid_from)
            .finish_non_exhaustive()
    }
}

impl Sources {
    /// Reads everything once.
    ///
    /// # Errors
    /// The first source that cannot be used.
    pub fn read(places_from: PlacesFrom, grid_from: GridFrom) -> Result<Self, SourceError> {
        let places = places(&places_from)?;
        let grid = grid(&grid_from)?;
        Ok(Self {
            places_from,
            grid_from,
            places: ArcSwap::from_pointee(places),
            grid: ArcSwap::from_pointee(grid),
        })
    }

    /// The databases as they are now.
    pub fn places(&self) -> Arc<Places> {
        self.places.load_full()
    }

    /// The intensities as they are now.
    pub fn grid(&self) -> Arc<Grid> {
        self.grid.load_full()
    }

    /// Looks for changed files until the future is dropped. A file that has
    /// become unusable changes nothing; the log says so.
    pub async fn watch(&self) {
        let mut seen = self.stamps();
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            ticks.tick().await;
            let now = self.stamps();
            if now == seen {
                continue;
            }
            match self.reload() {
                Ok(()) => tracing::info!("read changed sources of facts again"),
                Err(error) => tracing::warn!(%error, "kept the sources of facts as they were"),
            }
            seen = now;
        }
    }

    fn reload(&self) -> Result<(), SourceError> {
        let places = places(&self.places_from)?;
        let grid = grid(&self.grid_from)?;
        self.places.store(Arc::new(places));
        self.grid.store(Arc::new(grid));
        Ok(())
    }

    fn stamps(&self) -> Vec<Option<(SystemTime, u64)>> {
        let databases = match &self.places_from {
            PlacesFrom::Demo => &[][..],
            PlacesFrom::Files { databases, .. } => databases,
        };
        databases
            .iter()
            .chain(&self.grid_from.table)
            .chain(&self.grid_from.series)
            .map(|file| {
                let metadata = std::fs::metadata(file).ok()?;
                Some((metadata.modified().ok()?, metadata.len()))
            })
            .collect()
    }
}

fn places(from: &PlacesFrom) -> Result<Places, SourceError> {
    let (files, documentation_networks) = match from {
        PlacesFrom::Demo => {
            let demo = Database::open("demo", tidegate_demo::PLACES).map_err(|why| {
                SourceError::Places { file: PathBuf::from("the demo's places"), why }
            })?;
            return Ok(Places::new(vec![demo], true));
        }
        PlacesFrom::Files { databases, documentation_networks } => {
            (databases, *documentation_networks)
        }
    };
    let databases = files
        .iter()
        .map(|file| {
            let bytes = std::fs::read(file)
                .map_err(|why| SourceError::Unreadable { file: file.clone(), why })?;
            let database = Database::open(file.display().to_string(), bytes)
                .map_err(|why| SourceError::Places { file: file.clone(), why })?;
            database.verify().map_err(|why| SourceError::Places { file: file.clone(), why })?;
            Ok(database)
        })
        .collect::<Result<_, _>>()?;
    Ok(Places::new(databases, documentation_networks))
}

fn grid(from: &GridFrom) -> Result<Grid, SourceError> {
    let shipped = Path::new("the table that comes with the node");
    let (file, table) = match &from.table {
        None => (shipped, tidegate_demo::GRID.to_owned()),
        Some(file) => (file.as_path(), text(file)?),
    };
    let grid = Grid::default()
        .with_table(&table)
        .map_err(|why| SourceError::Grid { file: file.to_owned(), why })?;
    match &from.series {
        None => Ok(grid),
        Some(file) => grid
            .with_series(&text(file)?, from.max_age)
            .map_err(|why| SourceError::Grid { file: file.clone(), why }),
    }
}

fn text(file: &Path) -> Result<String, SourceError> {
    std::fs::read_to_string(file)
        .map_err(|why| SourceError::Unreadable { file: file.to_owned(), why })
}

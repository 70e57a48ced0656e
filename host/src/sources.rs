//! The files that facts come from, read again when they change.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::{ArcSwap, ArcSwapOption};
use tidegate_facts::entitlement::{Keys, KeysError};
use tidegate_facts::grid::{Grid, GridError};
use tidegate_facts::place::{Database, PlaceError, Places};

use crate::config::{GridFrom, PlacesFrom};
use crate::grid::client::{Client, WITHIN};
use crate::grid::poll::system_clock;
use crate::grid::{Feeds, Status};

/// How often files are looked at for a change.
const LOOK: Duration = Duration::from_secs(2);

/// Why a source cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be read.
    #[error("`{key}`: {}: {why}", file.display())]
    Unreadable {
        /// The key of the configuration that names it.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is no usable MaxMind database.
    #[error("`{key}`: {}: {why}", file.display())]
    Places {
        /// The key of the configuration that names it.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: PlaceError,
    },
    /// It is no usable table or series.
    #[error("`{key}`: {}: {why}", file.display())]
    Grid {
        /// The key of the configuration that names it.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: GridError,
    },
    /// It is no usable key set.
    #[error("`{KEYS}`: {}: {why}", file.display())]
    Keys {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: KeysError,
    },
    /// No provider could show who it is.
    #[error("`grid.feeds`: the certificates that this system trusts: {0}")]
    Certificates(std::io::Error),
}

/// What facts are looked up in. Readers see a whole, old or new.
pub struct Sources {
    places_from: PlacesFrom,
    grid_from: GridFrom,
    keys_from: Option<PathBuf>,
    places: ArcSwap<Places>,
    keys: ArcSwapOption<Keys>,
    grid: Arc<ArcSwap<Grid>>,
    /// `None` where no provider is asked.
    feeds: Option<Feeds<Client>>,
    /// Of the files as they were before they were first read, so that no change is
    /// missed while a node starts.
    read: Stamps,
}

/// When each file was last changed, and its size; `None` for one that is not there.
type Stamps = Vec<Option<(SystemTime, u64)>>;

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("places_from", &self.places_from)
            .field("grid_from", &self.grid_from)
            .field("keys_from", &self.keys_from)
            .finish_non_exhaustive()
    }
}

impl Sources {
    /// Reads everything once.
    ///
    /// # Errors
    /// The first source that cannot be used.
    pub fn read(
        places_from: PlacesFrom,
        grid_from: GridFrom,
        keys_from: Option<PathBuf>,
    ) -> Result<Self, SourceError> {
        let read = stamps(&places_from, &grid_from, keys_from.as_deref());
        let places = places(&places_from)?;
        let grid = grid(&grid_from)?;
        let keys = keys(keys_from.as_deref())?;
        let feeds = feeds(&grid_from)?;
        Ok(Self {
            read,
            places_from,
            grid_from,
            keys_from,
            places: ArcSwap::from_pointee(places),
            keys: ArcSwapOption::from_pointee(keys),
            grid: Arc::new(ArcSwap::from_pointee(grid)),
            feeds,
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

    /// The issuer's keys as they are now; `None` if no tokens are read.
    pub fn keys(&self) -> Option<Arc<Keys>> {
        self.keys.load_full()
    }

    /// How the providers of intensities stand.
    #[must_use]
    pub fn feeds(&self) -> Vec<Status> {
        self.feeds.as_ref().map(Feeds::status).unwrap_or_default()
    }

    /// Asks every provider of intensities once.
    pub async fn ask_feeds(&self) {
        if let Some(feeds) = &self.feeds {
            feeds.poll_once(&self.grid).await;
        }
    }

    /// Looks for changed files and asks providers until the future is dropped. A file
    /// that has become unusable changes nothing, nor does a provider that fails; the
    /// log says so.
    pub async fn watch(&self) {
        match &self.feeds {
            Some(feeds) => {
                tokio::join!(self.watch_files(), feeds.poll(&self.grid));
            }
            None => self.watch_files().await,
        }
    }

    async fn watch_files(&self) {
        let mut seen = self.read.clone();
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            ticks.tick().await;
            let now = stamps(&self.places_from, &self.grid_from, self.keys_from.as_deref());
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
        let keys = keys(self.keys_from.as_deref())?;
        self.places.store(Arc::new(places));
        self.keys.store(keys.map(Arc::new));
        self.grid.rcu(|earlier| grid.clone().with_feeds_of(earlier));
        Ok(())
    }
}

fn stamps(places: &PlacesFrom, grid: &GridFrom, keys: Option<&Path>) -> Stamps {
    let databases = match places {
        PlacesFrom::Demo => &[][..],
        PlacesFrom::Files { databases, .. } => databases,
    };
    let files = databases.iter().chain(&grid.table).chain(&grid.series);
    files
        .map(PathBuf::as_path)
        .chain(keys)
        .map(|file| {
            let metadata = std::fs::metadata(file).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        })
        .collect()
}

const DATABASES: &str = "places.databases";

fn places(from: &PlacesFrom) -> Result<Places, SourceError> {
    let unusable =
        |file: &Path, why| SourceError::Places { key: DATABASES, file: file.into(), why };
    let (files, documentation_networks) = match from {
        PlacesFrom::Demo => {
            let demo = Database::open("demo", tidegate_demo::PLACES)
                .map_err(|why| unusable(Path::new("the demo's places"), why))?;
            return Ok(Places::new(vec![demo], true));
        }
        PlacesFrom::Files { databases, documentation_networks } => {
            (databases, *documentation_networks)
        }
    };
    let databases = files
        .iter()
        .map(|file| {
            let bytes = std::fs::read(file).map_err(|why| unreadable(DATABASES, file, why))?;
            let database = Database::open(file.display().to_string(), bytes)
                .map_err(|why| unusable(file, why))?;
            database.verify().map_err(|why| unusable(file, why))?;
            Ok(database)
        })
        .collect::<Result<_, _>>()?;
    Ok(Places::new(databases, documentation_networks))
}

fn grid(from: &GridFrom) -> Result<Grid, SourceError> {
    let unusable = |key, file: &Path, why| SourceError::Grid { key, file: file.to_owned(), why };
    let shipped = Path::new("the table that comes with the node");
    let (file, table) = match &from.table {
        None => (shipped, tidegate_demo::GRID.to_owned()),
        Some(file) => (file.as_path(), text("grid.table", file)?),
    };
    let grid = Grid::default()
        .with_table(&table)
        .map_err(|why| unusable("grid.table", file, why))?
        .at_node(from.node_place.clone());
    let Some(file) = &from.series else { return Ok(grid) };
    let series = text("grid.series", file)?;
    let csv = file.extension().is_some_and(|extension| extension == "csv");
    let grid = if csv {
        grid.with_csv(&series, from.max_age)
    } else {
        grid.with_json(&series, from.max_age)
    };
    grid.map_err(|why| unusable("grid.series", file, why))
}

fn feeds(from: &GridFrom) -> Result<Option<Feeds<Client>>, SourceError> {
    if from.feeds.is_empty() {
        return Ok(None);
    }
    let secure = from.feeds.iter().any(|feed| feed.url.scheme_str() == Some("https"));
    let client = if secure {
        Client::secure(WITHIN).map_err(SourceError::Certificates)?
    } else {
        Client::plain(WITHIN)
    };
    Ok(Some(Feeds::new(from.feeds.clone(), from.max_age, client, system_clock())))
}

const KEYS: &str = "entitlements.keys";

fn keys(file: Option<&Path>) -> Result<Option<Keys>, SourceError> {
    let Some(file) = file else { return Ok(None) };
    let keys = Keys::parse(text(KEYS, file)?.as_bytes());
    keys.map(Some).map_err(|why| SourceError::Keys { file: file.to_owned(), why })
}

fn text(key: &'static str, file: &Path) -> Result<String, SourceError> {
    std::fs::read_to_string(file).map_err(|why| unreadable(key, file, why))
}

fn unreadable(key: &'static str, file: &Path, why: std::io::Error) -> SourceError {
    SourceError::Unreadable { key, file: file.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node deploys its functions between the first reading and the watch.
    #[tokio::test]
    async fn a_change_before_the_watch_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("grid.json");
        let write = |samples: &str| {
            let text = format!("{{\"FR\":{{\"step\":60,\"measured\":1,\"samples\":[{samples}]}}}}");
            std::fs::write(&file, text).unwrap();
        };
        write("40");
        let from = GridFrom { series: Some(file.clone()), ..GridFrom::default() };
        let sources = Sources::read(PlacesFrom::Demo, from, None).unwrap();
        write("40,500");
        let newest =
            || *sources.grid().intensity(Some("FR"), None).unwrap().samples.last().unwrap();
        assert_eq!(newest(), 40);
        let seen = async {
            while newest() != 500 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            () = sources.watch() => {}
            seen = tokio::time::timeout(Duration::from_secs(10), seen) => seen.unwrap(),
        }
    }
}

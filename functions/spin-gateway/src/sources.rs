//! What facts are gathered from: the demo's places and grid.

use std::sync::OnceLock;

use tidegate_facts::grid::Grid;
use tidegate_facts::place::{Database, Places};
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_pipeline::tracking::Tracking;
use tidegate_pipeline::{Declarations, Library};

/// As in the node's `dev::config`.
pub struct Sources {
    /// What the functions read.
    pub declarations: Declarations,
    /// Where signals are looked for.
    pub signals: SignalNames,
    /// What the functions name.
    pub library: Library,
    /// What follows viewers around.
    pub tracking: Tracking,
    grid: Grid,
    places: Places,
    proxies: TrustedProxies,
    session_key: SessionKey,
}

impl Sources {
    /// Reads them at the first call in an instance of the gateway.
    ///
    /// # Errors
    /// Which of the demo's files is broken, and how.
    pub fn read() -> Result<&'static Self, &'static str> {
        static SOURCES: OnceLock<Result<Sources, String>> = OnceLock::new();
        SOURCES.get_or_init(read).as_ref().map_err(String::as_str)
    }

    /// What `gather` takes.
    pub const fn of_facts(&self) -> tidegate_facts::Sources<'_> {
        tidegate_facts::Sources {
            proxies: &self.proxies,
            places: &self.places,
            signals: &self.signals,
            grid: &self.grid,
            tokens: None,
            session_key: &self.session_key,
        }
    }
}

fn read() -> Result<Sources, String> {
    let database =
        Database::open("demo", tidegate_demo::PLACES).map_err(|error| error.to_string())?;
    let grid = Grid::default()
        .with_table(tidegate_demo::GRID)
        .map_err(|error| format!("the demo's grid: {error}"))?;
    Ok(Sources {
        declarations: Declarations::customary(),
        library: tidegate_demo::library()
            .map_err(|error| format!("the demo's library: {error}"))?,
        tracking: Tracking::customary(),
        grid,
        places: Places::new(vec![database], true),
        proxies: TrustedProxies::loopback(),
        session_key: SessionKey::of(tidegate_demo::SESSION_SECRET),
        signals: SignalNames::default(),
    })
}

//! The options of everything that reaches a store.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::inspect::bytes;
use crate::caps::Caps;
use crate::store::{OnProgress, Progress, Store};

/// Before progress is shown, and between two sights of it.
const WAIT: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_millis(100);

/// How registries are reached.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct StoreArgs {
    /// Speak to the registry without TLS; one on this machine always is.
    #[arg(long)]
    pub plain_http: bool,
    /// The most that is taken, in MiB, all files of a bundle together.
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    pub largest_mib: u64,
}

impl StoreArgs {
    /// The store. It shows its progress where a person watches.
    #[must_use]
    pub fn store(&self) -> Store {
        let caps = Caps { total: self.largest_mib << 20, ..Caps::default() };
        let store = Store::new(caps).plain_http(self.plain_http);
        if std::io::stderr().is_terminal() { store.on_progress(shown()) } else { store }
    }
}

fn shown() -> OnProgress {
    let next = Mutex::new(Instant::now() + WAIT);
    Arc::new(move |Progress { done, total }| {
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if now < *next {
            return;
        }
        *next = now + AGAIN;
        // The last sight is wiped away.
        if done < total {
            eprint!("\r\x1b[K{} of {}", bytes(done), bytes(total));
        } else {
            *next = now;
            eprint!("\r\x1b[K");
        }
    })
}

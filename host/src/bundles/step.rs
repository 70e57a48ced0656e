//! The steps of a deploy, as whoever asked hears of them.

use std::time::Instant;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What is under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// A step begins.
    Begun {
        /// Which, in a few words.
        step: String,
    },
    /// It goes on with a part of it.
    Now {
        /// Which.
        step: String,
        /// With what, in a few words.
        part: String,
    },
    /// It is done.
    Done {
        /// Which.
        step: String,
        /// How long it took.
        ms: u64,
    },
    /// It failed, and what ran before runs on.
    Refused {
        /// Which.
        step: String,
        /// Why.
        why: String,
    },
    /// All of it is done.
    Ended {
        /// What is so now.
        status: serde_json::Value,
    },
}

/// Tells of steps.
pub struct Steps<'a> {
    hear: &'a mut (dyn FnMut(Event) + Send),
}

impl std::fmt::Debug for Steps<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Steps")
    }
}

impl<'a> Steps<'a> {
    /// `hear` hears of each.
    pub fn new(hear: &'a mut (dyn FnMut(Event) + Send)) -> Self {
        Self { hear }
    }

    /// Does one step.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn step<T, E: std::fmt::Display>(
        &mut self,
        step: impl Into<String>,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let (_, no_parts) = unbounded_channel();
        self.step_of_parts(step, no_parts, work).await
    }

    /// Does one step, which says what it is at.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn step_of_parts<T, E: std::fmt::Display>(
        &mut self,
        step: impl Into<String>,
        mut parts: UnboundedReceiver<String>,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let step = step.into();
        (self.hear)(Event::Begun { step: step.clone() });
        let start = Instant::now();
        let mut work = std::pin::pin!(work);
        let done = loop {
            tokio::select! {
                biased;
                Some(part) = parts.recv() => {
                    (self.hear)(Event::Now { step: step.clone(), part });
                }
                done = &mut work => break done,
            }
        };
        (self.hear)(match &done {
            Ok(_) => {
                let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
                Event::Done { step, ms }
            }
            Err(error) => Event::Refused { step, why: error.to_string() },
        });
        done
    }
}

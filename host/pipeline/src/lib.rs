//! What one viewer gets, from facts to the answer.
//!
//! No I/O and no clock: the node and the Spin gateway run this same code, each
//! with its own way of calling functions ([`Functions`]) and of reaching an origin.
//!
//! - [`request`]: which requests are taken
//! - [`filters`]: what a player wants of the tracks, taken out of its request
//! - [`functions`]: who runs the four functions, and how a call can fail
//! - [`reads`]: which facts a function declares, and for which purpose
//! - [`redact`]: the view of the facts that a function is handed
//! - [`mod@decide`]: consent, then geo-licensing, then carbon-cap
//! - [`enforce`]: which tracks are above the limits; what is left when none is below
//! - [`rewrite`]: the manifest stage, checked by the host
//! - [`tracks`], [`mod@offered`]: the manifest in the contract's words
//! - [`insert`]: a function's edits in the manifest's words, names looked up
//! - [`library`]: the slates and interstitials that functions name
//! - [`tracking`]: what follows viewers around, kept from origins
//! - [`mod@outcome`]: everything that can come of a request
//! - [`respond`]: THE table of HTTP statuses
//! - [`messages`]: what a refused viewer reads, in five languages

pub mod decide;
pub mod enforce;
pub mod filters;
pub mod functions;
pub mod insert;
pub mod library;
pub mod messages;
pub mod offered;
pub mod outcome;
pub mod reads;
pub mod redact;
pub mod request;
pub mod respond;
pub mod rewrite;
pub mod tracking;
pub mod tracks;

pub use decide::{Answer, Decisions, Declarations, decide};
pub use functions::{Fault, FunctionKind, Functions};
pub use library::Library;
pub use outcome::{Problem, personalise};
pub use reads::{Basis, Reads};
pub use rewrite::{Rewritten, Terms};

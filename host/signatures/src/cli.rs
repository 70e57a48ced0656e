//! The command line's share: `tidegate bundle keygen` whole, and of `sign` and `verify`
//! all but fetching and storing.

mod keygen;
mod password;
mod sign;
mod verify;

pub use keygen::{KeygenArgs, keygen};
pub use password::PasswordArgs;
pub use sign::{SignArgs, Signer};
pub use verify::{Report, VerifyArgs};

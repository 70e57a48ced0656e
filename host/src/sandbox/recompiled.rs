//! Machine code of single functions, remembered while somebody works on a component.
//!
//! A component that brings an interpreter along is compiled twice when it is deployed, before
//! and after `configure`, and again at every change, although only its data is another: the
//! interpreter's code is all of the time that takes. What is remembered here is keyed by
//! what Cranelift is handed for one function, its settings included.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use wasmtime::CacheStore;

/// Most that is remembered, in bytes; then it is forgotten, all at once. StarlingMonkey
/// takes some 75 MB at first, and 6 more at each reload.
const MOST: usize = 256 << 20;

/// The functions compiled so far.
#[derive(Default)]
pub(super) struct Recompiled(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    functions: HashMap<Vec<u8>, Vec<u8>>,
    bytes: usize,
}

impl std::fmt::Debug for Recompiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recompiled")
    }
}

impl CacheStore for Recompiled {
    fn get(&self, key: &[u8]) -> Option<Cow<'_, [u8]>> {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.functions.get(key).map(|code| Cow::Owned(code.clone()))
    }

    fn insert(&self, key: &[u8], code: Vec<u8>) -> bool {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let more = key.len() + code.len();
        if remembered.bytes + more > MOST {
            *remembered = Remembered::default();
        }
        remembered.bytes += more;
        remembered.functions.insert(key.to_vec(), code);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_until_it_is_too_much() {
        let recompiled = Recompiled::default();
        assert_eq!(recompiled.get(b"one"), None);
        assert!(recompiled.insert(b"one", b"code".to_vec()));
        assert_eq!(recompiled.get(b"one").as_deref(), Some(&b"code"[..]));
        assert!(recompiled.insert(b"two", vec![0; MOST - 7]));
        assert_eq!(recompiled.get(b"one"), None);
        assert!(recompiled.get(b"two").is_some());
        assert!(recompiled.0.lock().unwrap().bytes <= MOST);
    }
}

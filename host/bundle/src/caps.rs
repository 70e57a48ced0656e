//! The most that is taken of anything that others send.

/// Largest component that is taken unless a caller says otherwise, in bytes.
/// JavaScript brings an interpreter of 12 MB along, Python one of 18 with its library.
pub const LARGEST_COMPONENT: usize = 32 << 20;

/// The most that is taken, in bytes unless said otherwise. Nothing is allocated
/// for what is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// A component.
    pub component: usize,
    /// A function's configuration. Catalogues of rights are large.
    pub document: usize,
    /// A function's cases.
    pub cases: usize,
    /// What a function may ask for as its memory limit.
    pub memory: usize,
    /// A manifest, an index, a configuration blob.
    pub manifest: usize,
    /// How many layers a manifest lists.
    pub layers: usize,
    /// All blobs of an artifact together.
    pub total: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            component: LARGEST_COMPONENT,
            document: 512 << 20,
            cases: 4 << 20,
            memory: 64 << 20,
            manifest: 1 << 20,
            layers: 64,
            total: 1 << 30,
        }
    }
}

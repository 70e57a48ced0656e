//! What is left of a cap while blobs come in.

use crate::artifact::ArtifactError;
use tidegate_signatures::Digest;

/// Bytes that may still come.
#[derive(Debug)]
pub(super) struct Budget {
    most: u64,
    left: u64,
}

impl Budget {
    pub fn of(most: impl TryInto<u64>) -> Self {
        let most = most.try_into().unwrap_or(u64::MAX);
        Self { most, left: most }
    }

    /// Takes a blob of that size out of what is left, before anything is allocated.
    pub fn take(&mut self, digest: Digest, size: u64) -> Result<usize, ArtifactError> {
        let too_large = || ArtifactError::TooLarge {
            what: format!("blob {digest}, with those before it,"),
            found: self.most.saturating_sub(self.left).saturating_add(size),
            most: self.most,
        };
        let left = self.left.checked_sub(size).ok_or_else(too_large)?;
        let size = usize::try_from(size).map_err(|_| too_large())?;
        self.left = left;
        Ok(size)
    }
}

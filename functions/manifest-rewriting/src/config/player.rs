//! What is made of what players say of themselves.

use super::value::{At, refused};
use crate::start::Hints;

pub(super) const KEYS: [&str; 4] =
    ["throughput-share", "short-buffer-share", "short-buffer-ms", "cap-at-top-bitrate"];

/// Where a document leaves it to the function.
pub(super) const DEFAULT: Hints =
    Hints { share: 70, short_share: 40, short_buffer: 4000, capped: false };

#[inline(never)]
pub(super) fn hints(at: At) -> Result<Hints, String> {
    let mut table = at.table(&KEYS)?;
    let mut percent = |key: &str, default: u32| {
        let Some(at) = table.take(key) else { return Ok(default) };
        let path = at.path.clone();
        match at.small()? {
            share @ 1..=100 => Ok(share),
            other => Err(refused(&path, &other, "percent, 1 to 100")),
        }
    };
    let share = percent("throughput-share", DEFAULT.share)?;
    let short_share = percent("short-buffer-share", DEFAULT.short_share)?;
    let short_buffer = table.take("short-buffer-ms").map(At::small).transpose()?;
    let capped = table.take("cap-at-top-bitrate").map(At::truth).transpose()?;
    Ok(Hints {
        share,
        short_share,
        short_buffer: short_buffer.unwrap_or(DEFAULT.short_buffer),
        capped: capped.unwrap_or(DEFAULT.capped),
    })
}

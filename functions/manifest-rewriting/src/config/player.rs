//! What is made of what players say of themselves.

use serde::Deserialize;
use tidegate_sdk::config::refuse;

use crate::start::Hints;

/// What is made of CMCD (CTA-5004): with a measured throughput (`mtp`), players start
/// on the highest rung within a share of it, whatever the kind of device.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawPlayer {
    /// The share of the throughput that the first rung may take, in percent, 1 to 100.
    #[cfg_attr(test, schemars(range(min = 1, max = 100)))]
    throughput_share: u32,
    /// That share while the buffer (`bl`) is short.
    #[cfg_attr(test, schemars(range(min = 1, max = 100)))]
    short_buffer_share: u32,
    /// A buffer of fewer milliseconds is short.
    short_buffer_ms: u32,
    /// Whether rungs above the highest bit rate that the player says it plays (`tb`)
    /// are not offered.
    cap_at_top_bitrate: bool,
}

impl Default for RawPlayer {
    fn default() -> Self {
        Self {
            throughput_share: 70,
            short_buffer_share: 40,
            short_buffer_ms: 4000,
            cap_at_top_bitrate: false,
        }
    }
}

pub(super) fn hints(raw: RawPlayer) -> Result<Hints, String> {
    let percent = |key: &str, share: u32| match share {
        1..=100 => Ok(share),
        other => Err(refuse(key, other, "percent, 1 to 100")),
    };
    Ok(Hints {
        share: percent("player.throughput-share", raw.throughput_share)?,
        short_share: percent("player.short-buffer-share", raw.short_buffer_share)?,
        short_buffer: raw.short_buffer_ms,
        capped: raw.cap_at_top_bitrate,
    })
}

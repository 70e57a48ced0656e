//! The SCTE 35 message that announces a break.

use super::BREAK;

/// Ticks of presentation time stamps in a second.
const TICKS: u64 = 90_000;

/// A splice information section (SCTE 35 section 9.6) with a `splice_insert()`
/// (section 9.7.3): out of the network for the break of a minute, and back by itself.
pub fn out(minute: u64) -> Vec<u8> {
    let (from, seconds) = BREAK;
    // table_id, section_length 37, protocol_version, no encryption, pts_adjustment 0,
    // cw_index, tier 0xFFF, splice_command_length 20, splice_insert.
    let mut section =
        vec![0xFC, 0x30, 0x25, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xF0, 0x14, 0x05];
    let [_, _, _, _, event @ ..] = minute.to_be_bytes();
    section.extend(event);
    // Not cancelled; out_of_network, program_splice and duration_flag.
    section.extend([0x7F, 0xEF]);
    // splice_time() with time_specified, break_duration() with auto_return.
    section.extend(flagged(from * TICKS));
    section.extend(flagged(seconds * TICKS));
    // unique_program_id 1, the only avail, no descriptors.
    section.extend([0x00, 0x01, 0x01, 0x01, 0x00, 0x00]);
    section.extend(crc(&section).to_be_bytes());
    section
}

/// A flag that is set, six reserved bits, and 33 bits of ticks.
fn flagged(ticks: u64) -> [u8; 5] {
    let [_, _, _, bytes @ ..] = (ticks | 0x7F << 33).to_be_bytes();
    bytes
}

/// `CRC_32` of ISO/IEC 13818-1 annex A.
fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 24, |crc, _| {
            crc << 1 ^ if crc >> 31 == 1 { 0x04C1_1DB7 } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SCTE 35 section 14.2.
    #[test]
    fn the_checksum_is_that_of_the_specification() {
        let example = "FC302F000000000000FFFFF014054800008F7FEFFE7369C02EFE0052CCF500000000000A0008435545490000013562DBA30A";
        let bytes: Vec<_> = (0..example.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&example[at..at + 2], 16).unwrap())
            .collect();
        assert_eq!(crc(&bytes), 0);
    }
}

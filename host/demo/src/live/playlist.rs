//! The media playlists of the live channel: low-latency HLS
//! (draft-pantos-hls-rfc8216bis sections 4.4.3.7 to 4.4.3.8, 4.4.4.9, 4.4.5.3 and 4.4.5.4).

use std::fmt::{self, Write};

use super::{BREAK, Kind, MINUTE, PARTS, Rendition, SEGMENT, SEGMENTS, date, renditions, splice};

/// Segments that are listed, with the one in the making: as many as a minute has,
/// so that one begins a minute and one begins a break.
const WINDOW: u64 = SEGMENTS;

/// For how many target durations parts are listed (section 6.2.2).
const IN_PARTS: u64 = 3;

/// The playlist of a rendition at an instant.
pub fn at(now: u64, rendition: Rendition) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, now, rendition);
    text
}

fn write(text: &mut String, now: u64, rendition: Rendition) -> fmt::Result {
    let name = rendition.name;
    let (making, made) = (now / SEGMENT, now % SEGMENT);
    let first = (making + 1).saturating_sub(WINDOW);
    head(text, first, name)?;
    for segment in first..=making {
        events(text, segment)?;
        writeln!(text, "#EXT-X-PROGRAM-DATE-TIME:{}", date(segment * SEGMENT))?;
        if segment + IN_PARTS >= making {
            let parts = if segment == making { made } else { PARTS };
            for part in 0..parts {
                write!(text, "#EXT-X-PART:DURATION=1.000,URI=\"{name}/{segment}.{part}.m4s\"")?;
                // Pictures start with the segment; sound starts anywhere.
                let independent = part == 0 || rendition.kind == Kind::Audio;
                writeln!(text, "{}", if independent { ",INDEPENDENT=YES" } else { "" })?;
            }
        }
        if segment < making {
            writeln!(text, "#EXTINF:{SEGMENT}.000,\n{name}/{segment}.m4s")?;
        }
    }
    writeln!(text, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{name}/{making}.{made}.m4s\"")?;
    let (segment, part) = match made.checked_sub(1) {
        Some(last) => (making, last),
        None => (making - 1, PARTS - 1),
    };
    for other in renditions().filter(|other| *other != rendition) {
        let (folder, name) = (other.kind.folder(), other.name);
        writeln!(
            text,
            "#EXT-X-RENDITION-REPORT:URI=\"../{folder}/{name}.m3u8\",LAST-MSN={segment},LAST-PART={part}"
        )?;
    }
    Ok(())
}

fn head(text: &mut String, first: u64, name: &str) -> fmt::Result {
    // A discontinuity counts once its tag has left the playlist (section 6.2.2).
    let discontinuities = (first - 1) / SEGMENTS;
    // The demo origin holds no request back, so it does not promise CAN-BLOCK-RELOAD.
    writeln!(
        text,
        "#EXTM3U\n\
         #EXT-X-VERSION:7\n\
         #EXT-X-TARGETDURATION:{SEGMENT}\n\
         #EXT-X-PART-INF:PART-TARGET=1.000\n\
         #EXT-X-SERVER-CONTROL:HOLD-BACK={}.000,PART-HOLD-BACK=3.000\n\
         #EXT-X-MEDIA-SEQUENCE:{first}\n\
         #EXT-X-DISCONTINUITY-SEQUENCE:{discontinuities}\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n\
         #EXT-X-MAP:URI=\"{name}/init.mp4\"",
        3 * SEGMENT
    )
}

/// What happens where a segment begins.
fn events(text: &mut String, segment: u64) -> fmt::Result {
    let (start, (from, seconds)) = (segment * SEGMENT, BREAK);
    let minute = start / MINUTE;
    if start.is_multiple_of(MINUTE) {
        writeln!(text, "#EXT-X-DISCONTINUITY")?;
    }
    if start % MINUTE == from {
        write!(text, "#EXT-X-DATERANGE:ID=\"break-{minute}\",START-DATE=\"{}\",", date(start))?;
        write!(text, "PLANNED-DURATION={seconds}.000,SCTE35-OUT=0x")?;
        for byte in splice::out(minute) {
            write!(text, "{byte:02X}")?;
        }
        writeln!(text)?;
    }
    Ok(())
}

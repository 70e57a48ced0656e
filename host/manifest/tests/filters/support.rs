//! A playlist and an MPD's tracks, and what filters leave of them.

use tidegate_manifest::filter::{Language, Scope};
use tidegate_manifest::{
    Codecs, DynamicRange, Edit, Filter, FilterError, Floor, Multivariant, Resolution, Roles, Track,
    TrackKind,
};

/// Three rungs of H.264 with AAC, two of them with E-AC-3, too; one of HEVC in
/// HDR10, one in Dolby Vision; languages en, fr and pt-BR; WebVTT.
pub const PLAYLIST: &str = r#"#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="aac-en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Francais",LANGUAGE="fr",AUTOSELECT=YES,CHANNELS="2",URI="aac-fr.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Portugues",LANGUAGE="pt-BR",CHANNELS="2",URI="aac-pt.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="ec3",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="6",URI="ec3-en.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en",URI="subs-en.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="Francais",LANGUAGE="fra",URI="subs-fr.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,FRAME-RATE=25.000,CODECS="avc1.64001e,mp4a.40.2",AUDIO="aac",SUBTITLES="subs"
v360.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,FRAME-RATE=50.000,CODECS="avc1.640020,mp4a.40.2",AUDIO="aac",SUBTITLES="subs"
v720.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=3400000,RESOLUTION=1280x720,FRAME-RATE=59.940,CODECS="avc1.640020,ec-3",AUDIO="ec3",SUBTITLES="subs"
v720-ec3.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=9000000,RESOLUTION=1920x1080,FRAME-RATE=60.000,VIDEO-RANGE=PQ,CODECS="hev1.2.4.L123.B0,mp4a.40.2",AUDIO="aac",SUBTITLES="subs"
hdr10.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=15000000,RESOLUTION=3840x2160,FRAME-RATE=23.976,VIDEO-RANGE=PQ,CODECS="dvh1.05.06,ec-3",AUDIO="ec3",SUBTITLES="subs"
dv.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=200000,RESOLUTION=640x360,CODECS="avc1.64001e",URI="i360.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=400000,RESOLUTION=1280x720,CODECS="avc1.640020",URI="i720.m3u8"
"#;

/// Names of the playlist's tracks, by id.
pub const NAMES: [&str; 13] = [
    "aac-en", "aac-fr", "aac-pt", "ec3-en", "subs-en", "subs-fr", "v360", "v720", "v720-ec3",
    "hdr10", "dv", "i360", "i720",
];

/// A representation of an MPD.
pub fn mpd() -> Vec<Track<'static>> {
    let bare = |id, kind| Track { period: 0, ..Track::bare(id, kind) };
    let video = |id, rate, height: u32, codecs: &'static str| Track {
        bandwidth: Some(rate),
        resolution: Some(Resolution { width: height * 16 / 9, height }),
        codecs: Codecs::parse(codecs).0,
        codec_list: Some(codecs.into()),
        range: Some(DynamicRange::Sdr),
        ..bare(id, TrackKind::Video)
    };
    let audio = |id, rate, language: &'static str, codecs: &'static str| Track {
        bandwidth: Some(rate),
        sample_rate: Some(48000),
        channels: Some(2),
        language: Some(language.into()),
        codecs: Codecs::parse(codecs).0,
        codec_list: Some(codecs.into()),
        group: Some(0),
        ..bare(id, TrackKind::Audio)
    };
    vec![
        video(0, 800_000, 360, "avc1.64001e"),
        video(1, 3_000_000, 1080, "av01.0.08M.08"),
        audio(2, 64_000, "eng", "mp4a.40.5"),
        Track { roles: Roles::MAIN, ..audio(3, 128_000, "deu", "mp4a.40.2") },
        Track {
            language: Some("en".into()),
            codecs: Codecs::TEXT,
            codec_list: Some("stpp".into()),
            group: Some(1),
            ..bare(4, TrackKind::Subtitles)
        },
        Track {
            resolution: Some(Resolution { width: 160, height: 90 }),
            ..bare(5, TrackKind::TrickPlay)
        },
    ]
}

/// The edits that an expression makes of the playlist's tracks.
pub fn edits(language: Language, expression: &str) -> Result<Vec<Edit>, FilterError> {
    let playlist = Multivariant::parse(PLAYLIST).unwrap();
    Filter::parse(language, expression)?.edits(playlist.tracks(), Scope::Multivariant)
}

/// The playlist's tracks that a filter drops; its edits can be carried out.
pub fn dropped(language: Language, expression: &str) -> Vec<&'static str> {
    let edits = edits(language, expression).unwrap();
    let playlist = Multivariant::parse(PLAYLIST).unwrap();
    playlist.apply(&edits, Floor::default()).unwrap();
    let drop = |edit: &Edit| match edit {
        Edit::Drop(id) => Some(NAMES[*id as usize]),
        _ => None,
    };
    edits.iter().filter_map(drop).collect()
}

/// The ids of the MPD's tracks that a filter drops.
pub fn dropped_mpd(language: Language, expression: &str) -> Vec<u32> {
    let filter = Filter::parse(language, expression).unwrap();
    let edits = filter.edits(&mpd(), Scope::Mpd).unwrap();
    let drop = |edit: &Edit| match edit {
        Edit::Drop(id) => Some(*id),
        _ => None,
    };
    edits.iter().filter_map(drop).collect()
}

/// The column at which an expression is refused.
pub fn refused_at(language: Language, expression: &str) -> u32 {
    match Filter::parse(language, expression) {
        Err(FilterError::Syntax { column, .. }) => column,
        other => panic!("{expression}: {other:?}"),
    }
}

use tidegate_manifest::filter::request::{split_path, take_parameter};

#[test]
fn filters_are_the_first_segments_of_a_path() {
    for (path, filters, rest) in [
        (
            "/v(hdr10,hvc)/a(mp4a,l(pt-BR,en),b(10,20))/b(100,4000)/test.m3u8",
            "/v(hdr10,hvc)/a(mp4a,l(pt-BR,en),b(10,20))/b(100,4000)",
            "/test.m3u8",
        ),
        ("/l-i(en)/a/b.mpd", "/l-i(en)", "/a/b.mpd"),
        ("/a/b(1)/c.mpd", "", "/a/b(1)/c.mpd"),
        ("/x(1)/c.mpd", "", "/x(1)/c.mpd"),
        ("/b(1", "", "/b(1"),
        ("/b(1)", "/b(1)", ""),
        ("/", "", "/"),
        ("", "", ""),
        ("b(1)/c.mpd", "", "b(1)/c.mpd"),
    ] {
        assert_eq!(split_path(path), (filters, rest), "{path}");
    }
}

#[test]
fn a_parameter_is_taken_and_the_rest_stays_as_it_was() {
    for (query, value, rest) in [
        ("filter=type%3D%3D%22audio%22", Some("type==\"audio\""), ""),
        ("a=%41&filter=true&b=+&&c", Some("true"), "a=%41&b=+&&c"),
        ("&filter=&", Some(""), "&"),
        ("a=1&b", None, "a=1&b"),
        ("", None, ""),
        ("FILTER=true", Some("true"), ""),
        ("f%69lter=true", Some("true"), ""),
        ("filters=true", None, "filters=true"),
    ] {
        let taken = take_parameter(query, "filter");
        assert_eq!((taken.value.as_deref(), &*taken.rest), (value, rest), "{query}");
        assert!(!taken.repeated);
    }
    assert!(take_parameter("filter=true&a&filter=true", "filter").repeated);
    let query = "aws.manifestfilter=audio_sample_rate%3A0-44100%3Bvideo_codec%3Ah264&m=1";
    let taken = take_parameter(query, "aws.manifestfilter");
    assert_eq!(taken.value.as_deref(), Some("audio_sample_rate:0-44100;video_codec:h264"));
    assert_eq!(taken.rest, "m=1");
}

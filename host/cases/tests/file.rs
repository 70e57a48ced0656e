//! What is refused in a file of cases, and how that is told.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::{Path, PathBuf};

use tidegate_cases::CaseFile;
use tidegate_pipeline::FunctionKind;

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

fn refusal(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n");
    write(folder.path(), "broken.toml", "a = \n");
    let file = write(folder.path(), "cases.toml", text);
    let error = CaseFile::read(&file).unwrap_err().to_string();
    error.replace(&format!("{}/", folder.path().display()), "")
}

/// One case of geo-licensing, with these lines in it.
fn with(lines: &str) -> String {
    format!("kind = 'geo-licensing'\n[[cases]]\nname = 'a'\n{lines}\n")
}

#[test]
fn an_error_names_file_place_what_was_found_and_what_is_accepted() {
    for (text, told) in [
        (
            "kind = 'geo'\n[[cases]]\nname = 'a'",
            "cases.toml:1: `kind`: found \"geo\", expected one of consent, geo-licensing, carbon-cap, manifest-rewriting",
        ),
        (
            "kind = 'consent'\ncases = []",
            "cases.toml:1: `cases`: found none, expected at least one",
        ),
        (
            &with("expect = { allow = {} }\nfacts = { contry = 'FR' }"),
            "cases.toml:5: `cases[0].facts.contry`: unknown field `contry`, expected one of `now`",
        ),
        (
            &with("expect = { allow = {} }\nfacts = { now = 2026-11-23 }"),
            "cases.toml:5: `cases[0].facts`: found 2026-11-23, expected a date with a time and an offset, e.g. 2026-11-23T12:00:00Z",
        ),
        (
            &with(""),
            "cases.toml:2: `cases[0]`: found 0, expected exactly one of `expect`, `expect-exactly`, `expect-fault`, `expect-refused`",
        ),
        (
            &with("expect = {}"),
            "cases.toml:4: `cases[0].expect`: found an empty table, expected something of the answer",
        ),
        (
            &with("expect = 'allow'"),
            "cases.toml:4: `cases[0].expect`: found \"allow\", expected a table: the answer, or some of it",
        ),
        (
            &with(
                "expect-exactly = { allow = { limits = {}, rule = 'a', version = 'b', valid-for = -1 } }",
            ),
            "cases.toml:4: `cases[0].expect-exactly.allow.valid-for`: invalid value: integer `-1`, expected u32",
        ),
        (
            &with(
                "expect-exactly = { allow = { limits = { max-heigth = 1 }, rule = 'a', version = 'b', valid-for = 1 } }",
            ),
            "cases.toml:4: `cases[0].expect-exactly.allow.limits.max-heigth`: unknown field `max-heigth`, expected one of `max-height`",
        ),
        (
            &with("expect-fault = 'tarp'"),
            "cases.toml:4: `cases[0].expect-fault`: found \"tarp\", expected one of trap, deadline, memory, answer-size, invalid",
        ),
        (
            &with("expect = { allow = {} }\nplaylist = 'm.m3u8'"),
            "cases.toml:5: `cases[0].playlist`: found in a case of geo-licensing, expected only for manifest-rewriting",
        ),
        (
            &with("expect = { allow = {} }\nconfig = 'a.toml'\n[cases.document]"),
            "cases.toml:2: `cases[0].config`: found `document` besides, expected one of them",
        ),
        (
            &with("expect = { allow = {} }\n[[cases]]\nname = 'a'"),
            "cases.toml:5: `cases[1].name`: found \"a\", expected a name that no case before has",
        ),
        (
            &with("expect = { allow = {} }\nconfig = 'config.yaml'"),
            "config.yaml: found another name, expected one ending in .toml or .json",
        ),
        (&with("expect = { allow = {} }\nconfig = 'none.toml'"), "none.toml: No such file"),
        (
            &with("expect = { allow = {} }\nconfig = 'broken.toml'"),
            "broken.toml: TOML parse error at line 1, column 5",
        ),
        (
            "kind = 'manifest-rewriting'\n[[cases]]\nname = 'a'\nexpect = { edits = [] }",
            "cases.toml:2: `cases[0]`: found no manifest, expected one of `playlist`, `mpd` and `manifest`",
        ),
        (
            "kind = 'manifest-rewriting'\nmpd = 'm.m3u8'\n[[cases]]\nname = 'a'\nexpect = { edits = [] }",
            "cases.toml:2: `mpd`: m.m3u8: found an HLS playlist, expected a DASH MPD",
        ),
        (
            "kind = 'manifest-rewriting'\nplaylist = 'm.m3u8'\nmpd = 'm.m3u8'\n[[cases]]\nname = 'a'\nexpect = { edits = [] }",
            "cases.toml:1: `playlist`: found several, expected one of `playlist`, `mpd` and `manifest`",
        ),
        (
            "kind = 'manifest-rewriting'\n[[cases]]\nname = 'a'\nexpect = { edits = [] }\nmanifest = { format = 'smooth', tracks = {} }",
            "cases.toml:5: `cases[0].manifest.format`: unknown variant `smooth`, expected one of `hls-multivariant`, `hls-media`, `dash`",
        ),
    ] {
        let found = refusal(text);
        assert!(found.starts_with(told), "{text}\nfound     {found}\nexpected  {told}");
    }
    // These the TOML reader tells itself, with line, column and the line's text.
    for (text, told) in [
        (with("expcet = {}"), "unknown field `expcet`, expected one of `name`"),
        (
            with("limits = { cal-us = 1 }"),
            "unknown field `cal-us`, expected `call-us` or `memory-kib`",
        ),
        ("kind = 'consent'".to_owned(), "missing field `cases`"),
        ("kind = 'consent'\n[[cases]]\nname = 1".to_owned(), "expected a string"),
    ] {
        let found = refusal(&text);
        assert!(found.starts_with("cases.toml: TOML parse error at line "), "{found}");
        assert!(found.contains(told), "{found}");
    }
}

#[test]
fn what_stands_above_the_cases_is_for_all_that_have_none_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let playlist = |height: u32| {
        format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=16x{height}\na.m3u8\n")
    };
    write(folder.path(), "a.m3u8", &playlist(1));
    write(folder.path(), "b.m3u8", &playlist(2));
    write(folder.path(), "config.toml", "since = 2026-01-01\nnumber = 1");
    let text = "
        kind = 'manifest-rewriting'
        component = 'f.wasm'
        config = 'config.toml'
        playlist = 'a.m3u8'
        grants = { purposes = ['storage'] }
        limits-in = { max-height = 720 }
        limits = { call-us = 5, memory-kib = 6 }
        [[cases]]
        name = 'plain'
        expect = { edits = [] }
        [[cases]]
        name = 'special'
        document = { a = 1 }
        playlist = 'b.m3u8'
        grants = {}
        limits-in = {}
        limits = { call-us = 7 }
        expect = { edits = [] }
    ";
    let file = CaseFile::read(&write(folder.path(), "cases.toml", text)).unwrap();
    assert_eq!(file.kind, FunctionKind::ManifestRewriting);
    let mut names: Vec<_> = file.sources.iter().map(|file| file.file_name().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["a.m3u8", "b.m3u8", "cases.toml", "config.toml", "f.wasm"]);
    let [plain, special] = file.cases.as_slice() else { panic!() };
    assert_eq!(plain.config.as_deref(), Some(r#"{"number":1,"since":"2026-01-01"}"#));
    assert_eq!(special.config.as_deref(), Some(r#"{"a":1}"#));
    let heights =
        [plain, special].map(|case| case.view.manifest.as_ref().unwrap().tracks.heights[0]);
    assert_eq!(heights, [1, 2]);
    assert!(!plain.view.grants.purposes.is_empty() && special.view.grants.purposes.is_empty());
    assert_eq!(plain.view.limits.max_height, Some(720));
    assert_eq!(special.view.limits.max_height, None);
    assert_eq!((plain.limits.call_us, plain.limits.memory_kib), (Some(5), Some(6)));
    assert_eq!((special.limits.call_us, special.limits.memory_kib), (Some(7), Some(6)));
    assert_eq!((plain.line, special.line), (9, 12));
}

#[test]
fn a_file_that_is_too_long_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.toml");
    std::fs::File::create(&file).unwrap().set_len(1 << 30).unwrap();
    let error = CaseFile::read(&file).unwrap_err().to_string();
    assert!(error.contains("found more than 16777216 bytes"), "{error}");
}

proptest::proptest! {
    #[test]
    fn whatever_stands_in_it_reading_ends(text in "(kind = 'consent'\n)?(\\[\\[cases\\]\\]\n|name = '[ab]'\n|expect = |facts = |[{}\\[\\],=a'\" \n0-9:TZ-]){0,30}") {
        let folder = tempfile::tempdir().unwrap();
        let _ = CaseFile::read(&write(folder.path(), "cases.toml", &text));
    }
}

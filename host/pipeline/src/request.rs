//! Which requests are taken, and which of them are for manifests.

use http::Method;

use crate::outcome::Problem;

/// Longest path, in bytes.
const LONGEST: usize = 2048;

/// Refuses all methods but GET and HEAD.
///
/// # Errors
/// [`Problem::MethodNotAllowed`].
pub fn check_method(method: &Method) -> Result<(), Problem> {
    if matches!(*method, Method::GET | Method::HEAD) {
        Ok(())
    } else {
        Err(Problem::MethodNotAllowed)
    }
}

/// Whether a path names a manifest: playlists end in `.m3u8` or `.m3u` (RFC 8216
/// section 4), MPDs in `.mpd`.
#[must_use]
pub fn names_manifest(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    [".m3u8", ".m3u", ".mpd"].iter().any(|ending| lower.ends_with(ending))
}

/// Refuses paths that two readers could take for different ones: dot segments,
/// empty segments, encoded separators, encoded dots, letters and digits, NUL,
/// backslashes and double encoding. Nothing is rewritten, so the origin sees what was checked.
///
/// # Errors
/// [`Problem::BadRequest`].
pub fn check_path(path: &str) -> Result<(), Problem> {
    let refuse = |what: &str| Err(Problem::BadRequest(format!("its path {what}")));
    if path.len() > LONGEST {
        return refuse("is too long");
    }
    let Some(below) = path.strip_prefix('/') else {
        return refuse("does not start with /");
    };
    if path.contains('\\') {
        return refuse("has a backslash");
    }
    let mut segments = below.split('/').peekable();
    while let Some(segment) = segments.next() {
        if segment == "." || segment == ".." {
            return refuse("has a dot segment");
        }
        if segment.is_empty() && segments.peek().is_some() {
            return refuse("has an empty segment");
        }
    }
    let mut rest = below.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return refuse("has a percent sign without two hexadecimal digits");
        };
        match (high << 4) | low {
            0 => return refuse("has an encoded NUL"),
            0x25 => return refuse("is encoded twice"),
            0x2e | 0x2f | 0x5c => return refuse("has an encoded dot or slash"),
            // RFC 3986 section 2.3: the same resource with and without the encoding,
            // so `main.m3u%38` is a playlist and `%66ilms/a` is a film.
            plain if is_unreserved(plain) => return refuse("encodes what needs no encoding"),
            _ => {}
        }
    }
    Ok(())
}

fn is_unreserved(code: u32) -> bool {
    char::from_u32(code).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_methods_pass() {
        assert!(check_method(&Method::GET).is_ok());
        assert!(check_method(&Method::HEAD).is_ok());
        for method in [Method::POST, Method::PUT, Method::OPTIONS, Method::DELETE] {
            assert_eq!(check_method(&method), Err(Problem::MethodNotAllowed));
        }
    }

    #[test]
    fn manifests_are_known_by_their_ending() {
        for path in ["a.m3u8", "a/B.M3U8", "a.m3u", "a.MPD"] {
            assert!(names_manifest(path), "{path}");
        }
        for path in ["", "m3u8", "a.m3u8/", "a.m3u8.m4s", "a.mpd.mp4", "mpd"] {
            assert!(!names_manifest(path), "{path}");
        }
    }

    #[test]
    fn ordinary_paths_pass() {
        for path in ["/", "/tide/main.m3u8", "/a%20b/c.d/e", "/tide/", "/..a/b.."] {
            assert!(check_path(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn ambiguous_paths_are_refused() {
        for path in [
            "/../a",
            "/a/..",
            "/a/./b",
            "//a",
            "/a//b",
            "/a%2fb",
            "/a%2Fb",
            "/%2e%2e/a",
            "/a%00",
            "/a%252e",
            "/main.m3u%38",
            "/%66ilms/main.m3u8",
            "/a%7Eb",
            "/a%5cb",
            "/a\\b",
            "/a%",
            "/a%2",
            "/a%zz",
            "a",
        ] {
            assert!(check_path(path).is_err(), "{path}");
        }
        assert!(check_path(&format!("/{}", "a".repeat(2048))).is_err());
    }
}

//! References made to resolve against another base, RFC 3986 section 5.2, by
//! what is written before them: nothing of a reference is written anew.

use std::borrow::Cow;

use super::variables::Variables;

/// The longest base in bytes: what servers and players take of a URI.
pub(super) const MAX_BASE: usize = 2048;

/// The longest scheme that is known as one. The longest registered has 36 bytes.
const MAX_SCHEME: usize = 64;

/// A base: absolute, or a path that begins with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base<'e> {
    uri: Cow<'e, str>,
    /// Where its scheme ends, the colon included; 0 without one.
    scheme: usize,
    /// Where its path starts.
    path: usize,
}

impl<'e> Base<'e> {
    /// Reads a base that ends in `/`, with neither query nor fragment.
    pub(super) fn parse(uri: &'e str) -> Option<Self> {
        let fits = uri.len() <= MAX_BASE && uri.ends_with('/') && !uri.contains(['?', '#']);
        if !fits || !is_uri(uri) {
            return None;
        }
        let (scheme, path) = match uri.split_once("://") {
            _ if uri.starts_with('/') => (0, 0),
            Some((scheme, rest)) => {
                let authority = rest.find('/').filter(|length| *length > 0)?;
                let known = Reference::of(uri.chars()) == Reference::Absolute;
                known.then_some((scheme.len() + 1, scheme.len() + "://".len() + authority))?
            }
            None => return None,
        };
        // `//` would begin an authority, not a path.
        (path > 0 || !uri.starts_with("//")).then_some(Self {
            uri: Cow::Borrowed(uri),
            scheme,
            path,
        })
    }

    /// What goes before a reference so that it resolves against this base
    /// whatever the playlist's own is. Variables of unknown value are taken
    /// for the beginning of a relative path.
    pub(super) fn prefix(&self, reference: &str, variables: &Variables<'_>) -> &str {
        let end = match Reference::of(variables.expanded(reference.trim_ascii_start())) {
            Reference::Absolute | Reference::Empty => 0,
            Reference::Network => self.scheme,
            Reference::Path => self.path,
            Reference::Relative => self.uri.len(),
        };
        self.uri.get(..end).unwrap_or_default()
    }

    /// A reference resolved against this base.
    pub(super) fn resolve<'r>(&self, reference: &'r str) -> Cow<'r, str> {
        match self.prefix(reference, &Variables::default()) {
            "" => Cow::Borrowed(reference),
            prefix => Cow::Owned(format!("{prefix}{reference}")),
        }
    }

    /// The base that this and then another one make.
    pub(super) fn then(self, next: Self) -> Self {
        if self.scheme > 0 {
            return self;
        }
        let uri = match next.resolve(&self.uri) {
            Cow::Borrowed(_) => return self,
            Cow::Owned(uri) => uri,
        };
        Self { uri: Cow::Owned(uri), scheme: next.scheme, path: next.path }
    }

    /// Bytes.
    pub(super) fn len(&self) -> usize {
        self.uri.len()
    }
}

/// The kinds of reference that resolve differently, RFC 3986 section 5.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reference {
    /// Nothing: the playlist itself.
    Empty,
    /// It has a scheme.
    Absolute,
    /// It begins with `//`.
    Network,
    /// It begins with `/`.
    Path,
    /// All else.
    Relative,
}

impl Reference {
    fn of(mut characters: impl Iterator<Item = char>) -> Self {
        match characters.next() {
            None => Self::Empty,
            Some('/') if characters.next() == Some('/') => Self::Network,
            Some('/') => Self::Path,
            Some(first) if first.is_ascii_alphabetic() => {
                let of_scheme =
                    |char: &char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.');
                let after = characters.take(MAX_SCHEME).find(|char| !of_scheme(char));
                if after == Some(':') { Self::Absolute } else { Self::Relative }
            }
            Some(_) => Self::Relative,
        }
    }
}

/// Whether a text has only what a URI may have, RFC 3986 section 2, and does
/// not look like a tag: it can stand on a line and in a quoted string.
pub(super) fn is_uri(text: &str) -> bool {
    let of_uri =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    !text.is_empty() && !text.starts_with('#') && text.bytes().all(of_uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_by_rfc_3986() {
        let base = Base::parse("https://cdn.example:8443/a/b/").unwrap();
        let path = Base::parse("/a/b/").unwrap();
        for (reference, whole, rooted) in [
            ("v/1.m3u8", "https://cdn.example:8443/a/b/v/1.m3u8", "/a/b/v/1.m3u8"),
            ("../v", "https://cdn.example:8443/a/b/../v", "/a/b/../v"),
            ("?x=1", "https://cdn.example:8443/a/b/?x=1", "/a/b/?x=1"),
            ("1:2", "https://cdn.example:8443/a/b/1:2", "/a/b/1:2"),
            ("/v", "https://cdn.example:8443/v", "/v"),
            ("//o/v", "https://o/v", "//o/v"),
            ("http://o/v", "http://o/v", "http://o/v"),
            ("data:,x", "data:,x", "data:,x"),
            ("skd://x", "skd://x", "skd://x"),
            ("", "", ""),
        ] {
            assert_eq!(base.resolve(reference), whole);
            assert_eq!(path.resolve(reference), rooted);
        }
    }

    #[test]
    fn bases_are_absolute_or_paths() {
        for uri in ["/", "/a/", "https://h/", "http://[::1]:80/a/"] {
            assert!(Base::parse(uri).is_some(), "{uri}");
        }
        for uri in [
            "",
            "a/",
            "/a",
            "//h/",
            "https://h",
            "https:///",
            "1ttp://h/",
            "h/://x/",
            "/?a/",
            "/#/",
            "/ /",
            "/\"/",
            "/\n/",
            "/é/",
            "/{$x}/",
            "://h/",
            "mailto:x/",
        ] {
            assert!(Base::parse(uri).is_none(), "{uri}");
        }
        assert!(Base::parse(&format!("/{}/", "a".repeat(MAX_BASE))).is_none());
    }

    #[test]
    fn one_base_after_another() {
        let base = |uri| Base::parse(uri).unwrap();
        let both = base("/a/").then(base("https://h/b/"));
        assert_eq!(both.resolve("v"), "https://h/a/v");
        assert_eq!(both.resolve("/v"), "https://h/v");
        assert_eq!(base("/a/").then(base("/b/")), base("/a/"));
        assert_eq!(base("https://h/").then(base("/b/")), base("https://h/"));
    }

    #[test]
    fn variables_decide_by_their_values() {
        let mut variables = Variables::default();
        variables.define("NAME=\"host\",VALUE=\"https://h\"").unwrap();
        variables.define("NAME=\"none\",VALUE=\"\"").unwrap();
        let base = Base::parse("https://cdn/a/").unwrap();
        for (reference, prefix) in [
            ("{$host}/v", ""),
            ("{$none}{$none}/v", "https://cdn"),
            ("{$none}", ""),
            ("{$unknown}/v", "https://cdn/a/"),
            ("v/{$host}", "https://cdn/a/"),
        ] {
            assert_eq!(base.prefix(reference, &variables), prefix, "{reference}");
        }
    }
}

//! Files, standard input and URLs, read whole.

use std::io::Read;
use std::time::Duration;

use http::Uri;
use tidegate_manifest::Manifest;
use tidegate_pipeline::Problem;

use super::trouble::Trouble;
use crate::listen::upstream::Upstream;
use crate::origin::{LARGEST_MANIFEST, Origin};

/// How long a server may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A text, and where it is from.
#[derive(Debug)]
pub struct Input {
    /// For people: the file's name, `<stdin>`, or the URL.
    pub source: String,
    /// The text, byte for byte.
    pub text: String,
}

impl Input {
    /// Reads a file, standard input for `-`, or what an `http://` URL names.
    ///
    /// # Errors
    /// What cannot be read, is larger than [`LARGEST_MANIFEST`], or is not UTF-8.
    pub async fn read(name: &str) -> Result<Self, Trouble> {
        let starts = |scheme: &str| {
            name.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if starts("http://") {
            return fetch(name).await;
        }
        if starts("https://") {
            let says =
                "https is not supported yet; try: curl -sL URL | tidegate manifest inspect -";
            return Err(Trouble::unreadable(name, says));
        }
        Self::open(name)
    }

    /// Reads a file, or standard input for `-`.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub fn open(name: &str) -> Result<Self, Trouble> {
        Self::open_up_to(name, LARGEST_MANIFEST)
    }

    /// Reads a file of at most so many bytes, or standard input for `-`.
    ///
    /// # Errors
    /// What cannot be read, is larger, or is not UTF-8.
    pub fn open_up_to(name: &str, largest: usize) -> Result<Self, Trouble> {
        let mut bytes = Vec::new();
        // One byte more tells that there is more.
        let most = largest as u64 + 1;
        let (source, read) = if name == "-" {
            ("<stdin>", std::io::stdin().lock().take(most).read_to_end(&mut bytes))
        } else {
            let read =
                std::fs::File::open(name).and_then(|file| file.take(most).read_to_end(&mut bytes));
            (name, read)
        };
        read.map_err(|error| Trouble::unreadable(source, error))?;
        if bytes.len() > largest {
            let says = format!("larger than {largest} bytes, the most that is read");
            return Err(Trouble::unreadable(source, says));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { source: source.to_owned(), text }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                Err(Trouble::not_utf8(source, error.as_bytes(), at))
            }
        }
    }

    /// Reads the text as a manifest.
    ///
    /// # Errors
    /// What was expected where.
    pub fn manifest(&self) -> Result<Manifest<'_>, Trouble> {
        Manifest::parse(&self.text)
            .map_err(|error| Trouble::malformed(&self.source, &self.text, &error))
    }
}

async fn fetch(url: &str) -> Result<Input, Trouble> {
    let unreadable = |says: String| Trouble::unreadable(url, says);
    let uri: Uri = url.parse().map_err(|error| unreadable(format!("no URL: {error}")))?;
    let base = Uri::builder()
        .scheme("http")
        .authority(uri.authority().map_or("", |authority| authority.as_str()))
        .path_and_query("/")
        .build()
        .map_err(|error| unreadable(format!("no URL: {error}")))?;
    let path = uri.path().strip_prefix('/').unwrap_or_default();
    let passed = Upstream { query: uri.query().map(str::to_owned), cookie: None };
    let fetched = Origin::new(&base, TIMEOUT).manifest(path, &passed).await;
    let fetched = fetched.map_err(|problem| unreadable(words(&problem)))?;
    Ok(Input { source: url.to_owned(), text: fetched.text })
}

fn words(problem: &Problem) -> String {
    match problem {
        Problem::NotAtOrigin { gone: false } => "the server answers 404: not found".to_owned(),
        Problem::NotAtOrigin { gone: true } => "the server answers 410: gone".to_owned(),
        Problem::OriginRefused(status @ 300..=399) => {
            format!("the server answers {status}; redirects are not followed")
        }
        Problem::OriginRefused(status) => format!("the server answers {status}"),
        Problem::OriginUnreachable => "the server cannot be reached".to_owned(),
        Problem::OriginTimeout => format!("no answer within {} s", TIMEOUT.as_secs()),
        Problem::OriginInvalid(why) => format!("what the server sent cannot be used: {why}"),
        problem => format!("{problem:?}"),
    }
}

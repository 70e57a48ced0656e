//! Files, standard input and URLs, read whole.

use std::io::Read;
use std::time::Duration;

use http::StatusCode;
use http::header::ACCEPT_ENCODING;
use tidegate_manifest::Manifest;

use super::trouble::Trouble;
use crate::origin::LARGEST_MANIFEST;
use crate::reason::innermost;

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
    /// Reads a file, standard input for `-`, or what an `http` or `https` URL names.
    ///
    /// # Errors
    /// What cannot be read, is larger than [`LARGEST_MANIFEST`], or is not UTF-8.
    pub async fn read(name: &str) -> Result<Self, Trouble> {
        let starts = |scheme: &str| {
            name.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if starts("http://") || starts("https://") {
            return fetch(name).await;
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
            return Err(Trouble::unreadable(source, too_large(largest)));
        }
        text(source, bytes)
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

/// Reads what a URL names, redirects followed.
async fn fetch(url: &str) -> Result<Input, Trouble> {
    let unreadable = |says: String| Trouble::unreadable(url, says);
    // Another part of this program may have set it already, to the same.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build();
    let client = client.map_err(|error| unreadable(innermost(&error)))?;
    // Compressed bytes would have to be unpacked within bounds.
    let asked = client.get(url).header(ACCEPT_ENCODING, "identity").send().await;
    let mut answer = asked.map_err(|error| unreadable(words(&error)))?;
    if answer.status() != StatusCode::OK {
        return Err(unreadable(format!("the server answers {}", answer.status())));
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| unreadable(words(&error)))? {
        if bytes.len() + piece.len() > LARGEST_MANIFEST {
            return Err(unreadable(too_large(LARGEST_MANIFEST)));
        }
        bytes.extend_from_slice(&piece);
    }
    text(url, bytes)
}

fn text(source: &str, bytes: Vec<u8>) -> Result<Input, Trouble> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Input { source: source.to_owned(), text }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(Trouble::not_utf8(source, error.as_bytes(), at))
        }
    }
}

fn too_large(largest: usize) -> String {
    format!("larger than {largest} bytes, the most that is read")
}

fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} s", TIMEOUT.as_secs());
    }
    let what = match () {
        () if error.is_builder() => "no URL",
        () if error.is_redirect() => "the server sends elsewhere without end",
        () if error.is_connect() => "the server cannot be reached",
        () => "the answer breaks off",
    };
    format!("{what}: {}", innermost(error))
}

//! Reading from a registry, every answer up to a size. `oci-client` reads manifests,
//! tokens and errors whole, however large (oci-client#206), so it only pushes.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{Client, Response, StatusCode};
use tokio::sync::Mutex;

use super::StoreError;
use super::credentials::Credentials;
use super::token::{Challenge, Token};
use crate::artifact::ArtifactError;

/// Until a connection is there.
const CONNECT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer.
const STALL: Duration = Duration::from_secs(30);
/// Most of an answer that is no blob and no manifest: a token, an error.
const SMALL: usize = 64 << 10;

/// One repository of a registry, to read from.
pub(super) struct Http {
    client: Client,
    host: String,
    /// `https://HOST/v2/NAME`
    base: String,
    repository: String,
    credentials: Credentials,
    /// What worked last.
    authorization: Mutex<Option<HeaderValue>>,
}

/// An answer of 200 or 206, its body not yet read.
pub(super) struct Answer {
    response: Response,
    url: String,
}

impl Http {
    pub fn new(
        scheme: &str,
        host: &str,
        api: &str,
        repository: &str,
        credentials: Credentials,
    ) -> Result<Self, StoreError> {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(STALL)
            // A registry may send readers elsewhere, but not out of TLS.
            .https_only(scheme == "https")
            .user_agent(concat!("tidegate/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| unreachable(host, &error))?;
        let authorization = match &credentials {
            Credentials::Bearer(token) => Some(bearer(host, token)?),
            Credentials::Anonymous | Credentials::Basic { .. } => None,
        };
        Ok(Self {
            client,
            host: host.to_owned(),
            base: format!("{scheme}://{api}/v2/{repository}"),
            repository: repository.to_owned(),
            credentials,
            authorization: Mutex::new(authorization),
        })
    }

    /// Gets `path` below the repository; None if there is no such thing.
    pub async fn get(
        &self,
        path: &str,
        accept: &'static str,
    ) -> Result<Option<Answer>, StoreError> {
        let url = format!("{}/{path}", self.base);
        let mut response = self.send(&url, accept).await?;
        if response.status() == StatusCode::UNAUTHORIZED
            && let Some(header) = self.authorize(response.headers()).await?
        {
            *self.authorization.lock().await = Some(header);
            response = self.send(&url, accept).await?;
        }
        match response.status() {
            StatusCode::OK => Ok(Some(Answer { response, url })),
            StatusCode::NOT_FOUND => Ok(None),
            status => {
                let body = Answer { response, url: url.clone() }.start(SMALL).await;
                Err(StoreError::Registry { url, status: status.as_u16(), message: message(&body) })
            }
        }
    }

    async fn send(&self, url: &str, accept: &'static str) -> Result<Response, StoreError> {
        let mut request = self.client.get(url).header(ACCEPT, accept);
        if let Some(header) = self.authorization.lock().await.clone() {
            request = request.header(reqwest::header::AUTHORIZATION, header);
        }
        request.send().await.map_err(|error| unreachable(&self.host, &error))
    }

    /// The header that the registry asks for, if we have what it takes.
    async fn authorize(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, StoreError> {
        let challenge = headers
            .get_all(WWW_AUTHENTICATE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .find_map(|header| Challenge::parse(header, &self.repository));
        match (challenge, &self.credentials) {
            (Some(Challenge::Basic), Credentials::Basic { user, password }) => {
                let request = self.client.get(&self.base).basic_auth(user, Some(password)).build();
                let request = request.map_err(|error| unreachable(&self.host, &error))?;
                Ok(request.headers().get(reqwest::header::AUTHORIZATION).cloned())
            }
            (
                Some(Challenge::Bearer { realm, query }),
                Credentials::Anonymous | Credentials::Basic { .. },
            ) => self.token(&realm, &query).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn token(
        &self,
        realm: &str,
        query: &[(&'static str, String)],
    ) -> Result<HeaderValue, StoreError> {
        let mut request = self.client.get(realm).query(query);
        if let Credentials::Basic { user, password } = &self.credentials {
            request = request.basic_auth(user, Some(password));
        }
        let response = request.send().await.map_err(|error| unreachable(&self.host, &error))?;
        let (status, url) = (response.status(), realm.to_owned());
        let body = Answer { response, url: url.clone() }.start(SMALL).await;
        if !status.is_success() {
            let status = status.as_u16();
            return Err(StoreError::Registry { url, status, message: message(&body) });
        }
        let token = Token::parse(&body).ok_or_else(|| StoreError::Credentials {
            host: self.host.clone(),
            why: format!("{url}: found no token in the answer"),
        })?;
        bearer(&self.host, &token)
    }
}

impl Answer {
    /// The header that names the digest of what is sent.
    pub fn digest_header(&self) -> Option<&str> {
        self.response.headers().get("Docker-Content-Digest")?.to_str().ok()
    }

    /// The whole body, no larger than `most`; `piece` hears of every arrival.
    pub async fn whole(
        mut self,
        most: usize,
        too_large: impl Fn(u64) -> ArtifactError,
        mut piece: impl FnMut(usize),
    ) -> Result<Bytes, StoreError> {
        let number = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        if let Some(announced) = self.response.content_length().filter(|size| *size > number(most))
        {
            return Err(too_large(announced).into());
        }
        // What is announced need not come.
        let mut body = Vec::with_capacity(most.min(1 << 20));
        loop {
            let chunk = self.response.chunk().await;
            let Some(chunk) = chunk.map_err(|error| unreachable(&self.url, &error))? else { break };
            let size = body.len().saturating_add(chunk.len());
            if size > most {
                return Err(too_large(number(size)).into());
            }
            body.extend_from_slice(&chunk);
            piece(chunk.len());
        }
        Ok(body.into())
    }

    /// The first `most` bytes of the body; what comes after an error is lost.
    async fn start(mut self, most: usize) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < most
            && let Ok(Some(chunk)) = self.response.chunk().await
        {
            let rest = most.saturating_sub(body.len());
            body.extend_from_slice(chunk.get(..rest).unwrap_or(&chunk));
        }
        body
    }
}

fn bearer(host: &str, token: &str) -> Result<HeaderValue, StoreError> {
    let mut header = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
        let why = "found a token that no header can carry".to_owned();
        StoreError::Credentials { host: host.to_owned(), why }
    })?;
    header.set_sensitive(true);
    Ok(header)
}

/// What an error's body says: the registry's own messages, else its first words.
fn message(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Body {
        errors: Vec<Error>,
    }
    #[derive(serde::Deserialize)]
    struct Error {
        code: String,
        #[serde(default)]
        message: String,
    }
    let text = match serde_json::from_slice::<Body>(body) {
        Ok(Body { errors }) => errors
            .iter()
            .map(|Error { code, message }| format!("{code}: {message}"))
            .collect::<Vec<_>>()
            .join("; "),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    text.trim().chars().filter(|character| !character.is_control()).take(300).collect()
}

fn unreachable(host: &str, error: &reqwest::Error) -> StoreError {
    let mut why = String::new();
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        why = error.to_string();
        source = error.source();
    }
    StoreError::Unreachable { host: host.to_owned(), why }
}

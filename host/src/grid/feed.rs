//! One provider: what is asked of it, and under whose name.

use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::Empty;
use tidegate_facts::grid::provider::{Access, AnswerError, Answers, Ask, Provider, watttime};
use tidegate_facts::grid::steps::Reading;
use tidegate_sdk::types::IntensitySignal;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::client::Get;
use super::credentials::{Credentials, Secret, sensitive};
use super::schedule::Outcome;

/// A login is good for half an hour; it is renewed some minutes before.
const LOGIN_FOR: Duration = Duration::from_secs(25 * 60);

/// A provider as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Which.
    pub provider: Provider,
    /// Its base URL, `http` or `https`, ending in `/`.
    pub url: Uri,
    /// Places (ISO 3166) and the provider's zones for them.
    pub zones: Vec<(String, String)>,
    /// What its figures count.
    pub signal: IntensitySignal,
    /// From one answer to the next question.
    pub interval: Duration,
    /// Under whose name it is asked.
    pub credentials: Option<Credentials>,
}

/// Why there is no answer. Without a word of credentials.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// No connection, or one that broke before an answer came.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// Not within [`WITHIN`](super::client::WITHIN).
    #[error("it did not answer in time")]
    TooSlow,
    /// The answer is larger than [`LARGEST_ANSWER`](super::client::LARGEST_ANSWER).
    #[error("its answer is too large")]
    TooLarge,
    /// The answer ended early.
    #[error("its answer was cut short")]
    CutShort,
    /// The answer is compressed.
    #[error("its answer is encoded, though not asked to be")]
    Encoded,
    /// The answer is of another status than 200 and 204.
    #[error("it answered {status}")]
    Status {
        /// The status.
        status: StatusCode,
        /// For how long it wishes not to be asked (RFC 9110 section 10.2.3).
        wish: Option<Duration>,
    },
    /// The answer says nothing usable.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// There is nothing to show the provider.
    #[error("credentials: {0}")]
    Credentials(String),
    /// The answer to a login has no token.
    #[error("its answer to the login has no token")]
    NoToken,
}

impl Failure {
    /// For how long the provider wishes not to be asked.
    #[must_use]
    pub const fn wish(&self) -> Option<Duration> {
        match self {
            Self::Status { wish, .. } => *wish,
            _ => None,
        }
    }

    /// Whether it will be the same until somebody changes something.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Status { status, .. }
                if status.is_client_error()
                    && *status != StatusCode::TOO_MANY_REQUESTS
                    && *status != StatusCode::REQUEST_TIMEOUT =>
            {
                Outcome::Refused
            }
            Self::Status { status, .. } if status.is_redirection() => Outcome::Refused,
            Self::Credentials(_) => Outcome::Refused,
            _ => Outcome::Failed,
        }
    }

    const fn wishes_rest(&self) -> bool {
        matches!(
            self,
            Self::Status { wish: Some(_), .. }
                | Self::Status { status: StatusCode::TOO_MANY_REQUESTS, .. }
        )
    }

    const fn is_unauthorized(&self) -> bool {
        matches!(self, Self::Status { status: StatusCode::UNAUTHORIZED, .. })
    }
}

/// What was learnt.
#[derive(Debug, PartialEq)]
pub struct Learnt {
    /// The series.
    pub reading: Reading,
    /// What of it is lacking, where the rest does without.
    pub lacking: Option<Failure>,
}

/// A provider under one name; its zones share a login.
#[derive(Debug)]
pub struct Account {
    feed: Feed,
    login: Mutex<Option<Login>>,
}

#[derive(Clone)]
struct Login {
    bearer: HeaderValue,
    since: Instant,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}

impl Account {
    /// Nobody has logged in.
    #[must_use]
    pub const fn new(feed: Feed) -> Self {
        Self { feed, login: Mutex::const_new(None) }
    }

    /// As it is configured.
    #[must_use]
    pub const fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Asks about a zone.
    ///
    /// # Errors
    /// Nothing usable was learnt, and why.
    pub async fn learn(&self, get: &impl Get, zone: &str, now: u64) -> Result<Learnt, Failure> {
        let Feed { provider, signal, .. } = self.feed;
        let mut answers = Answers::new(provider, zone, signal, now);
        let mut lacking = None;
        for ask in provider.asks(zone, signal, now) {
            let added = match self.ask(get, &ask).await {
                Ok(Some(body)) => answers.add(ask.part, &body).map_err(Failure::from),
                Ok(None) => Ok(()),
                Err(failure) => Err(failure),
            };
            let Err(failure) = added else { continue };
            let enough = failure.wishes_rest();
            if ask.required {
                return Err(failure);
            }
            lacking.get_or_insert(failure);
            if enough {
                break;
            }
        }
        match (answers.reading(), lacking) {
            (Ok(reading), lacking) => Ok(Learnt { reading, lacking }),
            (Err(_), Some(failure)) => Err(failure),
            (Err(error), None) => Err(error.into()),
        }
    }

    /// The body of an answer; `None` for 204.
    async fn ask(&self, get: &impl Get, ask: &Ask) -> Result<Option<Bytes>, Failure> {
        match self.feed.provider.access() {
            Access::Open => self.get(get, &ask.target, None).await,
            Access::Token(name) => {
                let token = self.secret()?.header();
                let header = (HeaderName::from_static(name), usable(token)?);
                self.get(get, &ask.target, Some(header)).await
            }
            Access::Login(target) => {
                let bearer = self.bearer(get, target, None).await?;
                let header = (header::AUTHORIZATION, bearer.clone());
                match self.get(get, &ask.target, Some(header)).await {
                    // The login has ended early; once more with another.
                    Err(failure) if failure.is_unauthorized() => {
                        let bearer = self.bearer(get, target, Some(&bearer)).await?;
                        self.get(get, &ask.target, Some((header::AUTHORIZATION, bearer))).await
                    }
                    answer => answer,
                }
            }
        }
    }

    /// The bearer token, from a login if there is none yet, or none but `ended`.
    async fn bearer(
        &self,
        get: &impl Get,
        target: &str,
        ended: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Failure> {
        // Held while logging in: one login serves all zones.
        let mut login = self.login.lock().await;
        if let Some(Login { bearer, since }) = &*login
            && since.elapsed() < LOGIN_FOR
            && ended != Some(bearer)
        {
            return Ok(bearer.clone());
        }
        let basic = (header::AUTHORIZATION, usable(self.secret()?.basic())?);
        let body = self.get(get, target, Some(basic)).await?.unwrap_or_default();
        let token = watttime::token(&body).ok_or(Failure::NoToken)?;
        let bearer = sensitive(&format!("Bearer {token}")).ok_or(Failure::NoToken)?;
        *login = Some(Login { bearer: bearer.clone(), since: Instant::now() });
        Ok(bearer)
    }

    fn secret(&self) -> Result<Secret, Failure> {
        let credentials = self.feed.credentials.as_ref();
        let credentials =
            credentials.ok_or_else(|| Failure::Credentials("none are configured".to_owned()))?;
        credentials.read().map_err(Failure::Credentials)
    }

    async fn get(
        &self,
        get: &impl Get,
        target: &str,
        header: Option<(HeaderName, HeaderValue)>,
    ) -> Result<Option<Bytes>, Failure> {
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = below(&self.feed.url, target)
            .ok_or_else(|| Failure::Unreachable("its URL is none".to_owned()))?;
        request.headers_mut().extend(header);
        let answer = get.get(request).await?;
        match answer.status() {
            StatusCode::OK => Ok(Some(answer.into_body())),
            StatusCode::NO_CONTENT => Ok(None),
            status => Err(Failure::Status { status, wish: wish(&answer) }),
        }
    }
}

fn usable(value: Option<HeaderValue>) -> Result<HeaderValue, Failure> {
    value.ok_or_else(|| Failure::Credentials("expected `user:password`".to_owned()))
}

fn below(base: &Uri, target: &str) -> Option<Uri> {
    let mut parts = base.clone().into_parts();
    parts.path_and_query = Some(format!("{}{target}", base.path()).parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date, which is read against
/// the answer's own.
fn wish<T>(answer: &Response<T>) -> Option<Duration> {
    let text = |name| answer.headers().get(name)?.to_str().ok();
    let after = text(header::RETRY_AFTER)?;
    if let Ok(seconds) = after.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text| httpdate::parse_http_date(text).ok();
    let now = text(header::DATE).and_then(date).unwrap_or_else(std::time::SystemTime::now);
    Some(date(after)?.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_seconds_or_a_date() {
        let wish = |pairs: &[(&str, &str)]| {
            let builder = pairs
                .iter()
                .fold(Response::builder(), |builder, (name, value)| builder.header(*name, *value));
            wish(&builder.body(()).unwrap())
        };
        assert_eq!(wish(&[]), None);
        assert_eq!(wish(&[("retry-after", "120")]), Some(Duration::from_secs(120)));
        // RFC 9110 section 5.6.7.
        let (date, later) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:37 GMT");
        let both = [("date", date), ("retry-after", later)];
        assert_eq!(wish(&both), Some(Duration::from_secs(60)));
        let passed = [("date", later), ("retry-after", date)];
        assert_eq!(wish(&passed), Some(Duration::ZERO));
        for text in ["", "soon", "-1", "1e3"] {
            assert_eq!(wish(&[("retry-after", text)]), None, "{text}");
        }
    }

    #[test]
    fn the_target_stays_below_the_base() {
        let below = |base, target| below(&Uri::from_static(base), target).unwrap().to_string();
        assert_eq!(
            below("https://api.electricitymaps.com/v3/", "carbon-intensity/latest?zone=FR"),
            "https://api.electricitymaps.com/v3/carbon-intensity/latest?zone=FR"
        );
        assert_eq!(below("http://127.0.0.1:9/", "login"), "http://127.0.0.1:9/login");
    }

    #[test]
    fn what_stands_until_it_is_changed_is_a_refusal() {
        let status =
            |status| Failure::Status { status: StatusCode::from_u16(status).unwrap(), wish: None };
        for refused in [301, 400, 401, 403, 404] {
            assert_eq!(status(refused).outcome(), Outcome::Refused, "{refused}");
        }
        for failed in [408, 429, 500, 501, 503] {
            assert_eq!(status(failed).outcome(), Outcome::Failed, "{failed}");
        }
        assert_eq!(Failure::TooSlow.outcome(), Outcome::Failed);
    }
}

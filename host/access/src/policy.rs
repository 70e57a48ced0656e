//! What is asked of a request.

use std::net::{IpAddr, SocketAddr};

use crate::page::{check_loopback, check_site};
use crate::tokens::Tokens;

/// What is asked of every request to the admin API. Made by
/// [`Settings::check`](crate::Settings::check) alone, which lets no open one through.
#[derive(Debug)]
pub struct Policy {
    tokens: Option<Tokens>,
    certificates: bool,
}

/// Who was let in, for the log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Someone on the machine.
    Loopback,
    /// Whoever knows the token of this name.
    Token(String),
    /// Whoever has a certificate of the client authority.
    Certificate,
}

/// Why a request is not let in. Nothing that the caller sent is repeated.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Denied {
    /// It came from another machine to a listener for this one.
    #[error("the admin API is for this machine only: {0} is not")]
    NotLoopback(IpAddr),
    /// It came by a proxy, so from anywhere.
    #[error("the admin API is not behind a proxy without tokens or client certificates")]
    Forwarded,
    /// It is for another host name, or none.
    #[error("`Host` must be localhost or a loopback address")]
    Host,
    /// A web page sent it.
    #[error("the admin API takes no requests of web pages, which carry `Origin`")]
    Origin,
    /// A web page had a browser send it.
    #[error("the admin API takes no requests of web pages, which carry `Sec-Fetch-Site`")]
    CrossSite,
    /// A web form could have sent it.
    #[error("`Content-Type` must be application/json")]
    ContentType,
    /// It has no token, or several.
    #[error("one header `Authorization: Bearer …` is needed")]
    NoToken,
    /// The token is not known.
    #[error("the token is not known here")]
    WrongToken,
    /// It came without TLS, and so without a client's certificate.
    #[error("a client's certificate is needed")]
    NoCertificate,
}

impl Policy {
    pub(crate) fn new(tokens: Option<Tokens>, certificates: bool) -> Self {
        Self { tokens, certificates }
    }

    /// Whether a request is let in, and who sent it. `peer` is the connection's other end,
    /// `tls` whether it is a connection by the [`tls`](crate::tls) of the same settings,
    /// which has asked for the client's certificate then.
    ///
    /// # Errors
    /// With the reason. [`Denied::NoToken`] and [`Denied::WrongToken`] lack credentials
    /// (RFC 9110 section 15.5.2), the others are forbidden.
    pub fn check(
        &self,
        parts: &http::request::Parts,
        peer: SocketAddr,
        tls: bool,
    ) -> Result<Caller, Denied> {
        check_site(&parts.method, &parts.headers)?;
        if self.certificates && !tls {
            return Err(Denied::NoCertificate);
        }
        if let Some(tokens) = &self.tokens {
            return tokens.who(&parts.headers).map(|name| Caller::Token(name.to_owned()));
        }
        if self.certificates {
            return Ok(Caller::Certificate);
        }
        let peer = peer.ip().to_canonical();
        if !peer.is_loopback() {
            return Err(Denied::NotLoopback(peer));
        }
        check_loopback(parts)?;
        Ok(Caller::Loopback)
    }
}

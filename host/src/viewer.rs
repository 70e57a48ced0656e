//! A viewer as the command line describes one.

use std::net::IpAddr;

use anyhow::{Context, Result};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tidegate_facts::overrides::PREFIX;

use crate::explain;

/// Who asks, and what they send.
#[derive(Debug, clap::Args)]
pub struct Viewer {
    /// The viewer's address.
    #[arg(long, default_value = "192.0.2.1")]
    pub ip: IpAddr,
    /// The viewer's User-Agent.
    #[arg(long)]
    pub user_agent: Option<String>,
    /// The viewer's Accept-Language.
    #[arg(long)]
    pub languages: Option<String>,
    /// The viewer's TCF consent string.
    #[arg(long)]
    pub tc_string: Option<String>,
    /// The viewer's GPP string.
    #[arg(long)]
    pub gpp_string: Option<String>,
    /// Whether the viewer sends `Sec-GPC: 1`.
    #[arg(long)]
    pub gpc: bool,
    /// When, e.g. 2026-11-22T20:00:00Z or seconds since 1970; without it, now.
    #[arg(long, value_parser = explain::time)]
    pub at: Option<u64>,
    /// Set a fact, e.g. postal-code=10001, as its `Tidegate-Debug-` header does where the
    /// route allows it.
    #[arg(long = "fact", value_name = "NAME=VALUE", value_parser = fact)]
    pub facts: Vec<(HeaderName, HeaderValue)>,
    /// Another request header, `Name: value`.
    #[arg(long = "header", value_parser = explain::header)]
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Viewer {
    /// What the viewer sends.
    ///
    /// # Errors
    /// When a value cannot be a header's.
    pub fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers.iter().chain(&self.facts) {
            headers.append(name, value.clone());
        }
        let mut set = |name: HeaderName, value: &Option<String>| -> Result<()> {
            let Some(value) = value else { return Ok(()) };
            let value = HeaderValue::try_from(value)
                .with_context(|| format!("{value:?} cannot be a header's value"))?;
            headers.insert(name, value);
            Ok(())
        };
        set(header::USER_AGENT, &self.user_agent)?;
        set(header::ACCEPT_LANGUAGE, &self.languages)?;
        set(HeaderName::from_static("tidegate-tc-string"), &self.tc_string)?;
        set(HeaderName::from_static("tidegate-gpp-string"), &self.gpp_string)?;
        if self.gpc {
            headers.insert("sec-gpc", HeaderValue::from_static("1"));
        }
        Ok(headers)
    }

    /// When they ask.
    #[must_use]
    pub fn at(&self) -> u64 {
        self.at.unwrap_or_else(explain::now)
    }
}

fn fact(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let accepted = "expected NAME=VALUE, e.g. postal-code=10001";
    let (name, value) = text.split_once('=').ok_or(accepted)?;
    let name = format!("{PREFIX}{name}").parse().map_err(|_| accepted)?;
    let value = value.parse().map_err(|_| accepted)?;
    Ok((name, value))
}

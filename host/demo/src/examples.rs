//! Viewers that show what the functions decide.

/// One viewer. The address is a documentation address: to try them, a node has
/// to believe `X-Forwarded-For` and to look such addresses up in
/// [`crate::PLACES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// A few words, e.g. `a phone in France`.
    pub name: &'static str,
    /// What to look for in the answer.
    pub shows: &'static str,
    /// An address of [`crate::NETWORKS`].
    pub address: &'static str,
    /// `User-Agent`.
    pub user_agent: &'static str,
    /// `Accept-Language`.
    pub languages: &'static str,
    /// A TC string, as in the cookie `euconsent-v2`.
    pub tc_string: Option<&'static str>,
    /// Whether `Sec-GPC: 1` is sent.
    pub gpc: bool,
    /// What is sent as the query parameter `accessibility`.
    pub accessibility: Option<&'static str>,
}

impl Viewer {
    /// The header fields that the viewer's request has, names in lower case.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("x-forwarded-for", self.address.to_owned()),
            ("user-agent", self.user_agent.to_owned()),
            ("accept-language", self.languages.to_owned()),
        ];
        if let Some(consent) = self.tc_string {
            headers.push(("cookie", format!("euconsent-v2={consent}")));
        }
        if self.gpc {
            headers.push(("sec-gpc", "1".to_owned()));
        }
        headers
    }

    /// The query of the viewer's request, without the question mark.
    #[must_use]
    pub fn query(&self) -> Option<String> {
        self.accessibility.map(|preference| format!("accessibility={preference}"))
    }
}

/// All eleven purposes. Created 2026-10-01, policy version 5 (TCF 2.3), with an
/// empty segment of disclosed vendors, by no registered consent platform (4095).
const CONSENTS_TO_ALL: &str = "CQraFkAQraFkA__ABBDECgFgAP_gAAAAAAYgAAAAAAAA.IAAA";

/// Purposes 1 (storage), 5 and 6 (personalised content), 8 (measurement of
/// content), 10 (improvement) and 11 (limited content); otherwise like the other.
const CONSENTS_TO_CONTENT: &str = "CQraFkAQraFkA__ABBESCgFgAI1gAAAAAAiQAAAAAAAA.IAAA";

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
const TIZEN: &str = "Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/6.0 Chrome/108.0.5359.1 TV Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36";
const TABLET: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

const fn viewer(
    name: &'static str,
    shows: &'static str,
    address: &'static str,
    user_agent: &'static str,
    languages: &'static str,
) -> Viewer {
    Viewer {
        name,
        shows,
        address,
        user_agent,
        languages,
        tc_string: None,
        gpc: false,
        accessibility: None,
    }
}

const EXAMPLES: [Viewer; 8] = [
    viewer(
        "a phone in France, no consent given",
        "opt-in without a signal: contextual only",
        "192.0.2.5",
        IPHONE,
        "fr-FR,fr;q=0.9,en;q=0.6",
    ),
    Viewer {
        tc_string: Some(CONSENTS_TO_ALL),
        ..viewer(
            "a television in Germany, all purposes consented to",
            "consent read from a TC string; German first",
            "192.0.2.20",
            TIZEN,
            "de-DE,de;q=0.9",
        )
    },
    Viewer {
        gpc: true,
        ..viewer(
            "a desktop in California, Global Privacy Control on",
            "opt-out, and the viewer objects",
            "198.51.100.3",
            FIREFOX,
            "en-US,en;q=0.7",
        )
    },
    viewer(
        "a tablet in Japan",
        "the licence caps at 1080 lines; Japanese subtitles",
        "198.51.100.115",
        TABLET,
        "ja,en;q=0.5",
    ),
    viewer(
        "a desktop in Poland",
        "a carbon-heavy grid: capped by carbon-cap",
        "192.0.2.100",
        CHROME,
        "pl-PL,pl;q=0.9,en;q=0.8",
    ),
    viewer(
        "a desktop behind a Tor exit",
        "the licence refuses the network",
        "203.0.113.66",
        FIREFOX,
        "en-US,en;q=0.5",
    ),
    viewer(
        "a phone in India",
        "no licence for the territory",
        "198.51.100.165",
        ANDROID,
        "hi-IN,hi;q=0.9,en-IN;q=0.8",
    ),
    Viewer {
        tc_string: Some(CONSENTS_TO_CONTENT),
        accessibility: Some("described-audio"),
        ..viewer(
            "a desktop in Spain that asks for audio description",
            "described audio comes first",
            "192.0.2.70",
            CHROME,
            "es-ES,es;q=0.9,en;q=0.7",
        )
    },
];

/// The example viewers.
#[must_use]
pub const fn examples() -> &'static [Viewer] {
    &EXAMPLES
}

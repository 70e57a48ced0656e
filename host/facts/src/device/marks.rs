//! Texts in a `User-Agent` that say what the device is.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// A program without a viewer.
    Program,
    /// A television, a set-top box or a stick.
    Television,
    /// A game console.
    Console,
    /// A tablet.
    Tablet,
    /// A tablet, if the system is Android.
    TabletOnAndroid,
    /// A telephone, or a watch or a headset.
    Telephone,
    /// Android or what is built on it.
    Android,
    /// A small screen (MDN, "Browser detection using the user agent").
    Mobile,
    /// The engine of a browser.
    Browser,
    /// A computer.
    Computer,
    /// A maker of telephones, which named many before browsers did.
    Maker,
    /// What is no mark though it looks like one.
    Nothing,
}

/// What surrounds a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Anything.
    Any,
    /// A word begins with it.
    Begin,
    /// A word ends with it.
    End,
    /// It is a word or some.
    Word,
    /// It is in capitals, and one to eight capitals or digits complete the word: a
    /// series of models.
    Model,
    /// As [`Edge::Model`], of letters alone.
    Letters,
}

use Edge::{Any, Begin, End, Letters, Model, Word};
use Says::{
    Android, Browser, Computer, Console, Maker, Mobile, Nothing, Program, Tablet, TabletOnAndroid,
    Telephone, Television,
};

/// The marks in lower case; letters match in either case. Sources:
/// [1] HbbTV (ETSI TS 102 796) section 7.3.2.4; [2] Amazon, "Identify Fire TV devices" and
/// "User agent strings for Amazon Silk"; [3] Chrome for developers, "User-Agent strings";
/// [4] MDN, "Browser detection using the user agent"; [5] makers' pages on their browsers
/// (Samsung, LG, Roku, Sony, Microsoft, Nintendo); [6] tests of uap-core and ua-parser-js.
const MARKS: &[(&str, Edge, Says)] = &[
    // Programs [6]. `CUBOT` makes telephones.
    ("cubot", Word, Nothing),
    ("bot", End, Program),
    ("bots", End, Program),
    ("robots", Begin, Program),
    ("crawl", Any, Program),
    ("spider", Any, Program),
    ("headless", Any, Program),
    ("phantomjs", Begin, Program),
    ("lighthouse", Word, Program),
    ("curl", Word, Program),
    ("libcurl", Begin, Program),
    ("wget", Begin, Program),
    ("python", Begin, Program),
    ("go-http-client", Word, Program),
    ("+http", Any, Program),
    // Televisions: standards and systems [1] [5].
    ("hbbtv", Any, Television),
    ("ce-html", Any, Television),
    ("smarttv", Any, Television),
    ("smart-tv", Any, Television),
    ("smart tv", Any, Television),
    ("android tv", Any, Television),
    ("androidtv", Any, Television),
    ("google tv", Any, Television),
    ("googletv", Any, Television),
    ("apple tv", Any, Television),
    ("appletv", Any, Television),
    ("tvos", Word, Television),
    ("web0s", Any, Television),
    ("webos.tv", Any, Television),
    ("webos tv", Any, Television),
    ("netcast", Any, Television),
    ("lg browser", Any, Television),
    ("tv safari", Any, Television),
    ("vidaa", Any, Television),
    ("titanos", Any, Television),
    ("opera tv", Any, Television),
    ("vewd", Begin, Television),
    ("omi", Word, Television),
    ("nettv", Any, Television),
    ("netrange", Any, Television),
    ("inettvbrowser", Any, Television),
    ("large screen", Any, Television),
    ("dtv", Word, Television),
    ("(tv;", Any, Television),
    ("; tv;", Any, Television),
    ("stb", Word, Television),
    ("stbapp", Word, Television),
    ("set-top", Any, Television),
    ("settop", Any, Television),
    // Televisions: series of models [2] [5] [6].
    ("AFT", Model, Television),
    ("fire tv", Any, Television),
    ("firetv", Any, Television),
    ("roku", Begin, Television),
    ("crkey", Begin, Television),
    ("chromecast", Begin, Television),
    ("bravia", Any, Television),
    ("viera", Any, Television),
    ("aquos-tv", Any, Television),
    ("aquos tv", Any, Television),
    ("vizio", Any, Television),
    ("philipstv", Any, Television),
    ("mitv", Begin, Television),
    ("mibox", Begin, Television),
    ("mi box", Word, Television),
    ("freebox", Begin, Television),
    ("youview", Any, Television),
    ("tivo", Begin, Television),
    ("enigma2", Any, Television),
    // Consoles [5].
    ("playstation", Any, Console),
    ("ps3", Word, Console),
    ("ps4", Word, Console),
    ("ps5", Word, Console),
    ("psp", Word, Console),
    ("nintendo", Any, Console),
    ("xbox", Any, Console),
    ("ouya", Begin, Console),
    // Tablets [2] [4] [6]. Windows says `Tablet PC` for a part that any computer may have.
    ("tablet pc", Any, Nothing),
    ("ipad", Begin, Tablet),
    ("tablet", Word, Tablet),
    ("playbook", Begin, Tablet),
    ("touchpad", Any, Tablet),
    ("kindle", Begin, Tablet),
    ("KF", Letters, Tablet),
    ("nexus 7", Word, Tablet),
    ("nexus 9", Word, Tablet),
    ("nexus 10", Word, Tablet),
    ("pixel c", Word, Tablet),
    ("galaxy tab", Any, Tablet),
    ("mediapad", Any, Tablet),
    ("matepad", Any, Tablet),
    ("ideatab", Any, Tablet),
    ("iconia", Any, Tablet),
    ("xoom", Begin, Tablet),
    ("nook", Begin, Tablet),
    ("kobo", Begin, Tablet),
    ("transformer pad", Any, Tablet),
    ("GT-N51", Model, Tablet),
    ("GT-N80", Model, Tablet),
    ("GT-P", Model, Tablet),
    ("SM-P", Model, Tablet),
    ("SM-T", Model, Tablet),
    ("SM-X", Model, Tablet),
    ("TB-", Model, TabletOnAndroid),
    ("tab", Word, TabletOnAndroid),
    ("pad", Word, TabletOnAndroid),
    // Telephones, watches, headsets [4] [6].
    ("iphone", Begin, Telephone),
    ("ipod", Begin, Telephone),
    ("windows ce", Any, Telephone),
    ("wince", Begin, Telephone),
    ("iemobile", Any, Telephone),
    ("windows phone", Any, Telephone),
    ("windowsphone", Any, Telephone),
    ("midp", Begin, Telephone),
    ("cldc", Begin, Telephone),
    ("opera mini", Any, Telephone),
    ("opera mobi", Any, Telephone),
    ("up.browser", Any, Telephone),
    ("up.link", Any, Telephone),
    ("obigo", Any, Telephone),
    ("teleca", Any, Telephone),
    ("docomo", Begin, Telephone),
    ("kddi", Begin, Telephone),
    ("j-phone", Begin, Telephone),
    ("softbank", Begin, Telephone),
    ("vodafone", Begin, Telephone),
    ("palmos", Any, Telephone),
    ("palmsource", Any, Telephone),
    ("watch os", Any, Telephone),
    ("apple watch", Any, Telephone),
    ("oculusbrowser", Any, Telephone),
    ("picobrowser", Any, Telephone),
    ("quest", Word, Telephone),
    // Traits.
    ("android", Any, Android),
    ("adr", Word, Android),
    ("mobi", Any, Mobile),
    ("applewebkit", Any, Browser),
    ("gecko/", Any, Browser),
    ("presto/", Any, Browser),
    // Computers that the library's patterns miss.
    ("x11", Word, Computer),
    ("macintosh", Any, Computer),
    ("windows", Begin, Computer),
    ("x86_64", Word, Computer),
    ("i386", Word, Computer),
    ("i586", Word, Computer),
    ("i686", Word, Computer),
    ("beos", Begin, Computer),
    ("os/2", Word, Computer),
    ("qnx", Word, Computer),
    // Makers of telephones [6].
    ("acer", Word, Maker),
    ("alcatel", Begin, Maker),
    ("asus", Begin, Maker),
    ("htc", Begin, Maker),
    ("huawei", Begin, Maker),
    ("kyocera", Begin, Maker),
    ("lenovo", Begin, Maker),
    ("lg", Begin, Maker),
    ("mot", Word, Maker),
    ("moto", Begin, Maker),
    ("nokia", Begin, Maker),
    ("pantech", Begin, Maker),
    ("samsung", Begin, Maker),
    ("sanyo", Begin, Maker),
    ("sharp", Begin, Maker),
    ("sie", Word, Maker),
    ("sonyericsson", Begin, Maker),
    ("zte", Begin, Maker),
];

/// How many things a mark may say.
const KINDS: usize = Nothing as usize + 1;

/// What was seen: for each thing that marks say, the first of the table's rows.
pub(super) struct Seen([Option<usize>; KINDS]);

impl Seen {
    /// The mark that says it.
    pub(super) fn mark(&self, says: Says) -> Option<&'static str> {
        let row = self.0.get(says as usize).copied().flatten()?;
        MARKS.get(row).map(|(text, ..)| *text)
    }

    /// Whether a mark says it.
    pub(super) fn has(&self, says: Says) -> bool {
        self.mark(says).is_some()
    }
}

/// Looks for all marks at once.
pub(super) fn seen(agent: &str) -> Seen {
    static FINDER: LazyLock<Finder> =
        LazyLock::new(|| Finder::new(MARKS.iter().map(|(text, edge, _)| (*text, *edge))));
    let mut rows = [None; KINDS];
    // A place that is no mark hides the marks that lie in it or begin with it.
    let mut hidden = Vec::new();
    let mut found = Vec::new();
    FINDER.each(agent, |row, place| {
        let Some((_, _, says)) = MARKS.get(row) else { return };
        if *says == Nothing {
            hidden.push(place);
        } else if found.len() < MOST_FOUND {
            found.push((row, *says, place));
        }
    });
    for (row, says, (start, end)) in found {
        let covered =
            hidden.iter().take(MOST_HIDDEN).any(|(from, to)| *from <= start && end <= *to);
        if let Some(first) = rows.get_mut(says as usize).filter(|_| !covered) {
            *first = Some(first.map_or(row, |first: usize| first.min(row)));
        }
    }
    Seen(rows)
}

/// Marks that are looked at in one agent; those of a browser are a dozen.
const MOST_FOUND: usize = 256;

/// Places that are no marks, likewise.
const MOST_HIDDEN: usize = 4;

/// Finds any of many texts in one pass.
pub(crate) struct Finder {
    texts: Option<AhoCorasick>,
    edges: Vec<(&'static str, Edge)>,
}

impl Finder {
    /// A finder of these texts; letters match in either case.
    pub(crate) fn new(texts: impl Iterator<Item = (&'static str, Edge)>) -> Self {
        let edges: Vec<_> = texts.collect();
        let texts = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(edges.iter().map(|(text, _)| text));
        Self { texts: texts.ok(), edges }
    }

    /// Calls `found` with the number of each text found, and where it begins and ends.
    pub(crate) fn each(&self, agent: &str, mut found: impl FnMut(usize, (usize, usize))) {
        let Some(texts) = &self.texts else { return };
        for hit in texts.find_overlapping_iter(agent) {
            let row = hit.pattern().as_usize();
            let fits = self
                .edges
                .get(row)
                .is_some_and(|(text, edge)| edge.fits(agent, text, hit.start(), hit.end()));
            if fits {
                found(row, (hit.start(), hit.end()));
            }
        }
    }
}

impl Edge {
    fn fits(self, agent: &str, text: &str, start: usize, end: usize) -> bool {
        let before = agent.as_bytes().get(..start).unwrap_or_default().last();
        let rest = agent.as_bytes().get(end..).unwrap_or_default();
        let begins = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let ends = rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric());
        match self {
            Any => true,
            Begin => begins,
            End => ends,
            Word => begins && ends,
            Model | Letters => {
                let word = || rest.iter().take(9).take_while(|byte| byte.is_ascii_alphanumeric());
                let fits =
                    |byte: &u8| byte.is_ascii_uppercase() || self == Model && byte.is_ascii_digit();
                begins
                    && agent.get(start..end) == Some(text)
                    && (1..=8).contains(&word().count())
                    && word().all(fits)
            }
        }
    }
}

//! The kind of device, read from the `User-Agent` (RFC 9110 section 10.1.5).
//!
//! The library woothee tells crawlers, telephones, computers and appliances
//! apart. It knows few televisions and no tablets: small tables and two documented
//! conventions say what it leaves out.

use tidegate_sdk::types::DeviceClass;
use woothee::parser::Parser;

/// Bytes of a `User-Agent` that are looked at; what follows is ignored.
const LONGEST: usize = 1024;

/// Marks that televisions, set-top boxes and streaming sticks put into their
/// `User-Agent`, in lower case.
const TELEVISIONS: &[&str] = &[
    "smarttv",
    "smart-tv",
    "smart tv",
    "hbbtv",
    "appletv",
    "apple tv",
    "tvos",
    "googletv",
    "google tv",
    "android tv",
    "androidtv",
    "bravia",
    "netcast",
    "web0s",
    "webos.tv",
    "viera",
    "roku",
    "crkey",
    "mitv",
    "mibox",
    "nettv",
    "inettvbrowser",
    "philipstv",
    "large screen",
    "(tv;",
    "; tv;",
    "dtv;",
    "opera tv",
    "vizio",
    "ce-html",
    "freebox",
    "fire tv",
    "firetv",
    "vidaa",
    "titanos",
];

/// Marks of game consoles, in lower case.
const CONSOLES: &[&str] = &["playstation", "nintendo", "xbox"];

/// Marks of programs without a viewer that woothee does not know, in lower case.
const PROGRAMS: &[&str] =
    &["headlesschrome", "crawl", "spider", "wget/", "curl/", "bot/", "bot.htm"];

/// Marks of telephones that woothee takes for computers or does not know, in
/// lower case: `Mobi` is what browsers on telephones say (MDN, "Browser detection
/// using the user agent"), MIDP is the profile of Java telephones.
const TELEPHONES: &[&str] = &["mobi", "iphone", "android", "midp", "windows ce"];

/// The kind of device that a `User-Agent` names. `None` if it names none that
/// is known; players' libraries (`ExoPlayerLib`, `CFNetwork`) often name none.
#[must_use]
pub fn classify(user_agent: &str) -> Option<DeviceClass> {
    let end = user_agent.floor_char_boundary(LONGEST);
    let agent = user_agent.get(..end)?.trim();
    if agent.is_empty() {
        return None;
    }
    let lower = agent.to_ascii_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| lower.contains(mark));

    if has(PROGRAMS) {
        return Some(DeviceClass::Bot);
    }
    if has(TELEVISIONS) || fire_tv(agent) {
        return Some(DeviceClass::Tv);
    }
    if has(CONSOLES) {
        return Some(DeviceClass::Console);
    }
    let parsed = Parser::new().parse(agent);
    match parsed.as_ref().map_or("", |result| result.category) {
        "crawler" => Some(DeviceClass::Bot),
        _ if tablet(&lower) => Some(DeviceClass::Tablet),
        "smartphone" | "mobilephone" => Some(DeviceClass::Mobile),
        _ if has(TELEPHONES) => Some(DeviceClass::Mobile),
        "appliance" => Some(DeviceClass::Console),
        "pc" => Some(DeviceClass::Desktop),
        _ => None,
    }
}

/// Fire TV models all start with `AFT` (Amazon, "Identify Fire TV devices").
fn fire_tv(agent: &str) -> bool {
    agent
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.strip_prefix("AFT").is_some_and(|model| (1..=8).contains(&model.len())))
}

/// Browsers on Android telephones say `Mobile`, those on tablets do not
/// (Chrome, "User-Agent strings"); iPads and Firefox name the tablet.
fn tablet(lower: &str) -> bool {
    lower.contains("ipad")
        || lower.contains("tablet")
        || lower.contains("android") && lower.contains("applewebkit") && !lower.contains("mobile")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_each_class() {
        for (agent, class) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Desktop"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Desktop",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                "Mobile",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Mobile",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Tablet",
            ),
            (
                "Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) 120.0.6099.5/8.0 TV Safari/537.36",
                "Tv",
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; AFTKA Build/PS7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Mobile Safari/537.36",
                "Tv",
            ),
            ("Roku/DVP-14.5 (14.5.4.5934-29)", "Tv"),
            (
                "Mozilla/5.0 (PlayStation; PlayStation 5/9.00) AppleWebKit/605.1.15 (KHTML, like Gecko)",
                "Console",
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Bot"),
            ("curl/8.5.0", "Bot"),
        ] {
            let found = classify(agent).map(|found| format!("{found:?}"));
            assert_eq!(found.as_deref(), Some(format!("DeviceClass::{class}").as_str()), "{agent}");
        }
        assert_eq!(classify(""), None);
        assert_eq!(classify("player"), None);
    }

    #[test]
    fn looks_at_the_start_only() {
        let agent = format!("{}SmartTV", "x".repeat(LONGEST));
        assert_eq!(classify(&agent), None);
        assert_eq!(classify(&"é".repeat(LONGEST)), None);
    }

    proptest! {
        #[test]
        fn takes_anything(agent in any::<String>()) {
            let _ = classify(&agent);
        }

        #[test]
        fn takes_what_resembles_browsers(agent in "(Mozilla/5.0|Opera|DoCoMo/2|J-PHONE|KDDI-|; |\\(|\\)|Windows |Android|PSP|BlackBerry|MSIE |iPad|like Mac OS X|[0-9._;]{0,4}){0,12}") {
            let _ = classify(&agent);
        }
    }
}

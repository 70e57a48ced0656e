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

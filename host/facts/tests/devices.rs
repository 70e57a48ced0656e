//! Devices of today: their class, and the row of the table that says what they can play.
//!
//! The agents are written after their makers' documents, which the rows name: Samsung, LG,
//! Sony, Roku, Amazon, Google (Cast and Chrome), Apple (AppleCoreMedia's form is that of its
//! players' requests), Microsoft, Nintendo, Media3 (`ExoPlayerLib`), OkHttp, hls.js (the
//! browser's own).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use tidegate_facts::{capabilities, device};
use tidegate_sdk::names::Name;

/// Agent, class, row of the table.
const DEVICES: &[(&str, &str, &str)] = &[
    // Samsung, "User agent string format"
    (
        "Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36",
        "tv",
        "Samsung TV, 2018 and later",
    ),
    (
        "Mozilla/5.0 (Linux; Tizen 2.3; SAMSUNG SM-Z130H) AppleWebKit/537.3 (KHTML, like Gecko) SamsungBrowser/1.0 Mobile Safari/537.3",
        "mobile",
        "",
    ),
    // LG, "Web API and web engine"
    (
        "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.270 Safari/537.36 WebAppManager",
        "tv",
        "",
    ),
    (
        "Mozilla/5.0 (webOS/3.0.2; Linux) AppleWebKit/534.6 (KHTML, like Gecko) webOSBrowser/221.56 Safari/534.6 Pre/3.0",
        "mobile",
        "",
    ),
    // Sony and other Android TV
    (
        "Mozilla/5.0 (Linux; Android 12; BRAVIA VH2 Build/STT2.230505.001) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
        "tv",
        "",
    ),
    ("ExoPlayerLib/2.19.1 (Linux; Android 12; BRAVIA 4K VH2)", "tv", ""),
    ("Dalvik/2.1.0 (Linux; U; Android 11; SHIELD Android TV Build/RQ1A.210105.003)", "tv", ""),
    (
        "Dalvik/2.1.0 (Linux; U; Android 14; Google TV Streamer Build/UTTC.241004.009)",
        "tv",
        "Google TV Streamer",
    ),
    // Roku, "User agent"
    ("Roku/DVP-14.6 (14.6.4.4183-88)", "tv", ""),
    // Amazon, "User agent strings for Amazon Silk", "Identify Fire TV Devices"
    (
        "Mozilla/5.0 (Linux; Android 11; AFTKRT Build/RS8101) AppleWebKit/537.36 (KHTML, like Gecko) Silk/130.4.1 like Chrome/130.0.6723.102 Safari/537.36",
        "tv",
        "Fire TV Stick 4K Max (2nd gen)",
    ),
    ("VideoApp/3.2 (Linux;Android 9) ExoPlayerLib/2.11.8 AFTSSS", "tv", "Fire TV Stick (3rd gen)"),
    (
        "Mozilla/5.0 (Linux; Android 9; KFONWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/130.4.1 like Chrome/130.0.6723.102 Safari/537.36",
        "tablet",
        "",
    ),
    // Google, "Cast devices' user agents"
    (
        "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.134 Safari/537.36 CrKey/1.56.500000 DeviceType/Chromecast",
        "tv",
        "",
    ),
    // HbbTV, ETSI TS 102 796 section 7.3.2.4
    ("HbbTV/1.6.1 (+DRM;Vendor;Model;1.0;2.0;Family;) FVC/9.0", "tv", ""),
    (
        "Mozilla/5.0 (Linux; U; VIDAA 7.0; Hisense) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.152 Safari/537.36 HisenseTV",
        "tv",
        "",
    ),
    // Apple
    ("AppleCoreMedia/1.0.0.22L572 (Apple TV; U; CPU OS 18_5 like Mac OS X; en_us)", "tv", ""),
    ("VideoApp/5.1 (AppleTV14,1; tvOS 18.5; Scale/2.00)", "tv", "Apple TV 4K"),
    ("AppleCoreMedia/1.0.0.22F76 (iPhone; U; CPU OS 18_5 like Mac OS X; en_us)", "mobile", ""),
    ("AppleCoreMedia/1.0.0.22F76 (iPad; U; CPU OS 18_5 like Mac OS X; de_de)", "tablet", ""),
    ("AppleCoreMedia/1.0.0.24F74 (Macintosh; U; Intel Mac OS X 15_5; en_us)", "desktop", ""),
    ("VideoApp/7 CFNetwork/3826.500.131 Darwin/24.5.0", "", ""),
    ("VideoApp/7 (iPad; iOS 18.5; Scale/2.00)", "tablet", ""),
    // Consoles
    (
        "Mozilla/5.0 (PlayStation; PlayStation 5/11.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
        "console",
        "",
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
        "console",
        "",
    ),
    (
        "Mozilla/5.0 (Nintendo Switch; WebApplet) AppleWebKit/613.0 (KHTML, like Gecko) NF/6.0.3.25.0 NintendoBrowser/5.1.0.32061",
        "console",
        "Nintendo Switch",
    ),
    // Telephones and tablets
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
        "mobile",
        "",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "tablet",
        "",
    ),
    ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "mobile", ""),
    ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A.240205.004)", "mobile", ""),
    ("VideoApp/4.2 (Linux;Android 14; SM-X710) AndroidXMedia3/1.4.1", "tablet", ""),
    ("VideoApp/4.2 (Linux;Android 14) ExoPlayerLib/2.19.1", "", ""),
    ("okhttp/4.12.0", "", ""),
    (
        "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0.0 Mobile",
        "mobile",
        "",
    ),
    // Computers
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "desktop",
        "",
    ),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "desktop",
        "",
    ),
    ("VLC/3.0.20 LibVLC/3.0.20", "", ""),
    (
        "Kodi/21.1 (Windows NT 10.0; Win64; x64) App_Bitness/64 Version/21.1-(21.1.0)-Git:20240815",
        "desktop",
        "",
    ),
    // Programs
    (
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "bot",
        "",
    ),
    (
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "bot",
        "",
    ),
    ("python-requests/2.32.3", "bot", ""),
    ("curl/8.11.0", "bot", ""),
];

#[test]
fn are_told_apart() {
    let mut wrong = Vec::new();
    for (agent, class, row) in DEVICES {
        let device = device::recognise(agent);
        let found = device.class.map_or("", |class| class.name());
        let able = capabilities::row(agent, &device).map_or("", |row| row.name);
        if (found, able) != (*class, *row) {
            wrong.push(format!("{agent}\n  {found:?} {able:?}, by {:?}", device.by));
        }
        assert_eq!(device.class.is_some(), device.by.is_some());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

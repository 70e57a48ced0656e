#![no_main]

use tidegate_geo_licensing::Catalogue;
use tidegate_scte224::{Options, Unmatched, import};

// Whatever is read, the geo-licensing function takes.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for unmatched in [Unmatched::Deny, Unmatched::Allow] {
        let options = Options { version: "v".to_owned(), unmatched, ..Options::default() };
        if let Ok(imported) = import(text, &options) {
            let json = serde_json::to_string(&imported.catalogue).unwrap();
            if let Err(error) = Catalogue::from_json(&json) {
                panic!("{error}: {json}");
            }
        }
    }
});

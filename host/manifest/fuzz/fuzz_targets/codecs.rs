#![no_main]

use tidegate_manifest::Codecs;
use tidegate_manifest::codecs::list;

// Families taken apart one by one are the families read at once; all have a name.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut families = Codecs::empty();
    for codec in list(text) {
        assert_eq!(codec.family.bits().count_ones(), 1, "{}", codec.name);
        assert!(!codec.to_string().is_empty(), "{}", codec.name);
        assert!(codec.profile.is_some() || codec.level.is_none(), "{}", codec.name);
        families |= codec.family;
    }
    assert_eq!(families, Codecs::parse(text).0);
});

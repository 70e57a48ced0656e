#![no_main]

use tidegate_manifest::filter::Language;

libfuzzer_sys::fuzz_target!(|data: &[u8]| tidegate_manifest_fuzz::filter(Language::Unified, data));

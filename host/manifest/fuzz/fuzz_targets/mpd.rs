#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tidegate_manifest_fuzz::manifest(data));

//! GPP strings.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tidegate_consent_fuzz::gpp(data));

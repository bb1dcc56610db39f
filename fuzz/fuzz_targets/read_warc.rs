//! Any bytes behind the first word of a web archive give pages and reasons.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dateline_fuzz::read_file("file", &[b"WARC/1.0\r\n", bytes].concat()));

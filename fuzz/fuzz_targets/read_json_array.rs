//! Any bytes read as `Format::JsonArray` give articles and reasons.

#![no_main]

use dateline::source::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dateline_fuzz::read(Format::JsonArray, bytes));

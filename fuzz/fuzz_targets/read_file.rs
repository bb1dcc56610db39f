//! Any file is read through whatever wraps it, or skipped with a reason.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dateline_fuzz::read_file("file", bytes));

//! Any text is a query or gets an error that points inside it; repaired, it is always a query.

#![no_main]

use dateline::search::query::{parse, parse_lenient, parse_plain};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    let today = jiff::civil::date(2026, 3, 10);
    if let Err(error) = parse(query, today) {
        assert!(error.span.start <= error.span.end && error.span.end <= query.len());
        assert!(!error.marked(query).is_empty() && !error.help.is_empty());
    }
    let _ = parse_lenient(query, today);
    let _ = parse_plain(query);
});

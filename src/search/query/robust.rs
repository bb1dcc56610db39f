//! Many random and mutated queries: none panics, none takes long.

use std::time::{Duration, Instant};

use jiff::civil::date;

use super::{parse, parse_lenient, parse_plain};

/// Queries that are read each time; `DATELINE_QUERIES=1000000` reads a million, and a fuzz target under
/// `fuzz/` reads on without end.
const QUERIES: u32 = 100_000;

/// What one of them may take in the mean: a thousand times what it does take, for a machine may be very busy.
const LIMIT: Duration = Duration::from_millis(6);

/// Whole queries, and signs that mean something.
const SEEDS: [&str; 12] = [
    "oil AND (opec OR saudi) -shares",
    "\"peace talks\"~5 title:(berlin OR bonn)^2",
    "country:(SY OR \"North Korea\") date:2015-09-01..2015-09-15",
    "lavorv~1 sanction* s?nction /len+ing?rad/",
    "NOT (a OR NOT b) AND +c -d",
    "person:gorbachev since:1989 until:\"last 7 days\"",
    "U.S.-led al-Assad’s “curly quotes” «guillemets»",
    "topic:medtop:15000000 id:-5 http://example.org/?q=a:b",
    "((((((((((",
    "\u{0}\u{feff}\u{200b}e\u{301}\u{1F30D} Ł漢字",
    "AND OR NOT && || + - ~ ^ : * ? / \" ( )",
    "a^99999999999999999999 b~1e9 \"c\"~999999999999",
];

/// A generator of our own (Marsaglia's xorshift): the same queries every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

/// A seed with characters taken out, put in, doubled and moved.
fn mutated(random: &mut Random) -> String {
    let mut query: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
    for _ in 0..random.below(12) {
        let at = random.below(query.len());
        match random.below(5) {
            0 if !query.is_empty() => {
                query.remove(at);
            }
            1 => {
                let other: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
                query.insert(at, other[random.below(other.len())]);
            }
            2 => {
                let tail: Vec<char> = query[at..].to_vec();
                query.extend(tail);
                query.truncate(400);
            }
            3 if !query.is_empty() => query.truncate(at),
            _ => {
                let other = SEEDS[random.below(SEEDS.len())];
                query.splice(at..at, other.chars());
            }
        }
    }
    query.into_iter().collect()
}

#[test]
fn mutated_queries_are_read_or_explained_in_bounded_time() {
    let today = date(2026, 3, 10);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let queries = std::env::var("DATELINE_QUERIES").map_or(QUERIES, |n| n.parse().expect("a number of queries"));
    let began = Instant::now();
    for _ in 0..queries {
        let query = mutated(&mut random);
        if let Err(error) = parse(&query, today) {
            assert!(query.get(error.span.clone()).is_some(), "{query:?}: {error:?}");
            assert!(!error.help.is_empty() && !error.marked(&query).is_empty());
        }
        let _ = parse_lenient(&query, today);
        let _ = parse_plain(&query);
    }
    assert!(began.elapsed() < LIMIT * queries, "{:?}", began.elapsed());
}

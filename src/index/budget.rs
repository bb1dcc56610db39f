//! How the memory of an update is shared out among its stages.
//!
//! What every update needs, however small its share: models and vocabularies, the
//! batches on their way (a few dozen MiB), and what is known of files and ids. The rest
//! goes to segments under way, to the merging of those that are written, and to
//! the sorting of sketches, which has its turn when no segment is under way.

/// Bytes of an update where nobody says otherwise.
pub const DEFAULT_MEMORY: u64 = 1 << 30;

/// Bytes that an update needs at the least: with segments of the smallest size 300,000 articles take 390 MB.
pub const LEAST_MEMORY: u64 = 512 << 20;

/// Bytes of a segment under way beyond which larger ones gain nothing.
const SEGMENT: u64 = 128 << 20;

/// Bytes of a segment under way at the least, as Tantivy has it.
const LEAST_SEGMENT: u64 = 15 << 20;

/// Bytes of stored articles that a merge holds at once, at most.
const STORE: u64 = 256 << 20;

/// The shares of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shares {
    /// Bytes of a segment under way, of which each thread has one.
    pub(super) segment: usize,
    /// Bytes of the stored articles of a segment beyond which it is merged no more: a merge holds them at once.
    pub(super) store: u64,
    /// Merges at a time.
    pub(super) merges: usize,
    /// Bytes of sketches that are sorted at a time.
    pub(super) sorting: usize,
}

impl Default for Shares {
    /// The shares of a change without articles.
    fn default() -> Shares {
        Shares::of(DEFAULT_MEMORY, 1)
    }
}

impl Shares {
    /// The shares of an update of so many bytes and threads.
    pub(super) fn of(memory: u64, threads: usize) -> Shares {
        let segment = (memory / 3 / threads.max(1) as u64).clamp(LEAST_SEGMENT, SEGMENT);
        Shares {
            segment: segment as usize,
            store: (memory / 8).min(STORE),
            merges: (memory / DEFAULT_MEMORY).clamp(1, 4) as usize,
            sorting: (memory / 16) as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_stay_below_the_whole() {
        for memory in [LEAST_MEMORY, DEFAULT_MEMORY, 8 * DEFAULT_MEMORY] {
            for threads in [1, 2, 8] {
                let Shares { segment, store, merges, sorting } = Shares::of(memory, threads);
                let writing = (segment * threads) as u64 + store * merges as u64;
                assert!(writing.max(sorting as u64) < memory * 3 / 4, "{memory} bytes, {threads} threads");
            }
        }
    }
}

//! A body as the smallest hashes of its shingles (A. Broder, "On the
//! resemblance and containment of documents", 1997).
//!
//! The hashes are spread evenly, so that the smallest are a fair sample, and
//! the same sample wherever the same passage stands: two bodies that share a
//! passage share the sampled shingles in it. The smallest of one hash, rather
//! than one smallest of many hashes, because a cut copy is contained in the
//! whole one more than it resembles it.

use super::compared;
use crate::text::Reading;

/// The smallest hashes of a body's shingles, rising.
pub type Sketch = Vec<u32>;

/// Words of a sampled shingle: with fewer, unrelated articles share many; with
/// more, a correction here and there leaves none.
const SHINGLE: usize = 4;

/// Hashes in a sketch, at most. A copy that keeps half of an article shares 8 of
/// them on average, and fewer than 2 once in 4000 times; one that keeps a third, 5
/// and once in 60 times.
pub const SIZE: usize = 16;

/// The sketch of an article; empty for one without words.
///
/// ```
/// let whole = dateline::copies::sketch("", "One two three four five six seven eight.");
/// assert_eq!(whole, dateline::copies::sketch("", "one, two three FOUR five six seven eight"));
/// ```
pub fn sketch(title: &str, body: &str) -> Sketch {
    sketch_of(&Reading::new(title, body))
}

/// [`sketch`], of an article whose words were read already.
pub fn sketch_of(reading: &Reading<'_>) -> Sketch {
    let likely = Smallest::of_likely(reading.words().len());
    let limit = likely.limit;
    let hashes = smallest(reading, likely);
    if hashes.len() < SIZE && limit < u32::MAX { smallest(reading, Smallest::below(u32::MAX)) } else { hashes }
}

fn smallest(reading: &Reading<'_>, mut smallest: Smallest) -> Sketch {
    // The words of a shingle as the digits of a number, which moves on with every word.
    let mut last = [0u64; SHINGLE];
    let (mut row, mut seen) = (0u64, 0);
    for word in compared(reading) {
        let gone = std::mem::replace(&mut last[seen % SHINGLE], word.key);
        row = row.wrapping_sub(gone.wrapping_mul(FIRST)).wrapping_mul(BASE).wrapping_add(word.key);
        seen += 1;
        if seen >= SHINGLE {
            smallest.see(row);
        }
    }
    if seen > 0 && seen < SHINGLE {
        smallest.see(row);
    }
    smallest.settle();
    let mut hashes = smallest.hashes;
    if let [only] = hashes[..] {
        // Two hashes in common make a pair; so the shortest texts have two.
        hashes.push(!only);
        hashes.sort_unstable();
    }
    hashes
}

/// A sketch as an index keeps it, two hashes in a number.
pub fn packed(sketch: &[u32]) -> impl Iterator<Item = u64> {
    sketch.chunks(2).map(|pair| u64::from(pair[0]) << 32 | u64::from(pair[pair.len() - 1]))
}

/// The hashes of a [`packed`] sketch, rising.
pub fn unpacked(packed: impl Iterator<Item = u64>) -> impl Iterator<Item = u32> {
    packed.flat_map(|pair| {
        let (first, second) = ((pair >> 32) as u32, pair as u32);
        // A hash without another is twice there.
        std::iter::once(first).chain((first != second).then_some(second))
    })
}

/// An odd number without a pattern: the golden ratio in 64 bits.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// What the first word of a shingle counts.
const FIRST: u64 = BASE.wrapping_mul(BASE).wrapping_mul(BASE);

/// The smallest hashes of those that were seen.
struct Smallest {
    hashes: Vec<u32>,
    /// Hashes from here on are not among them.
    limit: u32,
}

impl Smallest {
    /// Hashes between two sortings.
    const ROOM: usize = 3 * SIZE;

    fn below(limit: u32) -> Smallest {
        Smallest { hashes: Vec::with_capacity(Smallest::ROOM), limit }
    }

    /// Of so many hashes, twice as many as are wanted are likely to be below the limit: the others need
    /// not be kept until they are sorted out.
    fn of_likely(hashes: usize) -> Smallest {
        let share = 2.0 * SIZE as f64 / hashes.max(1) as f64;
        Smallest::below(if share < 1.0 { (share * f64::from(u32::MAX)) as u32 } else { u32::MAX })
    }

    #[inline]
    fn see(&mut self, row: u64) {
        let mixed = row ^ (row >> 29);
        let hash = (mixed.wrapping_mul(BASE) >> 32) as u32;
        if hash < self.limit {
            self.hashes.push(hash);
            if self.hashes.len() == Smallest::ROOM {
                self.settle();
            }
        }
    }

    fn settle(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes.truncate(SIZE);
        if self.hashes.len() == SIZE {
            self.limit = self.hashes[SIZE - 1];
        }
    }
}

/// Shared hashes of two sketches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared {
    /// Hashes in both.
    pub(super) both: usize,
    /// Hashes that would be in both if the shorter article were contained in the longer.
    pub(super) of: usize,
}

/// What two sketches share, and how many they could.
pub(super) fn resemble(a: &[u32], b: &[u32]) -> Shared {
    // A full sketch says nothing of shingles above its greatest hash.
    let reach = |sketch: &[u32]| if sketch.len() < SIZE { u32::MAX } else { sketch[SIZE - 1] };
    let reach = reach(a).min(reach(b));
    let comparable = |sketch: &[u32]| sketch.partition_point(|hash| *hash <= reach);
    let (a, b) = (&a[..comparable(a)], &b[..comparable(b)]);
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    Shared { both, of: a.len().min(b.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: u32, to: u32) -> String {
        (from..to).map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn a_sketch_has_constant_size_and_follows_the_words() {
        assert!(sketch("", "").is_empty());
        assert_eq!(sketch("Reuter", "").len(), 2);
        assert_eq!(sketch("", &words(0, 5000)).len(), SIZE);
        assert_eq!(sketch("", &"all the same words ".repeat(5000)).len(), 4);
        assert_ne!(sketch("one two three four", ""), sketch("four three two one", ""));
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        for sketch in [&[][..], &[7], &[0, u32::MAX], &[1, 2, 3], &[0, 1, 2, 3]] {
            assert_eq!(unpacked(packed(sketch)).collect::<Vec<_>>(), sketch);
        }
    }

    /// What is likely to be enough is not where words are repeated.
    #[test]
    fn a_limit_changes_nothing() {
        for text in [words(0, 70), words(0, 5000), words(0, 40).repeat(30), "one two ".repeat(90) + &words(0, 9)] {
            let reading = Reading::new("", &text);
            assert_eq!(sketch_of(&reading), smallest(&reading, Smallest::below(u32::MAX)));
        }
    }

    #[test]
    fn shingles_depend_on_their_words_alone() {
        let (short, long) = (sketch("", &words(40, 59)), sketch("", &words(0, 90)));
        assert_eq!(short.len(), 16);
        // Those of the longer text's smallest that stand in the shorter one are the same there.
        let within = long.iter().filter(|hash| short.contains(hash)).count();
        assert_eq!(within, short.iter().filter(|hash| **hash <= long[SIZE - 1]).count());
        assert!(within > 0);
    }

    #[test]
    fn a_cut_copy_is_contained() {
        let shared = resemble(&sketch("", &words(0, 900)), &sketch("", &words(0, 300)));
        assert_eq!(shared.both, shared.of);
        assert!(shared.both >= 2, "{shared:?}");
        assert_eq!(resemble(&sketch("", &words(0, 900)), &sketch("", &words(1000, 2000))).both, 0);
    }
}

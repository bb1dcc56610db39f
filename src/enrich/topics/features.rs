//! From the words of an article to the rows of a model.
//!
//! A row stands for a word (with its inflections), for two known words side by
//! side, or for a known word in the title. Training and prediction walk an
//! article with the same [`Table::walk`], so that they cannot drift apart.
//! Knows nothing of topics and weights.

use std::cell::RefCell;

use crate::text::{Form, Reading, Word, mix};

thread_local! {
    /// A count for every row, all 0 between articles.
    static COUNTS: RefCell<Vec<u8>> = RefCell::default();
}

/// Words of the body that are read: what an article is about is said early on,
/// and a long one should not cost more. Chosen by cross-validation; see `schema/topics.md`.
const BODY_WORDS: usize = 600;

/// Words at the head of the body that count twice: the lead tells the story.
const LEAD_WORDS: usize = 50;

/// How often a word of the title counts.
const TITLE_WEIGHT: u8 = 3;

// Any constants would do; models are stored by them, so they must never change.
const UPPER_SEED: u64 = 0xA076_1D64_78BD_642F;
const TITLE_SEED: u64 = 0xE703_7ED1_A0B4_28DB;
const PAIR_SEED: u64 = 0x8EBC_6AF0_9C88_C6E3;

/// A feature as a model stores it.
pub(crate) type Hash = u32;

/// The hash of a word; an acronym in running text ("WHO", "AIDS") is another word than "who".
#[inline]
pub(crate) fn word_hash(key: u64, acronym: bool) -> Hash {
    let key = if acronym { mix(key, UPPER_SEED) } else { key };
    (key ^ (key >> 32)) as Hash
}

#[inline]
fn title_hash(word: Hash) -> Hash {
    let mixed = mix(TITLE_SEED, word as u64);
    (mixed >> 16) as Hash
}

#[inline]
fn pair_hash(first: Hash, second: Hash) -> Hash {
    let mixed = mix(PAIR_SEED, (first as u64) << 32 | second as u64);
    (mixed >> 16) as Hash
}

/// Whether a word counts: no marks, no possessives, no bare numbers.
#[inline]
pub(crate) fn is_content(word: &Word) -> bool {
    !word.form.has(Form::MARK.with(Form::POSSESSIVE))
        & (!word.form.has(Form::DIGIT) | word.form.has(Form::LOWER.with(Form::CAPITAL)))
}

/// Whether a word is written as an acronym among words that are not.
#[inline]
pub(crate) fn is_acronym(reading: &Reading, n: usize) -> bool {
    !reading.in_title(n) && is_acronym_form(&reading.words()[n])
}

#[inline]
fn is_acronym_form(word: &Word) -> bool {
    word.form.has(Form::UPPER) && word.end - word.start <= 6
}

/// One occurrence of a feature: where it stands and how much it counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// Index of the word, of a pair the second.
    pub(crate) at: usize,
    /// Index of the first word of a pair, else `at`.
    pub(crate) from: usize,
    /// How often it counts.
    pub(crate) count: u8,
}

/// Which row of the model each known feature has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Open addressing, at most half full; `NONE` marks an empty slot.
    slots: Vec<Slot>,
    shift: u32,
    /// Bits that stay in the cache, one for every known hash: most pairs are unknown, and end here.
    filter: Vec<u64>,
    /// By row, the least hash that leads to it: what pairs and titles are made of.
    identity: Vec<Hash>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: Hash,
    row: u32,
}

const NONE: u32 = u32::MAX;
const EMPTY: Slot = Slot { hash: 0, row: NONE };

/// A word that has a row.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    hash: Hash,
    row: u32,
    /// Its place among the words.
    at: usize,
    /// Counts stretches of words without a mark, a sentence's end or an unknown word between:
    /// two words side by side in one of them are a pair.
    stretch: usize,
}

/// The known word before.
struct Last {
    stretch: usize,
    at: usize,
    identity: Hash,
}

/// Spreads hashes over slots: Knuth's, the golden ratio of 32 bits.
const SPREAD: u32 = 0x9E37_79B1;

/// A slot has two to the power of this bits in the filter: at most one in sixteen is set.
const FILTER_BITS: u32 = 3;

impl Table {
    /// A table of features and their rows; of two with the same hash the first stays.
    pub(crate) fn new(features: &[(Hash, u32)]) -> Table {
        let capacity = (features.len() * 2).next_power_of_two().max(16);
        let rows = features.iter().map(|f| f.1 as usize + 1).max().unwrap_or(0);
        let mut table = Table {
            slots: vec![EMPTY; capacity],
            shift: 32 - capacity.trailing_zeros(),
            filter: vec![0; (capacity << FILTER_BITS) / 64],
            identity: vec![Hash::MAX; rows],
        };
        for &(hash, row) in features {
            let slot = table.slot(hash);
            if table.slots[slot].row == NONE {
                table.slots[slot] = Slot { hash, row };
                let bit = table.filter_bit(hash);
                table.filter[bit / 64] |= 1 << (bit % 64);
                let identity = &mut table.identity[row as usize];
                *identity = hash.min(*identity);
            }
        }
        table
    }

    /// The bit of the filter that a hash has.
    #[inline]
    fn filter_bit(&self, hash: Hash) -> usize {
        (hash.wrapping_mul(SPREAD) >> (self.shift - FILTER_BITS)) as usize
    }

    /// The row of a feature that most likely has none.
    #[inline]
    fn rare_row(&self, hash: Hash) -> Option<u32> {
        let bit = self.filter_bit(hash);
        if self.filter[bit / 64] >> (bit % 64) & 1 == 1 { self.row(hash) } else { None }
    }

    /// How many rows it leads to.
    pub(crate) fn rows(&self) -> usize {
        self.identity.len()
    }

    /// Where `hash` is, or the empty slot where it would be.
    #[inline]
    fn slot(&self, hash: Hash) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash.wrapping_mul(SPREAD) >> self.shift) as usize & mask;
        loop {
            let slot = self.slots[at];
            // One question, not two: which of the two ends the search cannot be foreseen.
            if (slot.row == NONE) | (slot.hash == hash) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// The row of a feature.
    #[inline]
    pub(crate) fn row(&self, hash: Hash) -> Option<u32> {
        let row = self.slots[self.slot(hash)].row;
        (row != NONE).then_some(row)
    }

    /// Calls `seen` with the hash and row of every known word, and with the hash
    /// of every pair and title word whose parts are known, and its row if it has one.
    #[inline]
    pub(crate) fn walk(&self, reading: &Reading, mut seen: impl FnMut(Hash, Option<u32>, Seen)) {
        let title = reading.title_words();
        let words = &reading.words()[..reading.words().len().min(title + BODY_WORDS)];
        let mut last = Last { stretch: 0, at: 0, identity: 0 };
        for Known { hash, row, at, stretch } in self.known(words, title) {
            let in_title = at < title;
            let count = if in_title { TITLE_WEIGHT } else { 1 + u8::from(at < title + LEAD_WORDS) };
            seen(hash, Some(row), Seen { at, from: at, count });
            let identity = self.identity[row as usize];
            if in_title {
                let hash = title_hash(identity);
                seen(hash, self.rare_row(hash), Seen { at, from: at, count: 1 });
            }
            if last.stretch == stretch {
                let hash = pair_hash(last.identity, identity);
                seen(hash, self.rare_row(hash), Seen { at, from: last.at, count });
            }
            last = Last { stretch, at, identity };
        }
    }

    /// The words that have a row, of the title's and the body's.
    ///
    /// One goes over the words without asking much, for what a word is cannot be foreseen: each is
    /// looked up and laid down, and the next one takes its place unless it has a row.
    #[inline]
    fn known(&self, words: &[Word], title: usize) -> Vec<Known> {
        let mut known = vec![Known::default(); words.len()];
        let (mut count, mut stretch) = (0, 1);
        for (at, word) in words.iter().enumerate() {
            let mut slot = self.slots[self.slot(word_hash(word.key, false))];
            if is_acronym_form(word) && at >= title {
                let acronym = self.slots[self.slot(word_hash(word.key, true))];
                slot = if acronym.row == NONE { slot } else { acronym };
            }
            let content = is_content(word);
            let row = if content { slot.row } else { NONE };
            let border = word.form.has(Form::MARK.with(Form::SENTENCE)) | (at == title);
            stretch += usize::from(border | (content & (row == NONE)));
            known[count] = Known { hash: slot.hash, row, at, stretch };
            count += usize::from(row != NONE);
        }
        known.truncate(count);
        known
    }

    /// The rows that an article has and how often each counts, each row once.
    pub(crate) fn counts(&self, reading: &Reading) -> Vec<(u32, u8)> {
        let mut count = COUNTS.take();
        if count.len() < self.rows() {
            count.resize(self.rows(), 0);
        }
        let mut rows = Vec::with_capacity(256);
        self.walk(reading, |_, row, seen| {
            if let Some(row) = row {
                let count = &mut count[row as usize];
                if *count == 0 {
                    rows.push((row, 0));
                }
                *count = count.saturating_add(seen.count);
            }
        });
        for (row, n) in &mut rows {
            *n = std::mem::take(&mut count[*row as usize]);
        }
        COUNTS.set(count);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    fn table(words: &[&str]) -> Table {
        let features: Vec<(Hash, u32)> =
            words.iter().enumerate().map(|(row, word)| (word_hash(key(word), false), row as u32)).collect();
        Table::new(&features)
    }

    #[test]
    fn counts_known_words_the_title_and_the_lead_more() {
        let table = table(&["strike", "union"]);
        let reading = Reading::new("Strike", "The union went on strike. 12 strike's");
        assert_eq!(table.counts(&reading), [(0, 7), (1, 2)]);
    }

    #[test]
    fn pairs_do_not_cross_marks_sentences_or_unknown_words() {
        let table = table(&["white", "house"]);
        let pairs = |text: &str| {
            let mut n = 0;
            table.walk(&Reading::new("", text), |_, _, seen| n += usize::from(seen.from != seen.at));
            n
        };
        assert_eq!(pairs("White House"), 1);
        assert_eq!(pairs("White, House"), 0);
        assert_eq!(pairs("white. House"), 0);
        assert_eq!(pairs("white big house"), 0);
    }

    #[test]
    fn acronyms_are_words_of_their_own() {
        let who = [(word_hash(key("who"), true), 0)];
        let table = Table::new(&who);
        assert_eq!(table.counts(&Reading::new("", "The WHO said")), [(0, 2)]);
        assert!(table.counts(&Reading::new("", "who said")).is_empty());
    }
}

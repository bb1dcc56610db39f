//! Terms by number, and the stems of the words that were met.
//!
//! Stemming costs far more than a look-up, and a few thousand words make up
//! nearly all of a text: the stem of a word is made once and known by number
//! from then on. Takes words with their keys, gives numbers and the terms that
//! they stand for. Knows nothing of positions and postings.

use xxhash_rust::xxh3::xxh3_64;

use super::look::Look;
use crate::text::{fold_into, key};

/// A longer word is no word, and is cut here (bytes).
const LONGEST_TERM: usize = 256;

/// Slots of a table at first; a power of two, as every later number of slots.
const SLOTS: usize = 64;

/// Byte strings with numbers from 0 up, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    slots: Vec<Slot>,
    /// Where each term ends in `bytes`.
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    number: u32,
}

/// No term has this number: the slot is free.
const NONE: u32 = u32::MAX;

impl Terms {
    /// The number of a term, which it gets here where it has none.
    pub(super) fn number(&mut self, term: &[u8]) -> u32 {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = xxh3_64(term) as u32;
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let slot = self.slots[at];
            if slot.number == NONE {
                let number = self.ends.len() as u32;
                self.slots[at] = Slot { hash, number };
                self.bytes.extend_from_slice(term);
                self.ends.push(self.bytes.len());
                return number;
            }
            if slot.hash == hash && self.term(slot.number) == term {
                return slot.number;
            }
            at = (at + 1) & last;
        }
    }

    fn grow(&mut self) {
        let slots = vec![Slot { hash: 0, number: NONE }; (self.slots.len() * 2).max(SLOTS)];
        let last = slots.len() - 1;
        let old = std::mem::replace(&mut self.slots, slots);
        for slot in old.into_iter().filter(|slot| slot.number != NONE) {
            let mut at = slot.hash as usize & last;
            while self.slots[at].number != NONE {
                at = (at + 1) & last;
            }
            self.slots[at] = slot;
        }
    }

    /// The term of a number.
    ///
    /// # Panics
    /// If no term has it.
    pub(super) fn term(&self, number: u32) -> &[u8] {
        let start = (number as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[number as usize]]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The numbers in the order of their terms' bytes.
    pub(super) fn sorted(&self) -> Vec<u32> {
        // The first eight bytes settle nearly all comparisons without a look at the terms.
        let head = |number: u32| {
            let term = self.term(number);
            let mut head = [0; 8];
            let len = term.len().min(head.len());
            head[..len].copy_from_slice(&term[..len]);
            (u64::from_be_bytes(head), number)
        };
        let mut order: Vec<(u64, u32)> = (0..self.len() as u32).map(head).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.term(a.1).cmp(self.term(b.1))));
        order.into_iter().map(|(_, number)| number).collect()
    }

    /// Bytes that it holds.
    pub(super) fn memory(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.ends.len() * size_of::<usize>() + self.bytes.len()
    }
}

/// The terms of words.
#[derive(Debug, Clone, Default)]
pub(super) struct Lexicon {
    terms: Terms,
    known: Vec<Known>,
    /// Words in `known`.
    words: usize,
    folded: String,
}

/// A word that was met before.
#[derive(Debug, Clone, Copy)]
struct Known {
    key: u64,
    stem: Stem,
}

/// The stem of a word, and what the word looks like beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stem {
    /// The number of its term.
    pub(super) term: u32,
    pub(super) look: Look,
}

impl Lexicon {
    /// The stem of a word, of which `key` is the key.
    #[inline]
    pub(super) fn stem(&mut self, key: u64, spelled: &str) -> Stem {
        if self.words * 2 >= self.known.len() {
            self.grow();
        }
        let last = self.known.len() - 1;
        let mut at = key as usize & last;
        loop {
            let known = self.known[at];
            if known.key == key && known.stem.term != NONE {
                return known.stem;
            }
            if known.stem.term == NONE {
                let stem = self.make(spelled);
                self.known[at] = Known { key, stem };
                self.words += 1;
                return stem;
            }
            at = (at + 1) & last;
        }
    }

    /// The term of a compound in one piece, folded already.
    pub(super) fn joined(&mut self, folded: &str) -> u32 {
        if folded.is_ascii() && !folded.contains('.') {
            // It folds to itself, as a word that is spelled so.
            self.stem(key(folded), folded).term
        } else {
            self.terms.number(stem(cut(folded)).as_bytes())
        }
    }

    #[cold]
    fn make(&mut self, spelled: &str) -> Stem {
        self.folded.clear();
        fold_into(spelled, &mut self.folded);
        let stem = stem(cut(&self.folded));
        Stem { look: Look::of(&self.folded, &stem), term: self.terms.number(stem.as_bytes()) }
    }

    fn grow(&mut self) {
        let none = Known { key: 0, stem: Stem { term: NONE, look: Look::STEM } };
        let slots = vec![none; (self.known.len() * 2).max(SLOTS)];
        let last = slots.len() - 1;
        let old = std::mem::replace(&mut self.known, slots);
        for known in old.into_iter().filter(|known| known.stem.term != NONE) {
            let mut at = known.key as usize & last;
            while self.known[at].stem.term != NONE {
                at = (at + 1) & last;
            }
            self.known[at] = known;
        }
    }

    /// The terms.
    pub(super) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The text of a term.
    pub(super) fn text(&self, term: u32) -> &str {
        // Terms are stems, and stems are text.
        std::str::from_utf8(self.terms.term(term)).unwrap_or_default()
    }

    /// Bytes that it holds.
    pub(super) fn memory(&self) -> usize {
        self.terms.memory() + self.known.len() * size_of::<Known>()
    }
}

/// The Snowball English stem of a folded word.
pub(crate) fn stem(folded: &str) -> String {
    frostem::Stemmer::new(frostem::Algorithm::English).stem(folded).into_owned()
}

fn cut(term: &str) -> &str {
    let mut end = term.len().min(LONGEST_TERM);
    while !term.is_char_boundary(end) {
        end -= 1;
    }
    &term[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_word_keeps_its_stem_in_every_spelling() {
        let mut lexicon = Lexicon::default();
        let first = lexicon.stem(key("Talks"), "Talks");
        assert_eq!(lexicon.text(first.term), "talk");
        assert_eq!(lexicon.stem(key("talks"), "talks").term, first.term);
        assert_eq!(lexicon.stem(key("talk"), "talk").term, first.term);
        assert_eq!(lexicon.joined("talk"), first.term);
        assert_eq!(lexicon.stem(key("talk"), "talk").look, Look::STEM);
        assert_ne!(first.look, Look::STEM);
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        let mut lexicon = Lexicon::default();
        let word = format!("a{}", "я".repeat(400));
        let term = lexicon.stem(key(&word), &word).term;
        assert!(lexicon.text(term).len() <= LONGEST_TERM && !lexicon.text(term).is_empty());
    }

    proptest! {
        #[test]
        fn terms_have_one_number_each_and_sort_by_bytes(
            given in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..12), 0..300)
        ) {
            let mut terms = Terms::default();
            let mut numbers = BTreeMap::new();
            for term in &given {
                let next = numbers.len() as u32;
                let expected = *numbers.entry(term.clone()).or_insert(next);
                prop_assert_eq!(terms.number(term), expected);
                prop_assert_eq!(terms.term(expected), &term[..]);
            }
            prop_assert_eq!(terms.len(), numbers.len());
            prop_assert_eq!(terms.sorted(), numbers.into_values().collect::<Vec<_>>());
        }
    }
}

//! Sets of documents of a segment, a bit for each.

use std::sync::Arc;

use tantivy::query::Scorer;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Score, SegmentReader, TERMINATED};

/// A set that documents are put into.
#[derive(Debug, Clone)]
pub(super) struct DocBits(Box<[u64]>);

impl DocBits {
    /// The empty set of a segment.
    pub(super) fn none(segment: &SegmentReader) -> DocBits {
        DocBits(vec![0; segment.max_doc().div_ceil(64) as usize].into())
    }

    /// Every document of a segment.
    pub(super) fn all(segment: &SegmentReader) -> DocBits {
        let mut all = DocBits::none(segment);
        all.0.fill(!0);
        if let (Some(last), rest @ 1..) = (all.0.last_mut(), segment.max_doc() % 64) {
            *last = (1 << rest) - 1;
        }
        all
    }

    /// The documents of a scorer.
    pub(super) fn of(scorer: &mut dyn Scorer, segment: &SegmentReader) -> DocBits {
        if let Some(bits) = scorer.downcast_ref::<BitDocs>() {
            return DocBits(bits.bits.iter().copied().collect());
        }
        let mut docs = DocBits::none(segment);
        let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let filled = scorer.fill_buffer(&mut buffer);
            buffer[..filled].iter().for_each(|doc| docs.insert(*doc));
            if filled < buffer.len() {
                return docs;
            }
        }
    }

    pub(super) fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.0.get_mut((doc / 64) as usize) {
            *word |= 1 << (doc % 64);
        }
    }

    /// Puts in what is left of `docs`.
    pub(super) fn extend(&mut self, docs: &mut impl DocSet) {
        let mut doc = docs.doc();
        while doc != TERMINATED {
            self.insert(doc);
            doc = docs.advance();
        }
    }

    pub(super) fn contains(&self, doc: DocId) -> bool {
        self.0.get((doc / 64) as usize).is_some_and(|word| word & 1 << (doc % 64) != 0)
    }

    /// Leaves those that are in `other` too.
    pub(super) fn intersect(&mut self, other: &DocBits) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }

    /// Leaves those that are not deleted.
    pub(super) fn leave_alive(&mut self, segment: &SegmentReader) {
        let Some(alive) = segment.alive_bitset() else { return };
        for (word, first) in self.0.iter_mut().zip((0..).step_by(64)) {
            for bit in set_bits(*word) {
                if alive.is_deleted(first + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// Shows the documents of the set in order, about `most` at a time.
    pub(super) fn in_stretches(&self, most: usize, mut see: impl FnMut(&[DocId])) {
        let mut stretch = Vec::with_capacity(most + 64);
        for (word, first) in self.0.iter().zip((0..).step_by(64)) {
            stretch.extend(set_bits(*word).map(|bit| first + bit));
            if stretch.len() >= most {
                see(&stretch);
                stretch.clear();
            }
        }
        if !stretch.is_empty() {
            see(&stretch);
        }
    }

    /// Documents in the set.
    pub(super) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Walks over the set.
    pub(super) fn docs(self) -> BitDocs {
        BitDocs::new(self.0.into())
    }

    /// A bit a document, 64 a word.
    pub(super) fn into_words(self) -> Box<[u64]> {
        self.0
    }
}

/// The set bits, in order.
pub(super) struct BitDocs {
    bits: Arc<[u64]>,
    doc: DocId,
    size: u32,
}

impl BitDocs {
    pub(super) fn new(bits: Arc<[u64]>) -> BitDocs {
        let size = bits.iter().map(|word| word.count_ones()).sum();
        let mut bits = BitDocs { bits, doc: 0, size };
        bits.doc = bits.at_or_behind(0);
        bits
    }

    fn at_or_behind(&self, doc: DocId) -> DocId {
        next_bit(&self.bits, doc).unwrap_or(TERMINATED)
    }
}

/// The bits of a word that are set, in order.
pub(super) fn set_bits(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}

/// The first bit that is set at `n` or behind it, 64 bits a word.
pub(super) fn next_bit(words: &[u64], n: u32) -> Option<u32> {
    let mut word = (n / 64) as usize;
    let mut rest = words.get(word)? & (!0 << (n % 64));
    while rest == 0 {
        word += 1;
        rest = *words.get(word)?;
    }
    Some(word as u32 * 64 + rest.trailing_zeros())
}

impl DocSet for BitDocs {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.at_or_behind(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = if target >= TERMINATED { TERMINATED } else { self.at_or_behind(target) };
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.size
    }
}

impl Scorer for BitDocs {
    fn score(&mut self) -> Score {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_segment_selects_nothing() {
        assert_eq!(BitDocs::new(Arc::from([])).doc(), TERMINATED);
        assert_eq!(BitDocs::new(Arc::from([0u64; 3])).doc(), TERMINATED);
    }

    proptest! {
        #[test]
        fn bits_are_walked_and_sought_in_order(
            docs in proptest::collection::btree_set(0u32..500, 0..40),
            target in 0u32..600,
        ) {
            let mut words = vec![0u64; 8];
            docs.iter().for_each(|doc| words[(doc / 64) as usize] |= 1 << (doc % 64));
            let words: Arc<[u64]> = words.into();
            let mut bits = BitDocs::new(words.clone());
            let mut walked = Vec::new();
            while bits.doc() != TERMINATED {
                walked.push(bits.doc());
                bits.advance();
            }
            prop_assert_eq!(&walked, &docs.iter().copied().collect::<Vec<_>>());
            let mut bits = BitDocs::new(words);
            prop_assert_eq!(bits.seek(target), docs.range(target..).next().copied().unwrap_or(TERMINATED));
        }
    }
}

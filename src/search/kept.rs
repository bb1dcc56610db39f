//! Selections that are kept: what a filter lets through, as a bit an article.
//!
//! A thousand queries with one filter read its postings once. Results are the
//! same with and without: only who computes them changes.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError};

use super::query::{Days, ValueField};
use crate::vocab::countries::Years;

/// What a selection is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// Articles with a value, as the user spells it; of a group of countries, those of these years.
    Value(ValueField, String, Option<Years>),
    /// Articles of these days.
    Days(Days),
    /// Articles with one of these ids.
    Ids(Arc<[String]>),
}

/// Bits of all selections that are kept, in bytes: enough for fifty filters over ten million articles.
const ROOM: usize = 64 << 20;

/// Selections by key.
#[derive(Debug, Default)]
pub(super) struct Kept {
    selections: Mutex<HashMap<Key, Slot>>,
    /// Bytes that they take.
    bytes: AtomicUsize,
}

/// Filled by the first who needs it, while others wait; `None` where that failed.
type Slot = Arc<OnceLock<Option<Arc<Selection>>>>;

/// A bit for every document of each segment.
type Selection = HashMap<SegmentId, Arc<[u64]>>;

impl Kept {
    /// A query that selects what `query` does, by the bits that are kept under `key`.
    pub(super) fn query(self: &Arc<Kept>, key: Key, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(KeptQuery { query: query.into(), key, kept: self.clone() })
    }

    /// The selection under `key`, computed if need be; `None` where there is no room for it.
    fn selection(&self, key: &Key, query: &dyn Query, searcher: &Searcher) -> Option<Arc<Selection>> {
        let slot = {
            let mut selections = self.selections.lock().unwrap_or_else(PoisonError::into_inner);
            match selections.get(key) {
                Some(slot) => slot.clone(),
                None if self.bytes.load(Ordering::Relaxed) >= ROOM => return None,
                None => selections.entry(key.clone()).or_default().clone(),
            }
        };
        let fill = || {
            let selection = selected(query, searcher).ok()?;
            self.bytes.fetch_add(selection.values().map(|bits| bits.len() * 8).sum(), Ordering::Relaxed);
            Some(Arc::new(selection))
        };
        slot.get_or_init(fill).clone()
    }
}

/// The documents of every segment that match.
fn selected(query: &dyn Query, searcher: &Searcher) -> tantivy::Result<Selection> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let bits = |segment: &SegmentReader| {
        let mut bits = vec![0u64; segment.max_doc().div_ceil(64) as usize];
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            bits[(doc / 64) as usize] |= 1 << (doc % 64);
            doc = scorer.advance();
        }
        Ok((segment.segment_id(), bits.into()))
    };
    searcher.segment_readers().iter().map(bits).collect()
}

/// Selects by kept bits.
#[derive(Clone)]
struct KeptQuery {
    query: Arc<dyn Query>,
    key: Key,
    kept: Arc<Kept>,
}

impl fmt::Debug for KeptQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptQuery({:?})", self.key)
    }
}

impl Query for KeptQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring.searcher().ok_or_else(|| {
            TantivyError::InvalidArgument("a kept selection needs the searcher of its index".to_owned())
        })?;
        match self.kept.selection(&self.key, &*self.query, searcher) {
            Some(selection) => Ok(Box::new(KeptWeight(selection))),
            None => self.query.weight(scoring),
        }
    }
}

struct KeptWeight(Arc<Selection>);

impl Weight for KeptWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let bits = self.0.get(&segment.segment_id()).cloned().unwrap_or_default();
        Ok(Box::new(ConstScorer::new(Bits::new(bits), boost)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("selected", 1.0))
    }
}

/// The set bits, in order.
struct Bits {
    bits: Arc<[u64]>,
    doc: DocId,
    size: u32,
}

impl Bits {
    fn new(bits: Arc<[u64]>) -> Bits {
        let size = bits.iter().map(|word| word.count_ones()).sum();
        let mut bits = Bits { bits, doc: 0, size };
        bits.doc = bits.at_or_behind(0);
        bits
    }

    fn at_or_behind(&self, doc: DocId) -> DocId {
        let mut word = (doc / 64) as usize;
        let Some(first) = self.bits.get(word) else { return TERMINATED };
        let mut rest = first & (!0 << (doc % 64));
        while rest == 0 {
            word += 1;
            match self.bits.get(word) {
                Some(bits) => rest = *bits,
                None => return TERMINATED,
            }
        }
        word as u32 * 64 + rest.trailing_zeros()
    }
}

impl DocSet for Bits {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_segment_selects_nothing() {
        assert_eq!(Bits::new(Arc::from([])).doc(), TERMINATED);
        assert_eq!(Bits::new(Arc::from([0u64; 3])).doc(), TERMINATED);
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
            let mut bits = Bits::new(words.clone());
            let mut walked = Vec::new();
            while bits.doc() != TERMINATED {
                walked.push(bits.doc());
                bits.advance();
            }
            prop_assert_eq!(&walked, &docs.iter().copied().collect::<Vec<_>>());
            let mut bits = Bits::new(words);
            prop_assert_eq!(bits.seek(target), docs.range(target..).next().copied().unwrap_or(TERMINATED));
        }
    }
}

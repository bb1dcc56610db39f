//! Selections that are kept: what a filter lets through, as a bit an article.
//!
//! A thousand queries with one filter read its postings once. Results are the
//! same with and without: only who computes them changes.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, Searcher, SegmentReader, TantivyError};

use super::bits::{BitDocs, DocBits};
use super::query::{Days, ValueField};
use crate::vocab::countries::Years;

/// What a selection is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// Articles with a value, as the user spells it; of a group of countries, those of these years.
    Value(ValueField, String, Option<Years>),
    /// Articles of these days.
    Days(Days),
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
pub(super) type Selection = HashMap<SegmentId, Arc<[u64]>>;

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
        let bits = DocBits::of(&mut *weight.scorer(segment, 1.0)?, segment);
        Ok((segment.segment_id(), bits.into_words().into()))
    };
    searcher.segment_readers().iter().map(bits).collect()
}

/// A query that selects the documents with a set bit.
pub(super) fn selecting(selection: Selection) -> Box<dyn Query> {
    Box::new(Selecting(Arc::new(selection)))
}

#[derive(Clone)]
struct Selecting(Arc<Selection>);

impl fmt::Debug for Selecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Selecting({} segments)", self.0.len())
    }
}

impl Query for Selecting {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(KeptWeight(self.0.clone())))
    }
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

/// The documents of a selection.
pub(super) struct KeptWeight(pub(super) Arc<Selection>);

impl Weight for KeptWeight {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(BitDocs::new(self.0.get(&segment.segment_id()).cloned().unwrap_or_default())))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("selected", 1.0))
    }
}

//! Articles chosen by their ids: a list from outside, as a bit an article.
//!
//! A list is looked up once in the dictionary of ids, whatever is asked of it
//! afterwards; what no article has is known too, so that it can be told.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::postings::TermInfo;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SearcherGeneration, SegmentReader, TERMINATED, TantivyError};

use super::bits::DocBits;
use super::kept::{KeptWeight, Selection};

/// Ids of articles, each once.
#[derive(Debug, Default)]
pub struct IdSet {
    /// In the order of their bytes, as dictionaries have them.
    ids: Vec<String>,
    resolved: Mutex<Option<Arc<Resolved>>>,
}

/// The articles of a list in one commit of an index.
#[derive(Debug)]
struct Resolved {
    generation: SearcherGeneration,
    selection: Arc<Selection>,
    /// Places in the list of those that no article has.
    unknown: Vec<usize>,
}

/// How many ids of a dictionary one id may stand for, before walking it all costs more than looking each up.
const WALKED: usize = 8;

impl IdSet {
    /// A list of ids in any order, some perhaps twice.
    pub fn new(ids: impl IntoIterator<Item = String>) -> IdSet {
        let mut ids: Vec<String> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        IdSet { ids, resolved: Mutex::default() }
    }

    /// Different ids.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Those that no article has, in order.
    pub(super) fn unknown(&self, searcher: &Searcher, field: Field) -> tantivy::Result<Vec<&str>> {
        Ok(self.resolved(searcher, field)?.unknown.iter().map(|&n| self.ids[n].as_str()).collect())
    }

    /// The articles in the commit of a searcher; looked up by the first who asks.
    fn resolved(&self, searcher: &Searcher, field: Field) -> tantivy::Result<Arc<Resolved>> {
        let mut slot = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(resolved) =
            slot.as_ref().filter(|held| held.generation.segments() == searcher.generation().segments())
        {
            return Ok(resolved.clone());
        }
        let mut known = vec![false; self.ids.len()];
        let mut selection = Selection::new();
        for segment in searcher.segment_readers() {
            selection.insert(segment.segment_id(), self.bits(segment, field, &mut known)?.into_words().into());
        }
        let unknown = (0..known.len()).filter(|&n| !known[n]).collect();
        let generation = searcher.generation().clone();
        let resolved = Arc::new(Resolved { generation, selection: Arc::new(selection), unknown });
        *slot = Some(resolved.clone());
        Ok(resolved)
    }

    /// The articles of a segment; those that are deleted are none.
    fn bits(&self, segment: &SegmentReader, field: Field, known: &mut [bool]) -> tantivy::Result<DocBits> {
        let mut bits = DocBits::none(segment);
        let index = segment.inverted_index(field)?;
        let mut set = |n: usize, info: &TermInfo| -> tantivy::Result<()> {
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    bits.insert(postings.doc());
                    known[n] = true;
                }
                postings.advance();
            }
            Ok(())
        };
        let terms = index.terms();
        if self.ids.len() < terms.num_terms() / WALKED {
            for (n, id) in self.ids.iter().enumerate() {
                if let Some(info) = terms.get(id.as_bytes())? {
                    set(n, &info)?;
                }
            }
            return Ok(bits);
        }
        let mut terms = terms.stream()?;
        let mut n = 0;
        while n < self.ids.len() && terms.advance() {
            n += self.ids[n..].iter().take_while(|id| id.as_bytes() < terms.key()).count();
            if self.ids.get(n).is_some_and(|id| id.as_bytes() == terms.key()) {
                set(n, terms.value())?;
            }
        }
        Ok(bits)
    }
}

impl PartialEq for IdSet {
    fn eq(&self, other: &IdSet) -> bool {
        self.ids == other.ids
    }
}

impl FromIterator<String> for IdSet {
    fn from_iter<I: IntoIterator<Item = String>>(ids: I) -> IdSet {
        IdSet::new(ids)
    }
}

/// Selects the articles of a list.
#[derive(Clone)]
pub(super) struct ChosenQuery {
    pub(super) ids: Arc<IdSet>,
    pub(super) field: Field,
}

impl fmt::Debug for ChosenQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChosenQuery({} ids)", self.ids.len())
    }
}

impl Query for ChosenQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("a list of ids needs the searcher of its index".to_owned()))?;
        Ok(Box::new(KeptWeight(self.ids.resolved(searcher, self.field)?.selection.clone())))
    }
}

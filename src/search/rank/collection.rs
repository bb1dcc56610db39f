//! What ranking needs to know of all articles together.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

use super::lengths::Lengths;
use super::part::{Find, Part, Where};
use super::rarity;
use crate::index::Fields;
use crate::index::foreign::is_foreign;

/// Numbers over all articles of an index, deleted ones that still lie in it included.
pub(crate) struct Collection {
    pub(super) fields: Fields,
    pub(super) articles: u64,
    /// Words of each text field, in all articles.
    words: HashMap<Field, u64>,
    /// Those of the articles that have stems of their own.
    languages: Vec<String>,
    /// Where the terms of each field are, of those that were asked for.
    known: Mutex<HashMap<Field, HashMap<String, Known>>>,
    /// The lengths of the documents of each segment, of those that were asked for.
    lengths: Mutex<SegmentLengths>,
}

/// The lengths of the documents of a segment in the fields of a place.
type SegmentLengths = HashMap<(SegmentId, Where), Arc<[Lengths]>>;

/// Where a term is.
struct Known {
    /// Articles that have it.
    articles: u64,
    /// Its postings in each segment that has it.
    segments: Box<[(SegmentId, TermInfo)]>,
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collection({} articles)", self.articles)
    }
}

/// Terms that are remembered: ranking a query asks for each of its terms several times, and the queries of a
/// batch ask for the same ones.
const REMEMBERED: usize = 50_000;

impl Collection {
    /// Reads the numbers of a searcher.
    ///
    /// # Errors
    /// A segment cannot be read.
    pub(crate) fn of(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Collection> {
        let articles = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
        let mut words = HashMap::new();
        for field in [fields.title, fields.body, fields.author] {
            let mut total = 0;
            for segment in searcher.segment_readers() {
                total += segment.inverted_index(field)?.total_num_tokens();
            }
            words.insert(field, total);
        }
        let mut languages = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(fields.language)?;
            let mut terms = index.terms().stream()?;
            while let Some((language, _)) = terms.next() {
                if let Ok(language) = std::str::from_utf8(language)
                    && is_foreign(language)
                {
                    languages.insert(language.to_owned());
                }
            }
        }
        Ok(Collection {
            fields: *fields,
            articles,
            words,
            languages: languages.into_iter().collect(),
            known: Mutex::default(),
            lengths: Mutex::default(),
        })
    }

    /// Articles that have a term in a field.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn articles_with(&self, searcher: &Searcher, field: Field, term: &str) -> tantivy::Result<u64> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&field).and_then(|terms| terms.get(term)) {
            return Ok(known.articles);
        }
        let mut segments = Vec::new();
        for segment in searcher.segment_readers() {
            let info = segment.inverted_index(field)?.get_term_info(&Term::from_field_text(field, term))?;
            segments.extend(info.map(|info| (segment.segment_id(), info)));
        }
        let articles = segments.iter().map(|(_, info)| u64::from(info.doc_freq)).sum();
        let mut known = lock();
        let terms = known.entry(field).or_default();
        if terms.len() < REMEMBERED {
            terms.insert(term.to_owned(), Known { articles, segments: segments.into() });
        }
        Ok(articles)
    }

    /// Where the postings of a term are in a segment; `None` where it has none.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn info(&self, segment: &SegmentReader, field: Field, term: &str) -> tantivy::Result<Option<TermInfo>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&field).and_then(|terms| terms.get(term)) {
            let here = known.segments.iter().find(|(id, _)| *id == segment.segment_id());
            return Ok(here.map(|(_, info)| info.clone()));
        }
        drop(known);
        Ok(segment.inverted_index(field)?.get_term_info(&Term::from_field_text(field, term))?)
    }

    /// The postings of a term in a segment, with positions; `None` where it has none.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn postings(
        &self,
        segment: &SegmentReader,
        field: Field,
        term: &str,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let Some(info) = self.info(segment, field, term)? else { return Ok(None) };
        Ok(Some(segment.inverted_index(field)?.read_postings_from_terminfo(&info, POSITIONS)?))
    }

    /// The fields of the index.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Languages of the articles that have stems of their own, by code.
    pub(crate) fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Mean length of the articles in these fields, in words, weighted as they count.
    pub(super) fn mean_length(&self, place: Where) -> f32 {
        let weighted = |f: &super::part::WeightedField| {
            f64::from(f.weight) * self.words.get(&f.field).copied().unwrap_or(0) as f64
        };
        let total: f64 = place.fields(&self.fields).iter().map(weighted).sum();
        ((total / self.articles.max(1) as f64) as f32).max(1.0)
    }

    /// The lengths of the documents of a segment, in each of the fields of a place that keeps them.
    ///
    /// # Errors
    /// The segment cannot be read.
    pub(super) fn lengths(&self, segment: &SegmentReader, place: Where) -> tantivy::Result<Arc<[Lengths]>> {
        let lock = || self.lengths.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (segment.segment_id(), place);
        if let Some(lengths) = lock().get(&key) {
            return Ok(lengths.clone());
        }
        let lengths = Lengths::of(segment, &place.fields(&self.fields), self.mean_length(place))?;
        lock().insert(key, lengths.clone());
        Ok(lengths)
    }

    /// How telling a term is.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn rarity_of(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<f32> {
        Ok(rarity(self.articles, searcher.doc_freq(term)?))
    }

    /// How telling a part is: from the articles that have its words.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn rarity(&self, searcher: &Searcher, part: &Part) -> tantivy::Result<f32> {
        let Find::Words { any, row, .. } = &part.find else { return Ok(1.0) };
        let fields = part.place.fields(&self.fields);
        let with = |term: &str| -> tantivy::Result<u64> {
            // Nearly all words of a title are in the text below it.
            let mut most = 0;
            for weighted in &fields {
                most = most.max(self.articles_with(searcher, weighted.field, term)?);
            }
            Ok(most)
        };
        if row.is_empty() {
            let mut total = 0;
            for term in any {
                total += with(term)?;
            }
            return Ok(rarity(self.articles, total));
        }
        let mut sum = 0.0;
        for placed in row {
            sum += rarity(self.articles, with(&placed.term)?);
        }
        Ok(sum)
    }
}

/// How much of the postings is read: positions only where they are looked at.
pub(super) const COUNTS: IndexRecordOption = IndexRecordOption::WithFreqs;
/// With positions.
const POSITIONS: IndexRecordOption = IndexRecordOption::WithFreqsAndPositions;

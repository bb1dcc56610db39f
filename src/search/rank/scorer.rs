//! From parts and a segment to documents with scores.

use std::collections::BTreeMap;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::postings::SegmentPostings;
use tantivy::query::{EnableScoring, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use super::collection::Collection;
use super::like::Expansion;
use super::part::{Find, Part};
use super::postings::Occurrences;
use super::{rarity, repeated, saturated};

/// What a selected value counts that an article has. About as much as a word that a third of
/// the articles have: it says what is wanted, not how much of it.
const SELECTED_SCORE: f32 = 1.0;

/// A part with the numbers that hold for all segments.
#[derive(Debug)]
pub(super) struct Weighed {
    pub(super) part: Part,
    /// What a full share of the part counts.
    pub(super) weight: f32,
    pub(super) rarity: f32,
    pub(super) mean_length: f32,
    /// Of a pattern: the words that match in each segment.
    expansions: BTreeMap<SegmentId, Expansion>,
}

impl Weighed {
    pub(super) fn new(part: Part, searcher: &Searcher, collection: &Collection) -> tantivy::Result<Weighed> {
        let mut expansions = BTreeMap::new();
        let rarity = match &part.find {
            Find::Words { .. } => collection.rarity(searcher, &part)?,
            Find::Like(like) => {
                let segments = searcher.segment_readers();
                let expand = |segment| like.expanded(segment, part.place, &collection.fields);
                let expanded = segments.iter().map(|segment| Ok((segment.segment_id(), expand(segment)?)));
                expansions = expanded.collect::<tantivy::Result<_>>()?;
                rarity(collection.articles, expansions.values().map(Expansion::articles).sum())
            }
            Find::Selected(_) => SELECTED_SCORE,
        };
        let weight = part.weight * repeated(part.times) * rarity;
        let mean_length = collection.mean_length(part.place);
        Ok(Weighed { weight, rarity, mean_length, expansions, part })
    }

    /// The documents of a segment that have the part.
    pub(super) fn scorer(
        &self,
        segment: &SegmentReader,
        searcher: &Searcher,
        collection: &Collection,
        boost: Score,
    ) -> tantivy::Result<PartScorer> {
        let mut streams = Vec::new();
        let mut lengths = Vec::new();
        match &self.part.find {
            Find::Words { any, row, slop } => {
                for weighted in self.part.place.fields(&collection.fields) {
                    for term in any {
                        let occurrences = match self.part.sense.acronym {
                            Some(acronym) => Occurrences::sense(segment, weighted.field, term, acronym)?,
                            None => Occurrences::term(segment, weighted.field, term)?,
                        };
                        streams.extend(occurrences.map(|occurrences| Stream { occurrences, weight: weighted.weight }));
                    }
                    if !row.is_empty() {
                        let occurrences = Occurrences::row(segment, weighted.field, row, *slop)?;
                        streams.extend(occurrences.map(|occurrences| Stream { occurrences, weight: weighted.weight }));
                    }
                }
            }
            Find::Like(_) => {
                if let Some(expansion) = self.expansions.get(&segment.segment_id()) {
                    // The weights of fields are in the counts.
                    streams.push(Stream { occurrences: Occurrences::Like(expansion.gathered(segment)?), weight: 1.0 });
                }
            }
            Find::Selected(query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                let occurrences = Occurrences::Query(weight.scorer(segment, 1.0)?);
                streams.push(Stream { occurrences, weight: 1.0 });
            }
        }
        let counts = !matches!(self.part.find, Find::Selected(_));
        if counts {
            for weighted in self.part.place.fields(&collection.fields) {
                if segment.schema().get_field_entry(weighted.field).has_fieldnorms() {
                    lengths.push((segment.get_fieldnorms_reader(weighted.field)?, weighted.weight));
                }
            }
        }
        let mut foreign = Vec::new();
        for stem in &self.part.sense.foreign {
            let index = segment.inverted_index(collection.fields.foreign)?;
            let term = Term::from_field_text(collection.fields.foreign, stem);
            foreign.extend(index.read_postings(&term, IndexRecordOption::Basic)?);
        }
        let mut scorer = PartScorer {
            streams,
            foreign,
            lengths,
            weight: self.weight * boost,
            mean_length: self.mean_length,
            counts,
            doc: 0,
        };
        scorer.doc = scorer.least();
        Ok(scorer)
    }
}

/// Occurrences in one field.
struct Stream {
    occurrences: Occurrences,
    weight: f32,
}

/// The documents of a segment that have a part, and what it counts in them.
pub(super) struct PartScorer {
    streams: Vec<Stream>,
    /// Stems in other languages; an article that has one has the word once, at least.
    foreign: Vec<SegmentPostings>,
    lengths: Vec<(FieldNormReader, f32)>,
    weight: f32,
    mean_length: f32,
    counts: bool,
    doc: DocId,
}

impl PartScorer {
    fn least(&self) -> DocId {
        let foreign = self.foreign.iter().map(DocSet::doc);
        self.streams.iter().map(|stream| stream.occurrences.doc()).chain(foreign).min().unwrap_or(TERMINATED)
    }

    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    pub(super) fn advance(&mut self) -> DocId {
        for stream in &mut self.streams {
            if stream.occurrences.doc() == self.doc && self.doc != TERMINATED {
                stream.occurrences.advance();
            }
        }
        for postings in &mut self.foreign {
            if postings.doc() == self.doc && self.doc != TERMINATED {
                postings.advance();
            }
        }
        self.doc = self.least();
        self.doc
    }

    /// Goes to `target` or the next document behind it; stays where it is further already.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for stream in &mut self.streams {
                stream.occurrences.seek(target);
            }
            for postings in &mut self.foreign {
                if postings.doc() < target {
                    postings.seek(target);
                }
            }
            self.doc = self.least();
        }
        self.doc
    }

    pub(super) fn size_hint(&self) -> u32 {
        self.streams.iter().map(|stream| stream.occurrences.size_hint()).max().unwrap_or(0)
    }

    /// Occurrences in the document it stands at, as they count.
    pub(super) fn count(&mut self) -> f32 {
        let here = self.streams.iter_mut().filter(|stream| stream.occurrences.doc() == self.doc);
        let count: f32 = here.map(|stream| stream.weight * stream.occurrences.count()).sum();
        if self.foreign.iter().any(|postings| postings.doc() == self.doc) { count.max(1.0) } else { count }
    }

    /// Length of the document it stands at, by the mean length.
    pub(super) fn length(&self) -> f32 {
        let length: f32 = self.lengths.iter().map(|(norms, weight)| weight * norms.fieldnorm(self.doc) as f32).sum();
        length / self.mean_length
    }

    pub(super) fn score(&mut self) -> Score {
        if self.counts { self.weight * saturated(self.count(), self.length()) } else { self.weight }
    }
}

/// Documents that are scored together, at most; a block of scores fits the first cache.
const WINDOW: u32 = 4096;

/// Documents that are scored together after a jump: what follows may be jumped over too.
const FIRST_WINDOW: u32 = 64;

/// Every document that has any of the parts; its score is the sum over the parts, in their order.
pub(super) struct AnyScorer {
    parts: Vec<PartScorer>,
    /// Parts that count in a document that has one of the others.
    lifts: Vec<PartScorer>,
    /// Of the window, where `present` says so.
    scores: Box<[Score]>,
    present: Box<[u64]>,
    start: DocId,
    width: u32,
    doc: DocId,
    size: u32,
}

impl AnyScorer {
    pub(super) fn new(parts: Vec<PartScorer>, lifts: Vec<PartScorer>) -> AnyScorer {
        let size = parts.iter().map(PartScorer::size_hint).fold(0, u32::saturating_add);
        let mut scorer = AnyScorer {
            parts,
            lifts,
            scores: vec![0.0; WINDOW as usize].into(),
            present: vec![0; (WINDOW / 64) as usize].into(),
            start: 0,
            width: FIRST_WINDOW,
            doc: 0,
            size,
        };
        scorer.fill();
        scorer
    }

    /// Scores the next window that has a document, and goes to its first.
    fn fill(&mut self) {
        self.start = self.parts.iter().map(PartScorer::doc).min().unwrap_or(TERMINATED);
        if self.start == TERMINATED {
            self.doc = TERMINATED;
            return;
        }
        self.present[..(self.width / 64) as usize].fill(0);
        let end = self.start.saturating_add(self.width).min(TERMINATED);
        for part in &mut self.parts {
            let mut doc = part.doc();
            while doc < end {
                let n = (doc - self.start) as usize;
                let bit = 1 << (n % 64);
                let score = part.score();
                if self.present[n / 64] & bit == 0 {
                    self.present[n / 64] |= bit;
                    self.scores[n] = score;
                } else {
                    self.scores[n] += score;
                }
                doc = part.advance();
            }
        }
        for lift in &mut self.lifts {
            let mut doc = lift.seek(self.start);
            while doc < end {
                let n = (doc - self.start) as usize;
                if self.present[n / 64] & 1 << (n % 64) != 0 {
                    self.scores[n] += lift.score();
                }
                doc = lift.advance();
            }
        }
        self.doc = self.start;
    }

    /// The first document of the window at `n` or behind it.
    fn next_present(&self, n: u32) -> Option<DocId> {
        let mut word = (n / 64) as usize;
        let words = (self.width / 64) as usize;
        let mut bits = if word < words { self.present[word] & (!0 << (n % 64)) } else { 0 };
        loop {
            if bits != 0 {
                return Some(self.start + word as u32 * 64 + bits.trailing_zeros());
            }
            word += 1;
            if word >= words {
                return None;
            }
            bits = self.present[word];
        }
    }
}

impl DocSet for AnyScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        match self.next_present(self.doc - self.start + 1) {
            Some(doc) => self.doc = doc,
            None => {
                self.width = (self.width * 2).min(WINDOW);
                self.fill();
            }
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target - self.start < self.width
            && let Some(doc) = self.next_present(target - self.start)
        {
            self.doc = doc;
            return doc;
        }
        for part in &mut self.parts {
            part.seek(target);
        }
        self.width = FIRST_WINDOW;
        self.fill();
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.size
    }
}

impl Scorer for AnyScorer {
    fn score(&mut self) -> Score {
        self.scores[(self.doc - self.start) as usize]
    }
}

/// The documents of a selection; their score is the sum over the parts that they have.
pub(super) struct SelectedScorer {
    pub(super) selection: Box<dyn Scorer>,
    pub(super) parts: Vec<PartScorer>,
}

impl DocSet for SelectedScorer {
    fn advance(&mut self) -> DocId {
        self.selection.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.selection.seek(target)
    }

    fn doc(&self) -> DocId {
        self.selection.doc()
    }

    fn size_hint(&self) -> u32 {
        self.selection.size_hint()
    }
}

impl Scorer for SelectedScorer {
    fn score(&mut self) -> Score {
        let doc = self.selection.doc();
        let mut score = 0.0;
        for part in &mut self.parts {
            if part.seek(doc) == doc {
                score += part.score();
            }
        }
        score
    }
}

//! The documents of a segment that have a part, and what it counts in them.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::SegmentPostings;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::postings::Occurrences;
use super::window::{Waiting, Window};
use super::{LENGTH, SATURATION};
use crate::search::bits::DocBits;

/// Occurrences in one field.
pub(super) struct Stream {
    pub(super) occurrences: Occurrences,
    /// What one counts.
    pub(super) weight: f32,
}

/// The lengths of the documents in one field.
pub(super) struct Lengths {
    pub(super) norms: FieldNormReader,
    /// What they add to the pad of a document, by the byte in which they are kept.
    pub(super) pads: Arc<[f32; 256]>,
    pub(super) weight: f32,
}

/// The documents of a segment that have a part, and what it counts in them.
pub(super) struct PartScorer {
    streams: Vec<Stream>,
    /// Stems in other languages; an article that has one has the word once, at least.
    foreign: Vec<SegmentPostings>,
    lengths: Vec<Lengths>,
    weight: f32,
    mean_length: f32,
    /// Whether occurrences are counted; else the part is there or not.
    counts: bool,
    doc: DocId,
}

impl PartScorer {
    pub(super) fn new(
        mut streams: Vec<Stream>,
        foreign: Vec<SegmentPostings>,
        lengths: Vec<Lengths>,
        weight: f32,
        mean_length: f32,
        counts: bool,
    ) -> PartScorer {
        // The longest last: what is in the others waits for it.
        streams.sort_by_key(|stream| stream.occurrences.size_hint());
        let mut scorer = PartScorer { streams, foreign, lengths, weight, mean_length, counts, doc: 0 };
        scorer.doc = scorer.least();
        scorer
    }

    fn least(&self) -> DocId {
        let foreign = self.foreign.iter().map(DocSet::doc);
        self.streams.iter().map(|stream| stream.occurrences.doc()).chain(foreign).min().unwrap_or(TERMINATED)
    }

    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    /// What the part counts in any document, at most.
    pub(super) fn bound(&self) -> f64 {
        f64::from(if self.counts { self.weight * (SATURATION + 1.0) } else { self.weight })
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

    /// Leaves out documents that are not `admitted`, where that saves work.
    pub(super) fn restrict(&mut self, admitted: &Arc<DocBits>) {
        self.streams.iter_mut().for_each(|stream| stream.occurrences.restrict(admitted));
    }

    /// Occurrences in the document it stands at, as they count.
    pub(super) fn count(&mut self) -> f32 {
        let here = self.streams.iter_mut().filter(|stream| stream.occurrences.doc() == self.doc);
        let count: f32 = here.map(|stream| stream.weight * stream.occurrences.count()).sum();
        if self.foreign.iter().any(|postings| postings.doc() == self.doc) { count.max(1.0) } else { count }
    }

    /// Length of the document it stands at, by the mean length.
    pub(super) fn length(&self) -> f32 {
        let length = |field: &Lengths| field.weight * field.norms.fieldnorm(self.doc) as f32;
        self.lengths.iter().map(length).sum::<f32>() / self.mean_length
    }

    pub(super) fn score(&mut self) -> Score {
        if !self.counts {
            return self.weight;
        }
        let count = self.count();
        score(self.weight, count, &self.lengths, self.doc)
    }

    /// Scores what it has before the end of the window, and goes on to what follows.
    pub(super) fn fill(&mut self, window: &mut Window, waiting: &mut Waiting) {
        let end = window.end();
        if self.doc >= end {
            return;
        }
        let first = window.start();
        let simple = self.counts && self.foreign.is_empty();
        let Some((last, others)) = self.streams.split_last_mut().filter(|_| simple) else {
            while self.doc < end {
                if window.admits(self.doc) {
                    let score = self.score();
                    window.add(self.doc, score);
                }
                self.advance();
            }
            return;
        };
        for stream in others.iter_mut() {
            let weight = stream.weight;
            stream.occurrences.drain(end, |doc, count| waiting.add(doc, first, weight * count));
        }
        let (part, lengths, weight) = (self.weight, &self.lengths, last.weight);
        last.occurrences.drain(end, |doc, count| {
            let other = waiting.take(doc, first);
            if window.admits(doc) {
                window.add(doc, score(part, weight * count + other, lengths, doc));
            }
        });
        // What is in the others alone.
        waiting.take_all(first, |doc, count| {
            if window.admits(doc) {
                window.add(doc, score(part, count, lengths, doc));
            }
        });
        self.doc = self.least();
    }
}

/// BM25's share of a part, as [`super::saturated`] has it, with the length from tables.
#[inline]
fn score(weight: f32, count: f32, lengths: &[Lengths], doc: DocId) -> Score {
    let pad = |field: &Lengths| field.pads[usize::from(field.norms.fieldnorm_id(doc))];
    let pads = match lengths {
        // As nearly all parts have it.
        [title, body] => pad(title) + pad(body),
        lengths => lengths.iter().map(pad).sum::<f32>(),
    };
    weight * (count * (SATURATION + 1.0) / (count + (SATURATION * (1.0 - LENGTH) + pads)))
}

/// The documents that have a part, where nobody asks for scores.
pub(super) struct PartDocs(pub(super) PartScorer);

impl DocSet for PartDocs {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for PartDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}

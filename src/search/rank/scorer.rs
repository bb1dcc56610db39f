//! The documents of a segment that may have a part, and what it counts in them.

use std::sync::Arc;

use tantivy::postings::SegmentPostings;
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::lengths::Lengths;
use super::part::WeightedField;
use super::postings::{Occurrences, Seen};
use super::window::{Waiting, Window};
use super::{LENGTH, SATURATION};
use crate::search::bits::DocBits;

/// Occurrences in one field, or in all that there are.
pub(super) struct Stream {
    occurrences: Occurrences,
    /// What one counts.
    weight: f32,
    field: Option<Field>,
}

impl Stream {
    /// Those in a field.
    pub(super) fn of(occurrences: Occurrences, place: WeightedField) -> Stream {
        Stream { occurrences, weight: place.weight, field: Some(place.field) }
    }

    /// Those in all fields, weighted already.
    pub(super) fn whole(occurrences: Occurrences) -> Stream {
        Stream { occurrences, weight: 1.0, field: None }
    }
}

/// What a part has in a stretch of documents.
pub(super) struct Reach {
    /// What it counts in those documents of the stretch, at most, that [`PartScorer::aside`] does not give.
    pub(super) bound: f64,
    /// Occurrences by the pad of a document, in the field in which most have it, at most; infinite where that is not known.
    most: f32,
    /// The first document that it has, but for those.
    pub(super) first: DocId,
    /// The document behind the stretch.
    pub(super) end: DocId,
}

/// The documents of a segment that may have a part, and what it counts in them.
pub(super) struct PartScorer {
    streams: Vec<Stream>,
    /// Stems in other languages; an article that has one has the word once, at least.
    foreign: Vec<SegmentPostings>,
    lengths: Arc<[Lengths]>,
    weight: f32,
    mean_length: f32,
    /// Whether occurrences are counted; else the part is there or not.
    counts: bool,
    /// Where among `lengths` those of the last stream are, if its blocks tell what the part counts.
    gauge: Option<usize>,
    /// By which it is told from other parts of the query.
    bit: u32,
    doc: DocId,
}

impl PartScorer {
    pub(super) fn new(
        mut streams: Vec<Stream>,
        foreign: Vec<SegmentPostings>,
        lengths: Arc<[Lengths]>,
        weight: f32,
        mean_length: f32,
        counts: bool,
    ) -> PartScorer {
        // The longest last: what is in the others waits for it.
        streams.sort_by_key(|stream| stream.occurrences.size_hint());
        let terms = streams.len() <= 2 && streams.iter().all(|stream| stream.occurrences.has_blocks());
        let longest = streams.last().filter(|_| counts && terms && foreign.is_empty());
        let gauge = longest.and_then(|longest| lengths.iter().position(|kept| Some(kept.field) == longest.field));
        let mut scorer = PartScorer { streams, foreign, lengths, weight, mean_length, counts, gauge, bit: 0, doc: 0 };
        scorer.doc = scorer.least();
        scorer
    }

    /// Told from others by `bit`.
    pub(super) fn told_by(self, bit: u32) -> PartScorer {
        PartScorer { bit, ..self }
    }

    pub(super) fn bit(&self) -> u32 {
        self.bit
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

    /// What it has from a document on, to which it goes.
    pub(super) fn reach(&mut self, from: DocId) -> Reach {
        let (first, full) = (self.seek(from), self.bound());
        let (Some(gauge), Some((longest, others))) = (self.gauge, self.streams.split_last_mut()) else {
            return Reach { bound: full, most: f32::INFINITY, first, end: TERMINATED };
        };
        let longest_end = longest.occurrences.block_end();
        let end = others.iter().map(|other| other.occurrences.block_end()).fold(longest_end, DocId::min);
        let most = longest.weight * longest.occurrences.most(&self.lengths[gauge]);
        Reach { bound: full * share(most), most, first: longest.occurrences.doc(), end }
    }

    /// The documents before `end` that have it in another field than the one in which most have it, with what it counts in
    /// each, at most; as far as the stretch goes that `reach` tells of.
    pub(super) fn aside(&self, end: DocId, reach: &Reach) -> impl Iterator<Item = (DocId, f64)> + '_ {
        let others = self.streams.split_last().filter(|_| self.gauge.is_some()).map_or(&[][..], |(_, others)| others);
        let (full, most) = (self.bound(), reach.most);
        others.iter().flat_map(move |other| {
            let (docs, counts) = other.occurrences.in_block(end);
            docs.iter().zip(counts).map(move |(&doc, &count)| {
                let here = other.weight * count as f32 / pad(&self.lengths, doc);
                (doc, full * share(here + most))
            })
        })
    }

    /// Whether [`PartScorer::aside`] gives any.
    pub(super) fn has_aside(&self, end: DocId) -> bool {
        self.gauge.is_some() && self.streams.iter().rev().skip(1).any(|other| other.occurrences.doc() < end)
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
        self.lengths.iter().map(|lengths| lengths.length(self.doc)).sum::<f32>() / self.mean_length
    }

    /// Whether it is in the document it stands at indeed.
    fn is_there(&mut self) -> bool {
        !self.streams.iter().any(|stream| stream.occurrences.is_doubtful()) || self.count() > 0.0
    }

    /// What it counts in the document it stands at; `None` where it is not there after all.
    pub(super) fn score(&mut self) -> Option<Score> {
        if !self.counts {
            return Some(self.weight);
        }
        let count = self.count();
        (count > 0.0).then(|| score(self.weight, count, &self.lengths, self.doc))
    }

    /// What it counts in `doc`, to which it goes; `None` where it is not there.
    #[inline]
    pub(super) fn score_of(&mut self, doc: DocId) -> Option<Score> {
        if self.doc > doc {
            return None;
        }
        if self.gauge.is_none() {
            return if self.seek(doc) == doc { self.score() } else { None };
        }
        // As most parts are: looked up and counted in one go.
        let (mut count, mut least) = (0.0, TERMINATED);
        for stream in &mut self.streams {
            let at = stream.occurrences.seek(doc);
            least = least.min(at);
            if at == doc {
                count += stream.weight * stream.occurrences.count();
            }
        }
        self.doc = least;
        (least == doc).then(|| score(self.weight, count, &self.lengths, doc))
    }

    /// Whether [`PartScorer::reach`] can tell stretches apart.
    pub(super) fn has_blocks(&self) -> bool {
        self.gauge.is_some()
    }

    /// Gives those of the `admitted` documents before `end` in which it counts so much at least, and goes on to what
    /// follows. Of parts with blocks.
    pub(super) fn above(
        &mut self,
        least: f64,
        end: DocId,
        admitted: Option<&DocBits>,
        mut give: impl FnMut(DocId, f64),
    ) {
        let (weight, lengths) = (self.weight, &self.lengths);
        merged(&mut self.streams, end, |doc, count| {
            if admitted.is_none_or(|admitted| admitted.contains(doc)) {
                let score = f64::from(score(weight, count, lengths, doc));
                if score >= least {
                    give(doc, score);
                }
            }
        });
        self.doc = self.least();
    }

    /// Scores what it has before the end of the window, and goes on to what follows. Documents in which it counts less than
    /// `needed` may be left out.
    pub(super) fn fill(&mut self, window: &mut Window, waiting: &mut Waiting, needed: f64) {
        let end = window.end();
        if self.doc >= end {
            return;
        }
        let (part, bit, lengths) = (self.weight, self.bit, &self.lengths);
        if self.gauge.is_some() {
            merged(&mut self.streams, end, |doc, count| {
                if window.admits(doc) {
                    window.add(doc, score(part, count, lengths, doc), bit);
                }
            });
            self.doc = self.least();
            return;
        }
        let first = window.start();
        let simple = self.counts && self.foreign.is_empty();
        let Some((last, others)) = self.streams.split_last_mut().filter(|_| simple) else {
            while self.doc < end {
                if window.admits(self.doc)
                    && let Some(score) = self.score()
                {
                    window.add(self.doc, score, bit);
                }
                self.advance();
            }
            return;
        };
        for stream in others.iter_mut() {
            let weight = stream.weight;
            stream.occurrences.drain(end, |doc, seen| {
                if let Seen::Are(count) = seen {
                    waiting.add(doc, first, weight * count);
                }
                true
            });
        }
        let weight = last.weight;
        last.occurrences.drain(end, |doc, seen| match seen {
            Seen::MayBe(most) => {
                let count = weight * most + waiting.of(doc, first);
                window.admits(doc) && f64::from(score(part, count, lengths, doc)) >= needed
            }
            Seen::Are(count) => {
                let others = waiting.take(doc, first);
                if window.admits(doc) {
                    window.add(doc, score(part, weight * count + others, lengths, doc), bit);
                }
                true
            }
        });
        // What is in the others alone.
        waiting.take_all(first, |doc, count| {
            if window.admits(doc) {
                window.add(doc, score(part, count, lengths, doc), bit);
            }
        });
        self.doc = self.least();
    }
}

/// Gives each document before `end` with its occurrences, as they count, and goes on to what follows; of terms, in two
/// streams at most.
#[inline]
fn merged(streams: &mut [Stream], end: DocId, mut give: impl FnMut(DocId, f32)) {
    let Some((longest, others)) = streams.split_last_mut() else { return };
    let weight = longest.weight;
    let mut other = others.first_mut();
    let mut aside = other.as_ref().map_or(TERMINATED, |other| other.occurrences.doc());
    let mut take = |aside: &mut DocId| {
        let Some(other) = &mut other else { return 0.0 };
        let count = other.weight * other.occurrences.count();
        *aside = other.occurrences.advance();
        count
    };
    longest.occurrences.drain(end, |doc, seen| {
        let Seen::Are(count) = seen else { return true };
        while aside < doc {
            let here = aside;
            give(here, take(&mut aside));
        }
        let others = if aside == doc { take(&mut aside) } else { 0.0 };
        give(doc, weight * count + others);
        true
    });
    while aside < end {
        let here = aside;
        give(here, take(&mut aside));
    }
}

/// BM25's share of a part, as [`super::saturated`] has it, with the length from tables.
#[inline]
fn score(weight: f32, count: f32, lengths: &[Lengths], doc: DocId) -> Score {
    weight * (count * (SATURATION + 1.0) / (count + pad(lengths, doc)))
}

/// What the occurrences in a document are held against.
#[inline]
fn pad(lengths: &[Lengths], doc: DocId) -> f32 {
    let pads = match lengths {
        // As nearly all parts have it.
        [title, body] => title.pad(doc) + body.pad(doc),
        lengths => lengths.iter().map(|lengths| lengths.pad(doc)).sum::<f32>(),
    };
    SATURATION * (1.0 - LENGTH) + pads
}

/// The share of what a part counts at most, by its occurrences by the pad of the document, at most; with room for rounding.
fn share(most: f32) -> f64 {
    if most.is_finite() { (f64::from(most / (1.0 + most)) * 1.000_001).min(1.0) } else { 1.0 }
}

/// The documents that have a part, where nobody asks for scores.
pub(super) struct PartDocs(PartScorer);

impl PartDocs {
    pub(super) fn of(part: PartScorer) -> PartDocs {
        let mut docs = PartDocs(part);
        docs.settle();
        docs
    }

    /// Goes on to the next document that has the part indeed.
    fn settle(&mut self) -> DocId {
        while self.0.doc != TERMINATED && !self.0.is_there() {
            self.0.advance();
        }
        self.0.doc
    }
}

impl DocSet for PartDocs {
    fn advance(&mut self) -> DocId {
        self.0.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target);
        self.settle()
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

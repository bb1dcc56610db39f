//! The best hits and the number of all, in one pass.
//!
//! Tantivy breaks ties by document address, which differs between builds of
//! one corpus; here they are broken by id, so that the same articles give the
//! same answer.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use super::ids::{Ids, SegmentIds};
use super::rank::{Promise, RankedQuery};

/// A document and what it is ordered by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    pub(super) id: String,
    pub(super) score: Score,
    pub(super) address: DocAddress,
}

/// What is wanted of the documents that match.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The best: so many.
    pub(super) best: usize,
    /// Whether all are counted that match.
    pub(super) counted: bool,
    /// Whether the latest are the best.
    pub(super) by_date: bool,
}

impl Wanted {
    /// The best by their scores, counted.
    pub(super) fn best(best: usize) -> Wanted {
        Wanted { best, counted: true, by_date: false }
    }

    /// Room for as many as there are, whatever the caller asks for.
    pub(super) fn within(self, searcher: &Searcher) -> Wanted {
        Wanted { best: self.best.min(searcher.num_docs() as usize), ..self }
    }

    /// Whether it saves work to leave out what cannot be among the best; where most are wanted it does not.
    pub(super) fn leaves_out(&self, searcher: &Searcher) -> bool {
        self.best < searcher.num_docs() as usize / 4
    }
}

/// What is wanted of the documents of `query`, best first, and how many match; at least as many as
/// were looked at, where they are not counted.
pub(super) fn top(
    searcher: &Searcher,
    query: &dyn Query,
    wanted: Wanted,
    ids: &Ids,
) -> tantivy::Result<(Vec<Ranked>, u64)> {
    let wanted = wanted.within(searcher);
    let collector = Top { wanted, ids };
    match query.downcast_ref::<RankedQuery>() {
        Some(query) if !wanted.by_date => collector.best(searcher, query),
        _ => searcher.search(query, &collector),
    }
}

struct Top<'a> {
    wanted: Wanted,
    ids: &'a Ids,
}

struct SegmentTop {
    segment: SegmentOrdinal,
    wanted: Wanted,
    ids: SegmentIds,
    /// Days, where the order is by date.
    days: Option<Column<u64>>,
    /// The worst of those that are kept on top.
    kept: BinaryHeap<Candidate>,
    total: u64,
}

/// A document of a segment; the greater, the worse.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    day: u64,
    score: Score,
    /// Ordinal of the id, which sorts as the id does.
    id: u64,
    doc: DocId,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        other
            .day
            .cmp(&self.day)
            .then(other.score.total_cmp(&self.score))
            .then(self.id.cmp(&other.id))
            .then(self.doc.cmp(&other.doc))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Top<'_> {
    /// The same as a search gives, without a look at what cannot be among the best.
    fn best(&self, searcher: &Searcher, query: &RankedQuery) -> tantivy::Result<(Vec<Ranked>, u64)> {
        let weight = query.weighed(searcher, true)?;
        let (pruned, promise) = (self.wanted.leaves_out(searcher), Promise::default());
        let mut floor = Score::NEG_INFINITY;
        let mut segments = Vec::new();
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            let mut segment = self.for_segment(ordinal, reader)?;
            segment.total = weight.best(reader, pruned, self.wanted.counted, &promise, floor, &mut |scored| {
                segment.keep(scored.doc, scored.score);
                segment.floor()
            })?;
            floor = floor.max(segment.floor());
            segments.push(segment.harvest());
        }
        self.merge_fruits(segments)
    }
}

/// A segment's best, with ids that can be compared across segments.
type SegmentBest = (Vec<(Candidate, String, DocAddress)>, u64);

impl Collector for Top<'_> {
    type Fruit = (Vec<Ranked>, u64);
    type Child = SegmentTop;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentTop> {
        Ok(SegmentTop {
            segment,
            wanted: self.wanted,
            ids: self.ids.of(segment, reader)?,
            days: if self.wanted.by_date { Some(reader.fast_fields().u64("day")?) } else { None },
            kept: BinaryHeap::new(),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<SegmentBest>) -> tantivy::Result<(Vec<Ranked>, u64)> {
        let total = segments.iter().map(|(_, total)| total).sum();
        let mut all: Vec<_> = segments.into_iter().flat_map(|(best, _)| best).collect();
        all.sort_by(|(a, a_id, _), (b, b_id, _)| {
            b.day.cmp(&a.day).then(b.score.total_cmp(&a.score)).then_with(|| a_id.cmp(b_id))
        });
        all.truncate(self.wanted.best);
        let ranked = all.into_iter().map(|(best, id, address)| Ranked { id, score: best.score, address });
        Ok((ranked.collect(), total))
    }
}

impl SegmentTop {
    /// The score that a document needs to be wanted, by those that are known so far.
    fn floor(&self) -> Score {
        match self.kept.peek() {
            _ if self.wanted.best == 0 => Score::INFINITY,
            Some(worst) if self.kept.len() >= self.wanted.best => worst.score,
            _ => Score::NEG_INFINITY,
        }
    }

    /// Keeps a document if it is wanted.
    fn keep(&mut self, doc: DocId, score: Score) {
        let day = self.days.as_ref().and_then(|days| days.first(doc)).unwrap_or(0);
        if self.kept.len() >= self.wanted.best {
            let Some(worst) = self.kept.peek() else { return };
            // Ids are looked up only where nothing else decides.
            if day < worst.day || (day == worst.day && score < worst.score) {
                return;
            }
        }
        let id = self.ids.ordinal(doc);
        let candidate = Candidate { day, score, id, doc };
        if self.kept.len() < self.wanted.best {
            self.kept.push(candidate);
        } else if let Some(mut worst) = self.kept.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    }
}

impl SegmentCollector for SegmentTop {
    type Fruit = SegmentBest;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        self.keep(doc, score);
    }

    fn harvest(self) -> SegmentBest {
        let best = self.kept.into_sorted_vec();
        let ordinals: Vec<u64> = best.iter().map(|candidate| candidate.id).collect();
        let ids = self.ids.of_ordinals(&ordinals);
        let named =
            |(candidate, id): (Candidate, String)| (candidate, id, DocAddress::new(self.segment, candidate.doc));
        (best.into_iter().zip(ids).map(named).collect(), self.total)
    }
}

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
use super::rank::RankedQuery;

/// A document and what it is ordered by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    pub(super) id: String,
    pub(super) score: Score,
    pub(super) address: DocAddress,
}

/// The `wanted` best documents of `query`, best first, and how many match.
pub(super) fn top(
    searcher: &Searcher,
    query: &dyn Query,
    wanted: usize,
    by_date: bool,
    ids: &Ids,
) -> tantivy::Result<(Vec<Ranked>, u64)> {
    // Room for as many as there are, whatever the caller asks for.
    let wanted = wanted.min(searcher.num_docs() as usize);
    let collector = TopById { wanted, by_date, ids };
    match query.downcast_ref::<RankedQuery>() {
        Some(query) if !by_date => collector.best(searcher, query),
        _ => searcher.search(query, &collector),
    }
}

struct TopById<'a> {
    wanted: usize,
    by_date: bool,
    ids: &'a Ids,
}

struct TopByIdSegment {
    segment: SegmentOrdinal,
    wanted: usize,
    ids: SegmentIds,
    /// Days, where the order is by date.
    days: Option<Column<u64>>,
    /// The worst of the best on top.
    heap: BinaryHeap<Candidate>,
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

impl TopById<'_> {
    /// The same as a search gives, without a look at what cannot be among the best.
    fn best(&self, searcher: &Searcher, query: &RankedQuery) -> tantivy::Result<(Vec<Ranked>, u64)> {
        let weight = query.weighed(searcher, true)?;
        // Where most are wanted there is nothing to save.
        let pruned = self.wanted < searcher.num_docs() as usize / 4;
        let mut floor = Score::NEG_INFINITY;
        let mut segments = Vec::new();
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            let mut segment = self.for_segment(ordinal, reader)?;
            segment.total = weight.best(reader, pruned, floor, &mut |doc, score| {
                segment.keep(doc, score);
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

impl Collector for TopById<'_> {
    type Fruit = (Vec<Ranked>, u64);
    type Child = TopByIdSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<TopByIdSegment> {
        Ok(TopByIdSegment {
            segment,
            wanted: self.wanted,
            ids: self.ids.of(segment, reader)?,
            days: if self.by_date { Some(reader.fast_fields().u64("day")?) } else { None },
            heap: BinaryHeap::new(),
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
        all.truncate(self.wanted);
        let ranked = all.into_iter().map(|(best, id, address)| Ranked { id, score: best.score, address });
        Ok((ranked.collect(), total))
    }
}

impl TopByIdSegment {
    /// The score that a document needs to be among the best so far.
    fn floor(&self) -> Score {
        match self.heap.peek() {
            _ if self.wanted == 0 => Score::INFINITY,
            Some(worst) if self.heap.len() >= self.wanted => worst.score,
            _ => Score::NEG_INFINITY,
        }
    }

    /// Keeps a document if it is among the best so far.
    fn keep(&mut self, doc: DocId, score: Score) {
        let day = self.days.as_ref().and_then(|days| days.first(doc)).unwrap_or(0);
        if self.heap.len() >= self.wanted {
            let Some(worst) = self.heap.peek() else { return };
            // Ids are looked up only where nothing else decides.
            if day < worst.day || (day == worst.day && score < worst.score) {
                return;
            }
        }
        let id = self.ids.ordinal(doc);
        let candidate = Candidate { day, score, id, doc };
        if self.heap.len() < self.wanted {
            self.heap.push(candidate);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    }
}

impl SegmentCollector for TopByIdSegment {
    type Fruit = SegmentBest;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        self.keep(doc, score);
    }

    fn harvest(self) -> SegmentBest {
        let best = self.heap.into_sorted_vec();
        let ordinals: Vec<u64> = best.iter().map(|candidate| candidate.id).collect();
        let ids = self.ids.of_ordinals(&ordinals);
        let named =
            |(candidate, id): (Candidate, String)| (candidate, id, DocAddress::new(self.segment, candidate.doc));
        (best.into_iter().zip(ids).map(named).collect(), self.total)
    }
}

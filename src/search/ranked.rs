//! The best hits and the number of all, in one pass.
//!
//! Tantivy breaks ties by document address, which differs between builds of
//! one corpus; here they are broken by id, so that the same articles give the
//! same answer.

use std::cmp::{Ordering, Reverse};
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

/// What is wanted of the documents that match.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The best: so many.
    pub(super) best: usize,
    /// And those that may come among them yet: together so many, at most.
    pub(super) most: usize,
    /// How much what is not in the scores yet can add to one, at most.
    pub(super) lift: Score,
    /// Whether all are counted that match.
    pub(super) counted: bool,
    /// Whether the latest are the best.
    pub(super) by_date: bool,
}

impl Wanted {
    /// The best by their scores, counted.
    pub(super) fn best(best: usize) -> Wanted {
        Wanted { best, most: best, lift: 0.0, counted: true, by_date: false }
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
    // Room for as many as there are, whatever the caller asks for.
    let all = searcher.num_docs() as usize;
    let wanted = Wanted { best: wanted.best.min(all), most: wanted.most.min(all), ..wanted };
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
    /// Scores of the best, the worst on top; empty where no more than the best are kept.
    best: BinaryHeap<Reverse<Ordered>>,
    total: u64,
}

/// A score that can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ordered(Score);

impl Eq for Ordered {}

impl Ord for Ordered {
    fn cmp(&self, other: &Ordered) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Ordered) -> Option<Ordering> {
        Some(self.cmp(other))
    }
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
        // Where most are wanted there is nothing to save.
        let pruned = self.wanted.most < searcher.num_docs() as usize / 4;
        let mut floor = Score::NEG_INFINITY;
        let mut best = BinaryHeap::new();
        let mut segments = Vec::new();
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            let mut segment = SegmentTop { best, ..self.for_segment(ordinal, reader)? };
            segment.total = weight.best(reader, pruned, self.wanted.counted, floor, &mut |doc, score| {
                segment.keep(doc, score);
                segment.floor()
            })?;
            floor = floor.max(segment.floor());
            best = std::mem::take(&mut segment.best);
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
            best: BinaryHeap::new(),
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
        all.truncate(self.wanted.most);
        let ranked = all.into_iter().map(|(best, id, address)| Ranked { id, score: best.score, address });
        Ok((ranked.collect(), total))
    }
}

impl SegmentTop {
    /// The score that a document needs to be wanted, by those that are known so far.
    fn floor(&self) -> Score {
        let room = match self.kept.peek() {
            _ if self.wanted.most == 0 => Score::INFINITY,
            Some(worst) if self.kept.len() >= self.wanted.most => worst.score,
            _ => Score::NEG_INFINITY,
        };
        match self.best.peek() {
            Some(Reverse(worst)) if self.best.len() >= self.wanted.best => room.max(worst.0 - self.wanted.lift),
            _ => room,
        }
    }

    /// Whether some are kept beside the best.
    fn keeps_others(&self) -> bool {
        (1..self.wanted.most).contains(&self.wanted.best) && !self.wanted.by_date
    }

    /// Keeps a document if it is wanted.
    fn keep(&mut self, doc: DocId, score: Score) {
        if self.keeps_others() {
            if self.best.len() < self.wanted.best {
                self.best.push(Reverse(Ordered(score)));
            } else if let Some(mut worst) = self.best.peek_mut() {
                if score > worst.0.0 {
                    *worst = Reverse(Ordered(score));
                } else if score < worst.0.0 - self.wanted.lift {
                    return;
                }
            }
        }
        let day = self.days.as_ref().and_then(|days| days.first(doc)).unwrap_or(0);
        if self.kept.len() >= self.wanted.most {
            let Some(worst) = self.kept.peek() else { return };
            // Ids are looked up only where nothing else decides.
            if day < worst.day || (day == worst.day && score < worst.score) {
                return;
            }
        }
        let id = self.ids.ordinal(doc);
        let candidate = Candidate { day, score, id, doc };
        if self.kept.len() < self.wanted.most {
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
        let floor = self.floor();
        let mut best = self.kept.into_sorted_vec();
        if self.days.is_none() {
            best.truncate(best.partition_point(|candidate| candidate.score >= floor));
        }
        let ordinals: Vec<u64> = best.iter().map(|candidate| candidate.id).collect();
        let ids = self.ids.of_ordinals(&ordinals);
        let named =
            |(candidate, id): (Candidate, String)| (candidate, id, DocAddress::new(self.segment, candidate.doc));
        (best.into_iter().zip(ids).map(named).collect(), self.total)
    }
}

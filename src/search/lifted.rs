//! The best hits, with what words near each other add to their scores.
//!
//! What a document may gain is known from the words that it has, and where they
//! stand is dear to read. So those are found that may be among the best with all that is promised to
//! them, and the likeliest are looked at first, until no other can come before them.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};

use tantivy::{DocAddress, Score, Searcher};

use super::ids::Ids;
use super::rank::{Lifter, RankedQuery, Scored};
use super::ranked::{Ranked, Wanted};

/// Ranks that are settled by words near each other: three pages of hits or so, and enough for
/// what follows to be far below. Those behind are settled by the words alone.
pub(super) const LIFTED: usize = 200;

/// A document that may be among the best.
#[derive(Debug, Clone, Copy)]
struct Contender {
    address: DocAddress,
    /// Without what is added.
    score: Score,
    /// What may be added, at most.
    promise: Score,
    /// With what is added, once that is known.
    lifted: Score,
}

/// Those that may be among so many best.
struct Contenders {
    best: usize,
    /// The scores of the best without what is added, the worst on top.
    scores: BinaryHeap<Reverse<Ordered>>,
    all: Vec<Contender>,
    /// How many there may be before those are left out that were overtaken.
    room: usize,
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

/// What is wanted of the documents of `query`, best first, with what `lifter` adds to their scores, and how many match; at
/// least as many as were looked at, where they are not counted.
pub(super) fn top(
    searcher: &Searcher,
    query: &RankedQuery,
    wanted: Wanted,
    lifter: &Lifter,
    ids: &Ids,
) -> tantivy::Result<(Vec<Ranked>, u64)> {
    let wanted = wanted.within(searcher);
    let weight = query.weighed(searcher, true)?;
    let promise = lifter.promise(query.parts());
    let pruned = wanted.leaves_out(searcher);
    let mut contenders = Contenders::of(wanted.best);
    let mut total = 0;
    for (segment_ord, reader) in (0..).zip(searcher.segment_readers()) {
        let floor = contenders.floor();
        total +=
            weight.best(reader, pruned, wanted.counted, &promise, floor, &mut |Scored { doc, score, promise }| {
                let address = DocAddress::new(segment_ord, doc);
                contenders.see(Contender { address, score, promise, lifted: score })
            })?;
    }
    Ok((contenders.settle(searcher, lifter, ids)?, total))
}

impl Contender {
    /// What its score may come to.
    fn reach(&self) -> Score {
        self.score + self.promise
    }
}

impl Contenders {
    fn of(best: usize) -> Contenders {
        let room = best.saturating_mul(4).saturating_add(1024);
        Contenders { best, scores: BinaryHeap::new(), all: Vec::new(), room }
    }

    /// The score that a document has to come to.
    fn floor(&self) -> Score {
        match self.scores.peek() {
            _ if self.best == 0 => Score::INFINITY,
            Some(Reverse(worst)) if self.scores.len() >= self.best => worst.0,
            _ => Score::NEG_INFINITY,
        }
    }

    /// Takes one in, if it comes to the floor; returns the floor from then on.
    fn see(&mut self, contender: Contender) -> Score {
        if self.scores.len() < self.best {
            self.scores.push(Reverse(Ordered(contender.score)));
        } else if let Some(mut worst) = self.scores.peek_mut()
            && contender.score > worst.0.0
        {
            *worst = Reverse(Ordered(contender.score));
        }
        let floor = self.floor();
        if contender.reach() >= floor {
            self.all.push(contender);
            if self.all.len() > self.room {
                self.all.retain(|contender| contender.reach() >= floor);
                self.room = self.room.max(self.all.len() * 2);
            }
        }
        floor
    }

    /// The best, in order.
    fn settle(mut self, searcher: &Searcher, lifter: &Lifter, ids: &Ids) -> tantivy::Result<Vec<Ranked>> {
        let floor = self.floor();
        self.all.retain(|contender| contender.reach() >= floor);
        let head = self.best.min(LIFTED);
        let settled = lift(&mut self.all, head, searcher, lifter)?;
        let (settled, behind) = self.all.split_at_mut(settled);
        let best = leading(settled, head, |contender| contender.lifted);
        let mut ranked = named(&settled[..best], searcher, ids, |contender| contender.lifted)?;
        ranked.truncate(head);
        let tail = self.best - head;
        if tail > 0 {
            // Those as good as the last of the head are told from it by their ids; the others join those behind again.
            let shown: HashSet<DocAddress> = ranked.iter().map(|ranked| ranked.address).collect();
            let others = settled.iter().chain(behind.iter()).filter(|one| !shown.contains(&one.address));
            let mut rest: Vec<Contender> = others.copied().collect();
            let many = leading(&mut rest, tail, |contender| contender.score);
            let mut rest = named(&rest[..many], searcher, ids, |contender| contender.score)?;
            rest.truncate(tail);
            ranked.append(&mut rest);
        }
        Ok(ranked)
    }
}

/// Puts in front those that may be among the first `head`, with what is added to their scores; returns how many they are.
fn lift(all: &mut [Contender], head: usize, searcher: &Searcher, lifter: &Lifter) -> tantivy::Result<usize> {
    all.sort_unstable_by(|a, b| b.reach().total_cmp(&a.reach()).then_with(|| a.address.cmp(&b.address)));
    let mut settled = 0;
    loop {
        let floor = match settled {
            0 => Score::NEG_INFINITY,
            settled => nth_score(&all[..settled], head),
        };
        // Reading where words stand begins anew each time: twice as many as are wanted settle most queries.
        let most = (2 * head).max(settled);
        let next = all[settled..].iter().take(most).take_while(|contender| contender.reach() >= floor).count();
        if next == 0 {
            return Ok(settled);
        }
        let likeliest = &mut all[settled..settled + next];
        let addresses: Vec<DocAddress> = likeliest.iter().map(|contender| contender.address).collect();
        for (contender, lift) in likeliest.iter_mut().zip(lifter.lifts(searcher, &addresses)?) {
            contender.lifted = contender.score + lift;
        }
        settled += next;
    }
}

/// The `n`-th best score with what is added; less than any, where there are fewer.
fn nth_score(settled: &[Contender], n: usize) -> Score {
    let mut scores: Vec<Score> = settled.iter().map(|contender| contender.lifted).collect();
    if n == 0 || scores.len() < n {
        return Score::NEG_INFINITY;
    }
    *scores.select_nth_unstable_by(n - 1, |a, b| b.total_cmp(a)).1
}

/// Puts the `n` best in front, and whoever is as good as the last of them; returns how many they are.
fn leading(all: &mut [Contender], n: usize, score: impl Fn(&Contender) -> Score) -> usize {
    all.sort_unstable_by(|a, b| score(b).total_cmp(&score(a)).then_with(|| a.address.cmp(&b.address)));
    let Some(last) = n.checked_sub(1).and_then(|last| all.get(last)).map(&score) else { return all.len() };
    all.partition_point(|contender| score(contender).total_cmp(&last).is_ge())
}

/// These with their ids, in order.
fn named(
    contenders: &[Contender],
    searcher: &Searcher,
    ids: &Ids,
    score: impl Fn(&Contender) -> Score,
) -> tantivy::Result<Vec<Ranked>> {
    let mut ranked = Vec::with_capacity(contenders.len());
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let here: Vec<&Contender> = contenders.iter().filter(|one| one.address.segment_ord == segment).collect();
        if here.is_empty() {
            continue;
        }
        let ids = ids.of(segment, reader)?;
        let ordinals: Vec<u64> = here.iter().map(|one| ids.ordinal(one.address.doc_id)).collect();
        for (one, id) in here.into_iter().zip(ids.of_ordinals(&ordinals)) {
            ranked.push(Ranked { id, score: score(one), address: one.address });
        }
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    Ok(ranked)
}

//! The documents of a segment that may be among the best.
//!
//! A part can count so much and no more. Once the worst of the best so far is
//! ahead of what some parts can count together, a document that has none of the
//! others cannot be among the best: those parts are not walked through any
//! longer, but looked up in the documents that the others lead to (MaxScore;
//! H. Turtle and J. Flood, Query evaluation: strategies and optimizations,
//! Information Processing & Management 31(6), 1995).

use std::sync::Arc;

use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::scorer::PartScorer;
use super::window::{FIRST, WIDEST, Waiting, Window};
use crate::search::bits::DocBits;

/// Scores are rounded to single precision, and a document just as good as the worst may be wanted.
const ROUNDING: f64 = 1.0 - 1e-6;

/// Whether a document is looked up in the postings of every part: where there are so few documents
/// for so many postings.
const FEW: u64 = 16;

/// The parts of a query over one segment.
pub(super) struct Best {
    /// Those that make a hit, by rising bound.
    parts: Vec<PartScorer>,
    /// Those that only add to one.
    lifts: Vec<PartScorer>,
    /// What the first so many of `parts` and all of `lifts` count together, at most.
    bounds: Vec<f64>,
}

impl Best {
    pub(super) fn of(mut parts: Vec<PartScorer>, lifts: Vec<PartScorer>) -> Best {
        parts.sort_by(|a, b| a.bound().total_cmp(&b.bound()));
        let mut bounds = vec![lifts.iter().map(PartScorer::bound).sum::<f64>()];
        for part in &parts {
            bounds.push(bounds[bounds.len() - 1] + part.bound());
        }
        Best { parts, lifts, bounds }
    }

    /// Gives `hit` every document that has a part and may score as much as the floor, which `hit`
    /// returns anew; of `admitted` alone, if that is given. Returns how many were looked at: all,
    /// unless `pruned` allows to leave some out.
    pub(super) fn any(
        mut self,
        admitted: Option<DocBits>,
        pruned: bool,
        mut floor: Score,
        hit: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> u64 {
        let postings: u64 = self.parts.iter().map(|part| u64::from(part.size_hint())).sum();
        let admitted = match admitted {
            Some(few) if u64::from(few.len()) * FEW < postings => {
                return self.looked_up(&mut few.docs(), pruned, floor, hit);
            }
            admitted => admitted.map(Arc::new),
        };
        if let Some(admitted) = &admitted {
            self.parts.iter_mut().for_each(|part| part.restrict(admitted));
        }
        let mut window = Window::over(admitted);
        let mut waiting = Waiting::new();
        let (mut width, mut seen, mut from) = (FIRST, 0, 0);
        loop {
            let below = |bound: &f64| pruned && *bound < f64::from(floor) * ROUNDING;
            let known = self.bounds[1..].partition_point(below);
            let (looked_up, walked) = self.parts.split_at_mut(known);
            let Some(start) = walked.iter_mut().map(|part| part.seek(from)).min().filter(|doc| *doc != TERMINATED)
            else {
                return seen;
            };
            window.open(start, width);
            walked.iter_mut().for_each(|part| part.fill(&mut window, &mut waiting));
            seen += u64::from(window.len());
            let mut next = window.next(start);
            while let Some(doc) = next {
                let score = window.score(doc);
                if let Some(score) = finished(looked_up, &mut self.lifts, &self.bounds, doc, Some(score), floor) {
                    floor = floor.max(hit(doc, score));
                }
                next = window.next(doc + 1);
            }
            from = window.end();
            width = (width * 2).min(WIDEST);
        }
    }

    /// The same for the documents of a selection, whether they have a part or not. Returns how many those are.
    pub(super) fn selected(
        mut self,
        selection: &mut dyn DocSet,
        mut floor: Score,
        hit: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> u64 {
        let (mut seen, mut doc) = (0, selection.doc());
        while doc != TERMINATED {
            seen += 1;
            if let Some(score) = finished(&mut self.parts, &mut self.lifts, &self.bounds, doc, Some(0.0), floor) {
                floor = floor.max(hit(doc, score));
            }
            doc = selection.advance();
        }
        seen
    }

    /// The same for those of a set that have a part, each looked up in the postings. Returns how many of them may
    /// score as much as the floor, or all where `pruned` is not allowed.
    fn looked_up(
        mut self,
        docs: &mut dyn DocSet,
        pruned: bool,
        mut floor: Score,
        hit: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> u64 {
        let (mut seen, mut doc) = (0, docs.doc());
        while doc != TERMINATED {
            let reach = if pruned { floor } else { Score::NEG_INFINITY };
            if let Some(score) = finished(&mut self.parts, &mut self.lifts, &self.bounds, doc, None, reach) {
                seen += 1;
                floor = floor.max(hit(doc, score));
            }
            doc = docs.advance();
        }
        seen
    }
}

/// The score of a document, to which `parts` and `lifts` are still to be added: to `score`, or to nothing where none of its parts is
/// known yet. `None` where it cannot reach the floor, or has no part at all.
/// `bounds` has what the first so many of `parts` and the lifts count, at most.
fn finished(
    parts: &mut [PartScorer],
    lifts: &mut [PartScorer],
    bounds: &[f64],
    doc: DocId,
    mut score: Option<f64>,
    floor: Score,
) -> Option<Score> {
    let floor = f64::from(floor) * ROUNDING;
    for (part, bound) in parts.iter_mut().zip(&bounds[1..]).rev() {
        if score.unwrap_or(0.0) + bound < floor {
            return None;
        }
        if part.seek(doc) == doc {
            score = Some(score.unwrap_or(0.0) + f64::from(part.score()));
        }
    }
    let mut score = score?;
    if score + bounds[0] < floor {
        return None;
    }
    for lift in lifts {
        if lift.seek(doc) == doc {
            score += f64::from(lift.score());
        }
    }
    Some(score as Score)
}

//! The documents of a segment that may be among the best.
//!
//! A part can count so much and no more. Once the worst of the best so far is
//! ahead of what some parts can count together, a document that has none of the
//! others cannot be among the best: those parts are not walked through any
//! longer, but looked up in the documents that the others lead to (MaxScore;
//! H. Turtle and J. Flood, Query evaluation: strategies and optimizations,
//! Information Processing & Management 31(6), 1995). Stretch by stretch, too: what a
//! part counts in a block of its postings is known before they are scored (S. Ding and
//! T. Suel, Faster top-k document retrieval using block-max indexes, SIGIR 2011), which
//! `stretch` does.

use std::sync::Arc;

use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::promise::Promise;
use super::scorer::PartScorer;
use super::stretch::{Stretch, Walk};
use super::window::{FIRST, Present, WIDEST, Waiting, Window};
use crate::search::bits::DocBits;

/// Scores are rounded to single precision, and a document just as good as the worst may be wanted.
const ROUNDING: f64 = 1.0 - 1e-6;

/// Whether a document is looked up in the postings of every part: where there are so few documents
/// for so many postings.
const FEW: u64 = 16;

/// A document that may be among the best.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) doc: DocId,
    pub(crate) score: Score,
    /// What may be added to the score, at most.
    pub(crate) promise: Score,
}

/// The parts of a query over one segment.
pub(super) struct Best<'a> {
    /// Those that make a hit, by rising bound.
    parts: Vec<PartScorer>,
    /// Those that only add to one.
    lifts: Vec<PartScorer>,
    /// What all of `lifts` and the first so many of `parts` count together, at most.
    sums: Vec<f64>,
    /// The bits of the first so many of `parts`.
    bits: Vec<u32>,
    promise: &'a Promise,
}

impl<'a> Best<'a> {
    pub(super) fn of(mut parts: Vec<PartScorer>, lifts: Vec<PartScorer>, promise: &'a Promise) -> Best<'a> {
        parts.sort_by(|a, b| a.bound().total_cmp(&b.bound()));
        let mut sums = vec![lifts.iter().map(PartScorer::bound).sum::<f64>()];
        let mut bits = vec![0];
        for (n, part) in parts.iter().enumerate() {
            sums.push(sums[n] + part.bound());
            bits.push(bits[n] | part.bit());
        }
        Best { parts, lifts, sums, bits, promise }
    }

    /// Gives `hit` every document that has a part and may score as much as the floor, with what may be added to its score;
    /// `hit` returns the floor anew. Of `admitted` alone, if that is given. Returns how many were looked at: all,
    /// unless `pruned` allows to leave some out.
    pub(super) fn any(
        mut self,
        admitted: Option<DocBits>,
        pruned: bool,
        floor: Score,
        hit: &mut dyn FnMut(Scored) -> Score,
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
        if pruned { self.pruned(admitted, floor, hit) } else { self.every(admitted, hit) }
    }

    /// Every document that has a part. Returns how many there are.
    fn every(mut self, admitted: Option<Arc<DocBits>>, hit: &mut dyn FnMut(Scored) -> Score) -> u64 {
        let mut window = Window::over(admitted);
        let mut waiting = Waiting::default();
        let mut seen = 0;
        while let Some(start) = self.parts.iter().map(PartScorer::doc).min().filter(|doc| *doc != TERMINATED) {
            window.open(start, WIDEST);
            self.parts.iter_mut().for_each(|part| part.fill(&mut window, &mut waiting, f64::NEG_INFINITY));
            seen += u64::from(window.len());
            let mut rest = self.rest(0);
            window.each(|Present { doc, score, parts, .. }| {
                if let Some(scored) = rest.finish(doc, Some(score), parts, f64::NEG_INFINITY) {
                    hit(scored);
                }
            });
        }
        seen
    }

    /// Those that may score as much as the floor. Returns how many were looked at.
    fn pruned(mut self, admitted: Option<Arc<DocBits>>, mut floor: Score, hit: &mut dyn FnMut(Scored) -> Score) -> u64 {
        let (mut stretch, mut walk) = (Stretch::default(), Walk::over(admitted));
        let (mut width, mut seen, mut from) = (FIRST, 0, 0);
        loop {
            let needed = needed(floor);
            let short = |n: &usize| self.promise.is_short(self.sums[*n], self.bits[*n], needed);
            let known = (1..=self.parts.len()).take_while(short).count();
            let (walked, mut rest) = self.split(known);
            stretch.reach(walked, from);
            let Some(start) = walked.iter().map(PartScorer::doc).min().filter(|doc| *doc != TERMINATED) else {
                return seen;
            };
            let end = stretch.end.min(start.saturating_add(width));
            stretch.order(walked, end, &rest, needed);
            (from, width) = (end, (width * 2).min(WIDEST));
            stretch.candidates(walked, start..end, &rest, needed, &mut walk);
            seen += walk.found.len() as u64;
            stretch.add(walked, &mut walk.found, &rest, needed);
            for n in (0..rest.parts.len()).rev() {
                rest.add(n, &mut walk.found, needed);
            }
            for candidate in &walk.found {
                if let Some(scored) = rest.lifted(*candidate, self::needed(floor)) {
                    floor = floor.max(hit(scored));
                }
            }
        }
    }

    /// The same for the documents of a selection, whether they have a part or not. Returns how many those are.
    pub(super) fn selected(
        mut self,
        selection: &mut dyn DocSet,
        mut floor: Score,
        hit: &mut dyn FnMut(Scored) -> Score,
    ) -> u64 {
        let mut rest = self.rest(self.parts.len());
        let (mut seen, mut doc) = (0, selection.doc());
        while doc != TERMINATED {
            seen += 1;
            if let Some(scored) = rest.finish(doc, Some(0.0), 0, needed(floor)) {
                floor = floor.max(hit(scored));
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
        hit: &mut dyn FnMut(Scored) -> Score,
    ) -> u64 {
        let mut rest = self.rest(self.parts.len());
        let (mut seen, mut doc) = (0, docs.doc());
        while doc != TERMINATED {
            let needed = if pruned { needed(floor) } else { f64::NEG_INFINITY };
            if let Some(scored) = rest.finish(doc, None, 0, needed) {
                seen += 1;
                floor = floor.max(hit(scored));
            }
            doc = docs.advance();
        }
        seen
    }

    /// The first so many parts, which are to be looked up.
    fn rest(&mut self, known: usize) -> Rest<'_> {
        self.split(known).1
    }

    /// The parts that are walked through, and the first so many, which are looked up.
    fn split(&mut self, known: usize) -> (&mut [PartScorer], Rest<'_>) {
        let (parts, walked) = self.parts.split_at_mut(known);
        let Best { lifts, sums, bits, promise, .. } = self;
        (walked, Rest { parts, lifts, sums, bits, promise })
    }
}

/// What a sum of scores has to be for a document to be wanted.
fn needed(floor: Score) -> f64 {
    f64::from(floor) * ROUNDING
}

/// Adds a part to documents but for those that stay short, which go.
#[inline]
pub(super) fn add(part: &mut PartScorer, found: &mut Vec<Present>, is_short: impl Fn(&Present) -> bool) {
    found.retain_mut(|present| {
        let stays = !is_short(present);
        if stays {
            present.add(part);
        }
        stays
    });
}

/// Parts that are looked up in the documents that others lead to.
pub(super) struct Rest<'a> {
    /// By rising bound.
    parts: &'a mut [PartScorer],
    lifts: &'a mut [PartScorer],
    /// As [`Best`] has them.
    sums: &'a [f64],
    bits: &'a [u32],
    pub(super) promise: &'a Promise,
}

impl Rest<'_> {
    /// What all of them count together, at most.
    pub(super) fn sum(&self) -> f64 {
        self.sums[self.parts.len()]
    }

    /// The bits of all parts.
    pub(super) fn bits(&self) -> u32 {
        self.bits[self.parts.len()]
    }

    /// Adds the n-th of them to documents, of which those go that cannot come to what is needed: part by part, in order of the
    /// documents, postings are read in one go.
    fn add(&mut self, n: usize, found: &mut Vec<Present>, needed: f64) {
        let (part, promise) = (&mut self.parts[n], self.promise);
        let (sum, bits) = (self.sums[n + 1], self.bits[n + 1]);
        add(part, found, |present| promise.is_short(present.score + sum, present.parts | bits, needed));
    }

    /// A document to which these are added: to `score`, or to nothing where it is not known yet whether it has a part.
    /// `None` where it has none, or cannot come to what is needed.
    fn finish(&mut self, doc: DocId, score: Option<f64>, parts: u32, needed: f64) -> Option<Scored> {
        let mut known = score.is_some();
        let mut present = Present { doc, score: score.unwrap_or(0.0), parts, marked: false };
        for n in (0..self.parts.len()).rev() {
            if self.promise.is_short(present.score + self.sums[n + 1], present.parts | self.bits[n + 1], needed) {
                return None;
            }
            known |= present.add(&mut self.parts[n]);
        }
        if known { self.lifted(present, needed) } else { None }
    }

    /// A document that has all its parts, with what lifts it; `None` where that cannot come to what is needed.
    fn lifted(&mut self, Present { doc, mut score, parts, .. }: Present, needed: f64) -> Option<Scored> {
        if self.promise.is_short(score + self.sums[0], parts, needed) {
            return None;
        }
        for lift in self.lifts.iter_mut() {
            score += lift.score_of(doc).map_or(0.0, f64::from);
        }
        Some(Scored { doc, score: score as Score, promise: self.promise.of(parts) as Score })
    }
}

impl Present {
    /// Adds what a part counts in the document; says whether it has it.
    #[inline]
    pub(super) fn add(&mut self, part: &mut PartScorer) -> bool {
        let Some(score) = part.score_of(self.doc) else { return false };
        self.score += f64::from(score);
        self.parts |= part.bit();
        true
    }
}

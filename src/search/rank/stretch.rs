//! A stretch of documents, in which what the parts of a query count is known better
//! than in all.
//!
//! What a block of postings tells holds for documents that have the word in the field
//! only in which most have it. The others, with the word in their title, are known by
//! name, and looked at whatever the block says.

use std::ops::Range;
use std::sync::Arc;

use tantivy::{DocId, TERMINATED};

use super::best::{self, Rest};
use super::scorer::{PartScorer, Reach};
use super::window::{Present, Waiting, Window};
use crate::search::bits::DocBits;

/// What the parts that are walked through have in a stretch of documents.
#[derive(Default)]
pub(super) struct Stretch {
    reaches: Vec<Reach>,
    /// The document behind it.
    pub(super) end: DocId,
    /// The parts by what they count in it at most, the least first.
    order: Vec<usize>,
    /// How many of these need not be walked through: what leads to a document that is wanted has another part, or one of
    /// them aside.
    idle: usize,
    /// By how many of these it is: what they and the rest count together, at most, but for documents aside.
    sums: Vec<f64>,
    /// The same in any document.
    full: Vec<f64>,
    /// Their bits and those of the rest.
    bits: Vec<u32>,
}

/// What is found by walking through a stretch, and room to walk in.
pub(super) struct Walk {
    window: Window,
    waiting: Waiting,
    /// Documents that may come to what is needed, in order.
    pub(super) found: Vec<Present>,
}

impl Walk {
    /// Over the documents that may be hits; `None` for all.
    pub(super) fn over(admitted: Option<Arc<DocBits>>) -> Walk {
        Walk { window: Window::over(admitted), waiting: Waiting::default(), found: Vec::new() }
    }
}

impl Stretch {
    /// Moves all parts to `from`, and sees how far is known what they count there.
    pub(super) fn reach(&mut self, parts: &mut [PartScorer], from: DocId) {
        self.reaches.clear();
        self.reaches.extend(parts.iter_mut().map(|part| part.reach(from)));
        self.end = self.reaches.iter().map(|reach| reach.end).min().unwrap_or(TERMINATED);
    }

    /// Tells which parts need not be walked through up to `end`.
    pub(super) fn order(&mut self, parts: &[PartScorer], end: DocId, rest: &Rest<'_>, needed: f64) {
        for reach in self.reaches.iter_mut().filter(|reach| reach.first >= end) {
            reach.bound = 0.0;
        }
        self.order.clear();
        self.order.extend(0..parts.len());
        self.order.sort_unstable_by(|&a, &b| self.reaches[a].bound.total_cmp(&self.reaches[b].bound));
        let (mut sum, mut full, mut bits) = (rest.sum(), rest.sum(), rest.bits());
        self.sums.clear();
        self.full.clear();
        self.bits.clear();
        self.idle = 0;
        for (n, &part) in self.order.iter().enumerate() {
            self.sums.push(sum);
            self.full.push(full);
            self.bits.push(bits);
            sum += self.reaches[part].bound;
            full += parts[part].bound();
            bits |= parts[part].bit();
            if self.idle == n && rest.promise.is_short(sum, bits, needed) {
                self.idle = n + 1;
            }
        }
        self.sums.push(sum);
        self.full.push(full);
        self.bits.push(bits);
    }

    /// Walks through the parts that are not idle, and finds those documents that may come to what is needed, in order.
    pub(super) fn candidates(
        &self,
        parts: &mut [PartScorer],
        docs: Range<DocId>,
        rest: &Rest<'_>,
        needed: f64,
        walk: &mut Walk,
    ) {
        let Walk { window, waiting, found } = walk;
        found.clear();
        let (idle, walked) = self.order.split_at(self.idle);
        let (sum, full, bits) = (self.sums[self.idle], self.full[self.idle], self.bits[self.idle]);
        let (all, all_bits) = (self.full[self.order.len()], self.bits[self.order.len()]);
        self.aside(parts, idle, docs.end, |doc, gain| {
            // With all that those may count that are walked through.
            if window.admits(doc) && !rest.promise.is_short(sum + gain + all - full, all_bits, needed) {
                found.push(Present { doc, score: 0.0, parts: 0, marked: true });
            }
        });
        match walked {
            [] => {}
            // Most often it is one, and what it counts alone decides.
            &[alone] if found.is_empty() && parts[alone].has_blocks() => {
                let part = &mut parts[alone];
                let (parts, gain) = (part.bit(), rest.promise.of(part.bit() | bits));
                part.above(needed - sum - gain, docs.end, window.admitted(), |doc, score| {
                    found.push(Present { doc, score, parts, marked: false });
                });
            }
            _ => {
                window.open(docs.start, docs.end - docs.start);
                found.drain(..).for_each(|marked| window.mark(marked.doc));
                let all = all + rest.promise.of(all_bits);
                for &n in walked {
                    let others = all - parts[n].bound();
                    parts[n].fill(window, waiting, needed - others);
                }
                window.each(|present| {
                    let others = if present.marked { full } else { sum };
                    if !rest.promise.is_short(present.score + others, present.parts | bits, needed) {
                        found.push(present);
                    }
                });
            }
        }
    }

    /// Gives the documents before `end` that have an idle part aside, with what that may add to the sum of the idle parts: in order,
    /// if it is one part that has any.
    fn aside(&self, parts: &[PartScorer], idle: &[usize], end: DocId, mut give: impl FnMut(DocId, f64)) {
        let mut having = idle.iter().filter(|&&n| parts[n].has_aside(end));
        match (having.next(), having.next()) {
            (Some(&n), None) => {
                parts[n].aside(end, &self.reaches[n]).for_each(|(doc, bound)| give(doc, bound - self.reaches[n].bound));
            }
            (Some(_), Some(_)) => {
                // A document may have several of them aside.
                let most = self.full[self.idle] - self.sums[self.idle];
                let docs = idle.iter().flat_map(|&n| parts[n].aside(end, &self.reaches[n]));
                let mut docs: Vec<DocId> = docs.map(|(doc, _)| doc).collect();
                docs.sort_unstable();
                docs.dedup();
                docs.into_iter().for_each(|doc| give(doc, most));
            }
            _ => {}
        }
    }

    /// Adds the parts that were not walked through to documents, of which those go that cannot come to what is needed.
    pub(super) fn add(&self, parts: &mut [PartScorer], found: &mut Vec<Present>, rest: &Rest<'_>, needed: f64) {
        for n in (0..self.idle).rev() {
            let part = &mut parts[self.order[n]];
            let (sum, full, bits) = (self.sums[n + 1], self.full[n + 1], self.bits[n + 1]);
            best::add(part, found, |present| {
                let others = if present.marked { full } else { sum };
                rest.promise.is_short(present.score + others, present.parts | bits, needed)
            });
        }
    }
}

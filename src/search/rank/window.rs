//! A stretch of documents that are scored together.
//!
//! Scores are summed in double precision: sums of single ones are exact there, in
//! whatever order they come, unless one is a hundred million times the other.

use std::sync::Arc;

use tantivy::{DocId, Score, TERMINATED};

use crate::search::bits::{DocBits, next_bit};

/// Documents that are scored together, at most; a window of scores fits the first cache.
pub(super) const WIDEST: u32 = 2048;

/// Documents that are scored together after a jump: what follows may be jumped over too.
pub(super) const FIRST: u32 = 64;

/// Occurrences of a part in some of its fields, which wait for those in the last.
pub(super) struct Waiting {
    /// By document of the window; 0 for most.
    counts: Box<[f32]>,
    /// Documents that have one.
    docs: Vec<DocId>,
}

impl Waiting {
    pub(super) fn new() -> Waiting {
        Waiting { counts: vec![0.0; WIDEST as usize].into(), docs: Vec::new() }
    }

    /// Adds occurrences in a document of the window that begins at `start`.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId, start: DocId, count: f32) {
        self.counts[(doc - start) as usize] += count;
        self.docs.push(doc);
    }

    /// Takes those in a document.
    #[inline]
    pub(super) fn take(&mut self, doc: DocId, start: DocId) -> f32 {
        std::mem::take(&mut self.counts[(doc - start) as usize])
    }

    /// Takes all that are left.
    pub(super) fn take_all(&mut self, start: DocId, mut give: impl FnMut(DocId, f32)) {
        for doc in self.docs.drain(..) {
            let count = std::mem::take(&mut self.counts[(doc - start) as usize]);
            if count > 0.0 {
                give(doc, count);
            }
        }
    }
}

/// A stretch of documents with their scores.
pub(super) struct Window {
    /// Of the window, where `present` says so.
    scores: Box<[f64]>,
    present: Box<[u64]>,
    start: DocId,
    width: u32,
    /// The documents that may be hits; `None` for all.
    admitted: Option<Arc<DocBits>>,
}

impl Window {
    /// A window of no width yet.
    pub(super) fn over(admitted: Option<Arc<DocBits>>) -> Window {
        Window {
            scores: vec![0.0; WIDEST as usize].into(),
            present: vec![0; (WIDEST / 64) as usize].into(),
            start: 0,
            width: 0,
            admitted,
        }
    }

    /// Empties it and moves it; `width` is a multiple of 64, [`WIDEST`] at most.
    pub(super) fn open(&mut self, start: DocId, width: u32) {
        self.present[..(width / 64) as usize].fill(0);
        (self.start, self.width) = (start, width);
    }

    pub(super) fn start(&self) -> DocId {
        self.start
    }

    /// The first document behind it.
    pub(super) fn end(&self) -> DocId {
        self.start.saturating_add(self.width).min(TERMINATED)
    }

    pub(super) fn width(&self) -> u32 {
        self.width
    }

    pub(super) fn admits(&self, doc: DocId) -> bool {
        self.admitted.as_ref().is_none_or(|admitted| admitted.contains(doc))
    }

    /// Adds to the score of a document of the window.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId, score: Score) {
        let n = (doc - self.start) as usize;
        let bit = 1 << (n % 64);
        let score = f64::from(score);
        if self.present[n / 64] & bit == 0 {
            self.present[n / 64] |= bit;
            self.scores[n] = score;
        } else {
            self.scores[n] += score;
        }
    }

    /// The same, if it has a score already.
    pub(super) fn lift(&mut self, doc: DocId, score: Score) {
        let n = (doc - self.start) as usize;
        if self.present[n / 64] & 1 << (n % 64) != 0 {
            self.scores[n] += f64::from(score);
        }
    }

    /// The score of a document that is present.
    pub(super) fn score(&self, doc: DocId) -> f64 {
        self.scores[(doc - self.start) as usize]
    }

    /// The first document present at `doc` or behind it.
    pub(super) fn next(&self, doc: DocId) -> Option<DocId> {
        let words = self.present.get(..(self.width / 64) as usize)?;
        next_bit(words, doc - self.start).map(|n| self.start + n)
    }

    /// Documents present.
    pub(super) fn len(&self) -> u32 {
        self.present[..(self.width / 64) as usize].iter().map(|word| word.count_ones()).sum()
    }
}

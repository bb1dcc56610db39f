//! A stretch of documents that are scored together.
//!
//! Scores are summed in double precision: sums of single ones are exact there, in
//! whatever order they come, unless one is a hundred million times the other.

use std::cell::Cell;
use std::sync::Arc;

use tantivy::{DocId, Score, TERMINATED};

use crate::search::bits::{DocBits, next_bit, set_bits};

/// Documents that are scored together, at most; a window of scores fits the first cache.
pub(super) const WIDEST: u32 = 2048;

/// Documents that are scored together after a jump: what follows may be jumped over too.
pub(super) const FIRST: u32 = 64;

/// Occurrences of a part in some of its fields, which wait for those in the last.
#[derive(Default)]
pub(super) struct Waiting {
    /// By document of the window; 0 for most, and empty until there is one.
    counts: Vec<f32>,
    /// Documents that have one.
    docs: Vec<DocId>,
}

impl Waiting {
    /// Adds occurrences in a document of the window that begins at `start`.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId, start: DocId, count: f32) {
        if self.counts.is_empty() {
            self.counts.resize(WIDEST as usize, 0.0);
        }
        self.counts[(doc - start) as usize] += count;
        self.docs.push(doc);
    }

    /// Those in a document.
    #[inline]
    pub(super) fn of(&self, doc: DocId, start: DocId) -> f32 {
        self.counts.get((doc - start) as usize).copied().unwrap_or(0.0)
    }

    /// Takes those in a document.
    #[inline]
    pub(super) fn take(&mut self, doc: DocId, start: DocId) -> f32 {
        self.counts.get_mut((doc - start) as usize).map_or(0.0, std::mem::take)
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

/// A document of a window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present {
    pub(super) doc: DocId,
    /// What the parts count in it that were walked through.
    pub(super) score: f64,
    /// Their bits.
    pub(super) parts: u32,
    /// Whether it was marked.
    pub(super) marked: bool,
}

/// Room for the documents of a window.
#[derive(Default)]
struct Room {
    /// Where `present` says so.
    scores: Vec<f64>,
    /// The parts that each has, by their bits.
    parts: Vec<u32>,
    present: Vec<u64>,
    /// Those that were marked.
    marked: Vec<u64>,
}

thread_local! {
    /// What the last window of the thread left: one is opened for each segment of each query.
    static LEFT: Cell<Room> = Cell::default();
}

/// A stretch of documents with their scores.
pub(super) struct Window {
    room: Room,
    start: DocId,
    width: u32,
    /// The documents that may be hits; `None` for all.
    admitted: Option<Arc<DocBits>>,
}

impl Window {
    /// A window of no width yet.
    pub(super) fn over(admitted: Option<Arc<DocBits>>) -> Window {
        let mut room = LEFT.take();
        room.scores.resize(WIDEST as usize, 0.0);
        room.parts.resize(WIDEST as usize, 0);
        room.present.resize((WIDEST / 64) as usize, 0);
        room.marked.resize((WIDEST / 64) as usize, 0);
        Window { room, start: 0, width: 0, admitted }
    }

    /// Empties it and moves it; `width` is [`WIDEST`] at most.
    pub(super) fn open(&mut self, start: DocId, width: u32) {
        let words = width.div_ceil(64) as usize;
        self.room.present[..words].fill(0);
        self.room.marked[..words].fill(0);
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

    /// The documents that may be hits; `None` for all.
    pub(super) fn admitted(&self) -> Option<&DocBits> {
        self.admitted.as_deref()
    }

    pub(super) fn admits(&self, doc: DocId) -> bool {
        self.admitted.as_ref().is_none_or(|admitted| admitted.contains(doc))
    }

    /// Adds to the score of a document of the window what a part counts.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId, score: Score, part: u32) {
        let n = (doc - self.start) as usize;
        let bit = 1 << (n % 64);
        let score = f64::from(score);
        if self.room.present[n / 64] & bit == 0 {
            self.room.present[n / 64] |= bit;
            (self.room.scores[n], self.room.parts[n]) = (score, part);
        } else {
            self.room.scores[n] += score;
            self.room.parts[n] |= part;
        }
    }

    /// Marks a document, one that it admits, as one of those present; without a score, if it has none.
    pub(super) fn mark(&mut self, doc: DocId) {
        let n = (doc - self.start) as usize;
        let bit = 1 << (n % 64);
        self.room.marked[n / 64] |= bit;
        if self.room.present[n / 64] & bit == 0 {
            self.room.present[n / 64] |= bit;
            (self.room.scores[n], self.room.parts[n]) = (0.0, 0);
        }
    }

    /// Adds a score to that of a document, if it has a score already.
    pub(super) fn lift(&mut self, doc: DocId, score: Score) {
        let n = (doc - self.start) as usize;
        if self.room.present[n / 64] & 1 << (n % 64) != 0 {
            self.room.scores[n] += f64::from(score);
        }
    }

    /// The score of a document that is present.
    pub(super) fn score(&self, doc: DocId) -> f64 {
        self.room.scores[(doc - self.start) as usize]
    }

    /// The first document present at `doc` or behind it.
    pub(super) fn next(&self, doc: DocId) -> Option<DocId> {
        let words = self.room.present.get(..self.width.div_ceil(64) as usize)?;
        next_bit(words, doc - self.start).map(|n| self.start + n)
    }

    /// Gives every document present.
    #[inline]
    pub(super) fn each(&self, mut give: impl FnMut(Present)) {
        let words = self.width.div_ceil(64) as usize;
        for (word, (&present, &marked)) in self.room.present[..words].iter().zip(&self.room.marked).enumerate() {
            for bit in set_bits(present) {
                let n = word * 64 + bit as usize;
                let (score, parts) = (self.room.scores[n], self.room.parts[n]);
                give(Present { doc: self.start + n as DocId, score, parts, marked: marked & 1 << bit != 0 });
            }
        }
    }

    /// Documents present.
    pub(super) fn len(&self) -> u32 {
        self.room.present[..self.width.div_ceil(64) as usize].iter().map(|word| word.count_ones()).sum()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        LEFT.set(std::mem::take(&mut self.room));
    }
}

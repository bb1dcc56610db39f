//! Every document that has any of some parts, scored window by window.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::scorer::PartScorer;
use super::window::{FIRST, WIDEST, Waiting, Window};

/// Every document that has any of the parts; its score is the sum over the parts.
pub(super) struct AnyScorer {
    parts: Vec<PartScorer>,
    /// Parts that count in a document that has one of the others.
    lifts: Vec<PartScorer>,
    window: Window,
    waiting: Waiting,
    doc: DocId,
    size: u32,
}

impl AnyScorer {
    pub(super) fn new(parts: Vec<PartScorer>, lifts: Vec<PartScorer>) -> AnyScorer {
        let size = parts.iter().map(PartScorer::size_hint).fold(0, u32::saturating_add);
        let (window, waiting) = (Window::over(None), Waiting::default());
        let mut scorer = AnyScorer { parts, lifts, window, waiting, doc: 0, size };
        scorer.fill(FIRST);
        scorer
    }

    /// Scores the next window that has a document, and goes to its first.
    fn fill(&mut self, width: u32) {
        loop {
            self.doc = self.parts.iter().map(PartScorer::doc).min().unwrap_or(TERMINATED);
            if self.doc == TERMINATED {
                return;
            }
            self.window.open(self.doc, width);
            for part in &mut self.parts {
                part.fill(&mut self.window, &mut self.waiting, f64::NEG_INFINITY);
            }
            // A part may not be where it was thought to be.
            if let Some(first) = self.window.next(self.doc) {
                self.doc = first;
                break;
            }
        }
        for lift in &mut self.lifts {
            let mut doc = lift.seek(self.window.start());
            while doc < self.window.end() {
                if let Some(score) = lift.score() {
                    self.window.lift(doc, score);
                }
                doc = lift.advance();
            }
        }
    }
}

impl DocSet for AnyScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        match self.window.next(self.doc + 1) {
            Some(doc) => self.doc = doc,
            None => self.fill((self.window.width() * 2).min(WIDEST)),
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target < self.window.end()
            && let Some(doc) = self.window.next(target)
        {
            self.doc = doc;
            return doc;
        }
        for part in &mut self.parts {
            part.seek(target);
        }
        self.fill(FIRST);
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.size
    }
}

impl Scorer for AnyScorer {
    fn score(&mut self) -> Score {
        self.window.score(self.doc) as Score
    }
}

/// The documents of a selection; their score is the sum over the parts that they have.
pub(super) struct SelectedScorer {
    pub(super) selection: Box<dyn Scorer>,
    pub(super) parts: Vec<PartScorer>,
}

impl DocSet for SelectedScorer {
    fn advance(&mut self) -> DocId {
        self.selection.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.selection.seek(target)
    }

    fn doc(&self) -> DocId {
        self.selection.doc()
    }

    fn size_hint(&self) -> u32 {
        self.selection.size_hint()
    }
}

impl Scorer for SelectedScorer {
    fn score(&mut self) -> Score {
        let doc = self.selection.doc();
        let mut score = 0.0;
        for part in &mut self.parts {
            score += part.score_of(doc).map_or(0.0, f64::from);
        }
        score as Score
    }
}

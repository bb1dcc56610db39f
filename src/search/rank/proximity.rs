//! Query words that stand near each other lift an article, and so does a word in the very
//! form that was asked for.
//!
//! Looked at in the best articles only: positions are the dearest part of the
//! postings, and an article that has the words near each other but is not
//! among the best has little else of the query.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader};

use super::collection::Collection;
use super::part::{Part, Where};
use super::promise::Promise;
use super::{SATURATION, TITLE_WEIGHT, saturated};
use crate::index::analysis::terms;
use crate::index::look::{Look, word_number};

/// Words apart at which two query words still count as near. This and [`NEARNESS`]
/// were settled with the constants of BM25; more of either loses on abstracts.
const REACH: u32 = 10;

/// What full nearness counts, by the rarity of the commoner word.
const NEARNESS: f32 = 0.2;

/// What the very form of a word counts, by its rarity: enough to settle which of two like
/// articles is first. More of it loses on abstracts, where the number of a noun says nothing.
const EXACT: f32 = 0.02;

/// Sums are rounded, the more so the greater the scores that they are added to.
const ROUNDING: f32 = 1.001;

/// Lifts articles that have neighbouring words of the query near each other.
pub(crate) struct Lifter {
    collection: Arc<Collection>,
    /// The words of the query as the index has them, each once.
    words: Vec<String>,
    pairs: Vec<Pair>,
    exact: Vec<Exact>,
}

/// A word of the query in the form that it has there.
struct Exact {
    /// Place among the words.
    word: usize,
    look: Look,
    weight: f32,
}

/// Two words that stand side by side in the query.
struct Pair {
    /// Places among the words.
    first: usize,
    second: usize,
    weight: f32,
}

impl Lifter {
    /// For a query of these parts, in their order.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn of(parts: &[Part], searcher: &Searcher, collection: &Arc<Collection>) -> tantivy::Result<Lifter> {
        let rarity = |part: &Part| part.single().map(|_| collection.rarity(searcher, part)).transpose();
        let rarities: Vec<Option<f32>> = parts.iter().map(rarity).collect::<tantivy::Result<_>>()?;
        let rarity = |n: usize| rarities[n].unwrap_or(0.0);
        let (mut words, mut exact) = (Vec::<String>::new(), Vec::new());
        let mut places: Vec<Option<usize>> = Vec::with_capacity(parts.len());
        for (n, part) in parts.iter().enumerate() {
            places.push(part.single().map(|stem| {
                let word = words.iter().position(|word| word == stem).unwrap_or(words.len());
                if word == words.len() {
                    words.push(stem.to_owned());
                }
                if let Some(asked) = terms(&part.label).pop() {
                    exact.push(Exact { word, look: asked.look, weight: EXACT * rarity(n) * part.weight });
                }
                word
            }));
        }
        let mut pairs: Vec<Pair> = Vec::new();
        for (n, neighbours) in parts.windows(2).enumerate() {
            let (Some(first), Some(second)) = (places[n], places[n + 1]) else { continue };
            let (low, high) = (first.min(second), first.max(second));
            let known = |pair: &Pair| pair.first.min(pair.second) == low && pair.first.max(pair.second) == high;
            if first == second || pairs.iter().any(known) {
                continue;
            }
            let weight = NEARNESS * rarity(n).min(rarity(n + 1)) * neighbours[0].weight.min(neighbours[1].weight);
            pairs.push(Pair { first, second, weight });
        }
        Ok(Lifter { collection: collection.clone(), words, pairs, exact })
    }

    /// Whether the query has no words.
    pub(crate) fn is_idle(&self) -> bool {
        self.words.is_empty()
    }

    /// What nearness and exactness add to the score of a document, at most, by those of `parts` that it has.
    pub(crate) fn promise(&self, parts: &[Part]) -> Promise {
        let place = |word: &String| parts.iter().position(|part| part.single() == Some(word));
        let places: Vec<Option<usize>> = self.words.iter().map(place).collect();
        let mut promise = Promise::default();
        for Pair { first, second, weight } in &self.pairs {
            promise.add(&[places[*first], places[*second]], f64::from(weight * (SATURATION + 1.0) * ROUNDING));
        }
        for Exact { word, weight, .. } in &self.exact {
            promise.add(&[places[*word]], f64::from(weight * ROUNDING));
        }
        promise
    }

    /// What nearness and exactness add to the scores of these documents, in their order.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn lifts(&self, searcher: &Searcher, documents: &[DocAddress]) -> tantivy::Result<Vec<f32>> {
        let mut lifts = vec![0.0; documents.len()];
        for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
            let mut here: Vec<(DocId, usize)> = documents
                .iter()
                .enumerate()
                .filter(|(_, address)| address.segment_ord as usize == ordinal)
                .map(|(n, address)| (address.doc_id, n))
                .collect();
            here.sort_unstable();
            if !here.is_empty() {
                self.lift_segment(segment, &here, &mut lifts)?;
            }
        }
        Ok(lifts)
    }

    /// Adds to `lifts` what the documents of a segment gain, which are given in order, each with its place there.
    fn lift_segment(&self, segment: &SegmentReader, here: &[(DocId, usize)], lifts: &mut [f32]) -> tantivy::Result<()> {
        let fields = self.collection.fields;
        let mut gains: Vec<Gain> = here.iter().map(|_| Gain::of(self)).collect();
        for (field, weight) in [(fields.title, TITLE_WEIGHT), (fields.body, 1.0)] {
            let mut columns = Columns::open(self, segment, field)?;
            for (&(doc, _), gain) in here.iter().zip(&mut gains) {
                columns.see(self, doc, weight, gain);
            }
        }
        let lengths = self.collection.lengths(segment, Where::Text)?;
        let mean = self.collection.mean_length(Where::Text);
        for (&(doc, n), gain) in here.iter().zip(&gains) {
            for (pair, &near) in self.pairs.iter().zip(&gain.near).filter(|(_, near)| **near > 0.0) {
                let length: f32 = lengths.iter().map(|lengths| lengths.length(doc)).sum();
                lifts[n] += pair.weight * saturated(near, length / mean);
            }
            for (exact, _) in self.exact.iter().zip(&gain.exact).filter(|(_, found)| **found) {
                lifts[n] += exact.weight;
            }
        }
        Ok(())
    }
}

/// What was seen of a document.
struct Gain {
    /// How near the words of each pair are.
    near: Vec<f32>,
    /// Whether each word has the very form.
    exact: Vec<bool>,
}

impl Gain {
    fn of(lifter: &Lifter) -> Gain {
        Gain { near: vec![0.0; lifter.pairs.len()], exact: vec![false; lifter.exact.len()] }
    }
}

/// Where the words of a query stand in a field of the documents of a segment.
struct Columns {
    postings: Vec<Option<SegmentPostings>>,
    /// Of each word: whether the document that is seen has it.
    stands: Vec<bool>,
    /// And where, if that is looked at.
    positions: Vec<Vec<u32>>,
}

impl Columns {
    fn open(lifter: &Lifter, segment: &SegmentReader, field: Field) -> tantivy::Result<Columns> {
        let read = |word: &String| lifter.collection.postings(segment, field, word);
        let postings = lifter.words.iter().map(read).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Columns { stands: vec![false; postings.len()], positions: vec![Vec::new(); postings.len()], postings })
    }

    /// Looks at a document: adds up how near the words of each pair are, and finds words in the very form.
    fn see(&mut self, lifter: &Lifter, doc: DocId, weight: f32, gain: &mut Gain) {
        for (stands, postings) in self.stands.iter_mut().zip(&mut self.postings) {
            *stands = postings.as_mut().is_some_and(|postings| stands_at(postings, doc));
        }
        for (n, postings) in self.postings.iter_mut().enumerate() {
            let positions = &mut self.positions[n];
            positions.clear();
            let Some(postings) = postings.as_mut().filter(|_| self.stands[n]) else { continue };
            let beside = |pair: &Pair| {
                (pair.first == n && self.stands[pair.second]) || (pair.second == n && self.stands[pair.first])
            };
            let open = lifter.exact.iter().zip(&gain.exact).any(|(exact, found)| exact.word == n && !found);
            if open || lifter.pairs.iter().any(beside) {
                postings.positions(positions);
            }
        }
        for (pair, near) in lifter.pairs.iter().zip(&mut gain.near) {
            *near += weight * closeness(&self.positions[pair.first], &self.positions[pair.second]);
        }
        for (exact, found) in lifter.exact.iter().zip(&mut gain.exact) {
            *found = *found || self.positions[exact.word].iter().any(|position| exact.look == Look::at(*position));
        }
    }
}

fn stands_at(postings: &mut SegmentPostings, doc: DocId) -> bool {
    postings.doc() == doc || (postings.doc() < doc && postings.seek(doc) == doc)
}

/// Sum of 1 / distance in words over all pairs of positions within reach; both lists ascend.
fn closeness(first: &[u32], second: &[u32]) -> f32 {
    let mut sum = 0.0;
    let mut from = 0;
    for position in first.iter().map(|position| word_number(*position)) {
        while second.get(from).is_some_and(|other| word_number(*other) + REACH < position) {
            from += 1;
        }
        let others = second[from..].iter().map(|other| word_number(*other));
        for other in others.take_while(|other| *other <= position + REACH) {
            sum += 1.0 / other.abs_diff(position).max(1) as f32;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::closeness;

    #[test]
    fn near_words_count_by_their_distance() {
        let closeness = |first: &[u32], second: &[u32]| {
            let placed = |words: &[u32]| words.iter().map(|word| word << 2).collect::<Vec<_>>();
            closeness(&placed(first), &placed(second))
        };
        assert_eq!(closeness(&[5], &[6]), 1.0);
        assert_eq!(closeness(&[6], &[5]), 1.0);
        assert_eq!(closeness(&[5], &[15]), 0.1);
        assert_eq!(closeness(&[5], &[16]), 0.0);
        assert_eq!(closeness(&[1, 20, 40], &[3, 22]), 1.0);
    }
}

//! Query words that stand near each other lift an article, and so does a word in the very
//! form that was asked for.
//!
//! Looked at in the best articles only: positions are the dearest part of the
//! postings, and an article that has the words near each other but is not
//! among the best has little else of the query.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, Term};

use super::collection::{Collection, POSITIONS};
use super::part::{Part, Where};
use super::{SATURATION, TITLE_WEIGHT, saturated};
use crate::index::Fields;
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

/// Lifts articles that have neighbouring words of the query near each other.
pub(crate) struct Lifter {
    collection: Arc<Collection>,
    pairs: Vec<Pair>,
    exact: Vec<Exact>,
}

/// A word of the query in the form that it has there.
struct Exact {
    stem: String,
    look: Look,
    weight: f32,
}

/// Two words that stand side by side in the query.
struct Pair {
    first: String,
    second: String,
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
        let mut pairs: Vec<Pair> = Vec::new();
        for (n, neighbours) in parts.windows(2).enumerate() {
            let (Some(first), Some(second)) = (neighbours[0].single(), neighbours[1].single()) else { continue };
            let known = |pair: &Pair| {
                (pair.first == first && pair.second == second) || (pair.first == second && pair.second == first)
            };
            if first == second || pairs.iter().any(known) {
                continue;
            }
            let weight = NEARNESS * rarity(n).min(rarity(n + 1)) * neighbours[0].weight.min(neighbours[1].weight);
            pairs.push(Pair { first: first.to_owned(), second: second.to_owned(), weight });
        }
        let mut exact = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let Some(stem) = part.single() else { continue };
            let Some(asked) = terms(&part.label).pop() else { continue };
            let weight = EXACT * rarity(n) * part.weight;
            exact.push(Exact { stem: stem.to_owned(), look: asked.look, weight });
        }
        Ok(Lifter { collection: collection.clone(), pairs, exact })
    }

    /// Whether the query has no words.
    pub(crate) fn is_idle(&self) -> bool {
        self.pairs.is_empty() && self.exact.is_empty()
    }

    /// What nearness and exactness add to the score of any document, at most.
    pub(crate) fn most(&self) -> f32 {
        let pairs: f32 = self.pairs.iter().map(|pair| pair.weight).sum();
        let exact: f32 = self.exact.iter().map(|exact| exact.weight).sum();
        // Sums are rounded, the more so the greater the scores that they are added to.
        (pairs * (SATURATION + 1.0) + exact) * 1.001
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

    fn lift_segment(&self, segment: &SegmentReader, here: &[(DocId, usize)], lifts: &mut [f32]) -> tantivy::Result<()> {
        let fields = self.collection.fields;
        let title = segment.get_fieldnorms_reader(fields.title)?;
        let body = segment.get_fieldnorms_reader(fields.body)?;
        let mean = self.collection.mean_length(Where::Text);
        for pair in &self.pairs {
            let mut near = vec![0.0; here.len()];
            nearness(segment, fields.title, pair, TITLE_WEIGHT, here, &mut near)?;
            nearness(segment, fields.body, pair, 1.0, here, &mut near)?;
            for (&(doc, n), near) in here.iter().zip(near).filter(|(_, near)| *near > 0.0) {
                let length = TITLE_WEIGHT * title.fieldnorm(doc) as f32 + body.fieldnorm(doc) as f32;
                lifts[n] += pair.weight * saturated(near, length / mean);
            }
        }
        for exact in &self.exact {
            exact.lift(segment, &fields, here, lifts)?;
        }
        Ok(())
    }
}

impl Exact {
    fn lift(
        &self,
        segment: &SegmentReader,
        fields: &Fields,
        here: &[(DocId, usize)],
        lifts: &mut [f32],
    ) -> tantivy::Result<()> {
        let mut exact = vec![false; here.len()];
        let mut positions = Vec::new();
        for field in [fields.title, fields.body] {
            let term = Term::from_field_text(field, &self.stem);
            let Some(mut postings) = segment.inverted_index(field)?.read_postings(&term, POSITIONS)? else { continue };
            for (&(doc, _), exact) in here.iter().zip(&mut exact) {
                if !*exact && stands_at(&mut postings, doc) {
                    postings.positions(&mut positions);
                    *exact = positions.iter().any(|position| Look::at(*position) == self.look);
                }
            }
        }
        for (&(_, n), _) in here.iter().zip(exact).filter(|(_, exact)| *exact) {
            lifts[n] += self.weight;
        }
        Ok(())
    }
}

/// Adds up how near the words of a pair are in a field of the documents.
fn nearness(
    segment: &SegmentReader,
    field: Field,
    pair: &Pair,
    weight: f32,
    here: &[(DocId, usize)],
    near: &mut [f32],
) -> tantivy::Result<()> {
    let index = segment.inverted_index(field)?;
    let read = |term: &str| index.read_postings(&Term::from_field_text(field, term), POSITIONS);
    let (Some(mut first), Some(mut second)) = (read(&pair.first)?, read(&pair.second)?) else { return Ok(()) };
    let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
    for (&(doc, _), near) in here.iter().zip(near) {
        if stands_at(&mut first, doc) && stands_at(&mut second, doc) {
            word_numbers(&mut first, &mut firsts);
            word_numbers(&mut second, &mut seconds);
            *near += weight * closeness(&firsts, &seconds);
        }
    }
    Ok(())
}

/// Where a term stands in the document, in words.
fn word_numbers(postings: &mut SegmentPostings, numbers: &mut Vec<u32>) {
    postings.positions(numbers);
    for number in numbers {
        *number = word_number(*number);
    }
}

fn stands_at(postings: &mut SegmentPostings, doc: DocId) -> bool {
    postings.doc() == doc || (postings.doc() < doc && postings.seek(doc) == doc)
}

/// Sum of 1 / distance over all pairs of positions within reach; both lists ascend.
fn closeness(first: &[u32], second: &[u32]) -> f32 {
    let mut sum = 0.0;
    let mut from = 0;
    for &position in first {
        while second.get(from).is_some_and(|other| other + REACH < position) {
            from += 1;
        }
        for &other in second[from..].iter().take_while(|other| **other <= position + REACH) {
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
        assert_eq!(closeness(&[5], &[6]), 1.0);
        assert_eq!(closeness(&[6], &[5]), 1.0);
        assert_eq!(closeness(&[5], &[15]), 0.1);
        assert_eq!(closeness(&[5], &[16]), 0.0);
        assert_eq!(closeness(&[1, 20, 40], &[3, 22]), 1.0);
    }
}

//! Words that the best articles share, added to a query (RM3, guarded).
//!
//! Takes the best articles of a query, gives parts that stand for the words
//! that make them different from all others. News queries have few right
//! answers, often one: the steeper the scores fall, the less is believed of
//! what stands further down; and the flatter they are, the less is believed at all.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{Searcher, TantivyDocument};

use super::rank::{Collection, Find, Part, Where, counted, repeated};
use super::ranked::Ranked;
use super::stop::is_stop_word;
use crate::error::Result;
use crate::index::analysis::terms;
use crate::index::{Fields, Stored};

/// Best articles that are read.
pub(super) const READ: usize = 10;

/// Words that are added, at most. These constants were settled on three collections
/// of abstracts (Cranfield, CISI, MEDLINE); the optimum is flat.
const ADDED: usize = 20;

/// Articles that must share a word, at least.
const SHARED: usize = 2;

/// Share of the new query that is the added words, at most.
const SHARE: f32 = 0.5;

/// How steeply an article's say falls with its score: the power of its share of the best.
const STEEPNESS: i32 = 4;

/// The parts of a query and the words that its best articles share.
pub(super) fn expanded(
    parts: &[Part],
    best: &[Ranked],
    searcher: &Searcher,
    fields: &Fields,
    collection: &Collection,
) -> Result<Vec<Part>> {
    let Some(first) = best.first().filter(|first| first.score > 0.0) else { return Ok(parts.to_vec()) };
    // What each word weighs over the articles, and how many have it.
    let mut weights: BTreeMap<String, (f32, usize)> = BTreeMap::new();
    for ranked in best.iter().take(READ) {
        let document: TantivyDocument = searcher.doc(ranked.address)?;
        let article = Stored::from_document(fields, &document).article;
        let say = (ranked.score / first.score).powi(STEEPNESS);
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        let mut length = 0.0;
        for (text, weight) in [(&article.title, 2.0), (&article.body, 1.0)] {
            for term in terms(text) {
                length += weight;
                let spelled = &text[term.start..term.end];
                let telling = !term.joined && term.term.chars().count() > 2 && !is_stop_word(spelled, false);
                if telling && term.term.chars().any(char::is_alphabetic) {
                    *counts.entry(term.term).or_insert(0.0) += weight;
                }
            }
        }
        for (term, count) in counts {
            let entry = weights.entry(term).or_insert((0.0, 0));
            entry.0 += say * count / length;
            entry.1 += 1;
        }
    }
    let mut added: Vec<(String, f32)> = Vec::new();
    for (term, (weight, articles)) in weights {
        if articles >= SHARED {
            let part = word(&term, 1.0);
            added.push((term, weight * collection.rarity(searcher, &part)?));
        }
    }
    added.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    added.truncate(ADDED);
    let total: f32 = added.iter().map(|(_, weight)| weight).sum();
    if total <= 0.0 {
        return Ok(parts.to_vec());
    }
    let mut all = counted(parts.to_vec());
    let asked: f32 = all.iter().map(|part| part.weight * repeated(part.times)).sum();
    let share = SHARE * trust(best);
    let scale = asked * share / (1.0 - share) / total;
    let known: BTreeSet<&str> = parts.iter().filter_map(Part::single).collect();
    for part in &mut all {
        // A word that is asked for and shared counts more.
        let shared = part.single().and_then(|term| added.iter().find(|(other, _)| other == term));
        if let Some((_, weight)) = shared {
            part.weight += weight * scale / repeated(part.times);
        }
    }
    all.extend(added.iter().filter(|(term, _)| !known.contains(term.as_str())).map(|(t, w)| word(t, w * scale)));
    Ok(all)
}

/// From 0 to 1, how far the best articles are to be believed: flat scores say that the query
/// does not tell articles apart.
fn trust(best: &[Ranked]) -> f32 {
    let scores: Vec<f32> = best.iter().take(READ).map(|ranked| ranked.score).collect();
    let (Some(first), Some(last)) = (scores.first(), scores.last()) else { return 0.0 };
    if *first <= 0.0 {
        return 0.0;
    }
    // A fall by a third over ten articles is usual where a query tells.
    ((1.0 - last / first) / 0.3).clamp(0.5, 1.0)
}

fn word(term: &str, weight: f32) -> Part {
    let find = Find::Words { any: vec![term.to_owned()], row: Vec::new(), slop: 0 };
    Part::new(term, find, Where::Text, weight)
}

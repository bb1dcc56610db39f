//! Words like a pattern: prefixes, wildcards, misspellings, expressions.
//!
//! A pattern is looked up in the dictionary of a field. Every occurrence of a word that
//! matches counts by how close the word is to what was typed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};
use tantivy_fst::{Automaton, Regex};

use super::collection::COUNTS;
use super::part::Where;
use crate::index::Fields;
use crate::index::analysis::terms;

/// What a word counts that is one edit away, and two: a misspelling is likelier meant
/// the nearer it is.
const EDITED: [f32; 3] = [1.0, 0.5, 0.2];

/// What is left where the first letter differs, which few misspell.
const OTHER_FIRST_LETTER: f32 = 0.5;

/// What the longest of all words counts that begins with a prefix; the prefix itself counts 1.
const LONGEST_COMPLETION: f32 = 0.5;

/// Letters of a stem that is guessed from the beginning of a word, at least.
const SHORTEST_STEM: usize = 4;

/// A pattern for words.
pub(crate) struct Like {
    pattern: Pattern,
    /// Whether the dictionary holds stems.
    stemmed: bool,
}

enum Pattern {
    Prefix(String),
    Expression(Regex),
    Fuzzy { word: String, automaton: DfaWrapper },
    Values(Box<dyn Fn(&str) -> bool + Send + Sync>),
}

impl fmt::Debug for Like {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match &self.pattern {
            Pattern::Prefix(prefix) => format!("{prefix}*"),
            Pattern::Expression(_) => "an expression".to_owned(),
            Pattern::Fuzzy { word, .. } => format!("{word}~"),
            Pattern::Values(_) => "values".to_owned(),
        };
        f.debug_tuple("Like").field(&of).finish()
    }
}

/// Where a word that matches occurs in a segment, and how close it is to the pattern.
#[derive(Debug)]
struct Found {
    field: Field,
    info: TermInfo,
    closeness: f32,
}

/// The words of a segment that match a pattern.
#[derive(Debug)]
pub(super) struct Expansion {
    found: Vec<Found>,
}

impl Like {
    /// Words that begin so; every word where `prefix` is empty.
    pub(crate) fn prefix(prefix: &str, stemmed: bool) -> Like {
        Like { pattern: Pattern::Prefix(prefix.to_owned()), stemmed }
    }

    /// Words that match a regular expression; `None` where it is none that a dictionary can be searched by.
    pub(crate) fn expression(expression: &str, stemmed: bool) -> Option<Like> {
        Some(Like { pattern: Pattern::Expression(Regex::new(expression).ok()?), stemmed })
    }

    /// Words at most so many edits (1 or 2) away; `None` for more.
    pub(crate) fn fuzzy(word: &str, edits: u8, stemmed: bool) -> Option<Like> {
        // The automaton does not depend on the field.
        let term = Term::from_field_text(Field::from_field_id(0), word);
        let automaton = FuzzyTermQuery::new(term, edits, true).automaton().ok()?;
        Some(Like { pattern: Pattern::Fuzzy { word: word.to_owned(), automaton }, stemmed })
    }

    /// Values of which `wanted` holds.
    pub(crate) fn values(wanted: impl Fn(&str) -> bool + Send + Sync + 'static) -> Like {
        Like { pattern: Pattern::Values(Box::new(wanted)), stemmed: false }
    }

    /// How close a word that matches is to what was typed; 1 for the word itself.
    fn closeness(&self, word: &str) -> f32 {
        match &self.pattern {
            Pattern::Expression(_) | Pattern::Values(_) => 1.0,
            Pattern::Prefix(prefix) => {
                let share = prefix.chars().count().max(1) as f32 / word.chars().count().max(1) as f32;
                LONGEST_COMPLETION + (1.0 - LONGEST_COMPLETION) * share.min(1.0)
            }
            Pattern::Fuzzy { word: typed, .. } => {
                let edits = strsim::osa_distance(typed, word);
                let first = if typed.chars().next() == word.chars().next() { 1.0 } else { OTHER_FIRST_LETTER };
                EDITED.get(edits).copied().unwrap_or_default() * first
            }
        }
    }

    /// The words of a dictionary that match.
    fn terms(&self, index: &InvertedIndexReader) -> tantivy::Result<Vec<(String, TermInfo)>> {
        fn collect<A: Automaton>(
            mut stream: tantivy::termdict::TermStreamer<'_, A>,
        ) -> tantivy::Result<Vec<(String, TermInfo)>>
        where
            A::State: Clone,
        {
            let mut found = Vec::new();
            while let Some((term, info)) = stream.next() {
                if let Ok(term) = std::str::from_utf8(term) {
                    found.push((term.to_owned(), info.clone()));
                }
            }
            Ok(found)
        }
        let dictionary = index.terms();
        match &self.pattern {
            Pattern::Prefix(prefix) if prefix.is_empty() => collect(dictionary.range().into_stream()?),
            Pattern::Prefix(prefix) => {
                let end = format!("{prefix}\u{10FFFF}");
                collect(dictionary.range().ge(prefix.as_bytes()).lt(end.as_bytes()).into_stream()?)
            }
            Pattern::Expression(regex) => collect(dictionary.search(regex).into_stream()?),
            Pattern::Fuzzy { automaton, .. } => collect(dictionary.search(automaton).into_stream()?),
            Pattern::Values(wanted) => {
                let mut all = collect(dictionary.stream()?)?;
                all.retain(|(value, _)| wanted(value));
                Ok(all)
            }
        }
    }

    /// Looks the pattern up in a segment.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn expanded(
        &self,
        segment: &SegmentReader,
        place: Where,
        fields: &Fields,
    ) -> tantivy::Result<Expansion> {
        let mut found = Vec::new();
        for weighted in place.fields(fields) {
            let index = segment.inverted_index(weighted.field)?;
            for (term, info) in self.terms(&index)? {
                let closeness = weighted.weight * self.closeness(&term);
                found.push(Found { field: weighted.field, info, closeness });
            }
            if let Pattern::Prefix(prefix) = &self.pattern
                && self.stemmed
            {
                for (stem, word) in shorter_stems(prefix) {
                    let Some(info) = index.get_term_info(&Term::from_field_text(weighted.field, &stem))? else {
                        continue;
                    };
                    let closeness = weighted.weight * self.closeness(&word);
                    found.push(Found { field: weighted.field, info, closeness });
                }
            }
        }
        Ok(Expansion { found })
    }
}

/// Endings that stems lose, each with what may stand before it.
const ENDINGS: [&str; 16] = [
    "izations",
    "isations",
    "izing",
    "ising",
    "ationally",
    "atively",
    "ingly",
    "edly",
    "fulness",
    "iveness",
    "ements",
    "abilities",
    "ically",
    "ators",
    "ances",
    "ences",
];

/// Stems of words that begin with `prefix`, where the stem itself does not: "elect" for "electi".
/// Each with the shortest word that has it.
fn shorter_stems(prefix: &str) -> BTreeMap<String, String> {
    let mut stems = BTreeMap::new();
    let tails = ENDINGS.iter().flat_map(|ending| {
        (0..ending.len()).flat_map(move |from| (from + 1..=ending.len()).map(move |to| &ending[from..to]))
    });
    for tail in std::iter::once("").chain(tails.collect::<BTreeSet<_>>()) {
        let word = format!("{prefix}{tail}");
        let Some(stem) = terms(&word).pop().map(|term| term.term) else { continue };
        if prefix.starts_with(&stem) && stem.len() < prefix.len() && (tail.is_empty() || stem.len() >= SHORTEST_STEM) {
            let shortest = stems.entry(stem).or_insert_with(|| word.clone());
            if word.len() < shortest.len() {
                *shortest = word;
            }
        }
    }
    stems
}

impl Expansion {
    /// Articles that have one of the words; an article with several counts as several.
    pub(super) fn articles(&self) -> u64 {
        self.found.iter().map(|found| u64::from(found.info.doc_freq)).sum()
    }

    /// The documents with one of the words, each with its occurrences by their closeness.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn gathered(&self, segment: &SegmentReader) -> tantivy::Result<Gathered> {
        let mut counts = vec![0.0f32; segment.max_doc() as usize];
        for found in &self.found {
            let index = segment.inverted_index(found.field)?;
            let mut postings = index.read_postings_from_terminfo(&found.info, COUNTS)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if let Some(count) = counts.get_mut(doc as usize) {
                    *count += found.closeness * postings.term_freq() as f32;
                }
                doc = postings.advance();
            }
        }
        let present = (0..).zip(&counts).filter(|(_, count)| **count > 0.0);
        let (docs, counts): (Vec<DocId>, Vec<f32>) = present.map(|(doc, count)| (doc, *count)).unzip();
        Ok(Gathered { docs, counts, at: 0 })
    }
}

/// Documents with numbers, in order.
pub(super) struct Gathered {
    docs: Vec<DocId>,
    counts: Vec<f32>,
    at: usize,
}

impl Gathered {
    pub(super) fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    pub(super) fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs.get(self.at..).map_or(0, |rest| rest.partition_point(|doc| *doc < target));
        self.doc()
    }

    pub(super) fn count(&self) -> f32 {
        self.counts.get(self.at).copied().unwrap_or_default()
    }

    pub(super) fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_that_reaches_beyond_the_stem_finds_it() {
        let stems = |prefix| shorter_stems(prefix).into_keys().collect::<Vec<_>>();
        for (prefix, stem) in [("electi", "elect"), ("negotiati", "negoti"), ("nationaliza", "nation")] {
            assert!(stems(prefix).contains(&stem.to_owned()), "{prefix}: {:?}", stems(prefix));
        }
        assert_eq!(stems("ai"), Vec::<String>::new());
        // A whole word.
        assert!(stems("elections").contains(&"elect".to_owned()));
    }
}

//! "Did you mean": the nearest word that the index has, for one that it lacks.

use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, DocSet, Searcher, TantivyDocument, Term};

use super::rank::{Collection, Find, Part, Where};
use crate::error::Result;
use crate::index::analysis::terms;

/// Letters of the shortest word that is looked up: shorter ones are near everything.
const LEAST_LETTERS: usize = 4;

/// Letters from which a word may be two edits away instead of one.
const TWO_EDITS: usize = 7;

/// Notes on the words of a query that no article has.
///
/// # Errors
/// The index cannot be read.
pub(super) fn notes(parts: &[Part], searcher: &Searcher, collection: &Collection) -> Result<Vec<String>> {
    let fields = collection.fields();
    let mut notes = Vec::new();
    for part in parts {
        let Find::Words { any, row, .. } = &part.find else { continue };
        if part.place != Where::Text || !row.is_empty() {
            continue;
        }
        // Nearly all words are in a body.
        let texts = [fields.body, fields.title].into_iter();
        let here = texts.flat_map(|field| any.iter().map(move |term| (field, term)));
        let foreign = part.sense.foreign.iter().map(|stem| (fields.foreign, stem));
        let mut lacking = true;
        for (field, term) in here.chain(foreign) {
            lacking = lacking && collection.articles_with(searcher, field, term)? == 0;
        }
        let (true, Some(term)) = (lacking, any.first()) else { continue };
        let word = part.label.trim_matches(|c: char| !c.is_alphanumeric());
        let note = match nearest(term, searcher, fields.body)? {
            Some(near) => format!("no article has \"{word}\": did you mean \"{near}\"?"),
            None => format!("no article has \"{word}\""),
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Ok(notes)
}

/// The nearest word of a field, as an article spells it; of words equally near, the commonest.
fn nearest(term: &str, searcher: &Searcher, field: Field) -> Result<Option<String>> {
    let letters = term.chars().count();
    let Some(first) = term.chars().next().filter(|_| letters >= LEAST_LETTERS) else { return Ok(None) };
    let reach = if letters >= TWO_EDITS { 2 } else { 1 };
    let mut best: Option<(usize, u64, String)> = None;
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        // Few words are misspelt in their first letter, and all others need not be read.
        let (from, to) = (first.to_string(), format!("{first}\u{10FFFF}"));
        let mut stream = index.terms().range().ge(from.as_bytes()).lt(to.as_bytes()).into_stream()?;
        while stream.advance() {
            let Ok(other) = std::str::from_utf8(stream.key()) else { continue };
            if other.len().abs_diff(term.len()) > 2 * reach {
                continue;
            }
            let distance = strsim::osa_distance(term, other);
            if distance > reach || best.as_ref().is_some_and(|(nearest, ..)| distance > *nearest) {
                continue;
            }
            let articles = searcher.doc_freq(&Term::from_field_text(field, other))?;
            let better = best.as_ref().is_none_or(|(nearest, most, word)| {
                distance < *nearest || articles > *most || (articles == *most && other < word.as_str())
            });
            if better {
                best = Some((distance, articles, other.to_owned()));
            }
        }
    }
    best.map(|(_, _, term)| spelled(&term, searcher, field)).transpose()
}

/// A term as the first article that has it spells it.
fn spelled(term: &str, searcher: &Searcher, field: Field) -> Result<String> {
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let option = tantivy::schema::IndexRecordOption::Basic;
        let Some(mut postings) = index.read_postings(&Term::from_field_text(field, term), option)? else { continue };
        while postings.doc() != tantivy::TERMINATED && segment.is_deleted(postings.doc()) {
            postings.advance();
        }
        if postings.doc() == tantivy::TERMINATED {
            continue;
        }
        let document: TantivyDocument = searcher.doc(DocAddress::new(ordinal as u32, postings.doc()))?;
        let text = document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        if let Some(found) = terms(text).into_iter().find(|found| found.term == term) {
            return Ok(text[found.start..found.end].to_owned());
        }
    }
    Ok(term.to_owned())
}

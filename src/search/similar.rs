//! Articles like one: over its telling words, its people, countries and topics.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::ids::by_id;
use super::rank::{Collection, Find, Part, RankedQuery, Where};
use super::stop::is_stop_word;
use crate::error::Result;
use crate::index::analysis::terms;
use crate::index::{Fields, Stored, country_facet, topic_facet};
use crate::vocab;

/// Words that stand for an article: beyond these come words that many articles have.
const WORDS: usize = 30;

/// Occurrences that a word of the article needs to be telling.
const LEAST_COUNT: f32 = 2.0;

/// What a shared person, focus country or topic counts beside words, by its rarity: a
/// person is named by two words or more, a topic is a guess.
const PERSON: f32 = 1.0;
const COUNTRY: f32 = 0.5;
const TOPIC: f32 = 0.5;

/// What stands for an article in a query for others.
pub(super) fn parts(
    stored: &Stored,
    searcher: &Searcher,
    fields: &Fields,
    collection: &Collection,
) -> Result<Vec<Part>> {
    let mut parts = words(stored, searcher, collection)?;
    let mut value = |label: &str, field: Field, term: Term, weight: f32| -> Result<()> {
        let weight = weight * collection.rarity_of(searcher, &term)?;
        let query: Arc<dyn Query> = Arc::new(TermQuery::new(term, IndexRecordOption::Basic));
        let find = Find::Selected(query);
        parts.push(Part::new(label, find, Where::Only(field), weight));
        Ok(())
    };
    for person in &stored.people {
        let term = Term::from_field_text(fields.people, &person.name);
        value(&person.name, fields.people, term, PERSON * (0.5 + person.salience))?;
    }
    for country in stored.countries.iter().filter(|country| country.focus) {
        if let Some(facet) = country_facet(&country.code) {
            value(&country.code, fields.focus, Term::from_facet(fields.focus, &facet), COUNTRY)?;
        }
    }
    for topic in &stored.topics {
        if let Some(topic) = vocab::topics::by_code(&topic.code) {
            value(topic.name, fields.topics, Term::from_facet(fields.topics, &topic_facet(topic)), TOPIC)?;
        }
    }
    Ok(parts)
}

/// The words that set the article apart, by how often it has them and how few others do.
fn words(stored: &Stored, searcher: &Searcher, collection: &Collection) -> Result<Vec<Part>> {
    let mut counts: BTreeMap<String, (f32, String)> = BTreeMap::new();
    for (text, weight) in [(&stored.article.title, 2.0), (&stored.article.body, 1.0)] {
        for term in terms(text) {
            let spelled = &text[term.start..term.end];
            if !term.joined && term.term.chars().count() > 2 && !is_stop_word(spelled, false) {
                counts.entry(term.term).or_insert_with(|| (0.0, spelled.to_owned())).0 += weight;
            }
        }
    }
    let mut telling: Vec<(f32, Part)> = Vec::new();
    for (term, (count, label)) in counts.into_iter().filter(|(_, (count, _))| *count >= LEAST_COUNT) {
        let find = Find::Words { any: vec![term], row: Vec::new(), slop: 0 };
        let part = Part::new(label, find, Where::Text, 1.0);
        telling.push((count.sqrt() * collection.rarity(searcher, &part)?, part));
    }
    telling.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.label.cmp(&b.1.label)));
    telling.truncate(WORDS);
    let most = telling.first().map_or(1.0, |(weight, _)| *weight);
    Ok(telling.into_iter().map(|(weight, part)| Part { weight: weight / most, ..part }).collect())
}

/// Every article that shares a part, but for the one they are taken from, and others of its `own` ids.
pub(super) fn query<'a>(
    parts: Vec<Part>,
    own: impl Iterator<Item = &'a str>,
    fields: &Fields,
    collection: &Arc<Collection>,
) -> Box<dyn Query> {
    let any: Box<dyn Query> = Box::new(RankedQuery::any(parts, collection));
    let not = |id| -> (Occur, Box<dyn Query>) {
        (Occur::MustNot, Box::new(ConstScoreQuery::new(Box::new(by_id(fields.id, id)), 0.0)))
    };
    Box::new(BooleanQuery::new([(Occur::Must, any)].into_iter().chain(own.map(not)).collect()))
}

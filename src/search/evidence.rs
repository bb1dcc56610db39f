//! Names in a query as evidence: an article about the country that is named, or with the
//! person, is a little more likely to be meant than one that only has the words.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use super::rank::{Acronym, Collection, Find, Part, Placed, RankedQuery, Where};
use crate::index::country_facet;
use crate::vocab;

/// What an article counts that is about a country which the query names: about a
/// tenth of what a telling word does.
const COUNTRY: f32 = 0.4;

/// What an article counts that has a person whom the query names with two words.
const PERSON: f32 = 0.4;

/// Words of the longest name of a country that is looked up.
const LONGEST_NAME: usize = 3;

/// Parts that lift articles and select none, from the words of a query in their order.
pub(super) fn lifts(parts: &[Part], collection: &Arc<Collection>) -> Vec<Part> {
    let fields = collection.fields();
    let words: Vec<&Part> = parts.iter().filter(|part| part.single().is_some()).collect();
    let mut lifts: Vec<Part> = Vec::new();
    let mut add = |label: String, field: Field, query: Box<dyn Query>, weight: f32| {
        if !lifts.iter().any(|lift| lift.label == label) {
            let find = Find::Selected(query.into());
            lifts.push(Part::new(label, find, Where::Only(field), weight));
        }
    };
    for start in 0..words.len() {
        for name in (1..=LONGEST_NAME).filter_map(|length| words.get(start..start + length)) {
            let Some(code) = country(name) else { continue };
            if let Some(facet) = country_facet(code) {
                let query = TermQuery::new(Term::from_facet(fields.focus, &facet), IndexRecordOption::Basic);
                add(format!("focus:{code}"), fields.focus, Box::new(query), COUNTRY);
            }
        }
        if let Some([first, last]) = words.get(start..start + 2) {
            let terms = [first, last].into_iter().filter_map(|part| part.single()).zip(0..);
            let row: Vec<Placed> = terms.map(|(term, offset)| Placed { term: term.to_owned(), offset }).collect();
            let name = format!("person:\"{} {}\"", bare(first), bare(last));
            if row.len() == 2 && row[0].term != row[1].term {
                let find = Find::Words { any: Vec::new(), row, slop: 0 };
                let named = Part::new(&name, find, Where::Only(fields.people_words), 1.0);
                add(name, fields.people_words, Box::new(RankedQuery::any(vec![named], collection)), PERSON);
            }
        }
    }
    lifts
}

/// The one country that words name.
fn country(words: &[&Part]) -> Option<&'static str> {
    if let [word] = words
        && word.single() == Some("us")
    {
        // Which is meant has been told already.
        return (word.sense.acronym == Some(Acronym::Meant)).then_some("US");
    }
    let spelled: Vec<&str> = words.iter().map(|part| bare(part)).collect();
    let name = spelled.join(" ");
    // "in" and "it" are codes of countries too.
    if name.chars().filter(|c| c.is_alphabetic()).count() <= 2 && name.chars().any(char::is_lowercase) {
        return None;
    }
    match vocab::lookup::countries_of(&name, None)?.codes.as_slice() {
        [code] => Some(code),
        _ => None,
    }
}

fn bare(part: &Part) -> &str {
    part.label.trim_matches(|c: char| !c.is_alphanumeric() && c != '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words;

    fn labels(query: &str) -> Vec<String> {
        let (schema, fields) = crate::index::fields::schema();
        let searcher = tantivy::Index::create_in_ram(schema).reader().unwrap().searcher();
        let collection = Arc::new(Collection::of(&searcher, &fields).unwrap());
        let reading = words::Reading::of(query, &[]);
        let parts: Vec<Part> =
            query.split_whitespace().flat_map(|word| words::parts(word, Where::Text, 1.0, &reading)).collect();
        lifts(&parts, &collection).into_iter().map(|lift| lift.label).collect()
    }

    #[test]
    fn countries_and_pairs_of_words() {
        assert_eq!(labels("Syria"), ["focus:SY"]);
        assert!(labels("talks in South Korea").contains(&"focus:KR".to_owned()));
        assert!(labels("U.S. senate").contains(&"focus:US".to_owned()));
        assert!(labels("us troops").contains(&"focus:US".to_owned()));
        assert_eq!(labels("Tell us"), ["person:\"Tell us\""]);
    }
}

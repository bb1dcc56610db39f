//! From what a user calls a facet value to the value that is counted.

use super::counts::{FacetCount, FacetField};
use crate::error::{Error, Result};
use crate::index::Aliases;
use crate::index::analysis::fold_value;
use crate::vocab;

/// A value that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// As filters take it.
    pub(super) value: String,
    /// What to show a person.
    pub(super) label: String,
}

/// Names that a note or message lists, at most.
const LISTED: usize = 3;

/// The values that `names` mean, each once. `counts` are all of the index; a name that only
/// a part of values matches takes the most frequent of them, with a note.
///
/// # Errors
/// A name that no value of the index has, and none that Dateline knows.
pub(super) fn choose(
    field: FacetField,
    names: &[String],
    counts: &[FacetCount],
    aliases: &Aliases,
    notes: &mut Vec<String>,
) -> Result<Vec<Chosen>> {
    let mut chosen: Vec<Chosen> = Vec::new();
    for name in names {
        for found in values(field, name, counts, aliases, notes)? {
            if !chosen.contains(&found) {
                chosen.push(found);
            }
        }
    }
    Ok(chosen)
}

fn values(
    field: FacetField,
    name: &str,
    counts: &[FacetCount],
    aliases: &Aliases,
    notes: &mut Vec<String>,
) -> Result<Vec<Chosen>> {
    let of = |count: &FacetCount| Chosen { value: count.value.clone(), label: count.label.clone() };
    let known = known(field, name);
    if !known.is_empty() {
        return Ok(known);
    }
    let shown = if field == FacetField::People { aliases.canonical(name).unwrap_or(name) } else { name };
    let folded = fold_value(shown);
    let is = |count: &&FacetCount| fold_value(&count.value) == folded || fold_value(&count.label) == folded;
    if let Some(count) = counts.iter().find(|count| count.value == shown).or_else(|| counts.iter().find(is)) {
        return Ok(vec![of(count)]);
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    let has = |count: &&FacetCount| {
        let label = fold_value(&count.label);
        let label: Vec<&str> = label.split(|c: char| c.is_whitespace() || c == '/' || c == ',').collect();
        !words.is_empty() && label.windows(words.len()).any(|row| row == words)
    };
    let partly: Vec<&FacetCount> = counts.iter().filter(has).collect();
    let Some((first, others)) = partly.split_first() else {
        return Err(Error::new(format!("--value: no article has \"{name}\" among its {}", field.name()))
            .help(format!("`dateline facets {} --limit 0` lists the values", field.name())));
    };
    if !others.is_empty() {
        let listed: Vec<&str> = others.iter().take(LISTED).map(|count| count.label.as_str()).collect();
        let more = if others.len() > LISTED { " …" } else { "" };
        notes.push(format!("\"{name}\" is taken as {} (not {}{more})", first.label, listed.join(", ")));
    }
    Ok(vec![of(first)])
}

/// What the vocabularies know by this name, in the index or not.
fn known(field: FacetField, name: &str) -> Vec<Chosen> {
    match field {
        FacetField::Countries | FacetField::Focus => {
            let codes = vocab::lookup::countries_of(name, None).map(|choice| choice.codes).unwrap_or_default();
            let countries = codes.into_iter().filter_map(vocab::countries::by_code);
            countries
                .map(|country| Chosen { value: country.code.to_owned(), label: country.name.name.to_owned() })
                .collect()
        }
        FacetField::Topics => {
            let topic = vocab::topics::find(name);
            topic.map(|topic| Chosen { value: topic.code(), label: topic.path() }).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

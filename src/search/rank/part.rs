//! Parts of a query that are found in text.

use std::sync::Arc;

use tantivy::query::Query;
use tantivy::schema::Field;

use super::TITLE_WEIGHT;
use super::like::Like;
use crate::index::Fields;

/// A part of a query: what to find, where, and how much it counts.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// As the user typed it.
    pub(crate) label: String,
    pub(crate) find: Find,
    pub(crate) place: Where,
    /// A boost; 1 for most.
    pub(crate) weight: f32,
    /// How often the query has it.
    pub(crate) times: u32,
    /// What tells how the word is meant.
    pub(crate) sense: Sense,
}

/// What tells how a word is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sense {
    /// Of a word that is an acronym too: which is meant.
    pub(crate) acronym: Option<Acronym>,
    /// Stems of the word in other languages: an article that has one has the word.
    pub(crate) foreign: Vec<String>,
}

/// An acronym that is another word in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Acronym {
    /// It is meant.
    Meant,
    /// The word in small letters is.
    NotMeant,
}

/// The text fields in which a part is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Where {
    /// Title and body, as one text.
    Text,
    /// One field alone.
    Only(Field),
}

/// What is looked for. Every occurrence of any of it counts.
#[derive(Debug, Clone)]
pub(crate) enum Find {
    /// Terms of the index, and one row of terms.
    Words {
        /// Any of these.
        any: Vec<String>,
        /// Or these in a row; empty, or two and more.
        row: Vec<Placed>,
        /// Moves that bring the row in order, at most.
        slop: u32,
    },
    /// Words that match a pattern.
    Like(Arc<Like>),
    /// What a query selects. It counts as found or not found, without a number.
    Selected(Arc<dyn Query>),
}

/// A term of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) term: String,
    /// Words from the first of the row.
    pub(crate) offset: u32,
}

/// A field and how much an occurrence in it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct WeightedField {
    pub(super) field: Field,
    pub(super) weight: f32,
}

impl Where {
    pub(super) fn fields(self, fields: &Fields) -> Vec<WeightedField> {
        match self {
            Where::Text => vec![
                WeightedField { field: fields.title, weight: TITLE_WEIGHT },
                WeightedField { field: fields.body, weight: 1.0 },
            ],
            Where::Only(field) => vec![WeightedField { field, weight: 1.0 }],
        }
    }
}

impl Part {
    /// A part of its own: once in the query, with nothing to tell about its sense.
    pub(crate) fn new(label: impl Into<String>, find: Find, place: Where, weight: f32) -> Part {
        Part { label: label.into(), find, place, weight, times: 1, sense: Sense::default() }
    }

    /// The one term that the part looks for in title and body, if that is all.
    pub(crate) fn single(&self) -> Option<&str> {
        match &self.find {
            Find::Words { any, row, .. } if self.place == Where::Text && row.is_empty() && any.len() == 1 => {
                any.first().map(String::as_str)
            }
            _ => None,
        }
    }

    /// Whether terms are looked for, and nothing else.
    pub(super) fn is_terms(&self) -> bool {
        matches!(&self.find, Find::Words { row, .. } if row.is_empty()) && self.sense == Sense::default()
    }

    /// Whether both look for the same and count alike.
    fn same(&self, other: &Part) -> bool {
        let Find::Words { any, row, slop } = &self.find else { return false };
        let Find::Words { any: other_any, row: other_row, slop: other_slop } = &other.find else { return false };
        self.place == other.place
            && self.weight == other.weight
            && self.sense == other.sense
            && any == other_any
            && row == other_row
            && slop == other_slop
    }
}

/// Parts that the query repeats, once each with their number; in order of first occurrence.
pub(crate) fn counted(parts: Vec<Part>) -> Vec<Part> {
    let mut counted: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match counted.iter_mut().find(|known| known.same(&part)) {
            Some(known) => known.times += part.times,
            None => counted.push(part),
        }
    }
    counted
}

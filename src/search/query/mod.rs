//! The query language: from what a user types to a typed tree.
//!
//! [`parse`] takes a line and gives a [`Node`], or an [`QueryError`] that carries the
//! place and says what would work; [`parse_lenient`] repairs instead, and says
//! how. Knows no index: names of people, countries and topics stay text here.

mod dates;
pub(super) mod expression;
mod grammar;
#[cfg(test)]
mod grammar_tests;
mod lexer;
mod named;
#[cfg(test)]
mod robust;
mod values;

use std::fmt;
use std::ops::Range;

pub use dates::Days;
pub use grammar::{parse, parse_lenient};

/// Reads a text as words only: every sign in it is punctuation.
pub fn parse_plain(text: &str) -> Node {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let clause = |word: &str| Clause {
        occur: Occur::Should,
        node: Node::Text { field: None, pattern: Pattern::Word(word.to_owned()) },
    };
    Node::Group(words.map(clause).collect())
}

/// A query as a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Every article.
    All,
    /// A word or several, to be found in a text field.
    Text {
        /// The field; `None` for title and body.
        field: Option<TextField>,
        /// What to find.
        pattern: Pattern,
    },
    /// A facet or other whole value.
    Value {
        /// Which one.
        field: ValueField,
        /// As typed.
        value: String,
        /// Where it stands in the query, in bytes; for messages about the value.
        span: Range<usize>,
    },
    /// A value that matches a pattern.
    Like {
        /// Which one.
        field: ValueField,
        /// What the value is like.
        pattern: Pattern,
    },
    /// Any value of a field.
    Known(ValueField),
    /// Published in these days.
    Published(Days),
    /// Published on a day that is known.
    Dated,
    /// Several parts.
    Group(Vec<Clause>),
    /// A part that counts more or less.
    Boost(Box<Node>, f32),
}

/// A part of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// How it takes part.
    pub occur: Occur,
    /// The part.
    pub node: Node,
}

/// How a part takes part in its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occur {
    /// Must be there.
    Must,
    /// Counts if it is there; one of these must be, where there is no `Must`.
    Should,
    /// Must not be there.
    MustNot,
}

/// What to find in a text field.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// A word, in every usual spelling.
    Word(String),
    /// Words one after the other, or with up to `slop` moves between them.
    Phrase {
        /// The words.
        words: String,
        /// Moves allowed.
        slop: u32,
    },
    /// Words that begin so.
    Prefix(String),
    /// Words with `?` for one character and `*` for any number.
    Wildcard(String),
    /// Words at most so many edits away.
    Fuzzy {
        /// The word.
        word: String,
        /// Edits allowed: 1 or 2.
        edits: u8,
    },
    /// Words that match a regular expression, which was found to be one; its letters are folded.
    Regex(String),
}

/// A text field that a query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextField {
    /// `title:`
    Title,
    /// `body:`
    Body,
    /// `author:`
    Author,
}

/// A field of whole values that a query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueField {
    /// `person:`
    Person,
    /// `country:`
    Country,
    /// `focus:`
    Focus,
    /// `region:`
    Region,
    /// `place:`
    Place,
    /// `topic:`
    Topic,
    /// `source:`
    Source,
    /// `section:`
    Section,
    /// `language:`
    Language,
    /// `id:`
    Id,
    /// `path:`
    Path,
    /// `url:`
    Url,
}

impl ValueField {
    /// Whether its values are those of a vocabulary.
    pub(crate) fn is_listed(self) -> bool {
        use ValueField::{Country, Focus, Place, Region, Topic};
        matches!(self, Country | Focus | Region | Place | Topic)
    }
}

/// What is wrong with a query, where, and what would work.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryError {
    /// What is wrong.
    pub what: String,
    /// Where, in bytes of the query.
    pub span: Range<usize>,
    /// What would work.
    pub help: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for QueryError {}

impl QueryError {
    fn new(what: impl Into<String>, span: Range<usize>, help: impl Into<String>) -> QueryError {
        QueryError { what: what.into(), span, help: help.into() }
    }

    /// The query with the place marked below it, for a person to read.
    pub fn marked(&self, query: &str) -> String {
        let before = query.get(..self.span.start).unwrap_or(query).chars().count();
        let width = query.get(self.span.clone()).map_or(1, |part| part.chars().count().max(1));
        format!("{query}\n{}{}", " ".repeat(before), "^".repeat(width))
    }
}

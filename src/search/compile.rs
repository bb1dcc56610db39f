//! From the tree of a query to Tantivy's query.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, PhraseQuery, Query, RangeQuery,
    RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::query::{Clause, Days, Node, Occur, Pattern, QueryError, TextField, ValueField};
use crate::index::analysis::{TermAt, fold_value, terms};
use crate::index::{Aliases, Fields, Index, country_facet, place_facet, topic_facet};
use crate::vocab;

/// How much a word counts in a title against one in the body: a headline is
/// chosen to say what a story is about.
const TITLE_WEIGHT: f32 = 2.0;

/// A compiled query.
pub(super) struct Compiled {
    pub(super) query: Box<dyn Query>,
    /// Whether anything in it scores, or it only selects.
    pub(super) ranks: bool,
}

/// Compiles queries for one index.
pub(super) struct Compiler<'a> {
    fields: &'a Fields,
    aliases: &'a Aliases,
    /// What the user should know about how names were understood.
    pub(super) notes: Vec<String>,
}

impl Compiled {
    fn ranking(query: Box<dyn Query>) -> Compiled {
        Compiled { query, ranks: true }
    }

    /// A query that selects and adds nothing to a score.
    fn selecting(query: Box<dyn Query>) -> Compiled {
        Compiled { query: Box::new(ConstScoreQuery::new(query, 0.0)), ranks: false }
    }
}

/// A value that is not known: what to say, and what would work.
pub(super) struct Unknown {
    pub(super) what: String,
    pub(super) help: String,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(index: &'a Index, aliases: &'a Aliases) -> Compiler<'a> {
        Compiler { fields: index.fields(), aliases, notes: Vec::new() }
    }

    /// Compiles a tree.
    pub(super) fn query(&mut self, node: &Node) -> Result<Compiled, QueryError> {
        match node {
            Node::All => Ok(Compiled::selecting(Box::new(AllQuery))),
            Node::Text { field, pattern } => self.text(*field, pattern).map(Compiled::ranking),
            Node::Value { field, value, span } => match self.value(*field, value) {
                Ok(query) => Ok(Compiled::selecting(query)),
                Err(unknown) => Err(QueryError { what: unknown.what, span: span.clone(), help: unknown.help }),
            },
            Node::Published(days) => Ok(Compiled::selecting(self.published(days))),
            Node::Boost(inner, factor) => {
                let inner = self.query(inner)?;
                Ok(Compiled { query: Box::new(BoostQuery::new(inner.query, *factor)), ranks: inner.ranks })
            }
            Node::Group(clauses) => self.group(clauses),
        }
    }

    fn group(&mut self, clauses: &[Clause]) -> Result<Compiled, QueryError> {
        let mut parts: Vec<(tantivy::query::Occur, Box<dyn Query>)> = Vec::with_capacity(clauses.len());
        let mut ranks = false;
        for clause in clauses {
            let part = self.query(&clause.node)?;
            ranks |= part.ranks && clause.occur != Occur::MustNot;
            let occur = match clause.occur {
                Occur::Must => tantivy::query::Occur::Must,
                Occur::MustNot => tantivy::query::Occur::MustNot,
                Occur::Should => tantivy::query::Occur::Should,
            };
            parts.push((occur, part.query));
        }
        if clauses.iter().all(|clause| clause.occur == Occur::MustNot) {
            // Everything but these.
            parts.push((tantivy::query::Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        Ok(Compiled { query: Box::new(BooleanQuery::new(parts)), ranks })
    }

    fn text(&self, field: Option<TextField>, pattern: &Pattern) -> Result<Box<dyn Query>, QueryError> {
        let fields = match field {
            None => vec![(self.fields.title, TITLE_WEIGHT), (self.fields.body, 1.0)],
            Some(TextField::Title) => vec![(self.fields.title, 1.0)],
            Some(TextField::Body) => vec![(self.fields.body, 1.0)],
            Some(TextField::Author) => vec![(self.fields.author, 1.0)],
        };
        let mut either = Vec::new();
        for (field, weight) in fields {
            let query = self.pattern(field, pattern)?;
            either.push(if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) });
        }
        Ok(any_of(either))
    }

    fn pattern(&self, field: Field, pattern: &Pattern) -> Result<Box<dyn Query>, QueryError> {
        let whole = |regex: String| -> Result<Box<dyn Query>, QueryError> {
            let query = RegexQuery::from_pattern(&regex, field).map_err(|error| QueryError {
                what: format!("/{regex}/ is no regular expression that a dictionary can be searched by: {error}"),
                span: 0..0,
                help: "use letters, . * + ? [] () and |, without anchors".to_owned(),
            })?;
            Ok(Box::new(query))
        };
        match pattern {
            Pattern::Word(word) => Ok(self.words(field, word, 0)),
            Pattern::Phrase { words, slop } => Ok(self.words(field, words, *slop)),
            Pattern::Prefix(prefix) => {
                let folded = fold_value(prefix);
                // Where the whole prefix is longer than its stem, the stem is what the index holds.
                let stem = terms(prefix).pop().map(|term| term.term);
                let mut either = vec![whole(format!("{}.*", escaped(&folded)))?];
                if let Some(stem) = stem.filter(|stem| !stem.starts_with(&folded)) {
                    either.push(term_query(field, &stem));
                }
                Ok(any_of(either))
            }
            Pattern::Wildcard(wildcard) => {
                let parts = fold_value(wildcard).chars().fold(String::new(), |mut regex, c| {
                    match c {
                        '*' => regex.push_str(".*"),
                        '?' => regex.push('.'),
                        c => regex.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
                    }
                    regex
                });
                whole(parts)
            }
            Pattern::Fuzzy { word, edits } => {
                let either = terms(word)
                    .into_iter()
                    .map(|term| {
                        let term = Term::from_field_text(field, &term.term);
                        Box::new(FuzzyTermQuery::new(term, *edits, true)) as Box<dyn Query>
                    })
                    .collect();
                Ok(any_of(either))
            }
            Pattern::Regex(pattern) => whole(pattern.to_lowercase()),
        }
    }

    /// One word or several in a row; a compound in every usual spelling.
    fn words(&self, field: Field, words: &str, slop: u32) -> Box<dyn Query> {
        let found = terms(words);
        let row: Vec<&TermAt> = found.iter().filter(|term| !term.joined || !has_parts(&found, term)).collect();
        let joined = match found.first() {
            // The whole text is one compound: its joined form stands beside its parts.
            Some(first) if first.joined && row.len() > 1 && row.iter().all(|term| term.end <= first.end) => {
                Some(term_query(field, &first.term))
            }
            _ => None,
        };
        let row = match row.as_slice() {
            [] => return Box::new(EmptyQuery),
            [one] => term_query(field, &one.term),
            row => {
                let placed = row.iter().map(|t| (t.position, Term::from_field_text(field, &t.term))).collect();
                Box::new(PhraseQuery::new_with_offset_and_slop(placed, slop))
            }
        };
        any_of([Some(row), joined].into_iter().flatten().collect())
    }

    /// Articles that have a value; an error for one that can be no value.
    pub(super) fn value(&mut self, field: ValueField, value: &str) -> Result<Box<dyn Query>, Unknown> {
        let fields = self.fields;
        let folded = |field| term_query(field, &fold_value(value));
        let raw = |field| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
        };
        Ok(match field {
            ValueField::Person => self.person(value),
            ValueField::Country => self.countries(fields.countries, value)?,
            ValueField::Focus => self.countries(fields.focus, value)?,
            ValueField::Region => self.region(value)?,
            ValueField::Place => self.place(value)?,
            ValueField::Topic => self.topic(value)?,
            ValueField::Source => folded(fields.source),
            ValueField::Section => folded(fields.section),
            ValueField::Language => folded(fields.language),
            ValueField::Id => raw(fields.id),
            ValueField::Path => raw(fields.path),
            ValueField::Url => raw(fields.url),
        })
    }

    /// Articles that name a person by these words, or by a value that stands for a name with them.
    fn person(&self, words: &str) -> Box<dyn Query> {
        let wanted: Vec<String> = terms(words).into_iter().filter(|t| !t.joined).map(|t| t.term).collect();
        let named = |name: &str| {
            let has: Vec<String> = terms(name).into_iter().filter(|t| !t.joined).map(|t| t.term).collect();
            !wanted.is_empty() && has.windows(wanted.len()).any(|row| row == wanted)
        };
        let mut either = vec![self.words(self.fields.people_words, words, 0)];
        for (value, _) in self.aliases.iter() {
            if self.aliases.canonical(value).is_some_and(|name| name != value && named(name)) {
                let term = Term::from_field_text(self.fields.people, value);
                either.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
            }
        }
        any_of(either)
    }

    /// Articles with any of the countries that `name` stands for.
    fn countries(&self, field: Field, name: &str) -> Result<Box<dyn Query>, Unknown> {
        let choice = vocab::lookup::countries_of(name, None).ok_or_else(|| Unknown {
            what: format!("\"{name}\" is no country, region or group that Dateline knows"),
            help: suggestion(
                &vocab::lookup::near_names(name),
                "a name (Syria), code (SY), demonym (Syrian), region (Western Asia) or group (EU)",
            ),
        })?;
        let terms = choice.codes.iter().filter_map(|code| country_facet(code));
        Ok(any_facet(field, terms))
    }

    /// Articles with a country of a region.
    fn region(&self, name: &str) -> Result<Box<dyn Query>, Unknown> {
        self.countries(self.fields.countries, name)
    }

    /// Articles that name a place: any of this name, or the one that `code/name` tells.
    fn place(&self, name: &str) -> Result<Box<dyn Query>, Unknown> {
        let (code, wanted) = match name.split_once('/') {
            Some((code, rest)) => (Some(code), rest.rsplit('/').next().unwrap_or(rest)),
            None => (None, name),
        };
        let wanted = fold_value(wanted);
        let places = vocab::places::all().iter().filter_map(|place| Some((place, place.country?.country())));
        let facets: Vec<_> = places
            .filter(|(place, country)| {
                code.is_none_or(|code| code.eq_ignore_ascii_case(country.code)) && fold_value(place.name.name) == wanted
            })
            .map(|(place, country)| place_facet(country.code, place.within, place.name.name))
            .collect();
        if facets.is_empty() {
            return Err(Unknown {
                what: format!("\"{name}\" is no town or region that Dateline knows"),
                help: "use its usual English name (Munich), or with its country's code (GB/Cambridge)".to_owned(),
            });
        }
        Ok(any_facet(self.fields.places, facets.into_iter()))
    }

    /// Articles with a topic, or one below it.
    fn topic(&self, name: &str) -> Result<Box<dyn Query>, Unknown> {
        let topic = vocab::topics::find(name).ok_or_else(|| Unknown {
            what: format!("\"{name}\" is no topic that Dateline knows"),
            help: suggestion(
                &vocab::topics::suggest(name, SUGGESTIONS),
                "a name (sport), code (medtop:15000000) or path (sport/competition discipline)",
            ),
        })?;
        Ok(any_facet(self.fields.topics, std::iter::once(topic_facet(topic))))
    }

    /// Articles published in these days.
    pub(super) fn published(&self, days: &Days) -> Box<dyn Query> {
        let (from, to) = days.numbers();
        let bound = |number: Option<u64>| match number {
            Some(number) => std::ops::Bound::Included(Term::from_field_u64(self.fields.day, number)),
            None => std::ops::Bound::Unbounded,
        };
        match (from, to) {
            (None, None) => Box::new(AllQuery),
            (from, to) => Box::new(RangeQuery::new(bound(from), bound(to))),
        }
    }
}

/// Near names that a message offers, at most.
const SUGGESTIONS: usize = 3;

fn suggestion(near: &[&str], forms: &str) -> String {
    match near {
        [] => format!("use {forms}"),
        near => format!("did you mean {}? Use {forms}", near.join(", ")),
    }
}

fn any_facet(field: Field, facets: impl Iterator<Item = tantivy::schema::Facet>) -> Box<dyn Query> {
    let terms = facets.map(|facet| {
        let term = Term::from_facet(field, &facet);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
    });
    any_of(terms.collect())
}

fn any_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.swap_remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn term_query(field: Field, term: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
}

/// Whether the parts of a joined compound stand beside it among `found`.
fn has_parts(found: &[TermAt], joined: &TermAt) -> bool {
    found.iter().any(|term| !term.joined && joined.start <= term.start && term.end <= joined.end)
}

/// A text as a regular expression that matches it alone.
fn escaped(text: &str) -> String {
    let mut regex = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_alphanumeric() && c.is_ascii() {
            regex.push('\\');
        }
        regex.push(c);
    }
    regex
}

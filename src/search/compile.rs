//! From the tree of a query to Tantivy's query.
//!
//! What a query selects and how it ranks are two things: the operators select,
//! and the words that are wanted rank, wherever they stand in the tree.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, PhraseQuery, Query, RangeQuery, RegexQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::evidence;
use super::filters::Commits;
use super::kept::{Kept, Key};
use super::query::{Clause, Days, Node, Occur, Pattern, QueryError, TextField, ValueField};
use super::rank::{Collection, Find, Part, RankedQuery, Where};
use super::words;
use crate::enrich;
use crate::index::analysis::{fold_value, terms};
use crate::index::{Aliases, Fields, country_facet, own_topic_facet, place_facet, topic_facet};
use crate::vocab;
use crate::vocab::countries::Years;
use crate::vocab::lookup::Choice;
use crate::vocab::topics::Topic;

/// A compiled query.
pub(super) struct Compiled {
    pub(super) query: Box<dyn Query>,
    /// What ranks, in the order of the query; without any, the query only selects.
    pub(super) parts: Vec<Part>,
    /// What lifts articles that match, and selects none.
    pub(super) lifts: Vec<Part>,
    /// What the operators select; `None` where articles match that have any of the parts.
    selection: Option<Arc<dyn Query>>,
}

/// Compiles queries for one index.
pub(super) struct Compiler<'a> {
    fields: &'a Fields,
    aliases: &'a Aliases,
    own_topics: &'a [String],
    collection: &'a Arc<Collection>,
    /// The years that are asked for: groups of countries have their members of then.
    years: Option<Years>,
    kept: Option<&'a Arc<Kept>>,
    /// What the user should know about how names were understood.
    pub(super) notes: Vec<String>,
}

/// A value that is not known: what to say, and what would work.
pub(super) struct Unknown {
    pub(super) what: String,
    pub(super) help: String,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        fields: &'a Fields,
        aliases: &'a Aliases,
        own_topics: &'a [String],
        collection: &'a Arc<Collection>,
    ) -> Compiler<'a> {
        Compiler { fields, aliases, own_topics, collection, years: None, kept: None, notes: Vec::new() }
    }

    /// With the members that groups of countries had in these years.
    pub(super) fn within(self, years: Option<Years>) -> Compiler<'a> {
        Compiler { years, ..self }
    }

    /// The same, keeping what values and days select.
    pub(super) fn keeping(self, kept: Option<&'a Arc<Kept>>) -> Compiler<'a> {
        Compiler { kept, ..self }
    }

    /// `query`, kept under `key` where selections are kept.
    fn kept(&self, key: impl FnOnce() -> Key, query: Box<dyn Query>) -> Box<dyn Query> {
        match self.kept {
            Some(kept) => kept.query(key(), query),
            None => query,
        }
    }

    /// Compiles a tree.
    pub(super) fn query(&mut self, node: &Node) -> Result<Compiled, QueryError> {
        let mut parts = Vec::new();
        self.ranking(node, 1.0, !matches!(node, Node::Group(_)), &mut parts)?;
        let any = !parts.is_empty() && words::is_bag(node);
        let selection = if any { None } else { Some(Arc::from(self.selection(node)?)) };
        let lifts = evidence::lifts(&parts, self.fields);
        Ok(self.compiled(selection, parts, lifts))
    }

    /// The same selection, ranked by other parts.
    pub(super) fn ranked_by(&self, compiled: &Compiled, parts: Vec<Part>) -> Compiled {
        self.compiled(compiled.selection.clone(), parts, compiled.lifts.clone())
    }

    fn compiled(&self, selection: Option<Arc<dyn Query>>, parts: Vec<Part>, lifts: Vec<Part>) -> Compiled {
        let query: Box<dyn Query> = match &selection {
            None => Box::new(RankedQuery::any(parts.clone(), self.collection).lifted(lifts.clone())),
            Some(selection) if parts.is_empty() => Box::new(ConstScoreQuery::new(selection.box_clone(), 0.0)),
            Some(selection) => {
                let ranked = RankedQuery::selected(selection.clone(), parts.clone(), self.collection);
                Box::new(ranked.lifted(lifts.clone()))
            }
        };
        Compiled { query, parts, lifts, selection }
    }

    /// Collects what ranks; `alone` holds for the only part of a query, which is taken as it stands.
    fn ranking(&self, node: &Node, weight: f32, alone: bool, parts: &mut Vec<Part>) -> Result<(), QueryError> {
        match node {
            Node::All | Node::Value { .. } | Node::Published(_) => {}
            Node::Boost(inner, factor) => self.ranking(inner, weight * factor, alone, parts)?,
            Node::Group(clauses) => {
                for clause in clauses.iter().filter(|clause| clause.occur != Occur::MustNot) {
                    self.ranking(&clause.node, weight, false, parts)?;
                }
            }
            Node::Text { field, pattern: Pattern::Word(word) } if !alone => {
                parts.extend(words::parts(word, self.place(*field), weight));
            }
            Node::Text { field, pattern } => parts.push(self.part(*field, pattern, weight)?),
        }
        Ok(())
    }

    /// The articles that a tree selects, without scores.
    fn selection(&mut self, node: &Node) -> Result<Box<dyn Query>, QueryError> {
        Ok(match node {
            Node::All => Box::new(AllQuery),
            Node::Text { field, pattern } => {
                let part = self.part(*field, pattern, 1.0)?;
                Box::new(RankedQuery::any(vec![part], self.collection))
            }
            Node::Value { field, value, span } => self.value(*field, value).map_err(|unknown| QueryError {
                what: unknown.what,
                span: span.clone(),
                help: unknown.help,
            })?,
            Node::Published(days) => self.published(days),
            Node::Boost(inner, _) => self.selection(inner)?,
            Node::Group(clauses) => self.group(clauses)?,
        })
    }

    fn group(&mut self, clauses: &[Clause]) -> Result<Box<dyn Query>, QueryError> {
        let mut parts: Vec<(tantivy::query::Occur, Box<dyn Query>)> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let occur = match clause.occur {
                Occur::Must => tantivy::query::Occur::Must,
                Occur::MustNot => tantivy::query::Occur::MustNot,
                Occur::Should => tantivy::query::Occur::Should,
            };
            parts.push((occur, self.selection(&clause.node)?));
        }
        if clauses.iter().all(|clause| clause.occur == Occur::MustNot) {
            // Everything but these.
            parts.push((tantivy::query::Occur::Must, Box::new(AllQuery)));
        }
        Ok(Box::new(BooleanQuery::new(parts)))
    }

    fn place(&self, field: Option<TextField>) -> Where {
        match field {
            None => Where::Text,
            Some(TextField::Title) => Where::Only(self.fields.title),
            Some(TextField::Body) => Where::Only(self.fields.body),
            Some(TextField::Author) => Where::Only(self.fields.author),
        }
    }

    /// A part that is found as a whole.
    fn part(&self, field: Option<TextField>, pattern: &Pattern, weight: f32) -> Result<Part, QueryError> {
        let place = self.place(field);
        let part = |label: &str, find| Part { label: label.to_owned(), find, place, weight, times: 1 };
        Ok(match pattern {
            Pattern::Word(word) => part(word, words::whole(word, 0)),
            Pattern::Phrase { words, slop } => part(words, words::whole(words, *slop)),
            pattern => {
                let mut queries = Vec::new();
                for field in match field {
                    None => vec![self.fields.title, self.fields.body],
                    Some(TextField::Title) => vec![self.fields.title],
                    Some(TextField::Body) => vec![self.fields.body],
                    Some(TextField::Author) => vec![self.fields.author],
                } {
                    queries.push((field, Arc::from(self.pattern(field, pattern)?)));
                }
                part(&words::spelled(pattern), Find::Pattern(queries))
            }
        })
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
            // Found by terms, not by a pattern over the dictionary.
            Pattern::Word(_) | Pattern::Phrase { .. } => Ok(Box::new(EmptyQuery)),
        }
    }

    /// A name, whole or a part of it, with its words in a row.
    fn name(&self, field: Field, name: &str) -> Box<dyn Query> {
        let Find::Words { any, row, .. } = words::whole(name, 0) else { return Box::new(EmptyQuery) };
        let mut either: Vec<Box<dyn Query>> = any.iter().map(|term| term_query(field, term)).collect();
        if !row.is_empty() {
            let placed =
                row.iter().map(|t| (t.offset as usize, Term::from_field_text(field, &t.term))).collect::<Vec<_>>();
            either.push(Box::new(PhraseQuery::new_with_offset_and_slop(placed, 0)));
        }
        any_of(either)
    }

    /// Articles that have a value; an error for one that can be no value.
    pub(super) fn value(&mut self, field: ValueField, value: &str) -> Result<Box<dyn Query>, Unknown> {
        let query = self.having(field, value)?;
        match field {
            // One article or a few: nothing to keep.
            ValueField::Id | ValueField::Path | ValueField::Url => Ok(query),
            field => Ok(self.kept(|| Key::Value(field, value.to_owned(), self.years), query)),
        }
    }

    fn having(&mut self, field: ValueField, value: &str) -> Result<Box<dyn Query>, Unknown> {
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
            ValueField::Place => self.town(value)?,
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
        let mut either = vec![self.name(self.fields.people_words, words)];
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
        let choice = countries_named(name, self.years)?;
        let terms = choice.codes.iter().filter_map(|code| country_facet(code));
        Ok(any_facet(field, terms))
    }

    /// Articles with a country of a region.
    fn region(&self, name: &str) -> Result<Box<dyn Query>, Unknown> {
        self.countries(self.fields.countries, name)
    }

    /// Articles that name a place: any of this name, or the one that `code/name` tells.
    fn town(&self, name: &str) -> Result<Box<dyn Query>, Unknown> {
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
    fn topic(&mut self, name: &str) -> Result<Box<dyn Query>, Unknown> {
        if !self.own_topics.is_empty() {
            let folded = fold_value(name);
            let label = self.own_topics.iter().find(|label| fold_value(label) == folded).ok_or_else(|| Unknown {
                what: format!("\"{name}\" is no topic of this index's own taxonomy"),
                help: "`dateline facets topics` lists its topics".to_owned(),
            })?;
            return Ok(any_facet(self.fields.topics, std::iter::once(own_topic_facet(label))));
        }
        let topic = topic_named(name)?;
        let said = any_facet(self.fields.topics, std::iter::once(topic_facet(topic)));
        match topic.lineage().find(|above| enrich::topics::predicts(above)) {
            // A code means what the facet counts.
            Some(above) if above.level < topic.level && vocab::topics::by_code(name).is_none() => {
                Ok(any_of(vec![said, self.by_words(topic, above)?]))
            }
            _ => Ok(said),
        }
    }

    /// Articles on a topic that is not predicted: those on the one above it that have its name or a synonym as words.
    fn by_words(&mut self, topic: &'static Topic, above: &'static Topic) -> Result<Box<dyn Query>, Unknown> {
        let pattern = |name: &str| Pattern::Phrase { words: name.to_owned(), slop: 0 };
        let names = std::iter::once(topic.name).chain(topic.synonyms());
        let parts = names.map(|name| self.part(None, &pattern(name), 1.0)).collect::<Result<Vec<Part>, QueryError>>();
        let parts = parts.map_err(|error| Unknown { what: error.what, help: error.help })?;
        self.notes.push(format!("\"{}\" is found by its words among articles on \"{}\"", topic.name, above.name));
        let words: Box<dyn Query> = Box::new(RankedQuery::any(parts, self.collection));
        Ok(Box::new(BooleanQuery::intersection(vec![
            any_facet(self.fields.topics, std::iter::once(topic_facet(above))),
            words,
        ])))
    }

    /// Articles that came or changed with these commits.
    pub(super) fn changed(&self, commits: &Commits) -> Box<dyn Query> {
        let bound = |commit| Term::from_field_u64(self.fields.changed, commit);
        Box::new(RangeQuery::new(
            std::ops::Bound::Excluded(bound(commits.after)),
            std::ops::Bound::Included(bound(commits.to)),
        ))
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
            (from, to) => self.kept(|| Key::Days(*days), Box::new(RangeQuery::new(bound(from), bound(to)))),
        }
    }

    /// Articles with one of these ids.
    pub(super) fn ids(&self, ids: &Arc<[String]>) -> Box<dyn Query> {
        let terms = ids.iter().map(|id| Term::from_field_text(self.fields.id, id));
        self.kept(|| Key::Ids(ids.clone()), Box::new(TermSetQuery::new(terms)))
    }
}

/// The countries of a name, code, demonym, region or group.
///
/// # Errors
/// It is none of these.
pub(super) fn countries_named(name: &str, years: Option<Years>) -> Result<Choice, Unknown> {
    vocab::lookup::countries_of(name, years).ok_or_else(|| Unknown {
        what: format!("\"{name}\" is no country, region or group that Dateline knows"),
        help: suggestion(
            &vocab::lookup::near_names(name),
            "a name (Syria), code (SY), demonym (Syrian), region (Western Asia) or group (EU)",
        ),
    })
}

/// The Media Topic of a name, code, path or synonym.
///
/// # Errors
/// It is none of these.
pub(super) fn topic_named(name: &str) -> Result<&'static Topic, Unknown> {
    vocab::topics::find(name).ok_or_else(|| Unknown {
        what: format!("\"{name}\" is no topic that Dateline knows"),
        help: suggestion(
            &vocab::topics::suggest(name, SUGGESTIONS),
            "a name (sport), code (medtop:15000000) or path (sport/competition discipline)",
        ),
    })
}

/// The years that a query and the days of its filters ask for: those outside which nothing is found.
pub(super) fn years(node: &Node, days: &Days) -> Option<Years> {
    let always = Years { first: i16::MIN, last: i16::MAX };
    let of = |days: &Days| Years {
        first: days.from.map_or(i16::MIN, |day| day.year()),
        last: days.to.map_or(i16::MAX, |day| day.year()),
    };
    let both = |a: Years, b: Years| Years { first: a.first.max(b.first), last: a.last.min(b.last) };
    let mut years = of(days);
    match node {
        Node::Published(days) => years = both(years, of(days)),
        Node::Group(clauses) => {
            for clause in clauses.iter().filter(|clause| clause.occur == Occur::Must) {
                if let Node::Published(days) = &clause.node {
                    years = both(years, of(days));
                }
            }
        }
        _ => {}
    }
    (years != always).then_some(years)
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

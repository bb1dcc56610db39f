//! From the tree of a query to Tantivy's query.
//!
//! What a query selects and how it ranks are two things: the operators select,
//! and the words that are wanted rank, wherever they stand in the tree.

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::chosen::{ChosenQuery, IdSet};
use super::evidence;
use super::filters::Commits;
use super::kept::{Kept, Key};
use super::query::expression::of_wildcard;
use super::query::{Clause, Days, Node, Occur, Pattern, QueryError, TextField, ValueField};
use super::rank::{Collection, Find, Like, Part, RankedQuery, Sense, Where};
use super::words::{self, Reading};
use crate::enrich;
use crate::index::analysis::{fold_value, stem, terms};
use crate::index::{Aliases, Fields, country_facet, own_topic_facet, place_facet, topic_facet};
use crate::vocab;
use crate::vocab::countries::Years;
use crate::vocab::lookup::Choice;
use crate::vocab::people::known;
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
    reading: Reading<'a>,
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
        let reading = Reading::default();
        Compiler { fields, aliases, own_topics, collection, years: None, kept: None, reading, notes: Vec::new() }
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

    /// Compiles a tree, whose words are meant as `reading` tells.
    pub(super) fn query(&mut self, node: &Node, reading: Reading<'a>) -> Result<Compiled, QueryError> {
        self.reading = reading;
        let mut parts = Vec::new();
        self.ranking(node, 1.0, !matches!(node, Node::Group(_)), &mut parts)?;
        let any = !parts.is_empty() && words::is_bag(node);
        let selection = if any { None } else { Some(Arc::from(self.selection(node)?)) };
        let lifts = evidence::lifts(&parts, self.collection);
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
    fn ranking(&mut self, node: &Node, weight: f32, alone: bool, parts: &mut Vec<Part>) -> Result<(), QueryError> {
        match node {
            Node::All | Node::Published(_) | Node::Dated => {}
            Node::Value { .. } | Node::Like { .. } | Node::Known(_) => {}
            Node::Boost(inner, factor) if is_value(inner) => {
                // A value that is said to count does so.
                let query = Arc::from(self.selection(inner)?);
                let label = spelled_value(inner);
                let place = Where::Only(self.fields.countries);
                parts.push(Part::new(label, Find::Selected(query), place, weight * factor));
            }
            Node::Boost(inner, factor) => self.ranking(inner, weight * factor, alone, parts)?,
            Node::Group(clauses) => {
                for clause in clauses.iter().filter(|clause| clause.occur != Occur::MustNot) {
                    self.ranking(&clause.node, weight, false, parts)?;
                }
            }
            Node::Text { field, pattern: Pattern::Word(word) } if !alone => {
                parts.extend(words::parts(word, self.place(*field), weight, &self.reading));
            }
            Node::Text { field, pattern } => parts.push(self.part(*field, pattern, weight)?),
        }
        Ok(())
    }

    /// The tree with values that are none read as text, and a note on each.
    pub(super) fn repaired(&mut self, node: Node) -> Node {
        match node {
            Node::Value { field, value, .. } if self.value(field, &value).is_err() => {
                if let Err(unknown) = self.value(field, &value) {
                    self.notes.push(format!("{}: looked for as text", unknown.what));
                }
                Node::Text { field: None, pattern: Pattern::Phrase { words: value, slop: 0 } }
            }
            Node::Boost(inner, factor) => Node::Boost(Box::new(self.repaired(*inner)), factor),
            Node::Group(clauses) => Node::Group(
                clauses
                    .into_iter()
                    .map(|clause| Clause { occur: clause.occur, node: self.repaired(clause.node) })
                    .collect(),
            ),
            node => node,
        }
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
            Node::Like { field, pattern } => self.like_values(*field, pattern)?,
            Node::Known(field) => Box::new(ExistsQuery::new(self.column(*field).to_owned(), false)),
            Node::Published(days) => self.published(days),
            Node::Dated => Box::new(ExistsQuery::new("day".to_owned(), false)),
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
        let part = |label: &str, find| Part::new(label, find, place, weight);
        Ok(match pattern {
            Pattern::Word(word) => {
                let found = part(word, words::whole(word, 0));
                let sense = if found.single().is_some() { self.reading.sense(word) } else { Sense::default() };
                Part { sense, ..found }
            }
            Pattern::Phrase { words, slop } => part(words, words::whole(words, *slop)),
            pattern => part(&words::spelled(pattern), Find::Like(Arc::new(self.like(pattern, true)?))),
        })
    }

    /// A pattern as it is looked up in a dictionary, which may hold words by their stems.
    fn like(&self, pattern: &Pattern, stemmed: bool) -> Result<Like, QueryError> {
        let like = match pattern {
            Pattern::Prefix(prefix) => Some(Like::prefix(&fold_value(prefix), stemmed)),
            Pattern::Wildcard(wildcard) => {
                let folded = fold_value(wildcard);
                let ending = words::stemmed_wildcard(&folded).filter(|_| stemmed);
                let either: Vec<String> = std::iter::once(folded).chain(ending).map(|w| of_wildcard(&w)).collect();
                Like::expression(&either.join("|"), stemmed)
            }
            Pattern::Fuzzy { word, edits } if stemmed => Like::fuzzy(&stem(&fold_value(word)), *edits, stemmed),
            Pattern::Fuzzy { word, edits } => Like::fuzzy(&fold_value(word), *edits, stemmed),
            Pattern::Regex(regex) => Like::expression(regex, stemmed),
            // Found by terms, not by a pattern over the dictionary.
            Pattern::Word(_) | Pattern::Phrase { .. } => None,
        };
        like.ok_or_else(|| QueryError {
            what: format!("{} is too involved to be looked up", words::spelled(pattern)),
            span: 0..0,
            help: "use fewer * and ?".to_owned(),
        })
    }

    /// Articles with a value that is like a pattern.
    fn like_values(&self, field: ValueField, pattern: &Pattern) -> Result<Box<dyn Query>, QueryError> {
        let fields = self.fields;
        let place = match field {
            ValueField::Person => fields.people_words,
            ValueField::Source => fields.source,
            ValueField::Section => fields.section,
            ValueField::Language => fields.language,
            ValueField::Path => fields.path,
            ValueField::Url => fields.url,
            ValueField::Id | ValueField::Country | ValueField::Focus | ValueField::Region => fields.id,
            ValueField::Place | ValueField::Topic => fields.id,
        };
        let raw = matches!(field, ValueField::Id | ValueField::Path | ValueField::Url);
        let like = match pattern {
            // Ids and addresses are kept as they are written.
            Pattern::Prefix(prefix) if raw => Like::prefix(prefix, false),
            Pattern::Wildcard(wildcard) if raw => {
                Like::expression(&of_wildcard(wildcard), false).map_or_else(|| self.like(pattern, false), Ok)?
            }
            pattern => self.like(pattern, field == ValueField::Person)?,
        };
        let label = words::spelled(pattern);
        let part = Part::new(label, Find::Like(Arc::new(like)), Where::Only(place), 1.0);
        Ok(Box::new(RankedQuery::any(vec![part], self.collection)))
    }

    /// The column that holds the values of a field.
    fn column(&self, field: ValueField) -> &'static str {
        match field {
            ValueField::Person => "people",
            ValueField::Country | ValueField::Region => "countries",
            ValueField::Focus => "focus",
            ValueField::Place => "places",
            ValueField::Topic => "topics",
            ValueField::Source => "source",
            ValueField::Section => "section",
            ValueField::Language => "language",
            ValueField::Id => "id",
            ValueField::Path => "path",
            ValueField::Url => "url",
        }
    }

    /// A name, whole or a part of it, with its words in a row.
    fn name(&self, field: Field, name: &str) -> Box<dyn Query> {
        match words::whole(name, 0) {
            Find::Words { any, row, .. } if any.is_empty() && row.is_empty() => Box::new(EmptyQuery),
            find => Box::new(RankedQuery::any(vec![Part::new(name, find, Where::Only(field), 1.0)], self.collection)),
        }
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

    /// Articles with a person one of whose names has these words, of those that aliases bring together too.
    fn person(&self, words: &str) -> Box<dyn Query> {
        let words_of = |name: &str| terms(name).into_iter().filter(|t| !t.joined).map(|t| t.term).collect::<Vec<_>>();
        let wanted = words_of(words);
        let has_words =
            move |name: &str| !wanted.is_empty() && words_of(name).windows(wanted.len()).any(|row| row == wanted);
        // Values by the names that they are shown as, and those that are not shown.
        let shown = self.aliases.iter().map(|(value, _)| (value, self.aliases.canonical(value)));
        let (shown, hidden): (Vec<_>, Vec<_>) = shown.partition(|(_, name)| name.is_some());
        let shown: Vec<(&str, &str)> = shown.into_iter().filter_map(|(value, name)| Some((value, name?))).collect();
        let aliased = shown.iter().filter(|(value, name)| has_words(name) || has_words(value)).map(|(_, name)| *name);
        // A known person has other names, which no value of the index need hold: "Qadhafi".
        let called = known().spelled(words).into_iter().filter_map(|person| self.aliases.canonical(person.name));
        let meant: BTreeSet<&str> = aliased.chain(called).collect();
        let joined = shown.iter().filter(|(_, name)| meant.contains(name)).map(|(value, _)| *value);
        let values: BTreeSet<&str> = joined.chain(meant.iter().copied()).collect();
        let values = values.into_iter().map(|value| {
            let term = Term::from_field_text(self.fields.people, value);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        });
        let mut either: Vec<Box<dyn Query>> = values.collect();
        if hidden.iter().any(|(value, _)| has_words(value)) {
            // The words of an article's names do not tell which of them is hidden.
            let hidden: BTreeSet<String> = hidden.into_iter().map(|(value, _)| value.to_owned()).collect();
            let like = Like::values(move |value| has_words(value) && !hidden.contains(value));
            let part = Part::new(words, Find::Like(Arc::new(like)), Where::Only(self.fields.people), 1.0);
            either.push(Box::new(RankedQuery::any(vec![part], self.collection)));
        } else {
            either.push(self.name(self.fields.people_words, words));
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
        // A path, as the facet of regions prints it: the last level says which.
        let last = name.trim_matches('/').rsplit('/').next().unwrap_or(name);
        let spaced = last.replace(['-', '_'], " ");
        let countries = |name: &str| self.countries(self.fields.countries, name);
        countries(name).or_else(|unknown| countries(last).or_else(|_| countries(&spaced)).map_err(|_| unknown))
    }

    /// Articles that name a place: any of this name, or the one that `code/name` tells.
    fn town(&self, name: &str) -> Result<Box<dyn Query>, Unknown> {
        let (code, wanted) = match name.split_once('/') {
            Some((code, rest)) => (Some(code), rest.rsplit('/').next().unwrap_or(rest)),
            None => (None, name),
        };
        let wanted = fold_value(wanted);
        let places = vocab::places::all().iter().filter_map(|place| Some((place, place.country?.country())));
        let mut facets: Vec<_> = places
            .filter(|(_, country)| code.is_none_or(|code| code.eq_ignore_ascii_case(country.code)))
            .filter_map(|(place, country)| {
                if fold_value(place.name.name) == wanted {
                    Some(place_facet(country.code, place.within, place.name.name))
                } else {
                    // A state or province stands for the places in it.
                    let within = !place.within.is_empty() && fold_value(place.within) == wanted;
                    within.then(|| place_facet(country.code, "", place.within))
                }
            })
            .collect();
        facets.sort();
        facets.dedup();
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
    pub(super) fn ids(&self, ids: &Arc<IdSet>) -> Box<dyn Query> {
        Box::new(ChosenQuery { ids: ids.clone(), field: self.fields.id })
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

/// Whether a part is a whole value, or several.
fn is_value(node: &Node) -> bool {
    matches!(node, Node::Value { .. } | Node::Like { .. } | Node::Known(_))
}

/// A value as the query spells it, for explanations.
fn spelled_value(node: &Node) -> String {
    match node {
        Node::Value { value, .. } => value.clone(),
        Node::Like { pattern, .. } => words::spelled(pattern),
        _ => "*".to_owned(),
    }
}

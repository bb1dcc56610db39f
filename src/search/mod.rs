//! From a request to ranked hits, exact facet counts and snippets.
//!
//! Takes an opened index and a [`Request`]; gives an [`Answer`] of plain data.
//! Knows nothing of how answers are printed.

mod compile;
mod counts;
mod filters;
mod ranked;
mod snippet;

pub mod query;

use jiff::civil::Date;
use tantivy::{Searcher, TantivyDocument};

use crate::error::{Error, Result};
use crate::index::{Aliases, Index, Stored, StoredPerson};

pub use counts::{FacetCount, FacetField, FacetRequest};
pub use filters::Filters;
pub use snippet::Snippet;

use compile::Compiler;
use query::{QueryError, parse, parse_lenient};

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; the latest first where the query ranks nothing.
    #[default]
    Relevance,
    /// Latest first; articles without a day last.
    Date,
}

/// What a user asks.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// In the query language; empty for every article.
    pub query: String,
    /// Conditions beside the query.
    pub filters: Filters,
    /// Hits wanted; `None` for all.
    pub limit: Option<usize>,
    /// Hits to leave out at the head.
    pub offset: usize,
    /// Order.
    pub sort: Sort,
    /// Counts wanted beside the hits.
    pub facets: Vec<FacetRequest>,
    /// Whether to repair a query instead of rejecting it.
    pub lenient: bool,
    /// Today, for `last 7 days`.
    pub today: Option<Date>,
}

/// What the index answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Matching articles, shown or not.
    pub total: u64,
    /// The page that was asked for.
    pub hits: Vec<Hit>,
    /// In the order of the request.
    pub facets: Vec<FacetCounts>,
    /// How a query was repaired, which names were understood how.
    pub notes: Vec<String>,
}

/// The values of one facet over all matching articles.
#[derive(Debug, Clone)]
pub struct FacetCounts {
    /// Which facet.
    pub field: FacetField,
    /// By falling count.
    pub values: Vec<FacetCount>,
}

/// One ranked article.
#[derive(Debug, Clone)]
pub struct Hit {
    /// From 1.
    pub rank: usize,
    /// Relevance; 0 where the query ranks nothing.
    pub score: f32,
    /// The article and its annotations.
    pub stored: Stored,
    /// The passages that match best.
    pub snippet: Snippet,
    /// The title with its matches.
    pub title: Snippet,
}

/// A searcher over one commit of an index.
pub struct Search {
    index: Index,
    searcher: Searcher,
    aliases: Aliases,
}

impl Search {
    /// Opens the last commit for searching.
    ///
    /// # Errors
    /// The index or its aliases of people cannot be read.
    pub fn new(index: Index) -> Result<Search> {
        let searcher = index.searcher()?;
        let aliases = Aliases::read(index.folder())?;
        Ok(Search { index, searcher, aliases })
    }

    /// The aliases of people in force.
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// Articles in the index.
    pub fn articles(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The index that is searched.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Answers a request.
    ///
    /// # Errors
    /// The query or a filter is not understood; the index cannot be read.
    pub fn answer(&self, request: &Request) -> Result<Answer> {
        let understood = self.understand(request)?;
        let wanted = request.limit.map_or(usize::MAX, |limit| limit.saturating_add(request.offset));
        let by_date = request.sort == Sort::Date || !understood.ranks;
        let (top, total) = ranked::top(&self.searcher, &*understood.query, wanted, by_date)?;
        let facets = self.count(request, &understood)?;
        let hits = top
            .into_iter()
            .skip(request.offset)
            .enumerate()
            .map(|(n, ranked)| {
                let stored = self.stored(ranked.address)?;
                Ok(Hit {
                    rank: request.offset + n + 1,
                    score: if understood.ranks { ranked.score } else { 0.0 },
                    snippet: understood.marker.snippet(&stored.article.body),
                    title: understood.marker.whole(&stored.article.title),
                    stored,
                })
            })
            .collect::<Result<Vec<Hit>>>()?;
        Ok(Answer { total, hits, facets, notes: understood.notes })
    }

    /// Counts facet values over all articles that match, without hits.
    ///
    /// # Errors
    /// As [`Search::answer`].
    pub fn facets(&self, request: &Request) -> Result<Vec<FacetCounts>> {
        let understood = self.understand(request)?;
        self.count(request, &understood)
    }

    fn count(&self, request: &Request, understood: &Understood) -> Result<Vec<FacetCounts>> {
        if request.facets.is_empty() {
            return Ok(Vec::new());
        }
        let counted = counts::count(&self.searcher, &*understood.query, &request.facets, &self.aliases)?;
        let pairs = request.facets.iter().zip(counted);
        Ok(pairs.map(|(facet, values)| FacetCounts { field: facet.field, values }).collect())
    }

    /// The article with this id.
    ///
    /// # Errors
    /// There is none; the index cannot be read.
    pub fn article(&self, id: &str) -> Result<Stored> {
        let term = tantivy::Term::from_field_text(self.index.fields().id, id);
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        let found = ranked::top(&self.searcher, &query, 1, true)?.0;
        let address = found.first().map(|ranked| ranked.address).ok_or_else(|| {
            Error::new(format!("no article has the id \"{id}\""))
                .help("ids stand at the head of each hit; `dateline search --format ids` lists them")
        })?;
        self.stored(address)
    }

    /// A stored article, its people by the names that they are shown as.
    fn stored(&self, address: tantivy::DocAddress) -> Result<Stored> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let mut stored = Stored::from_document(self.index.fields(), &document);
        if !self.aliases.is_empty() {
            let mut shown: Vec<StoredPerson> = Vec::with_capacity(stored.people.len());
            for person in std::mem::take(&mut stored.people) {
                let Some(name) = self.aliases.canonical(&person.name) else { continue };
                match shown.iter_mut().find(|other| other.name == name) {
                    Some(other) => other.salience = (other.salience + person.salience).min(1.0),
                    None => shown.push(StoredPerson { name: name.to_owned(), salience: person.salience }),
                }
            }
            stored.people = shown;
        }
        Ok(stored)
    }

    fn understand(&self, request: &Request) -> Result<Understood> {
        let today = request.today.unwrap_or_else(|| jiff::Zoned::now().date());
        let (node, mut notes) = if request.lenient {
            parse_lenient(&request.query, today)
        } else {
            (parse(&request.query, today).map_err(|error| explain(&error, &request.query))?, Vec::new())
        };
        let mut compiler = Compiler::new(&self.index, &self.aliases);
        let compiled = compiler.query(&node).map_err(|error| explain(&error, &request.query))?;
        let query = request.filters.restrict(&mut compiler, compiled.query)?;
        notes.extend(compiler.notes);
        Ok(Understood { query, ranks: compiled.ranks, marker: snippet::Marker::new(&node), notes })
    }
}

/// A request in Tantivy's terms.
struct Understood {
    query: Box<dyn tantivy::query::Query>,
    ranks: bool,
    marker: snippet::Marker,
    notes: Vec<String>,
}

fn explain(error: &QueryError, query: &str) -> Error {
    Error::new(format!("the query is not understood: {}\n{}", error.what, error.marked(query))).help(&error.help)
}

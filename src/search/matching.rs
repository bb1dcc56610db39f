//! The reverse of a search: which of many queries does an article match?
//!
//! Articles come in small batches, each an index in memory with the same
//! analysis as one on disk; every query is run over it. What matches depends on
//! the article and the query alone, never on the batch.

use jiff::civil::Date;
use rayon::prelude::*;
use tantivy::DocId;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{Score, SegmentOrdinal, SegmentReader};

use super::query::{Node, parse, parse_plain};
use super::{Filters, Request, Search, explain, words};
use crate::article::{Annotations, Article};
use crate::error::Result;
use crate::index::{Aliases, Index};

/// Queries that articles are held against.
pub struct Matcher {
    queries: Vec<Standing>,
    aliases: Aliases,
    own_topics: Vec<String>,
    /// Nothing to be found in: shows whether a query is understood.
    empty: Search,
}

/// A query that was read.
struct Standing {
    text: String,
    node: Node,
    filters: Filters,
}

/// A query that an article matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matched {
    /// Number of the article in its batch, from 0.
    pub article: usize,
    /// Number of the query, from 0.
    pub query: usize,
}

impl Matcher {
    /// Without queries yet; with the aliases of people and the topics of an index, if one is given.
    ///
    /// # Errors
    /// These cannot be read.
    pub fn new(like: Option<&Index>) -> Result<Matcher> {
        let aliases = like.map(|index| Aliases::read(index.folder())).transpose()?.unwrap_or_default();
        let own = like.map(Index::own_topics).transpose()?.flatten();
        let own_topics: Vec<String> = own.iter().flat_map(|model| model.labels()).map(str::to_owned).collect();
        let empty = Search::over(Index::in_memory(&[])?, aliases.clone(), own_topics.clone())?;
        Ok(Matcher { queries: Vec::new(), aliases, own_topics, empty })
    }

    /// Adds the query and the filters of a request.
    ///
    /// # Errors
    /// They are not understood.
    pub fn add(&mut self, request: &Request) -> Result<()> {
        let today: Date = request.today.unwrap_or_else(|| jiff::Zoned::now().date());
        let node = if request.plain {
            parse_plain(&request.query)
        } else {
            parse(&request.query, today).map_err(|error| explain(&error, &request.query))?
        };
        let node = words::without_stop_words(node, request.query.chars().any(char::is_lowercase));
        let standing = Standing { text: request.query.clone(), node, filters: request.filters.clone() };
        standing.select(&self.empty)?;
        self.queries.push(standing);
        Ok(())
    }

    /// Which articles match which queries: by article, then by query.
    ///
    /// # Errors
    /// Tantivy fails.
    pub fn matches(&self, articles: &[(Box<Article>, Annotations)]) -> Result<Vec<Matched>> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let search = Search::over(Index::in_memory(articles)?, self.aliases.clone(), self.own_topics.clone())?;
        let run = |(query, standing): (usize, &Standing)| -> Result<Vec<Matched>> {
            let found = search.searcher.search(&*standing.select(&search)?, &Documents)?;
            Ok(found.into_iter().map(|doc| Matched { article: doc as usize, query }).collect())
        };
        let found: Vec<Vec<Matched>> = self.queries.par_iter().enumerate().map(run).collect::<Result<_>>()?;
        let mut matched: Vec<Matched> = found.into_iter().flatten().collect();
        matched.sort_unstable();
        Ok(matched)
    }
}

impl Standing {
    /// The query over the articles of a search.
    fn select(&self, search: &Search) -> Result<Box<dyn tantivy::query::Query>> {
        let mut compiler = search.compiler();
        let reading = words::Reading::of(&self.text, search.collection.languages());
        let compiled = compiler.query(&self.node, reading).map_err(|error| explain(&error, &self.text))?;
        self.filters.restrict(&mut compiler, compiled.query)
    }
}

/// Collects the documents of an index of one segment.
struct Documents;

struct SegmentDocuments(Vec<DocId>);

impl Collector for Documents {
    type Fruit = Vec<DocId>;
    type Child = SegmentDocuments;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentDocuments> {
        Ok(SegmentDocuments(Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<DocId>>) -> tantivy::Result<Vec<DocId>> {
        Ok(segments.into_iter().flatten().collect())
    }
}

impl SegmentCollector for SegmentDocuments {
    type Fruit = Vec<DocId>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.0.push(doc);
    }

    fn harvest(self) -> Vec<DocId> {
        self.0
    }
}

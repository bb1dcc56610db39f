//! From a request to ranked hits, exact facet counts and snippets.
//!
//! Takes an opened index and a [`Request`]; gives an [`Answer`] of plain data.
//! Knows nothing of how answers are printed.

mod association;
mod bits;
mod choose;
mod chosen;
mod collapse;
mod compare;
mod compile;
mod copies;
mod counts;
mod evidence;
mod explain;
mod feedback;
mod filters;
mod ids;
mod kept;
mod lifted;
mod matching;
mod names;
mod page;
mod pairs;
mod periods;
#[cfg(test)]
mod properties;
mod rank;
mod ranked;
mod recency;
mod similar;
mod snippet;
mod spelling;
mod stop;
mod tally;
mod trend;
mod values;
mod words;

pub mod query;

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use tantivy::{Searcher, TantivyDocument};

use crate::error::{Error, Result};
use crate::index::{Aliases, Copies, Index, Stored, StoredPerson};
use crate::vocab::countries::Years;

pub use chosen::IdSet;
pub use compare::{CompareRequest, Comparison, Contrast};
pub use copies::{CopiesOf, CopyGroup};
pub use counts::{FacetCount, FacetField, FacetRequest};
pub use explain::{Explanation, PartShare};
pub use filters::{Commits, Filters};
pub use matching::{Matched, Matcher};
pub use page::Page;
pub use pairs::{Pair, PairOrder, Pairs, PairsRequest};
pub use periods::Period;
pub use snippet::Snippet;
pub use trend::{Follow, Series, Trend, TrendRequest};

use collapse::Copied;
use compile::Compiler;
use ids::Ids;
use kept::Kept;
use lifted::LIFTED;
use query::{QueryError, parse, parse_lenient, parse_plain};
use rank::{Collection, Lifter, Part};
use ranked::{Ranked, Wanted};
use values::Shown;
use words::Reading;

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; the latest first where the query ranks nothing.
    #[default]
    Relevance,
    /// Latest first; articles without a day last.
    Date,
    /// Best first, where an old article has to be better than a new one.
    Recent,
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
    /// Whether to tell where each score comes from.
    pub explain: bool,
    /// Counts wanted beside the hits.
    pub facets: Vec<FacetRequest>,
    /// Whether to repair a query instead of rejecting it.
    pub lenient: bool,
    /// Whether the query is words only: no operators, no fields.
    pub plain: bool,
    /// Whether to add words that the best articles share.
    pub expand: bool,
    /// Whether only the hits are wanted: how many articles match is then not counted to the end.
    pub hits_only: bool,
    /// Whether copies of one article are one hit and count once.
    pub collapse: bool,
    /// Today, for `last 7 days`.
    pub today: Option<Date>,
}

/// What the index answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Matching articles, shown or not; at least so many, where only the hits are wanted.
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

/// An id and what ranks it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// The article's id.
    pub id: String,
    /// Relevance; 0 where the query ranks nothing.
    pub score: f32,
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
    /// The other articles of the same wire copy.
    pub copies: CopiesOf,
    /// Where the score comes from, if that was asked.
    pub explanation: Option<Explanation>,
}

/// A searcher over one commit of an index.
pub struct Search {
    index: Index,
    searcher: Searcher,
    shown: Shown,
    /// Labels of the user's own taxonomy, where the index has one.
    own_topics: Vec<String>,
    collection: Arc<Collection>,
    /// What filters let through, where many queries are asked.
    kept: Option<Arc<Kept>>,
    ids: Ids,
    copies: Copies,
    /// Looked up by the first who needs it.
    copied: OnceLock<Copied>,
}

impl Search {
    /// Opens the last commit for searching.
    ///
    /// # Errors
    /// The index or its aliases of people cannot be read.
    pub fn new(index: Index) -> Result<Search> {
        let aliases = Aliases::read(index.folder())?;
        let own_topics = index.own_topics()?;
        let own_topics = own_topics.iter().flat_map(|model| model.labels()).map(str::to_owned).collect();
        Search::over(index, aliases, own_topics)
    }

    /// Opens the last commit of an index, with the aliases and topics of another.
    fn over(index: Index, aliases: Aliases, own_topics: Vec<String>) -> Result<Search> {
        let searcher = index.searcher()?;
        let collection = Arc::new(Collection::of(&searcher, index.fields())?);
        let copies = index.copies()?;
        let (kept, ids, copied) = (None, Ids::default(), OnceLock::new());
        Ok(Search { index, searcher, shown: Shown::by(aliases), own_topics, collection, kept, ids, copies, copied })
    }

    /// The same, for many queries: what a filter lets through is computed once and kept, and ids are unpacked.
    #[must_use]
    pub fn for_many(self) -> Search {
        let ids = Ids::unpacked(self.searcher.segment_readers().len());
        Search { kept: Some(Arc::default()), ids, ..self }
    }

    /// The aliases of people in force.
    pub fn aliases(&self) -> &Aliases {
        &self.shown.aliases
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
        let page = self.page(request)?;
        let hits = self.read(&page, 0..page.len())?;
        Ok(Answer { total: page.total, hits, facets: page.facets, notes: page.notes })
    }

    /// Articles like the one with this id, best first; where copies are to `collapse`, without its own copies,
    /// and one of each other wire copy.
    ///
    /// # Errors
    /// There is no such article; the index cannot be read.
    pub fn similar(&self, id: &str, limit: Option<usize>, explain: bool, collapse: bool) -> Result<Page> {
        let stored = self.article(id)?;
        let parts = similar::parts(&stored, &self.searcher, self.index.fields(), &self.collection)?;
        let own = if collapse { self.copies_of(id)?.others } else { Vec::new() };
        let own = own.iter().map(String::as_str).chain([id]);
        let query = similar::query(parts.clone(), own, self.index.fields(), &self.collection);
        let wanted = Wanted::best(limit.unwrap_or(usize::MAX));
        let (top, total) = self.best_of_each(&*query, wanted, None, collapse)?;
        Ok(Page {
            total,
            facets: Vec::new(),
            notes: Vec::new(),
            offset: 0,
            top,
            marked: None,
            explained: explain.then_some(parts),
        })
    }

    /// Ranks without reading the articles: what an experiment needs of a request.
    ///
    /// # Errors
    /// As [`Search::answer`].
    pub fn ranking(&self, request: &Request) -> Result<Vec<Rank>> {
        let understood = self.understand(request)?;
        let (top, _) = self.top(request, &understood, false)?;
        Ok(top.into_iter().map(|ranked| Rank { id: ranked.id, score: ranked.score }).collect())
    }

    /// The page of a request, best first, and how many articles match; at least so many, where they are not `counted`.
    fn top(&self, request: &Request, understood: &Understood, counted: bool) -> Result<(Vec<Ranked>, u64)> {
        let best = request.limit.map_or(usize::MAX, |limit| limit.saturating_add(request.offset));
        if best == 0 && !counted {
            return Ok((Vec::new(), 0));
        }
        let by_date = request.sort == Sort::Date || understood.parts.is_empty();
        // What is ordered anew afterwards has to be there.
        let anew = best > 0 && !by_date && (request.sort == Sort::Recent || understood.pinned.is_some());
        let room = if anew { best.max(LIFTED) } else { best };
        let wanted = Wanted { by_date, counted, ..Wanted::best(room) };
        let (mut top, total) = self.best(&*understood.query, &understood.parts, wanted, request.collapse)?;
        if request.sort == Sort::Recent && !by_date {
            recency::prefer_recent(&self.searcher, &mut top, LIFTED)?;
        }
        if let (Some(pinned), Sort::Relevance) = (&understood.pinned, request.sort)
            && let Some(at) = top.iter().position(|ranked| ranked.id == *pinned)
        {
            top[at].score = top[0].score;
            top[..=at].rotate_right(1);
        }
        top.truncate(best);
        top.drain(..request.offset.min(top.len()));
        Ok((top, total))
    }

    /// The best documents of a query, ranked by parts, and how many match.
    fn best(
        &self,
        query: &dyn tantivy::query::Query,
        parts: &[Part],
        wanted: Wanted,
        collapse: bool,
    ) -> Result<(Vec<Ranked>, u64)> {
        if wanted.by_date || wanted.best == 0 {
            return self.best_of_each(query, wanted, None, collapse);
        }
        let lifter = Lifter::of(parts, &self.searcher, &self.collection)?;
        self.best_of_each(query, wanted, (!lifter.is_idle()).then_some(&lifter), collapse)
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
        for facet in &request.facets {
            let unknown =
                |unknown: compile::Unknown| Error::new(format!("--under: {}", unknown.what)).help(unknown.help);
            counts::check_under(facet, !self.own_topics.is_empty()).map_err(unknown)?;
        }
        let mut counted: Vec<Option<Vec<FacetCount>>> = vec![None; request.facets.len()];
        let selected = |facet: &FacetRequest| request.filters.selects(facet.field);
        let is_plain = |facet: &&FacetRequest| !selected(facet) && facet.field != FacetField::Clusters;
        let plain: Vec<FacetRequest> = request.facets.iter().filter(is_plain).cloned().collect();
        let counting = self.counted_once(&*understood.query, request)?;
        let mut plain =
            counts::count_within(&self.searcher, &*counting, &plain, &self.shown, understood.years)?.into_iter();
        for (facet, counted) in request.facets.iter().zip(&mut counted) {
            *counted = if facet.field == FacetField::Clusters {
                Some(self.clusters(&*understood.query, facet)?)
            } else if selected(facet) {
                let filters = request.filters.without(facet.field);
                let mut compiler = self.compiler().within(understood.years);
                let query = filters.restrict(&mut compiler, understood.unfiltered.box_clone())?;
                let query = self.counted_once(&*query, request)?;
                counts::count_within(
                    &self.searcher,
                    &*query,
                    std::slice::from_ref(facet),
                    &self.shown,
                    understood.years,
                )?
                .pop()
            } else {
                plain.next()
            };
        }
        let pairs = request.facets.iter().zip(counted);
        Ok(pairs
            .map(|(facet, values)| FacetCounts { field: facet.field, values: values.unwrap_or_default() })
            .collect())
    }

    /// The article with this id.
    ///
    /// # Errors
    /// There is none; the index cannot be read.
    pub fn article(&self, id: &str) -> Result<Stored> {
        let query = ids::by_id(self.index.fields().id, id);
        let found = ranked::top(&self.searcher, &query, Wanted { by_date: true, ..Wanted::best(1) }, &self.ids)?.0;
        let address = found.first().map(|ranked| ranked.address).ok_or_else(|| {
            Error::new(format!("no article has the id \"{id}\""))
                .help("ids stand at the head of each hit; `dateline search --format ids` lists them")
        })?;
        self.stored(address)
    }

    /// The ids of a list that no article has, in order.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn unknown_ids<'i>(&self, ids: &'i IdSet) -> Result<Vec<&'i str>> {
        Ok(ids.unknown(&self.searcher, self.index.fields().id)?)
    }

    fn compiler(&self) -> Compiler<'_> {
        Compiler::new(self.index.fields(), &self.shown.aliases, &self.own_topics, &self.collection)
            .keeping(self.kept.as_ref())
    }

    /// A stored article.
    fn stored(&self, address: tantivy::DocAddress) -> Result<Stored> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        Ok(self.shown(&document))
    }

    /// An article, its people by the names that they are shown as.
    fn shown(&self, document: &TantivyDocument) -> Stored {
        let mut stored = Stored::from_document(self.index.fields(), document);
        if !self.shown.aliases.is_empty() {
            let mut shown: Vec<StoredPerson> = Vec::with_capacity(stored.people.len());
            for person in std::mem::take(&mut stored.people) {
                let Some(name) = self.shown.aliases.canonical(&person.name) else { continue };
                match shown.iter_mut().find(|other| other.name == name) {
                    Some(other) => other.salience = (other.salience + person.salience).min(1.0),
                    None => shown.push(StoredPerson { name: name.to_owned(), salience: person.salience }),
                }
            }
            stored.people = shown;
        }
        stored
    }

    fn understand(&self, request: &Request) -> Result<Understood> {
        let today = request.today.unwrap_or_else(|| jiff::Zoned::now().date());
        let (node, mut notes) = if request.plain {
            (parse_plain(&request.query), Vec::new())
        } else if request.lenient {
            parse_lenient(&request.query, today)
        } else {
            (parse(&request.query, today).map_err(|error| explain(&error, &request.query))?, Vec::new())
        };
        let capitals_tell = request.query.chars().any(char::is_lowercase);
        let node = words::without_stop_words(node, capitals_tell);
        let years = compile::years(&node, &request.filters.days);
        let mut compiler = self.compiler().within(years);
        let node = if request.lenient { compiler.repaired(node) } else { node };
        let reading = Reading::of(&request.query, self.collection.languages());
        let mut compiled = compiler.query(&node, reading).map_err(|error| explain(&error, &request.query))?;
        let asked = compiled.parts.clone();
        notes.extend(spelling::notes(&asked, &self.searcher, &self.collection)?);
        let mut pinned = None;
        if request.expand && !asked.is_empty() {
            let query = request.filters.restrict(&mut compiler, compiled.query.box_clone())?;
            let wanted = Wanted { counted: false, ..Wanted::best(feedback::READ) };
            let (best, _) = self.best(&*query, &asked, wanted, request.collapse)?;
            let fields = self.index.fields();
            let parts = feedback::expanded(&asked, &best, &self.searcher, fields, &self.collection)?;
            compiled = compiler.ranked_by(&compiled, parts);
            pinned = best.into_iter().next().map(|first| first.id);
        }
        let query = request.filters.restrict(&mut compiler, compiled.query.box_clone())?;
        notes.extend(compiler.notes);
        Ok(Understood {
            query,
            unfiltered: compiled.query,
            ranking: [rank::counted(compiled.parts), compiled.lifts].concat(),
            parts: asked,
            pinned,
            node,
            notes,
            years,
        })
    }
}

/// A request in Tantivy's terms.
struct Understood {
    query: Box<dyn tantivy::query::Query>,
    /// The same without the filters.
    unfiltered: Box<dyn tantivy::query::Query>,
    /// What the user asks, in the order of the query.
    parts: Vec<Part>,
    /// What ranks: the same, counted, and the words that were added.
    ranking: Vec<Part>,
    /// The id of the article that stays first, whatever words are added.
    pinned: Option<String>,
    /// The query as it was understood, without words that say nothing.
    node: query::Node,
    notes: Vec<String>,
    /// The years that are asked for.
    years: Option<Years>,
}

fn explain(error: &QueryError, query: &str) -> Error {
    Error::new(format!("the query is not understood: {}\n{}", error.what, error.marked(query))).help(&error.help)
}

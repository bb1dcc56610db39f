//! The ranking of a request, before any article is read.
//!
//! Ids and scores are enough for many who ask; articles are read on demand,
//! some at a time, so that all hits of a large index need little memory.

use std::ops::Range;

use tantivy::TantivyDocument;

use super::query::Node;
use super::rank::Part;
use super::ranked::Ranked;
use super::snippet::Marker;
use super::words::Reading;
use super::{FacetCounts, Hit, Rank, Request, Search, explain};
use crate::error::Result;

/// A ranking, whose articles are not read yet.
pub struct Page {
    /// Matching articles, on this page or not; at least so many, where only the hits are wanted.
    pub total: u64,
    /// In the order of the request.
    pub facets: Vec<FacetCounts>,
    /// How a query was repaired, which names were understood how.
    pub notes: Vec<String>,
    pub(super) offset: usize,
    pub(super) top: Vec<Ranked>,
    /// What is marked in the articles.
    pub(super) marked: Option<Marked>,
    /// What ranks, where explanations are asked for.
    pub(super) explained: Option<Vec<Part>>,
}

/// What is marked in articles: the words of a query, and the query as it was typed, which tells how they are meant.
pub(super) struct Marked {
    node: Node,
    query: String,
}

impl Page {
    /// Hits on the page.
    pub fn len(&self) -> usize {
        self.top.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.top.is_empty()
    }

    /// The rank from 1 of the n-th hit of the page, counted from 0.
    pub fn rank(&self, n: usize) -> usize {
        self.offset + n + 1
    }

    /// Ids and scores, best first.
    pub fn ranks(&self) -> impl Iterator<Item = Rank> + '_ {
        self.top.iter().map(|ranked| Rank { id: ranked.id.clone(), score: ranked.score })
    }
}

impl Search {
    /// Ranks a request without reading articles.
    ///
    /// # Errors
    /// The query or a filter is not understood; the index cannot be read.
    pub fn page(&self, request: &Request) -> Result<Page> {
        let understood = self.understand(request)?;
        let (top, total) = self.top(request, &understood, !request.hits_only)?;
        Ok(Page {
            total,
            facets: self.count(request, &understood)?,
            offset: request.offset,
            top,
            explained: request.explain.then_some(understood.ranking),
            marked: Some(Marked { node: understood.node, query: request.query.clone() }),
            notes: understood.notes,
        })
    }

    /// Reads the articles of a stretch of a page, in its order.
    ///
    /// # Errors
    /// The index cannot be read.
    ///
    /// # Panics
    /// If the stretch is not within the page.
    pub fn read(&self, page: &Page, stretch: Range<usize>) -> Result<Vec<Hit>> {
        let languages = self.collection.languages();
        let marker = |marked: &Marked| Marker::new(&marked.node, &Reading::of(&marked.query, languages));
        self.hits(page, stretch, Some(page.marked.as_ref().map(marker).unwrap_or_default()))
    }

    /// The same without snippets, for those who print none.
    ///
    /// # Errors
    /// As [`Search::read`].
    ///
    /// # Panics
    /// As [`Search::read`].
    pub fn read_plain(&self, page: &Page, stretch: Range<usize>) -> Result<Vec<Hit>> {
        self.hits(page, stretch, None)
    }

    fn hits(&self, page: &Page, stretch: Range<usize>, marker: Option<Marker>) -> Result<Vec<Hit>> {
        let first = stretch.start;
        let top = &page.top[stretch];
        // Articles lie in compressed blocks: read in their order, each block is opened once.
        let mut order: Vec<usize> = (0..top.len()).collect();
        order.sort_unstable_by_key(|&n| top[n].address);
        let mut hits: Vec<Option<Hit>> = vec![None; top.len()];
        for n in order {
            hits[n] = Some(self.hit(&top[n], page.rank(first + n), marker.as_ref(), page.explained.as_deref())?);
        }
        Ok(hits.into_iter().flatten().collect())
    }

    /// A hit, its article read; with snippets by a marker, with an explanation by `parts`, if those are given.
    fn hit(&self, ranked: &Ranked, rank: usize, marker: Option<&Marker>, parts: Option<&[Part]>) -> Result<Hit> {
        let document: TantivyDocument = self.searcher.doc(ranked.address)?;
        let stored = self.shown(&document);
        let explained =
            |parts| explain::explained(parts, ranked.score, &self.searcher, &self.collection, ranked.address);
        let language = stored.article.language.as_deref();
        Ok(Hit {
            rank,
            score: ranked.score,
            snippet: marker.map(|marker| marker.snippet(&stored.article.body, language)).unwrap_or_default(),
            title: marker.map(|marker| marker.whole(&stored.article.title, language)).unwrap_or_default(),
            explanation: parts.map(explained).transpose()?,
            copies: self.copies_of(&stored.article.id)?,
            stored,
        })
    }
}

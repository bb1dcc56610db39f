//! What sets the articles of two queries apart: the facet values that one side has more of.

use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Occur};

use super::association::{log_likelihood, log_ratio};
use super::counts::{FacetField, FacetRequest, count};
use super::{Filters, Request, Search};
use crate::error::Result;

/// What a user asks of a comparison.
#[derive(Debug, Clone)]
pub struct CompareRequest {
    /// The two sides, in the query language.
    pub queries: [String; 2],
    /// The facet whose values are compared.
    pub field: FacetField,
    /// Conditions on both sides; all of them hold, also those on the facet.
    pub filters: Filters,
    /// Values wanted for each side; `None` for all.
    pub limit: Option<usize>,
    /// Articles of both sides that a value must have, at least.
    pub min_count: u64,
    /// G² that a value must have, at least.
    pub min_g2: f64,
    /// Whether to repair a query instead of rejecting it.
    pub lenient: bool,
    /// Whether copies of one article count once.
    pub collapse: bool,
}

/// How two sides differ.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The facet.
    pub field: FacetField,
    /// The sides, as they were asked for.
    pub queries: [String; 2],
    /// Articles of each side.
    pub articles: [u64; 2],
    /// Articles that are on both sides, and count on both.
    pub both: u64,
    /// First the values that the first side has more of, then those of the second,
    /// each by falling G², then by label.
    pub values: Vec<Contrast>,
    /// How queries were repaired, which names were understood how.
    pub notes: Vec<String>,
}

/// A value that one side has more of.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// The value, as filters take it.
    pub value: String,
    /// What to show a person.
    pub label: String,
    /// The side with the greater share of articles: 0 or 1.
    pub side: usize,
    /// Articles with the value on each side.
    pub counts: [u64; 2],
    /// Log-likelihood ratio.
    pub g2: f64,
    /// Binary logarithm of the first side's share through the second's.
    pub log_ratio: f64,
}

impl Search {
    /// Compares the facet values of two queries.
    ///
    /// # Errors
    /// A query or filter is not understood; the index cannot be read.
    pub fn compare(&self, request: &CompareRequest) -> Result<Comparison> {
        let mut notes = Vec::new();
        let mut selected = Vec::with_capacity(2);
        for query in &request.queries {
            let understood = self.understand(&Request {
                query: query.clone(),
                filters: request.filters.clone(),
                lenient: request.lenient,
                ..Request::default()
            })?;
            notes.extend(understood.notes);
            selected.push(understood.query);
        }
        notes.dedup();
        let counted_once = |query| if request.collapse { self.once(query) } else { Ok(query) };
        let both = selected.iter().map(|query| (Occur::Must, query.box_clone())).collect::<Vec<_>>();
        let both = counted_once(Box::new(BooleanQuery::new(both)))?;
        let selected = selected.into_iter().map(counted_once).collect::<Result<Vec<_>>>()?;
        let [a, b] = [&*selected[0], &*selected[1]];
        let articles = [self.searcher.search(a, &Count)? as u64, self.searcher.search(b, &Count)? as u64];
        let both = self.searcher.search(&*both, &Count)? as u64;
        let facet = [FacetRequest::all(request.field)];
        let counted = |query| count(&self.searcher, query, &facet, &self.shown);
        let mut values: Vec<Contrast> = Vec::new();
        for value in counted(a)?.into_iter().flatten() {
            values.push(Contrast {
                value: value.value,
                label: value.label,
                side: 0,
                counts: [value.count, 0],
                g2: 0.0,
                log_ratio: 0.0,
            });
        }
        values.sort_by(|a, b| a.value.cmp(&b.value));
        let of_a = values.len();
        for value in counted(b)?.into_iter().flatten() {
            match values[..of_a].binary_search_by(|a| a.value.cmp(&value.value)) {
                Ok(n) => values[n].counts[1] = value.count,
                Err(_) => values.push(Contrast {
                    value: value.value,
                    label: value.label,
                    side: 1,
                    counts: [0, value.count],
                    g2: 0.0,
                    log_ratio: 0.0,
                }),
            }
        }
        values.retain_mut(|value| {
            measure(value, articles);
            value.counts.iter().sum::<u64>() >= request.min_count && value.g2 >= request.min_g2
        });
        values.sort_by(|a, b| {
            a.side
                .cmp(&b.side)
                .then(b.g2.total_cmp(&a.g2))
                .then_with(|| a.label.cmp(&b.label))
                .then(a.value.cmp(&b.value))
        });
        if let Some(limit) = request.limit {
            let mut taken = [0, 0];
            values.retain(|value| {
                taken[value.side] += 1;
                taken[value.side] <= limit
            });
        }
        Ok(Comparison { field: request.field, queries: request.queries.clone(), articles, both, values, notes })
    }
}

fn measure(value: &mut Contrast, articles: [u64; 2]) {
    let [a, b] = value.counts;
    value.g2 = log_likelihood([[a, articles[0] - a], [b, articles[1] - b]]);
    value.log_ratio = log_ratio(value.counts, articles);
    // Compared as products: exact, and defined where a side has no article.
    value.side = usize::from(u128::from(a) * u128::from(articles[1]) < u128::from(b) * u128::from(articles[0]));
}

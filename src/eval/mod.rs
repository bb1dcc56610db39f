//! Measures: how good a ranking is against relevance judgements, and how good
//! facets are against annotations made by hand.
//!
//! Takes text that was read elsewhere (qrels, runs, queries, JSON Lines) and
//! gives plain numbers. Searches nothing, prints nothing.

pub mod compare;
pub mod facets;
pub mod measures;
pub mod trec;

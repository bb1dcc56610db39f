//! Dateline: full-text search for news articles, with the people, countries
//! and topics of each as facets.
//!
//! Data flows through the modules once: [`source`] reads articles, [`enrich`]
//! annotates them, [`copies`] tells copies from articles, [`index`] keeps them; then [`search`] answers and
//! [`output`] prints; [`eval`] measures both. [`cli`] is the command line over all of it.

pub mod article;
pub mod cli;
pub mod copies;
pub mod enrich;
pub mod error;
pub mod eval;
pub mod index;
pub mod output;
pub mod search;
pub mod source;
pub mod text;
pub mod train;
pub mod vocab;

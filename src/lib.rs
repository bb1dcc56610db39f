//! Dateline: full-text search for news articles, with the people, countries
//! and topics of each as facets.
//!
//! Data flows through the modules once: [`source`] reads articles, `enrich`
//! annotates them.

pub mod article;
pub mod error;
pub mod source;
pub mod text;

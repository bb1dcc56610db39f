//! Dateline: full-text search for news articles, with the people, countries
//! and topics of each as facets.
//!
//! Data flows through the modules once: [`source`] reads articles, `enrich`
//! annotates them.
//! Data flows through the modules once: [`text`] and [`article`] at the bottom,
//! [`vocab`] and [`enrich`] above them, [`train`] beside the path to the index.

pub mod article;
pub mod enrich;
pub mod error;
pub mod source;
pub mod text;
pub mod train;
pub mod vocab;

//! Dateline: full-text search for news articles, with the people, countries
//! and topics of each as facets.
//!
//! Data flows through the modules once: [`text`] and [`article`] at the bottom.

pub mod article;
pub mod enrich;
pub mod error;
pub mod text;
pub mod train;
pub mod vocab;

//! Training: from labelled articles to the models of `schema/`, the same bytes every time.

pub mod countries;
pub mod people;
pub mod topics;

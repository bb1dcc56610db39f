//! Training of the models in `schema/` from labelled data, reproducibly.

pub mod people;
//! Training of the models that the extractors use.

pub mod countries;
//! Training: from labelled articles to the models of `schema/`, the same bytes every time.

pub mod topics;

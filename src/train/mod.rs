//! Training of the models in `schema/` from labelled data, reproducibly.

pub mod people;
//! Training of the models that the extractors use.

pub mod countries;

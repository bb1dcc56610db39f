//! Training of the models that the extractors use.

pub mod countries;

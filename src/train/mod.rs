//! Training of the models in `schema/` from labelled data, reproducibly.

pub mod people;

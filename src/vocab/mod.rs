//! The vocabularies and models of `schema/`, embedded in the binary, loaded once.

pub mod people;

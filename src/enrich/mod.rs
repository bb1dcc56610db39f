//! What an article is about: pure functions from its words to annotations.

pub mod countries;

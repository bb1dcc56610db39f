//! From an article's text to what it is about: pure functions, no input, no output.

pub mod people;
//! What an article is about: pure functions from its words to annotations.

pub mod countries;
//! From an article's words to what it is about: pure functions, without input, output or Tantivy.

pub mod topics;

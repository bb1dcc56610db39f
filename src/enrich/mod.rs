//! From an article's words to what it is about: pure functions, without input, output or Tantivy.

pub mod topics;

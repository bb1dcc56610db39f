//! From an article's text to what it is about: pure functions, no input, no output.

pub mod people;

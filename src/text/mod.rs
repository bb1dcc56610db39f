//! Text, before anything is known about its meaning: folding, hashing, words
//! with offsets, and an article's words in one sequence.
//!
//! Takes `&str`, gives offsets and keys. Knows no vocabulary and no article.

mod fold;
mod language;
mod plain;
mod reading;
mod scan;
mod words;

pub use fold::{KeyHasher, fold, fold_into, key, mix};
pub use language::language;
pub use reading::Reading;
pub use words::{Form, Word, Words};

/// The words of a text on one line, whatever stood between them.
///
/// ```
/// assert_eq!(dateline::text::one_line(" Envoys\r\n\tmeet "), "Envoys meet");
/// ```
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

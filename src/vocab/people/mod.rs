//! What is known of people's names before an article is read: the kinds of
//! words ([`Lexicon`], from `schema/names.tsv` and the gazetteer's tables), the tagger's weights ([`Model`],
//! from `schema/people.model`), and the people whom everybody knows
//! ([`KnownPeople`], from `schema/people.tsv`).
//!
//! Knows keys and numbers only; what they mean in an article is for `enrich`.

mod known;
mod lexicon;
mod model;
mod places;
mod syllables;

pub use known::{FormKind, KnownPeople, KnownPerson, Years, known};
pub use lexicon::{Kind, Kinds, Lexicon, Listed, PHRASE, lexicon, listed, phrase};
pub use model::{LINKS, MOST_ROWS, Model, ROWS, ROWS_LOG2, Row, TAGS, model};
pub use syllables::is_east_asian;

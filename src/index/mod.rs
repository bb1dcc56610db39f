//! The index: its fields, the analysis of its words, and how articles get in
//! and out of it.
//!
//! An index is a folder: `dateline.json` says which version wrote it,
//! `tantivy/` holds Tantivy's segments, and a manifest names every file
//! whose articles are inside. Only [`fields`] spells a Tantivy field.

mod account;
mod aliases;
pub mod analysis;
mod annotated;
mod budget;
mod check;
mod copies;
mod document;
mod edit;
pub mod fields;
pub mod foreign;
mod groups;
mod history;
mod homes;
mod ledger;
mod lexicon;
pub mod look;
mod manifest;
mod medium;
mod memory;
mod merge;
mod merging;
mod open;
mod pipeline;
mod plan;
mod replace;
mod seal;
mod segment;
mod streamed;
mod tokenizers;
mod told;
mod turn;
mod update;
mod worker;

pub use account::{Account, Requalified, Tally};
pub use aliases::{ALIASES_FILE, Alias, Aliases, Origin, Target};
pub use annotated::{Annotated, annotated, settle_homes};
pub use budget::{DEFAULT_MEMORY, LEAST_MEMORY};
pub use check::{Checkup, Finding, Part, check};
pub use document::{Stored, StoredCountry, StoredPerson, StoredTopic};
pub(crate) use document::{country_facet, date_of_number, own_topic_facet, place_facet, topic_facet};
pub use edit::{Optimized, delete, optimize, restore};
pub use fields::Fields;
pub use groups::{Copies, Member};
pub use history::History;
pub use homes::{HOMES_FILE, read_homes};
pub use merge::{Merged, merge};
pub use open::{FOLDER, Index, TOPICS_FILE, clear, discover, is_index, read_topics};
pub use replace::{Draft, replace_file};
pub use told::{News, Told};
pub use update::{Progress, Settings, update, update_from, update_listed};

/// The number by which the manifest and the groups of copies know the article with this id.
pub fn key(id: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(id.as_bytes())
}

//! Printers: answers as text for people, JSON Lines, CSV, TSV and plain ids.
//!
//! Each takes plain data and a writer. The JSON shapes are the output
//! contract: they are versioned, and `schema/` describes them.

pub mod json;
mod offsets;
mod style;
pub mod table;
pub mod text;

pub use offsets::CharOffsets;
pub use style::{marked, styled};

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// JSON Lines.
    Json,
    /// Comma-separated values with a head line.
    Csv,
    /// Tab-separated values with a head line.
    Tsv,
    /// One id a line.
    Ids,
}

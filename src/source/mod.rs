//! From a directory to articles: walking, archives, formats, encodings, one reader per format.
//!
//! Takes paths, gives [`Chunk`]s of bytes (cut on record borders, so that they
//! can be parsed in parallel) and from these [`Article`]s, or a [`Skipped`]
//! for whatever is not one. Knows nothing of extraction and indexes.

mod array;
mod blocks;
mod borders;
mod chunks;
mod container;
mod cutter;
mod dateline;
mod dates;
mod docx;
mod encoding;
mod feed;
mod fields;
mod format;
mod html;
mod incoming;
mod json;
mod listed;
mod mail;
mod markdown;
mod news;
mod options;
mod parse;
mod plain;
mod sgml;
mod table;
mod tidy;
mod walk;
mod watch;
mod wide;
mod wiki;
mod xml;

use std::fmt;

use crate::article::Article;

pub use chunks::{Chunk, Page, Piece, content_hash, read, read_from};
pub use container::WRAPPINGS;
pub use dateline::Dateline;
pub use dates::parse_day;
pub use fields::{ContractField, FieldMap};
pub use format::{Description, FORMATS, Format};
pub use incoming::{Came, Incoming};
pub use listed::{listed, paths};
pub use options::{Limits, Options};
pub use parse::parse;
pub use walk::{Found, Globs, SETTINGS_FILE, Scope, Walk, check, walk};
pub use watch::{Changes, Waited};

/// A file or record that did not become an article, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file, as its path inside the corpus (or as given, for a root); `path!inner` in an archive.
    pub path: String,
    /// Line in the file, from 1, where the format has lines.
    pub line: Option<u64>,
    /// What is wrong and what would work.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.reason),
            None => write!(f, "{}: {}", self.path, self.reason),
        }
    }
}

/// What became of one record.
pub type Record = Result<Box<Article>, Skipped>;

/// A record that is no article, before its path is known.
fn skip(line: Option<u64>, reason: impl Into<String>) -> Skipped {
    Skipped { path: String::new(), line, reason: reason.into() }
}

/// ISO 639-1 of a language tag ("en-GB").
fn language_code(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or(tag).trim().to_lowercase()
}

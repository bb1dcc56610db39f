//! From a directory to articles: walking, formats, encodings, one reader per format.
//!
//! Takes paths, gives [`Chunk`]s of bytes (cut on record borders, so that they
//! can be parsed in parallel) and from these [`Article`]s, or a [`Skipped`]
//! for whatever is not one. Knows nothing of extraction and indexes.

mod blocks;
mod chunks;
mod dateline;
mod dates;
mod encoding;
mod feed;
mod format;
mod html;
mod incoming;
mod json;
mod markdown;
mod news;
mod plain;
mod sgml;
mod walk;
mod xml;

use std::fmt;

use crate::article::Article;

pub use chunks::{Chunk, Chunks, Refusal, content_hash};
pub use dateline::Dateline;
pub use dates::parse_day;
pub use format::{Description, FORMATS, Format};
pub use incoming::Incoming;
pub use walk::{Found, Walk, check, walk};

/// A file or record that did not become an article, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file, as its path inside the corpus (or as given, for a root).
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

/// The articles of a chunk, in file order, each with the reasons it was skipped for where it was.
///
/// Fields that a format leaves open are filled here: the id (from the path),
/// place and day from a dateline, the language from the words.
pub fn parse(chunk: &Chunk) -> Vec<Record> {
    let text = encoding::decode(&chunk.bytes, chunk.format);
    let mut records = match chunk.format {
        Format::Text => vec![plain::parse(&text)],
        Format::Markdown => vec![markdown::parse(&text)],
        Format::Html => vec![html::parse(&text)],
        Format::Json | Format::Ninjs | Format::JsonFeed => json::parse_document(&text),
        Format::JsonLines => json::parse_lines(&text, chunk.first_line),
        Format::Nitf => news::nitf::parse(&text),
        Format::NewsmlG2 => news::g2::parse(&text),
        Format::Newsml => news::newsml::parse(&text),
        Format::Feed => feed::parse(&text),
        Format::Wire => news::wire::parse(&text),
        Format::Sgml => sgml::parse(&text, chunk.first_line),
    };
    let many = chunk.format.holds_many() && !(chunk.format.one_is_the_file() && records.len() == 1);
    for (n, record) in records.iter_mut().enumerate() {
        match record {
            Ok(article) => {
                article.path.clone_from(&chunk.path);
                if article.id.is_empty() {
                    article.id = if many {
                        format!("{}#{}", chunk.path, chunk.first_record + n as u64)
                    } else {
                        chunk.path.clone()
                    };
                }
                complete(article);
            }
            Err(skipped) => skipped.path.clone_from(&chunk.path),
        }
    }
    records
}

/// A record that is no article, before its path is known.
fn skip(line: Option<u64>, reason: impl Into<String>) -> Skipped {
    Skipped { path: String::new(), line, reason: reason.into() }
}

/// ISO 639-1 of a language tag ("en-GB").
fn language_code(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or(tag).trim().to_lowercase()
}

fn complete(article: &mut Article) {
    if let Some(dateline) = Dateline::read(&article.body) {
        if article.date.is_none() {
            article.date = dateline.date;
        }
        article.place.get_or_insert(dateline.place);
    }
    if article.language.is_none() {
        article.language = crate::text::language(&article.title, &article.body).map(str::to_owned);
    }
}

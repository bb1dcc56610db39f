//! The closing account of an update: what became of every file and record.

use crate::source::Skipped;

/// What an update did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// Files read for the first time.
    pub files_new: u64,
    /// Files read again because they had changed.
    pub files_changed: u64,
    /// Files left alone because they had not.
    pub files_unchanged: u64,
    /// Files that are gone, with their articles.
    pub files_removed: u64,
    /// Files that gave no article at all; their reasons are in `skipped`.
    pub files_skipped: u64,
    /// Articles put in from new files.
    pub articles_indexed: u64,
    /// Articles put in from changed files, in place of their old ones.
    pub articles_replaced: u64,
    /// Articles in files left alone.
    pub articles_unchanged: u64,
    /// Articles taken out: of files that are gone, or that changed and no longer hold as many.
    pub articles_removed: u64,
    /// Files and records that are no articles, in path order; those of unchanged files too.
    pub skipped: Vec<Skipped>,
    /// Articles whose id was taken.
    pub requalified: Vec<Requalified>,
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Articles in the index now.
    pub articles_total: u64,
}

/// An article that came with an id that another one bears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requalified {
    /// Its file.
    pub path: String,
    /// The id that it came with.
    pub id: String,
    /// The id that it has in the index.
    pub now: String,
}

impl Account {
    /// Whether the update found anything to do.
    pub fn nothing_changed(&self) -> bool {
        self.files_new + self.files_changed + self.files_removed == 0
    }
}

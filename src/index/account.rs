//! The closing account of an update: what became of every file and record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::Skipped;

/// The name under which files count that no reader takes.
pub(super) const NO_READER: &str = "none";

/// What became of the files of a format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Files that are or hold some of it.
    pub files: u64,
    /// Articles.
    pub articles: u64,
    /// Reasons for what is no article.
    pub skipped: u64,
}

/// What an update did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// Files read for the first time.
    pub files_new: u64,
    /// Files read again because they had changed.
    pub files_changed: u64,
    /// Files read again because they lie elsewhere now; their articles keep their ids.
    pub files_moved: u64,
    /// Files left alone because they had not changed.
    pub files_unchanged: u64,
    /// Files that are gone, with their articles.
    pub files_removed: u64,
    /// Files that gave no article at all; their reasons are in `skipped`.
    pub files_skipped: u64,
    /// Articles put in from new files.
    pub articles_indexed: u64,
    /// Articles put in from changed files and standard input, in place of their old ones.
    pub articles_replaced: u64,
    /// Articles of files that lie elsewhere now.
    pub articles_moved: u64,
    /// Articles in files left alone.
    pub articles_unchanged: u64,
    /// Articles taken out: of files that are gone, or that changed and no longer hold as many.
    pub articles_removed: u64,
    /// Articles of the files that were read which stay out because the user has deleted them.
    pub articles_withheld: u64,
    /// Files and records that are no articles, in path order; those of unchanged files too.
    pub skipped: Vec<Skipped>,
    /// What became of the files of each format, by its name: those left alone too.
    pub formats: BTreeMap<String, Tally>,
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
    /// Counts the formats of a file; one without any counts as what no reader takes.
    pub(super) fn count_formats(&mut self, formats: &BTreeMap<String, Tally>) {
        if formats.is_empty() {
            let none = self.formats.entry(NO_READER.to_owned()).or_default();
            none.files += 1;
            none.skipped += 1;
        }
        for (name, tally) in formats {
            let sum = self.formats.entry(name.clone()).or_default();
            sum.files += tally.files;
            sum.articles += tally.articles;
            sum.skipped += tally.skipped;
        }
    }

    /// Whether the update found anything to do.
    pub fn nothing_changed(&self) -> bool {
        self.files_new + self.files_changed + self.files_moved + self.files_removed == 0
    }
}

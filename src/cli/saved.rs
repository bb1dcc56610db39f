//! The saved searches of an index: a plain file beside it, which stays when the index is made anew.
//!
//! JSON Lines, a search a line, as users type it: days such as "last week" stay words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::filters::FilterArguments;
use super::search::SortName;
use crate::error::{Error, Result};
use crate::index::{Index, replace_file};
use crate::search::Request;

/// A saved search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedSearch {
    /// Its name.
    #[serde(default)]
    pub(super) id: String,
    /// In the query language.
    #[serde(default)]
    pub(super) query: String,
    /// Conditions beside the query.
    #[serde(default, skip_serializing_if = "FilterArguments::is_empty")]
    pub(super) filters: FilterArguments,
    /// Order of the hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sort: Option<SortName>,
    /// Hits that `run` prints; 0 for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) limit: Option<usize>,
}

impl SavedSearch {
    /// The request that it stands for, today.
    ///
    /// # Errors
    /// A day that is none.
    pub(super) fn request(&self) -> Result<Request> {
        let limit = self.limit.unwrap_or(super::search::LIMIT);
        Ok(Request {
            query: self.query.clone(),
            filters: self.filters.clone().resolve()?,
            sort: self.sort.unwrap_or_default().into(),
            limit: (limit > 0).then_some(limit),
            ..Request::default()
        })
    }
}

/// The saved searches of an index, by name.
pub(super) struct Saved {
    file: PathBuf,
    /// Holds a mark for each search that has told news.
    marks: PathBuf,
    pub(super) searches: BTreeMap<String, SavedSearch>,
}

impl Saved {
    /// Reads the file beside an index; none is an empty one.
    ///
    /// # Errors
    /// A line that is no saved search; the file cannot be read.
    pub(super) fn read(index: &Index) -> Result<Saved> {
        let folder = index.folder().canonicalize().unwrap_or_else(|_| index.folder().to_owned());
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let name = name.trim_start_matches('.');
        let file = folder.with_file_name(format!(".{name}-searches.jsonl"));
        let marks = folder.with_file_name(format!(".{name}-told"));
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(cause) => return Err(Error::new("the saved searches cannot be read").at(&file).because(cause)),
        };
        let mut searches = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let search: SavedSearch = serde_json::from_str(line).map_err(|cause| {
                Error::new("is no saved search")
                    .at_line(&file, number)
                    .because(cause)
                    .help("a line is {\"id\": NAME, \"query\": QUERY, \"filters\": {\"country\": [\"syria\"]}}")
            })?;
            check_name(&search.id).map_err(|error| error.at_line(&file, number))?;
            searches.insert(search.id.clone(), search);
        }
        Ok(Saved { file, marks, searches })
    }

    /// The file, for messages.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Where the mark of a search is kept.
    pub(super) fn mark(&self, name: &str) -> PathBuf {
        self.marks.join(format!("{name}.json"))
    }

    /// The search of this name.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn named(&self, name: &str) -> Result<&SavedSearch> {
        self.searches.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.searches.keys().map(String::as_str).collect();
            let help = if names.is_empty() {
                "save one with `dateline save NAME QUERY`".to_owned()
            } else {
                format!("there are {}", names.join(", "))
            };
            Error::new(format!("no saved search is called \"{name}\"")).at(&self.file).help(help)
        })
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn write(&self) -> Result<()> {
        let cannot =
            |cause: std::io::Error| Error::new("the saved searches cannot be written").at(&self.file).because(cause);
        let mut text = String::new();
        for search in self.searches.values() {
            text.push_str(&serde_json::to_string(search).map_err(|cause| cannot(cause.into()))?);
            text.push('\n');
        }
        replace_file(&self.file, text.as_bytes()).map_err(cannot)
    }

    /// Forgets what a search has told.
    ///
    /// # Errors
    /// The mark cannot be deleted.
    pub(super) fn forget(&self, name: &str) -> Result<()> {
        let mark = self.mark(name);
        match fs::remove_file(&mark) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::new("what was told cannot be forgotten").at(&mark).because(cause))
            }
            _ => Ok(()),
        }
    }
}

/// A name that can also name a file on every system.
///
/// # Errors
/// It cannot.
pub(super) fn check_name(name: &str) -> Result<()> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with(['.', '-']) || !name.chars().all(fits) || name.len() > 100 {
        return Err(Error::new(format!("\"{name}\" is no name for a saved search"))
            .help("use letters, digits, - _ and ., at most 100, beginning with a letter or digit"));
    }
    Ok(())
}

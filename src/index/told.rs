//! What a saved search has told: the mark up to which its hits are no news.
//!
//! A mark names the index and its commit. The hits that were told are kept
//! beside it, so that after an index was made anew, where commits count from
//! one again, nobody is told everything twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::document::Stored;
use super::replace::replace_file;
use crate::error::{Error, Result};

/// Version of the file's own shape.
const VERSION: u32 = 1;

/// What a hit is to someone who has been told of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The index did not hold the article.
    New,
    /// The index held it, with other content.
    Changed,
}

impl News {
    /// As output spells it.
    pub fn name(self) -> &'static str {
        match self {
            News::New => "new",
            News::Changed => "changed",
        }
    }
}

/// What a saved search has told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    version: u32,
    /// The identity of the index.
    index: String,
    /// Its last commit that was told of.
    commit: u64,
    /// The articles that were told: the hash of the content by that of the id, in hexadecimal.
    articles: BTreeMap<String, String>,
}

impl Told {
    /// Nothing told, of an index of this identity.
    pub fn nothing(index: &str) -> Told {
        Told { version: VERSION, index: index.to_owned(), commit: 0, articles: BTreeMap::new() }
    }

    /// Reads a mark; `None` where there is none.
    ///
    /// # Errors
    /// The file cannot be read or is no mark.
    pub fn read(path: &Path) -> Result<Option<Told>> {
        let broken = |cause: Box<dyn std::error::Error + Send + Sync>| {
            Error::new("what was told cannot be read")
                .at(path)
                .because(cause)
                .help("delete the file: the search then begins anew and tells all its hits")
        };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(broken(cause.into())),
        };
        let told: Told = serde_json::from_slice(&bytes).map_err(|cause| broken(cause.into()))?;
        if told.version != VERSION {
            return Err(broken(format!("version {}, this program reads {VERSION}", told.version).into()));
        }
        Ok(Some(told))
    }

    /// Writes the mark, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let cannot = |cause: std::io::Error| {
            Error::new("what was told cannot be written: it will be told again").at(path).because(cause)
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(cannot)?;
        }
        let mut bytes = serde_json::to_vec(self).map_err(|cause| cannot(cause.into()))?;
        bytes.push(b'\n');
        replace_file(path, &bytes).map_err(cannot)
    }

    /// The last commit that was told of, where this is still the same index; after it was
    /// made anew, none.
    pub fn commit_of(&self, index: &str, last: u64) -> Option<u64> {
        (self.index == index && self.commit <= last).then_some(self.commit)
    }

    /// What an article is that came or changed after commit `told`, or, where the index was
    /// made anew since, what it is beside the articles that were told; `None` for one of these.
    pub fn news(&self, told: Option<u64>, stored: &Stored) -> Option<News> {
        match told {
            Some(commit) if stored.history.first > commit => Some(News::New),
            Some(_) => Some(News::Changed),
            None => match self.articles.get(&id(stored)) {
                None => Some(News::New),
                Some(content) if *content == content_of(stored) => None,
                Some(_) => Some(News::Changed),
            },
        }
    }

    /// Notes that an article is told.
    pub fn tell(&mut self, stored: &Stored) {
        self.articles.insert(id(stored), content_of(stored));
    }

    /// Notes that all is told up to a commit of an index.
    pub fn up_to(&mut self, index: &str, commit: u64) {
        index.clone_into(&mut self.index);
        self.commit = commit;
    }
}

fn id(stored: &Stored) -> String {
    format!("{:016x}", xxh3_64(stored.article.id.as_bytes()))
}

fn content_of(stored: &Stored) -> String {
    format!("{:016x}", stored.history.content)
}

#[cfg(test)]
mod tests {
    use super::super::history::History;
    use super::*;
    use crate::article::Article;

    fn stored(id: &str, first: u64, content: u64) -> Stored {
        let article = Article { id: id.to_owned(), ..Article::default() };
        Stored { article, history: History { first, changed: first, content }, ..Stored::default() }
    }

    #[test]
    fn marks_tell_new_from_changed_also_after_a_rebuild() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/oil.json");
        assert_eq!(Told::read(&path).unwrap(), None);
        let mut told = Told::nothing("one");
        told.tell(&stored("a", 1, 7));
        told.up_to("one", 3);
        told.write(&path).unwrap();
        let told = Told::read(&path).unwrap().unwrap();
        assert_eq!((told.commit_of("one", 4), told.commit_of("two", 4)), (Some(3), None));
        // An older copy of the same index was put back.
        assert_eq!(told.commit_of("one", 2), None);
        assert_eq!(told.news(Some(3), &stored("b", 4, 7)), Some(News::New));
        assert_eq!(told.news(Some(3), &stored("b", 2, 7)), Some(News::Changed));
        assert_eq!(told.news(None, &stored("a", 1, 7)), None);
        assert_eq!(told.news(None, &stored("a", 1, 8)), Some(News::Changed));
        assert_eq!(told.news(None, &stored("b", 1, 7)), Some(News::New));
    }

    #[test]
    fn a_broken_mark_is_an_error_that_says_what_helps() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("oil.json");
        for text in ["", "{}", "{\"version\": 9, \"index\": \"\", \"commit\": 0, \"articles\": {}}"] {
            fs::write(&path, text).unwrap();
            let error = Told::read(&path).unwrap_err();
            assert!(error.to_string().contains("oil.json") && error.hint().unwrap().contains("delete"), "{error}");
        }
    }
}

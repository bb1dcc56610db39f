//! Walking: from the paths that a user names to the files below them.
//!
//! Hidden files and folders are left out, and what a `.datelineignore` file
//! (in the syntax of `.gitignore`) names. Everything else that cannot be read
//! is reported.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;

use super::Skipped;
use crate::error::{Error, Result};

/// The files below some paths, in a fixed order, and what could not be walked.
#[derive(Debug, Default)]
pub struct Walk {
    /// By root, then by path inside the corpus.
    pub files: Vec<Found>,
    /// Folders and links that could not be read.
    pub skipped: Vec<Skipped>,
}

/// A file of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path that the user named, made absolute.
    pub root: PathBuf,
    /// Where to open it.
    pub location: PathBuf,
    /// Its path inside the corpus, with `/` between folders.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Time of last change, nanoseconds since 1970 (0 where the system has none).
    pub modified: i64,
}

/// Walks every root; a root may be a file. Paths inside the corpus count from
/// the root, or for a file from its folder.
///
/// # Errors
/// A root that does not exist or cannot be looked at.
pub fn walk(roots: &[PathBuf]) -> Result<Walk> {
    let mut walk = Walk::default();
    for absolute in check(roots)? {
        let base =
            if absolute.is_file() { absolute.parent().unwrap_or(&absolute).to_owned() } else { absolute.clone() };
        walk_root(&absolute, &base, &mut walk);
    }
    walk.files.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    walk.files.dedup_by(|a, b| a.location == b.location);
    walk.skipped.sort();
    Ok(walk)
}

/// The paths, made absolute.
///
/// # Errors
/// The first that does not exist or cannot be looked at.
pub fn check(roots: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let absolute = |root: &PathBuf| {
        root.canonicalize().map_err(|cause| {
            let help = match cause.kind() {
                std::io::ErrorKind::NotFound => "name a file or a directory that exists",
                std::io::ErrorKind::PermissionDenied => "give this user the right to read it",
                _ => "check the path",
            };
            Error::new("cannot be opened").at(root).because(cause).help(help)
        })
    };
    roots.iter().map(absolute).collect()
}

fn walk_root(root: &Path, base: &Path, walk: &mut Walk) {
    let entries = WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .add_custom_ignore_filename(".datelineignore")
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walk.skipped.push(unreadable(base, &error));
                continue;
            }
        };
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        match entry.metadata() {
            Ok(metadata) => walk.files.push(Found {
                root: root.to_owned(),
                path: inside(base, entry.path()),
                location: entry.into_path(),
                size: metadata.len(),
                modified: metadata
                    .modified()
                    .ok()
                    .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
                    .map_or(0, |since| since.as_nanos() as i64),
            }),
            Err(error) => walk.skipped.push(unreadable(base, &error)),
        }
    }
}

fn unreadable(base: &Path, error: &ignore::Error) -> Skipped {
    let (path, reason) = match error {
        ignore::Error::WithPath { path, err } => (inside(base, path), err.to_string()),
        ignore::Error::WithDepth { err, .. } => return unreadable(base, err),
        ignore::Error::Loop { child, .. } => {
            (inside(base, child), "a symbolic link to a folder above it: not followed again".to_owned())
        }
        other => (String::from("."), other.to_string()),
    };
    Skipped { path, line: None, reason }
}

/// `location` as a path inside the corpus; bytes that are not UTF-8 are replaced.
fn inside(base: &Path, location: &Path) -> String {
    let relative = location.strip_prefix(base).unwrap_or(location);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_files_in_order_and_leaves_out_hidden_and_ignored_ones() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir_all(root.join("b/c")).unwrap();
        std::fs::create_dir_all(root.join(".dateline")).unwrap();
        for name in ["z.txt", "b/c/a.txt", "b/skip.jsonl", ".dateline/x.txt", "a.txt"] {
            std::fs::write(root.join(name), "x").unwrap();
        }
        std::fs::write(root.join(".datelineignore"), "skip.jsonl\n").unwrap();
        let found = walk(&[root.to_owned(), root.join("a.txt")]).unwrap();
        let paths: Vec<&str> = found.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["a.txt", "b/c/a.txt", "z.txt", "a.txt"]);
        assert!(found.skipped.is_empty());
    }

    #[test]
    fn a_missing_root_says_what_would_work() {
        let error = walk(&["no/such/place".into()]).unwrap_err();
        assert!(error.to_string().starts_with("no/such/place: cannot be opened"));
        assert!(error.hint().unwrap().contains("exists"));
    }
}

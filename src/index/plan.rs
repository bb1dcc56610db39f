//! What an update has to do: the walk held against the manifest.

use std::collections::HashSet;
use std::path::PathBuf;

use super::manifest::{FileKey, Manifest};
use crate::source::{Found, Skipped, Walk, content_hash};

/// What an update has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Files to read, in order.
    pub(super) read: Vec<Planned>,
    /// Files whose content is as it was, with their new time of change where it differs.
    pub(super) unchanged: Vec<(FileKey, i64)>,
    /// Files that are gone.
    pub(super) removed: Vec<FileKey>,
    /// Bytes of the files to read.
    pub(super) bytes: u64,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) key: FileKey,
    pub(super) found: Found,
    /// Whether the index holds articles of an earlier state of the file.
    pub(super) known: bool,
}

/// Holds what was found against what is known. A file is unchanged when size
/// and time of change are the same, or size and content.
pub(super) fn plan(walk: Walk, roots: &[PathBuf], manifest: &Manifest) -> Plan {
    let mut plan = Plan::default();
    let mut seen = HashSet::new();
    for found in walk.files {
        let key = FileKey { root: found.root.clone(), path: found.path.clone() };
        seen.insert(key.clone());
        let entry = manifest.files.get(&key);
        let unchanged = entry.is_some_and(|entry| {
            entry.size == found.size
                && (entry.modified == found.modified
                    || content_hash(&found).is_ok_and(|hash| entry.hash == format!("{hash:032x}")))
        });
        if unchanged {
            plan.unchanged.push((key, found.modified));
        } else {
            plan.bytes += found.size;
            plan.read.push(Planned { key, found, known: entry.is_some() });
        }
    }
    plan.removed = manifest
        .files
        .keys()
        .filter(|key| roots.contains(&key.root) && !seen.contains(*key) && !out_of_sight(key, &walk.skipped))
        .cloned()
        .collect();
    plan
}

/// Whether a file lies in a folder that could not be read: then nobody knows that it is gone.
fn out_of_sight(key: &FileKey, skipped: &[Skipped]) -> bool {
    skipped.iter().any(|skipped| {
        skipped.path == "."
            || key.path == skipped.path
            || key.path.strip_prefix(&skipped.path).is_some_and(|rest| rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::manifest::Entry;
    use super::*;

    fn key(path: &str) -> FileKey {
        FileKey { root: "/c".into(), path: path.into() }
    }

    #[test]
    fn a_file_in_an_unreadable_folder_is_not_taken_for_gone() {
        let mut manifest = Manifest::default();
        for path in ["a.txt", "locked/b.txt", "locked2/c.txt"] {
            let entry = Entry { file: 1, size: 1, modified: 1, hash: String::new(), ids: vec![], ..Entry::default() };
            manifest.files.insert(key(path), entry);
        }
        let locked = Skipped { path: "locked".into(), line: None, reason: "denied".into() };
        let walk = Walk { files: vec![], skipped: vec![locked] };
        let plan = plan(walk, &["/c".into()], &manifest);
        assert_eq!(plan.removed, [key("a.txt"), key("locked2/c.txt")]);
    }

    #[test]
    fn files_of_other_roots_are_left_alone() {
        let mut manifest = Manifest::default();
        let entry = Entry { file: 1, size: 1, modified: 1, hash: String::new(), ids: vec![], ..Entry::default() };
        manifest.files.insert(key("a.txt"), entry);
        assert!(plan(Walk::default(), &["/other".into()], &manifest).removed.is_empty());
    }
}

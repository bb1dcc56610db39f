//! What an update has to do: the walk held against the manifest.

use std::collections::{BTreeMap, HashSet};

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
    /// What was named and is neither there nor known.
    pub(super) skipped: Vec<Skipped>,
    /// Bytes of the files to read.
    pub(super) bytes: u64,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) key: FileKey,
    pub(super) found: Found,
    /// Under which key the index holds articles of an earlier state of the file: its own, or that of the place
    /// that it has moved from.
    pub(super) before: Option<FileKey>,
}

impl Planned {
    /// Whether the file lay elsewhere when it was read last.
    pub(super) fn has_moved(&self) -> bool {
        self.before.as_ref().is_some_and(|before| *before != self.key)
    }
}

/// Holds what was found against what is known. A file is unchanged when size
/// and time of change are the same, or size and content. A new file with the content
/// of one that is gone is that file, moved. What lies in a folder that was `unreadable` is not gone.
pub(super) fn plan(walk: Walk, unreadable: &[Skipped], manifest: &Manifest) -> Plan {
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
            let before = entry.map(|_| key.clone());
            plan.read.push(Planned { key, found, before });
        }
    }
    let gone = |key: &&FileKey| {
        walk.scope.covers(&key.root, &key.path) && !seen.contains(*key) && !out_of_sight(key, unreadable)
    };
    plan.removed = manifest.files.keys().filter(gone).cloned().collect();
    for (root, path) in walk.missing {
        let below = |key: &FileKey| key.root == root && below(&key.path, &path);
        if !plan.removed.iter().any(below) {
            let reason = "cannot be opened: there is no such file, nor was there one when the index was made";
            plan.skipped.push(Skipped { path, line: None, reason: reason.to_owned() });
        }
    }
    find_moved(&mut plan, manifest);
    plan
}

/// Finds the files that are gone among those that are new, by their content: where several have it, one of
/// the same name first.
fn find_moved(plan: &mut Plan, manifest: &Manifest) {
    let mut gone: BTreeMap<u64, Vec<&FileKey>> = BTreeMap::new();
    for key in &plan.removed {
        if let Some(entry) = manifest.files.get(key).filter(|entry| entry.size > 0 && !entry.hash.is_empty()) {
            gone.entry(entry.size).or_default().push(key);
        }
    }
    let mut moved = HashSet::new();
    for planned in plan.read.iter_mut().filter(|planned| planned.before.is_none()) {
        let Some(candidates) = gone.get_mut(&planned.found.size).filter(|keys| !keys.is_empty()) else { continue };
        let Ok(hash) = content_hash(&planned.found) else { continue };
        let hash = format!("{hash:032x}");
        let same = |key: &&FileKey| manifest.files.get(*key).is_some_and(|entry| entry.hash == hash);
        let same_name = |key: &&FileKey| name(&key.path) == name(&planned.key.path);
        let best = candidates.iter().position(|key| same(key) && same_name(key));
        if let Some(at) = best.or_else(|| candidates.iter().position(same)) {
            let key = candidates.remove(at);
            planned.before = Some(key.clone());
            moved.insert(key.clone());
        }
    }
    plan.removed.retain(|key| !moved.contains(key));
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a path is this one, or below it.
fn below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a file lies in a folder that could not be read: then nobody knows that it is gone.
fn out_of_sight(key: &FileKey, skipped: &[Skipped]) -> bool {
    skipped.iter().any(|skipped| skipped.path == "." || below(&key.path, &skipped.path))
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
        let plan = plan(below_root("/c"), &[locked], &manifest);
        assert_eq!(plan.removed, [key("a.txt"), key("locked2/c.txt")]);
    }

    fn below_root(root: &str) -> Walk {
        let mut walk = Walk::default();
        walk.scope.roots.insert(root.into());
        walk
    }

    #[test]
    fn files_of_other_roots_are_left_alone() {
        let mut manifest = Manifest::default();
        let entry = Entry { file: 1, size: 1, modified: 1, hash: String::new(), ids: vec![], ..Entry::default() };
        manifest.files.insert(key("a.txt"), entry);
        assert!(plan(below_root("/other"), &[], &manifest).removed.is_empty());
        let mut walk = Walk::default();
        walk.scope.places.insert(("/c".into(), "b".into()));
        assert!(plan(walk, &[], &manifest).removed.is_empty());
    }

    #[test]
    fn a_file_moves_with_its_content_one_of_its_name_first() {
        let dir = tempfile::tempdir().unwrap();
        let mut walk = below_root("/c");
        for path in ["new/a.txt", "new/b.txt", "new/other.txt", "new/third.txt"] {
            let location = dir.path().join(path.replace('/', "-"));
            std::fs::write(&location, if path.ends_with("other.txt") { "other" } else { "story" }).unwrap();
            let found = Found { root: "/c".into(), location, path: path.into(), size: 5, linked: false, modified: 2 };
            walk.files.push(found);
        }
        let hash = format!("{:032x}", content_hash(&walk.files[0]).unwrap());
        let mut manifest = Manifest::default();
        for path in ["old/a.txt", "old/b.txt"] {
            manifest.files.insert(key(path), Entry { size: 5, hash: hash.clone(), ..Entry::default() });
        }
        manifest.files.insert(key("old/c.txt"), Entry { size: 5, hash: "another".into(), ..Entry::default() });
        let plan = plan(walk, &[], &manifest);
        let before: Vec<_> = plan.read.iter().map(|planned| planned.before.clone()).collect();
        assert_eq!(before, [Some(key("old/a.txt")), Some(key("old/b.txt")), None, None]);
        assert_eq!(plan.removed, [key("old/c.txt")]);
    }
}

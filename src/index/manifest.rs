//! The manifest: every file whose articles are in the index, so that an update
//! reads only what has changed.
//!
//! A manifest is written to its own file before each commit, and the commit
//! names it in its payload: the two become true together. JSON Lines, compressed
//! with zstd: a head, then a line a file in path order. A checksum stands behind them.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::account::Tally;
use super::seal::{sealed, unsealed};
use crate::error::{Error, Result};
use crate::source::Skipped;

/// Version of the manifest's own shape.
const VERSION: u32 = 1;

/// How hard zstd tries; 1 to 22, of which 3 is its default.
const COMPRESSION: i32 = 3;

/// Which file this is: the path that was indexed, and the path below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct FileKey {
    pub(super) root: PathBuf,
    pub(super) path: String,
}

/// What is known of a file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Number of the file, which its documents carry.
    pub(super) file: u64,
    pub(super) size: u64,
    pub(super) modified: i64,
    /// Hash of the content, in hexadecimal.
    pub(super) hash: String,
    /// The path that ids are made from, where that is not the file's own: it lay there when it was first read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) born: Option<String>,
    /// Hashes of the ids of its articles.
    pub(super) ids: Vec<u64>,
    /// Hashes of the ids of its articles that the user has taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) deleted: Vec<u64>,
    /// What of it is no article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) skipped: Vec<SkippedLine>,
    /// What it holds, by format.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) formats: BTreeMap<String, Tally>,
}

/// A [`Skipped`] of a file, without the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SkippedLine {
    /// The member of an archive that it is said of, by its whole path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) member: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    pub(super) reason: String,
}

impl SkippedLine {
    /// What is said of the file at `path`, or of a member of it.
    pub(super) fn of(skipped: Skipped, path: &str) -> SkippedLine {
        let Skipped { path: member, line, reason } = skipped;
        SkippedLine { member: (member != path).then_some(member), line, reason }
    }

    pub(super) fn at(&self, path: &str) -> Skipped {
        let path = self.member.as_deref().unwrap_or(path).to_owned();
        Skipped { path, line: self.line, reason: self.reason.clone() }
    }
}

/// The files of an index.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<FileKey, Entry>,
    /// Counts manifests up; names the file.
    pub(super) generation: u64,
    /// The number that the next file gets.
    pub(super) next_file: u64,
}

#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    generation: u64,
    next_file: u64,
    files: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    key: FileKey,
    #[serde(flatten)]
    entry: Entry,
}

impl Manifest {
    /// Reads the manifest called `name` in the index folder.
    pub(super) fn read(folder: &Path, name: &str) -> Result<Manifest> {
        let path = folder.join(name);
        let broken = |cause: std::io::Error| {
            Error::new("the manifest cannot be read")
                .at(&path)
                .because(cause)
                .help("delete the index folder and run `dateline index` again")
        };
        let bytes = fs::read(&path).map_err(broken)?;
        let decoder = zstd::Decoder::new(unsealed(&bytes).map_err(broken)?).map_err(broken)?;
        let mut lines = BufReader::new(decoder).lines();
        let json = |line: std::io::Result<String>| line.map_err(broken);
        let head = lines.next().ok_or_else(|| broken(std::io::ErrorKind::UnexpectedEof.into()))?;
        let head: Head = serde_json::from_str(&json(head)?).map_err(|error| broken(error.into()))?;
        if head.version != VERSION {
            return Err(Error::new(format!("a manifest of version {}, this program reads {VERSION}", head.version))
                .at(&path)
                .help("delete the index folder and run `dateline index` again"));
        }
        let mut files = BTreeMap::new();
        for line in lines {
            let line: Line = serde_json::from_str(&json(line)?).map_err(|error| broken(error.into()))?;
            files.insert(line.key, line.entry);
        }
        if files.len() != head.files {
            return Err(broken(std::io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(Manifest { files, generation: head.generation, next_file: head.next_file })
    }

    /// Writes the manifest as the next generation and gives its name; it is on disk when this returns.
    pub(super) fn write(&mut self, folder: &Path) -> Result<String> {
        self.generation += 1;
        let name = name_of(self.generation);
        let path = folder.join(&name);
        self.write_to(&path).map_err(|cause| {
            Error::new("the manifest cannot be written")
                .at(&path)
                .because(cause)
                .help("free some space on the disk and run `dateline index` again: nothing committed is lost")
        })?;
        Ok(name)
    }

    fn write_to(&self, path: &Path) -> std::io::Result<()> {
        let mut encoder = zstd::Encoder::new(Vec::new(), COMPRESSION)?;
        let head =
            Head { version: VERSION, generation: self.generation, next_file: self.next_file, files: self.files.len() };
        serde_json::to_writer(&mut encoder, &head)?;
        for (key, entry) in &self.files {
            encoder.write_all(b"\n")?;
            serde_json::to_writer(&mut encoder, &Line { key: key.clone(), entry: entry.clone() })?;
        }
        encoder.write_all(b"\n")?;
        let mut file = File::create(path)?;
        file.write_all(&sealed(encoder.finish()?))?;
        file.sync_all()
    }

    /// Deletes the manifests in `folder` that no commit names any more.
    pub(super) fn clean(&self, folder: &Path) {
        let current = name_of(self.generation);
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if generation_of(&name).is_some() && *name != *current {
                // One that stays behind does no harm: the commit does not name it.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Makes the files at these paths read again, whether they have changed or not.
    pub(super) fn forget_content(&mut self, paths: &HashSet<String>) {
        for (_, entry) in self.files.iter_mut().filter(|(key, _)| paths.contains(&key.path)) {
            entry.modified = i64::MIN;
            entry.hash.clear();
        }
    }

    /// Hashes of the ids of all articles that the user has taken out.
    pub(super) fn deleted(&self) -> HashSet<u64> {
        self.files.values().flat_map(|entry| entry.deleted.iter().copied()).collect()
    }

    /// Hashes of the ids of all articles.
    pub(super) fn ids(&self) -> HashSet<u64> {
        self.files.values().flat_map(|entry| entry.ids.iter().copied()).collect()
    }
}

const HEAD: &str = "manifest-";
const TAIL: &str = ".jsonl.zst";

pub(super) fn name_of(generation: u64) -> String {
    format!("{HEAD}{generation}{TAIL}")
}

/// The generation that the name of a manifest tells; `None` where it is no such name.
pub(super) fn generation_of(name: &str) -> Option<u64> {
    name.strip_prefix(HEAD)?.strip_suffix(TAIL)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let mut manifest = Manifest { next_file: 3, ..Manifest::default() };
        for n in 0..3 {
            let key = FileKey { root: "/news".into(), path: format!("{n}.txt") };
            let skipped = vec![SkippedLine { member: None, line: Some(n), reason: "bad".into() }];
            let entry = Entry {
                file: n,
                size: n,
                modified: -5,
                hash: "ab".into(),
                born: (n == 1).then(|| "old.txt".into()),
                ids: vec![n, u64::MAX],
                deleted: vec![7],
                skipped,
                formats: BTreeMap::new(),
            };
            manifest.files.insert(key, entry);
        }
        let name = manifest.write(dir.path()).unwrap();
        assert_eq!(Manifest::read(dir.path(), &name).unwrap(), manifest);
        let second = manifest.write(dir.path()).unwrap();
        manifest.clean(dir.path());
        assert!(!dir.path().join(&name).exists() && dir.path().join(&second).exists());
    }

    #[test]
    fn a_cut_manifest_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::default();
        let name = manifest.write(dir.path()).unwrap();
        let path = dir.path().join(&name);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(Manifest::read(dir.path(), &name).unwrap_err().to_string().contains("cannot be read"));
    }
}

//! Whether an index is whole: its bytes, and what it knows of itself.
//!
//! Nothing is changed. Every finding says what to do.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::aliases::{ALIASES_FILE, Aliases};
use super::groups::{self, Copies};
use super::manifest::{Manifest, name_of};
use super::open::{Index, SEGMENTS, STAMP, TOPICS_FILE};
use crate::error::{Error, Result};

/// What is wrong with an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What was looked at.
    pub what: Part,
    /// The file, inside the index folder.
    pub path: String,
    /// What is wrong with it.
    pub finding: String,
    /// What to do.
    pub help: &'static str,
}

/// A part of an index that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What tells the index from others.
    Stamp,
    /// The bytes of Tantivy's segments.
    Segments,
    /// The list of files whose articles are inside.
    Manifest,
    /// The groups of copies.
    Copies,
    /// Names of people that stand for others.
    Aliases,
    /// The user's own topic model.
    Topics,
    /// The vocabularies and models by which articles were read.
    Vocabularies,
}

impl Part {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Part::Stamp => "stamp",
            Part::Segments => "segments",
            Part::Manifest => "manifest",
            Part::Copies => "copies",
            Part::Aliases => "aliases",
            Part::Topics => "topics",
            Part::Vocabularies => "vocabularies",
        }
    }
}

/// What was checked, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkup {
    /// Files whose bytes were held against their checksums.
    pub files: u64,
    /// Articles whose entries were held against the manifest.
    pub articles: u64,
    /// What is wrong, by part; empty for a sound index.
    pub findings: Vec<Finding>,
}

const REBUILD: &str = "run `dateline index --rebuild` with the paths of the corpus: it makes the index anew";
const UPDATE: &str = "run `dateline index` with the paths of the corpus: it mends this";

/// Checks the index in `folder`.
///
/// # Errors
/// There is no index, it is of another format, or it cannot be opened at all.
pub fn check(folder: &Path) -> Result<Checkup> {
    let index = Index::open(folder)?;
    let mut checkup = Checkup::default();
    segments(&index, &mut checkup)?;
    manifest(&index, &mut checkup);
    copies(&index, &mut checkup);
    if let Err(error) = Aliases::read(folder) {
        let help = "mend the line in that file, or delete the file: `dateline index` learns aliases anew";
        checkup.find(Part::Aliases, ALIASES_FILE, error.to_string(), help);
    }
    if let Err(error) = index.own_topics() {
        checkup.find(Part::Topics, TOPICS_FILE, error.to_string(), REBUILD);
    }
    if !index.has_its_stamp()? {
        checkup.find(Part::Stamp, STAMP, "its bytes are not those that were written", REBUILD);
    }
    if let Some(version) = index.read_by_others()? {
        let finding = format!("articles were read by the vocabularies and models of Dateline {version}, not by these");
        checkup.find(Part::Vocabularies, STAMP, finding, REBUILD);
    }
    checkup.findings.sort();
    Ok(checkup)
}

impl Checkup {
    fn find(&mut self, what: Part, path: impl Into<String>, finding: impl Into<String>, help: &'static str) {
        self.findings.push(Finding { what, path: path.into(), finding: finding.into(), help });
    }
}

/// The bytes of every file that the last commit names.
fn segments(index: &Index, checkup: &mut Checkup) -> Result<()> {
    let folder = index.folder().join(SEGMENTS);
    let named = index.tantivy().load_metas().map_err(Error::from)?.list_segment_files();
    let mut files: Vec<PathBuf> = named.into_iter().collect();
    files.sort();
    let managed: HashSet<PathBuf> = index.tantivy().directory().list_managed_files();
    for file in files {
        let path = format!("{SEGMENTS}/{}", file.display());
        if !folder.join(&file).exists() {
            // Segments list files that they may have: only managed ones were written.
            if managed.contains(&file) {
                checkup.find(Part::Segments, path, "is missing", REBUILD);
            }
            continue;
        }
        checkup.files += 1;
        match index.tantivy().directory().validate_checksum(&file) {
            Ok(true) => {}
            Ok(false) => checkup.find(Part::Segments, path, "its bytes are not those that were written", REBUILD),
            Err(error) => checkup.find(Part::Segments, path, format!("cannot be read: {error}"), REBUILD),
        }
    }
    Ok(())
}

/// Every article has its entry, and every entry its article.
fn manifest(index: &Index, checkup: &mut Checkup) {
    let manifest = match index.manifest() {
        Ok(manifest) => manifest,
        Err(error) => return checkup.find(Part::Manifest, "manifest", error.to_string(), REBUILD),
    };
    match held(index) {
        Ok(held) => {
            checkup.articles = held.len() as u64;
            let mut told: Vec<(u64, u64)> = entries(&manifest).collect();
            told.sort_unstable();
            let name = name_of(manifest.generation);
            let twice = held.windows(2).filter(|pair| pair[0].1 == pair[1].1).count();
            if twice > 0 {
                checkup.find(Part::Manifest, &*name, format!("{twice} ids stand for more than one article"), REBUILD);
            }
            if held != told {
                let (held, told): (HashSet<_>, HashSet<_>) = (held.into_iter().collect(), told.into_iter().collect());
                let (more, fewer) = (held.difference(&told).count(), told.difference(&held).count());
                let finding = format!("names {fewer} articles that the index lacks, and lacks {more} that it holds");
                checkup.find(Part::Manifest, name, finding, REBUILD);
            }
        }
        // The bytes are at fault, and told as such.
        Err(error) if checkup.findings.is_empty() => {
            checkup.find(Part::Segments, SEGMENTS, format!("cannot be read: {error}"), REBUILD);
        }
        Err(_) => {}
    }
}

/// File and key of every article that the manifest names.
fn entries(manifest: &Manifest) -> impl Iterator<Item = (u64, u64)> {
    manifest.files.values().flat_map(|entry| entry.ids.iter().map(|key| (entry.file, *key)))
}

/// File and key of every article in the index, rising.
fn held(index: &Index) -> Result<Vec<(u64, u64)>> {
    let mut held = Vec::new();
    for reader in index.searcher()?.segment_readers() {
        let (files, keys) = (reader.fast_fields().u64("file")?, reader.fast_fields().u64("key")?);
        let article = |doc| (files.first(doc).unwrap_or(u64::MAX), keys.first(doc).unwrap_or(u64::MAX));
        held.extend(reader.doc_ids_alive().map(article));
    }
    held.sort_unstable();
    Ok(held)
}

fn copies(index: &Index, checkup: &mut Checkup) {
    let help = "delete that file and run `dateline index` with the paths of the corpus: it groups copies anew";
    match Copies::open(index.folder()) {
        Ok(copies) => {
            if index.copies().is_ok_and(|asked| !asked.is_current()) {
                let finding = "copies were not grouped after the last commit";
                checkup.find(Part::Copies, groups::name(copies.generation()), finding, UPDATE);
            }
        }
        Err(error) => checkup.find(Part::Copies, "copies", error.to_string(), help),
    }
}

//! Finding, making and opening the index folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::schema::Schema;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexSettings, ReloadPolicy, Searcher};
use xxhash_rust::xxh3::xxh3_64;

use super::fields::{Fields, schema};
use super::groups::Copies;
use super::homes::{HomesFile, read_homes};
use super::manifest::{Manifest, generation_of};
use super::medium::Medium;
use super::streamed::Streamed;
use super::tokenizers::tokenizers;
use super::turn::check_free;
use crate::enrich::countries::Homes;
use crate::enrich::topics::Model;
use crate::error::{Error, Result};

/// Name of the index folder that `index DIR` makes in DIR.
pub const FOLDER: &str = ".dateline";

/// The shape of the index; raised when fields or their analysis change, so
/// that an older index is recognised and never misread.
const FORMAT: u32 = 5;

/// Name of the file in the index folder that holds a user's own topic model, where the index has one.
pub const TOPICS_FILE: &str = "topics.model";

pub(super) const STAMP: &str = "dateline.json";

/// Name of the stamp until it is written to its end.
const DRAFT: &str = ".dateline.json.new";
pub(super) const SEGMENTS: &str = "tantivy";

/// Level at which stored articles are compressed: zstd's fastest regular one.
const STORE_COMPRESSION: i32 = 1;

/// Bytes of stored articles that are compressed together: larger blocks are
/// smaller on disk, smaller ones quicker to read one article from.
const STORE_BLOCK: usize = 32 << 10;

#[derive(Serialize, Deserialize)]
struct Stamp {
    format: u32,
    dateline: String,
    /// Tells this index from one that is made in its place.
    #[serde(default)]
    identity: String,
    /// By which vocabularies and models its first articles were read.
    #[serde(default)]
    vocabularies: String,
    /// A hash of all else, in hexadecimal.
    #[serde(default)]
    checksum: String,
}

impl Stamp {
    fn checksum(&self) -> String {
        let all = format!("{}\n{}\n{}\n{}", self.format, self.dateline, self.identity, self.vocabularies);
        format!("{:016x}", xxh3_64(all.as_bytes()))
    }
}

/// The vocabularies and models of this program, as a hash of all their files.
const VOCABULARIES: &str = env!("DATELINE_VOCABULARIES");

/// An index folder, opened.
pub struct Index {
    folder: PathBuf,
    tantivy: tantivy::Index,
    fields: Fields,
}

impl Index {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// There is none, it is of another version, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Index> {
        check_stamp(folder)?;
        let (schema, fields) = schema();
        let path = folder.join(SEGMENTS);
        if !path.join("meta.json").exists() {
            return Err(Error::new("the index is empty: making it did not come to its first commit")
                .at(folder)
                .help("run `dateline index` again"));
        }
        let directory = MmapDirectory::open(&path)
            .map_err(|cause| Error::new("the index cannot be opened").at(&path).because(cause))?;
        let tantivy = tantivy::Index::open(Medium(directory)).map_err(|cause| unreadable(folder, cause))?;
        Index::with(folder, tantivy, &schema, fields)
    }

    /// Opens the index in `folder`, or makes an empty one there.
    ///
    /// # Errors
    /// The folder holds something else, an index of another version, or cannot be written.
    pub fn open_or_create(folder: &Path) -> Result<Index> {
        let cannot = |cause: std::io::Error| {
            Error::new("the index folder cannot be made")
                .at(folder)
                .because(cause)
                .help("name a folder that this user may write, with --index DIR")
        };
        fs::create_dir_all(folder).map_err(cannot)?;
        let stamp = folder.join(STAMP);
        if !stamp.exists() {
            // A draft of the stamp is left where making the index was cut short.
            let others = fs::read_dir(folder).map_err(cannot)?.flatten().filter(|entry| entry.file_name() != DRAFT);
            if others.count() > 0 {
                return Err(Error::new("is not empty and holds no Dateline index")
                    .at(folder)
                    .help("name a new or empty folder with --index DIR"));
            }
            write_stamp(folder).map_err(cannot)?;
        }
        check_stamp(folder)?;
        let (schema, fields) = schema();
        let path = folder.join(SEGMENTS);
        fs::create_dir_all(&path).map_err(cannot)?;
        let directory = MmapDirectory::open(&path)
            .map_err(|cause| Error::new("the index cannot be opened").at(&path).because(cause))?;
        let directory = Medium(directory);
        let exists = tantivy::Index::exists(&directory).map_err(|cause| unreadable(folder, cause.into()))?;
        let tantivy = if exists {
            tantivy::Index::open(directory).map_err(|cause| unreadable(folder, cause))?
        } else {
            let settings = IndexSettings {
                docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(STORE_COMPRESSION) }),
                docstore_blocksize: STORE_BLOCK,
                ..IndexSettings::default()
            };
            tantivy::Index::create(directory, schema.clone(), settings).map_err(|cause| unreadable(folder, cause))?
        };
        Index::with(folder, tantivy, &schema, fields)
    }

    fn with(folder: &Path, mut tantivy: tantivy::Index, expected: &Schema, fields: Fields) -> Result<Index> {
        if tantivy.schema() != *expected {
            return Err(Error::new("the index has other fields than this program")
                .at(folder)
                .help("delete the folder and run `dateline index` again"));
        }
        tantivy.set_tokenizers(tokenizers());
        tantivy.set_fast_field_tokenizers(tokenizers());
        Ok(Index { folder: folder.to_owned(), tantivy, fields })
    }

    /// The index once more, for one who goes over it as a whole: by files that are read, as [`Streamed`] does.
    pub(super) fn for_writing(&self) -> Result<tantivy::Index> {
        let path = self.folder.join(SEGMENTS);
        let directory =
            Streamed::open(&path).map_err(|cause| Error::new("the index cannot be opened").at(&path).because(cause))?;
        let mut tantivy = tantivy::Index::open(Medium(directory)).map_err(|cause| unreadable(&self.folder, cause))?;
        tantivy.set_tokenizers(tokenizers());
        tantivy.set_fast_field_tokenizers(tokenizers());
        Ok(tantivy)
    }

    /// An index that is open already.
    pub(super) fn of(folder: PathBuf, tantivy: tantivy::Index, fields: Fields) -> Index {
        Index { folder, tantivy, fields }
    }

    /// The index folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Tantivy's index.
    pub fn tantivy(&self) -> &tantivy::Index {
        &self.tantivy
    }

    /// A view of the last commit.
    ///
    /// # Errors
    /// A segment cannot be read.
    pub fn searcher(&self) -> Result<Searcher> {
        self.searcher_of(&self.tantivy)
    }

    /// The same by files that are read, as [`Streamed`] does: for one who goes over all articles once.
    pub(super) fn streamed_searcher(&self) -> Result<Searcher> {
        self.searcher_of(&self.for_writing()?)
    }

    fn searcher_of(&self, tantivy: &tantivy::Index) -> Result<Searcher> {
        let reader = tantivy
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(32)
            .try_into()
            .map_err(|cause| unreadable(&self.folder, cause))?;
        Ok(reader.searcher())
    }

    /// The user's own topic model that the articles were given their topics by, if any.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn own_topics(&self) -> Result<Option<Model>> {
        let path = self.folder.join(TOPICS_FILE);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(Model::load(&bytes)?)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::new("the topic model of the index cannot be read").at(&path).because(cause)),
        }
    }

    /// Gives an index that holds no articles yet a topic model of the user's own;
    /// later updates use it without being told.
    ///
    /// # Errors
    /// It is no topic model; the index holds articles with other topics; the folder cannot be written.
    pub fn adopt_topics(&self, model: &Path) -> Result<()> {
        let (_, bytes) = read_topics(model)?;
        let path = self.folder.join(TOPICS_FILE);
        if fs::read(&path).is_ok_and(|held| held == bytes) {
            return Ok(());
        }
        if self.files()? > 0 {
            return Err(Error::new("holds articles with the topics of another model")
                .at(&self.folder)
                .help("name a new folder with --index DIR, or delete this one and index again"));
        }
        fs::write(&path, bytes)
            .map_err(|cause| Error::new("the index folder cannot be written").at(&path).because(cause))
    }

    /// The homes of sources that the index has learned and was told.
    ///
    /// # Errors
    /// Their file cannot be read or has a line that is no home.
    pub fn homes(&self) -> Result<Homes> {
        Ok(HomesFile::read(&self.folder)?.homes)
    }

    /// Takes over the homes of sources that a user gives; the next update reads the
    /// articles again that were read by others.
    ///
    /// # Errors
    /// The file cannot be read or has a line that is no home; the folder cannot be written.
    pub fn adopt_homes(&self, path: &Path) -> Result<()> {
        let given = read_homes(path)?;
        let mut file = HomesFile::read(&self.folder)?;
        file.adopt(&given);
        file.write(&self.folder)
    }

    /// Which articles are copies of each other, as the last grouping found them.
    ///
    /// # Errors
    /// The groups cannot be read.
    pub fn copies(&self) -> Result<Copies> {
        let meta = self.tantivy.load_metas().map_err(|cause| unreadable(&self.folder, cause))?;
        let generation = meta.payload.as_deref().and_then(generation_of).unwrap_or(0);
        Ok(Copies::open(&self.folder)?.asked_for(generation))
    }

    /// Files whose articles are in the index.
    ///
    /// # Errors
    /// The manifest cannot be read.
    pub fn files(&self) -> Result<usize> {
        Ok(self.manifest()?.files.values().filter(|entry| !entry.ids.is_empty()).count())
    }

    /// The manifest that the last commit names; an empty one before the first.
    pub(super) fn manifest(&self) -> Result<Manifest> {
        let meta = self.tantivy.load_metas().map_err(|cause| unreadable(&self.folder, cause))?;
        match meta.payload {
            Some(name) => Manifest::read(&self.folder, &name),
            None => Ok(Manifest::default()),
        }
    }

    /// The last commit, counted from 1; 0 before the first.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn commit(&self) -> Result<u64> {
        let meta = self.tantivy.load_metas().map_err(|cause| unreadable(&self.folder, cause))?;
        Ok(meta.payload.and_then(|name| generation_of(&name)).unwrap_or(0))
    }

    /// Whether a process writes it at this moment.
    pub fn is_being_written(&self) -> bool {
        check_free(&self.folder).is_err()
    }

    /// What tells this index from one that is made anew in its place.
    ///
    /// # Errors
    /// Its stamp cannot be read.
    pub fn identity(&self) -> Result<String> {
        Ok(check_stamp(&self.folder)?.identity)
    }

    /// The version of the program that made the index, where it read articles by other vocabularies or models
    /// than this one does.
    pub(super) fn read_by_others(&self) -> Result<Option<String>> {
        let stamp = check_stamp(&self.folder)?;
        Ok(Some(stamp.dateline).filter(|_| stamp.vocabularies != VOCABULARIES))
    }

    /// Whether the stamp is as it was written.
    pub(super) fn has_its_stamp(&self) -> Result<bool> {
        let stamp = check_stamp(&self.folder)?;
        let written = serde_json::to_string(&stamp).is_ok_and(|text| {
            // To the last byte: what reads the same is not what was written either.
            fs::read_to_string(self.folder.join(STAMP)).is_ok_and(|held| held == text + "\n")
        });
        Ok(written && stamp.checksum == stamp.checksum())
    }

    /// Makes the names of all files in the folder durable.
    pub(super) fn sync(&self) -> std::io::Result<()> {
        for folder in [self.folder.clone(), self.folder.join(SEGMENTS)] {
            // Only a directory handle can be synced; systems that have none need none.
            match File::open(folder) {
                Ok(handle) if cfg!(unix) => handle.sync_all()?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Reads a topic model of the user's own; gives it and the bytes it was read from.
///
/// # Errors
/// The file cannot be read or is no topic model.
pub fn read_topics(path: &Path) -> Result<(Model, Vec<u8>)> {
    let bytes = fs::read(path).map_err(|cause| {
        Error::new("the topic model cannot be read")
            .at(path)
            .because(cause)
            .help("make one with `dateline train topics --labels FILE --out MODEL`")
    })?;
    Ok((Model::load(&bytes)?, bytes))
}

/// An identity that no other index has: the time, and the process for those made at once.
fn identity() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    format!("{:x}-{:x}", since.as_nanos(), std::process::id())
}

fn write_stamp(folder: &Path) -> std::io::Result<()> {
    let mut made = Stamp {
        format: FORMAT,
        dateline: env!("CARGO_PKG_VERSION").to_owned(),
        identity: identity(),
        vocabularies: VOCABULARIES.to_owned(),
        checksum: String::new(),
    };
    made.checksum = made.checksum();
    let draft = folder.join(DRAFT);
    fs::write(&draft, serde_json::to_string(&made)? + "\n")?;
    fs::rename(&draft, folder.join(STAMP))
}

/// Empties the index in `folder`, of whatever format, so that it can be made anew: its articles go, what
/// the user has told it stays. Gives whether there was one.
///
/// # Errors
/// Another process writes it, or the folder cannot be written.
pub fn clear(folder: &Path) -> Result<bool> {
    if !folder.join(STAMP).exists() {
        return Ok(false);
    }
    let cannot = |cause: std::io::Error| Error::new("the index folder cannot be emptied").at(folder).because(cause);
    check_free(folder)?;
    let segments = folder.join(SEGMENTS);
    if segments.exists() {
        fs::remove_dir_all(&segments).map_err(cannot)?;
    }
    for entry in fs::read_dir(folder).map_err(cannot)?.flatten() {
        let name = entry.file_name();
        if generation_of(&name.to_string_lossy()).is_some() || name.to_string_lossy().starts_with("copies-") {
            fs::remove_file(entry.path()).map_err(cannot)?;
        }
    }
    write_stamp(folder).map_err(cannot)?;
    Ok(true)
}

fn check_stamp(folder: &Path) -> Result<Stamp> {
    let path = folder.join(STAMP);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::new("there is no Dateline index here")
                .at(folder)
                .help("make one with `dateline index DIR`, or name one with --index DIR"));
        }
        Err(cause) => return Err(Error::new("the index cannot be opened").at(&path).because(cause)),
    };
    let stamp: Stamp = serde_json::from_str(&text).map_err(|cause| {
        Error::new("is not the stamp of a Dateline index")
            .at(&path)
            .because(cause)
            .help("delete the index folder and run `dateline index` again")
    })?;
    if stamp.format != FORMAT {
        return Err(Error::new(format!(
            "an index of format {} (written by Dateline {}), this program reads format {FORMAT}",
            stamp.format, stamp.dateline
        ))
        .at(folder)
        .help("run `dateline index --rebuild` with the paths of the corpus, or use the program that made it"));
    }
    Ok(stamp)
}

fn unreadable(folder: &Path, cause: tantivy::TantivyError) -> Error {
    Error::new("the index cannot be read").at(folder).because(cause).help(
        "`dateline check` says what is damaged; `dateline index --rebuild` with the paths of the corpus makes the \
         index anew",
    )
}

/// Whether a folder is an index, of whatever format.
pub fn is_index(folder: &Path) -> bool {
    folder.join(STAMP).exists()
}

/// The nearest folder [`FOLDER`] in `start` or above it, as git looks for its own.
///
/// # Errors
/// There is none.
pub fn discover(start: &Path) -> Result<PathBuf> {
    start.ancestors().map(|folder| folder.join(FOLDER)).find(|folder| folder.join(STAMP).exists()).ok_or_else(|| {
        Error::new(format!("no index: neither this folder nor one above it holds a {FOLDER}"))
            .at(start)
            .help("make one with `dateline index DIR`, or name one with --index DIR or $DATELINE_INDEX")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_other_things_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("letters.txt"), "x").unwrap();
        let error = Index::open_or_create(dir.path()).err().unwrap();
        assert!(error.to_string().contains("holds no Dateline index"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    /// A process that died between the two files made a folder that no other one took.
    #[test]
    fn a_folder_whose_making_was_cut_short_is_taken_up() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(DRAFT), "{\"form").unwrap();
        Index::open_or_create(dir.path()).unwrap();
        assert!(dir.path().join(STAMP).exists() && !dir.path().join(DRAFT).exists());
    }

    #[test]
    fn an_index_of_another_format_is_recognised() {
        let dir = tempfile::tempdir().unwrap();
        Index::open_or_create(dir.path()).unwrap();
        fs::write(dir.path().join(STAMP), "{\"format\": 99, \"dateline\": \"9.0.0\"}").unwrap();
        let error = Index::open(dir.path()).err().unwrap();
        assert!(error.to_string().contains("format 99 (written by Dateline 9.0.0)"), "{error}");
    }

    /// A stamp that is cut by the end of its line reads the same.
    #[test]
    fn a_stamp_is_told_from_one_that_is_cut() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(dir.path()).unwrap();
        assert!(index.has_its_stamp().unwrap());
        let path = dir.path().join(STAMP);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.trim_end()).unwrap();
        assert!(!index.has_its_stamp().unwrap());
    }

    #[test]
    fn discovers_upwards() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        Index::open_or_create(&dir.path().join(FOLDER)).unwrap();
        assert_eq!(discover(&deep).unwrap(), dir.path().join(FOLDER));
    }
}

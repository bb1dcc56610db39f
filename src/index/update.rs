//! Bringing an index up to date with its corpus.
//!
//! Every round of files ends in a commit that names its manifest: whenever the
//! process dies, the index is as the last commit left it, and the next update
//! reads what was not yet in. How a round runs stands in [`super::pipeline`], what
//! becomes of files and articles in [`super::ledger`].

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::{IndexWriter, TantivyDocument};

use super::account::Account;
use super::aliases::Aliases;
use super::copies::regroup;
use super::history::Past;
use super::homes::{HomesFile, paths_of};
use super::ledger::Ledger;
use super::manifest::Manifest;
use super::open::Index;
use super::pipeline;
use super::plan::plan;
use super::turn::writer;
use super::worker::Worker;
use crate::error::{Error, Result};
use crate::source::{self, Globs, Options};

/// Tantivy's writer: holds the lock, deletes, commits and merges. Documents do not go through it.
pub(super) type Writer = IndexWriter<TantivyDocument>;

/// How an update works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Threads that write segments.
    pub threads: usize,
    /// Bytes that these threads may hold before they write, all together; what is on its way to
    /// them comes on top.
    pub memory: usize,
    /// How files are read.
    pub reading: Arc<Options>,
    /// Which of them.
    pub globs: Globs,
    /// Whether copies are looked for among the articles that are read.
    pub duplicates: bool,
}

impl Default for Settings {
    /// As many threads as cores, up to 8 as Tantivy does, and 128 MiB each.
    fn default() -> Settings {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(8);
        Settings {
            threads,
            memory: threads * (128 << 20),
            reading: Arc::default(),
            globs: Globs::default(),
            duplicates: true,
        }
    }
}

/// Told how far an update has come.
pub trait Progress: Sync {
    /// The work is known: files and bytes to read.
    fn begin(&self, files: usize, bytes: u64);
    /// So many more bytes and articles are in.
    fn advance(&self, bytes: u64, articles: u64);
    /// All is read; what remains is to write and merge.
    fn finish(&self);
}

/// Bytes of files between two commits, about.
pub(super) const ROUND_BYTES: u64 = 512 << 20;

/// Time after which a round ends at the next file.
const ROUND_TIME: Duration = Duration::from_secs(60);

/// Puts what is new and changed below `roots` into the index and takes out what is gone.
///
/// # Errors
/// A root cannot be opened, another process writes this index, or the disk fails.
/// What a file or record lacks is no error: the account names it.
pub fn update(index: &Index, roots: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> Result<Account> {
    let mut writer = writer(index)?;
    // Read under the writer's lock: nobody commits between the two.
    let mut manifest = index.manifest()?;
    let homes = HomesFile::read(index.folder())?;
    manifest.forget_content(&paths_of(&homes.moved(), index)?);
    let walk = source::walk(roots, &settings.globs)?;
    let roots = source::check(roots)?;
    let account = Account { skipped: walk.skipped.clone(), ..Account::default() };
    let plan = plan(walk, &roots, &manifest);
    progress.begin(plan.read.len(), plan.bytes);
    let mut ledger = Ledger::new(manifest, account, homes, *index.fields());
    ledger.keep_unchanged(&plan);
    for key in &plan.removed {
        ledger.remove(&writer, key);
    }
    let own_topics = index.own_topics()?;
    let past = Past::of(&index.searcher()?, index.fields())?;
    let budget = settings.memory / settings.threads;
    let worker =
        |_| Worker::new(index.tantivy(), *index.fields(), own_topics.as_ref(), &past, budget, settings.duplicates);
    let mut workers: Vec<Worker<'_>> = (0..settings.threads).map(worker).collect();
    let mut files = plan.read.into_iter().peekable();
    while files.peek().is_some() {
        let began = Instant::now();
        let mut round = Vec::new();
        let mut bytes = 0;
        while let Some(file) = files.next_if(|_| bytes < ROUND_BYTES) {
            bytes += file.found.size;
            round.push(file);
        }
        let round = pipeline::Round { files: round, until: began + ROUND_TIME, reading: &settings.reading };
        let rest = pipeline::run(round, &mut ledger, &writer, &mut workers, progress)?;
        ledger.take_out_withheld(&writer);
        commit(index, &mut writer, &mut ledger.manifest)?;
        ledger.uncommitted = false;
        if !rest.is_empty() {
            files = rest.into_iter().chain(files).collect::<Vec<_>>().into_iter().peekable();
        }
    }
    conclude(index, writer, ledger, progress)
}

/// Commits what is left, groups copies and learns of people and homes over all articles; gives the account.
pub(super) fn conclude(
    index: &Index,
    mut writer: Writer,
    mut ledger: Ledger,
    progress: &dyn Progress,
) -> Result<Account> {
    if ledger.uncommitted {
        commit(index, &mut writer, &mut ledger.manifest)?;
    }
    regroup(index, &ledger.manifest)?;
    progress.finish();
    let Ledger { manifest, mut account, mut homes, .. } = ledger;
    manifest.clean(index.folder());
    writer.wait_merging_threads()?;
    if !account.nothing_changed() {
        learn_aliases(index)?;
        homes.settle();
        homes.write(index.folder())?;
    }
    account.skipped.sort();
    account.articles_total = manifest.files.values().map(|entry| entry.ids.len() as u64).sum();
    Ok(account)
}

/// Commits what the writer holds together with the manifest that names its files.
pub(super) fn commit(index: &Index, writer: &mut Writer, manifest: &mut Manifest) -> Result<()> {
    let name = manifest.write(index.folder())?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&name);
    prepared.commit()?;
    index
        .sync()
        .map_err(|cause| Error::new("the index folder cannot be synced to disk").at(index.folder()).because(cause))
}

/// Brings the learned aliases of people up to date with the names in the index.
fn learn_aliases(index: &Index) -> Result<()> {
    let mut aliases = Aliases::read(index.folder())?;
    let mut values: BTreeMap<String, u64> = BTreeMap::new();
    for segment in index.searcher()?.segment_readers() {
        let people = segment.inverted_index(index.fields().people)?;
        let mut terms = people.terms().stream().map_err(tantivy::TantivyError::from)?;
        while let Some((value, info)) = terms.next() {
            if let Ok(value) = std::str::from_utf8(value) {
                *values.entry(value.to_owned()).or_insert(0) += u64::from(info.doc_freq);
            }
        }
    }
    if aliases.learn(&values) { aliases.write(index.folder()) } else { Ok(()) }
}

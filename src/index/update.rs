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
use super::budget::{DEFAULT_MEMORY, Shares};
use super::copies::regroup;
use super::history::Past;
use super::homes::{HomesFile, paths_of};
use super::ledger::Ledger;
use super::manifest::Manifest;
use super::open::Index;
use super::pipeline;
use super::plan::{Planned, plan};
use super::turn::writer;
use super::worker::Worker;
use crate::error::{Error, Result};
use crate::source::{self, Globs, Incoming, Options, Piece, Walk};
use crate::vocab::people::Years;

/// Tantivy's writer: holds the lock, deletes, commits and merges. Documents do not go through it.
pub(super) type Writer = IndexWriter<TantivyDocument>;

/// How an update works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Threads that write segments.
    pub threads: usize,
    /// Bytes that the whole of it may hold.
    pub memory: u64,
    /// How files are read.
    pub reading: Arc<Options>,
    /// Which of them.
    pub globs: Globs,
    /// Whether copies are looked for among the articles that are read.
    pub duplicates: bool,
}

impl Default for Settings {
    /// As many threads as cores, up to 8 as Tantivy does.
    fn default() -> Settings {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(8);
        Settings { threads, memory: DEFAULT_MEMORY, reading: Arc::default(), globs: Globs::default(), duplicates: true }
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
    /// Whether the update is to end with the file that is being read; what is not read yet the next one does.
    fn is_stopped(&self) -> bool {
        false
    }
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
    let update = Update::begin(index, settings, progress)?;
    update.files(source::walk(roots, &settings.globs)?)
}

/// The same for these paths only, of the corpus below `roots`: all other files stay as they are in the index.
///
/// # Errors
/// As [`update`].
pub fn update_listed(
    index: &Index,
    roots: &[PathBuf],
    paths: &[PathBuf],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Account> {
    let update = Update::begin(index, settings, progress)?;
    update.files(source::listed(paths, roots, &settings.globs)?)
}

/// Puts what comes in a stream into the index, until it pauses for `patience` or much has come; `first` is
/// what has come already, and is left there where the update cannot begin. An article stands in place of an
/// earlier one of the stream, or of another, with its id.
///
/// # Errors
/// Another process writes this index, or the disk fails. That the stream cannot be read on is told in the account.
pub fn update_from(
    index: &Index,
    incoming: &mut Incoming,
    first: &mut Vec<Piece>,
    patience: Duration,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Account> {
    let mut update = Update::begin(index, settings, progress)?;
    progress.begin(1, 0);
    let planned = update.ledger.stream(&index.identity()?);
    let first = std::mem::take(first);
    let stream = pipeline::Stream { planned, first, incoming, patience, enough: ROUND_BYTES };
    update
        .with_workers(|update, workers| update.round(pipeline::Input::Stream(Box::new(stream)), workers).map(|_| ()))?;
    update.finish()
}

/// An update under way.
struct Update<'a> {
    index: &'a Index,
    settings: &'a Settings,
    progress: &'a dyn Progress,
    shares: Shares,
    writer: Writer,
    ledger: Ledger,
}

impl<'a> Update<'a> {
    fn begin(index: &'a Index, settings: &'a Settings, progress: &'a dyn Progress) -> Result<Update<'a>> {
        let shares = Shares::of(settings.memory, settings.threads);
        let writer = writer(index, shares)?;
        // Read under the writer's lock: nobody commits between the two.
        let mut manifest = index.manifest()?;
        let homes = HomesFile::read(index.folder())?;
        manifest.forget_content(&paths_of(&homes.moved(), index)?);
        let ledger = Ledger::new(manifest, homes, *index.fields());
        Ok(Update { index, settings, progress, shares, writer, ledger })
    }

    /// Does what a walk asks for, and closes the books.
    fn files(mut self, mut walk: Walk) -> Result<Account> {
        self.ledger.account.skipped = std::mem::take(&mut walk.skipped);
        let plan = plan(walk, &self.ledger.account.skipped, &self.ledger.manifest);
        self.progress.begin(plan.read.len(), plan.bytes);
        self.ledger.keep_unchanged(&plan);
        for key in &plan.removed {
            self.ledger.remove(&self.writer, key);
        }
        self.ledger.account.skipped.extend(plan.skipped);
        if !plan.read.is_empty() {
            self.with_workers(|update, workers| update.rounds(plan.read, workers))?;
        }
        self.finish()
    }

    fn with_workers(&mut self, work: impl FnOnce(&mut Self, &mut [Worker<'_>]) -> Result<()>) -> Result<()> {
        let own_topics = self.index.own_topics()?;
        let past = Past::of(&self.index.searcher()?, self.index.fields())?;
        let Settings { threads, duplicates, .. } = *self.settings;
        let fields = *self.index.fields();
        let worker = |_| {
            let index = self.writer.index().clone();
            Worker::new(index, fields, own_topics.as_ref(), &past, self.shares.segment, duplicates)
        };
        let mut workers: Vec<Worker<'_>> = (0..threads).map(worker).collect();
        work(self, &mut workers)
    }

    /// Reads files, with a commit now and then.
    fn rounds(&mut self, files: Vec<Planned>, workers: &mut [Worker<'_>]) -> Result<()> {
        let mut files = files.into_iter().peekable();
        while files.peek().is_some() && !self.progress.is_stopped() {
            let mut round = Vec::new();
            let mut bytes = 0;
            while let Some(file) = files.next_if(|_| bytes < ROUND_BYTES) {
                bytes += file.found.size;
                round.push(file);
            }
            let rest = self.round(pipeline::Input::Files(round), workers)?;
            if !rest.is_empty() {
                files = rest.into_iter().chain(files).collect::<Vec<_>>().into_iter().peekable();
            }
        }
        Ok(())
    }

    /// Reads what is read between two commits, and commits; gives the files that were not begun.
    fn round(&mut self, input: pipeline::Input<'_>, workers: &mut [Worker<'_>]) -> Result<Vec<Planned>> {
        let round = pipeline::Round { input, until: Instant::now() + ROUND_TIME, reading: &self.settings.reading };
        let rest = pipeline::run(round, &mut self.ledger, &self.writer, workers, self.progress)?;
        self.ledger.take_out_withheld(&self.writer)?;
        self.commit()?;
        Ok(rest)
    }

    fn commit(&mut self) -> Result<()> {
        commit(self.index, &mut self.writer, &mut self.ledger.manifest)?;
        self.ledger.uncommitted = false;
        Ok(())
    }

    fn finish(self) -> Result<Account> {
        conclude(self.index, self.writer, self.ledger, self.shares, self.progress)
    }
}

/// Commits what is left, groups copies and learns of people and homes over all articles; gives the account.
pub(super) fn conclude(
    index: &Index,
    mut writer: Writer,
    mut ledger: Ledger,
    shares: Shares,
    progress: &dyn Progress,
) -> Result<Account> {
    if ledger.uncommitted {
        commit(index, &mut writer, &mut ledger.manifest)?;
    }
    regroup(index, &ledger.manifest, shares.sorting)?;
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
    let mut years: Option<Years> = None;
    for segment in index.searcher()?.segment_readers() {
        let dated = segment.fast_fields().u64(segment.schema().get_field_name(index.fields().year))?;
        let ends = [dated.min_value(), dated.max_value()].into_iter().filter_map(|year| i16::try_from(year).ok());
        for year in ends.filter(|&year| year > 0) {
            let years = years.get_or_insert(Years { first: year, last: year });
            (years.first, years.last) = (years.first.min(year), years.last.max(year));
        }
        let people = segment.inverted_index(index.fields().people)?;
        let mut terms = people.terms().stream().map_err(tantivy::TantivyError::from)?;
        while let Some((value, info)) = terms.next() {
            if let Ok(value) = std::str::from_utf8(value) {
                *values.entry(value.to_owned()).or_insert(0) += u64::from(info.doc_freq);
            }
        }
    }
    if aliases.learn(&values, years) { aliases.write(index.folder()) } else { Ok(()) }
}

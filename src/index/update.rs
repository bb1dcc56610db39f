//! Bringing an index up to date with its corpus.
//!
//! One thread reads files and cuts them into chunks; all cores parse and
//! annotate a batch of chunks at a time; their documents go to Tantivy's
//! indexing threads in file order, so that ids and the account do not depend
//! on timing. Every round of files ends in a commit that names its manifest:
//! whenever the process dies, the index is as the last commit left it, and the
//! next update reads what was not yet in.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tantivy::{IndexWriter, TantivyDocument, Term};
use xxhash_rust::xxh3::xxh3_64;

use super::account::{Account, NO_READER, Requalified};
use super::aliases::Aliases;
use super::annotated::{Annotated, annotated, settle_homes};
use super::document::document;
use super::fields::Fields;
use super::history::Past;
use super::homes::{HomesFile, paths_of};
use super::manifest::{Entry, FileKey, Manifest, SkippedLine};
use super::open::Index;
use super::plan::{Plan, Planned, plan};
use crate::article::Article;
use crate::enrich::countries::Homes;
use crate::enrich::topics::Model;
use crate::error::{Error, Result};
use crate::source::{self, Chunk, Globs, Options, Piece, Skipped};

/// How an update works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Threads that write segments.
    pub threads: usize,
    /// Bytes that these threads may hold before they write, all together.
    pub memory: usize,
    /// How files are read.
    pub reading: Arc<Options>,
    /// Which of them.
    pub globs: Globs,
}

impl Default for Settings {
    /// As many threads as cores, up to 8 as Tantivy does, and 128 MiB each.
    fn default() -> Settings {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(8);
        Settings { threads, memory: threads * (128 << 20), reading: Arc::default(), globs: Globs::default() }
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

/// Bytes of articles that are parsed and annotated together: enough to keep
/// all cores at work, few enough to hold twice.
const BATCH: usize = 8 << 20;

/// Chunks read ahead, at most.
const AHEAD: usize = 16;

/// Bytes of files between two commits, about.
const ROUND_BYTES: u64 = 512 << 20;

/// Time after which a round ends at the next file.
const ROUND_TIME: Duration = Duration::from_secs(60);

/// Puts what is new and changed below `roots` into the index and takes out what is gone.
///
/// # Errors
/// A root cannot be opened, another process writes this index, or the disk fails.
/// What a file or record lacks is no error: the account names it.
pub fn update(index: &Index, roots: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> Result<Account> {
    let mut writer = open_writer(index, settings)?;
    // Read under the writer's lock: nobody commits between the two.
    let mut manifest = index.manifest()?;
    let homes = HomesFile::read(index.folder())?;
    manifest.forget_content(&paths_of(&homes.moved(), index)?);
    let walk = source::walk(roots, &settings.globs)?;
    let roots = source::check(roots)?;
    let mut account = Account { skipped: walk.skipped.clone(), ..Account::default() };
    let plan = plan(walk, &roots, &manifest);
    progress.begin(plan.read.len(), plan.bytes);
    let touched = keep_unchanged(&plan, &mut manifest, &mut account);
    let mut run = Run {
        index,
        own_topics: index.own_topics()?,
        past: Past::of(&index.searcher()?, index.fields())?,
        homes,
        fields: *index.fields(),
        ids: manifest.ids(),
        manifest,
        account,
        progress,
        reading: Arc::clone(&settings.reading),
        uncommitted: touched,
    };
    for key in &plan.removed {
        run.remove(&writer, key);
    }
    let mut files = plan.read.into_iter().peekable();
    while files.peek().is_some() {
        let began = Instant::now();
        let mut round = Vec::new();
        let mut bytes = 0;
        while let Some(file) = files.next_if(|_| bytes < ROUND_BYTES) {
            bytes += file.found.size;
            round.push(file);
        }
        let rest = run.read_round(&mut writer, round, began)?;
        run.commit(&mut writer)?;
        if !rest.is_empty() {
            files = rest.into_iter().chain(files).collect::<Vec<_>>().into_iter().peekable();
        }
    }
    if run.uncommitted {
        run.commit(&mut writer)?;
    }
    progress.finish();
    run.manifest.clean(index.folder());
    writer.wait_merging_threads()?;
    if !run.account.nothing_changed() {
        learn_aliases(index)?;
        run.homes.settle();
        run.homes.write(index.folder())?;
    }
    let mut account = run.account;
    account.skipped.sort();
    account.articles_total = run.manifest.files.values().map(|entry| entry.ids.len() as u64).sum();
    Ok(account)
}

fn open_writer(index: &Index, settings: &Settings) -> Result<IndexWriter> {
    // Tantivy wants 15 MB a thread at the least.
    let memory = settings.memory.max(settings.threads * 15_000_000);
    index.tantivy().writer_with_num_threads(settings.threads, memory).map_err(|cause| match cause {
        tantivy::TantivyError::LockFailure(..) => Error::new("another process is writing this index")
            .at(index.folder())
            .help("wait until it has finished; searches need not wait"),
        other => other.into(),
    })
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

/// Accounts for the unchanged files; true where the manifest has a new time of change to keep.
fn keep_unchanged(plan: &Plan, manifest: &mut Manifest, account: &mut Account) -> bool {
    let mut touched = false;
    for (key, modified) in &plan.unchanged {
        if let Some(entry) = manifest.files.get_mut(key) {
            touched |= entry.modified != *modified;
            entry.modified = *modified;
            account.files_unchanged += 1;
            account.articles_unchanged += entry.ids.len() as u64;
            account.skipped.extend(entry.skipped.iter().map(|skipped| skipped.at(&key.path)));
            account.count_formats(&entry.formats);
        }
    }
    touched
}

/// One update while it runs.
struct Run<'a> {
    index: &'a Index,
    own_topics: Option<Model>,
    past: Past,
    homes: HomesFile,
    fields: Fields,
    manifest: Manifest,
    /// Hashes of all ids in the index.
    ids: HashSet<u64>,
    account: Account,
    progress: &'a dyn Progress,
    reading: Arc<Options>,
    uncommitted: bool,
}

/// What the reading thread hands on, in file order.
enum Work {
    /// A file begins.
    Begin(Planned),
    /// A part of it.
    Chunk(Chunk),
    /// A part that holds no articles.
    Skipped(Skipped),
    /// It ends: its content's hash where it was worth reading, or why it could not be read (on).
    End(std::result::Result<Option<u128>, String>),
    /// A file that was not begun because the round took too long.
    Later(Planned),
}

/// A step of a batch after its chunks were parsed and annotated.
enum Done {
    Begin(Planned),
    /// Records of a format, and the bytes of the file that they take.
    Records(Vec<Annotated>, u64, source::Format),
    Skipped(Skipped),
    End(std::result::Result<Option<u128>, String>),
}

impl Done {
    /// The records of a part of a file.
    fn records(&mut self) -> &mut [Annotated] {
        match self {
            Done::Records(records, ..) => records,
            Done::Begin(_) | Done::Skipped(_) | Done::End(_) => &mut [],
        }
    }
}

/// The file whose records are being put in.
struct Current {
    planned: Planned,
    entry: Entry,
    /// Whether any of it was read: from then on it stands in place of its earlier state.
    begun: bool,
}

impl Current {
    fn tally(&mut self, format: &str, articles: u64, skipped: u64) {
        let tally = self.entry.formats.entry(format.to_owned()).or_default();
        tally.files = 1;
        tally.articles += articles;
        tally.skipped += skipped;
    }

    fn skip(&mut self, skipped: Skipped) {
        self.entry.skipped.push(SkippedLine::of(skipped, &self.planned.key.path));
    }
}

impl Run<'_> {
    /// Takes a file's articles out.
    fn remove(&mut self, writer: &IndexWriter, key: &FileKey) {
        if let Some(entry) = self.manifest.files.remove(key) {
            writer.delete_term(Term::from_field_u64(self.fields.file, entry.file));
            self.forget_ids(&entry);
            self.account.files_removed += 1;
            self.account.articles_removed += entry.ids.len() as u64;
            self.uncommitted = true;
        }
    }

    fn forget_ids(&mut self, entry: &Entry) {
        for id in &entry.ids {
            self.ids.remove(id);
        }
    }

    /// Reads files until they or the round's time end; gives the files it did not begin.
    fn read_round(&mut self, writer: &mut IndexWriter, files: Vec<Planned>, began: Instant) -> Result<Vec<Planned>> {
        let (sender, receiver) = sync_channel::<Work>(AHEAD);
        let reading = Arc::clone(&self.reading);
        std::thread::scope(|scope| {
            // Owned here, so that an error below hangs up on the reading thread.
            let receiver = receiver;
            scope.spawn(move || {
                for file in files {
                    let late = began.elapsed() > ROUND_TIME;
                    if late {
                        if sender.send(Work::Later(file)).is_err() {
                            return;
                        }
                    } else if read_file(file, &reading, &sender).is_none() {
                        return;
                    }
                }
            });
            let mut rest = Vec::new();
            let mut current: Option<Current> = None;
            while let Some(batch) = next_batch(&receiver, &mut rest) {
                let (topics, homes) = (self.own_topics.as_ref(), &self.homes.homes);
                let mut steps: Vec<Done> = batch.into_par_iter().map(|work| annotate(work, topics, homes)).collect();
                settle_homes(steps.iter_mut().flat_map(Done::records), &mut self.homes.homes);
                for step in steps {
                    self.step(writer, &mut current, step)?;
                }
            }
            Ok(rest)
        })
    }

    fn step(&mut self, writer: &IndexWriter, current: &mut Option<Current>, step: Done) -> Result<()> {
        match step {
            Done::Begin(planned) => *current = Some(self.begin(planned)),
            Done::Records(records, bytes, format) => {
                if let Some(current) = current.as_mut() {
                    let articles = records.iter().filter(|record| record.is_ok()).count() as u64;
                    current.tally(format.name(), articles, records.len() as u64 - articles);
                    self.progress.advance(bytes, records.len() as u64);
                    self.account.bytes += bytes;
                    self.take_out_old(writer, current);
                    for record in records {
                        self.put(writer, current, record)?;
                    }
                }
            }
            Done::Skipped(skipped) => {
                if let Some(current) = current.as_mut() {
                    current.tally(NO_READER, 0, 1);
                    current.skip(skipped);
                }
            }
            Done::End(result) => {
                if let Some(current) = current.take() {
                    self.end(writer, current, result);
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, planned: Planned) -> Current {
        self.uncommitted = true;
        let file = self.manifest.next_file;
        self.manifest.next_file += 1;
        let entry = Entry {
            file,
            size: planned.found.size,
            modified: planned.found.modified,
            hash: String::new(),
            ids: Vec::new(),
            skipped: Vec::new(),
            formats: BTreeMap::new(),
        };
        Current { planned, entry, begun: false }
    }

    /// Takes the articles of a file's earlier state out, once its new one is being read.
    fn take_out_old(&mut self, writer: &IndexWriter, current: &mut Current) {
        if !std::mem::replace(&mut current.begun, true)
            && let Some(old) = self.manifest.files.get(&current.planned.key).cloned()
        {
            writer.delete_term(Term::from_field_u64(self.fields.file, old.file));
            self.forget_ids(&old);
        }
    }

    fn put(&mut self, writer: &IndexWriter, current: &mut Current, record: Annotated) -> Result<()> {
        let (mut article, found) = match record {
            Ok(annotated) => annotated,
            Err(skipped) => {
                current.skip(skipped);
                return Ok(());
            }
        };
        let id = self.claim_id(&mut article);
        current.entry.ids.push(id);
        let history = self.past.history(&article, self.manifest.generation + 1)?;
        let document: TantivyDocument = document(&self.fields, current.entry.file, &article, &found, history);
        writer.add_document(document)?;
        Ok(())
    }

    /// Makes the article's id one that nobody else bears, and gives its hash.
    fn claim_id(&mut self, article: &mut Article) -> u64 {
        let mut hash = xxh3_64(article.id.as_bytes());
        if !self.ids.insert(hash) {
            let came_with = std::mem::take(&mut article.id);
            for n in 1u32.. {
                article.id = match n {
                    1 => format!("{}#{came_with}", article.path),
                    n => format!("{}#{came_with}#{n}", article.path),
                };
                hash = xxh3_64(article.id.as_bytes());
                if self.ids.insert(hash) {
                    break;
                }
            }
            self.account.requalified.push(Requalified {
                path: article.path.clone(),
                id: came_with,
                now: article.id.clone(),
            });
        }
        hash
    }

    fn end(&mut self, writer: &IndexWriter, mut current: Current, result: std::result::Result<Option<u128>, String>) {
        if let (false, Err(reason)) = (current.begun, &result) {
            // What the index holds of it stays; the next update tries again.
            let skipped = SkippedLine { member: None, line: None, reason: reason.clone() };
            self.account.skipped.push(skipped.at(&current.planned.key.path));
            self.account.count_formats(&BTreeMap::new());
            self.account.files_skipped += 1;
            return;
        }
        self.take_out_old(writer, &mut current);
        let Current { planned, mut entry, .. } = current;
        match result {
            Ok(hash) => entry.hash = hash.map(|hash| format!("{hash:032x}")).unwrap_or_default(),
            Err(reason) => {
                // Tried again next time, however the file looks then.
                entry.modified = i64::MIN;
                entry.skipped.push(SkippedLine { member: None, line: None, reason });
            }
        }
        let articles = entry.ids.len() as u64;
        let before = self.manifest.files.get(&planned.key).map_or(0, |old| old.ids.len() as u64);
        let account = &mut self.account;
        account.skipped.extend(entry.skipped.iter().map(|skipped| skipped.at(&planned.key.path)));
        account.count_formats(&entry.formats);
        if articles == 0 {
            account.files_skipped += 1;
        } else if planned.known {
            account.files_changed += 1;
        } else {
            account.files_new += 1;
        }
        if planned.known {
            account.articles_replaced += articles.min(before);
            account.articles_indexed += articles.saturating_sub(before);
            account.articles_removed += before.saturating_sub(articles);
        } else {
            account.articles_indexed += articles;
        }
        self.manifest.files.insert(planned.key, entry);
    }

    /// Commits the articles together with the manifest that names their files.
    fn commit(&mut self, writer: &mut IndexWriter) -> Result<()> {
        let name = self.manifest.write(self.index.folder())?;
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&name);
        prepared.commit()?;
        self.index.sync().map_err(|cause| {
            Error::new("the index folder cannot be synced to disk").at(self.index.folder()).because(cause)
        })?;
        self.uncommitted = false;
        Ok(())
    }
}

/// Sends a file on in chunks; `None` when nobody listens any more.
fn read_file(file: Planned, reading: &Arc<Options>, sender: &SyncSender<Work>) -> Option<()> {
    let found = file.found.clone();
    sender.send(Work::Begin(file)).ok()?;
    let mut listens = true;
    let result = source::read(&found, reading, &mut |piece| {
        let work = match piece {
            Piece::Chunk(chunk) => Work::Chunk(chunk),
            Piece::Skipped(skipped) => Work::Skipped(skipped),
        };
        listens = sender.send(work).is_ok();
        listens
    });
    listens.then_some(())?;
    sender.send(Work::End(result)).ok()
}

/// What comes next from the reading thread, up to a batch; files put off go to `rest`.
fn next_batch(receiver: &Receiver<Work>, rest: &mut Vec<Planned>) -> Option<Vec<Work>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH {
        match receiver.recv() {
            Ok(Work::Later(planned)) => rest.push(planned),
            Ok(work) => {
                if let Work::Chunk(chunk) = &work {
                    bytes += chunk.bytes.len();
                }
                batch.push(work);
            }
            Err(_) => break,
        }
    }
    (!batch.is_empty()).then_some(batch)
}

fn annotate(work: Work, own_topics: Option<&Model>, homes: &Homes) -> Done {
    match work {
        Work::Begin(planned) => Done::Begin(planned),
        Work::Skipped(skipped) => Done::Skipped(skipped),
        Work::End(result) => Done::End(result),
        Work::Chunk(chunk) => {
            let bytes = chunk.read;
            let records = annotated(&chunk, own_topics, homes);
            Done::Records(records, bytes, chunk.format)
        }
        Work::Later(_) => unreachable!("files put off are set aside when a batch is gathered"),
    }
}

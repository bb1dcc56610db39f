//! Several indexes in one.
//!
//! The articles of each are read from its store and put in as an update puts
//! them in, so that the files themselves need not be at hand: homes, aliases
//! and copies are found over all of them. The files keep their entries in the
//! manifest, and the next update reads only those that have changed. What was
//! taken over is committed round by round; a merge that was cut short goes on
//! where it was.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::account::Account;
use super::aliases::{Aliases, Origin};
use super::annotated::{Annotated, settle_homes};
use super::budget::Shares;
use super::document::Stored;
use super::history::Past;
use super::homes::HomesFile;
use super::ledger::{Claimed, Ledger};
use super::manifest::{Entry, FileKey, Manifest};
use super::open::Index;
use super::plan::Planned;
use super::turn::writer;
use super::update::{Progress, ROUND_BYTES, Settings, Writer, commit, conclude};
use super::worker::Worker;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::source::{Found, Record};

/// Bytes of text of a batch: the homes of sources are learned from all its articles before they are settled.
const BATCH: usize = 8 << 20;

/// Bytes of text that one thread takes at a time.
const PIECE: usize = 256 << 10;

/// Looks at an index that somebody writes, until both its articles and its manifest are of one commit.
const LOOKS: usize = 10;

/// What a merge did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// What became of files and articles.
    pub account: Account,
    /// Files that more than one index holds: the state that changed last was taken.
    pub files_in_several: u64,
    /// Values of people of which the indexes' users say different things: what was said first stands.
    pub contradictions: Vec<String>,
}

/// An index that is taken over, as of one commit.
struct Source<'a> {
    index: &'a Index,
    searcher: Searcher,
    manifest: Manifest,
}

impl Source<'_> {
    fn of(index: &Index) -> Result<Source<'_>> {
        for _ in 0..LOOKS {
            let commit = index.commit()?;
            let (searcher, manifest) = (index.searcher(), index.manifest());
            if index.commit()? == commit {
                return Ok(Source { index, searcher: searcher?, manifest: manifest? });
            }
        }
        Err(Error::new("the index is being written").at(index.folder()).help("merge it when that has finished"))
    }
}

/// A file that is taken over: whose it is, and what its index knows of it.
#[derive(Clone, Copy)]
struct Taken<'a> {
    source: usize,
    key: &'a FileKey,
    entry: &'a Entry,
}

/// Where an article of a file stands: order of the file, order in it, address in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    file: usize,
    record: usize,
    address: DocAddress,
}

/// Some of the articles of a file.
#[derive(Default)]
struct Piece {
    file: usize,
    /// Whether they are the first and the last ones.
    first: bool,
    last: bool,
    records: Vec<Record>,
}

/// Puts the articles of `sources` into `index`, beside those that are there.
///
/// # Errors
/// A source cannot be read, or has topics of another model; another process writes `index`; the disk fails.
pub fn merge(index: &Index, sources: &[Index], settings: &Settings, progress: &dyn Progress) -> Result<Merged> {
    adopt_topics(index, sources)?;
    let shares = Shares::of(settings.memory, settings.threads);
    let mut writer = writer(index, shares)?;
    let manifest = index.manifest()?;
    let sources = sources.iter().map(Source::of).collect::<Result<Vec<_>>>()?;
    let mut homes = HomesFile::read(index.folder())?;
    for source in &sources {
        homes.adopt_given(&HomesFile::read(source.index.folder())?);
    }
    let contradictions = adopt_aliases(index.folder(), &sources)?;
    let (files, files_in_several) = files(&sources);
    let (files, known): (Vec<Taken<'_>>, Vec<Taken<'_>>) =
        files.into_iter().partition(|taken| is_news(taken, &manifest));
    let mut ledger = Ledger::new(manifest, homes, *index.fields());
    ledger.keep_out(sources.iter().flat_map(|source| source.manifest.deleted()));
    ledger.account.files_unchanged = known.len() as u64;
    ledger.account.articles_unchanged = known.iter().map(|taken| taken.entry.ids.len() as u64).sum();
    progress.begin(files.len(), files.iter().map(|taken| taken.entry.size).sum());
    let own_topics = index.own_topics()?;
    let past = Past::of(&index.searcher()?, index.fields())?;
    let segments = writer.index().clone();
    let worker = |_| {
        let segments = segments.clone();
        Worker::new(segments, *index.fields(), own_topics.as_ref(), &past, shares.segment, settings.duplicates)
    };
    let mut workers: Vec<Worker<'_>> = (0..settings.threads).map(worker).collect();
    let mut articles = Articles::of(&sources, &files)?;
    let mut bytes = 0;
    while let Some(batch) = articles.batch()? {
        let whole = batch.last().is_none_or(|piece| piece.last);
        let claimed = begin(batch, &files, &mut workers, &mut ledger, &writer, progress)?;
        in_parallel(&mut workers, claimed, |worker, claimed| worker.finish(claimed, &writer))?;
        bytes += BATCH as u64;
        if whole && (bytes >= ROUND_BYTES || articles.is_done()) {
            for worker in &mut workers {
                worker.flush(&writer)?;
            }
            ledger.take_out_withheld(&writer)?;
            commit(index, &mut writer, &mut ledger.manifest)?;
            ledger.uncommitted = false;
            bytes = 0;
        }
    }
    drop(workers);
    let account = conclude(index, writer, ledger, shares, progress)?;
    Ok(Merged { account, files_in_several, contradictions })
}

/// What `work` gives for each worker with its share, a thread each.
fn in_parallel<'i, S: Send, T: Send>(
    workers: &mut [Worker<'i>],
    shares: Vec<S>,
    work: impl Fn(&mut Worker<'i>, S) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    std::thread::scope(|scope| {
        let work = &work;
        let begin = |(worker, share)| scope.spawn(move || work(worker, share));
        let threads: Vec<_> = workers.iter_mut().zip(shares).map(begin).collect();
        // All are waited for, so that the first to fail is the one whose error is told.
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        ended.into_iter().map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Begins the articles of a batch in all workers and enters them into the books; gives what each worker
/// has to finish.
fn begin(
    mut batch: Vec<Piece>,
    files: &[Taken<'_>],
    workers: &mut [Worker<'_>],
    ledger: &mut Ledger,
    writer: &Writer,
    progress: &dyn Progress,
) -> Result<Vec<Vec<Claimed>>> {
    let threads = workers.len();
    let mut shares: Vec<Vec<(&str, Vec<Record>)>> = workers.iter().map(|_| Vec::new()).collect();
    for (n, piece) in batch.iter_mut().enumerate() {
        shares[n % threads].push((&files[piece.file].key.path, std::mem::take(&mut piece.records)));
    }
    let homes = &ledger.homes.homes;
    let begun = in_parallel(workers, shares, |worker, share| {
        share.into_iter().map(|(path, records)| worker.begin_records(records, path, homes)).collect::<Result<Vec<_>>>()
    })?;
    let mut begun: Vec<_> = begun.into_iter().map(Vec::into_iter).collect();
    // Back in the order of the batch.
    let mut records: Vec<Vec<Annotated>> = (0..batch.len()).filter_map(|n| begun[n % threads].next()).collect();
    settle_homes(records.iter_mut().flatten(), &mut ledger.homes.homes);
    let mut claimed: Vec<Vec<Claimed>> = (0..threads).map(|_| Vec::new()).collect();
    for (n, (piece, records)) in batch.iter().zip(records).enumerate() {
        if piece.first {
            let taken = &files[piece.file];
            ledger.begin_taken(planned(taken, ledger.manifest.files.contains_key(taken.key)), taken.entry);
            progress.advance(taken.entry.size, 0);
        }
        progress.advance(0, records.len() as u64);
        claimed[n % threads].extend(ledger.taken(writer, records));
        if piece.last {
            ledger.end_taken(writer);
        }
    }
    Ok(claimed)
}

fn planned(taken: &Taken<'_>, known: bool) -> Planned {
    let FileKey { root, path } = taken.key.clone();
    let found = Found {
        location: root.join(&path),
        root,
        path,
        size: taken.entry.size,
        linked: false,
        modified: taken.entry.modified,
    };
    Planned { key: taken.key.clone(), found, before: known.then(|| taken.key.clone()) }
}

/// The files of all sources in path order, each once: of several states that which changed last, of equally
/// old ones that of the index that is named last. Also tells how many there are several of.
fn files<'a>(sources: &'a [Source<'_>]) -> (Vec<Taken<'a>>, u64) {
    let mut files: BTreeMap<&FileKey, Taken<'a>> = BTreeMap::new();
    let mut several = BTreeMap::new();
    for (source, held) in sources.iter().enumerate() {
        for (key, entry) in &held.manifest.files {
            let taken = Taken { source, key, entry };
            match files.get(key) {
                Some(other) => {
                    several.insert(key, ());
                    if entry.modified >= other.entry.modified {
                        files.insert(key, taken);
                    }
                }
                None => {
                    files.insert(key, taken);
                }
            }
        }
    }
    (files.into_values().collect(), several.len() as u64)
}

/// Whether the index that is merged into lacks a file, or holds an older state of it.
fn is_news(taken: &Taken<'_>, manifest: &Manifest) -> bool {
    manifest.files.get(taken.key).is_none_or(|held| held.modified < taken.entry.modified)
}

/// The articles of the files that are taken, in file order.
struct Articles<'a> {
    sources: &'a [Source<'a>],
    files: &'a [Taken<'a>],
    places: std::iter::Peekable<std::vec::IntoIter<Place>>,
    /// The file that comes next, and whether articles of it have been given.
    file: usize,
    begun: bool,
}

impl<'a> Articles<'a> {
    fn of(sources: &'a [Source<'a>], files: &'a [Taken<'a>]) -> Result<Articles<'a>> {
        let mut places = Vec::new();
        for (n, source) in sources.iter().enumerate() {
            let mut wanted: HashMap<u64, (usize, usize)> = HashMap::new();
            for (file, taken) in files.iter().enumerate().filter(|(_, taken)| taken.source == n) {
                wanted.extend(taken.entry.ids.iter().enumerate().map(|(record, key)| (*key, (file, record))));
            }
            let before = places.len();
            for (segment, reader) in (0..).zip(source.searcher.segment_readers()) {
                let keys = reader.fast_fields().u64("key")?;
                for doc in reader.doc_ids_alive() {
                    if let Some(&(file, record)) = keys.first(doc).and_then(|key| wanted.get(&key)) {
                        places.push(Place { file, record, address: DocAddress::new(segment, doc) });
                    }
                }
            }
            if places.len() - before != wanted.len() {
                let help = "`dateline check` says what is wrong with it";
                return Err(Error::new("does not hold the articles that its manifest names")
                    .at(source.index.folder())
                    .help(help));
            }
        }
        places.sort_unstable();
        Ok(Articles { sources, files, places: places.into_iter().peekable(), file: 0, begun: false })
    }

    fn is_done(&self) -> bool {
        self.file == self.files.len()
    }

    /// The next pieces of files, some [`BATCH`] of text; `None` when all were given.
    fn batch(&mut self) -> Result<Option<Vec<Piece>>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while bytes < BATCH && !self.is_done() {
            let mut piece = Piece { file: self.file, first: !self.begun, ..Piece::default() };
            let mut size = 0;
            while size < PIECE
                && let Some(place) = self.places.next_if(|place| place.file == self.file)
            {
                let article = self.read(place)?;
                size += article.title.len() + article.body.len();
                piece.records.push(Ok(Box::new(article)));
            }
            piece.last = self.places.peek().is_none_or(|place| place.file != self.file);
            self.begun = !piece.last;
            self.file += usize::from(piece.last);
            bytes += size;
            batch.push(piece);
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn read(&self, place: Place) -> Result<Article> {
        let source = &self.sources[self.files[place.file].source];
        let document: TantivyDocument = source.searcher.doc(place.address)?;
        Ok(Stored::from_document(source.index.fields(), &document).article)
    }
}

/// All have the topics of one model, which the merged index takes.
fn adopt_topics(index: &Index, sources: &[Index]) -> Result<()> {
    let model = |index: &Index| std::fs::read(index.folder().join(super::TOPICS_FILE)).ok();
    let wanted = if index.files()? > 0 { model(index) } else { sources.first().and_then(model) };
    for source in sources {
        if model(source) != wanted {
            return Err(Error::new("has its topics from another model than the others")
                .at(source.folder())
                .help("merge indexes of one model; `dateline index --rebuild --topics MODEL` makes one anew"));
        }
    }
    match sources.first().filter(|_| wanted.is_some()) {
        Some(source) => index.adopt_topics(&source.folder().join(super::TOPICS_FILE)),
        None => Ok(()),
    }
}

/// What users have said of people in any of the indexes; gives the values of which they say different things.
fn adopt_aliases(folder: &Path, sources: &[Source<'_>]) -> Result<Vec<String>> {
    let mut aliases = Aliases::read(folder)?;
    let mut contradictions = Vec::new();
    for source in sources {
        for (value, alias) in
            Aliases::read(source.index.folder())?.iter().filter(|(_, alias)| alias.origin == Origin::User)
        {
            let said = aliases.said(value).cloned();
            match said {
                None => aliases.set(value, alias.target.clone()),
                Some(target) if target != alias.target => contradictions.push(value.to_owned()),
                Some(_) => {}
            }
        }
    }
    aliases.write(folder)?;
    Ok(contradictions)
}

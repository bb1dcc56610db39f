//! The threads of an update: one reads files and cuts them into chunks, the others,
//! the workers, do the rest.
//!
//! Chunks come in batches, and a chunk goes three ways. Whoever is free parses and annotates it
//! and records its words. When the last chunk of a batch is done, and all batches before it,
//! one worker settles the batch in file order, a moment's work: homes of sources, ids,
//! the account. Then every worker finishes what it has begun. Nobody waits for a neighbour's
//! long work, results do not depend on how many work or how fast, and the
//! reading thread waits while enough is on its way.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::annotated::{Annotated, settle_homes};
use super::ledger::{Claimed, Ledger};
use super::plan::Planned;
use super::update::{Progress, Writer};
use super::worker::Worker;
use crate::enrich::countries::Homes;
use crate::error::{Error, Result};
use crate::source::{self, Came, Chunk, Format, Incoming, Options, Piece, Skipped};

/// Bytes of a batch: the homes of sources are learned from all its articles before any of them is
/// settled, so that the order of a small corpus does not matter.
const BATCH: usize = 8 << 20;

/// Bytes of chunks on their way, at most, unless a single one is larger: a batch whose
/// last chunks are being read, and one that keeps the other workers busy meanwhile.
const AHEAD: usize = 2 * BATCH;

/// What is read between two commits.
pub(super) struct Round<'a> {
    pub(super) input: Input<'a>,
    /// After this no further file is begun, and no more of a stream is taken.
    pub(super) until: Instant,
    pub(super) reading: &'a Arc<Options>,
}

/// Where the articles of a round come from.
pub(super) enum Input<'a> {
    Files(Vec<Planned>),
    Stream(Box<Stream<'a>>),
}

/// A stream, of which a round takes what comes until it pauses.
pub(super) struct Stream<'a> {
    /// As which file it is entered into the books.
    pub(super) planned: Planned,
    /// What has come already.
    pub(super) first: Vec<Piece>,
    pub(super) incoming: &'a mut Incoming,
    /// How long it may pause.
    pub(super) patience: Duration,
    /// Bytes after which it is enough for a round.
    pub(super) enough: u64,
}

/// What happens to files, in file order.
enum Step {
    /// A file begins.
    Begin(Planned),
    /// A part of it was read.
    Part(Part),
    /// A part of it holds no articles.
    Skipped(Skipped),
    /// It ends: its content's hash where it was worth reading, or why it could not be read (on).
    End(std::result::Result<Option<u128>, String>),
}

/// A chunk that was read.
struct Part {
    /// Who has begun its articles.
    worker: usize,
    records: Vec<Annotated>,
    /// Bytes of the file that it takes.
    bytes: u64,
    format: Format,
}

/// Steps that are settled together.
#[derive(Default)]
struct Batch {
    /// Nothing yet where a chunk is being read.
    steps: Vec<Option<Step>>,
    missing: usize,
    /// Bytes of the chunks.
    bytes: usize,
}

/// Where the step of a chunk belongs.
struct Slot {
    batch: u64,
    step: usize,
}

/// What a worker is to do next.
enum Job {
    Begin(Slot, Chunk, Arc<Homes>),
    Settle(Batch),
    Finish(Vec<Claimed>),
}

/// Where the threads of a round meet.
struct Belt<'a> {
    state: Mutex<State>,
    /// Told when there may be something to do for a worker.
    work: Condvar,
    /// Told when there may be room for what is read.
    room: Condvar,
    ledger: Mutex<&'a mut Ledger>,
    writer: &'a Writer,
    progress: &'a dyn Progress,
}

struct State {
    ready: VecDeque<(Slot, Chunk)>,
    /// Those that are not settled, the oldest first.
    batches: VecDeque<Batch>,
    /// The number of the oldest.
    oldest: u64,
    /// Bytes of the chunks of all.
    bytes: usize,
    /// Whether a worker is settling a batch.
    settling: bool,
    /// What each worker has to finish.
    claimed: Vec<VecDeque<Vec<Claimed>>>,
    homes: Arc<Homes>,
    /// All is read.
    read: bool,
    /// A thread has given up: the others need not go on.
    failed: bool,
}

/// Puts files into the index until they or the round's time end; gives the files that it did not begin.
///
/// # Errors
/// The index cannot be written.
pub(super) fn run(
    round: Round<'_>,
    ledger: &mut Ledger,
    writer: &Writer,
    workers: &mut [Worker<'_>],
    progress: &dyn Progress,
) -> Result<Vec<Planned>> {
    let state = State {
        ready: VecDeque::new(),
        batches: VecDeque::new(),
        oldest: 0,
        bytes: 0,
        settling: false,
        claimed: workers.iter().map(|_| VecDeque::new()).collect(),
        homes: Arc::new(ledger.homes.homes.clone()),
        read: false,
        failed: false,
    };
    let belt = Belt {
        state: Mutex::new(state),
        work: Condvar::new(),
        room: Condvar::new(),
        ledger: Mutex::new(ledger),
        writer,
        progress,
    };
    std::thread::scope(|scope| {
        let belt = &belt;
        let reading = scope.spawn(move || read(round, belt));
        let work = |(number, worker)| scope.spawn(move || work(number, worker, belt));
        let threads: Vec<_> = workers.iter_mut().enumerate().map(work).collect();
        // All are waited for, so that the first to fail is the one whose error is told.
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        for end in ended {
            end.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok::<_, Error>(reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// The reading thread's round: files in order; gives those that it did not begin.
fn read(round: Round<'_>, belt: &Belt<'_>) -> Vec<Planned> {
    let mut leaving = Leaving { belt, failed: true };
    let rest = match round.input {
        Input::Files(files) => read_files(files, round.until, round.reading, belt),
        Input::Stream(stream) => read_stream(*stream, round.until, belt).map(|()| Vec::new()),
    };
    let Some(rest) = rest else { return Vec::new() };
    belt.lock().read = true;
    leaving.failed = false;
    rest
}

/// Hands files on; gives those that were not begun, `None` when nobody works on.
fn read_files(files: Vec<Planned>, until: Instant, reading: &Arc<Options>, belt: &Belt<'_>) -> Option<Vec<Planned>> {
    let mut files = files.into_iter();
    while Instant::now() < until
        && !belt.progress.is_stopped()
        && let Some(file) = files.next()
    {
        read_file(file, reading, belt)?;
    }
    Some(files.collect())
}

/// Hands on what comes in a stream; `None` when nobody works on.
fn read_stream(stream: Stream<'_>, until: Instant, belt: &Belt<'_>) -> Option<()> {
    let Stream { planned, first, incoming, patience, enough } = stream;
    let path = planned.key.path.clone();
    belt.step(Step::Begin(planned))?;
    let mut pieces = first;
    let mut bytes = 0;
    let result = loop {
        for piece in pieces {
            match piece {
                Piece::Chunk(chunk) => {
                    bytes += chunk.bytes.len() as u64;
                    belt.chunk(Chunk { path: path.clone(), ..chunk })?;
                }
                Piece::Skipped(skipped) => belt.step(Step::Skipped(Skipped { path: path.clone(), ..skipped }))?,
            }
        }
        if bytes >= enough || Instant::now() >= until || belt.progress.is_stopped() {
            break Ok(None);
        }
        pieces = match incoming.next_within(patience) {
            Ok(Came::Pieces(pieces)) => pieces,
            Ok(Came::Nothing | Came::End) => break Ok(None),
            Err(error) => break Err(format!("standard input cannot be read on: {error}")),
        };
    };
    belt.step(Step::End(result))
}

/// Hands a file on; `None` when nobody works on.
fn read_file(file: Planned, reading: &Arc<Options>, belt: &Belt<'_>) -> Option<()> {
    let found = file.found.clone();
    belt.step(Step::Begin(file))?;
    let mut goes_on = true;
    let result = source::read(&found, reading, &mut |piece| {
        let taken = match piece {
            Piece::Chunk(chunk) => belt.chunk(chunk),
            Piece::Skipped(skipped) => belt.step(Step::Skipped(skipped)),
        };
        goes_on = taken.is_some();
        goes_on
    });
    goes_on.then_some(())?;
    belt.step(Step::End(result))
}

/// One worker's round: what there is to do, until there is nothing more.
fn work(number: usize, worker: &mut Worker<'_>, belt: &Belt<'_>) -> Result<()> {
    let mut leaving = Leaving { belt, failed: true };
    while let Some(job) = belt.next(number) {
        match job {
            Job::Begin(slot, chunk, homes) => {
                let records = worker.begin(&chunk, &homes)?;
                let part = Part { worker: number, records, bytes: chunk.read, format: chunk.format };
                belt.begun(slot, part);
            }
            Job::Settle(batch) => belt.settle(batch),
            Job::Finish(claimed) => worker.finish(claimed, belt.writer)?,
        }
    }
    worker.flush(belt.writer)?;
    leaving.failed = false;
    Ok(())
}

/// Tells all when a thread leaves, so that by an error or a panic of one the others leave too.
struct Leaving<'b, 'a> {
    belt: &'b Belt<'a>,
    failed: bool,
}

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        self.belt.lock().failed |= self.failed;
        self.belt.work.notify_all();
        self.belt.room.notify_all();
    }
}

impl State {
    /// The batch that takes what is read now.
    fn open_batch(&mut self) -> &mut Batch {
        if self.batches.back().is_none_or(|batch| batch.bytes >= BATCH) {
            self.batches.push_back(Batch::default());
        }
        self.batches.back_mut().expect("a batch was put there")
    }

    /// The oldest batch, once all of it is read and nobody settles another.
    fn take_finished(&mut self) -> Option<Batch> {
        let batch = self.batches.front()?;
        let whole = batch.missing == 0 && (batch.bytes >= BATCH || self.read);
        if !whole || self.settling {
            return None;
        }
        self.settling = true;
        self.oldest += 1;
        self.batches.pop_front()
    }
}

impl Belt<'_> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a step that asks for no work; `None` when nobody works on.
    fn step(&self, step: Step) -> Option<()> {
        let mut state = self.lock();
        state.open_batch().steps.push(Some(step));
        (!state.failed).then_some(())
    }

    /// Takes a chunk once there is room; `None` when nobody works on.
    fn chunk(&self, chunk: Chunk) -> Option<()> {
        let mut state = self.lock();
        while state.bytes >= AHEAD && !state.failed {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let bytes = chunk.bytes.len();
        state.bytes += bytes;
        let batch = state.open_batch();
        batch.steps.push(None);
        batch.missing += 1;
        batch.bytes += bytes;
        let step = batch.steps.len() - 1;
        let slot = Slot { batch: state.oldest + state.batches.len() as u64 - 1, step };
        state.ready.push_back((slot, chunk));
        self.work.notify_one();
        (!state.failed).then_some(())
    }

    /// What a worker is to do next, what is nearest to its end first; `None` at the end of all.
    fn next(&self, worker: usize) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if state.failed {
                return None;
            }
            if let Some(batch) = state.take_finished() {
                return Some(Job::Settle(batch));
            }
            if let Some(claimed) = state.claimed[worker].pop_front() {
                return Some(Job::Finish(claimed));
            }
            if let Some((slot, chunk)) = state.ready.pop_front() {
                return Some(Job::Begin(slot, chunk, Arc::clone(&state.homes)));
            }
            if state.read && state.batches.is_empty() && !state.settling {
                return None;
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a chunk that was read into its place.
    fn begun(&self, slot: Slot, part: Part) {
        let mut state = self.lock();
        let batch = (slot.batch - state.oldest) as usize;
        let batch = &mut state.batches[batch];
        batch.steps[slot.step] = Some(Step::Part(part));
        batch.missing -= 1;
    }

    /// Enters a batch into the books, and hands its articles back to those who have begun them.
    fn settle(&self, mut batch: Batch) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = batch.steps.iter_mut().filter_map(|step| match step {
            Some(Step::Part(part)) => Some(part),
            _ => None,
        });
        settle_homes(parts.flat_map(|part| &mut part.records), &mut ledger.homes.homes);
        let mut claimed = Vec::new();
        for step in batch.steps.into_iter().flatten() {
            match step {
                Step::Begin(planned) => ledger.begin(planned),
                Step::Part(Part { worker, records, bytes, format }) => {
                    self.progress.advance(bytes, records.len() as u64);
                    claimed.push((worker, ledger.records(self.writer, records, bytes, format)));
                }
                Step::Skipped(skipped) => ledger.skipped(skipped),
                Step::End(result) => ledger.end(self.writer, result),
            }
        }
        let homes = Arc::new(ledger.homes.homes.clone());
        drop(ledger);
        let mut state = self.lock();
        state.homes = homes;
        for (worker, articles) in claimed {
            state.claimed[worker].push_back(articles);
        }
        state.bytes -= batch.bytes;
        state.settling = false;
        self.work.notify_all();
        self.room.notify_one();
    }
}

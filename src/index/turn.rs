//! Who may write: one process at a time, and the others are told which it is.
//!
//! Tantivy's lock decides, and goes with the process that holds it. The note
//! beside it only says who that is.

use std::fs::{self, File};
use std::path::Path;

use tantivy::indexer::IndexWriterOptions;

use super::budget::Shares;
use super::merging::Merging;
use super::open::{Index, SEGMENTS};
use super::update::Writer;
use crate::error::{Error, Result};

/// Name of the note in the index folder: the process that writes, or wrote last.
const NOTE: &str = ".writer";

/// Name of the lock that Tantivy's writers hold, beside the segments.
const LOCK: &str = ".tantivy-writer.lock";

/// Bytes that Tantivy wants for a thread at the least.
const LEAST_MEMORY: usize = 15_000_000;

/// The writer of an index, for as long as it writes.
///
/// # Errors
/// Another process writes this index, or the disk fails.
pub(super) fn writer(index: &Index, shares: Shares) -> Result<Writer> {
    // One thread, which gets nothing to do.
    let options = IndexWriterOptions::builder()
        .memory_budget_per_thread(LEAST_MEMORY)
        .num_worker_threads(1)
        .num_merge_threads(shares.merges)
        .build();
    let writer: Writer = index.for_writing()?.writer_with_options(options).map_err(|cause| match cause {
        tantivy::TantivyError::LockFailure(..) => taken(index.folder()),
        other => other.into(),
    })?;
    writer.set_merge_policy(Box::new(Merging { folder: index.folder().join(SEGMENTS), store: shares.store }));
    // The lock is what counts: without the note others are told less.
    let _ = fs::write(index.folder().join(NOTE), format!("{}\n", std::process::id()));
    Ok(writer)
}

/// Makes sure that nobody writes the index in `folder`, whatever its format.
///
/// # Errors
/// Another process does.
pub(super) fn check_free(folder: &Path) -> Result<()> {
    match File::options().write(true).open(folder.join(SEGMENTS).join(LOCK)) {
        Ok(lock) if lock.try_lock().is_err() => Err(taken(folder)),
        _ => Ok(()),
    }
}

fn taken(folder: &Path) -> Error {
    let process = fs::read_to_string(folder.join(NOTE)).ok().and_then(|note| note.trim().parse::<u32>().ok());
    let who = process.map_or_else(String::new, |process| format!(": process {process}"));
    Error::new(format!("another process is writing this index{who}"))
        .at(folder)
        .help("wait until it has finished; searches need not wait")
}

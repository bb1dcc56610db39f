//! The articles of a chunk with what was found in each.
//!
//! Also the guard of a run: a fault of ours in one record becomes a reason
//! beside that record, and the run goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::article::{Annotations, Article};
use crate::enrich::countries::Homes;
use crate::enrich::topics::Model;
use crate::enrich::{annotate_with, move_home};
use crate::source::{Chunk, Record, Skipped, parse};

/// An article and its annotations, or why there is none.
pub type Annotated = Result<(Box<Article>, Annotations), Skipped>;

/// What a record gets that made Dateline fail.
const FAULT: &str = "a fault of Dateline while reading this: please report it with the file";

/// Parses and annotates a chunk, in file order, by the homes of sources that are
/// known; `own` is a topic model of the user's own.
pub fn annotated(chunk: &Chunk, own: Option<&Model>, homes: &Homes) -> Vec<Annotated> {
    let annotate = |article: Box<Article>| match guarded(|| annotate_with(&article, own, homes.of(&article))) {
        Some(found) => Ok((article, found)),
        None => Err(fault(chunk, None)),
    };
    parsed(chunk).into_iter().map(|record| record.and_then(annotate)).collect()
}

/// Parses a chunk, in file order.
pub(super) fn parsed(chunk: &Chunk) -> Vec<Record> {
    guarded(|| parse(chunk)).unwrap_or_else(|| vec![Err(fault(chunk, Some(chunk.first_line)))])
}

/// What `work` gives; nothing where it fails by a fault of ours.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Tells of a fault of ours in a record of a chunk.
pub(super) fn fault(chunk: &Chunk, line: Option<u64>) -> Skipped {
    Skipped { path: chunk.path.clone(), line, reason: FAULT.to_owned() }
}

/// Learns the homes of sources from a batch of records in file order, and finds
/// the countries again of those that were read by another home.
///
/// A source is at home for all its articles of a batch, so that the order of a
/// small corpus does not matter; how many threads read it never does, nor
/// how many batches ago the homes were learned that it was read by.
pub fn settle_homes<'a>(records: impl Iterator<Item = &'a mut Annotated>, homes: &mut Homes) {
    let mut records: Vec<_> = records.filter_map(|record| record.as_mut().ok()).collect();
    move_homes(&mut records, homes);
    for (article, found) in &records {
        homes.learn(article, found);
    }
    move_homes(&mut records, homes);
}

/// Finds the countries again of records that were read by other homes than these.
fn move_homes(records: &mut [&mut (Box<Article>, Annotations)], homes: &Homes) {
    let mut moved: Vec<_> = records.iter_mut().filter(|(article, found)| homes.of(article) != found.home).collect();
    moved.par_iter_mut().for_each(|(article, found)| {
        // The first finding stands where the second one fails.
        let again = guarded(|| {
            let mut again = found.clone();
            move_home(article, &mut again, homes.of(article));
            again
        });
        if let Some(again) = again {
            *found = again;
        }
    });
}

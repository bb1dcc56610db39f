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
use crate::source::{Chunk, Skipped, parse};

/// An article and its annotations, or why there is none.
pub type Annotated = Result<(Box<Article>, Annotations), Skipped>;

/// What a record gets that made Dateline fail.
const FAULT: &str = "a fault of Dateline while reading this: please report it with the file";

/// Parses and annotates a chunk, in file order, by the homes of sources that are
/// known; `own` is a topic model of the user's own.
pub fn annotated(chunk: &Chunk, own: Option<&Model>, homes: &Homes) -> Vec<Annotated> {
    let fault = |line| Skipped { path: chunk.path.clone(), line, reason: FAULT.to_owned() };
    let Ok(records) = catch_unwind(AssertUnwindSafe(|| parse(chunk))) else {
        return vec![Err(fault(Some(chunk.first_line)))];
    };
    let annotate = |article: Box<Article>| {
        let found = catch_unwind(AssertUnwindSafe(|| annotate_with(&article, own, homes.of(&article))));
        found.map(|found| (article, found)).map_err(|_| fault(None))
    };
    records.into_iter().map(|record| record.and_then(annotate)).collect()
}

/// Learns the homes of sources from a batch of records in file order, and finds
/// the countries again of those that were read by another home.
///
/// A source is at home for all its articles of a batch, so that the order of a
/// small corpus does not matter; how many threads read it never does.
pub fn settle_homes<'a>(records: impl Iterator<Item = &'a mut Annotated>, homes: &mut Homes) {
    let mut records: Vec<_> = records.filter_map(|record| record.as_mut().ok()).collect();
    for (article, found) in &records {
        homes.learn(article, found);
    }
    records.retain(|(article, found)| homes.of(article) != found.home);
    records.par_iter_mut().for_each(|(article, found)| {
        // The first finding stands where the second one fails.
        let moved = catch_unwind(AssertUnwindSafe(|| {
            let mut again = found.clone();
            move_home(article, &mut again, homes.of(article));
            again
        }));
        if let Ok(again) = moved {
            *found = again;
        }
    });
}

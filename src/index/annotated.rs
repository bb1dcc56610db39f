//! The articles of a chunk with what was found in each.
//!
//! Also the guard of a run: a fault of ours in one record becomes a reason
//! beside that record, and the run goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::article::{Annotations, Article};
use crate::enrich::annotate_with;
use crate::enrich::topics::Model;
use crate::source::{Chunk, Skipped, parse};

/// An article and its annotations, or why there is none.
pub type Annotated = Result<(Box<Article>, Annotations), Skipped>;

/// What a record gets that made Dateline fail.
const FAULT: &str = "a fault of Dateline while reading this: please report it with the file";

/// Parses and annotates a chunk, in file order; `own` is a topic model of the user's own.
pub fn annotated(chunk: &Chunk, own: Option<&Model>) -> Vec<Annotated> {
    let fault = |line| Skipped { path: chunk.path.clone(), line, reason: FAULT.to_owned() };
    let Ok(records) = catch_unwind(AssertUnwindSafe(|| parse(chunk))) else {
        return vec![Err(fault(Some(chunk.first_line)))];
    };
    let annotate = |article: Box<Article>| {
        let found = catch_unwind(AssertUnwindSafe(|| annotate_with(&article, own)));
        found.map(|found| (article, found)).map_err(|_| fault(None))
    };
    records.into_iter().map(|record| record.and_then(annotate)).collect()
}

//! Long answers: their articles are read a piece at a time, in parallel, and printed in order.
//!
//! What is in memory is a piece a thread, however many hits there are.

use std::ops::{ControlFlow, Range};

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::error::Result;

/// Hits that one thread reads together: an index's blocks of stored articles hold a dozen, and
/// the more are read in their order, the fewer are opened twice.
pub(super) const PIECE: usize = 2048;

/// Makes something of every stretch of so many hits, and gives it on in their order.
///
/// # Errors
/// The first error of either.
pub(super) fn in_pieces<T: Send>(
    hits: usize,
    pool: Option<&ThreadPool>,
    make: impl Fn(Range<usize>) -> Result<T> + Sync,
    mut take: impl FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<ControlFlow<()>> {
    let starts: Vec<usize> = (0..hits).step_by(PIECE).collect();
    let threads = pool.map_or_else(rayon::current_num_threads, ThreadPool::current_num_threads);
    for starts in starts.chunks(threads) {
        let made =
            || starts.par_iter().map(|&start| make(start..(start + PIECE).min(hits))).collect::<Result<Vec<T>>>();
        for piece in pool.map_or_else(made, |pool| pool.install(made))? {
            if take(piece)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

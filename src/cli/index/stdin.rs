//! `dateline index --stdin`: articles or paths on standard input.

use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::report::Report;
use crate::cli::Outcome;
use crate::cli::progress::Bar;
use crate::cli::stop::Stop;
use crate::error::{Error, Result};
use crate::index::{Index, Settings, update_from};
use crate::source::{self, Came as Next, Incoming, Options};

/// A pause of the stream after which what has come is committed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Time between two looks whether the user wants an end.
const LOOK: Duration = Duration::from_millis(200);

/// What comes on standard input.
pub(super) enum Came {
    /// Articles, line by line.
    Articles(Incoming),
    /// Paths of files.
    Paths(Vec<PathBuf>),
}

/// Tells what comes on standard input, by its first sign.
pub(super) fn came(reading: &Arc<Options>) -> Result<Came> {
    let mut input = BufReader::new(io::stdin());
    if begins_with_object(input.fill_buf().map_err(unreadable)?) {
        return Ok(Came::Articles(Incoming::read(input, Arc::clone(reading))));
    }
    let mut list = Vec::new();
    input.read_to_end(&mut list).map_err(unreadable)?;
    Ok(Came::Paths(source::paths(&list)))
}

fn unreadable(cause: io::Error) -> Error {
    Error::new("standard input cannot be read").because(cause)
}

fn begins_with_object(head: &[u8]) -> bool {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start().starts_with(b"{")
}

/// Takes articles in as they come, until the stream ends or the user wants an end: what has come is
/// committed then.
pub(super) fn take_in(
    mut incoming: Incoming,
    index: &Index,
    settings: &Settings,
    report: &mut Report<'_>,
) -> Result<Outcome> {
    let stop = Stop::on_ctrl_c();
    let terminal = report.terminal;
    while !stop.is_interrupted() {
        match incoming.next_within(LOOK).map_err(unreadable)? {
            Next::Nothing => {}
            Next::End => return Ok(report.outcome()),
            Next::Pieces(mut first) => {
                let bar = Bar::stoppable(terminal, &stop);
                let mut update = || update_from(index, &mut incoming, &mut first, PATIENCE, settings, &bar);
                report.in_turn(index, &stop, &mut update)?;
            }
        }
    }
    Ok(Outcome::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sign_tells_articles_from_paths() {
        for articles in ["{\"id\": 1}", " \r\n{}", "\u{FEFF}{"] {
            assert!(begins_with_object(articles.as_bytes()), "{articles:?}");
        }
        for paths in ["", "news/a.txt\n", "./{a}.txt", "[]"] {
            assert!(!begins_with_object(paths.as_bytes()), "{paths:?}");
        }
    }
}

//! `dateline index --watch`: the index follows its files.

use std::path::PathBuf;
use std::time::Duration;

use super::report::Report;
use crate::cli::Outcome;
use crate::cli::progress::Bar;
use crate::cli::stop::Stop;
use crate::error::Result;
use crate::index::{Index, Settings, update};
use crate::source::{Changes, Waited};

/// Time without a change after which the files are read: one that is being written is let be, and what
/// is changed is committed well within two seconds.
const QUIET: Duration = Duration::from_millis(800);

/// Time after which they are read though they go on changing.
const LONGEST: Duration = Duration::from_secs(10);

/// Brings the index up to date, and again after every change, until the user wants an end: everything
/// that was read is committed then.
pub(super) fn follow(
    paths: &[PathBuf],
    index: &Index,
    settings: &Settings,
    report: &mut Report<'_>,
) -> Result<Outcome> {
    let stop = Stop::on_ctrl_c();
    let terminal = report.terminal;
    // Watched before they are read: nothing that changes in between is missed.
    let changes = Changes::below(paths, index.folder())?;
    let mut told = false;
    loop {
        report.in_turn(index, &stop, || update(index, paths, settings, &Bar::stoppable(terminal, &stop)))?;
        if stop.is_interrupted() {
            return Ok(Outcome::Interrupted);
        }
        if !std::mem::replace(&mut told, true) {
            terminal.note("following the files; Ctrl-C ends");
        }
        if changes.wait(QUIET, LONGEST, &stop.interrupts)? == Waited::Interrupted {
            return Ok(Outcome::Interrupted);
        }
    }
}

//! `dateline optimize`: one segment, nothing left over.

use clap::Args;

use super::Outcome;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::index::optimize;

/// Merge the index into one segment without what was deleted: searches are faster, the folder smaller
#[derive(Debug, Args)]
#[command(after_help = "\
Needs room for the index a second time while it works. Searches go on meanwhile.

Examples:
  dateline optimize
  dateline optimize --index news/.dateline
  dateline delete until:1979 && dateline optimize")]
pub(super) struct OptimizeArguments {}

impl OptimizeArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let done = optimize(&place.existing()?)?;
        terminal.note(&format!(
            "{} segments, before {}; {} deleted articles purged",
            done.segments, done.segments_before, done.purged
        ));
        Ok(Outcome::Found)
    }
}

//! `dateline check`: whether the index is whole.

use clap::Args;

use super::Outcome;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::index::check;
use crate::output::FindingRecord;

/// Check the index: checksums, the list of files, groups of duplicates, versions; nothing is changed
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 sound, 1 something was found, each with what to do, 2 there is no index that can be opened.

Examples:
  dateline check
  dateline check --index .dateline && echo sound
  dateline check --index news/.dateline --format json | jq -r .help")]
pub(super) struct CheckArguments {
    #[command(flatten)]
    output: OutputArguments,
}

impl CheckArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<FindingRecord>()?;
        let checkup = check(&place.existing_folder()?)?;
        let sound = checkup.findings.is_empty();
        printing.print(terminal, checkup.findings.into_iter().map(FindingRecord))?;
        let what = format!("{} files and {} articles checked", checkup.files, checkup.articles);
        terminal.note(&if sound { format!("{what}: sound") } else { what });
        // Found means sound here, as `grep` and `fsck` would have it: 0 is good news.
        Ok(Outcome::of(sound))
    }
}

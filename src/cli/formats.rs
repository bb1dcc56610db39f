//! `dateline formats`: what can be read.

use clap::Args;

use super::Outcome;
use super::output::OutputArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output::FormatRecord;
use crate::source::FORMATS;

/// List the formats that are read, how they are known and what each gives
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline formats
  dateline formats --format json | jq -r .name")]
pub(super) struct FormatsArguments {
    #[command(flatten)]
    output: OutputArguments,
}

impl FormatsArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<FormatRecord>()?;
        printing.print(terminal, FORMATS.map(FormatRecord))?;
        Ok(Outcome::Found)
    }
}

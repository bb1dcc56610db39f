//! `dateline formats`: what can be read.

use clap::Args;

use super::Outcome;
use super::output::OutputArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output::FormatRecord;
use crate::source::{FORMATS, WRAPPINGS};

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
        if printing.is_text() {
            terminal.note(&format!("read through, also inside each other: {}", WRAPPINGS.join(", ")));
            terminal.note("not read: PDF; make text of it first (pdftotext paper.pdf)");
        }
        Ok(Outcome::Found)
    }
}

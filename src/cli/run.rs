//! `dateline run`: a saved search again.

use clap::Args;

use super::Outcome;
use super::completing::searches;
use super::duplicates::CollapseArguments;
use super::filters::tell_unknown;
use super::hits::print;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::saved::Saved;
use super::terminal::Terminal;
use crate::error::Result;
use crate::search::{Request, Search};

/// Run a saved search
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline run wall
  dateline run wall --limit 0 --format ids
  dateline run wall --count")]
pub(super) struct RunArguments {
    /// The name that it was saved under
    #[arg(add = searches())]
    name: String,
    /// Hits to print, in place of what was saved; 0 for all
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Hits to leave out first
    #[arg(long, default_value = "0", value_name = "N")]
    offset: usize,
    /// Close JSON output with a line that tells the total
    #[arg(long)]
    summary: bool,
    #[command(flatten)]
    copies: CollapseArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl RunArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve()?;
        let index = place.existing()?;
        let mut search = Saved::read(&index)?.named(&self.name)?.clone();
        search.limit = self.limit.or(search.limit);
        let mut request = Request { offset: self.offset, ..search.request()? };
        if printing.count.is_some() {
            request.limit = Some(0);
        }
        request.collapse = self.copies.collapse_in(&printing.records.layout().format);
        let search = Search::new(index)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let page = search.page(&request)?;
        for note in &page.notes {
            terminal.note(note);
        }
        print(terminal, &search, page, &printing, self.summary)
    }
}

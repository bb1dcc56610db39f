//! `dateline similar`: articles like one.

use clap::Args;

use super::Outcome;
use super::duplicates::CollapseArguments;
use super::hits::print;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output::HitRecord;
use crate::search::Search;

/// Articles like one, over its words, people, countries and topics
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline similar text/1989-wall-opens.txt
  dateline similar text/1989-wall-opens.txt --limit 3 --format json | jq -r .title
  dateline search clinton --format ids | head -1 | xargs dateline similar --explain")]
pub(super) struct SimilarArguments {
    /// The article's id, as it stands with each hit
    id: String,
    /// Articles to print; 0 for all
    #[arg(long, short = 'n', default_value = "10", value_name = "N")]
    limit: usize,
    /// Tell what each article shares, with text and JSON
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    copies: CollapseArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl SimilarArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<HitRecord>()?;
        let collapse = self.copies.collapse_in(&printing.records.layout().format);
        let search = Search::new(place.existing()?)?;
        let page = search.similar(&self.id, (self.limit > 0).then_some(self.limit), self.explain, collapse)?;
        let copies = search.copies_of(&self.id)?.others.len() as u64;
        if collapse && copies > 0 {
            terminal.note(&format!("left out its own copies, {copies} of them: `dateline duplicates ID` lists them"));
        }
        print(terminal, &search, page, &printing, false)
    }
}

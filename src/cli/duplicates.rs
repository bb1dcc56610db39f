//! `dateline duplicates`: the articles that are the same wire copy.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::filters::FilterArguments;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output::{CountRecord, DuplicateRecord, Format};
use crate::search::{Request, Search};

/// List the articles that are the same wire copy: cut, re-topped, corrected, abridged or as it came
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline duplicates
  dateline duplicates 'oil AND opec' -n 0
  dateline duplicates text/1989-wall-opens.txt
  dateline duplicates -n 0 --format json | jq -r 'select(.duplicate_of).id'")]
pub(super) struct DuplicatesArguments {
    /// Groups of which an article matches this, or the id of an article; every group without it
    #[arg(value_name = "QUERY|ID")]
    query: Option<String>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Groups to print, the largest first; 0 for all
    #[arg(long, short = 'n', default_value = "20", value_name = "N")]
    limit: usize,
    /// Groups to leave out first
    #[arg(long, default_value = "0", value_name = "N")]
    offset: usize,
    #[command(flatten)]
    output: OutputArguments,
}

/// How verbs that search and count take copies.
#[derive(Debug, Args)]
pub(super) struct CollapseArguments {
    /// What to do with articles that are the same wire copy [default: collapse; show in a TREC run]
    #[arg(long, value_enum, value_name = "HOW")]
    duplicates: Option<DuplicatesName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DuplicatesName {
    /// One for each wire copy: the best hit, counted once
    Collapse,
    /// Each article for itself
    Show,
}

impl CollapseArguments {
    /// Whether copies are one.
    pub(super) fn collapse(&self) -> bool {
        self.duplicates != Some(DuplicatesName::Show)
    }

    /// The same for hits in this format: judgements for a TREC run know nothing of copies.
    pub(super) fn collapse_in(&self, format: &Format) -> bool {
        self.duplicates.map_or(!matches!(format, Format::Trec { .. }), |how| how == DuplicatesName::Collapse)
    }
}

impl DuplicatesArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<DuplicateRecord>()?;
        let request = Request {
            query: self.query.unwrap_or_default(),
            filters: self.filters.resolve()?,
            limit: if printing.count.is_some() { Some(0) } else { (self.limit > 0).then_some(self.limit) },
            offset: self.offset,
            ..Request::default()
        };
        let (groups, total) = Search::new(place.existing()?)?.duplicates(&request)?;
        if let Some(count) = &printing.count {
            let mut out = printing.out(terminal);
            count.all(&mut out, [CountRecord { query_id: None, count: total }])?;
            out.flush()?;
            return Ok(Outcome::of(total > 0));
        }
        let records = groups.into_iter().zip(self.offset + 1..).flat_map(|(group, n)| DuplicateRecord::all(n, group));
        let outcome = printing.print(terminal, records)?;
        if total > 0 {
            terminal.note(&format!("{total} groups of duplicates"));
        }
        Ok(outcome)
    }
}

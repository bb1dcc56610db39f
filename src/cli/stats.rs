//! `dateline stats`: what the index holds.

use std::path::Path;

use clap::Args;

use super::Outcome;
use super::choices::requests;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output::StatsRecord;
use crate::search::{FacetField, Request, Search};

/// Tell what the index holds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline stats
  dateline stats --index news/.dateline
  dateline stats --format json | jq .articles")]
pub(super) struct StatsArguments {
    #[command(flatten)]
    output: OutputArguments,
}

impl StatsArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<StatsRecord>()?;
        let search = Search::new(place.existing()?)?;
        let folder = search.index().folder();
        let request = Request { facets: requests(FacetField::ALL.into_iter(), 0), ..Request::default() };
        let stats = StatsRecord {
            index: folder.display().to_string(),
            bytes: size_of_folder(folder),
            articles: search.articles(),
            files: search.index().files()?,
            counts: search.facets(&request)?,
        };
        printing.print(terminal, [stats])?;
        Ok(Outcome::of(search.articles() > 0))
    }
}

/// Bytes of all files below a folder; what cannot be read counts nothing.
fn size_of_folder(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size_of_folder(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

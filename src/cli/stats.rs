//! `dateline stats`: what the index holds.

use std::io::Write;
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Outcome;
use super::choices::requests;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output;
use crate::search::{FacetField, Request, Search};

/// Tell what the index holds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline stats
  dateline stats --index news/.dateline
  dateline stats --format json | jq .articles")]
pub(super) struct StatsArguments {
    /// How to print
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: StatsFormatName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatsFormatName {
    /// For people
    Text,
    /// One JSON object
    #[value(alias = "jsonl")]
    Json,
}

impl StatsArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let search = Search::new(place.existing()?)?;
        let folder = search.index().folder().to_owned();
        let request = Request { facets: requests(FacetField::ALL.into_iter(), 0), ..Request::default() };
        let counts = search.facets(&request)?;
        let values = |field: FacetField| {
            counts.iter().find(|counts| counts.field == field).map(|counts| counts.values.as_slice()).unwrap_or(&[])
        };
        let months = values(FacetField::Months);
        let span = months.first().zip(months.last()).map(|(first, last)| (first.value.clone(), last.value.clone()));
        let files = search.index().files()?;
        let bytes = size_of_folder(&folder);
        let mut out = terminal.out();
        match self.format {
            StatsFormatName::Json => {
                let distinct: serde_json::Map<String, serde_json::Value> =
                    counts.iter().map(|counts| (counts.field.name().to_owned(), counts.values.len().into())).collect();
                let line = json!({
                    "version": output::json::VERSION,
                    "index": folder.display().to_string(),
                    "bytes": bytes,
                    "articles": search.articles(),
                    "files": files,
                    "first_month": span.as_ref().map(|(first, _)| first),
                    "last_month": span.as_ref().map(|(_, last)| last),
                    "distinct": distinct,
                });
                writeln!(out, "{line}")?;
            }
            StatsFormatName::Text => {
                writeln!(out, "index      {} ({:.1} MB)", folder.display(), bytes as f64 / 1e6)?;
                writeln!(out, "articles   {}", search.articles())?;
                writeln!(out, "files      {files}")?;
                if let Some((first, last)) = span {
                    writeln!(out, "months     {first} to {last}")?;
                }
                for field in FacetField::ALL {
                    let values = values(field);
                    let top: Vec<&str> = values.iter().take(3).map(|value| value.label.as_str()).collect();
                    if !matches!(field, FacetField::Months | FacetField::Years) && !values.is_empty() {
                        writeln!(out, "{:<10} {} ({} …)", field.name(), values.len(), top.join(", "))?;
                    }
                }
            }
        }
        out.flush()?;
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

//! `dateline compare`: what sets the articles of two queries apart.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::analysis::{ReportArguments, draw, no_clusters};
use super::choices::FacetName;
use super::filters::{FilterArguments, tell_unknown};
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output;
use crate::search::{CompareRequest, Search};

/// Compare two queries: the people, countries, topics … that either side has more of
#[derive(Debug, Args)]
#[command(after_help = "\
Values are ordered by Dunning's log-likelihood ratio G², over articles that have a value or
lack it: by chance, 3.84 is exceeded once in 20 times, 6.63 in 100, 10.83 in 1000. log_ratio is
the binary logarithm of the two shares: 1 is twice as often in A, -1 in B. Articles on both
sides count on both.

Examples:
  dateline compare 'berlin' 'paris' --facet people
  dateline compare since:2000 until:1999 --facet topics --limit 5
  dateline compare country:france country:germany --facet topics --min-g2 0 --plot sides.svg
  dateline compare earthquake election --facet countries --format csv")]
pub(super) struct CompareArguments {
    /// One side
    #[arg(value_name = "QUERY A")]
    a: String,
    /// The other
    #[arg(value_name = "QUERY B")]
    b: String,
    /// What to compare
    #[arg(long, value_enum, default_value = "people", value_name = "FACET")]
    facet: FacetName,
    #[command(flatten)]
    filters: FilterArguments,
    /// Values to print for each side; 0 for all
    #[arg(long, short = 'n', default_value = "10", value_name = "N")]
    limit: usize,
    /// Articles of both sides that a value must have
    #[arg(long, default_value = "1", value_name = "N")]
    min_count: u64,
    /// G² that a value must have
    #[arg(long, default_value = "3.84", value_name = "G2")]
    min_g2: f64,
    /// Draw the values as bars
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
}

impl CompareArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let request = CompareRequest {
            queries: [self.a, self.b],
            field: no_clusters(self.facet.into(), "a comparison")?,
            filters: self.filters.resolve()?,
            limit: (self.limit > 0).then_some(self.limit),
            min_count: self.min_count,
            min_g2: self.min_g2,
            lenient: self.report.lenient(terminal),
            collapse: self.report.copies.collapse(),
        };
        let printing = self.report.resolve()?;
        let search = Search::new(place.existing()?)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let comparison = search.compare(&request)?;
        for note in &comparison.notes {
            terminal.note(note);
        }
        if let Some(path) = &self.plot {
            draw(path, &output::plot::compare(&comparison)?, terminal)?;
        }
        if printing.is_text() {
            let mut out = printing.out(terminal);
            output::compare::text(&mut out, &comparison)?;
            out.flush()?;
            return Ok(Outcome::of(!comparison.values.is_empty()));
        }
        if comparison.both > 0 {
            terminal.note(&format!("{} articles are on both sides and count on both", comparison.both));
        }
        printing.print(terminal, output::ContrastRecord::all(comparison))
    }
}

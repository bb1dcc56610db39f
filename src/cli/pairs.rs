//! `dateline pairs`: who is named together.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::analysis::{ReportArguments, facet, timeless};
use super::choices::FacetName;
use super::filters::{FilterArguments, tell_unknown};
use super::place::PlaceArguments;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::output;
use crate::search::{PairOrder, PairsRequest, Search};

/// Find who is named together: pairs of values by the articles that have both
#[derive(Debug, Args)]
#[command(after_help = "\
Counts and measures are over the articles that match. G² is Dunning's log-likelihood ratio, below
zero where two values are together less often than by chance; NPMI is Bouma's normalised pointwise
mutual information, 1 for values that are only ever together, 0 for independent ones. Values that
lie inside each other (football and sport) make no pair.

Examples:
  dateline pairs people --limit 5
  dateline pairs people countries 'peace OR treaty' --min-count 2
  dateline pairs topics --since 2000 --order npmi --format json | jq '[.label_a, .label_b]'")]
pub(super) struct PairsArguments {
    /// A facet
    #[arg(value_enum, value_name = "FACET")]
    first: FacetName,
    /// Another facet for mixed pairs, then a query; or the query alone. A query that is the name of a
    /// facet stands in brackets
    #[arg(num_args = 0..=2, value_name = "FACET|QUERY")]
    rest: Vec<String>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Articles that a pair must have
    #[arg(long, default_value = "2", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    min_count: u64,
    /// Pairs to print; 0 for all
    #[arg(long, short = 'n', default_value = "20", value_name = "N")]
    limit: usize,
    /// Order of the pairs
    #[arg(long, value_enum, default_value = "g2", value_name = "MEASURE")]
    order: OrderName,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OrderName {
    /// What is least likely to be chance
    G2,
    /// Who is named with nobody else
    Npmi,
    /// The most articles
    Count,
}

impl PairsArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let first = timeless(self.first.into(), "a pair")?;
        let mut rest = self.rest.into_iter();
        let (second, query) = match (rest.next(), rest.next()) {
            (None, _) => (first, None),
            (Some(word), query) => match (facet(&word), query) {
                (Some(second), query) => (timeless(second, "a pair")?, query),
                (None, None) => (first, Some(word)),
                (None, Some(query)) => {
                    return Err(conflict(
                        &format!("\"{word}\" is no facet"),
                        &format!("put both queries into one: '({word}) AND ({query})'"),
                    ));
                }
            },
        };
        let request = PairsRequest {
            fields: [first, second],
            query: query.unwrap_or_default(),
            filters: self.filters.resolve()?,
            min_count: self.min_count,
            limit: (self.limit > 0).then_some(self.limit),
            order: match self.order {
                OrderName::G2 => PairOrder::G2,
                OrderName::Npmi => PairOrder::Npmi,
                OrderName::Count => PairOrder::Count,
            },
            lenient: self.report.lenient(terminal),
            collapse: self.report.copies.collapse(),
        };
        let printing = self.report.resolve()?;
        let search = Search::new(place.existing()?)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let pairs = search.pairs(&request)?;
        for note in &pairs.notes {
            terminal.note(note);
        }
        if printing.is_text() {
            let mut out = printing.out(terminal);
            output::pairs::text(&mut out, &pairs)?;
            out.flush()?;
            return Ok(Outcome::of(!pairs.pairs.is_empty()));
        }
        printing.print(terminal, output::PairRecord::all(pairs))
    }
}

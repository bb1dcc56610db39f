//! `dateline trend`: counts over time.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::analysis::{ReportArguments, draw, facet, timeless};
use super::filters::{FilterArguments, tell_unknown};
use super::place::PlaceArguments;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::output;
use crate::search::{Follow, Period, Search, TrendRequest};

/// Count articles over time: of the values of a facet, or of queries
#[derive(Debug, Args)]
#[command(after_help = "\
Periods without articles count 0. Shares are of all articles of the period, unless --share-of
says of which. Articles without a day are in no period; how many there are is told.

Examples:
  dateline trend people --by year --limit 5
  dateline trend 'berlin wall' gorbachev --by year --format csv
  dateline trend countries --value germany --value france --by year --plot two.svg
  dateline trend topics 'earthquake OR flood' --by month --since 2000 --format json | jq .share")]
pub(super) struct TrendArguments {
    /// A facet (people, countries, focus, regions, places, topics, sources, sections, languages), then at
    /// most one query; or queries, a series each. A query that is the name of a facet stands in brackets
    #[arg(required = true, value_name = "FACET|QUERY")]
    what: Vec<String>,
    /// Length of time to count by
    #[arg(long, value_enum, default_value = "month", value_name = "PERIOD")]
    by: PeriodName,
    #[command(flatten)]
    filters: FilterArguments,
    /// Most frequent values of a facet to follow; 0 for all
    #[arg(long, short = 'n', default_value = "10", value_name = "N")]
    limit: usize,
    /// Follow this value of the facet; repeat it for several
    #[arg(long, value_name = "VALUE", conflicts_with = "limit")]
    value: Vec<String>,
    /// Tell shares of the articles that match this, in place of all
    #[arg(long, value_name = "QUERY")]
    share_of: Option<String>,
    /// Draw the series as lines
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PeriodName {
    /// Days
    Day,
    /// Weeks from Monday to Sunday, as ISO 8601 numbers them
    Week,
    /// Months
    Month,
    /// Years
    Year,
}

impl TrendArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let request = TrendRequest {
            follow: follow(self.what, self.value, self.limit)?,
            by: match self.by {
                PeriodName::Day => Period::Day,
                PeriodName::Week => Period::Week,
                PeriodName::Month => Period::Month,
                PeriodName::Year => Period::Year,
            },
            filters: self.filters.resolve()?,
            share_of: self.share_of,
            lenient: self.report.lenient(terminal),
            collapse: self.report.copies.collapse(),
        };
        let printing = self.report.resolve()?;
        let search = Search::new(place.existing()?)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let trend = search.trend(&request)?;
        for note in &trend.notes {
            terminal.note(note);
        }
        if let Some(path) = &self.plot {
            draw(path, &output::plot::trend(&trend)?, terminal)?;
        }
        if printing.is_text() {
            let mut out = printing.out(terminal);
            output::trend::text(&mut out, &trend)?;
            out.flush()?;
            return Ok(Outcome::of(trend.series.iter().any(|series| series.total() > 0)));
        }
        let found = trend.series.iter().any(|series| series.total() > 0);
        if trend.undated > 0 {
            let (undated, matching) = (trend.undated, trend.matching);
            terminal.note(&format!("{undated} of {matching} articles bear no day and are in no period"));
        }
        printing.print(terminal, output::PointRecord::all(trend))?;
        Ok(Outcome::of(found))
    }
}

/// What the words of the command line mean: a facet and a query, or queries.
fn follow(mut what: Vec<String>, values: Vec<String>, limit: usize) -> Result<Follow> {
    let Some(field) = what.first().and_then(|first| facet(first)) else {
        if !values.is_empty() {
            return Err(conflict(
                "--value goes with a facet",
                "name the facet first: dateline trend people --value NAME",
            ));
        }
        return Ok(Follow::Queries(what));
    };
    if what.len() > 2 {
        return Err(conflict(
            &format!("a trend of {} takes one query, not {}", field.name(), what.len() - 1),
            "join the queries with OR, or put a query that is named as a facet in brackets: \"(people)\"",
        ));
    }
    let query = if what.len() == 2 { what.remove(1) } else { String::new() };
    Ok(Follow::Facet { field: timeless(field, "a trend")?, query, values, limit })
}

//! `dateline batch`: many queries in one run, answered in parallel, printed in their order.

mod answer;
mod flow;

use std::path::PathBuf;

use clap::Args;

use super::choices::FacetName;
use super::duplicates::CollapseArguments;
use super::filters::{FilterArguments, tell_unknown};
use super::output::{FormatName, OutputArguments};
use super::place::PlaceArguments;
use super::queries::{Input, Kind, Queries, TopicPart};
use super::search::SortName;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::output::HitRecord;
use crate::search::Search;
use answer::Answerer;

/// Answer many queries in parallel, in their order; a bad one is reported, and the run goes on
#[derive(Debug, Args)]
#[command(after_help = "\
Queries are lines: a query; an id, a tab and a query; JSON; or TREC topics. The first line tells which.
JSON: {\"id\": \"1\", \"query\": \"oil\", \"filters\": {\"country\": [\"SA\"], \"since\": \"1987\"}, \"limit\": 10,
\"sort\": \"date\", \"facets\": [\"people\"]}. Exit status: 0 something found, 1 nothing, 2 if any query was bad.

Examples:
  dateline batch queries.txt > hits.jsonl
  dateline batch topics.301-350 --lenient --limit 1000 --format trec --tag mine > mine.run
  cut -f2 names.tsv | dateline batch - --country syria --template '{query_id}\\t{id}\\t{score:.2}'")]
pub(super) struct BatchArguments {
    /// The queries, or - for standard input
    #[arg(value_name = "FILE|-")]
    queries: PathBuf,
    /// How the queries are written [default: the first line tells]
    #[arg(long, value_enum, value_name = "KIND")]
    queries_as: Option<Kind>,
    /// The part of TREC topics that is the query
    #[arg(long, value_enum, default_value = "title", value_name = "PART")]
    topic_part: TopicPart,
    /// Take queries as questions in words: every sign in them is punctuation
    #[arg(long)]
    lenient: bool,
    #[command(flatten)]
    filters: FilterArguments,
    /// Order of the hits
    #[arg(long, value_enum, default_value = "relevance", value_name = "ORDER")]
    sort: SortName,
    /// Hits to print for each query; 0 for all
    #[arg(long, short = 'n', default_value = "10", value_name = "N")]
    limit: usize,
    /// Add words that the best articles share: finds more, on what may be another track
    #[arg(long)]
    expand: bool,
    /// Count facets over all matching articles beside the hits, with text and JSON
    #[arg(long, value_enum, value_name = "FACET", value_delimiter = ',', num_args = 0..,
          require_equals = true, default_missing_value = "people,countries,topics")]
    facets: Vec<FacetName>,
    /// Values of each facet to print; 0 for all
    #[arg(long, default_value = "10", value_name = "N")]
    facet_limit: usize,
    /// Close each query's JSON with a line that tells the total
    #[arg(long)]
    summary: bool,
    /// Threads that answer [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    copies: CollapseArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl BatchArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve_with::<HitRecord>(FormatName::Json, &["query_id"])?;
        if self.filters.reads_input() && self.queries.as_os_str() == "-" {
            return Err(conflict(
                "queries and ids cannot both come from standard input",
                "name a file for one of them",
            ));
        }
        let filters = self.filters.resolve()?;
        let Input { lines, bytes } = Input::open(&self.queries)?;
        let queries = Queries::new(lines, self.queries_as, self.topic_part);
        let search = Search::new(place.existing()?)?.for_many();
        tell_unknown(&search, &filters, terminal)?;
        let answerer = Answerer {
            search: &search,
            printing: &printing,
            filters,
            sort: self.sort,
            limit: self.limit,
            expand: self.expand,
            collapse: self.copies.collapse_in(&printing.records.layout().format),
            lenient: self.lenient,
            facets: self.facets,
            facet_limit: self.facet_limit,
            summary: self.summary,
        };
        flow::run(queries, &self.queries, bytes, &answerer, self.threads.map(usize::from), terminal)
    }
}

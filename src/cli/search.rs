//! `dateline search`: ranked hits, with facet counts beside them if wanted.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::choices::{FacetName, named_facets};
use super::duplicates::CollapseArguments;
use super::filters::{FilterArguments, tell_unknown};
use super::hits::{print, prints_hits_only};
use super::index::{Given, bring_up_to_date};
use super::lenient::LenientArguments;
use super::output::OutputArguments;
use super::people::tell_unknown_people;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::index::{Index, Settings};
use crate::output::{self, Format, HitRecord};
use crate::search::{Request, Search, Sort};

/// Hits that are printed where nothing is said.
pub(super) const LIMIT: usize = 10;

/// Search the index: ranked hits with snippets
#[derive(Debug, Args)]
#[command(after_help = "\
Query: words, \"phrases\", AND OR NOT + -, ( ), prefix*, w?ldcard, fuzzy~1, boost^2,
title: author: person: country: focus: topic: source: date:2015-09 since: until: …
`dateline help query` shows all of it.

Examples:
  dateline search --corpus news \"peace talks\" --country syria
  dateline search 'oil AND (opec OR saudi) -shares' --since 1987-03 --until 1987-04
  dateline search --people thatcher --topic economy --facets --format json | jq .title")]
pub(super) struct SearchArguments {
    /// What to search for; every article without it
    query: Option<String>,
    /// Index what is new in this directory first, then search it
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Order of the hits
    #[arg(long, value_enum, default_value = "relevance", value_name = "ORDER")]
    sort: SortName,
    /// Hits to print; 0 for all
    #[arg(long, short = 'n', default_value_t = LIMIT, value_name = "N")]
    limit: usize,
    /// Hits to leave out first
    #[arg(long, default_value = "0", value_name = "N")]
    offset: usize,
    /// Add words that the best articles share: finds more, on what may be another track
    #[arg(long)]
    expand: bool,
    /// Tell where each score comes from, with text and JSON
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    copies: CollapseArguments,
    /// Count facets over all matching articles beside the hits; a filter on a facet does not
    /// hide the facet's other values
    #[arg(long, value_enum, value_name = "FACET", value_delimiter = ',', num_args = 0..,
          require_equals = true, default_missing_value = "people,countries,topics")]
    facets: Vec<FacetName>,
    /// Values of each facet to print; 0 for all
    #[arg(long, default_value = "10", value_name = "N")]
    facet_limit: usize,
    /// Close JSON output with a line that tells the total
    #[arg(long)]
    summary: bool,
    #[command(flatten)]
    lenient: LenientArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// How hits are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SortName {
    /// Best first
    #[default]
    Relevance,
    /// Latest first
    Date,
    /// Best first, where an old article has to be better than a new one
    Recent,
}

impl SortName {
    /// As the command line spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            SortName::Relevance => "relevance",
            SortName::Date => "date",
            SortName::Recent => "recent",
        }
    }
}

impl From<SortName> for Sort {
    fn from(name: SortName) -> Sort {
        match name {
            SortName::Relevance => Sort::Relevance,
            SortName::Date => Sort::Date,
            SortName::Recent => Sort::Recent,
        }
    }
}

impl SearchArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<HitRecord>()?;
        let format = &printing.records.layout().format;
        let facets = named_facets(&self.facets, self.facet_limit);
        if !facets.is_empty() && !matches!(format, Format::Text | Format::Json) {
            return Err(conflict(
                "--facets and hits do not go into one table",
                "use `dateline facets` for a table of counts, or --format text or json",
            ));
        }
        let request = Request {
            query: self.query.unwrap_or_default(),
            filters: self.filters.resolve()?,
            limit: if printing.count.is_some() { Some(0) } else { (self.limit > 0).then_some(self.limit) },
            offset: self.offset,
            sort: self.sort.into(),
            facets,
            expand: self.expand,
            explain: self.explain,
            collapse: self.copies.collapse_in(&printing.records.layout().format),
            lenient: self.lenient.resolve(terminal),
            hits_only: prints_hits_only(&printing, self.summary),
            ..Request::default()
        };
        let index = match self.corpus {
            Some(corpus) => updated(corpus, place, terminal)?,
            None => place.existing()?,
        };
        let search = Search::new(index)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let page = search.page(&request)?;
        for note in &page.notes {
            terminal.note(note);
        }
        if page.total == 0 {
            tell_unknown_people(&search, &request.filters.people, terminal)?;
        }
        print(terminal, &search, page, &printing, self.summary)
    }
}

/// The index of a corpus after an update; the account is told where there was something to do.
fn updated(corpus: PathBuf, place: &PlaceArguments, terminal: &Terminal) -> Result<Index> {
    let began = Instant::now();
    let (index, account) = bring_up_to_date(&[corpus], place, &Given::default(), &Settings::default(), terminal)?;
    if !account.nothing_changed() {
        let seconds = began.elapsed().as_secs_f64();
        terminal.tell(|err| output::text::account(err, &account, seconds, terminal.verbose));
    }
    Ok(index)
}

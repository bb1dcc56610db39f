//! `dateline delete`: articles that the user takes out.

use std::io::Write;

use clap::Args;

use super::filters::FilterArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::index::delete;
use crate::search::{Filters, Request, Search};

/// Take articles out of the index; the files stay as they are
#[derive(Debug, Args)]
#[command(after_help = "\
What was deleted stays out when its file is indexed again, until `dateline index --restore`.
The ids of what is deleted go to standard output.

Examples:
  dateline delete --id wire/2015/0412.txt --id wire/2015/0413.txt
  dateline delete 'source:\"dateline wire\" until:1999' --dry-run | wc -l
  dateline delete --language fr")]
pub(super) struct DeleteArguments {
    /// Delete every article that matches
    query: Option<String>,
    /// Delete the article with this id
    #[arg(long, value_name = "ID", conflicts_with = "query")]
    id: Vec<String>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Tell what would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
}

impl DeleteArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let filters = self.filters.resolve()?;
        if self.query.is_none() && self.id.is_empty() && filters == Filters::default() {
            return Err(conflict(
                "nothing says what to delete",
                "name a query, filters or ids (--id); '*' is every article",
            ));
        }
        if !self.id.is_empty() && filters != Filters::default() {
            return Err(conflict("--id does not go with filters", "name ids, or a query with filters"));
        }
        let index = place.existing()?;
        let search = Search::new(place.existing()?)?;
        let mut ids = Vec::new();
        if self.id.is_empty() {
            let query = self.query.filter(|query| query != "*").unwrap_or_default();
            let ranking = search.ranking(&Request { query, filters, ..Request::default() })?;
            ids.extend(ranking.into_iter().map(|rank| rank.id));
            ids.sort_unstable();
        } else {
            for id in self.id {
                match search.article(&id) {
                    Ok(_) => ids.push(id),
                    Err(error) => terminal.error(&error),
                }
            }
        }
        let deleted = if self.dry_run { ids.len() as u64 } else { delete(&index, &ids)? };
        let mut out = terminal.data();
        ids.iter().try_for_each(|id| writeln!(out, "{id}"))?;
        out.flush()?;
        let (done, left) = if self.dry_run { ("would be deleted", 0) } else { ("deleted", deleted) };
        terminal.note(&format!("{deleted} articles {done}, {} remain", search.articles().saturating_sub(left)));
        Ok(Outcome::of(deleted > 0))
    }
}

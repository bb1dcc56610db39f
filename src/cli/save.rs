//! `dateline save`: keep a search under a name.

use clap::Args;

use super::completing::searches;
use super::filters::FilterArguments;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::saved::{Saved, SavedSearch, check_name};
use super::search::SortName;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::index::Told;
use crate::output::SavedRecord;
use crate::search::{Request, Search};

/// Save a search under a name, for `run`, `new` and `match`; list and delete saved searches
#[derive(Debug, Args)]
#[command(after_help = "\
Saved searches are lines of a plain file beside the index, .NAME-searches.jsonl, which stays when the
index is made anew. Days such as \"last 7 days\" are counted from the day of the run.

Examples:
  dateline save wall 'berlin AND wall' --since 1989 --limit 20
  dateline save quakes earthquake OR tsunami --topic disaster --from-now
  dateline save --list --format json | jq -r .query
  dateline save --delete wall")]
pub(super) struct SaveArguments {
    /// The name: letters, digits, - _ .
    #[arg(required_unless_present_any = ["list", "delete"])]
    name: Option<String>,
    /// What to search for; every article without it
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Order of the hits
    #[arg(long, value_enum, value_name = "ORDER")]
    sort: Option<SortName>,
    /// Hits that `run` prints; 0 for all
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Let `new` take all articles of the index as told
    #[arg(long)]
    from_now: bool,
    /// List the saved searches
    #[arg(long, conflicts_with_all = ["name", "delete"])]
    list: bool,
    /// Delete a saved search and what it has told
    #[arg(long, value_name = "NAME", conflicts_with = "name", add = searches())]
    delete: Option<String>,
    #[command(flatten)]
    output: OutputArguments,
}

impl SaveArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve()?;
        let index = place.existing()?;
        let mut saved = Saved::read(&index)?;
        if self.list {
            return printing.print(terminal, saved.searches.into_values().map(record));
        }
        if let Some(name) = &self.delete {
            saved.named(name)?;
            saved.searches.remove(name);
            saved.write()?;
            saved.forget(name)?;
            return Ok(Outcome::Found);
        }
        let name = self.name.unwrap_or_default();
        check_name(&name)?;
        let search = SavedSearch {
            id: name.clone(),
            query: self.query.join(" "),
            filters: self.filters,
            sort: self.sort,
            limit: self.limit,
        };
        if search.query.is_empty() && search.filters.is_empty() {
            return Err(conflict("there is nothing to save", "write a query or a filter behind the name"));
        }
        if search.filters.reads_input() {
            return Err(conflict("standard input cannot be saved", "write the ids to a file that stays: --ids FILE"));
        }
        // A search that is not understood is told now, not at night by cron.
        let limit = if self.from_now { None } else { Some(0) };
        let request = Request { limit, ..search.request()? };
        let (identity, commit) = (index.identity()?, index.commit()?);
        let answer = Search::new(index)?.answer(&request)?;
        if saved.searches.get(&name).is_some_and(|before| *before != search) {
            saved.forget(&name)?;
        }
        saved.searches.insert(name.clone(), search);
        saved.write()?;
        if self.from_now {
            let mut told = Told::nothing(&identity);
            answer.hits.iter().for_each(|hit| told.tell(&hit.stored));
            told.up_to(&identity, commit);
            told.write(&saved.mark(&name))?;
        }
        terminal.note(&format!(
            "\"{name}\" is saved in {}; it matches {} articles now",
            saved.file().display(),
            answer.total
        ));
        Ok(Outcome::Found)
    }
}

fn record(search: SavedSearch) -> SavedRecord {
    // A search that was read is JSON.
    let filters = serde_json::to_value(&search.filters).ok();
    SavedRecord {
        id: search.id,
        query: search.query,
        filters: filters.and_then(|value| value.as_object().cloned()).unwrap_or_default(),
        sort: search.sort.unwrap_or_default().name(),
        limit: search.limit.unwrap_or(super::search::LIMIT) as u64,
    }
}

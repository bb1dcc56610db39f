//! `dateline new`: what a saved search has not told yet.

use std::sync::Arc;

use clap::Args;

use super::Outcome;
use super::completing::searches;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::saved::Saved;
use super::terminal::Terminal;
use crate::error::Result;
use crate::index::{News, Told};
use crate::output::NewsRecord;
use crate::search::{Commits, Filters, Hit, Request, Search};

/// Print the hits of a saved search that came or changed since the last time
#[derive(Debug, Args)]
#[command(after_help = "\
The first time all hits are new, unless the search was saved with --from-now; from then on those
of articles that were indexed since. An article whose text or data changed is told once more, as
changed; one that was only read again, or moved with its id, is not. All of them are printed,
whatever limit was saved. They count as told when the output was written whole: if it was not,
they are told again. Exit status 1 where there is nothing new.

Examples:
  dateline new wall --peek --count
  dateline new wall --format json | jq -r .title
  dateline new wall --template '{news}: {title}\\n{path}\\n'")]
pub(super) struct NewArguments {
    /// The name that the search was saved under
    #[arg(add = searches())]
    name: String,
    /// Print what is new, and let it stay new
    #[arg(long)]
    peek: bool,
    #[command(flatten)]
    output: OutputArguments,
}

impl NewArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve()?;
        let index = place.existing()?;
        let saved = Saved::read(&index)?;
        let search = saved.named(&self.name)?;
        // Read before the searcher is opened: what is committed in between is new the next time.
        let (identity, commit) = (index.identity()?, index.commit()?);
        let mark = saved.mark(&self.name);
        let mut told = Told::read(&mark)?.unwrap_or_else(|| Told::nothing(&identity));
        let since = told.commit_of(&identity, commit);
        let request = search.request()?;
        let commits = Commits { after: since.unwrap_or(0), to: commit };
        let filters = Filters { commits: Some(commits), ..request.filters };
        let answer = Search::new(index)?.answer(&Request { filters, limit: None, ..request })?;
        for note in &answer.notes {
            terminal.note(note);
        }
        if since.is_none() {
            terminal.note("the index was made anew: its articles are held against those that were told");
        }
        let mut hits: Vec<(News, Hit)> = Vec::new();
        for hit in answer.hits {
            if let Some(news) = told.news(since, &hit.stored) {
                hits.push((news, hit));
            }
        }
        hits.iter().for_each(|(_, hit)| told.tell(&hit.stored));
        told.up_to(&identity, commit);
        let query_id: Arc<str> = self.name.into();
        let records = (1..).zip(hits).map(|(rank, (news, hit))| NewsRecord {
            query_id: Arc::clone(&query_id),
            news,
            hit: Hit { rank, ..hit },
        });
        let outcome = printing.print(terminal, records)?;
        if !self.peek {
            told.write(&mark)?;
        }
        Ok(outcome)
    }
}

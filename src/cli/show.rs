//! `dateline show`: one article, its mentions marked and resolved.

use std::io::Write;

use clap::Args;

use super::output::{FormatName, OutputArguments};
use super::place::PlaceArguments;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::enrich;
use crate::error::Result;
use crate::index::Aliases;
use crate::output::{self, ArticleRecord, Format};
use crate::search::Search;
use crate::text::Reading;

/// Show one article, its mentions marked and resolved
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline show text/1989-wall-opens.txt
  dateline show text/1989-wall-opens.txt --format json | jq '.people[].name'
  dateline show text/1989-wall-opens.txt --why
  dateline search clinton --format ids | head -1 | xargs dateline show")]
pub(super) struct ShowArguments {
    /// The article's id, as it stands with each hit
    id: String,
    /// Say why: the rule that joined each mention to its person, the words that speak for each topic
    #[arg(long)]
    why: bool,
    #[command(flatten)]
    output: OutputArguments,
}

impl ShowArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve_with::<ArticleRecord>(FormatName::Text, &["body"])?;
        if self.why && printing.records.layout().format != Format::Text {
            return Err(conflict("--why is told as text only", "leave --format out"));
        }
        let search = Search::new(place.existing()?)?;
        let stored = search.article(&self.id)?;
        let (article, home) = (stored.article, stored.home);
        let copies = search.copies_of(&self.id)?;
        if let Some(first) = &copies.first {
            terminal.note(&format!("the same copy as {first}, the earliest"));
        }
        if !copies.others.is_empty() {
            terminal.note(&format!("printed also as {}", copies.others.join(", ")));
        }
        let own = search.index().own_topics()?;
        if self.why {
            let mut out = terminal.out();
            let reading = Reading::new(&article.title, &article.body);
            let people = enrich::people::explain(&reading, article.date);
            let found = enrich::annotate_with(&article, own.as_ref(), home);
            let shown = |name: &str| shown_as(search.aliases(), name);
            output::text::why(&mut out, &article, &people, shown, &found, |code| {
                enrich::topics::explain(&reading, code)
            })?;
            out.flush()?;
            return Ok(Outcome::Found);
        }
        // Mentions are not stored: finding them again takes less than a millisecond.
        let mut found = enrich::annotate_with(&article, own.as_ref(), home);
        found.people = search.aliases().shown(found.people);
        printing.print(terminal, [ArticleRecord { article: Box::new(article), found }])
    }
}

/// What becomes of a name by the aliases of the index, and why.
fn shown_as(aliases: &Aliases, name: &str) -> Option<String> {
    let origin = aliases.get(name)?.origin;
    match aliases.canonical(name) {
        Some(shown) if shown == name => None,
        Some(shown) => Some(format!("shown as {shown}: {}", origin.why(name))),
        None => Some(format!("not shown: {}", origin.why(name))),
    }
}

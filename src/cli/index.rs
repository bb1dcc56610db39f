//! `dateline index`: build an index or bring it up to date.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::Outcome;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::progress::Bar;
use super::reading::ReadingArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::index::{Account, Index, Settings, clear, restore, update};
use crate::output::{self, AccountRecord};

/// Build an index of articles, or bring it up to date: only new and changed files are read
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline index news                                          # the index is made in news/.dateline
  dateline index 2014 2015 --index both                        # two directories in one index
  dateline index wire.jsonl --index wire                       # an article a line
  dateline index wire.jsonl --index desk --topics desk.model   # topics of `dateline train topics`")]
pub(super) struct IndexArguments {
    /// Directories and files to index
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Give a new index the topics of your own model in place of Media Topics
    #[arg(long, value_name = "MODEL")]
    topics: Option<PathBuf>,
    /// Home countries of sources: a line each, source, tab, country; they stand against what is learned
    #[arg(long, value_name = "FILE")]
    homes: Option<PathBuf>,
    /// Threads that write the index [default: one a core, 8 at most]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
    /// Do not look for copies of one article among those that are read: they stay ungrouped until they are
    /// read again
    #[arg(long)]
    no_duplicates: bool,
    /// Let articles in again that `dateline delete` has taken out
    #[arg(long)]
    restore: bool,
    /// Make the index anew, also one of an older version of Dateline; what you told it of people, homes and
    /// topics stays
    #[arg(long)]
    rebuild: bool,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl IndexArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<AccountRecord>()?;
        let (reading, globs) = self.reading.resolve();
        let mut settings = Settings { reading, globs, duplicates: !self.no_duplicates, ..Settings::default() };
        if let Some(threads) = self.threads {
            settings.memory = settings.memory / settings.threads * usize::from(threads);
            settings.threads = usize::from(threads);
        }
        let began = Instant::now();
        crate::source::check(&self.paths)?;
        let folder = place.for_corpus(&self.paths)?;
        if self.rebuild {
            clear(&folder)?;
        }
        if self.restore {
            let restored = restore(&Index::open_or_create(&folder)?)?;
            terminal.note(&format!("{restored} deleted articles are let in again"));
        }
        let given = Given { topics: self.topics, homes: self.homes };
        let (_, account) = bring_up_to_date(&self.paths, place, &given, &settings, terminal)?;
        terminal.tell(|err| output::text::account(err, &account, began.elapsed().as_secs_f64(), terminal.verbose));
        if account.articles_total == 0 {
            let paths: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
            terminal.note(&format!("{}: no article found; `dateline formats` lists what is read", paths.join(", ")));
        }
        let found = Outcome::of(account.articles_total > 0);
        if !printing.is_text() {
            printing.print(terminal, [AccountRecord(account)])?;
        }
        Ok(found)
    }
}

/// What a user gives an index beside its articles.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// A topic model in place of Media Topics.
    topics: Option<PathBuf>,
    /// Home countries of sources.
    homes: Option<PathBuf>,
}

/// Indexes what is new below `paths`; gives the index and what was done.
pub(super) fn bring_up_to_date(
    paths: &[PathBuf],
    place: &PlaceArguments,
    given: &Given,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(Index, Account)> {
    // A path that is not there is an error before an index is made for it.
    crate::source::check(paths)?;
    let index = Index::open_or_create(&place.for_corpus(paths)?)?;
    if let Some(model) = &given.topics {
        index.adopt_topics(model)?;
    }
    if let Some(homes) = &given.homes {
        index.adopt_homes(homes)?;
    }
    let account = update(&index, paths, settings, &Bar::new(terminal))?;
    Ok((index, account))
}

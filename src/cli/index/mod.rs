//! `dateline index`: build an index or bring it up to date.

mod follow;
mod report;
mod stdin;

use std::path::PathBuf;

use clap::Args;

use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::progress::Bar;
use super::reading::{ReadingArguments, size};
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::index::{Account, Index, LEAST_MEMORY, Settings, clear, restore, update, update_listed};
use crate::output::AccountRecord;
use report::Report;
use stdin::Came;

/// Build an index of articles, or bring it up to date: only new and changed files are read
#[derive(Debug, Args)]
#[command(after_help = "\
Standard input (--stdin, or - for PATH) is told by its first sign. If that is {, articles come as JSON
Lines; they are committed whenever none came for a second, and one with the id of an earlier one
takes its place. Else it is a list of paths, one a line or each ended by a NUL: only these are
looked at, and those that are gone are taken out; PATH is where their corpus lies, this folder if
there is none.

Examples:
  dateline index news                                          # the index is made in news/.dateline
  dateline index 2014 2015 --index both                        # two directories in one index
  dateline index wire.jsonl --index wire                       # an article a line
  dateline index news --watch                                  # follows every change until Ctrl-C
  find news -mtime -1 -print0 | dateline index news --stdin    # looks at these files only
  dateline index - --index wire < wire.jsonl                   # takes articles in as they come
  dateline index wire.jsonl --index desk --topics desk.model   # topics of `dateline train topics`")]
pub(super) struct IndexArguments {
    /// Directories and files to index; - for standard input
    #[arg(required_unless_present = "stdin", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read articles (JSON Lines) or a list of files from standard input
    #[arg(long, conflicts_with = "watch")]
    stdin: bool,
    /// Go on and follow the files: commit within two seconds of every change, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Give a new index the topics of your own model in place of Media Topics
    #[arg(long, value_name = "MODEL")]
    topics: Option<PathBuf>,
    /// Home countries of sources: a line each, source, tab, country; they stand against what is learned
    #[arg(long, value_name = "FILE")]
    homes: Option<PathBuf>,
    /// Threads that write the index [default: one a core, 8 at most]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
    /// Memory to make do with (M, G); 512M at least
    #[arg(long, value_name = "SIZE", value_parser = memory, default_value = "1G")]
    memory: u64,
    /// Do not look for copies of one article among those that are read: they stay ungrouped until they are
    /// read again
    #[arg(long)]
    no_duplicates: bool,
    /// Let articles in again that `dateline delete` has taken out
    #[arg(long)]
    restore: bool,
    /// Make the index anew, also one of an older version of Dateline; what you told it of people, homes and
    /// topics stays, what came on standard input does not
    #[arg(long)]
    rebuild: bool,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl IndexArguments {
    pub(super) fn run(mut self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let mut report = Report::of(self.output.resolve::<AccountRecord>()?, terminal)?;
        let (reading, globs) = self.reading.resolve(self.memory);
        let mut settings =
            Settings { memory: self.memory, reading, globs, duplicates: !self.no_duplicates, ..Settings::default() };
        settings.threads = self.threads.map_or(settings.threads, usize::from);
        let dash = self.paths.iter().any(|path| path.as_os_str() == "-");
        if dash && (self.paths.len() > 1 || self.watch) {
            let help = "`dateline index -` reads it alone; to read a list of files of a corpus, name that and --stdin";
            return Err(conflict("standard input is read without other paths", help));
        }
        let from_stdin = self.stdin || dash;
        if from_stdin && (dash || self.paths.is_empty()) {
            self.paths = vec![PathBuf::from(".")];
        }
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
        let index = opened(&self.paths, place, &given)?;
        if from_stdin {
            return match stdin::came(&settings.reading)? {
                Came::Articles(incoming) => stdin::take_in(incoming, &index, &settings, &mut report),
                Came::Paths(paths) => {
                    let update = || update_listed(&index, &self.paths, &paths, &settings, &Bar::new(terminal));
                    report.timed(update)?;
                    Ok(report.outcome())
                }
            };
        }
        if self.watch {
            return follow::follow(&self.paths, &index, &settings, &mut report);
        }
        report.timed(|| update(&index, &self.paths, &settings, &Bar::new(terminal)))?;
        if !report.has_articles() {
            let paths: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
            terminal.note(&format!("{}: no article found; `dateline formats` lists what is read", paths.join(", ")));
        }
        Ok(report.outcome())
    }
}

/// Memory that an update can do with.
fn memory(text: &str) -> std::result::Result<u64, String> {
    let memory = size(text)?;
    if memory < LEAST_MEMORY {
        return Err(format!("an update needs {} MiB at the least", LEAST_MEMORY >> 20));
    }
    Ok(memory)
}

/// What a user gives an index beside its articles.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// A topic model in place of Media Topics.
    topics: Option<PathBuf>,
    /// Home countries of sources.
    homes: Option<PathBuf>,
}

/// The index of `paths`, made where there is none, with what the user gives it.
fn opened(paths: &[PathBuf], place: &PlaceArguments, given: &Given) -> Result<Index> {
    // A path that is not there is an error before an index is made for it.
    crate::source::check(paths)?;
    let index = Index::open_or_create(&place.for_corpus(paths)?)?;
    if let Some(model) = &given.topics {
        index.adopt_topics(model)?;
    }
    if let Some(homes) = &given.homes {
        index.adopt_homes(homes)?;
    }
    Ok(index)
}

/// Indexes what is new below `paths`; gives the index and what was done.
pub(super) fn bring_up_to_date(
    paths: &[PathBuf],
    place: &PlaceArguments,
    given: &Given,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(Index, Account)> {
    let index = opened(paths, place, given)?;
    let account = update(&index, paths, settings, &Bar::new(terminal))?;
    Ok((index, account))
}

//! The command line: arguments, one file per verb.
//!
//! Arguments are parsed without touching the world, resolved once into the
//! configs of the floors below, and run. Results go to standard output, all
//! else to standard error. Exit status: 0 found, 1 nothing found, 2 error.

mod analysis;
mod batch;
mod check;
mod choices;
mod compare;
mod completing;
mod completions;
mod config;
mod delete;
mod duplicates;
mod enrich;
mod eval;
mod export;
mod facets;
mod filters;
mod formats;
mod hits;
mod index;
mod lenient;
mod man;
mod matching;
mod merge;
mod new;
mod optimize;
mod output;
mod pairs;
mod people;
mod pieces;
mod place;
mod progress;
mod queries;
mod query;
mod reading;
mod run;
mod save;
mod saved;
mod search;
mod show;
mod similar;
mod stats;
mod stop;
mod terminal;
mod train;
mod trend;

use std::process::ExitCode;

use clap::{ArgMatches, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::CompleteEnv;

use crate::error::{Error, Result};
use config::Settings;
use terminal::Terminal;

/// Full-text search for news articles, with the people, countries and topics of each as facets.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, propagate_version = true, max_term_width = 100, after_help = EXIT_STATUS)]
struct Arguments {
    #[command(flatten)]
    place: place::PlaceArguments,
    #[command(flatten)]
    terminal: terminal::TerminalArguments,
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  found
  1  nothing found
  2  error: what, where and what would work stands on standard error
  130  ended by Ctrl-C, after a whole line

Examples:
  dateline search --corpus news \"peace talks\" --country syria
  dateline facets people --since 2015-09 --index news/.dateline
  dateline enrich news/2015 | jq -r '.people[].name' | sort | uniq -c";

#[derive(Debug, Subcommand)]
enum Verb {
    Index(index::IndexArguments),
    Search(search::SearchArguments),
    Batch(batch::BatchArguments),
    Export(export::ExportArguments),
    Facets(facets::FacetsArguments),
    Trend(trend::TrendArguments),
    Compare(compare::CompareArguments),
    Pairs(pairs::PairsArguments),
    Show(show::ShowArguments),
    Similar(similar::SimilarArguments),
    Duplicates(duplicates::DuplicatesArguments),
    People(people::PeopleArguments),
    Save(save::SaveArguments),
    Run(run::RunArguments),
    New(new::NewArguments),
    Match(matching::MatchArguments),
    Enrich(enrich::EnrichArguments),
    Stats(stats::StatsArguments),
    Check(check::CheckArguments),
    Delete(delete::DeleteArguments),
    Merge(merge::MergeArguments),
    Optimize(optimize::OptimizeArguments),
    Eval(eval::EvalArguments),
    Train(train::TrainArguments),
    Query(query::QueryArguments),
    Config(config::ConfigArguments),
    Formats(formats::FormatsArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
}

/// What a verb came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There was an answer.
    Found,
    /// There was none.
    Nothing,
    /// The user ended the run before it was done.
    Interrupted,
}

/// Exit status of a run that Ctrl-C ended, as shells have it: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

impl Outcome {
    fn of(found: bool) -> Outcome {
        if found { Outcome::Found } else { Outcome::Nothing }
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    // A shell that asks for completions is answered, and the process ends.
    CompleteEnv::with_factory(Arguments::command).complete();
    let command = Arguments::command();
    let matches = command.clone().get_matches();
    let (arguments, settings) = match settled(&command, &matches) {
        Ok(settled) => settled,
        Err(error) => {
            Terminal::default().error(&error);
            return ExitCode::from(2);
        }
    };
    let terminal = arguments.terminal.resolve();
    let outcome = match arguments.verb {
        Verb::Config(arguments) => arguments.run(&settings, &command, &matches, &terminal),
        verb => run(verb, &arguments.place, &terminal),
    };
    match outcome {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Interrupted) => ExitCode::from(INTERRUPTED),
        // The reader of a pipe has enough: `dateline … | head` is no error.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

/// The arguments, where they say nothing with what is set for them.
fn settled(command: &Command, matches: &ArgMatches) -> Result<(Arguments, Settings)> {
    let settings = Settings::read(command, matches)?;
    let read = |matches: &ArgMatches| Arguments::from_arg_matches(matches).unwrap_or_else(|error| error.exit());
    if settings.is_empty() {
        return Ok((read(matches), settings));
    }
    let with = settings.applied(command.clone(), matches).get_matches();
    Ok((read(&with), settings))
}

fn run(verb: Verb, place: &place::PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
    match verb {
        Verb::Index(arguments) => arguments.run(place, terminal),
        Verb::Search(arguments) => arguments.run(place, terminal),
        Verb::Batch(arguments) => arguments.run(place, terminal),
        Verb::Export(arguments) => arguments.run(place, terminal),
        Verb::Facets(arguments) => arguments.run(place, terminal),
        Verb::Trend(arguments) => arguments.run(place, terminal),
        Verb::Compare(arguments) => arguments.run(place, terminal),
        Verb::Pairs(arguments) => arguments.run(place, terminal),
        Verb::Show(arguments) => arguments.run(place, terminal),
        Verb::Similar(arguments) => arguments.run(place, terminal),
        Verb::Duplicates(arguments) => arguments.run(place, terminal),
        Verb::People(arguments) => arguments.run(place, terminal),
        Verb::Save(arguments) => arguments.run(place, terminal),
        Verb::Run(arguments) => arguments.run(place, terminal),
        Verb::New(arguments) => arguments.run(place, terminal),
        Verb::Match(arguments) => arguments.run(place, terminal),
        Verb::Enrich(arguments) => arguments.run(terminal),
        Verb::Stats(arguments) => arguments.run(place, terminal),
        Verb::Check(arguments) => arguments.run(place, terminal),
        Verb::Delete(arguments) => arguments.run(place, terminal),
        Verb::Merge(arguments) => arguments.run(place, terminal),
        Verb::Optimize(arguments) => arguments.run(place, terminal),
        Verb::Eval(arguments) => arguments.run(place, terminal),
        Verb::Train(arguments) => arguments.run(terminal),
        Verb::Query(arguments) => arguments.run(terminal),
        Verb::Config(_) => Ok(Outcome::Found),
        Verb::Formats(arguments) => arguments.run(terminal),
        Verb::Completions(arguments) => arguments.run(terminal),
        Verb::Man(arguments) => arguments.run(terminal),
    }
}

/// An argument that a verb does not take together with another.
fn conflict(what: &str, help: &str) -> Error {
    Error::new(what).help(help)
}

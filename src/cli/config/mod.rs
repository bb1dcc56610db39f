//! `dateline config`: what is set once for all, and where.
//!
//! A setting is an option of the command line, made in `dateline.toml` beside
//! the index, in the user's own one, or by a variable of the environment. Each
//! is stronger than those before it, and an argument is stronger than all.

mod file;
mod layers;
mod options;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command};

pub(super) use layers::Settings;

use super::Outcome;
use super::output::OutputArguments;
use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::output::ConfigRecord;
use layers::Origin;
use options::GENERAL;

/// Show which settings are in force, and where each was made
#[derive(Debug, Args)]
#[command(after_help = "\
Settings are options, by name, in dateline.toml beside the index folder or in the user's
configuration directory (~/.config/dateline/dateline.toml); in a table [VERB] they are for one verb:

  format = \"json\"
  [facets]
  limit = 50

What is beside the index is the weakest, then come the user's own file, the environment
(DATELINE_FORMAT, DATELINE_FACET_LIMIT) and, strongest, arguments.

Examples:
  dateline config
  dateline config search
  DATELINE_LIMIT=50 dateline config search --format json | jq -r .setting")]
pub(super) struct ConfigArguments {
    /// Show every option of this verb
    verb: Option<String>,
    #[command(flatten)]
    output: OutputArguments,
}

impl ConfigArguments {
    /// Prints the settings of a command whose arguments `matches` are.
    ///
    /// # Errors
    /// There is no such verb; the output cannot be written.
    pub(super) fn run(
        &self,
        settings: &Settings,
        command: &Command,
        matches: &ArgMatches,
        terminal: &Terminal,
    ) -> Result<Outcome> {
        let printing = self.output.resolve()?;
        for looked in &settings.looked {
            let found = if looked.found { "read" } else { "not there" };
            terminal.note(&format!("{}: {found}", looked.path.display()));
        }
        let mut records = Vec::new();
        for general in GENERAL.iter().filter(|general| self.verb.is_none() || general.is_global(command)) {
            let option = general.options(command).next().map(|(_, option)| option);
            let argument = option.filter(|option| {
                general.is_global(command)
                    && matches.value_source(option.get_id().as_str()) == Some(ValueSource::CommandLine)
            });
            if let Some(option) = argument {
                let given = matches.get_raw(option.get_id().as_str()).into_iter().flatten();
                let values: Vec<String> = given.map(|value| value.to_string_lossy().into_owned()).collect();
                records.push(record(None, general.name, values, "argument", None));
                continue;
            }
            records.push(in_force(settings, None, general.name, option));
        }
        match &self.verb {
            None => {
                for (setting, origin) in settings.of_verbs() {
                    let verb = setting.verb.as_deref();
                    let (origin, place) = told(origin, setting);
                    records.push(record(verb, &setting.name, setting.values.clone(), origin, Some(place)));
                }
            }
            Some(name) => {
                let Some(verb) = command.find_subcommand(name) else {
                    return Err(Error::new(format!("\"{name}\" is no verb"))
                        .help(format!("there are {}", options::verbs(command).join(", "))));
                };
                for option in options::of_verb(verb) {
                    let long = option.get_long().unwrap_or_default();
                    records.push(in_force(settings, Some(name), long, Some(option)));
                }
            }
        }
        printing.print(terminal, records)
    }
}

/// What is in force for an option: what is set, else its default.
fn in_force(settings: &Settings, verb: Option<&str>, name: &str, option: Option<&Arg>) -> ConfigRecord {
    if let Some((setting, origin)) = settings.of(verb, name) {
        let (origin, place) = told(origin, setting);
        return record(verb, name, setting.values.clone(), origin, Some(place));
    }
    let defaults = option.map(Arg::get_default_values).unwrap_or_default();
    let defaults = defaults.iter().map(|value| value.to_string_lossy().into_owned()).collect();
    record(verb, name, defaults, "default", None)
}

/// Where a setting was made, in the words of the output contract.
fn told(origin: &Origin, setting: &file::Setting) -> (&'static str, String) {
    match origin {
        Origin::File(path) => ("file", format!("{}:{}", path.display(), setting.line)),
        Origin::Environment => ("environment", options::variable(&setting.name)),
    }
}

fn record(
    verb: Option<&str>,
    name: &str,
    values: Vec<String>,
    origin: &'static str,
    place: Option<String>,
) -> ConfigRecord {
    ConfigRecord { verb: verb.map(str::to_owned), setting: name.to_owned(), values, origin, place }
}

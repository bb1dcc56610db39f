//! What files and the environment set, the weakest first, and handing it to the command line.
//!
//! Settings become the defaults of their options: what is given as an argument
//! is stronger by itself, and `--help` shows what is in force.

use std::path::{Path, PathBuf};

use clap::builder::OsStr;
use clap::{ArgMatches, Command};
use etcetera::BaseStrategy;

use super::file::{self, Setting};
use super::options::{self, GENERAL};
use crate::cli::output::FormatName;
use crate::cli::place::PlaceArguments;
use crate::error::{Error, Result};
use crate::index::discover;
use crate::source::SETTINGS_FILE;

/// Where a setting was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// In this file.
    File(PathBuf),
    /// By a variable of the environment.
    Environment,
}

/// The settings of one origin.
#[derive(Debug)]
struct Layer {
    origin: Origin,
    settings: Vec<Setting>,
}

/// A file of settings that was looked for.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) path: PathBuf,
    pub(super) found: bool,
}

/// All settings, and the files that were looked for.
#[derive(Debug, Default)]
pub(in crate::cli) struct Settings {
    /// The weakest first: beside the index, the user's, the environment.
    layers: Vec<Layer>,
    pub(super) looked: Vec<Looked>,
}

impl Settings {
    /// Reads what is set for a command line.
    ///
    /// # Errors
    /// A file cannot be read; a file or a variable has a setting or a value that there is not.
    pub(in crate::cli) fn read(command: &Command, matches: &ArgMatches) -> Result<Settings> {
        let mut settings = Settings::default();
        let own = own_file();
        let user = own.as_deref().map(|path| settings.layer(path, command)).transpose()?.flatten();
        let named = user.iter().flat_map(|layer| &layer.settings).find(|setting| setting.name == "index");
        let named = named.and_then(|setting| setting.values.first()).map(PathBuf::from);
        let beside = index_folder(matches, named).map(|folder| beside(&folder));
        let beside = beside.filter(|path| Some(path) != own.as_ref());
        if let Some(layer) = beside.as_deref().map(|path| settings.layer(path, command)).transpose()?.flatten() {
            if let Some(setting) = layer.settings.iter().find(|setting| setting.name == "index") {
                return Err(Error::new("index: this file lies beside an index and holds for it alone")
                    .at_line(beside.unwrap_or_default(), setting.line)
                    .help("name your usual index in your own file: `dateline config` tells where that is"));
            }
            settings.layers.push(layer);
        }
        settings.layers.extend(user);
        let environment = environment(command)?;
        if !environment.is_empty() {
            settings.layers.push(Layer { origin: Origin::Environment, settings: environment });
        }
        Ok(settings)
    }

    /// The settings of a file, if there is one.
    fn layer(&mut self, path: &Path, command: &Command) -> Result<Option<Layer>> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(cause) if matches!(cause.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                self.looked.push(Looked { path: path.to_owned(), found: false });
                return Ok(None);
            }
            Err(cause) => return Err(Error::new("the settings cannot be read").at(path).because(cause)),
        };
        self.looked.push(Looked { path: path.to_owned(), found: true });
        let mut settings = file::read(text.trim_start_matches('\u{FEFF}'), path, command)?;
        for setting in settings.iter_mut().filter(|setting| setting.verb.is_none() && setting.name == "index") {
            setting.values.iter_mut().for_each(|value| *value = absolute(value, path));
        }
        Ok(Some(Layer { origin: Origin::File(path.to_owned()), settings }))
    }

    /// Whether nothing is set.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// What is set for an option, of one verb or of all, by the strongest.
    pub(super) fn of(&self, verb: Option<&str>, name: &str) -> Option<(&Setting, &Origin)> {
        let general = options::general(name).is_some_and(|general| verb.is_none_or(|verb| general.is_for(verb)));
        let mut strongest = None;
        for layer in &self.layers {
            let named = |of: Option<&str>| {
                layer.settings.iter().rev().find(|setting| setting.name == name && setting.verb.as_deref() == of)
            };
            let for_all = named(None).filter(|_| general);
            if let Some(setting) = verb.and_then(|verb| named(Some(verb))).or(for_all) {
                strongest = Some((setting, &layer.origin));
            }
        }
        strongest
    }

    /// All that is set for one verb only, by the strongest.
    pub(super) fn of_verbs(&self) -> impl Iterator<Item = (&Setting, &Origin)> {
        let all = self.layers.iter().flat_map(|layer| layer.settings.iter().map(move |s| (s, &layer.origin)));
        all.filter(|(setting, origin)| {
            let Some(verb) = setting.verb.as_deref() else { return false };
            self.of(Some(verb), &setting.name) == Some((*setting, *origin))
        })
    }

    /// The command with the settings as defaults of the options, for these arguments.
    pub(in crate::cli) fn applied(&self, mut command: Command, matches: &ArgMatches) -> Command {
        for general in &GENERAL {
            if command.get_arguments().any(|option| option.get_long() == Some(general.name))
                && let Some((setting, _)) = self.of(None, general.name)
            {
                command = command.mut_arg(general.name, |option| option.default_values(words(setting)));
            }
        }
        let Some((verb, arguments)) = matches.subcommand() else { return command };
        command.mut_subcommand(verb, |mut command| {
            let names: Vec<String> =
                options::of_verb(&command).filter_map(clap::Arg::get_long).map(str::to_owned).collect();
            for name in names {
                let Some((setting, _)) = self.of(Some(verb), &name) else { continue };
                if name == "facets" && verb == "search" && !self.shows_facets(arguments) {
                    continue;
                }
                let id = name.replace('-', "_");
                command = command.mut_arg(id, |option| option.default_values(words(setting)));
            }
            command
        })
    }

    /// Whether a search prints counts beside its hits: a table of hits has no place for them.
    fn shows_facets(&self, arguments: &ArgMatches) -> bool {
        let given = |name| arguments.value_source(name) == Some(clap::parser::ValueSource::CommandLine);
        let format = if given("format") {
            arguments.get_one::<FormatName>("format").copied()
        } else {
            let set = self.of(Some("search"), "format").and_then(|(setting, _)| setting.values.first());
            set.and_then(|name| clap::ValueEnum::from_str(name, true).ok())
        };
        !given("template") && matches!(format, None | Some(FormatName::Text | FormatName::Json))
    }
}

fn words(setting: &Setting) -> Vec<OsStr> {
    setting.values.iter().map(OsStr::from).collect()
}

/// The user's own file.
fn own_file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("dateline").join(SETTINGS_FILE))
}

/// The file beside an index folder.
fn beside(folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.with_file_name(SETTINGS_FILE)
}

/// A path that a file names, from the folder of the file on; `~/` is the user's.
fn absolute(named: &str, file: &Path) -> String {
    let path = match (named.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => file.parent().unwrap_or(Path::new("")).join(named),
    };
    path.to_string_lossy().into_owned()
}

/// The index that a command line means, whether it is there or not.
fn index_folder(matches: &ArgMatches, named: Option<PathBuf>) -> Option<PathBuf> {
    // Also what `DATELINE_INDEX` says.
    if let Some(folder) = matches.get_one::<PathBuf>("index").cloned().or(named) {
        return Some(folder);
    }
    let paths: Vec<PathBuf> = match matches.subcommand() {
        Some(("index", arguments)) => arguments.get_many("paths").into_iter().flatten().cloned().collect(),
        Some(("search", arguments)) => arguments.get_one("corpus").into_iter().cloned().collect(),
        _ => Vec::new(),
    };
    if paths.is_empty() {
        return discover(&std::env::current_dir().ok()?).ok();
    }
    PlaceArguments { index: None }.for_corpus(&paths).ok()
}

/// What variables set.
fn environment(command: &Command) -> Result<Vec<Setting>> {
    let mut settings = Vec::new();
    for general in &GENERAL {
        let variable = options::variable(general.name);
        let Some(value) = std::env::var_os(&variable).filter(|value| !value.is_empty()) else { continue };
        let Some((_, option)) = general.options(command).next() else { continue };
        let value = value.to_string_lossy().into_owned();
        let values = match (option.get_value_delimiter(), value.as_str()) {
            (Some(delimiter), value) => value.split(delimiter).map(|part| part.trim().to_owned()).collect(),
            (None, "1") if options::is_flag(option) => vec!["true".to_owned()],
            (None, "0") if options::is_flag(option) => vec!["false".to_owned()],
            (None, _) => vec![value],
        };
        let setting = Setting { verb: None, name: general.name.to_owned(), values, line: 0 };
        settings.push(file::checked(setting, command).map_err(|error| {
            let said = Error::new(format!("${variable}: {error}"));
            match error.hint() {
                Some(hint) => said.help(hint),
                None => said,
            }
        })?);
    }
    Ok(settings)
}

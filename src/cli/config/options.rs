//! The options that can be set once for all: those of the command line itself.
//!
//! A setting has the name, the values and the meaning of its option; what the
//! command line takes is asked of clap, so that nothing is declared twice.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};

use crate::error::{Error, Result};

/// A setting for all verbs that have the option in one meaning.
pub(super) struct General {
    /// The option's name.
    pub(super) name: &'static str,
    /// The verbs; none named for all that have it.
    verbs: &'static [&'static str],
}

/// The settings for all verbs, in the order in which they are told.
pub(super) const GENERAL: [General; 11] = [
    General { name: "index", verbs: &[] },
    General { name: "color", verbs: &[] },
    General { name: "quiet", verbs: &[] },
    General { name: "verbose", verbs: &[] },
    General { name: "format", verbs: &[] },
    // Elsewhere it counts other things than hits: values, pairs, articles of a file.
    General { name: "limit", verbs: &["search", "similar", "batch"] },
    General { name: "sort", verbs: &["search", "batch", "export"] },
    General { name: "facets", verbs: &["search", "batch"] },
    General { name: "facet-limit", verbs: &["search", "batch"] },
    // In a batch it makes words of every sign.
    General { name: "lenient", verbs: &["search", "facets", "export", "trend", "compare", "pairs"] },
    General { name: "threads", verbs: &["index", "batch"] },
];

/// Options that do something once; as a setting they would do it every time.
const ONCE: [&str; 17] = [
    "help", "version", "strict", "count", "corpus", "delete", "list", "from-now", "peek", "saved", "out", "ids",
    "plot", "rebuild", "restore", "stdin", "watch",
];

/// Verbs that take something away: what they take is said each time.
const SAID_EACH_TIME: [&str; 1] = ["delete"];

/// The environment variable of a setting: DATELINE_FACET_LIMIT.
pub(super) fn variable(name: &str) -> String {
    format!("DATELINE_{}", name.to_uppercase().replace('-', "_"))
}

impl General {
    /// The option in every verb that it is for; a global one once, with the command itself.
    pub(super) fn options<'c>(&self, command: &'c Command) -> impl Iterator<Item = (&'c Command, &'c Arg)> {
        let named = |command: &'c Command| {
            let option = command.get_arguments().find(|option| option.get_long() == Some(self.name));
            option.map(|option| (command, option))
        };
        let global = named(command);
        let verbs = command.get_subcommands().filter(|verb| self.is_for(verb.get_name())).filter_map(named);
        global.into_iter().chain(verbs.take(if global.is_some() { 0 } else { usize::MAX }))
    }

    /// Whether it is an option of the command itself, whatever the verb.
    pub(super) fn is_global(&self, command: &Command) -> bool {
        command.get_arguments().any(|option| option.get_long() == Some(self.name))
    }

    /// Whether it is for a verb that has the option.
    pub(super) fn is_for(&self, verb: &str) -> bool {
        self.verbs.is_empty() || self.verbs.contains(&verb)
    }
}

/// The general setting of this name.
pub(super) fn general(name: &str) -> Option<&'static General> {
    GENERAL.iter().find(|general| general.name == name)
}

/// The options of a verb that can be set.
pub(super) fn of_verb(verb: &Command) -> impl Iterator<Item = &Arg> {
    let settable = !SAID_EACH_TIME.contains(&verb.get_name());
    verb.get_arguments().filter(move |option| {
        settable
            && !option.is_positional()
            && !option.is_global_set()
            && option.get_long().is_some_and(|name| !ONCE.contains(&name))
    })
}

/// The verbs that have options to set.
pub(super) fn verbs(command: &Command) -> Vec<&str> {
    command.get_subcommands().filter(|verb| of_verb(verb).next().is_some()).map(Command::get_name).collect()
}

/// Whether an option is there or not, without a value.
pub(super) fn is_flag(option: &Arg) -> bool {
    matches!(option.get_action(), ArgAction::SetTrue)
}

/// Checks that an option takes values.
///
/// # Errors
/// It does not; the message is clap's own.
pub(super) fn takes(verb: &Command, option: &Arg, values: &[String]) -> Result<()> {
    let name = option.get_long().unwrap_or_default();
    if is_flag(option) {
        return match values {
            [value] if value == "true" || value == "false" => Ok(()),
            _ => Err(Error::new(format!("{name} is on or off, not {}", values.join(", ")))
                .help(format!("write {name} = true or {name} = false"))),
        };
    }
    let many = option.get_value_delimiter().is_some() || matches!(option.get_action(), ArgAction::Append);
    if !many && values.len() != 1 {
        return Err(Error::new(format!("{name} takes one value, not {}", values.len())));
    }
    let named = |value: &String| format!("--{name}={value}");
    let line = std::iter::once(verb.get_name().to_owned()).chain(values.iter().map(named));
    match verb.clone().try_get_matches_from(line) {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) => {
            let valid: Vec<String> = option
                .get_possible_values()
                .iter()
                .filter(|value| !value.is_hide_set())
                .map(|value| value.get_name().to_owned())
                .collect();
            let said = error.to_string();
            let said = said.lines().next().unwrap_or_default().trim_start_matches("error: ");
            let said = Error::new(format!("{name}: {said}"));
            Err(if valid.is_empty() { said } else { said.help(format!("it is one of {}", valid.join(", "))) })
        }
        // Arguments that the verb needs are not the setting's.
        _ => Ok(()),
    }
}

/// The name that was probably meant.
pub(super) fn nearest<'n>(name: &str, valid: &[&'n str]) -> Option<&'n str> {
    /// How alike two names are of which one is a slip of the other: Jaro-Winkler, as clap has it.
    const ALIKE: f64 = 0.8;
    let alike = valid.iter().map(|valid| (strsim::jaro_winkler(name, valid), *valid));
    alike.filter(|(alike, _)| *alike > ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, valid)| valid)
}

//! Reading `dateline.toml`: keys and values with their lines, checked against the options there are.
//!
//! Takes the text of a file and the command line's options; knows nothing of
//! where files lie or which one is stronger.

use std::path::Path;

use clap::Command;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::options::{self, GENERAL};
use crate::error::{Error, Result};

/// A setting that a file or the environment makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The verb that it is for; none for all that have the option.
    pub(super) verb: Option<String>,
    /// The option's name, without hyphens before it.
    pub(super) name: String,
    /// As the option takes them; more than one for options of many values.
    pub(super) values: Vec<String>,
    /// The line it stands on, from 1; 0 for the environment.
    pub(super) line: u64,
}

/// The settings of a file. A key is an option's name; a table holds those of a verb.
///
/// # Errors
/// The file is no TOML; it has a key that is no option, or a value that the option does not take.
pub(super) fn read(text: &str, path: &Path, command: &Command) -> Result<Vec<Setting>> {
    let line_of =
        |at: usize| 1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() as u64;
    let root = DeTable::parse(text).map_err(|cause| {
        let line = cause.span().map_or(1, |span| line_of(span.start));
        Error::new(format!("is no TOML: {}", cause.message()))
            .at_line(path, line)
            .help("write lines such as limit = 20")
    })?;
    let mut settings = Vec::new();
    let mut keys: Vec<_> = root.get_ref().iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        let line = line_of(key.span().start);
        let name = key.get_ref().as_ref();
        let DeValue::Table(table) = value.get_ref() else {
            let setting = setting(None, name, value, line).and_then(|setting| checked(setting, command));
            settings.push(setting.map_err(|error| error.at_line(path, line))?);
            continue;
        };
        if command.find_subcommand(name).is_none_or(|verb| options::of_verb(verb).next().is_none()) {
            return Err(Error::new(format!("[{name}] is no verb with options"))
                .at_line(path, line)
                .help(format!("tables are {}", options::verbs(command).join(", "))));
        }
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in keys {
            let line = line_of(key.span().start);
            let setting =
                setting(Some(name), key.get_ref().as_ref(), value, line).and_then(|setting| checked(setting, command));
            settings.push(setting.map_err(|error| error.at_line(path, line))?);
        }
    }
    Ok(settings)
}

/// What a key and a value say, in the words of the command line.
fn setting(verb: Option<&str>, name: &str, value: &Spanned<DeValue<'_>>, line: u64) -> Result<Setting> {
    let values = match value.get_ref() {
        DeValue::Array(values) => values.iter().map(|value| spelled(name, value.get_ref())).collect::<Result<_>>()?,
        value => vec![spelled(name, value)?],
    };
    Ok(Setting { verb: verb.map(str::to_owned), name: name.to_owned(), values, line })
}

fn spelled(name: &str, value: &DeValue<'_>) -> Result<String> {
    Ok(match value {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => {
            let what = format!("{name} holds {} inside a list", value.type_str());
            return Err(Error::new(what).help("write a text, a number, true or false, or a list of these"));
        }
    })
}

/// The setting, if there is such an option and it takes the values.
///
/// # Errors
/// There is none, or it does not.
pub(super) fn checked(setting: Setting, command: &Command) -> Result<Setting> {
    let Setting { verb, name, values, .. } = &setting;
    let unknown = |valid: Vec<&str>| {
        let place = verb.as_deref().map(|verb| format!(" of [{verb}]")).unwrap_or_default();
        let near = options::nearest(name, &valid).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
        Err(Error::new(format!("\"{name}\" is no setting{place}"))
            .help(format!("{near}there are {}", valid.join(", "))))
    };
    let option = match verb {
        None => {
            let Some(general) = options::general(name) else {
                return unknown(GENERAL.iter().map(|general| general.name).collect());
            };
            general.options(command).next()
        }
        Some(verb) => {
            let verb = command.find_subcommand(verb);
            let valid = || verb.into_iter().flat_map(options::of_verb);
            match valid().find(|option| option.get_long() == Some(name)) {
                Some(option) => verb.map(|verb| (verb, option)),
                None => return unknown(valid().filter_map(clap::Arg::get_long).collect()),
            }
        }
    };
    if let Some((verb, option)) = option {
        options::takes(verb, option, values)?;
    }
    Ok(setting)
}

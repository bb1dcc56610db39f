//! Names of people that stand for others: `people-aliases.tsv` in the index folder.
//!
//! Maps a stored value to the one it is shown and counted as. It acts when the
//! index is asked, so that a correction needs no indexing. Lines are
//! `value<TAB>canonical<TAB>origin`; `-` in place of a canonical name hides the
//! value. What the corpus itself shows is learned at every update; what a user
//! has said stays and wins.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::replace::replace_file;
use crate::error::{Error, Result};
use crate::vocab::people::{FormKind, known};

/// Name of the file in the index folder.
pub const ALIASES_FILE: &str = "people-aliases.tsv";

/// What stands in the file in place of a name to hide a value.
const HIDE: &str = "-";

/// Where an alias comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The corpus shows it: one full name dominates the surname.
    Learned,
    /// The list of known people gives the surname to the one bearer in the corpus.
    Known,
    /// A user said so.
    User,
}

/// What a stored value stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// This name; the value itself where a user split it off.
    Name(String),
    /// Nobody: not shown and not counted.
    Hidden,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// What it stands for.
    pub target: Target,
    /// Where it comes from.
    pub origin: Origin,
}

/// All lines of the file, by value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    entries: BTreeMap<String, Alias>,
}

impl Origin {
    /// As the file spells it.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Learned => "learned",
            Origin::Known => "known",
            Origin::User => "user",
        }
    }
}

/// Steps from alias to alias, at most: two corrections in a row are usual, a ring is a mistake.
const STEPS: usize = 8;

impl Aliases {
    /// Reads the file of an index folder; none is an empty one.
    ///
    /// # Errors
    /// A line that is no alias, with its number; the file cannot be read.
    pub fn read(folder: &Path) -> Result<Aliases> {
        let path = folder.join(ALIASES_FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Aliases::default()),
            Err(cause) => return Err(Error::new("the aliases of people cannot be read").at(&path).because(cause)),
        };
        let mut entries = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim);
            let (value, target, origin) = (cells.next(), cells.next(), cells.next());
            let (Some(value), Some(target)) = (value.filter(|v| !v.is_empty()), target.filter(|t| !t.is_empty()))
            else {
                return Err(Error::new("is no alias")
                    .at_line(&path, number)
                    .help("a line is: stored value, tab, name it stands for (or -), tab, user"));
            };
            // A line that a user wrote by hand may leave its origin out.
            let origin = match origin {
                Some("learned") => Origin::Learned,
                Some("known") => Origin::Known,
                _ => Origin::User,
            };
            let target = if target == HIDE { Target::Hidden } else { Target::Name(target.to_owned()) };
            entries.insert(value.to_owned(), Alias { target, origin });
        }
        Ok(Aliases { entries })
    }

    /// Writes the file of an index folder, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(ALIASES_FILE);
        let mut text = String::from(
            "# stored value\tname it stands for (- hides it)\torigin: learned from the corpus, known from the list, or user\n",
        );
        for (value, alias) in &self.entries {
            let target = match &alias.target {
                Target::Name(name) => name,
                Target::Hidden => HIDE,
            };
            text.push_str(&format!("{value}\t{target}\t{}\n", alias.origin.name()));
        }
        replace_file(&path, text.as_bytes())
            .map_err(|cause| Error::new("the aliases of people cannot be written").at(&path).because(cause))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every alias, by value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Alias)> {
        self.entries.iter().map(|(value, alias)| (value.as_str(), alias))
    }

    /// The name that `value` is shown and counted as; `None` where it is hidden.
    pub fn canonical<'a>(&'a self, value: &'a str) -> Option<&'a str> {
        let mut name = value;
        for _ in 0..STEPS {
            match self.entries.get(name).map(|alias| &alias.target) {
                None => break,
                Some(Target::Hidden) => return None,
                Some(Target::Name(next)) if next == name => break,
                Some(Target::Name(next)) => name = next,
            }
        }
        Some(name)
    }

    /// The values that are shown as `name`, other than itself.
    pub fn variants<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, Origin)> {
        self.iter()
            .filter(move |(value, _)| *value != name && self.canonical(value) == Some(name))
            .map(|(value, alias)| (value, alias.origin))
    }

    /// What a user has said that `value` stands for.
    pub(super) fn said(&self, value: &str) -> Option<&Target> {
        self.entries.get(value).filter(|alias| alias.origin == Origin::User).map(|alias| &alias.target)
    }

    /// What a user says `value` stands for.
    pub fn set(&mut self, value: &str, target: Target) {
        self.entries.insert(value.to_owned(), Alias { target, origin: Origin::User });
    }

    /// Replaces what was learned before by what `values`, the names in the
    /// index and their numbers of articles, show now; true where that changes anything.
    pub fn learn(&mut self, values: &BTreeMap<String, u64>) -> bool {
        let before = self.clone();
        self.entries.retain(|_, alias| alias.origin == Origin::User);
        for (value, name, origin) in dominated(values) {
            let alias = Alias { target: Target::Name(name.to_owned()), origin };
            self.entries.entry(value.to_owned()).or_insert(alias);
        }
        *self != before
    }
}

/// Share of the articles with a full name of a surname that one full name must
/// have for the surname alone to stand for it. Chosen so that of two people who are
/// both in the news neither is given the other's articles.
const DOMINANCE: f64 = 0.9;

/// Articles that the dominating full name must have, at least.
const ENOUGH: u64 = 3;

/// Surnames that stand alone, the one full name that dominates each, and what says so.
///
/// A known person whom the list gives the surname needs no more than one article.
fn dominated(values: &BTreeMap<String, u64>) -> Vec<(&str, &str, Origin)> {
    let mut bearers: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
    let alone: BTreeSet<&str> = values.keys().map(String::as_str).filter(|value| !value.contains(' ')).collect();
    for (value, &count) in values {
        if let Some((_, last)) = value.rsplit_once(' ')
            && alone.contains(last)
        {
            bearers.entry(last).or_default().push((value, count));
        }
    }
    let mut dominated = Vec::new();
    for (surname, names) in bearers {
        let all: u64 = names.iter().map(|(_, count)| count).sum();
        let Some(&(name, count)) = names.iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name))) else {
            continue;
        };
        if (count as f64) < all as f64 * DOMINANCE {
            continue;
        }
        let known =
            || known().named(name).is_some_and(|person| person.forms().any(|form| form == (surname, FormKind::Short)));
        if count >= ENOUGH {
            dominated.push((surname, name, Origin::Learned));
        } else if known() {
            dominated.push((surname, name, Origin::Known));
        }
    }
    dominated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(list: &[(&str, u64)]) -> BTreeMap<String, u64> {
        list.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect()
    }

    #[test]
    fn a_surname_joins_the_one_full_name_that_dominates_it() {
        let mut aliases = Aliases::default();
        let seen =
            values(&[("Volcker", 4), ("Paul Volcker", 30), ("Baker", 9), ("James Baker", 20), ("Howard Baker", 15)]);
        assert!(aliases.learn(&seen));
        assert_eq!(aliases.canonical("Volcker"), Some("Paul Volcker"));
        assert_eq!(aliases.canonical("Baker"), Some("Baker"));
        assert!(!aliases.learn(&seen));
        // A second bearer comes into the news: the surname is nobody's again.
        let seen = values(&[("Volcker", 4), ("Paul Volcker", 30), ("Ann Volcker", 30)]);
        assert!(aliases.learn(&seen));
        assert_eq!(aliases.canonical("Volcker"), Some("Volcker"));
    }

    #[test]
    fn the_one_known_bearer_of_a_surname_needs_one_article() {
        let mut aliases = Aliases::default();
        aliases.learn(&values(&[("Thatcher", 4), ("Margaret Thatcher", 1), ("Sandlark", 4), ("Maria Sandlark", 1)]));
        assert_eq!(aliases.variants("Margaret Thatcher").collect::<Vec<_>>(), [("Thatcher", Origin::Known)]);
        assert_eq!(aliases.canonical("Sandlark"), Some("Sandlark"), "one article of somebody unknown is too little");
        aliases.learn(&values(&[("Thatcher", 4), ("Margaret Thatcher", 1), ("Denis Thatcher", 1)]));
        assert_eq!(aliases.canonical("Thatcher"), Some("Thatcher"));
    }

    #[test]
    fn what_a_user_says_stays_and_wins() {
        let dir = tempfile::tempdir().unwrap();
        let mut aliases = Aliases::default();
        aliases.set("Volcker", Target::Name("Volcker".into()));
        aliases.set("P. Volcker", Target::Name("Paul Volcker".into()));
        aliases.set("Big Board", Target::Hidden);
        aliases.learn(&values(&[("Volcker", 4), ("Paul Volcker", 30)]));
        aliases.write(dir.path()).unwrap();
        let read = Aliases::read(dir.path()).unwrap();
        assert_eq!(read, aliases);
        assert_eq!(read.canonical("Volcker"), Some("Volcker"));
        assert_eq!(read.canonical("P. Volcker"), Some("Paul Volcker"));
        assert_eq!(read.canonical("Big Board"), None);
        assert_eq!(read.variants("Paul Volcker").collect::<Vec<_>>(), [("P. Volcker", Origin::User)]);
    }

    #[test]
    fn a_ring_ends() {
        let mut aliases = Aliases::default();
        aliases.set("A", Target::Name("B".into()));
        aliases.set("B", Target::Name("A".into()));
        assert!(aliases.canonical("A").is_some());
    }

    #[test]
    fn a_broken_line_is_told_with_its_number() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(ALIASES_FILE), "# head\nA\tB\tuser\nbroken\n").unwrap();
        let error = Aliases::read(dir.path()).unwrap_err();
        assert!(error.to_string().contains("people-aliases.tsv:3: is no alias"), "{error}");
    }
}

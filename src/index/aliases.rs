//! Names of people that stand for others: `people-aliases.tsv` in the index folder.
//!
//! Maps a stored value to the one it is shown and counted as. It acts when the
//! index is asked, so that a correction needs no indexing. Lines are
//! `value<TAB>canonical<TAB>origin`; `-` in place of a canonical name hides the
//! value. What the corpus itself shows is learned at every update; what a user
//! has said stays and wins.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::replace::replace_file;
use crate::article::Person;
use crate::error::{Error, Result};
use crate::text::{fold, key};
use crate::vocab::people::{FormKind, Kind, Years, known, lexicon};

/// Name of the file in the index folder.
pub const ALIASES_FILE: &str = "people-aliases.tsv";

/// What stands in the file in place of a name to hide a value.
const HIDE: &str = "-";

/// Where an alias comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The corpus shows it: one full name dominates the surname, or is this one spelled otherwise.
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
    /// Why `variant` stands for another name.
    pub fn why(self, variant: &str) -> &'static str {
        match self {
            Origin::Learned if variant.contains(' ') => {
                "the same name in other capitals, accents or hyphens, or but for a middle initial"
            }
            Origin::Learned => "of all who bear the surname in this index, nearly all articles are this person's",
            Origin::Known => {
                "the list of known people gives this person the surname, and this index knows no other bearer"
            }
            Origin::User => "said by a user",
        }
    }

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
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Aliases::default()),
            Err(cause) => return Err(Error::new("the aliases of people cannot be read").at(&path).because(cause)),
        };
        let mut entries = BTreeMap::new();
        // Editors may put a mark before the text, and end lines with two characters.
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        for (number, line) in (1..).zip(text.split(|&byte| byte == b'\n')) {
            let line = std::str::from_utf8(line).map_err(|_| {
                Error::new("is not UTF-8").at_line(&path, number).help("save the file in that encoding")
            })?;
            let line = line.trim_end_matches('\r');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim);
            let (value, target, origin) = (cells.next(), cells.next(), cells.next());
            // A line that a user wrote by hand may leave its origin out.
            let origin = match origin {
                Some("learned") => Some(Origin::Learned),
                Some("known") => Some(Origin::Known),
                None | Some("" | "user") => Some(Origin::User),
                Some(_) => None,
            };
            let whole = value.filter(|v| !v.is_empty()).zip(target.filter(|t| !t.is_empty())).zip(origin);
            let Some(((value, target), origin)) = whole.filter(|_| cells.next().is_none()) else {
                return Err(Error::new("is no alias")
                    .at_line(&path, number)
                    .help("a line is: stored value, tab, name it stands for (or -), tab, user (or learned or known)"));
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

    /// What is said of `value`.
    pub fn get(&self, value: &str) -> Option<&Alias> {
        self.entries.get(value)
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

    /// The people of an article by the names that they are shown as, each once, with the mentions of all that are one.
    pub fn shown(&self, people: Vec<Person>) -> Vec<Person> {
        let mut shown: Vec<Person> = Vec::with_capacity(people.len());
        for person in people {
            let Some(name) = self.canonical(&person.name).map(str::to_owned) else { continue };
            match shown.iter_mut().find(|other| other.name == name) {
                Some(other) => {
                    other.salience += person.salience;
                    other.mentions.extend(person.mentions);
                    other.mentions.sort_unstable();
                }
                None => shown.push(Person { name, ..person }),
            }
        }
        shown
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
    /// `years` are the first and last of the articles, where any has a date.
    pub fn learn(&mut self, values: &BTreeMap<String, u64>, years: Option<Years>) -> bool {
        let before = self.clone();
        self.entries.retain(|_, alias| alias.origin == Origin::User);
        for (value, name, origin) in dominated(values, years) {
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

/// Surnames that stand alone and spellings of full names, the one full name of each, and what says so.
///
/// A known person whom the list gives the surname needs no more than one article.
fn dominated(values: &BTreeMap<String, u64>, years: Option<Years>) -> Vec<(&str, &str, Origin)> {
    let spelled = spellings(values);
    let mut bearers: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let alone: BTreeSet<&str> = values.keys().map(String::as_str).filter(|value| !value.contains(' ')).collect();
    for (value, &count) in values {
        if let Some((first, last)) = value.rsplit_once(' ')
            && alone.contains(last)
            && !is_title(first)
        {
            let name = spelled.get(value.as_str()).copied().unwrap_or(value);
            *bearers.entry(last).or_default().entry(name).or_default() += count;
        }
    }
    let mut dominated: Vec<_> = spelled.into_iter().map(|(value, name)| (value, name, Origin::Learned)).collect();
    for (surname, names) in bearers {
        let all: u64 = names.values().sum();
        let Some((&name, &count)) = names.iter().max_by_key(|(name, count)| (**count, Reverse(**name))) else {
            continue;
        };
        if (count as f64) < all as f64 * DOMINANCE || is_mononym(surname, name) {
            continue;
        }
        let in_news = |alone: Years| years.is_none_or(|years| alone.first <= years.last && years.first <= alone.last);
        let known = || {
            let person = known().named(name).filter(|person| person.alone.is_some_and(in_news));
            person.is_some_and(|person| person.forms().any(|form| form == (surname, FormKind::Short)))
        };
        if count >= ENOUGH {
            dominated.push((surname, name, Origin::Learned));
        } else if known() {
            dominated.push((surname, name, Origin::Known));
        }
    }
    dominated
}

/// Whether what stands before a name is but a title: "Prince William" is not the one William.
fn is_title(first: &str) -> bool {
    !first.contains(' ') && lexicon().kinds(key(first)).has(Kind::Title)
}

/// Whether somebody else is known by this one word as by a given name: of Ronaldo Nazário and Cristiano Ronaldo, "Ronaldo"
/// alone is the first, who is never named otherwise.
fn is_mononym(surname: &str, name: &str) -> bool {
    let known = known().spelled(surname).into_iter().filter(|person| person.name != name);
    known.into_iter().any(|person| person.name == surname || person.name.split(' ').next() == Some(surname))
}

/// A full name without its middle initials, which many articles leave out.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Bare {
    /// The words that are left, folded, a space between them.
    words: String,
    /// The initials left out, folded.
    initials: String,
}

impl Bare {
    /// None of a name that is not two words or more, the first of them written out.
    fn of(value: &str) -> Option<Bare> {
        let folded = fold(value).replace(['\'', '’'], "");
        let words = folded.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑'));
        let all: Vec<&str> = words.map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty()).collect();
        let short = |word: &str| word.chars().count() < 2;
        let [first, .., last] = all[..] else { return None };
        if short(first) || short(last) {
            return None;
        }
        let (initials, words): (Vec<&str>, Vec<&str>) = all.iter().partition(|word| short(word));
        Some(Bare { words: words.join(" "), initials: initials.concat() })
    }
}

/// Full names that are another one in other capitals, accents or hyphens, or but for middle initials ("Ann B. Hallam"), and
/// that one: the name of a known person, else the most frequent, else the one of fewest capitals. Where the corpus has two people of other
/// initials, or the list of known people has two of the name, the name without initials is nobody's.
fn spellings(values: &BTreeMap<String, u64>) -> BTreeMap<&str, &str> {
    let mut groups: BTreeMap<String, Vec<(String, &str, u64)>> = BTreeMap::new();
    for (value, &count) in values {
        if let Some(bare) = Bare::of(value) {
            groups.entry(bare.words).or_default().push((bare.initials, value, count));
        }
    }
    let mut spelled = BTreeMap::new();
    for (words, names) in groups.iter().filter(|(_, names)| names.len() > 1) {
        let initials: BTreeSet<&str> = names.iter().map(|(i, ..)| i.as_str()).filter(|i| !i.is_empty()).collect();
        let bearers = known().called(words.split(' ').map(key)).filter(|&(_, kind)| kind == FormKind::Full).count();
        let one = initials.len() < 2 && bearers < 2;
        let parts = if one { vec![None] } else { initials.into_iter().chain([""]).map(Some).collect() };
        for part in parts {
            let same = || names.iter().filter(|(i, ..)| part.is_none_or(|part| i == part));
            let capitals = |name: &str| name.chars().filter(|c| c.is_uppercase()).count();
            let best = same().max_by_key(|(_, name, count)| {
                (known().named(name).is_some(), *count, Reverse((capitals(name), *name)))
            });
            let Some(&(_, best, _)) = best else { continue };
            let others = same().filter(|name| name.1 != best && known().named(name.1).is_none());
            spelled.extend(others.map(|name| (name.1, best)));
        }
    }
    spelled
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
        assert!(aliases.learn(&seen, None));
        assert_eq!(aliases.canonical("Volcker"), Some("Paul Volcker"));
        assert_eq!(aliases.canonical("Baker"), Some("Baker"));
        assert!(!aliases.learn(&seen, None));
        // A second bearer comes into the news: the surname is nobody's again.
        let seen = values(&[("Volcker", 4), ("Paul Volcker", 30), ("Ann Volcker", 30)]);
        assert!(aliases.learn(&seen, None));
        assert_eq!(aliases.canonical("Volcker"), Some("Volcker"));
    }

    #[test]
    fn a_name_in_other_capitals_or_without_a_middle_initial_is_the_same() {
        let mut aliases = Aliases::default();
        let names = [("Piet de Haan", 8), ("Piet De Haan", 3), ("Ann Hallam", 5), ("Ann B. Hallam", 7), ("Hallam", 2)];
        aliases.learn(&values(&names), None);
        assert_eq!(aliases.canonical("Piet De Haan"), Some("Piet de Haan"));
        assert_eq!(aliases.canonical("Ann Hallam"), Some("Ann B. Hallam"));
        assert_eq!(aliases.canonical("Hallam"), Some("Ann B. Hallam"), "both spellings count for the surname");
        let two =
            [("Ann Hallam", 5), ("Ann B. Hallam", 7), ("Ann C. Hallam", 4), ("Ann b. Hallam", 1), ("A. Hallam", 3)];
        aliases.learn(&values(&two), None);
        assert_eq!(aliases.canonical("Ann Hallam"), Some("Ann Hallam"), "one of two, nobody knows which");
        assert_eq!(aliases.canonical("Ann b. Hallam"), Some("Ann B. Hallam"));
        aliases.learn(&values(&[("George Bush", 5), ("George W. Bush", 9)]), None);
        assert_eq!(aliases.canonical("George Bush"), Some("George Bush"), "two presidents bear it");
    }

    #[test]
    fn hyphens_and_capitals_make_no_other_name() {
        let mut aliases = Aliases::default();
        let names =
            [("Ann-Marie Hallam", 2), ("Ann Marie Hallam", 2), ("ALEX RAE", 1), ("Alex Rae", 1), ("Al O’Dea", 1)];
        aliases.learn(&values(&[&names[..], &[("Al O'Dea", 3)]].concat()), None);
        assert_eq!(aliases.canonical("Ann-Marie Hallam"), Some("Ann Marie Hallam"));
        assert_eq!(aliases.canonical("ALEX RAE"), Some("Alex Rae"));
        assert_eq!(aliases.canonical("Al O’Dea"), Some("Al O'Dea"));
    }

    #[test]
    fn a_title_makes_no_surname_and_a_mononym_is_its_owners() {
        let mut aliases = Aliases::default();
        let names = [("William", 4), ("Prince William", 9), ("Ronaldo", 7), ("Cristiano Ronaldo", 17)];
        aliases.learn(&values(&names), None);
        assert_eq!(aliases.canonical("William"), Some("William"));
        assert_eq!(aliases.canonical("Ronaldo"), Some("Ronaldo"));
    }

    #[test]
    fn the_one_known_bearer_of_a_surname_needs_one_article() {
        let mut aliases = Aliases::default();
        aliases
            .learn(&values(&[("Thatcher", 4), ("Margaret Thatcher", 1), ("Sandlark", 4), ("Maria Sandlark", 1)]), None);
        assert_eq!(aliases.variants("Margaret Thatcher").collect::<Vec<_>>(), [("Thatcher", Origin::Known)]);
        assert_eq!(aliases.canonical("Sandlark"), Some("Sandlark"), "one article of somebody unknown is too little");
        aliases.learn(&values(&[("Thatcher", 4), ("Margaret Thatcher", 1)]), Some(Years { first: 1950, last: 1951 }));
        assert_eq!(aliases.canonical("Thatcher"), Some("Thatcher"), "not yet in the news");
        aliases.learn(&values(&[("Thatcher", 4), ("Margaret Thatcher", 1), ("Denis Thatcher", 1)]), None);
        assert_eq!(aliases.canonical("Thatcher"), Some("Thatcher"));
    }

    #[test]
    fn what_a_user_says_stays_and_wins() {
        let dir = tempfile::tempdir().unwrap();
        let mut aliases = Aliases::default();
        aliases.set("Volcker", Target::Name("Volcker".into()));
        aliases.set("P. Volcker", Target::Name("Paul Volcker".into()));
        aliases.set("Big Board", Target::Hidden);
        aliases.learn(&values(&[("Volcker", 4), ("Paul Volcker", 30)]), None);
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
    fn a_file_saved_by_any_editor_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(ALIASES_FILE);
        fs::write(&path, "\u{feff}Ann\tAnn Hallam\r\nBig Board\t-\tuser\r\n\r\n").unwrap();
        let read = Aliases::read(dir.path()).unwrap();
        assert_eq!(read.canonical("Ann"), Some("Ann Hallam"));
        assert_eq!(read.canonical("Big Board"), None);
        for (text, message) in [
            ("A\tB\nC\tD\tlearnd\n", ":2: is no alias"),
            ("A\tB\tuser\tmore\n", ":1: is no alias"),
            ("A\t\n", ":1: is no alias"),
        ] {
            fs::write(&path, text).unwrap();
            let error = Aliases::read(dir.path()).unwrap_err().to_string();
            assert!(error.contains(message), "{text:?}: {error}");
        }
        fs::write(&path, b"A\tB\nC\t\xff\n").unwrap();
        assert!(Aliases::read(dir.path()).unwrap_err().to_string().contains(":2: is not UTF-8"));
    }

    #[test]
    fn a_broken_line_is_told_with_its_number() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(ALIASES_FILE), "# head\nA\tB\tuser\nbroken\n").unwrap();
        let error = Aliases::read(dir.path()).unwrap_err();
        assert!(error.to_string().contains("people-aliases.tsv:3: is no alias"), "{error}");
    }
}

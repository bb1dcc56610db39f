//! The homes of sources on disk: `homes.tsv` in the index folder.
//!
//! What the articles of a source say of its home country is learned at every
//! update; what a user says in the file stays and wins. A home acts when an
//! article is read, so the file also keeps by which home a source's articles
//! were read: the update after a user's change reads them again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use tantivy::Term;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::Index;
use super::analysis::fold_value;
use super::replace::replace_file;
use crate::article::Home;
use crate::enrich::countries::{Homes, Known, Votes, town};
use crate::error::{Error, Result};
use crate::vocab;

/// Name of the file in the index folder.
pub const HOMES_FILE: &str = "homes.tsv";

/// What stands in the file for no country.
const NONE: &str = "-";

const HEAD: &str = "\
# Homes of sources: a country, and behind it the towns of that country that the source names without their state
# though a namesake is better known (CA; London). To mend one, write its line with the home you know (- for none)
# and `user`, then run `dateline index` again: the articles of that source are read again.
# source\thome\torigin: learned or user\thome that its articles were read by\tvotes
";

/// What the file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HomesFile {
    pub(super) homes: Homes,
    /// By which home the articles of a source with a user's line were read.
    read_by: BTreeMap<String, Option<Home>>,
}

impl HomesFile {
    /// Reads the file of an index folder; none is an empty one.
    ///
    /// # Errors
    /// A line that is no home, with its number; the file cannot be read.
    pub(super) fn read(folder: &Path) -> Result<HomesFile> {
        let path = folder.join(HOMES_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => HomesFile::parse(&text, &path),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(HomesFile::default()),
            Err(cause) => Err(unreadable(&path).because(cause)),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<HomesFile> {
        let mut file = HomesFile::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (source, home, read_by) = home_of_line(line).map_err(|what| {
                let help = "a line is: source, tab, country (CA or Canada; - for none), tab, user";
                Error::new(what).at_line(path, number).help(help)
            })?;
            file.homes.set(source, home);
            file.read_by.insert(source.to_owned(), read_by);
        }
        Ok(file)
    }

    /// Writes the file of an index folder, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(HOMES_FILE);
        let mut text = HEAD.to_owned();
        for (source, home) in self.homes.iter().filter(|(source, _)| fits_a_line(source)) {
            let cell = spelled(home.home().as_ref());
            let read_by = spelled(self.read_by.get(source).and_then(Option::as_ref));
            let line = match home {
                Known::Given(_) => format!("{source}\t{cell}\tuser\t{read_by}\n"),
                Known::Learned(votes) => {
                    let votes: Vec<String> = votes.iter().map(|(name, votes)| format!("{name} {votes}")).collect();
                    format!("{source}\t{cell}\tlearned\t{read_by}\t{}\n", votes.join(", "))
                }
            };
            text.push_str(&line);
        }
        replace_file(&path, text.as_bytes())
            .map_err(|cause| Error::new("the homes of sources cannot be written").at(&path).because(cause))
    }

    /// Takes over the lines of another file as a user's.
    pub(super) fn adopt(&mut self, other: &Homes) {
        for (source, home) in other.iter() {
            self.homes.set(source, Known::Given(home.home()));
        }
    }

    /// Takes over what the user of another index has said, where nobody has said anything here.
    pub(super) fn adopt_given(&mut self, other: &HomesFile) {
        for (source, home) in other.homes.iter().filter(|(_, home)| matches!(home, Known::Given(_))) {
            if !self.homes.iter().any(|(held, known)| held == source && matches!(known, Known::Given(_))) {
                self.homes.set(source, home.clone());
            }
        }
    }

    /// The sources whose articles were read by another home than the user says now.
    pub(super) fn moved(&self) -> Vec<&str> {
        let moved = |(source, home): &(&str, &Known)| {
            let Known::Given(now) = home else { return false };
            self.read_by.get(*source).is_some_and(|before| before != now)
        };
        self.homes.iter().filter(moved).map(|(source, _)| source).collect()
    }

    /// Notes that the articles in the index were read by the homes of now.
    pub(super) fn settle(&mut self) {
        self.read_by = self.homes.iter().map(|(source, home)| (source.to_owned(), home.home())).collect();
    }
}

/// Reads homes that a user gives: a file like that of an index; every line of it stands as it is.
///
/// # Errors
/// The file cannot be read; a line that is no home, with its number.
pub fn read_homes(path: &Path) -> Result<Homes> {
    let text = fs::read_to_string(path).map_err(|cause| {
        unreadable(path).because(cause).help("name a file of lines: source, tab, country (CA or Canada; - for none)")
    })?;
    let mut given = HomesFile::default();
    given.adopt(&HomesFile::parse(&text, path)?.homes);
    Ok(given.homes)
}

/// The paths of the files that hold articles of these sources.
///
/// # Errors
/// The index cannot be read.
pub(super) fn paths_of(sources: &[&str], index: &Index) -> Result<HashSet<String>> {
    let mut paths = HashSet::new();
    let fields = index.fields();
    let mut either: Vec<Box<dyn Query>> = Vec::new();
    for source in sources {
        let term = Term::from_field_text(fields.source, &fold_value(source));
        either.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        // A source that its articles do not name is the host of their addresses.
        let host = format!("[a-z]+://(www[.])?{}([/?#:].*)?", source.replace('.', "[.]"));
        if source.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) {
            either.push(Box::new(RegexQuery::from_pattern(&host, fields.url)?));
        }
    }
    if either.is_empty() {
        return Ok(paths);
    }
    let searcher = index.searcher()?;
    let found: BTreeSet<_> = searcher.search(&BooleanQuery::union(either), &DocSetCollector)?.into_iter().collect();
    for found in found {
        let segment = searcher.segment_reader(found.segment_ord);
        let mut path = String::new();
        if let Some(column) = segment.fast_fields().str("path")?
            && let Some(ordinal) = column.term_ords(found.doc_id).next()
            && column.ord_to_str(ordinal, &mut path)?
        {
            paths.insert(path);
        }
    }
    Ok(paths)
}

fn unreadable(path: &Path) -> Error {
    Error::new("the homes of sources cannot be read").at(path)
}

/// A source that would break its line is not kept.
fn fits_a_line(source: &str) -> bool {
    !source.starts_with('#') && !source.contains(char::is_control)
}

/// Source, home, and the home that its articles were read by.
fn home_of_line(line: &str) -> std::result::Result<(&str, Known, Option<Home>), String> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let &[source, country, ref rest @ ..] = &cells[..] else { return Err("is no home of a source".to_owned()) };
    let home = home_of(country)?;
    let read_by = rest.get(1).map_or(Ok(None), |cell| home_of(cell))?;
    if rest.first() == Some(&"learned") {
        let votes = votes_of(rest.get(2).copied().unwrap_or_default())?;
        // A user who changed the country and left the rest of the line means it.
        if votes.home() == home {
            return Ok((source, Known::Learned(votes), read_by));
        }
    }
    Ok((source, Known::Given(home), read_by))
}

/// A home as a cell spells it: "CA", "CA; London", "-" for none.
pub(super) fn spelled(home: Option<&Home>) -> String {
    home.map_or(NONE.to_owned(), |home| {
        std::iter::once(&home.country).chain(&home.towns).copied().collect::<Vec<_>>().join("; ")
    })
}

/// The home that a cell spells.
///
/// # Errors
/// Says which word is no country or no town.
pub(super) fn home_of(cell: &str) -> std::result::Result<Option<Home>, String> {
    if cell == NONE || cell.is_empty() {
        return Ok(None);
    }
    let mut words = cell.split(';').map(str::trim);
    let country = words.next().unwrap_or_default();
    let country = match vocab::lookup::countries_of(country, None).as_ref().map(|choice| &choice.codes[..]) {
        Some(&[code]) => code,
        _ => return Err(format!("{country:?} is not one country")),
    };
    let known = |name: &str| town(name).ok_or_else(|| format!("{name:?} is no town that Dateline knows"));
    Ok(Some(Home { country, towns: words.map(known).collect::<std::result::Result<_, _>>()? }))
}

/// "CA 12, US 2, London 4".
fn votes_of(cell: &str) -> std::result::Result<Votes, String> {
    let mut votes = Votes::default();
    for vote in cell.split(',').map(str::trim).filter(|vote| !vote.is_empty()) {
        let read = vote.rsplit_once(' ').and_then(|(name, number)| Some((name, number.parse().ok()?)));
        let (name, number) = read.ok_or_else(|| format!("{vote:?} are no votes"))?;
        if let Some(country) = vocab::countries::by_code(name) {
            votes.add(country.code, number);
        } else if let Some(town) = town(name) {
            votes.add_town(town, number);
        }
    }
    Ok(votes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<HomesFile> {
        HomesFile::parse(text, Path::new("homes.tsv"))
    }

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let mut votes = Votes::default();
        votes.add("CA", 12);
        votes.add("US", 2);
        votes.add_town("London", 5);
        let mut file = HomesFile::default();
        file.homes.set("The Free Press", Known::Learned(votes));
        file.homes.set("Wire", Known::Given(None));
        file.homes.set("bad\tsource", Known::Given(None));
        file.write(dir.path()).unwrap();
        let read = HomesFile::read(dir.path()).unwrap();
        assert_eq!(read.homes.get("The Free Press"), file.homes.get("The Free Press"));
        assert_eq!(read.homes.get("Wire"), Some(&Known::Given(None)));
        assert_eq!(read.homes.iter().count(), 2);
        assert_eq!(HomesFile::read(&dir.path().join("none")).unwrap(), HomesFile::default());
    }

    #[test]
    fn a_changed_line_is_the_users_and_moves_its_source() {
        let learned = "A\tGB\tlearned\tGB\tGB 5\nB\tGB\tlearned\tGB\tGB 5\n";
        assert!(parse(learned).unwrap().moved().is_empty());
        let mut file = parse(&learned.replace("A\tGB", "A\tCanada; London")).unwrap();
        assert_eq!(file.homes.get("A"), Some(&Known::Given(Some(Home { country: "CA", towns: vec!["London"] }))));
        assert_eq!(file.moved(), ["A"]);
        file.settle();
        assert!(file.moved().is_empty());
    }

    #[test]
    fn a_broken_line_is_told_with_its_number() {
        for broken in ["A", "A\tNowhere", "A\tEU", "A\tCA; Nowhere", "A\tGB\tlearned\tGB\tmany"] {
            let error = parse(&format!("# head\n{broken}\n")).unwrap_err().to_string();
            assert!(error.starts_with("homes.tsv:2: "), "{error}");
        }
    }
}

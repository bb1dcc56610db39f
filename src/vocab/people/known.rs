//! People whom everybody knows (`schema/people.tsv`): under which name to show
//! them, how else they are called, and when.

use super::lexicon::phrase;
use crate::text::{Form, Words, key};
use std::sync::LazyLock;

/// The list; its header says what the columns are.
const LIST: &str = include_str!("../../../schema/people.tsv");

/// A person of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPerson {
    /// The name to show.
    pub name: &'static str,
    /// First and last year in the news.
    pub years: Years,
    /// Years in which a short form means this person.
    pub alone: Option<Years>,
    /// What the person is known as ("US President").
    pub role: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// Other full forms and short forms, with `|` between.
    fulls: &'static str,
    shorts: &'static str,
}

impl KnownPerson {
    /// The forms beside the name, full ones first.
    pub fn forms(&self) -> impl Iterator<Item = (&'static str, FormKind)> + use<> {
        let fulls = forms(self.fulls).map(|form| (form, FormKind::Full));
        fulls.chain(forms(self.shorts).map(|form| (form, FormKind::Short)))
    }
}

/// A stretch of years, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// The first.
    pub first: i16,
    /// The last.
    pub last: i16,
}

impl Years {
    /// Whether `year` lies in it.
    pub fn has(self, year: i16) -> bool {
        self.first <= year && year <= self.last
    }

    fn parse(first: &str, last: &str) -> Option<Years> {
        Some(Years { first: first.parse().ok()?, last: last.parse().ok()? })
    }
}

/// How a form of a name leads to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormKind {
    /// A full form: it means this person, or a namesake.
    Full,
    /// A short form: it means this person in the years of `alone`.
    Short,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    kind: FormKind,
    person: u32,
}

/// The list, by the keys of its forms.
#[derive(Debug)]
pub struct KnownPeople {
    people: Vec<KnownPerson>,
    /// Sorted by key.
    entries: Vec<Entry>,
    /// By the low bits of a key, open addressing: number of the key's first entry, plus one.
    slots: Vec<u32>,
    /// A bit per key that may be listed: most names are not, and this fits the nearest cache.
    sieve: Vec<u64>,
}

/// Bits of the sieve: ten per entry.
const SIEVE_LOG2: u32 = 18;

impl KnownPeople {
    fn parse(list: &'static str) -> KnownPeople {
        let mut known = KnownPeople { people: Vec::new(), entries: Vec::new(), slots: Vec::new(), sieve: Vec::new() };
        let mut words = Words::default();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let [name, fulls, shorts, first, last, alone, role, country] = columns[..] else { continue };
            let Some(years) = Years::parse(first, last) else { continue };
            let alone = alone.split_once('-').and_then(|(first, last)| Years::parse(first, last));
            let person = known.people.len() as u32;
            // What tells namesakes apart in the list, "(footballer)", is not part of the name.
            let shown = name.split_once(" (").map_or(name, |(name, _)| name);
            known.people.push(KnownPerson { name: shown, years, alone, role, country, fulls, shorts });
            let fulls = std::iter::once(shown).chain(forms(fulls)).map(|form| (form, FormKind::Full));
            for (form, kind) in fulls.chain(forms(shorts).map(|form| (form, FormKind::Short))) {
                words.clear();
                words.read(form);
                let keys = words.iter().filter(|word| !word.form.has(Form::MARK)).map(|word| word.key);
                known.entries.push(Entry { key: phrase(keys), kind, person });
                // "Jean Claude Hallam" is Jean-Claude Hallam.
                if kind == FormKind::Full && form.contains('-') {
                    let parts =
                        form.split(|c: char| c.is_whitespace() || c == '-').map(|word| key(word.trim_end_matches('.')));
                    known.entries.push(Entry { key: phrase(parts), kind, person });
                }
            }
        }
        known.entries.sort_unstable();
        known.entries.dedup();
        known.number();
        known
    }

    /// Makes the slots and the sieve of the entries.
    fn number(&mut self) {
        self.slots = vec![0; (self.entries.len() * 2).next_power_of_two()];
        self.sieve = vec![0; 1 << (SIEVE_LOG2 - 6)];
        for (n, entry) in self.entries.iter().enumerate() {
            if n > 0 && self.entries[n - 1].key == entry.key {
                continue;
            }
            let mut at = entry.key as usize & (self.slots.len() - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = n as u32 + 1;
            let bit = entry.key >> (64 - SIEVE_LOG2);
            self.sieve[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }

    /// The entries of a key.
    fn entries(&self, key: u64) -> &[Entry] {
        let bit = key >> (64 - SIEVE_LOG2);
        if self.sieve[(bit / 64) as usize] >> (bit % 64) & 1 == 0 {
            return &[];
        }
        let mut at = key as usize & (self.slots.len() - 1);
        while let Some(first) = self.slots[at].checked_sub(1) {
            let entries = &self.entries[first as usize..];
            if entries[0].key == key {
                let count = entries.iter().take_while(|entry| entry.key == key).count();
                return &entries[..count];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        &[]
    }

    /// Everybody.
    pub fn people(&self) -> &[KnownPerson] {
        &self.people
    }

    /// The person shown under this name.
    pub fn named(&self, name: &str) -> Option<&KnownPerson> {
        self.spelled(name).into_iter().find(|person| person.name == name)
    }

    /// The people for whom a form stands, each once.
    pub fn spelled(&self, form: &str) -> Vec<&KnownPerson> {
        let words = Words::of(form);
        let keys = words.iter().filter(|word| !word.form.has(Form::MARK)).map(|word| word.key);
        let mut numbers: Vec<u32> = self.called(keys).map(|(n, _)| n).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|n| &self.people[n as usize]).collect()
    }

    /// The people for whom a form of words with these keys stands, each by its number in [`KnownPeople::people`].
    pub fn called(&self, keys: impl Iterator<Item = u64>) -> impl Iterator<Item = (u32, FormKind)> + '_ {
        self.entries(phrase(keys)).iter().map(|entry| (entry.person, entry.kind))
    }
}

/// The forms in a column.
fn forms(column: &'static str) -> impl Iterator<Item = &'static str> {
    column.split('|').filter(|form| !form.is_empty())
}

/// The short forms of one word: family names, as a rule.
pub(super) fn short_names() -> impl Iterator<Item = &'static str> {
    let rows = LIST.lines().filter(|line| !line.starts_with('#'));
    rows.flat_map(|line| forms(line.split('\t').nth(2).unwrap_or(""))).filter(|form| !form.contains(' '))
}

/// The embedded list.
pub fn known() -> &'static KnownPeople {
    static KNOWN: LazyLock<KnownPeople> = LazyLock::new(|| KnownPeople::parse(LIST));
    &KNOWN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    #[test]
    fn every_row_is_whole_and_sorted() {
        let rows: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() >= 2500, "{} people", rows.len());
        assert_eq!(known().people().len(), rows.len(), "a row was not understood");
        for row in &rows {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 8, "{row}");
            assert!(columns.iter().all(|column| column.trim() == *column), "{row}");
            assert!(columns[7].len() == 2 && columns[7].bytes().all(|b| b.is_ascii_uppercase()), "{row}");
            assert_eq!(columns[2].is_empty(), columns[5].is_empty(), "short forms and their years go together: {row}");
        }
        assert!(rows.is_sorted_by(|a, b| a.split('\t').next() < b.split('\t').next()), "sorted by name, each once");
    }

    #[test]
    fn years_are_years() {
        for person in known().people() {
            for years in [Some(person.years), person.alone].into_iter().flatten() {
                assert!(years.first <= years.last && years.first > 1800 && years.last < 2100, "{person:?}");
            }
        }
    }

    #[test]
    fn forms_lead_to_people() {
        let names = |form: &str| -> Vec<&str> {
            let list = known();
            list.called(form.split(' ').map(key)).map(|(n, _)| list.people()[n as usize].name).collect()
        };
        assert_eq!(names("Moammar Gadhafi"), names("Muammar Gaddafi"));
        assert!(names("Bush").len() >= 2);
        assert!(names("No Such Name").is_empty());
    }
}

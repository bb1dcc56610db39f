//! Countries, their names and groups: `schema/countries.tsv`.
//!
//! Gives rows by code, and for the command line the codes that a word stands
//! for: a name, code, demonym, former name, region or group.

use super::marks::Marked;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A country, or a state that is gone.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2; of ISO 3166-3, or "-", for a state that is gone.
    pub code: &'static str,
    /// ISO 3166-1 alpha-3.
    pub alpha3: &'static str,
    /// Usual English name.
    pub name: Marked<'static>,
    /// Full official name; empty where it is the usual one.
    pub official: &'static str,
    /// Other and former names.
    pub also: &'static str,
    /// Demonyms and adjectives.
    pub people: &'static str,
    /// UN M49 region.
    pub region: &'static str,
    /// UN M49 subregion.
    pub subregion: &'static str,
    /// Capital; empty where there is none.
    pub capital: &'static str,
    /// Years of a state that is gone.
    pub years: Option<Years>,
    /// The country that mentions count as: itself, or a successor.
    pub counts: CountryId,
}

/// First and last year, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Years {
    /// First year.
    pub first: i16,
    /// Last year; `i16::MAX` where it lasts.
    pub last: i16,
}

impl Years {
    /// Whether `year` is one of them.
    pub const fn has(self, year: i16) -> bool {
        self.first <= year && year <= self.last
    }

    /// Whether they share a year with `other`.
    pub const fn meets(self, other: Years) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// A country's place in [`all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryId(u16);

impl CountryId {
    /// The country.
    pub fn country(self) -> &'static Country {
        &all()[self.0 as usize]
    }

    /// Its place in [`all`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

struct Table {
    rows: Vec<Country>,
    by_code: HashMap<&'static str, CountryId>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| parse(include_str!("../../schema/countries.tsv")).unwrap_or_else(|what| panic!("{what}")));

/// Every country, in the order of the table.
pub fn all() -> &'static [Country] {
    &TABLE.rows
}

/// The country at a place in [`all`].
///
/// # Panics
/// If there are not so many.
pub fn nth(n: usize) -> CountryId {
    assert!(n < all().len(), "{n} is no country");
    CountryId(n as u16)
}

/// The country of an alpha-2 code, in capitals.
pub fn id(code: &str) -> Option<CountryId> {
    TABLE.by_code.get(code).copied()
}

/// The country that an alpha-2 code, in capitals, counts as.
pub fn by_code(code: &str) -> Option<&'static Country> {
    id(code).map(|id| id.country().counts.country())
}

fn parse(table: &'static str) -> Result<Table, String> {
    let lines = || table.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let mut by_code = HashMap::new();
    for (row, (n, line)) in lines().enumerate() {
        let code = line.split('\t').next().unwrap_or_default();
        if code != "-" && by_code.insert(code, CountryId(row as u16)).is_some() {
            return Err(format!("schema/countries.tsv:{}: {code} stands twice", n + 1));
        }
    }
    let mut rows = Vec::new();
    for (row, (n, line)) in lines().enumerate() {
        let wrong = |what: &str| format!("schema/countries.tsv:{}: {what}", n + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        let &[code, alpha3, name, official, also, people, region, subregion, capital, years, counts] = &cells[..]
        else {
            return Err(wrong("eleven columns are needed"));
        };
        rows.push(Country {
            code,
            alpha3,
            name: Marked::read(name),
            official,
            also,
            people,
            region,
            subregion,
            capital,
            years: match years.split_once('-') {
                None => None,
                Some((first, last)) => Some(Years {
                    first: first.parse().map_err(|_| wrong("years are two numbers"))?,
                    last: last.parse().map_err(|_| wrong("years are two numbers"))?,
                }),
            },
            counts: match counts {
                "" => CountryId(row as u16),
                counts => *by_code.get(counts).ok_or_else(|| wrong("counts as no country"))?,
            },
        });
    }
    Ok(Table { rows, by_code })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::marks::Marks;
    use std::collections::{BTreeMap, HashSet};

    #[test]
    fn codes_are_well_formed_and_stand_once() {
        let mut seen = HashSet::new();
        for country in all() {
            if country.code == "-" {
                assert!(country.years.is_some(), "{}", country.name.name);
                continue;
            }
            assert!(country.code.len() == 2 && country.alpha3.len() == 3, "{}", country.name.name);
            assert!(country.code.bytes().chain(country.alpha3.bytes()).all(|b| b.is_ascii_uppercase()));
            assert!(seen.insert(country.alpha3), "{}", country.alpha3);
        }
        assert_eq!(all().iter().filter(|country| country.years.is_none()).count(), 250);
    }

    #[test]
    fn regions_are_those_of_the_united_nations() {
        let regions: HashSet<&str> = all().iter().map(|country| country.region).collect();
        assert_eq!(regions, HashSet::from(["Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania"]));
        assert!(all().iter().all(|country| !country.subregion.is_empty()));
        assert_eq!(by_code("KE").unwrap().subregion, "Eastern Africa");
    }

    #[test]
    fn states_that_are_gone_count_as_successors() {
        for (code, counts) in [("SU", "RU"), ("DD", "DE"), ("ZR", "CD"), ("BU", "MM"), ("YU", "YU"), ("CS", "CS")] {
            assert_eq!(by_code(code).unwrap().code, counts);
        }
        assert!(all().iter().all(|country| country.counts.country().counts == country.counts));
    }

    #[test]
    fn a_name_of_two_countries_is_marked() {
        let mut owners: BTreeMap<String, Vec<(CountryId, Marks)>> = BTreeMap::new();
        for country in all() {
            let names =
                std::iter::once(country.name).chain(Marked::list(country.also)).chain(Marked::list(country.people));
            for name in names {
                owners.entry(crate::text::fold(name.name)).or_default().push((country.counts, name.marks));
            }
        }
        for (name, owners) in owners {
            let several = owners.iter().any(|owner| owner.0 != owners[0].0);
            let marked = owners.iter().all(|(_, marks)| marks.has(Marks::TIE.with(Marks::WEAK).with(Marks::HINT)));
            assert!(!several || marked, "{name} belongs to several countries");
        }
    }
}

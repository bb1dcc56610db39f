//! Places and institutions that lie in one country: `schema/places.tsv`.
//!
//! Gives the rows; [`super::gazetteer`] finds them in text.

use super::countries::{self, CountryId};
use super::marks::Marked;
use std::sync::LazyLock;

/// A place or institution.
#[derive(Debug)]
pub struct Place {
    /// Usual English name.
    pub name: Marked<'static>,
    /// Other names.
    pub also: &'static str,
    /// The country in which it lies; none for a phrase that names no country.
    pub country: Option<CountryId>,
    /// What it is.
    pub kind: Kind,
    /// State, province or country part; empty where it is not known.
    pub within: &'static str,
    /// Inhabitants of the place itself, 0 where unknown.
    pub people: u32,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Seat of a country's government.
    Capital,
    /// State or province that stands behind a comma ("Akron, Ohio").
    State,
    /// Any other region, island, river or sight.
    Region,
    /// Part of a city.
    District,
    /// Those who live in a region ("Texans").
    People,
    /// Over 100,000 inhabitants.
    City,
    /// A smaller one.
    Town,
    /// Seat of power or well-known building ("Kremlin").
    Seat,
    /// Single sight.
    Landmark,
    /// Authority, bank, army, party.
    Agency,
    /// Newspaper or broadcaster.
    Paper,
    /// Anything else that speaks for a country.
    Hint,
    /// A phrase that names no country.
    Phrase,
    /// A well-known person whose name has a place in it.
    Name,
}

impl Kind {
    fn spelled(word: &str) -> Option<Kind> {
        Some(match word {
            "capital" => Kind::Capital,
            "state" => Kind::State,
            "region" => Kind::Region,
            "district" => Kind::District,
            "people" => Kind::People,
            "city" => Kind::City,
            "town" => Kind::Town,
            "seat" => Kind::Seat,
            "landmark" => Kind::Landmark,
            "agency" => Kind::Agency,
            "paper" => Kind::Paper,
            "hint" => Kind::Hint,
            "phrase" => Kind::Phrase,
            "name" => Kind::Name,
            _ => return None,
        })
    }

    /// Whether it is a town, a region or another stretch of land, which the
    /// places facet shows; institutions and peoples are not.
    pub const fn is_land(self) -> bool {
        matches!(self, Kind::Capital | Kind::State | Kind::Region | Kind::District | Kind::City | Kind::Town)
    }

    /// Whether it is a town of any size.
    pub const fn is_town(self) -> bool {
        matches!(self, Kind::Capital | Kind::City | Kind::Town)
    }
}

/// Every place, in the order of the table.
pub fn all() -> &'static [Place] {
    static PLACES: LazyLock<Vec<Place>> =
        LazyLock::new(|| parse(include_str!("../../schema/places.tsv")).unwrap_or_else(|what| panic!("{what}")));
    &PLACES
}

/// Columns of the table.
const COLUMNS: usize = 6;

fn parse(table: &'static str) -> Result<Vec<Place>, String> {
    let mut places = Vec::with_capacity(table.len() / 32);
    let mut reader = Reader { country: ("-", None), kind: ("phrase", Kind::Phrase) };
    let mut cells = [""; COLUMNS];
    let (mut line, mut column, mut start) = (1, 0, 0);
    // One pass over the bytes: the table is read at every start.
    for (at, &byte) in table.as_bytes().iter().enumerate().filter(|(_, byte)| matches!(byte, b'\t' | b'\n')) {
        if let Some(cell) = cells.get_mut(column) {
            *cell = &table[start..at];
        }
        column += 1;
        start = at + 1;
        if byte == b'\n' {
            if !cells[0].starts_with('#') {
                let place = if column == COLUMNS { reader.place(&cells) } else { Err("six columns are needed") };
                places.push(place.map_err(|what| format!("schema/places.tsv:{line}: {what}"))?);
            }
            (line, column) = (line + 1, 0);
        }
    }
    Ok(places)
}

/// Reads rows; those of one country and one kind stand together.
struct Reader {
    country: (&'static str, Option<CountryId>),
    kind: (&'static str, Kind),
}

impl Reader {
    fn place(&mut self, cells: &[&'static str; COLUMNS]) -> Result<Place, &'static str> {
        let &[code, kind, name, within, people, also] = cells;
        if code != self.country.0 {
            self.country = (code, Some(countries::id(code).ok_or("no such country")?));
        }
        if kind != self.kind.0 {
            self.kind = (kind, Kind::spelled(kind).ok_or("no such kind")?);
        }
        Ok(Place {
            name: Marked::read(name),
            also,
            country: self.country.1,
            kind: self.kind.1,
            within,
            people: if people.is_empty() { 0 } else { people.parse().map_err(|_| "people is a number")? },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_whole() {
        let places = all();
        assert!(places.iter().filter(|p| p.country.is_some()).count() >= 6_000);
        for kind in [Kind::Capital, Kind::State, Kind::Region, Kind::City, Kind::Town, Kind::Seat, Kind::Agency] {
            assert!(places.iter().any(|p| p.kind == kind), "{kind:?}");
        }
        assert!(places.iter().all(|p| matches!(p.kind, Kind::Phrase | Kind::Name) == p.country.is_none()));
    }

    #[test]
    fn a_wrong_row_is_told_with_its_line() {
        for (table, what) in [
            ("# head\nFR\tcity\tLyon\t\t1\n", "schema/places.tsv:2: six columns are needed"),
            ("FR\tcity\tLyon\t\tmany\t\n", "schema/places.tsv:1: people is a number"),
            ("ZZ\tcity\tLyon\t\t1\t\n", "schema/places.tsv:1: no such country"),
            ("FR\tvillage\tLyon\t\t1\t\n", "schema/places.tsv:1: no such kind"),
        ] {
            assert_eq!(parse(table).unwrap_err(), what);
        }
        assert!(include_str!("../../schema/places.tsv").ends_with('\n'));
    }

    #[test]
    fn no_place_has_two_rows() {
        let mut seen = HashSet::new();
        for place in all() {
            let row = (place.country, fold(place.name.name), place.within);
            assert!(seen.insert(row), "{} stands twice", place.name.name);
        }
    }

    #[test]
    fn every_capital_of_the_countries_is_a_place() {
        for country in countries::all().iter().filter(|c| !c.capital.is_empty() && c.years.is_none()) {
            let code = countries::id(country.code);
            let known = all().iter().any(|place| {
                let names = std::iter::once(place.name).chain(Marked::list(place.also));
                place.country == code && names.map(|n| fold(n.name)).any(|name| name == fold(country.capital))
            });
            let same = country.capital == country.name.name
                || Marked::list(country.also).any(|other| other.name == country.capital);
            assert!(known || same, "{} {}", country.code, country.capital);
        }
    }
}

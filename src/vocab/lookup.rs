//! What a user may call countries: a name, a code, a demonym, a former name,
//! a region or a group.
//!
//! Takes a word of a query, gives the codes it stands for; for a word that
//! stands for none, the nearest that do. Knows nothing of articles.

use super::countries::{self, Country, CountryId, Years};
use super::marks::{Marked, Marks};
use crate::text::fold;
use std::sync::LazyLock;

/// What a word of a query stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The usual name of what it stands for: a country, a region or a group.
    pub label: &'static str,
    /// Its countries, sorted.
    pub codes: Vec<&'static str>,
}

/// Some countries under one name.
#[derive(Debug)]
struct Group {
    name: &'static str,
    years: Years,
    members: Vec<Member>,
}

#[derive(Debug)]
struct Member {
    code: &'static str,
    years: Years,
}

/// What a folded name stands for.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Country(CountryId),
    Group(usize),
}

struct Names {
    groups: Vec<Group>,
    /// By folded name, sorted.
    entries: Vec<Entry>,
}

/// One of the meanings of a name.
struct Entry {
    folded: String,
    /// The spelling to show; none for a code.
    shown: Option<&'static str>,
    meaning: Meaning,
    /// Whether the name means nothing that stands before it.
    alone: bool,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::read().unwrap_or_else(|what| panic!("{what}")));

const ALWAYS: Years = Years { first: i16::MIN, last: i16::MAX };

/// The countries that `word` stands for; of a group those that were in it in any
/// of `years`, or are today.
///
/// ```
/// use dateline::vocab::lookup::countries_of;
/// assert_eq!(countries_of("Burmese", None).unwrap().codes, ["MM"]);
/// assert_eq!(countries_of("korea", None).unwrap().codes, ["KP", "KR"]);
/// use dateline::vocab::countries::Years;
/// let twenties = Years { first: 2020, last: 2029 };
/// assert!(countries_of("EU", Some(twenties)).unwrap().codes.contains(&"GB"));
/// assert!(!countries_of("EU", None).unwrap().codes.contains(&"GB"));
/// ```
pub fn countries_of(word: &str, years: Option<Years>) -> Option<Choice> {
    let trimmed = word.trim();
    let mut codes = Vec::new();
    let mut label = None;
    for entry in NAMES.entries_of(&fold(trimmed)) {
        match entry.meaning {
            Meaning::Country(id) => {
                let country = id.country().counts.country();
                label.get_or_insert(country.name.name);
                codes.push(country.code);
            }
            Meaning::Group(n) => {
                let group = &NAMES.groups[n];
                label.get_or_insert(group.name);
                codes.extend(group.members_in(years));
            }
        }
    }
    codes.sort_unstable();
    codes.dedup();
    label.map(|label| Choice { label, codes })
}

/// Names near to a word that stands for nothing, nearest first, five at most.
///
/// ```
/// use dateline::vocab::lookup::near_names;
/// assert_eq!(near_names("Grmany")[0], "Germany");
/// ```
pub fn near_names(word: &str) -> Vec<&'static str> {
    let word = fold(word.trim());
    let mut near: Vec<(usize, &'static str)> = Vec::new();
    for Entry { folded, shown, .. } in &NAMES.entries {
        let &Some(shown) = shown else { continue };
        let distance = if folded.starts_with(&word) && word.len() >= SHORTEST_PREFIX {
            1
        } else {
            edits(&word, folded, 1 + word.len() / LETTERS_PER_SLIP)
        };
        if distance <= word.len() / LETTERS_PER_SLIP + 1 && distance < word.len() {
            near.push((distance, shown));
        }
    }
    near.sort_by_key(|&(distance, _)| distance);
    let mut names: Vec<&'static str> = Vec::new();
    for (_, name) in near {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(MOST_SUGGESTIONS);
    names
}

/// Regions and subregions, sorted: UN M49.
pub fn regions() -> Vec<&'static str> {
    let mut regions: Vec<&str> = countries::all().iter().flat_map(|c| [c.region, c.subregion]).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}

/// Groups ("EU", "Middle East"), in the order of their table.
pub fn groups() -> impl Iterator<Item = &'static str> {
    NAMES.groups.iter().map(|group| group.name)
}

/// A beginning of this many letters is completed.
const SHORTEST_PREFIX: usize = 3;

/// One slip of the pen in so many letters, and one besides.
const LETTERS_PER_SLIP: usize = 5;

/// More suggestions than this help nobody.
const MOST_SUGGESTIONS: usize = 5;

impl Group {
    fn members_in(&self, years: Option<Years>) -> impl Iterator<Item = &'static str> {
        // Outside its time a group that is gone means its last members, one that lasts those of today.
        let last = Years { first: self.years.last, last: self.years.last };
        let years = years.filter(|years| self.years.meets(*years)).unwrap_or(last);
        self.members.iter().filter(move |member| member.years.meets(years)).map(|member| member.code)
    }
}

impl Names {
    fn read() -> Result<Names, String> {
        let mut names = Names { groups: Vec::new(), entries: Vec::new() };
        for (n, country) in countries::all().iter().enumerate() {
            names.add_country(country, countries::nth(n));
        }
        names.add_regions();
        let table = include_str!("../../schema/groups.tsv");
        for (n, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            names.add_group(line).map_err(|what| format!("schema/groups.tsv:{}: {what}", n + 1))?;
        }
        names.entries.sort_by(|a, b| a.folded.cmp(&b.folded));
        Ok(names)
    }

    /// The meanings of a folded name.
    fn entries_of(&self, folded: &str) -> &[Entry] {
        let first = self.entries.partition_point(|entry| entry.folded.as_str() < folded);
        let named = &self.entries[first..];
        let named = &named[..named.partition_point(|entry| entry.folded == folded)];
        &named[named.iter().rposition(|entry| entry.alone).unwrap_or(0)..]
    }

    fn add(&mut self, name: &'static str, meaning: Meaning) {
        self.entries.push(Entry { folded: fold(name), shown: Some(name), meaning, alone: false });
    }

    fn add_country(&mut self, country: &'static Country, id: CountryId) {
        let meaning = Meaning::Country(id);
        for code in [country.code, country.alpha3].into_iter().filter(|code| *code != "-") {
            self.entries.push(Entry { folded: fold(code), shown: None, meaning, alone: false });
        }
        let name = country.name.name;
        self.add(name, meaning);
        if !country.official.is_empty() {
            self.add(country.official, meaning);
        }
        let others = Marked::list(country.also).chain(Marked::list(country.people));
        for other in others.filter(|other| !other.marks.has(Marks::HINT.with(Marks::COMPOUND))) {
            let folded = fold(other.name);
            if ![country.code, country.alpha3].iter().any(|code| folded.eq_ignore_ascii_case(code)) {
                self.entries.push(Entry { folded, shown: Some(other.name), meaning, alone: false });
            }
        }
    }

    fn add_regions(&mut self) {
        for region in regions() {
            let members = countries::all()
                .iter()
                .filter(|country| country.region == region || country.subregion == region)
                .map(|country| Member { code: country.counts.country().code, years: country.years.unwrap_or(ALWAYS) })
                .collect();
            self.groups.push(Group { name: region, years: ALWAYS, members });
            self.add(region, Meaning::Group(self.groups.len() - 1));
        }
    }

    fn add_group(&mut self, line: &'static str) -> Result<(), String> {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[name, also, years, members] = &cells[..] else { return Err("four columns are needed".into()) };
        let members = members.split("; ").map(|member| {
            let (code, years) = member.split_once(' ').unwrap_or((member, ""));
            let code = countries::by_code(code).ok_or_else(|| format!("no country {code:?}"))?.code;
            Ok(Member { code, years: years_of(years)? })
        });
        let members = members.collect::<Result<Vec<Member>, String>>()?;
        let mut years = years_of(years)?;
        years.first = i16::MIN;
        self.groups.push(Group { name, years, members });
        let meaning = Meaning::Group(self.groups.len() - 1);
        for name in std::iter::once(name).chain(also.split("; ").filter(|other| !other.is_empty())) {
            // A group's name wins over a code: "EC" is the Community, not Ecuador.
            self.entries.push(Entry { folded: fold(name), shown: Some(name), meaning, alone: true });
        }
        Ok(())
    }
}

/// "1973-2020", "1973-", or nothing for ever.
fn years_of(cell: &str) -> Result<Years, String> {
    if cell.is_empty() {
        return Ok(ALWAYS);
    }
    let wrong = || format!("{cell:?} are no years");
    let (first, last) = cell.split_once('-').ok_or_else(wrong)?;
    let last = if last.is_empty() { i16::MAX } else { last.parse().map_err(|_| wrong())? };
    Ok(Years { first: first.parse().map_err(|_| wrong())?, last })
}

/// Edits between two words, neighbours that changed places counted once; `most + 1` where there are more than `most`.
fn edits(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let mut cost = (above[j] + (a[i] != b[j]) as usize).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(word: &str) -> Vec<&'static str> {
        countries_of(word, None).map_or(Vec::new(), |choice| choice.codes)
    }

    #[test]
    fn names_codes_demonyms_and_former_names() {
        for (word, code) in [
            ("Germany", "DE"),
            ("de", "DE"),
            ("DEU", "DE"),
            ("Dutch", "NL"),
            ("Holland", "NL"),
            ("Ceylon", "LK"),
            ("Zaire", "CD"),
            ("USSR", "RU"),
            ("East Germany", "DE"),
            ("U.S.", "US"),
            ("uk", "GB"),
            ("Côte d'Ivoire", "CI"),
            ("cote d’ivoire", "CI"),
            ("Kosovo", "XK"),
            ("Czechoslovakia", "CS"),
            ("swaziland", "SZ"),
            ("Holy See", "VA"),
        ] {
            assert_eq!(codes(word), [code], "{word}");
        }
        assert_eq!(codes("congo"), ["CD", "CG"]);
        assert!(codes("nowhere").is_empty());
    }

    #[test]
    fn regions_and_groups() {
        assert!(codes("Western Europe").contains(&"FR"));
        assert!(codes("africa").len() > 50);
        assert!(codes("middle east").contains(&"SY"));
        assert_eq!(codes("G7").len(), 7);
        assert_eq!(codes("EC"), codes("EU"));
        let within = |first, last| countries_of("EU", Some(Years { first, last })).unwrap().codes;
        assert_eq!(within(1960, 1960), ["BE", "DE", "FR", "IT", "LU", "NL"]);
        assert_eq!(within(1972, 1974), ["BE", "DE", "DK", "FR", "GB", "IE", "IT", "LU", "NL"]);
        let gone = Years { first: 2010, last: i16::MAX };
        assert_eq!(countries_of("Warsaw Pact", Some(gone)).unwrap().codes, codes("Warsaw Pact"));
        assert_eq!(codes("EU").len(), 27);
        assert_eq!(codes("NATO").len(), 32);
        assert!(codes("Warsaw Pact").contains(&"CS"));
        assert_eq!(countries_of("eu", None).unwrap().label, "EU");
    }

    #[test]
    fn every_name_that_is_suggested_is_known() {
        for word in ["Frnace", "Itlay", "Grate Britain", "Phillipines", "Columbia", "Midle East", "Uzbekstan"] {
            let near = near_names(word);
            assert!(!near.is_empty(), "{word}");
            assert!(near.iter().all(|name| countries_of(name, None).is_some()), "{word}: {near:?}");
        }
        assert_eq!(near_names("Columbia")[0], "Colombia");
        assert_eq!(near_names("Phillipines")[0], "Philippines");
        assert!(near_names("").is_empty());
        assert!(near_names("xq").is_empty());
    }
}

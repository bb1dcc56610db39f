//! From the people of an article to people whom everybody knows, so that the
//! facet reads the same in every article.
//!
//! Takes groups of mentions; gives each the known person that it surely is.
//! A short form counts by date and by who else is there; where two people
//! remain possible, the article's own form stays.

use super::given::sex_of;
use super::names::{Name, Sex};
use super::resolve::Group;
use super::units::Units;
use crate::text::{Form, Reading, key};
use crate::vocab::people::{FormKind, Kind, KnownPeople, KnownPerson, Years};
use jiff::civil::Date;

/// Years before a person's first in the news in which the full name may stand
/// for the person: rise is slower than a list tells.
const BEFORE: i16 = 8;
/// How much better one namesake must fit the others in the article than the next.
const CLEARLY: f32 = 1.5;

/// The known person of each group, by number; none where it is not sure.
pub(crate) fn recognise(
    reading: &Reading,
    units: &Units,
    names: &[Name],
    groups: &[Group],
    date: Option<Date>,
    known: &KnownPeople,
) -> Vec<Option<u32>> {
    let year = date.map(|date| date.year()).or_else(|| latest_year(reading, units));
    let candidates: Vec<Vec<u32>> = groups.iter().map(|group| possible(units, names, group, year, known)).collect();
    let sure: Vec<&KnownPerson> =
        candidates.iter().filter(|list| list.len() == 1).map(|list| &known.people()[list[0] as usize]).collect();
    candidates.iter().map(|list| decide(list, &sure, known)).collect()
}

/// Whether both are full names of known people, and none of one is any of the other.
pub(crate) fn differ(units: &Units, a: &Name, b: &Name, known: &KnownPeople) -> bool {
    let bearers = |name: &Name| -> Vec<u32> {
        let full = known.called(keys(units, name.first, name.last)).filter(|&(_, kind)| kind == FormKind::Full);
        full.map(|(n, _)| n).collect()
    };
    let (a, b) = (bearers(a), bearers(b));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|n| b.contains(n))
}

/// The keys of the words in units `first` to `last`.
fn keys(units: &Units, first: u32, last: u32) -> impl Iterator<Item = u64> {
    let stretch = &units.all[first as usize..=last as usize];
    stretch.iter().filter(|unit| !unit.form.has(Form::MARK)).map(|unit| unit.key)
}

/// The known people that a group may be.
fn possible(units: &Units, names: &[Name], group: &Group, year: Option<i16>, known: &KnownPeople) -> Vec<u32> {
    let mut list: Vec<u32> = Vec::new();
    let person = |n: u32| &known.people()[n as usize];
    let mut tried: Option<&[u64]> = None;
    let several = names[group.full].len() > 1;
    let sex = |n: u32| person(n).name.split(' ').next().map_or(Sex::Unknown, |given| sex_of(key(given)));
    for name in group.names.iter().map(|&(n, _)| &names[n]).filter(|name| !several || name.len() > 1) {
        if tried == Some(name.keys()) {
            continue;
        }
        tried = Some(name.keys());
        let titled = name.first.checked_sub(1).filter(|&before| {
            let unit = &units.all[before as usize];
            !units.all[name.first as usize].begins && unit.kinds.has(Kind::Title) && unit.form.has(Form::CAPITAL)
        });
        for first in titled.into_iter().chain([name.first]) {
            let before = list.len();
            for (n, kind) in known.called(keys(units, first, name.last)) {
                let fits = match (kind, year, person(n).alone) {
                    (FormKind::Full, Some(year), _) => year >= person(n).years.first - BEFORE,
                    (FormKind::Full, None, _) => true,
                    (FormKind::Short, Some(year), Some(alone)) => alone.has(year) && !several,
                    (FormKind::Short, None, Some(_)) => !several,
                    (FormKind::Short, _, None) => false,
                };
                // "Mrs Johnson" is not Boris Johnson.
                let fits = fits && (kind == FormKind::Full || group.sex.agrees(sex(n)));
                if fits && !list.contains(&n) {
                    list.push(n);
                }
            }
            if list.len() > before {
                break; // "King Hussein" is not Saddam Hussein.
            }
        }
    }
    if let (true, Some(year), Some(initial)) = (list.is_empty(), year, names[group.full].initial()) {
        let family = std::iter::once(names[group.full].family());
        let begins = |name: &str| name.chars().next().is_some_and(|c| c.to_ascii_lowercase() == initial);
        list.extend(known.called(family).filter_map(|(n, kind)| {
            let alone = kind == FormKind::Short && person(n).alone.is_some_and(|years| years.has(year));
            (alone && begins(person(n).name)).then_some(n)
        }));
    }
    if let (true, Some(year)) = (list.len() > 1, year) {
        list = narrowed(list, |n| person(n).years.has(year));
        if list.len() > 1 {
            // "George Bush" in 2004: both are in the news, one is at his height.
            list = narrowed(list, |n| person(n).alone.is_some_and(|alone| alone.has(year)));
        }
    }
    list
}

/// Those of a list of whom something is true, if it is of any.
fn narrowed(list: Vec<u32>, is: impl Fn(u32) -> bool) -> Vec<u32> {
    let some: Vec<u32> = list.iter().copied().filter(|&n| is(n)).collect();
    if some.is_empty() { list } else { some }
}

/// The one of several namesakes that fits the known people around it.
fn decide(list: &[u32], sure: &[&KnownPerson], known: &KnownPeople) -> Option<u32> {
    if let [one] = list {
        return Some(*one);
    }
    let mut fits: Vec<(f32, u32)> = list
        .iter()
        .map(|&n| {
            let person = &known.people()[n as usize];
            (sure.iter().map(|other| fit(person, other)).sum(), n)
        })
        .collect();
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    match fits[..] {
        [first, second, ..] if first.0 > 0.3 && first.0 >= second.0 * CLEARLY => Some(first.1),
        _ => None,
    }
}

/// How well two people fit into one article: years in common, twice as much within one country.
fn fit(a: &KnownPerson, b: &KnownPerson) -> f32 {
    let (x, y) = (a.alone.unwrap_or(a.years), b.alone.unwrap_or(b.years));
    let common = (x.last.min(y.last) - x.first.max(y.first) + 1).max(0);
    let length = |years: Years| (years.last - years.first + 1).max(1);
    let share = f32::from(common) / f32::from(length(x).min(length(y)));
    share * if a.country == b.country { 1.0 } else { 0.5 }
}

/// The latest year that the text names: a story without a date is about that time.
fn latest_year(reading: &Reading, units: &Units) -> Option<i16> {
    let digits = units.all.iter().filter(|unit| unit.form.has(Form::DIGIT));
    let years = digits.filter_map(|unit| {
        let word = reading.spelled(unit.word as usize);
        (word.len() == 4).then(|| word.parse::<i16>().ok()).flatten()
    });
    years.filter(|year| (1945..=2035).contains(year)).max()
}

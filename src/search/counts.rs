//! Exact counts of facet values over all matching articles.
//!
//! Values are counted by their ordinals in each segment, then joined by value:
//! nothing is approximated. In a hierarchical facet an article counts once for
//! every level above its values.

use std::collections::{BTreeMap, HashSet};

use tantivy::Searcher;
use tantivy::query::Query;

use super::compile::{Unknown, countries_named, topic_named};
use super::tally::{self, Tally};
use super::values::{Shown, Values};
use crate::index::Aliases;
use crate::text::fold;
use crate::vocab;
use crate::vocab::countries::Years;
use crate::vocab::people::{KnownPerson, known};

/// A facet that can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FacetField {
    /// People.
    People,
    /// Countries mentioned.
    Countries,
    /// Countries in focus.
    Focus,
    /// Regions and subregions of the countries mentioned.
    Regions,
    /// Towns and regions.
    Places,
    /// Topics of every level.
    Topics,
    /// Newspapers, agencies, sites.
    Sources,
    /// Publishers' sections.
    Sections,
    /// Languages.
    Languages,
    /// Years.
    Years,
    /// Months.
    Months,
    /// Articles that are the same wire copy, by the id of the earliest.
    Clusters,
}

/// Which values of a facet are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRequest {
    /// The facet.
    pub field: FacetField,
    /// Values wanted, by falling count; `None` for all.
    pub limit: Option<usize>,
    /// Only values below this one: a topic, or a region.
    pub under: Option<String>,
    /// Only values whose label holds this, case and accents aside; of people also any other of their names.
    pub like: Option<String>,
}

impl FacetRequest {
    /// All values of a facet.
    pub fn all(field: FacetField) -> FacetRequest {
        FacetRequest { field, limit: None, under: None, like: None }
    }
}

/// A value of a facet and its number of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value, as filters take it.
    pub value: String,
    /// What to show a person.
    pub label: String,
    /// Articles.
    pub count: u64,
}

impl FacetField {
    /// Every facet that articles hold themselves, in the order of the help: all but [`FacetField::Clusters`].
    pub const ALL: [FacetField; 11] = [
        FacetField::People,
        FacetField::Countries,
        FacetField::Focus,
        FacetField::Regions,
        FacetField::Places,
        FacetField::Topics,
        FacetField::Sources,
        FacetField::Sections,
        FacetField::Languages,
        FacetField::Years,
        FacetField::Months,
    ];

    /// Its name on the command line and in output.
    pub fn name(self) -> &'static str {
        match self {
            FacetField::People => "people",
            FacetField::Countries => "countries",
            FacetField::Focus => "focus",
            FacetField::Regions => "regions",
            FacetField::Places => "places",
            FacetField::Topics => "topics",
            FacetField::Sources => "sources",
            FacetField::Sections => "sections",
            FacetField::Languages => "languages",
            FacetField::Years => "years",
            FacetField::Months => "months",
            FacetField::Clusters => "clusters",
        }
    }

    /// The column that holds its values.
    pub(super) fn column(self) -> &'static str {
        match self {
            FacetField::People => "people",
            FacetField::Countries | FacetField::Regions => "countries",
            FacetField::Focus => "focus",
            FacetField::Places => "places",
            FacetField::Topics => "topics",
            FacetField::Sources => "source",
            FacetField::Sections => "section",
            FacetField::Languages => "language",
            FacetField::Years => "year",
            FacetField::Months => "month",
            // Not of a document: groups come and go beside the segments.
            FacetField::Clusters => "",
        }
    }

    pub(super) fn shape(self) -> Shape {
        match self {
            FacetField::Years | FacetField::Months => Shape::Number,
            FacetField::Countries
            | FacetField::Focus
            | FacetField::Regions
            | FacetField::Places
            | FacetField::Topics => Shape::Path,
            _ => Shape::Text,
        }
    }
}

/// What the values of a facet are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Text,
    Path,
    Number,
}

/// Separates the levels of a facet path, as Tantivy encodes it.
pub(super) const LEVEL: char = '\0';

/// Counts the values of `facets` over the articles that match `query`.
pub(super) fn count(
    searcher: &Searcher,
    query: &dyn Query,
    facets: &[FacetRequest],
    shown: &Shown,
) -> tantivy::Result<Vec<Vec<FacetCount>>> {
    count_within(searcher, query, facets, shown, None)
}

/// [`count`], where groups of countries have the members that they had in `years`.
pub(super) fn count_within(
    searcher: &Searcher,
    query: &dyn Query,
    facets: &[FacetRequest],
    shown: &Shown,
    years: Option<Years>,
) -> tantivy::Result<Vec<Vec<FacetCount>>> {
    if facets.is_empty() {
        return Ok(Vec::new());
    }
    let fields: Vec<FacetField> = facets.iter().map(|facet| facet.field).collect();
    let tallies = tally::tallies(searcher, query, &fields, shown)?;
    let counted = |(facet, tallies): (&FacetRequest, Vec<Tally>)| {
        // A condition on values is met after the counting.
        let limit = facet.limit.filter(|_| facet.under.is_none() && facet.like.is_none());
        Ok(chosen(facet, joined(tallies, limit)?, years, &shown.aliases))
    };
    facets.iter().zip(tallies).map(counted).collect()
}

/// What is wrong with a drill-down below nothing that is known.
///
/// # Errors
/// The value is no topic or no country; `own` holds for topics of the user's own.
pub(super) fn check_under(facet: &FacetRequest, own: bool) -> Result<(), Unknown> {
    let Some(under) = &facet.under else { return Ok(()) };
    match facet.field {
        FacetField::Topics if !own => topic_named(under).map(|_| ()),
        FacetField::Places | FacetField::Countries | FacetField::Focus => countries_named(under, None).map(|_| ()),
        _ => Ok(()),
    }
}

/// The values that are asked for, labelled, by falling count and then by value.
fn chosen(
    facet: &FacetRequest,
    values: BTreeMap<String, u64>,
    years: Option<Years>,
    aliases: &Aliases,
) -> Vec<FacetCount> {
    // Looked up once, not for every value.
    let under = facet.under.as_deref().map(|under| Under::of(facet.field, under, years));
    let like = facet.like.as_deref().map(|like| Like::of(facet.field, like, aliases));
    let mut counts: Vec<FacetCount> = values
        .into_iter()
        .filter(|(path, _)| under.as_ref().is_none_or(|under| under.holds(path)))
        .filter_map(|(path, count)| {
            let (value, label) = named(facet.field, &path)?;
            let wanted = like.as_ref().is_none_or(|like| like.holds(&label));
            wanted.then_some(FacetCount { value, label, count })
        })
        .collect();
    counts.sort_by(|a, b| match facet.field {
        // A calendar reads forwards.
        FacetField::Years | FacetField::Months => a.value.cmp(&b.value),
        _ => b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)),
    });
    counts.truncate(facet.limit.unwrap_or(usize::MAX));
    counts
}

/// What a value is to hold.
struct Like<'a> {
    /// Folded.
    text: String,
    /// People of whom another name holds it.
    called: HashSet<&'a str>,
}

impl<'a> Like<'a> {
    fn of(field: FacetField, like: &str, aliases: &'a Aliases) -> Like<'a> {
        let text = fold(like);
        let mut called = HashSet::new();
        if field == FacetField::People {
            let stored = aliases.iter().filter(|(variant, _)| fold(variant).contains(&text));
            called.extend(stored.filter_map(|(variant, _)| aliases.canonical(variant)));
            let holds = |person: &&KnownPerson| person.forms().any(|(form, _)| fold(form).contains(&text));
            called.extend(known().people().iter().filter(holds).map(|person| person.name));
        }
        Like { text, called }
    }

    fn holds(&self, label: &str) -> bool {
        fold(label).contains(&self.text) || self.called.contains(label)
    }
}

/// Value and label of a counted path; `None` for a level that the facet does not show.
pub(super) fn named(field: FacetField, path: &str) -> Option<(String, String)> {
    let last = path.rsplit(LEVEL).next().unwrap_or(path);
    let depth = path.split(LEVEL).count();
    match field {
        FacetField::Countries | FacetField::Focus => {
            let country = vocab::countries::by_code(last).filter(|_| depth == 3)?;
            Some((last.to_owned(), country.name.name.to_owned()))
        }
        FacetField::Regions => (depth < 3).then(|| (path.replace(LEVEL, "/"), last.to_owned())),
        FacetField::Places => {
            let country = vocab::countries::by_code(path.split(LEVEL).next()?).filter(|_| depth > 1)?;
            let within = path.split(LEVEL).nth(1).filter(|_| depth == 3);
            let parts = [Some(last), within, Some(country.name.name)];
            Some((path.replace(LEVEL, "/"), parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
        }
        FacetField::Topics => {
            // A label of the user's own taxonomy stands for itself.
            let topic = vocab::topics::by_code(last);
            Some(topic.map_or_else(|| (last.to_owned(), last.to_owned()), |topic| (topic.code(), topic.path())))
        }
        FacetField::Months => {
            let (year, month) = path.split_at(path.len().checked_sub(2)?);
            let month = format!("{year}-{month}");
            Some((month.clone(), month))
        }
        _ => Some((path.to_owned(), path.to_owned())),
    }
}

/// The values that a drill-down leaves.
enum Under {
    /// Below this topic, by its bare code; none where there is no such topic.
    Topic(Option<String>),
    /// Of these countries, by the place of the code in a path.
    Countries { codes: Vec<&'static str>, first: bool },
    /// Below this path.
    Path(String),
}

impl Under {
    fn of(field: FacetField, under: &str, years: Option<Years>) -> Under {
        match field {
            FacetField::Topics => Under::Topic(vocab::topics::find(under).map(|topic| topic.bare_code().to_owned())),
            FacetField::Places | FacetField::Countries | FacetField::Focus => Under::Countries {
                codes: vocab::lookup::countries_of(under, years).map_or(Vec::new(), |choice| choice.codes),
                first: field == FacetField::Places,
            },
            _ => Under::Path(under.to_owned()),
        }
    }

    fn holds(&self, path: &str) -> bool {
        let mut levels = path.split(LEVEL);
        match self {
            Under::Topic(code) => {
                code.as_deref().is_some_and(|code| levels.any(|level| level == code) && levels.next().is_some())
            }
            Under::Countries { codes, first } => {
                let level = if *first { levels.next() } else { levels.next_back() };
                level.is_some_and(|code| codes.contains(&code))
            }
            Under::Path(under) => path.strip_prefix(under.as_str()).is_some_and(|rest| rest.starts_with(LEVEL)),
        }
    }
}

/// The values of all segments with their counts; with a `limit`, at least those that are among so many first.
///
/// Texts are looked up for values only that can be among the first: one that is
/// to be has its share of their counts in one segment at least.
pub(super) fn joined(segments: Vec<Tally>, limit: Option<usize>) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut all: BTreeMap<String, u64> = BTreeMap::new();
    let mut flat: Vec<(Box<Values>, Vec<u64>)> = Vec::new();
    for segment in segments {
        match segment {
            Tally::Texts(counts) => {
                for (text, count) in counts {
                    *all.entry(text).or_insert(0) += count;
                }
            }
            Tally::Slots { values, counts } if limit.is_some() && values.are_flat() => flat.push((values, counts)),
            Tally::Slots { values, counts } => values.texts(
                |slot| counts[slot] > 0,
                |slot, text| *all.entry(text.to_owned()).or_insert(0) += counts[slot],
            )?,
        }
    }
    let Some(limit) = limit.filter(|_| !flat.is_empty()) else { return Ok(all) };
    // So many values have this count in one segment alone.
    let enough = flat.iter().map(|(_, counts)| nth_most(counts, limit)).max().unwrap_or(0);
    let least = enough.div_ceil(flat.len() as u64).max(1);
    for (values, counts) in &flat {
        values.texts(|slot| counts[slot] >= least, |_, text| *all.entry(text.to_owned()).or_insert(0) = 0)?;
    }
    for (text, total) in &mut all {
        for (values, counts) in &flat {
            *total += values.slot(text)?.and_then(|slot| counts.get(slot)).copied().unwrap_or(0);
        }
    }
    Ok(all)
}

/// The `nth` greatest of the counts, from 1; 0 where fewer are above 0.
fn nth_most(counts: &[u64], nth: usize) -> u64 {
    let mut counts: Vec<u64> = counts.iter().copied().filter(|count| *count > 0).collect();
    match nth.checked_sub(1) {
        Some(at) if at < counts.len() => *counts.select_nth_unstable_by(at, |a, b| b.cmp(a)).1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::nth_most;

    #[test]
    fn the_nth_most_frequent() {
        assert_eq!([1, 2, 4, 5, 0].map(|nth| nth_most(&[3, 0, 9, 3, 0, 7], nth)), [9, 7, 3, 0, 0]);
    }
}

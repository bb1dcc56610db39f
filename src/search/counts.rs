//! Exact counts of facet values over all matching articles.
//!
//! Values are counted by their ordinals in each segment, then joined by value:
//! nothing is approximated. In a hierarchical facet an article counts once for
//! every level above its values.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::index::Aliases;
use crate::vocab;

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
    /// Every facet, in the order of the help.
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
        }
    }

    /// The column that holds its values.
    fn column(self) -> &'static str {
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
        }
    }

    fn shape(self) -> Shape {
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

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Text,
    Path,
    Number,
}

/// Separates the levels of a facet path, as Tantivy encodes it.
const LEVEL: char = '\0';

/// Counts the values of `facets` over the articles that match `query`.
pub(super) fn count(
    searcher: &Searcher,
    query: &dyn Query,
    facets: &[FacetRequest],
    aliases: &Aliases,
) -> tantivy::Result<Vec<Vec<FacetCount>>> {
    let collector = Counter { facets: facets.iter().map(|facet| facet.field).collect(), aliases };
    let counted = searcher.search(query, &collector)?;
    Ok(facets.iter().zip(counted).map(|(facet, values)| chosen(facet, values)).collect())
}

/// The values that are asked for, labelled, by falling count and then by value.
fn chosen(facet: &FacetRequest, values: BTreeMap<String, u64>) -> Vec<FacetCount> {
    let under = facet.under.as_deref();
    let mut counts: Vec<FacetCount> = values
        .into_iter()
        .filter(|(path, _)| under.is_none_or(|under| is_under(facet.field, path, under)))
        .filter_map(|(path, count)| {
            let (value, label) = named(facet.field, &path)?;
            Some(FacetCount { value, label, count })
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

/// Value and label of a counted path; `None` for a level that the facet does not show.
fn named(field: FacetField, path: &str) -> Option<(String, String)> {
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

fn is_under(field: FacetField, path: &str, under: &str) -> bool {
    match field {
        FacetField::Topics => vocab::topics::find(under).is_some_and(|topic| {
            let code = topic.bare_code();
            let mut levels = path.split(LEVEL);
            levels.any(|level| level == code) && levels.next().is_some()
        }),
        FacetField::Places => vocab::lookup::countries_of(under, None)
            .is_some_and(|choice| path.split(LEVEL).next().is_some_and(|code| choice.codes.contains(&code))),
        FacetField::Countries | FacetField::Focus => vocab::lookup::countries_of(under, None)
            .is_some_and(|choice| path.rsplit(LEVEL).next().is_some_and(|code| choice.codes.contains(&code))),
        _ => path.strip_prefix(under).is_some_and(|rest| rest.starts_with(LEVEL)),
    }
}

/// What a segment gives: the values of each facet, by facet.
type Counted = tantivy::Result<Vec<BTreeMap<String, u64>>>;

struct Counter<'a> {
    facets: Vec<FacetField>,
    aliases: &'a Aliases,
}

struct SegmentCounter {
    columns: Vec<Counting>,
}

/// One facet of a segment while it is counted.
enum Counting {
    Absent,
    Text { column: StrColumn, counts: Vec<u64> },
    People { column: StrColumn, people: People },
    Path { column: StrColumn, tree: Tree },
    Number { column: Column<u64>, counts: HashMap<u64, u64> },
}

/// People, counted as the names that they are shown as.
struct People {
    /// Slot of each ordinal: another ordinal, or one of the names that are added behind them.
    slots: Vec<u32>,
    /// Ordinals of the segment.
    stored: usize,
    /// Names that no article of the segment holds as they are shown.
    added: Vec<String>,
    counts: Vec<u64>,
    /// One more than the document that was counted last: an article with two forms counts once.
    last: Vec<u64>,
}

/// The slot of a value that is hidden.
const HIDDEN: u32 = u32::MAX;

impl People {
    fn read(column: &StrColumn, aliases: &Aliases) -> tantivy::Result<People> {
        let stored = column.num_terms();
        let mut slots: Vec<u32> = (0..stored as u32).collect();
        let mut added: BTreeMap<String, u32> = BTreeMap::new();
        for (value, _) in aliases.iter() {
            let Some(ordinal) = column.dictionary().term_ord(value)? else { continue };
            slots[ordinal as usize] = match aliases.canonical(value) {
                None => HIDDEN,
                Some(name) => match column.dictionary().term_ord(name)? {
                    Some(ordinal) => ordinal as u32,
                    None => {
                        let next = (stored + added.len()) as u32;
                        *added.entry(name.to_owned()).or_insert(next)
                    }
                },
            };
        }
        let mut names: Vec<(u32, String)> = added.into_iter().map(|(name, slot)| (slot, name)).collect();
        names.sort_unstable();
        let size = stored + names.len();
        let added = names.into_iter().map(|(_, name)| name).collect();
        Ok(People { slots, stored, added, counts: vec![0; size], last: vec![0; size] })
    }

    fn count(&mut self, doc: DocId, ordinal: u64) {
        let slot = self.slots[ordinal as usize];
        let mark = u64::from(doc) + 1;
        if slot != HIDDEN && self.last[slot as usize] != mark {
            self.last[slot as usize] = mark;
            self.counts[slot as usize] += 1;
        }
    }
}

/// The values of a dictionary that were counted at all.
fn text_values(column: &StrColumn, counts: &[u64]) -> tantivy::Result<BTreeMap<String, u64>> {
    let counted: Vec<u64> = (0..).zip(counts).filter(|(_, count)| **count > 0).map(|(ordinal, _)| ordinal).collect();
    let mut values = BTreeMap::new();
    let mut ordinals = counted.iter();
    // One walk over the dictionary: looking each ordinal up alone reads its block again and again.
    let walked = column.dictionary().sorted_ords_to_term_cb(&counted, |value| {
        if let Some(&ordinal) = ordinals.next() {
            values.insert(String::from_utf8_lossy(value).into_owned(), counts[ordinal as usize]);
        }
    });
    walked?;
    Ok(values)
}

/// The values of a hierarchical facet with all levels above them.
struct Tree {
    /// For every ordinal, its node and those above it.
    lineages: Vec<Vec<u32>>,
    nodes: Vec<NodeCount>,
}

struct NodeCount {
    path: String,
    count: u64,
    /// One more than the document that was counted last: an article counts once.
    last: u64,
}

impl Tree {
    fn read(column: &StrColumn) -> tantivy::Result<Tree> {
        let mut tree = Tree { lineages: Vec::with_capacity(column.num_terms()), nodes: Vec::new() };
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut terms = column.dictionary().stream()?;
        while let Some((path, _)) = terms.next() {
            let path = String::from_utf8_lossy(path);
            let ends = path.match_indices(LEVEL).map(|(at, _)| at).chain(std::iter::once(path.len()));
            let lineage = ends.map(|end| {
                *known.entry(path[..end].to_owned()).or_insert_with(|| {
                    tree.nodes.push(NodeCount { path: path[..end].to_owned(), count: 0, last: 0 });
                    tree.nodes.len() as u32 - 1
                })
            });
            let lineage = lineage.collect();
            tree.lineages.push(lineage);
        }
        Ok(tree)
    }

    fn count(&mut self, doc: DocId, ordinal: u64) {
        let mark = doc as u64 + 1;
        for &node in &self.lineages[ordinal as usize] {
            let node = &mut self.nodes[node as usize];
            if node.last != mark {
                node.last = mark;
                node.count += 1;
            }
        }
    }
}

impl Collector for Counter<'_> {
    type Fruit = Vec<BTreeMap<String, u64>>;
    type Child = SegmentCounter;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentCounter> {
        let fast = reader.fast_fields();
        let column = |field: &FacetField| -> tantivy::Result<Counting> {
            let name = field.column();
            if field.shape() == Shape::Number {
                return Ok(Counting::Number { column: fast.u64(name)?, counts: HashMap::new() });
            }
            let Some(column) = fast.str(name)? else { return Ok(Counting::Absent) };
            Ok(match field.shape() {
                _ if *field == FacetField::People && !self.aliases.is_empty() => {
                    Counting::People { people: People::read(&column, self.aliases)?, column }
                }
                Shape::Path => Counting::Path { tree: Tree::read(&column)?, column },
                _ => Counting::Text { counts: vec![0; column.num_terms()], column },
            })
        };
        Ok(SegmentCounter { columns: self.facets.iter().map(column).collect::<tantivy::Result<_>>()? })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counted>) -> tantivy::Result<Vec<BTreeMap<String, u64>>> {
        let mut merged = vec![BTreeMap::new(); self.facets.len()];
        for segment in segments {
            for (all, values) in merged.iter_mut().zip(segment?) {
                for (value, count) in values {
                    *all.entry(value).or_insert(0) += count;
                }
            }
        }
        Ok(merged)
    }
}

impl SegmentCollector for SegmentCounter {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _: Score) {
        for column in &mut self.columns {
            match column {
                Counting::Absent => {}
                Counting::Text { column, counts } => {
                    for ordinal in column.term_ords(doc) {
                        counts[ordinal as usize] += 1;
                    }
                }
                Counting::People { column, people } => {
                    for ordinal in column.term_ords(doc) {
                        people.count(doc, ordinal);
                    }
                }
                Counting::Path { column, tree } => {
                    for ordinal in column.term_ords(doc) {
                        tree.count(doc, ordinal);
                    }
                }
                Counting::Number { column, counts } => {
                    if let Some(number) = column.first(doc) {
                        *counts.entry(number).or_insert(0) += 1;
                    }
                }
            }
        }
    }

    fn harvest(self) -> Counted {
        self.columns.into_iter().map(Counting::values).collect()
    }
}

impl Counting {
    fn values(self) -> tantivy::Result<BTreeMap<String, u64>> {
        Ok(match self {
            Counting::Absent => BTreeMap::new(),
            Counting::Number { counts, .. } => {
                counts.into_iter().map(|(number, count)| (number.to_string(), count)).collect()
            }
            Counting::Path { tree, .. } => {
                tree.nodes.into_iter().filter(|node| node.count > 0).map(|node| (node.path, node.count)).collect()
            }
            Counting::Text { column, counts } => text_values(&column, &counts)?,
            Counting::People { column, people } => {
                let (stored, added) = people.counts.split_at(people.stored);
                let mut values = text_values(&column, stored)?;
                for (name, count) in people.added.into_iter().zip(added).filter(|(_, count)| **count > 0) {
                    *values.entry(name).or_insert(0) += count;
                }
                values
            }
        })
    }
}

//! Who is named together: pairs of facet values by the articles that have both.
//!
//! Exact and in bounded memory. A first pass counts the values; a pair of fewer articles than
//! wanted can only hold values of as many, so that the rest is left out. The pairs are then
//! counted in as many passes as keep the table of each below [`TABLE`].

use std::collections::HashMap;

use tantivy::collector::{Collector, Count, SegmentCollector};
use tantivy::query::Query;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::association::{log_likelihood, npmi};
use super::counts::{FacetCount, FacetField, FacetRequest, count, named};
use super::values::{Shown, Values};
use super::{Filters, Request, Search};
use crate::error::Result;

/// Pairs that are counted in one pass, articles with the same pair told apart and the last
/// value of the pass aside: at most some 70 MB of table, where no pair comes twice.
const TABLE: u64 = 2 << 20;

/// What pairs are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairOrder {
    /// Log-likelihood: what is least likely to be chance.
    G2,
    /// Normalised pointwise mutual information: who is named with nobody else.
    Npmi,
    /// Articles.
    Count,
}

/// What a user asks of pairs.
#[derive(Debug, Clone)]
pub struct PairsRequest {
    /// The two facets; the same twice for pairs within one.
    pub fields: [FacetField; 2],
    /// In the query language; empty for every article.
    pub query: String,
    /// Conditions beside the query; all of them hold, also those on the facets.
    pub filters: Filters,
    /// Articles that a pair must have, at least; 1 or more.
    pub min_count: u64,
    /// Pairs wanted; `None` for all.
    pub limit: Option<usize>,
    /// Their order.
    pub order: PairOrder,
    /// Whether to repair a query instead of rejecting it.
    pub lenient: bool,
    /// Whether copies of one article count once.
    pub collapse: bool,
}

/// Pairs of values.
#[derive(Debug, Clone)]
pub struct Pairs {
    /// The two facets.
    pub fields: [FacetField; 2],
    /// Articles that match: what is counted over.
    pub articles: u64,
    /// Pairs that were asked for, shown or not.
    pub total: u64,
    /// In the order of the request; ties by falling count, then by label.
    pub pairs: Vec<Pair>,
    /// How queries were repaired, which names were understood how.
    pub notes: Vec<String>,
}

/// Two values that articles have together.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The values, as filters take them; within one facet the more frequent first.
    pub values: [String; 2],
    /// What to show a person.
    pub labels: [String; 2],
    /// Articles with both.
    pub joint: u64,
    /// Articles with each.
    pub counts: [u64; 2],
    /// Log-likelihood ratio; below zero where they are together less often than by chance.
    pub g2: f64,
    /// Normalised pointwise mutual information, -1 to 1.
    pub npmi: f64,
}

/// The values of one side that are frequent enough.
struct Frequent {
    field: FacetField,
    values: Vec<FacetCount>,
    numbers: HashMap<String, u32>,
}

impl Search {
    /// Finds the values that articles have together.
    ///
    /// # Errors
    /// The query or a filter is not understood; the index cannot be read.
    pub fn pairs(&self, request: &PairsRequest) -> Result<Pairs> {
        let understood = self.understand(&Request {
            query: request.query.clone(),
            filters: request.filters.clone(),
            lenient: request.lenient,
            ..Request::default()
        })?;
        let query = if request.collapse { self.once(understood.query)? } else { understood.query };
        let query = &*query;
        let articles = self.searcher.search(query, &Count)? as u64;
        let one_facet = request.fields[0] == request.fields[1];
        let first = self.frequent(request.fields[0], query, request.min_count)?;
        let second = if one_facet { None } else { Some(self.frequent(request.fields[1], query, request.min_count)?) };
        let mut best = Best { request, articles, total: 0, pairs: Vec::new() };
        let whole = Pass { first: &first, second: second.as_ref(), range: 0..u32::MAX, shown: &self.shown };
        let weights = self.searcher.search(query, &Weigher(whole))?;
        for range in ranges(&weights) {
            let pass = Pass { first: &first, second: second.as_ref(), range, shown: &self.shown };
            let table = self.searcher.search(query, &PairCounter(pass))?;
            best.add(&first, second.as_ref().unwrap_or(&first), table);
        }
        let Best { total, pairs, .. } = best;
        Ok(Pairs { fields: request.fields, articles, total, pairs, notes: understood.notes })
    }

    fn frequent(&self, field: FacetField, query: &dyn Query, min_count: u64) -> Result<Frequent> {
        let facet = FacetRequest::all(field);
        let mut values = count(&self.searcher, query, &[facet], &self.shown)?.pop().unwrap_or_default();
        values.retain(|value| value.count >= min_count);
        let numbers = (0..).zip(&values).map(|(n, value)| (value.value.clone(), n)).collect();
        Ok(Frequent { field, values, numbers })
    }
}

/// Cuts the values of the first side where the pairs that they may be in reach [`TABLE`].
fn ranges(weights: &[u64]) -> Vec<std::ops::Range<u32>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut sum = 0;
    for (n, weight) in (0u32..).zip(weights) {
        sum += weight;
        if sum >= TABLE {
            ranges.push(start..n + 1);
            (start, sum) = (n + 1, 0);
        }
    }
    if sum > 0 {
        ranges.push(start..weights.len() as u32);
    }
    ranges
}

/// The best pairs of the passes so far.
struct Best<'a> {
    request: &'a PairsRequest,
    articles: u64,
    total: u64,
    pairs: Vec<Pair>,
}

impl Best<'_> {
    fn add(&mut self, first: &Frequent, second: &Frequent, table: Table) {
        let min_count = self.request.min_count;
        let mut frequent: Vec<_> = table.into_iter().filter(|(_, joint)| u64::from(*joint) >= min_count).collect();
        // In the order of their numbers, so that nothing depends on the order of the table.
        frequent.sort_unstable();
        for ((a, b), joint) in frequent {
            let joint = u64::from(joint);
            let (a, b) = (&first.values[a as usize], &second.values[b as usize]);
            if one_holds_the_other([(first.field, a), (second.field, b)]) {
                continue;
            }
            self.total += 1;
            self.pairs.push(self.measured(a, b, joint));
            if let Some(limit) = self.request.limit
                && self.pairs.len() >= (limit * 2).max(1024)
            {
                self.cut();
            }
        }
        self.cut();
    }

    fn measured(&self, a: &FacetCount, b: &FacetCount, joint: u64) -> Pair {
        let all = self.articles;
        let only_b = b.count - joint;
        let g2 = log_likelihood([[joint, a.count - joint], [only_b, all - a.count - only_b]]);
        let expected = u128::from(joint) * u128::from(all) >= u128::from(a.count) * u128::from(b.count);
        Pair {
            values: [a.value.clone(), b.value.clone()],
            labels: [a.label.clone(), b.label.clone()],
            joint,
            counts: [a.count, b.count],
            g2: if expected { g2 } else { -g2 },
            npmi: npmi(joint, [a.count, b.count], all),
        }
    }

    /// Orders the pairs and drops those below the limit.
    fn cut(&mut self) {
        let order = self.request.order;
        self.pairs.sort_by(|x, y| {
            let measure = match order {
                PairOrder::G2 => y.g2.total_cmp(&x.g2),
                PairOrder::Npmi => y.npmi.total_cmp(&x.npmi),
                PairOrder::Count => y.joint.cmp(&x.joint),
            };
            measure
                .then(y.joint.cmp(&x.joint))
                .then_with(|| x.labels.cmp(&y.labels))
                .then_with(|| x.values.cmp(&y.values))
        });
        self.pairs.truncate(self.request.limit.unwrap_or(usize::MAX));
    }
}

/// Whether one value lies inside the other, so that they cannot but be together: football and
/// sport, Syria and Western Asia, a country in focus and the same country mentioned.
fn one_holds_the_other(pair: [(FacetField, &FacetCount); 2]) -> bool {
    let [Some(a), Some(b)] = pair.map(|(field, value)| path(field, value)) else { return false };
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.starts_with(&short) && (long.len() == short.len() || long[short.len()..].starts_with('/'))
}

/// The levels of a value, under a name of what they are levels of; none for a facet without levels.
fn path(field: FacetField, value: &FacetCount) -> Option<String> {
    match field {
        FacetField::Countries | FacetField::Focus => {
            let country = crate::vocab::countries::by_code(&value.value)?;
            Some(format!("region/{}/{}/{}", country.region, country.subregion, country.code))
        }
        FacetField::Regions => Some(format!("region/{}", value.value)),
        FacetField::Places => Some(format!("place/{}", value.value)),
        FacetField::Topics => Some(format!("topic/{}", value.label)),
        _ => None,
    }
}

/// Articles of each pair of numbers.
type Table = HashMap<(u32, u32), u32>;

/// What one pass over the articles looks at.
struct Pass<'a> {
    first: &'a Frequent,
    /// The other facet; none for pairs within the first.
    second: Option<&'a Frequent>,
    /// Numbers of the first side.
    range: std::ops::Range<u32>,
    shown: &'a Shown,
}

/// The frequent values of a segment.
struct Side {
    values: Option<Values>,
    /// Number of each slot, [`RARE`] for one that is not frequent enough.
    numbers: Vec<u32>,
    /// Of the document that is looked at, ascending.
    here: Vec<u32>,
}

/// The number of a value that is not frequent enough.
const RARE: u32 = u32::MAX;

impl Side {
    fn read(reader: &SegmentReader, frequent: &Frequent, shown: &Shown) -> tantivy::Result<Side> {
        let values = Values::read(reader, frequent.field, shown)?;
        let mut numbers = Vec::new();
        if let Some(values) = &values {
            numbers = vec![RARE; values.len()];
            let number = |slot: usize, path: &str| {
                let value = named(frequent.field, path);
                let number = value.and_then(|(value, _)| frequent.numbers.get(&value).copied());
                numbers[slot] = number.unwrap_or(RARE);
            };
            values.texts(|_| true, number)?;
        }
        Ok(Side { values, numbers, here: Vec::new() })
    }

    fn look(&mut self, doc: DocId) {
        let Side { values, numbers, here } = self;
        here.clear();
        if let Some(values) = values {
            values.each(doc, |slot| {
                if numbers[slot] != RARE {
                    here.push(numbers[slot]);
                }
            });
        }
        here.sort_unstable();
    }
}

/// The sides of a pass in one segment.
struct Sides {
    first: Side,
    second: Option<Side>,
    range: std::ops::Range<u32>,
}

impl Pass<'_> {
    fn sides(&self, reader: &SegmentReader) -> tantivy::Result<Sides> {
        let second = self.second.map(|second| Side::read(reader, second, self.shown)).transpose()?;
        Ok(Sides { first: Side::read(reader, self.first, self.shown)?, second, range: self.range.clone() })
    }
}

impl Sides {
    /// Shows the numbers of a document in range, each with those that it makes pairs with.
    fn each(&mut self, doc: DocId, mut see: impl FnMut(u32, &[u32])) {
        self.first.look(doc);
        if let Some(second) = &mut self.second {
            second.look(doc);
        }
        for (n, number) in self.first.here.iter().enumerate().filter(|(_, number)| self.range.contains(number)) {
            match &self.second {
                Some(second) => see(*number, &second.here),
                None => see(*number, &self.first.here[n + 1..]),
            }
        }
    }
}

/// Counts how many pairs each value of the first side is in, over all articles.
struct Weigher<'a>(Pass<'a>);

struct SegmentWeigher {
    sides: Sides,
    weights: Vec<u64>,
}

impl Collector for Weigher<'_> {
    type Fruit = Vec<u64>;
    type Child = SegmentWeigher;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentWeigher> {
        Ok(SegmentWeigher { sides: self.0.sides(reader)?, weights: vec![0; self.0.first.values.len()] })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<u64>>) -> tantivy::Result<Vec<u64>> {
        let mut weights = vec![0; self.0.first.values.len()];
        for segment in segments {
            weights.iter_mut().zip(segment).for_each(|(all, weight)| *all += weight);
        }
        Ok(weights)
    }
}

impl SegmentCollector for SegmentWeigher {
    type Fruit = Vec<u64>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let weights = &mut self.weights;
        self.sides.each(doc, |number, others| weights[number as usize] += others.len() as u64);
    }

    fn harvest(self) -> Vec<u64> {
        self.weights
    }
}

/// Counts the pairs of a pass.
struct PairCounter<'a>(Pass<'a>);

struct SegmentPairs {
    sides: Sides,
    table: Table,
}

impl Collector for PairCounter<'_> {
    type Fruit = Table;
    type Child = SegmentPairs;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentPairs> {
        Ok(SegmentPairs { sides: self.0.sides(reader)?, table: Table::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Table>) -> tantivy::Result<Table> {
        let mut segments = segments.into_iter();
        let mut all = segments.next().unwrap_or_default();
        segments.flatten().for_each(|(pair, count)| *all.entry(pair).or_insert(0) += count);
        Ok(all)
    }
}

impl SegmentCollector for SegmentPairs {
    type Fruit = Table;

    fn collect(&mut self, doc: DocId, _: Score) {
        let table = &mut self.table;
        self.sides.each(doc, |number, others| {
            for &other in others {
                *table.entry((number, other)).or_insert(0) += 1;
            }
        });
    }

    fn harvest(self) -> Table {
        self.table
    }
}

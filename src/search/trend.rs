//! Counts of articles over time: of queries, or of the values of a facet.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{AllQuery, Query};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::choose::{Chosen, choose};
use super::counts::{FacetField, FacetRequest, named};
use super::periods::Period;
use super::values::{Shown, Values};
use super::{Filters, Request, Search};
use crate::error::{Error, Result};
use crate::index::date_of_number;

/// Periods of one trend, at most: every day of 270 years.
const LONGEST: usize = 100_000;

/// What a trend follows.
#[derive(Debug, Clone)]
pub enum Follow {
    /// The articles that match each of these queries.
    Queries(Vec<String>),
    /// Values of a facet, over the articles that match a query.
    Facet {
        /// The facet.
        field: FacetField,
        /// In the query language; empty for every article.
        query: String,
        /// These values; the most frequent where there are none.
        values: Vec<String>,
        /// Values wanted, where none are named.
        limit: usize,
    },
}

/// What a user asks of a trend.
#[derive(Debug, Clone)]
pub struct TrendRequest {
    /// What to count.
    pub follow: Follow,
    /// By which length of time.
    pub by: Period,
    /// Conditions beside the queries; all of them hold, also those on the facet that is followed.
    pub filters: Filters,
    /// The articles of which shares are told, as a query; without it all of the index.
    pub share_of: Option<String>,
    /// Whether to repair a query instead of rejecting it.
    pub lenient: bool,
    /// Whether copies of one article count once.
    pub collapse: bool,
}

/// Counts over time.
#[derive(Debug, Clone)]
pub struct Trend {
    /// The length of time that was counted by.
    pub by: Period,
    /// First days of the periods, in order, without gaps.
    pub starts: Vec<Date>,
    /// Of which articles shares are told, by period.
    pub all: Vec<u64>,
    /// What was followed, in the order of the request, or by falling total.
    pub series: Vec<Series>,
    /// Articles that match, with a day or without; the sum over several queries.
    pub matching: u64,
    /// Those of them that bear no day and are in no period.
    pub undated: u64,
    /// How queries were repaired, which names were understood how.
    pub notes: Vec<String>,
}

/// One line of a trend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The facet; none for a query.
    pub field: Option<FacetField>,
    /// The value, as filters take it, or the query.
    pub value: String,
    /// What to show a person.
    pub label: String,
    /// Articles, by period.
    pub counts: Vec<u64>,
    /// Articles without a day.
    pub undated: u64,
}

impl Series {
    /// Articles in all periods.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// Articles by day, as the index numbers days; 0 stands for none.
type ByDay = BTreeMap<u64, u64>;

/// A series before its days are gathered into periods.
struct Line {
    field: Option<FacetField>,
    chosen: Chosen,
    days: ByDay,
}

impl Search {
    /// Counts articles over time.
    ///
    /// # Errors
    /// A query, filter or value is not understood; there are too many periods; the index cannot be read.
    pub fn trend(&self, request: &TrendRequest) -> Result<Trend> {
        let mut notes = Vec::new();
        let mut matching = ByDay::new();
        let mut lines = Vec::new();
        match &request.follow {
            Follow::Queries(queries) => {
                for query in queries {
                    let selected = self.selected(query, request, &mut notes)?;
                    let days = self.by_day(&*selected, None)?.pop().unwrap_or_default();
                    add(&mut matching, &days);
                    let chosen = Chosen { value: query.clone(), label: query.clone() };
                    lines.push(Line { field: None, chosen, days });
                }
            }
            Follow::Facet { field, query, values, limit } => {
                let selected = self.selected(query, request, &mut notes)?;
                let chosen = self.chosen(*field, values, *limit, &*selected, &mut notes)?;
                let mut days = self.by_day(&*selected, Some((*field, &chosen)))?;
                matching = days.pop().unwrap_or_default();
                let pairs = chosen.into_iter().zip(days);
                lines = pairs.map(|(chosen, days)| Line { field: Some(*field), chosen, days }).collect();
            }
        }
        let base: Box<dyn Query> = match &request.share_of {
            None => Box::new(AllQuery),
            Some(query) => {
                let of = Request { query: query.clone(), lenient: request.lenient, ..Request::default() };
                self.understand(&of)?.query
            }
        };
        let base = if request.collapse { self.once(base)? } else { base };
        let base = self.by_day(&*base, None)?.pop().unwrap_or_default();
        gathered(request, lines, &base, &matching, notes)
    }

    /// The articles that a query and the filters of a trend select.
    fn selected(&self, query: &str, request: &TrendRequest, notes: &mut Vec<String>) -> Result<Box<dyn Query>> {
        let understood = self.understand(&Request {
            query: query.to_owned(),
            filters: request.filters.clone(),
            lenient: request.lenient,
            ..Request::default()
        })?;
        notes.extend(understood.notes);
        if request.collapse { self.once(understood.query) } else { Ok(understood.query) }
    }

    /// The values to follow: those that are named, or the most frequent.
    fn chosen(
        &self,
        field: FacetField,
        names: &[String],
        limit: usize,
        selected: &dyn Query,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Chosen>> {
        let all = |limit| FacetRequest { limit, ..FacetRequest::all(field) };
        if names.is_empty() {
            let limit = (limit > 0).then_some(limit);
            let counts = super::counts::count(&self.searcher, selected, &[all(limit)], &self.shown)?.pop();
            let chosen = counts.unwrap_or_default().into_iter();
            return Ok(chosen.map(|count| Chosen { value: count.value, label: count.label }).collect());
        }
        let counts = super::counts::count(&self.searcher, &AllQuery, &[all(None)], &self.shown)?.pop();
        choose(field, names, &counts.unwrap_or_default(), &self.shown.aliases, notes)
    }

    /// Counts by day: of each chosen value, and last of all articles that match.
    fn by_day(&self, query: &dyn Query, facet: Option<(FacetField, &[Chosen])>) -> Result<Vec<ByDay>> {
        let facet = facet.map(|(field, chosen)| Followed {
            field,
            series: chosen.iter().enumerate().map(|(n, chosen)| (chosen.value.as_str(), n)).collect(),
        });
        Ok(self.searcher.search(query, &DayCounter { facet, shown: &self.shown })?)
    }
}

fn add(all: &mut ByDay, days: &ByDay) {
    for (day, count) in days {
        *all.entry(*day).or_insert(0) += count;
    }
}

/// Gathers days into periods.
fn gathered(
    request: &TrendRequest,
    lines: Vec<Line>,
    base: &ByDay,
    matching: &ByDay,
    notes: Vec<String>,
) -> Result<Trend> {
    let by = request.by;
    let starts = match span(&request.filters, base, matching) {
        None => Vec::new(),
        Some((first, last)) => by.between(first, last, LONGEST).ok_or_else(|| {
            Error::new(format!("from {first} to {last} there are more than {LONGEST} periods of one {}", by.name()))
                .help("count by week, month or year, or narrow the days with --since and --until")
        })?,
    };
    let place: HashMap<Date, usize> = starts.iter().enumerate().map(|(n, start)| (*start, n)).collect();
    let periods = |days: &ByDay| {
        let mut counts = vec![0; starts.len()];
        for (day, count) in days {
            if let Some(&n) = date_of_number(*day).and_then(|day| place.get(&by.start(day))) {
                counts[n] += count;
            }
        }
        counts
    };
    let undated = |days: &ByDay| days.get(&0).copied().unwrap_or(0);
    let series = lines.into_iter().map(|line| Series {
        field: line.field,
        counts: periods(&line.days),
        undated: undated(&line.days),
        value: line.chosen.value,
        label: line.chosen.label,
    });
    Ok(Trend {
        by,
        series: series.collect(),
        all: periods(base),
        matching: matching.values().sum(),
        undated: undated(matching),
        starts,
        notes,
    })
}

/// The days from the first article that matches to the last; wider where the
/// filters ask for more and the index has articles there.
fn span(filters: &Filters, base: &ByDay, matching: &ByDay) -> Option<(Date, Date)> {
    let ends = |days: &ByDay| {
        let mut days = days.keys().filter_map(|day| date_of_number(*day));
        let first = days.next()?;
        Some((first, days.next_back().unwrap_or(first)))
    };
    let (mut first, mut last) = ends(matching)?;
    if let Some((oldest, latest)) = ends(base) {
        if let Some(from) = filters.days.from {
            first = first.min(from.max(oldest));
        }
        if let Some(to) = filters.days.to {
            last = last.max(to.min(latest));
        }
    }
    Some((first, last))
}

/// A facet whose values are followed.
struct Followed<'a> {
    field: FacetField,
    /// Number of the series of each value.
    series: HashMap<&'a str, usize>,
}

struct DayCounter<'a> {
    facet: Option<Followed<'a>>,
    shown: &'a Shown,
}

struct SegmentDays {
    days: Column<u64>,
    values: Option<Values>,
    /// Series of each slot of the values, [`NONE`] for one that is not followed.
    series: Vec<u32>,
    counts: Vec<HashMap<u64, u64>>,
}

/// The series of a value that is not followed.
const NONE: u32 = u32::MAX;

impl DayCounter<'_> {
    /// Series, and the line of all articles.
    fn lines(&self) -> usize {
        self.facet.as_ref().map_or(0, |facet| facet.series.len()) + 1
    }
}

impl Collector for DayCounter<'_> {
    type Fruit = Vec<ByDay>;
    type Child = SegmentDays;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentDays> {
        let mut values = None;
        let mut series = Vec::new();
        if let Some(Followed { field, series: followed }) = &self.facet {
            values = Values::read(reader, *field, self.shown)?;
            if let Some(values) = &values {
                series = vec![NONE; values.len()];
                let name = |slot: usize, path: &str| {
                    let followed = named(*field, path).and_then(|(value, _)| followed.get(value.as_str()).copied());
                    series[slot] = followed.map_or(NONE, |n| n as u32);
                };
                values.texts(|_| true, name)?;
            }
        }
        let counts = vec![HashMap::new(); self.lines()];
        Ok(SegmentDays { days: reader.fast_fields().u64("day")?, values, series, counts })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<ByDay>>) -> tantivy::Result<Vec<ByDay>> {
        let mut merged = vec![ByDay::new(); self.lines()];
        for segment in segments {
            merged.iter_mut().zip(segment).for_each(|(all, days)| add(all, &days));
        }
        Ok(merged)
    }
}

impl SegmentCollector for SegmentDays {
    type Fruit = Vec<ByDay>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let day = self.days.first(doc).unwrap_or(0);
        let SegmentDays { values, series, counts, .. } = self;
        if let Some(values) = values {
            values.each(doc, |slot| {
                if series[slot] != NONE {
                    *counts[series[slot] as usize].entry(day).or_insert(0) += 1;
                }
            });
        }
        if let Some(all) = counts.last_mut() {
            *all.entry(day).or_insert(0) += 1;
        }
    }

    fn harvest(self) -> Vec<ByDay> {
        self.counts.into_iter().map(|days| days.into_iter().collect()).collect()
    }
}

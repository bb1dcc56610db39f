//! Counting the facet values of the documents of a segment.
//!
//! Takes what a query matches, gives every segment's counts. There are two ways: through
//! the columns, which lead from a document to its values, and through the postings, which lead
//! from a value to its documents. A look into a column costs many times a step along
//! postings, so where much of a segment matches, postings are walked.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, SegmentReader};

use super::bits::DocBits;
use super::counts::{FacetField, Shape};
use super::values::{Shown, Values};

/// The counts of one facet in one segment.
pub(super) enum Tally {
    /// By text; a path has its levels between [`super::counts::LEVEL`]s.
    Texts(Vec<(String, u64)>),
    /// By slot.
    Slots { values: Box<Values>, counts: Vec<u64> },
}

/// Documents of a segment whose postings are walked in the time that one takes through a column: between
/// 7 (focus) and 27 (countries) where both were measured.
const WALKED: u64 = 16;

/// Documents that are walked in the time that opening the postings of one value takes.
const OPENING: u64 = 64;

/// Documents that are read from a column together, at most.
const TOGETHER: usize = 1024;

/// Articles from which on threads share the segments: handing over costs more than counting a few.
const SHARED: u64 = 20_000;

/// Counts the values of facets over the articles that match; for each facet, by segment.
///
/// # Errors
/// The index cannot be read.
pub(super) fn tallies(
    searcher: &Searcher,
    query: &dyn Query,
    facets: &[FacetField],
    shown: &Shown,
) -> tantivy::Result<Vec<Vec<Tally>>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let of_segment = |segment: &SegmentReader| of_segment(&*weight, segment, facets, shown);
    let segments = searcher.segment_readers();
    let counted: Vec<Vec<Tally>> = match searcher.num_docs() < SHARED || segments.len() < 2 {
        true => segments.iter().map(of_segment).collect::<tantivy::Result<_>>()?,
        false => segments.par_iter().map(of_segment).collect::<tantivy::Result<_>>()?,
    };
    let mut by_facet: Vec<Vec<Tally>> = facets.iter().map(|_| Vec::new()).collect();
    for segment in counted {
        by_facet.iter_mut().zip(segment).for_each(|(all, tally)| all.push(tally));
    }
    Ok(by_facet)
}

/// Counts the values of facets over the documents of a segment that match.
fn of_segment(
    weight: &dyn Weight,
    segment: &SegmentReader,
    facets: &[FacetField],
    shown: &Shown,
) -> tantivy::Result<Vec<Tally>> {
    let mut matching = DocBits::of(&mut *weight.scorer(segment, 1.0)?, segment);
    matching.leave_alive(segment);
    facets.iter().map(|facet| tally(segment, *facet, &matching, shown)).collect()
}

fn tally(segment: &SegmentReader, facet: FacetField, matching: &DocBits, shown: &Shown) -> tantivy::Result<Tally> {
    if facet.shape() == Shape::Number {
        return numbers(segment, facet, matching);
    }
    if facet.shape() == Shape::Path
        && let Some(field) = worth_walking(segment, facet, matching)?
    {
        return along_postings(segment, field, matching);
    }
    through_column(segment, facet, matching, shown)
}

/// Counts a facet of texts or paths document by document.
pub(super) fn through_column(
    segment: &SegmentReader,
    facet: FacetField,
    matching: &DocBits,
    shown: &Shown,
) -> tantivy::Result<Tally> {
    let Some(mut values) = Values::read(segment, facet, shown)? else { return Ok(Tally::Texts(Vec::new())) };
    let mut counts = vec![0; values.len()];
    matching.in_stretches(TOGETHER, |docs: &[DocId]| values.each_of(docs, |_, slot| counts[slot] += 1));
    Ok(Tally::Slots { values: Box::new(values), counts })
}

fn numbers(segment: &SegmentReader, facet: FacetField, matching: &DocBits) -> tantivy::Result<Tally> {
    let column = segment.fast_fields().u64(facet.column())?;
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    matching.in_stretches(TOGETHER, |docs| {
        for number in docs.iter().filter_map(|doc| column.first(*doc)) {
            *counts.entry(number).or_insert(0) += 1;
        }
    });
    Ok(Tally::Texts(counts.into_iter().map(|(number, count)| (number.to_string(), count)).collect()))
}

/// The field of a facet of paths, if its postings are walked sooner than the documents are looked up in its column.
fn worth_walking(segment: &SegmentReader, facet: FacetField, matching: &DocBits) -> tantivy::Result<Option<Field>> {
    let field = segment.schema().get_field(facet.column())?;
    let documents = u64::from(segment.max_doc());
    let values = segment.inverted_index(field)?.terms().num_terms() as u64;
    Ok((u64::from(matching.len()) * WALKED > documents + values * OPENING).then_some(field))
}

/// Counts every level of a facet of paths: each has postings of its own, in which a document stands once.
pub(super) fn along_postings(segment: &SegmentReader, field: Field, matching: &DocBits) -> tantivy::Result<Tally> {
    let index = segment.inverted_index(field)?;
    let mut counts = Vec::new();
    let mut terms = index.terms().stream()?;
    while terms.advance() {
        let path = String::from_utf8_lossy(terms.key());
        // The root of all paths is no value.
        if path.is_empty() {
            continue;
        }
        let mut blocks = index.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        let mut count = 0;
        while !blocks.docs().is_empty() {
            count += blocks.docs().iter().map(|doc| u64::from(matching.contains(*doc))).sum::<u64>();
            blocks.advance();
        }
        if count > 0 {
            counts.push((path.into_owned(), count));
        }
    }
    Ok(Tally::Texts(counts))
}

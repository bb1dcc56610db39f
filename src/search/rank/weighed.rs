//! Parts with the numbers that hold for all segments.

use std::collections::BTreeMap;

use tantivy::index::SegmentId;
use tantivy::query::EnableScoring;
use tantivy::schema::IndexRecordOption;
use tantivy::{Score, Searcher, SegmentReader, Term};

use super::collection::Collection;
use super::like::Expansion;
use super::part::{Find, Part};
use super::postings::Occurrences;
use super::row::Row;
use super::scorer::{PartDocs, PartScorer, Stream};
use super::{rarity, repeated};
use crate::search::bits::DocBits;

/// What a selected value counts that an article has. About as much as a word that a third of
/// the articles have: it says what is wanted, not how much of it.
const SELECTED_SCORE: f32 = 1.0;

/// A part with the numbers that hold for all segments.
#[derive(Debug)]
pub(super) struct Weighed {
    pub(super) part: Part,
    /// What a full share of the part counts.
    pub(super) weight: f32,
    pub(super) rarity: f32,
    mean_length: f32,
    /// Of a pattern: the words that match in each segment.
    expansions: BTreeMap<SegmentId, Expansion>,
}

impl Weighed {
    pub(super) fn new(part: Part, searcher: &Searcher, collection: &Collection) -> tantivy::Result<Weighed> {
        let mut expansions = BTreeMap::new();
        let rarity = match &part.find {
            Find::Words { .. } => collection.rarity(searcher, &part)?,
            Find::Like(like) => {
                let segments = searcher.segment_readers();
                let expand = |segment| like.expanded(segment, part.place, &collection.fields);
                let expanded = segments.iter().map(|segment| Ok((segment.segment_id(), expand(segment)?)));
                expansions = expanded.collect::<tantivy::Result<_>>()?;
                rarity(collection.articles, expansions.values().map(Expansion::articles).sum())
            }
            Find::Selected(_) => SELECTED_SCORE,
        };
        let weight = part.weight * repeated(part.times) * rarity;
        Ok(Weighed { weight, rarity, mean_length: collection.mean_length(part.place), expansions, part })
    }

    /// The documents of a segment that have the part.
    pub(super) fn scorer(
        &self,
        segment: &SegmentReader,
        searcher: &Searcher,
        collection: &Collection,
        boost: Score,
    ) -> tantivy::Result<PartScorer> {
        let mut streams = Vec::new();
        match &self.part.find {
            Find::Words { any, row, slop } => {
                for weighted in &self.part.place.fields(&collection.fields) {
                    for term in any {
                        let occurrences = match self.part.sense.acronym {
                            Some(acronym) => Occurrences::sense(segment, collection, weighted.field, term, acronym)?,
                            None => Occurrences::term(segment, collection, weighted.field, term)?,
                        };
                        streams.extend(occurrences.map(|occurrences| Stream::of(occurrences, *weighted)));
                    }
                    if !row.is_empty() {
                        let looks = weighted.field != collection.fields.people_words;
                        let row = Row::open(segment, collection, weighted.field, row, *slop, looks)?;
                        let occurrences = row.map(|row| Occurrences::Row(Box::new(row)));
                        streams.extend(occurrences.map(|occurrences| Stream::of(occurrences, *weighted)));
                    }
                }
            }
            Find::Like(_) => {
                if let Some(expansion) = self.expansions.get(&segment.segment_id()) {
                    // The weights of fields are in the counts.
                    streams.push(Stream::whole(Occurrences::Like(expansion.gathered(segment)?)));
                }
            }
            Find::Selected(query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                streams.push(Stream::whole(Occurrences::Query(weight.scorer(segment, 1.0)?)));
            }
        }
        let counts = !matches!(self.part.find, Find::Selected(_));
        let lengths = if counts { collection.lengths(segment, self.part.place)? } else { [].into() };
        let mut foreign = Vec::new();
        for stem in &self.part.sense.foreign {
            let index = segment.inverted_index(collection.fields.foreign)?;
            let term = Term::from_field_text(collection.fields.foreign, stem);
            foreign.extend(index.read_postings(&term, IndexRecordOption::Basic)?);
        }
        Ok(PartScorer::new(streams, foreign, lengths, self.weight * boost, self.mean_length, counts))
    }

    /// Puts the documents of a segment that have the part into `docs`, which takes much less than scoring them.
    pub(super) fn mark(
        &self,
        segment: &SegmentReader,
        searcher: &Searcher,
        collection: &Collection,
        docs: &mut DocBits,
    ) -> tantivy::Result<()> {
        match &self.part.find {
            Find::Words { any, row, .. } if row.is_empty() => {
                let fields = self.part.place.fields(&collection.fields).into_iter().map(|weighted| weighted.field);
                let here = fields.flat_map(|field| any.iter().map(move |term| (field, term)));
                let foreign = self.part.sense.foreign.iter().map(|stem| (collection.fields.foreign, stem));
                for (field, term) in here.chain(foreign) {
                    let term = Term::from_field_text(field, term);
                    let postings = segment.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)?;
                    postings.into_iter().for_each(|mut postings| docs.extend(&mut postings));
                }
            }
            _ => {
                docs.extend(&mut PartDocs::of(self.scorer(segment, searcher, collection, 1.0)?));
            }
        }
        Ok(())
    }
}

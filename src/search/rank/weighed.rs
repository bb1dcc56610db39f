//! Parts with the numbers that hold for all segments.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::query::EnableScoring;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Searcher, SegmentReader, TERMINATED, Term};

use super::collection::Collection;
use super::like::Expansion;
use super::part::{Find, Part};
use super::postings::Occurrences;
use super::scorer::{Lengths, PartScorer, Stream};
use super::{LENGTH, SATURATION, rarity, repeated};
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
    /// For each field, what a length that it keeps adds to the pad of [`super::saturated`].
    pads: Vec<FieldPads>,
    /// Of a pattern: the words that match in each segment.
    expansions: BTreeMap<SegmentId, Expansion>,
}

/// Of one field: pads by the byte in which it keeps a length.
#[derive(Debug)]
struct FieldPads {
    field: Field,
    /// What a word in this field counts.
    weight: f32,
    pads: Arc<[f32; 256]>,
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
        let mean_length = collection.mean_length(part.place);
        let mut pads = Vec::new();
        if !matches!(part.find, Find::Selected(_)) {
            let schema = searcher.schema();
            let fields = part.place.fields(&collection.fields).into_iter();
            for weighted in fields.filter(|weighted| schema.get_field_entry(weighted.field).has_fieldnorms()) {
                let a_word = SATURATION * LENGTH * weighted.weight / mean_length;
                let pad = |kept: usize| a_word * FieldNormReader::id_to_fieldnorm(kept as u8) as f32;
                let pads_of = Arc::new(std::array::from_fn(pad));
                pads.push(FieldPads { field: weighted.field, weight: weighted.weight, pads: pads_of });
            }
        }
        Ok(Weighed { weight, rarity, mean_length, pads, expansions, part })
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
                for weighted in self.part.place.fields(&collection.fields) {
                    for term in any {
                        let occurrences = match self.part.sense.acronym {
                            Some(acronym) => Occurrences::sense(segment, weighted.field, term, acronym)?,
                            None => Occurrences::term(segment, weighted.field, term)?,
                        };
                        streams.extend(occurrences.map(|occurrences| Stream { occurrences, weight: weighted.weight }));
                    }
                    if !row.is_empty() {
                        let looks = weighted.field != collection.fields.people_words;
                        let occurrences = Occurrences::row(segment, weighted.field, row, *slop, looks)?;
                        streams.extend(occurrences.map(|occurrences| Stream { occurrences, weight: weighted.weight }));
                    }
                }
            }
            Find::Like(_) => {
                if let Some(expansion) = self.expansions.get(&segment.segment_id()) {
                    // The weights of fields are in the counts.
                    streams.push(Stream { occurrences: Occurrences::Like(expansion.gathered(segment)?), weight: 1.0 });
                }
            }
            Find::Selected(query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                let occurrences = Occurrences::Query(weight.scorer(segment, 1.0)?);
                streams.push(Stream { occurrences, weight: 1.0 });
            }
        }
        let mut lengths = Vec::with_capacity(self.pads.len());
        for pads in &self.pads {
            let norms = segment.get_fieldnorms_reader(pads.field)?;
            lengths.push(Lengths { norms, pads: pads.pads.clone(), weight: pads.weight });
        }
        let mut foreign = Vec::new();
        for stem in &self.part.sense.foreign {
            let index = segment.inverted_index(collection.fields.foreign)?;
            let term = Term::from_field_text(collection.fields.foreign, stem);
            foreign.extend(index.read_postings(&term, IndexRecordOption::Basic)?);
        }
        let counts = !matches!(self.part.find, Find::Selected(_));
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
                let mut scorer = self.scorer(segment, searcher, collection, 1.0)?;
                while scorer.doc() != TERMINATED {
                    docs.insert(scorer.doc());
                    scorer.advance();
                }
            }
        }
        Ok(())
    }
}

//! How long the documents of a segment are in the fields of a place, and what a
//! word can count in a block of postings there, at most.
//!
//! Tantivy keeps for each block of postings which of its documents has most of the
//! term for its length, by Tantivy's own BM25 and the one field. Ours has other
//! constants and one length over several fields; what it can count follows from that
//! by a factor that holds for all lengths.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use super::part::WeightedField;
use super::{LENGTH, SATURATION};

/// The lengths of the documents of a segment in one field.
pub(super) struct Lengths {
    pub(super) field: Field,
    norms: FieldNormReader,
    /// What they add to the pad of a document, by the byte in which they are kept.
    pads: [f32; 256],
    /// What a word in this field counts.
    weight: f32,
    gauge: Gauge,
}

/// Tantivy's own score of a term in the field.
struct Gauge {
    score: Bm25Weight,
    /// What no score reaches.
    full: f32,
    /// What Tantivy's pad of a document is by ours, at most.
    slack: f32,
}

/// Room for rounding: bounds are computed in another order than scores.
const ROUNDING: f32 = 1.0001;

impl Lengths {
    /// Those in each of some fields that keep them; `mean` is the mean length of all documents, weighted as words count.
    ///
    /// # Errors
    /// The segment cannot be read.
    pub(super) fn of(segment: &SegmentReader, fields: &[WeightedField], mean: f32) -> tantivy::Result<Arc<[Lengths]>> {
        let kept = |weighted: &&WeightedField| segment.schema().get_field_entry(weighted.field).has_fieldnorms();
        let of_field = |weighted: &WeightedField| {
            let a_word = SATURATION * LENGTH * weighted.weight / mean;
            let pads = std::array::from_fn(|kept| a_word * FieldNormReader::id_to_fieldnorm(kept as u8) as f32);
            Ok(Lengths {
                field: weighted.field,
                norms: segment.get_fieldnorms_reader(weighted.field)?,
                gauge: Gauge::of(segment, weighted.field, &pads)?,
                pads,
                weight: weighted.weight,
            })
        };
        fields.iter().filter(kept).map(of_field).collect()
    }

    /// What the length of a document adds to its pad.
    #[inline]
    pub(super) fn pad(&self, doc: DocId) -> f32 {
        self.pads[usize::from(self.norms.fieldnorm_id(doc))]
    }

    /// The length of a document, as it counts.
    pub(super) fn length(&self, doc: DocId) -> f32 {
        self.weight * self.norms.fieldnorm(doc) as f32
    }

    /// Occurrences by the pad of any document of a block, at most; infinite where that is not known.
    pub(super) fn most(&self, blocks: &mut BlockSegmentPostings) -> f32 {
        let share = blocks.block_max_score(&self.norms, &self.gauge.score) / self.gauge.full;
        // Nothing is kept for some; so many that they were not counted are infinitely many.
        if share > 0.0 && share < 1.0 { share / (1.0 - share) * self.gauge.slack } else { f32::INFINITY }
    }
}

impl Gauge {
    fn of(segment: &SegmentReader, field: Field, pads: &[f32; 256]) -> tantivy::Result<Gauge> {
        // The mean by which Tantivy found the documents that it keeps. How rare a term is does not matter for them.
        let mean = segment.inverted_index(field)?.total_num_tokens() as f32 / segment.max_doc().max(1) as f32;
        let score = Bm25Weight::for_one_term_without_explain(1, 1, mean);
        let full = score.score(0, u32::MAX);
        let pad = |kept: u8| full / score.score(kept, 1) - 1.0;
        let by_ours = |kept: u8| pad(kept) / (SATURATION * (1.0 - LENGTH) + pads[usize::from(kept)]);
        let slack = (0..=u8::MAX).map(by_ours).fold(0.0, f32::max) * ROUNDING;
        Ok(Gauge { score, full, slack })
    }
}

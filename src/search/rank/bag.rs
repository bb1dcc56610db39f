//! The Tantivy query over parts.

use std::sync::Arc;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TantivyError};

use super::collection::Collection;
use super::part::{Part, counted};
use super::scorer::{AnyScorer, SelectedScorer, Weighed};
use crate::search::explain::PartShare;

/// Ranks by parts: the articles that have any of them, or those of a selection.
#[derive(Debug, Clone)]
pub(crate) struct RankedQuery {
    parts: Vec<Part>,
    lifts: Vec<Part>,
    selection: Option<Arc<dyn Query>>,
    collection: Arc<Collection>,
}

impl RankedQuery {
    /// Every article that has one of `parts`.
    pub(crate) fn any(parts: Vec<Part>, collection: &Arc<Collection>) -> RankedQuery {
        RankedQuery { parts: counted(parts), lifts: Vec::new(), selection: None, collection: collection.clone() }
    }

    /// Every article of `selection`, ranked by `parts`.
    pub(crate) fn selected(selection: Arc<dyn Query>, parts: Vec<Part>, collection: &Arc<Collection>) -> RankedQuery {
        RankedQuery {
            parts: counted(parts),
            lifts: Vec::new(),
            selection: Some(selection),
            collection: collection.clone(),
        }
    }

    /// The same articles; `lifts` add to the scores of those that have them.
    pub(crate) fn lifted(self, lifts: Vec<Part>) -> RankedQuery {
        RankedQuery { lifts, ..self }
    }
}

impl Query for RankedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("ranking needs the searcher of its index".to_owned()))?;
        let weigh = |part: &Part| Weighed::new(part.clone(), searcher, &self.collection);
        let selection = match &self.selection {
            Some(selection) => Some(selection.weight(EnableScoring::disabled_from_searcher(searcher))?),
            None => None,
        };
        Ok(Box::new(RankedWeight {
            parts: self.parts.iter().map(weigh).collect::<tantivy::Result<_>>()?,
            lifts: match scoring.is_scoring_enabled() {
                true => self.lifts.iter().map(weigh).collect::<tantivy::Result<_>>()?,
                false => Vec::new(),
            },
            selection,
            searcher: searcher.clone(),
            collection: self.collection.clone(),
            scores: scoring.is_scoring_enabled(),
        }))
    }
}

struct RankedWeight {
    parts: Vec<Weighed>,
    lifts: Vec<Weighed>,
    selection: Option<Box<dyn Weight>>,
    searcher: Searcher,
    collection: Arc<Collection>,
    scores: bool,
}

impl Weight for RankedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let boosted = |weighed: &Weighed| weighed.scorer(segment, &self.searcher, &self.collection, boost);
        let scorers = |weighed: &[Weighed]| weighed.iter().map(boosted).collect::<tantivy::Result<Vec<_>>>();
        match &self.selection {
            Some(selection) if !self.scores => selection.scorer(segment, 1.0),
            Some(selection) => {
                let mut parts = scorers(&self.parts)?;
                parts.extend(scorers(&self.lifts)?);
                Ok(Box::new(SelectedScorer { selection: selection.scorer(segment, 1.0)?, parts }))
            }
            None => Ok(Box::new(AnyScorer::new(scorers(&self.parts)?, scorers(&self.lifts)?))),
        }
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("sum over the parts of the query", scorer.score()))
    }
}

/// What a part counts in a document; `None` where the document lacks it.
///
/// # Errors
/// The index cannot be read.
pub(crate) fn share(
    part: &Part,
    searcher: &Searcher,
    collection: &Collection,
    address: DocAddress,
) -> tantivy::Result<Option<PartShare>> {
    let weighed = Weighed::new(part.clone(), searcher, collection)?;
    let mut scorer = weighed.scorer(searcher.segment_reader(address.segment_ord), searcher, collection, 1.0)?;
    if scorer.seek(address.doc_id) != address.doc_id {
        return Ok(None);
    }
    Ok(Some(PartShare {
        part: part.label.clone(),
        occurrences: scorer.count(),
        rarity: weighed.rarity,
        length: scorer.length(),
        score: scorer.score(),
    }))
}

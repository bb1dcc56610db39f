//! The Tantivy query over parts.

use std::sync::Arc;

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight, intersect_scorers};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TantivyError};

use super::any::{AnyScorer, SelectedScorer};
use super::best::{Best, Scored};
use super::collection::Collection;
use super::part::{Part, counted};
use super::promise::{Promise, bit};
use super::scorer::{PartDocs, PartScorer};
use super::weighed::Weighed;
use crate::search::bits::DocBits;
use crate::search::explain::PartShare;

/// Ranks by parts: the articles that have any of them, or those of a selection.
#[derive(Debug, Clone)]
pub(crate) struct RankedQuery {
    parts: Vec<Part>,
    lifts: Vec<Part>,
    selection: Option<Arc<dyn Query>>,
    /// Conditions that every article must meet.
    filters: Vec<Arc<dyn Query>>,
    collection: Arc<Collection>,
}

impl RankedQuery {
    /// Every article that has one of `parts`.
    pub(crate) fn any(parts: Vec<Part>, collection: &Arc<Collection>) -> RankedQuery {
        let (parts, collection) = (counted(parts), collection.clone());
        RankedQuery { parts, lifts: Vec::new(), selection: None, filters: Vec::new(), collection }
    }

    /// Every article of `selection`, ranked by `parts`.
    pub(crate) fn selected(selection: Arc<dyn Query>, parts: Vec<Part>, collection: &Arc<Collection>) -> RankedQuery {
        RankedQuery { selection: Some(selection), ..RankedQuery::any(parts, collection) }
    }

    /// The same articles; `lifts` add to the scores of those that have them.
    pub(crate) fn lifted(self, lifts: Vec<Part>) -> RankedQuery {
        RankedQuery { lifts, ..self }
    }

    /// What makes a hit, in the order of the query.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The articles that meet `filters` too, with the same scores.
    pub(crate) fn filtered(mut self, filters: Vec<Arc<dyn Query>>) -> RankedQuery {
        self.filters.extend(filters);
        self
    }

    /// With the numbers that hold for all segments.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn weighed(&self, searcher: &Searcher, scores: bool) -> tantivy::Result<RankedWeight> {
        let weigh = |part: &Part| Weighed::new(part.clone(), searcher, &self.collection);
        let select = |query: &Arc<dyn Query>| query.weight(EnableScoring::disabled_from_searcher(searcher));
        Ok(RankedWeight {
            parts: self.parts.iter().map(weigh).collect::<tantivy::Result<_>>()?,
            lifts: match scores {
                true => self.lifts.iter().map(weigh).collect::<tantivy::Result<_>>()?,
                false => Vec::new(),
            },
            selection: self.selection.as_ref().map(select).transpose()?,
            filters: self.filters.iter().map(select).collect::<tantivy::Result<_>>()?,
            searcher: searcher.clone(),
            collection: self.collection.clone(),
            scores,
        })
    }
}

impl Query for RankedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("ranking needs the searcher of its index".to_owned()))?;
        Ok(Box::new(self.weighed(searcher, scoring.is_scoring_enabled())?))
    }
}

/// A ranked query over one state of an index.
pub(crate) struct RankedWeight {
    parts: Vec<Weighed>,
    lifts: Vec<Weighed>,
    selection: Option<Box<dyn Weight>>,
    filters: Vec<Box<dyn Weight>>,
    searcher: Searcher,
    collection: Arc<Collection>,
    scores: bool,
}

impl RankedWeight {
    /// Gives `hit` the documents of a segment that may score as much as the floor, with what is promised to them, deleted ones
    /// left out; `hit` returns what the floor is from then on. Returns how many documents match, or at least
    /// as many as were looked at, where they are not to be `counted`.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn best(
        &self,
        segment: &SegmentReader,
        pruned: bool,
        counted: bool,
        promise: &Promise,
        floor: Score,
        hit: &mut dyn FnMut(Scored) -> Score,
    ) -> tantivy::Result<u64> {
        let (parts, lifts) = (self.scorers(&self.parts, segment, 1.0)?, self.scorers(&self.lifts, segment, 1.0)?);
        let parts = parts.into_iter().enumerate().map(|(n, part)| part.told_by(bit(n))).collect();
        let best = Best::of(parts, lifts, promise);
        let admitted = self.admitted(segment)?;
        if let Some(selection) = &self.selection {
            let mut selection = selection.scorer(segment, 1.0)?;
            return Ok(match admitted {
                Some(mut admitted) => {
                    admitted.intersect(&DocBits::of(&mut *selection, segment));
                    best.selected(&mut admitted.docs(), floor, hit)
                }
                None => best.selected(&mut *selection, floor, hit),
            });
        }
        // What has to be counted and is dear to find is scored on the way.
        let pruned = pruned && (!counted || self.parts.len() > 1 || self.parts.iter().all(|part| part.part.is_terms()));
        if !(pruned && counted) {
            return Ok(best.any(admitted, pruned, floor, hit));
        }
        // Documents that are not looked at count too.
        let matching = self.matching(segment, admitted.as_ref())?;
        let total = u64::from(matching.len());
        best.any(admitted.map(|_| matching), true, floor, hit);
        Ok(total)
    }

    /// The documents that the filters let through, deleted ones among them; `None` for all.
    fn let_through(&self, segment: &SegmentReader) -> tantivy::Result<Option<DocBits>> {
        let mut let_through: Option<DocBits> = None;
        for filter in &self.filters {
            let through = DocBits::of(&mut *filter.scorer(segment, 1.0)?, segment);
            match &mut let_through {
                Some(all) => all.intersect(&through),
                None => let_through = Some(through),
            }
        }
        Ok(let_through)
    }

    /// The documents that the filters let through and that are not deleted; `None` for all.
    fn admitted(&self, segment: &SegmentReader) -> tantivy::Result<Option<DocBits>> {
        let mut admitted = self.let_through(segment)?;
        if segment.has_deletes() {
            admitted.get_or_insert_with(|| DocBits::all(segment)).leave_alive(segment);
        }
        Ok(admitted)
    }

    /// The documents that have any of the parts, of `admitted` alone if that is given.
    fn matching(&self, segment: &SegmentReader, admitted: Option<&DocBits>) -> tantivy::Result<DocBits> {
        let mut matching = DocBits::none(segment);
        for part in &self.parts {
            part.mark(segment, &self.searcher, &self.collection, &mut matching)?;
        }
        if let Some(admitted) = admitted {
            matching.intersect(admitted);
        }
        Ok(matching)
    }

    fn scorers(&self, weighed: &[Weighed], segment: &SegmentReader, boost: Score) -> tantivy::Result<Vec<PartScorer>> {
        weighed.iter().map(|part| part.scorer(segment, &self.searcher, &self.collection, boost)).collect()
    }

    /// The documents that match but for the filters.
    fn unfiltered(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match &self.selection {
            Some(selection) if !self.scores => selection.scorer(segment, 1.0)?,
            Some(selection) => {
                let mut parts = self.scorers(&self.parts, segment, boost)?;
                parts.extend(self.scorers(&self.lifts, segment, boost)?);
                Box::new(SelectedScorer { selection: selection.scorer(segment, 1.0)?, parts })
            }
            None if !self.scores => match self.parts.as_slice() {
                [part] => Box::new(PartDocs::of(part.scorer(segment, &self.searcher, &self.collection, boost)?)),
                _ => Box::new(self.matching(segment, None)?.docs()),
            },
            None => {
                let (parts, lifts) =
                    (self.scorers(&self.parts, segment, boost)?, self.scorers(&self.lifts, segment, boost)?);
                Box::new(AnyScorer::new(parts, lifts))
            }
        })
    }
}

impl Weight for RankedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.filters.is_empty() {
            return self.unfiltered(segment, boost);
        }
        if !self.scores && self.selection.is_none() {
            // Who collects leaves deleted ones out.
            let let_through = self.let_through(segment)?;
            return Ok(Box::new(self.matching(segment, let_through.as_ref())?.docs()));
        }
        let filters = self.filters.iter().map(|filter| -> tantivy::Result<Box<dyn Scorer>> {
            Ok(Box::new(ConstScorer::new(filter.scorer(segment, 1.0)?, 0.0)))
        });
        let mut scorers = filters.collect::<tantivy::Result<Vec<_>>>()?;
        scorers.push(self.unfiltered(segment, boost)?);
        Ok(intersect_scorers(scorers, segment.max_doc()))
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
    let Some(score) = scorer.score_of(address.doc_id) else { return Ok(None) };
    Ok(Some(PartShare {
        part: part.label.clone(),
        occurrences: scorer.count(),
        rarity: weighed.rarity,
        length: scorer.length(),
        score,
    }))
}

//! One article for each wire copy: of the articles of a group that match, the
//! best is shown, and the group is counted once.
//!
//! Ranking and counting know nothing of it. What is ranked is thinned out
//! afterwards; what is counted is selected without the articles that are too many.

use std::collections::{HashMap, HashSet};

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader};

use super::bits::DocBits;
use super::kept::{Selection, selecting};
use super::rank::Lifter;
use super::ranked::{self, Ranked, Wanted};
use super::{Request, Search, lifted};
use crate::error::Result;
use crate::index::{Copies, Member};

/// The documents that have copies, by segment.
#[derive(Debug, Default)]
pub(super) struct Copied {
    segments: Vec<Vec<CopiedDocument>>,
}

/// A document that has copies, and its place among them.
#[derive(Debug, Clone, Copy)]
struct CopiedDocument {
    doc: DocId,
    member: Member,
}

impl Copied {
    /// Looks up every article in the groups.
    pub(super) fn of(searcher: &Searcher, copies: &Copies) -> tantivy::Result<Copied> {
        if copies.is_empty() {
            return Ok(Copied::default());
        }
        let segments = searcher.segment_readers().iter().map(|reader| documents(reader, copies));
        Ok(Copied { segments: segments.collect::<tantivy::Result<_>>()? })
    }

    /// Documents that have copies.
    fn len(&self) -> usize {
        self.segments.iter().map(Vec::len).sum()
    }

    /// The group of a document, if it has copies.
    fn group(&self, address: DocAddress) -> Option<u32> {
        let documents = self.segments.get(address.segment_ord as usize)?;
        let at = documents.binary_search_by_key(&address.doc_id, |document| document.doc).ok()?;
        Some(documents[at].member.group)
    }

    /// The documents with copies that match, by segment.
    fn matching(&self, searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Vec<Vec<CopiedDocument>>> {
        if self.segments.iter().all(Vec::is_empty) {
            return Ok(Vec::new());
        }
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let of_segment = |(documents, reader): (&Vec<CopiedDocument>, &SegmentReader)| {
            if documents.is_empty() {
                return Ok(Vec::new());
            }
            let mut matching = weight.scorer(reader, 1.0)?;
            let matches = |document: &&CopiedDocument| {
                matching.doc() == document.doc
                    || (matching.doc() < document.doc && matching.seek(document.doc) == document.doc)
            };
            Ok(documents.iter().filter(matches).copied().collect())
        };
        self.segments.iter().zip(searcher.segment_readers()).map(of_segment).collect()
    }
}

fn documents(reader: &SegmentReader, copies: &Copies) -> tantivy::Result<Vec<CopiedDocument>> {
    let fast = reader.fast_fields();
    let (keys, files) = (fast.u64("key")?, fast.u64("file")?);
    let document = |doc: DocId| {
        let member = copies.member(keys.first(doc)?)?;
        // An article that was read anew since is another text.
        files.first(doc).filter(|file| copies.has_seen(*file))?;
        Some(CopiedDocument { doc, member })
    };
    Ok(reader.doc_ids_alive().filter_map(document).collect())
}

/// The articles by which groups do not count: of those that match, all but the earliest of each.
struct Surplus {
    bits: Selection,
    count: u64,
}

impl Search {
    fn copied(&self) -> Result<&Copied> {
        if let Some(copied) = self.copied.get() {
            return Ok(copied);
        }
        let copied = Copied::of(&self.searcher, &self.copies)?;
        Ok(self.copied.get_or_init(|| copied))
    }

    /// The groups of copies of which an article matches, with the number of those that do.
    pub(super) fn groups_of(&self, query: &dyn Query) -> Result<HashMap<u32, u64>> {
        let mut groups = HashMap::new();
        for document in self.copied()?.matching(&self.searcher, query)?.iter().flatten() {
            *groups.entry(document.member.group).or_insert(0) += 1;
        }
        Ok(groups)
    }

    /// Selects of the articles that `query` does one for each wire copy: the earliest.
    pub(super) fn once(&self, query: Box<dyn Query>) -> Result<Box<dyn Query>> {
        let Surplus { bits, count } = self.surplus(&*query)?;
        if count == 0 {
            return Ok(query);
        }
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::MustNot, selecting(bits))])))
    }

    /// [`Search::once`] where a request wants it.
    pub(super) fn counted_once(&self, query: &dyn Query, request: &Request) -> Result<Box<dyn Query>> {
        if request.collapse { self.once(query.box_clone()) } else { Ok(query.box_clone()) }
    }

    fn surplus(&self, query: &dyn Query) -> Result<Surplus> {
        let mut surplus = Surplus { bits: Selection::new(), count: 0 };
        let matching = self.copied()?.matching(&self.searcher, query)?;
        let mut earliest: HashMap<u32, u32> = HashMap::new();
        for CopiedDocument { member, .. } in matching.iter().flatten() {
            earliest.entry(member.group).and_modify(|place| *place = member.place.min(*place)).or_insert(member.place);
        }
        for (documents, reader) in matching.iter().zip(self.searcher.segment_readers()) {
            let mut bits = DocBits::none(reader);
            for CopiedDocument { doc, member } in documents {
                if earliest.get(&member.group) != Some(&member.place) {
                    bits.insert(*doc);
                    surplus.count += 1;
                }
            }
            surplus.bits.insert(reader.segment_id(), bits.into_words().into());
        }
        Ok(surplus)
    }

    /// What is wanted of the documents of a query, best first, and how many match, with what `lifter` adds to the scores; where
    /// copies are to `collapse`, the best of each group, and the number of groups and of those without copies.
    pub(super) fn best_of_each(
        &self,
        query: &dyn Query,
        wanted: Wanted,
        lifter: Option<&Lifter>,
        collapse: bool,
    ) -> Result<(Vec<Ranked>, u64)> {
        let top = |wanted| match (query.downcast_ref(), lifter) {
            (Some(query), Some(lifter)) => lifted::top(&self.searcher, query, wanted, lifter, &self.ids),
            _ => ranked::top(&self.searcher, query, wanted, &self.ids),
        };
        if !collapse || self.copies.is_empty() {
            return Ok(top(wanted)?);
        }
        // What is not counted need not be told from what has copies and does not match.
        let surplus = if wanted.counted { self.surplus(query)?.count } else { 0 };
        let all = if wanted.counted { surplus as usize } else { self.copied()?.len() };
        // Copies crowd a page now and then only; with room for all of them the second look is the last.
        for spare in [all.min(wanted.best / 2), all] {
            let room = wanted.best.saturating_add(spare);
            let (best, total) = top(Wanted { best: room, ..wanted })?;
            let given = best.len();
            let best = self.thinned(best)?;
            if best.len() >= wanted.best || given < room || spare == all {
                return Ok((best, total.saturating_sub(surplus)));
            }
        }
        unreachable!("the last look has room for all copies")
    }

    /// The first of each group.
    fn thinned(&self, mut ranked: Vec<Ranked>) -> Result<Vec<Ranked>> {
        let copied = self.copied()?;
        let mut shown = HashSet::new();
        ranked.retain(|ranked| copied.group(ranked.address).is_none_or(|group| shown.insert(group)));
        Ok(ranked)
    }
}

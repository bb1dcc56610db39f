//! The documents of a segment that have a term or a row of terms, and how often.

use std::sync::Arc;

use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::collection::{COUNTS, Collection};
use super::lengths::Lengths;
use super::like::Gathered;
use super::part::Acronym;
use super::row::Row;
use crate::index::look::Look;
use crate::search::bits::DocBits;

/// Where something occurs, document by document.
pub(super) enum Occurrences {
    /// One term.
    Term(Box<TermDocs>),
    /// Terms in a row.
    Row(Box<Row>),
    /// One term, in one of its senses.
    Sense(Box<Sense>),
    /// Words that match a pattern.
    Like(Gathered),
    /// A query; what matches it counts once.
    Query(Box<dyn Scorer>),
}

/// Occurrences in a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen {
    /// So many.
    Are(f32),
    /// So many at most, or none.
    MayBe(f32),
}

impl Occurrences {
    /// Those of a term; `None` where the segment has none.
    pub(super) fn term(
        segment: &SegmentReader,
        collection: &Collection,
        field: Field,
        term: &str,
    ) -> tantivy::Result<Option<Occurrences>> {
        let Some(info) = collection.info(segment, field, term)? else { return Ok(None) };
        let blocks = segment.inverted_index(field)?.read_block_postings_from_terminfo(&info, COUNTS)?;
        Ok(Some(Occurrences::Term(Box::new(TermDocs { blocks, at: 0 }))))
    }

    /// Those of a term that is an acronym too; `None` where the segment has none.
    pub(super) fn sense(
        segment: &SegmentReader,
        collection: &Collection,
        field: Field,
        term: &str,
        acronym: Acronym,
    ) -> tantivy::Result<Option<Occurrences>> {
        let postings = collection.postings(segment, field, term)?;
        let sense = |postings| Sense { postings, acronym, positions: Vec::new() };
        Ok(postings.map(|postings| Occurrences::Sense(Box::new(sense(postings)))))
    }

    /// The document at which it stands; one that may have a row, and has anything else.
    pub(super) fn doc(&self) -> DocId {
        match self {
            Occurrences::Term(docs) => docs.doc(),
            Occurrences::Row(row) => row.doc(),
            Occurrences::Sense(sense) => sense.postings.doc(),
            Occurrences::Like(gathered) => gathered.doc(),
            Occurrences::Query(scorer) => scorer.doc(),
        }
    }

    pub(super) fn advance(&mut self) -> DocId {
        match self {
            Occurrences::Term(docs) => docs.advance(),
            Occurrences::Row(row) => row.advance(),
            Occurrences::Sense(sense) => sense.postings.advance(),
            Occurrences::Like(gathered) => gathered.advance(),
            Occurrences::Query(scorer) => scorer.advance(),
        }
    }

    /// Goes to `target` or the next document behind it; stays where it is further already.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Occurrences::Term(docs) => docs.seek(target),
            Occurrences::Row(row) => row.seek(target),
            _ if self.doc() >= target => self.doc(),
            Occurrences::Sense(sense) => sense.postings.seek(target),
            Occurrences::Like(gathered) => gathered.seek(target),
            Occurrences::Query(scorer) => scorer.seek(target),
        }
    }

    /// Whether it lies in blocks, of which is known what can be counted in them.
    pub(super) fn has_blocks(&self) -> bool {
        matches!(self, Occurrences::Term(_))
    }

    /// Whether it may stand at documents that have none of it.
    pub(super) fn is_doubtful(&self) -> bool {
        matches!(self, Occurrences::Row(_))
    }

    /// The document behind its block.
    pub(super) fn block_end(&self) -> DocId {
        match self {
            Occurrences::Term(docs) => docs.block_end(),
            _ => TERMINATED,
        }
    }

    /// The documents of its block before `end`, from the one on at which it stands, and how often each has it.
    pub(super) fn in_block(&self, end: DocId) -> (&[DocId], &[u32]) {
        match self {
            Occurrences::Term(docs) => docs.in_block(end),
            _ => (&[], &[]),
        }
    }

    /// Occurrences in a document of its block, by the pad of the document, at most; infinite where that is not known.
    pub(super) fn most(&mut self, lengths: &Lengths) -> f32 {
        match self {
            // The last documents of a list fill no block.
            Occurrences::Term(docs) if docs.blocks.block_len() == BLOCK => lengths.most(&mut docs.blocks),
            _ => f32::INFINITY,
        }
    }

    /// Shows each document before `end` with its occurrences, and goes on to what follows. Where it is dear to tell how
    /// many they are, it shows how many they may be before, and leaves the document where `see` says that this is no use.
    #[inline]
    pub(super) fn drain(&mut self, end: DocId, mut see: impl FnMut(DocId, Seen) -> bool) {
        match self {
            Occurrences::Term(docs) => docs.drain(end, |doc, count| {
                see(doc, Seen::Are(count));
            }),
            Occurrences::Row(row) => {
                let mut doc = row.doc();
                while doc < end {
                    if see(doc, Seen::MayBe(row.most() as f32)) && row.count() > 0 {
                        see(doc, Seen::Are(row.count() as f32));
                    }
                    doc = row.advance();
                }
            }
            _ => {
                let mut doc = self.doc();
                while doc < end {
                    see(doc, Seen::Are(self.count()));
                    doc = self.advance();
                }
            }
        }
    }

    /// Occurrences in the document it stands at; none where a row is not there.
    pub(super) fn count(&mut self) -> f32 {
        match self {
            Occurrences::Sense(sense) => sense.count(),
            Occurrences::Term(docs) => docs.count() as f32,
            Occurrences::Row(row) => row.count() as f32,
            Occurrences::Like(gathered) => gathered.count(),
            Occurrences::Query(_) => 1.0,
        }
    }

    /// Leaves out documents that are not `admitted`, where that saves work.
    pub(super) fn restrict(&mut self, admitted: &Arc<DocBits>) {
        if let Occurrences::Row(row) = self {
            row.restrict(admitted);
        }
    }

    /// Documents, about.
    pub(super) fn size_hint(&self) -> u32 {
        match self {
            Occurrences::Term(docs) => docs.blocks.doc_freq(),
            Occurrences::Row(row) => row.size_hint(),
            Occurrences::Sense(sense) => sense.postings.size_hint(),
            Occurrences::Like(gathered) => gathered.size_hint(),
            Occurrences::Query(scorer) => scorer.size_hint(),
        }
    }
}

/// The documents that have a term, with their counts: a block of them at a time.
pub(super) struct TermDocs {
    blocks: BlockSegmentPostings,
    /// Place in the block; behind the last document, the block says that they are at an end.
    at: usize,
}

/// Documents of a block.
const BLOCK: usize = 128;

impl TermDocs {
    fn doc(&self) -> DocId {
        self.blocks.doc(self.at)
    }

    fn count(&self) -> u32 {
        self.blocks.freq(self.at)
    }

    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.blocks.block_len() {
            self.blocks.advance();
            self.at = 0;
        }
        self.doc()
    }

    /// Goes to `target` or the next document behind it; stays where it is further already.
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        let doc = self.doc();
        if doc >= target {
            return doc;
        }
        self.at = self.blocks.seek(target);
        self.doc()
    }

    fn block_end(&self) -> DocId {
        match self.blocks.docs().last() {
            Some(&last) if self.blocks.block_len() == BLOCK => last + 1,
            _ => TERMINATED,
        }
    }

    fn in_block(&self, end: DocId) -> (&[DocId], &[u32]) {
        let left = self.blocks.docs().get(self.at..).unwrap_or_default();
        let count = left.partition_point(|doc| *doc < end);
        (&left[..count], self.blocks.freqs().get(self.at..self.at + count).unwrap_or_default())
    }

    #[inline]
    fn drain(&mut self, end: DocId, mut give: impl FnMut(DocId, f32)) {
        loop {
            let docs = self.blocks.docs();
            let before = match docs.last() {
                Some(&last) if last < end => docs.len(),
                _ => docs.partition_point(|doc| *doc < end),
            };
            for (n, &doc) in docs[..before].iter().enumerate().skip(self.at) {
                give(doc, self.blocks.freq(n) as f32);
            }
            if before < docs.len() || docs.is_empty() {
                self.at = self.at.max(before);
                return;
            }
            self.blocks.advance();
            self.at = 0;
        }
    }
}

/// What an occurrence of a word counts in its other sense: "us" where the United States are meant.
const OTHER_SENSE: f32 = 0.1;

/// The documents that have a word in one of its senses, or the other.
pub(super) struct Sense {
    postings: SegmentPostings,
    acronym: Acronym,
    positions: Vec<u32>,
}

impl Sense {
    fn count(&mut self) -> f32 {
        self.postings.positions(&mut self.positions);
        let acronyms = self.positions.iter().filter(|position| Look::at(**position) == Look::ACRONYM).count() as f32;
        let words = self.positions.len() as f32 - acronyms;
        match self.acronym {
            Acronym::Meant => acronyms + OTHER_SENSE * words,
            Acronym::NotMeant => words + OTHER_SENSE * acronyms,
        }
    }
}

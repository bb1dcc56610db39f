//! The articles of a segment that have a term or a row of terms, and how often.

use std::sync::Arc;

use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::collection::{COUNTS, POSITIONS};
use super::like::Gathered;
use super::part::{Acronym, Placed};
use crate::index::look::{Look, word_number};
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

impl Occurrences {
    /// Those of a term; `None` where the segment has none.
    pub(super) fn term(segment: &SegmentReader, field: Field, term: &str) -> tantivy::Result<Option<Occurrences>> {
        let term = Term::from_field_text(field, term);
        let blocks = segment.inverted_index(field)?.read_block_postings(&term, COUNTS)?;
        Ok(blocks.map(|blocks| Occurrences::Term(Box::new(TermDocs { blocks, at: 0 }))))
    }

    /// Those of a term that is an acronym too; `None` where the segment has none.
    pub(super) fn sense(
        segment: &SegmentReader,
        field: Field,
        term: &str,
        acronym: Acronym,
    ) -> tantivy::Result<Option<Occurrences>> {
        let term = Term::from_field_text(field, term);
        let postings = segment.inverted_index(field)?.read_postings(&term, POSITIONS)?;
        let sense = |postings| Sense { postings, acronym, positions: Vec::new() };
        Ok(postings.map(|postings| Occurrences::Sense(Box::new(sense(postings)))))
    }

    /// Those of a row of terms; `None` where the segment lacks one of them. `looks` says whether positions tell looks.
    pub(super) fn row(
        segment: &SegmentReader,
        field: Field,
        row: &[Placed],
        slop: u32,
        looks: bool,
    ) -> tantivy::Result<Option<Occurrences>> {
        let index = segment.inverted_index(field)?;
        let mut columns = Vec::with_capacity(row.len());
        for placed in row {
            let term = Term::from_field_text(field, &placed.term);
            let Some(postings) = index.read_postings(&term, POSITIONS)? else { return Ok(None) };
            columns.push(Column { postings, offset: placed.offset, positions: Vec::new() });
        }
        Ok(Row::new(columns, slop, looks).map(|row| Occurrences::Row(Box::new(row))))
    }

    pub(super) fn doc(&self) -> DocId {
        match self {
            Occurrences::Term(docs) => docs.doc(),
            Occurrences::Row(row) => row.doc,
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
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match self {
            Occurrences::Term(docs) => docs.seek(target),
            Occurrences::Row(row) => row.seek(target),
            Occurrences::Sense(sense) => sense.postings.seek(target),
            Occurrences::Like(gathered) => gathered.seek(target),
            Occurrences::Query(scorer) => scorer.seek(target),
        }
    }

    /// Gives each document before `end` with its occurrences, and goes on to what follows.
    pub(super) fn drain(&mut self, end: DocId, mut give: impl FnMut(DocId, f32)) {
        if let Occurrences::Term(docs) = self {
            return docs.drain(end, give);
        }
        let mut doc = self.doc();
        while doc < end {
            give(doc, self.count());
            doc = self.advance();
        }
    }

    /// Occurrences in the document it stands at.
    pub(super) fn count(&mut self) -> f32 {
        match self {
            Occurrences::Sense(sense) => sense.count(),
            Occurrences::Term(docs) => docs.count() as f32,
            Occurrences::Row(row) => row.count as f32,
            Occurrences::Like(gathered) => gathered.count(),
            Occurrences::Query(_) => 1.0,
        }
    }

    /// Leaves out documents that are not `admitted`, where that saves work.
    pub(super) fn restrict(&mut self, admitted: &Arc<DocBits>) {
        if let Occurrences::Row(row) = self {
            row.admitted = Some(admitted.clone());
        }
    }

    /// Documents, about.
    pub(super) fn size_hint(&self) -> u32 {
        match self {
            Occurrences::Term(docs) => docs.blocks.doc_freq(),
            Occurrences::Row(row) => row.columns[0].postings.size_hint(),
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

    fn seek(&mut self, target: DocId) -> DocId {
        self.at = self.blocks.seek(target);
        self.doc()
    }

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

/// The documents that have terms in a row.
pub(super) struct Row {
    /// The rarest first.
    columns: Vec<Column>,
    slop: u32,
    looks: bool,
    /// The documents that may be hits, where it is known: positions of others need not be read.
    admitted: Option<Arc<DocBits>>,
    doc: DocId,
    count: u32,
}

struct Column {
    postings: SegmentPostings,
    offset: u32,
    /// In the document, moved so that a row in order has one number.
    positions: Vec<u32>,
}

impl Row {
    fn new(mut columns: Vec<Column>, slop: u32, looks: bool) -> Option<Row> {
        let last = columns.iter().map(|column| column.offset).max()?;
        for column in &mut columns {
            column.offset = last - column.offset;
        }
        columns.sort_by_key(|column| (column.postings.size_hint(), column.offset));
        let doc = columns[0].postings.doc();
        let mut row = Row { columns, slop, looks, admitted: None, doc, count: 0 };
        row.settle(doc);
        Some(row)
    }

    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.columns[0].postings.advance();
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let next = self.columns[0].postings.seek(target);
        self.settle(next)
    }

    /// Goes to the first document from `candidate` on, where the rarest term stands, that has the row.
    fn settle(&mut self, mut candidate: DocId) -> DocId {
        'candidates: while candidate != TERMINATED {
            for n in 1..self.columns.len() {
                let postings = &mut self.columns[n].postings;
                let found = if postings.doc() < candidate { postings.seek(candidate) } else { postings.doc() };
                if found > candidate {
                    if found == TERMINATED {
                        break 'candidates;
                    }
                    candidate = self.columns[0].postings.seek(found);
                    continue 'candidates;
                }
            }
            if self.admitted.as_ref().is_some_and(|admitted| !admitted.contains(candidate)) {
                candidate = self.columns[0].postings.advance();
                continue;
            }
            for column in &mut self.columns {
                column.postings.positions(&mut column.positions);
                for position in &mut column.positions {
                    let word = if self.looks { word_number(*position) } else { *position };
                    *position = word + column.offset;
                }
            }
            self.count = match self.columns.as_slice() {
                [first, second] => pairs(&first.positions, &second.positions, self.slop),
                columns => rows(columns.iter().map(|column| column.positions.as_slice()), self.slop),
            };
            if self.count > 0 {
                self.doc = candidate;
                return candidate;
            }
            candidate = self.columns[0].postings.advance();
        }
        self.doc = TERMINATED;
        self.count = 0;
        TERMINATED
    }
}

/// As [`rows`], of two lists: most phrases have two words.
fn pairs(first: &[u32], second: &[u32], slop: u32) -> u32 {
    let (mut count, mut m, mut n) = (0, 0, 0);
    while let (Some(&a), Some(&b)) = (first.get(m), second.get(n)) {
        count += u32::from(a.abs_diff(b) <= slop);
        if a <= b {
            m += 1;
        } else {
            n += 1;
        }
    }
    count
}

/// How often one position of each list, all ascending, lie within `slop` of each other.
fn rows<'a>(lists: impl Iterator<Item = &'a [u32]>, slop: u32) -> u32 {
    let lists: Vec<&[u32]> = lists.collect();
    let mut heads = vec![0; lists.len()];
    let mut count = 0;
    loop {
        let (mut least, mut least_at, mut most) = (u32::MAX, 0, 0);
        for (n, list) in lists.iter().enumerate() {
            let Some(&position) = list.get(heads[n]) else { return count };
            if position < least {
                (least, least_at) = (position, n);
            }
            most = most.max(position);
        }
        if most - least <= slop {
            count += 1;
        }
        heads[least_at] += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{pairs, rows};

    #[test]
    fn rows_in_order_and_nearly() {
        let count = |lists: &[&[u32]], slop| rows(lists.iter().copied(), slop);
        assert_eq!(count(&[&[3, 9], &[3, 10]], 0), 1);
        assert_eq!(count(&[&[3, 9], &[3, 10]], 1), 2);
        assert_eq!(count(&[&[3], &[5], &[4]], 1), 0);
        assert_eq!(count(&[&[3], &[5], &[4]], 2), 1);
        assert_eq!(count(&[&[], &[5]], 2), 0);
    }
    proptest! {
        #[test]
        fn two_lists_are_counted_as_any_number(
            first in proptest::collection::btree_set(0u32..60, 0..20),
            second in proptest::collection::btree_set(0u32..60, 0..20),
            slop in 0u32..5,
        ) {
            let (first, second): (Vec<u32>, Vec<u32>) = (first.into_iter().collect(), second.into_iter().collect());
            let lists = [first.as_slice(), second.as_slice()];
            prop_assert_eq!(pairs(&first, &second, slop), rows(lists.into_iter(), slop));
        }
    }
}

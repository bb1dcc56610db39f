//! The documents of a segment that have terms in a row.
//!
//! Where all terms are is told by their postings; whether they stand in a row, by
//! their positions, which are dear to read. So a row stands at documents that *may* have it,
//! and reads positions where somebody asks how often.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::collection::Collection;
use super::part::Placed;
use crate::index::look::word_number;
use crate::search::bits::DocBits;

/// The documents that have terms in a row, among those that have all of them.
pub(super) struct Row {
    /// The rarest first.
    columns: Vec<Column>,
    slop: u32,
    looks: bool,
    /// The documents that may be hits, where it is known: positions of others need not be read.
    admitted: Option<Arc<DocBits>>,
    /// One that has all terms.
    doc: DocId,
    /// How often in a row, if it was looked up.
    count: Option<u32>,
}

struct Column {
    postings: SegmentPostings,
    offset: u32,
    /// In the document, moved so that a row in order has one number.
    positions: Vec<u32>,
}

impl Row {
    /// The documents that have `row`; `None` where the segment lacks one of its terms. `looks` says whether positions tell looks.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn open(
        segment: &SegmentReader,
        collection: &Collection,
        field: Field,
        row: &[Placed],
        slop: u32,
        looks: bool,
    ) -> tantivy::Result<Option<Row>> {
        let Some(last) = row.iter().map(|placed| placed.offset).max() else { return Ok(None) };
        let mut columns = Vec::with_capacity(row.len());
        for placed in row {
            let Some(postings) = collection.postings(segment, field, &placed.term)? else { return Ok(None) };
            columns.push(Column { postings, offset: last - placed.offset, positions: Vec::new() });
        }
        columns.sort_by_key(|column| (column.postings.size_hint(), column.offset));
        let doc = columns[0].postings.doc();
        let mut row = Row { columns, slop, looks, admitted: None, doc, count: None };
        row.meet(doc);
        Ok(Some(row))
    }

    /// The document that may have the row.
    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    pub(super) fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.columns[0].postings.advance();
        self.meet(next)
    }

    /// Goes to `target` or the next document behind it that may have the row.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let next = self.columns[0].postings.seek(target);
        self.meet(next)
    }

    /// Documents, at most.
    pub(super) fn size_hint(&self) -> u32 {
        self.columns[0].postings.size_hint()
    }

    /// Looks at no other documents.
    pub(super) fn restrict(&mut self, admitted: &Arc<DocBits>) {
        self.admitted = Some(admitted.clone());
    }

    /// Goes to the first document from `candidate` on, where the rarest term stands, that has all terms.
    fn meet(&mut self, mut candidate: DocId) -> DocId {
        self.count = None;
        'candidates: while candidate != TERMINATED {
            for column in &mut self.columns[1..] {
                let postings = &mut column.postings;
                let found = if postings.doc() < candidate { postings.seek(candidate) } else { postings.doc() };
                if found > candidate {
                    if found == TERMINATED {
                        break 'candidates;
                    }
                    candidate = self.columns[0].postings.seek(found);
                    continue 'candidates;
                }
            }
            if self.admitted.as_ref().is_none_or(|admitted| admitted.contains(candidate)) {
                self.doc = candidate;
                return candidate;
            }
            candidate = self.columns[0].postings.advance();
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    /// How often the document has the row, at most; tells without its positions.
    pub(super) fn most(&self) -> u32 {
        let counts = self.columns.iter().map(|column| column.postings.term_freq());
        // A word that is moved may stand in several rows.
        if self.slop == 0 { counts.min().unwrap_or(0) } else { counts.fold(0, u32::saturating_add) }
    }

    /// How often the document has the row.
    pub(super) fn count(&mut self) -> u32 {
        if let Some(count) = self.count {
            return count;
        }
        if self.doc == TERMINATED {
            return 0;
        }
        for column in &mut self.columns {
            column.postings.positions(&mut column.positions);
            for position in &mut column.positions {
                let word = if self.looks { word_number(*position) } else { *position };
                *position = word + column.offset;
            }
        }
        let count = match self.columns.as_slice() {
            [first, second] => pairs(&first.positions, &second.positions, self.slop),
            columns => rows(columns.iter().map(|column| column.positions.as_slice()), self.slop),
        };
        self.count = Some(count);
        count
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

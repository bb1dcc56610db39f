//! The articles of a segment that have a term or a row of terms, and how often.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::collection::{COUNTS, POSITIONS};
use super::like::Gathered;
use super::part::{Acronym, Placed};
use crate::index::look::{Look, word_number};

/// Where something occurs, document by document.
pub(super) enum Occurrences {
    /// One term.
    Term(Box<SegmentPostings>),
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
        let postings = segment.inverted_index(field)?.read_postings(&term, COUNTS)?;
        Ok(postings.map(|postings| Occurrences::Term(Box::new(postings))))
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
            Occurrences::Term(postings) => postings.doc(),
            Occurrences::Row(row) => row.doc,
            Occurrences::Sense(sense) => sense.postings.doc(),
            Occurrences::Like(gathered) => gathered.doc(),
            Occurrences::Query(scorer) => scorer.doc(),
        }
    }

    pub(super) fn advance(&mut self) -> DocId {
        match self {
            Occurrences::Term(postings) => postings.advance(),
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
            Occurrences::Term(postings) => postings.seek(target),
            Occurrences::Row(row) => row.seek(target),
            Occurrences::Sense(sense) => sense.postings.seek(target),
            Occurrences::Like(gathered) => gathered.seek(target),
            Occurrences::Query(scorer) => scorer.seek(target),
        }
    }

    /// Gives each document before `end` with its occurrences, and goes on to what follows.
    pub(super) fn drain(&mut self, end: DocId, mut give: impl FnMut(DocId, f32)) {
        if let Occurrences::Term(postings) = self {
            let mut doc = postings.doc();
            while doc < end {
                give(doc, postings.term_freq() as f32);
                doc = postings.advance();
            }
            return;
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
            Occurrences::Term(postings) => postings.term_freq() as f32,
            Occurrences::Row(row) => row.count as f32,
            Occurrences::Like(gathered) => gathered.count(),
            Occurrences::Query(_) => 1.0,
        }
    }

    /// Documents, about.
    pub(super) fn size_hint(&self) -> u32 {
        match self {
            Occurrences::Term(postings) => postings.size_hint(),
            Occurrences::Row(row) => row.columns[0].postings.size_hint(),
            Occurrences::Sense(sense) => sense.postings.size_hint(),
            Occurrences::Like(gathered) => gathered.size_hint(),
            Occurrences::Query(scorer) => scorer.size_hint(),
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
        let mut row = Row { columns, slop, looks, doc, count: 0 };
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
            for column in &mut self.columns {
                column.postings.positions(&mut column.positions);
                for position in &mut column.positions {
                    let word = if self.looks { word_number(*position) } else { *position };
                    *position = word + column.offset;
                }
            }
            self.count = rows(self.columns.iter().map(|column| column.positions.as_slice()), self.slop);
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
    use super::rows;

    #[test]
    fn rows_in_order_and_nearly() {
        let count = |lists: &[&[u32]], slop| rows(lists.iter().copied(), slop);
        assert_eq!(count(&[&[3, 9], &[3, 10]], 0), 1);
        assert_eq!(count(&[&[3, 9], &[3, 10]], 1), 2);
        assert_eq!(count(&[&[3], &[5], &[4]], 1), 0);
        assert_eq!(count(&[&[3], &[5], &[4]], 2), 1);
        assert_eq!(count(&[&[], &[5]], 2), 0);
    }
}

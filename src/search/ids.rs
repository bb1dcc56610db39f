//! The ids of documents, by their ordinals in a segment.
//!
//! One answer looks a few up in the index; for many answers all of them are
//! unpacked once, where they have room in memory.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::StrColumn;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentOrdinal, SegmentReader, Term};

use super::names::Names;

/// Ids of one segment that are unpacked, at most: with some 30 bytes each about 100 MB.
const ROOM: usize = 4_000_000;

/// Where ids are looked up; by itself, in the index.
#[derive(Default)]
pub(super) struct Ids {
    /// Those of each segment, unpacked by whoever needs them first.
    segments: Vec<OnceLock<Option<SegmentIds>>>,
}

/// The ids of a segment, unpacked.
struct Table {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

/// The ids of a segment.
#[derive(Clone)]
pub(super) struct SegmentIds {
    column: Option<StrColumn>,
    names: Option<Names>,
    table: Option<Arc<Table>>,
}

/// Selects the article with an id.
pub(super) fn by_id(field: Field, id: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, id), IndexRecordOption::Basic)
}

impl Ids {
    /// For many answers from so many segments.
    pub(super) fn unpacked(segments: usize) -> Ids {
        Ids { segments: (0..segments).map(|_| OnceLock::new()).collect() }
    }

    /// The ids of a segment.
    pub(super) fn of(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentIds> {
        let unpacked = || SegmentIds::open(reader).ok().map(SegmentIds::unpacked);
        let known = self.segments.get(segment as usize).and_then(|ids| ids.get_or_init(unpacked).clone());
        known.map_or_else(|| SegmentIds::open(reader), Ok)
    }
}

impl Table {
    /// Unpacks a column, if there is room.
    fn read(column: &StrColumn) -> Option<Arc<Table>> {
        if column.num_terms() > ROOM {
            return None;
        }
        let mut table = Table { text: String::new(), ends: Vec::with_capacity(column.num_terms()) };
        let mut terms = column.dictionary().stream().ok()?;
        while let Some((id, _)) = terms.next() {
            table.text.push_str(&String::from_utf8_lossy(id));
            table.ends.push(table.text.len());
        }
        Some(Arc::new(table))
    }

    fn id(&self, ordinal: u64) -> Option<&str> {
        let n = usize::try_from(ordinal).ok()?;
        let start = if n == 0 { 0 } else { *self.ends.get(n - 1)? };
        self.text.get(start..*self.ends.get(n)?)
    }
}

impl SegmentIds {
    fn open(reader: &SegmentReader) -> tantivy::Result<SegmentIds> {
        let column = reader.fast_fields().str("id")?;
        let field = reader.schema().get_field("id").ok();
        let names = column.as_ref().map(|column| Names::of(column, field, reader)).transpose()?;
        Ok(SegmentIds { column, names, table: None })
    }

    fn unpacked(self) -> SegmentIds {
        SegmentIds { table: self.column.as_ref().and_then(Table::read), ..self }
    }

    /// The ordinal of a document's id, which sorts as the id does.
    pub(super) fn ordinal(&self, doc: tantivy::DocId) -> u64 {
        self.column.as_ref().and_then(|ids| ids.term_ords(doc).next()).unwrap_or(0)
    }

    /// The ids of ordinals, in their order; one that cannot be read is empty, and the search goes on.
    pub(super) fn of_ordinals(&self, ordinals: &[u64]) -> Vec<String> {
        if let Some(table) = &self.table {
            return ordinals.iter().map(|&ordinal| table.id(ordinal).unwrap_or_default().to_owned()).collect();
        }
        let mut ids = vec![String::new(); ordinals.len()];
        let Some(names) = &self.names else { return ids };
        let mut order: Vec<usize> = (0..ordinals.len()).collect();
        order.sort_unstable_by_key(|&n| ordinals[n]);
        let sorted: Vec<u64> = order.iter().map(|&n| ordinals[n]).collect();
        let mut next = order.iter();
        let _ = names.each(&sorted, |_, id| {
            if let Some(&n) = next.next() {
                id.clone_into(&mut ids[n]);
            }
        });
        ids
    }
}

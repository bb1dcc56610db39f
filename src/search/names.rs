//! The values of a column by their ordinals, without decompressing them.
//!
//! A column of text keeps its dictionary in compressed blocks, each of which costs a
//! decompressor to read from: dear where a few values out of many are wanted. Where the same
//! field is indexed as it is written, the dictionary of its postings holds the same values
//! in the same order, and is not compressed.

use std::sync::Arc;

use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::Field;

/// The values of a column of one segment.
#[derive(Clone)]
pub(super) enum Names {
    /// From the dictionary of the postings.
    Indexed(Arc<InvertedIndexReader>),
    /// From that of the column.
    Column(StrColumn),
}

impl Names {
    /// Those of a column; `field` is where the same values are indexed as they are written.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn of(column: &StrColumn, field: Option<Field>, segment: &SegmentReader) -> tantivy::Result<Names> {
        if let Some(field) = field {
            let index = segment.inverted_index(field)?;
            // As many values of the same documents are the same values.
            if index.terms().num_terms() == column.num_terms() {
                return Ok(Names::Indexed(index));
            }
        }
        Ok(Names::Column(column.clone()))
    }

    /// Gives the values of ordinals, which ascend.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn each(&self, ordinals: &[u64], mut give: impl FnMut(u64, &str)) -> tantivy::Result<()> {
        match self {
            Names::Indexed(index) => {
                let mut bytes = Vec::new();
                for &ordinal in ordinals {
                    index.terms().ord_to_term(ordinal, &mut bytes)?;
                    give(ordinal, &String::from_utf8_lossy(&bytes));
                }
            }
            Names::Column(column) => {
                let mut rest = ordinals.iter();
                // One walk over the dictionary: looking each ordinal up alone reads its block again and again.
                column.dictionary().sorted_ords_to_term_cb(ordinals, |value| {
                    if let Some(&ordinal) = rest.next() {
                        give(ordinal, &String::from_utf8_lossy(value));
                    }
                })?;
            }
        }
        Ok(())
    }

    /// The ordinal of a value.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn ordinal(&self, name: &str) -> tantivy::Result<Option<u64>> {
        Ok(match self {
            Names::Indexed(index) => index.terms().term_ord(name)?,
            Names::Column(column) => column.dictionary().term_ord(name)?,
        })
    }
}

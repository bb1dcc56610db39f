//! An index of a few articles in memory: for asking what they match before, or
//! without, any index on disk.

use std::path::PathBuf;

use tantivy::directory::RamDirectory;
use tantivy::{SingleSegmentIndexWriter, TantivyDocument};

use super::document::{Standing, document};
use super::fields::schema;
use super::history::History;
use super::open::Index;
use super::tokenizers::tokenizers;
use crate::article::{Annotations, Article};
use crate::error::Result;

/// Memory of the writer: Tantivy's least (bytes).
const MEMORY: usize = 15_000_000;

impl Index {
    /// An index of these articles in memory, in one segment and in their order. It has no folder.
    ///
    /// # Errors
    /// Tantivy fails.
    pub fn in_memory(articles: &[(Box<Article>, Annotations)]) -> Result<Index> {
        let (schema, fields) = schema();
        // The builder gives the tokenizers to the writer, and the index must be told of them again.
        let mut writer: SingleSegmentIndexWriter<TantivyDocument> = tantivy::Index::builder()
            .schema(schema)
            .tokenizers(tokenizers())
            .fast_field_tokenizers(tokenizers())
            .single_segment_index_writer(RamDirectory::create(), MEMORY)?;
        for (article, found) in articles {
            let standing = Standing { key: super::key(&article.id), ..Standing::default() };
            writer.add_document(document(&fields, &standing, article, found, History::default()))?;
        }
        let mut tantivy = writer.finalize()?;
        tantivy.set_tokenizers(tokenizers());
        tantivy.set_fast_field_tokenizers(tokenizers());
        Ok(Index::of(PathBuf::new(), tantivy, fields))
    }
}

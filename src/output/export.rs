//! An article of the index with all that is known of it, as `export` prints it.

use super::article::{OfArticle, body, countries, date, focus, further, language, path, people, source, title, topics};
use super::record::{Field, Record, Shown, Value};
use crate::article::Article;
use crate::search::Hit;

/// The JSON Schema of the lines, which tells the columns of Parquet too.
#[cfg(feature = "parquet")]
pub(super) const SCHEMA: &str = include_str!("../../schema/json/export.schema.json");

/// A matching article, whole.
#[derive(Debug, Clone)]
pub struct ExportRecord(pub Hit);

impl OfArticle for ExportRecord {
    fn article(&self) -> Option<&Article> {
        Some(&self.0.stored.article)
    }
}

impl Record for ExportRecord {
    const KIND: &'static str = "export";

    fn fields() -> Vec<Field<Self>> {
        let [section, author, url, place, keywords, metadata] = further();
        [
            Field::new("rank", |record: &Self| Value::Count(record.0.rank as u64)),
            Field::new("id", |record: &Self| Value::from(&*record.0.stored.article.id)),
            Field::new("score", |record: &Self| Value::score(record.0.score)),
            title(),
            date(),
            source(),
            language(),
            section,
            author,
            url,
            place,
            path(),
            keywords,
            Field::new("people", |record: &Self| people(&record.0.stored)),
            Field::new("countries", |record: &Self| countries(&record.0.stored)),
            Field::new("focus", |record: &Self| focus(&record.0.stored)),
            Field::new("topics", |record: &Self| topics(&record.0.stored)),
            body(),
            metadata,
        ]
        .map(|field| field.shown(Shown::Everywhere))
        .to_vec()
    }
}

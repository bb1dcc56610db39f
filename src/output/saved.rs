//! A saved search.

use std::io::{self, Write};

use super::record::{Field, Record, Value};
use super::style::{FAINT, TITLE};
use super::styled;

/// A saved search.
#[derive(Debug, Clone)]
pub struct SavedRecord {
    /// Its name.
    pub id: String,
    /// In the query language.
    pub query: String,
    /// Conditions beside the query, by the name of their flag.
    pub filters: serde_json::Map<String, serde_json::Value>,
    /// Order of the hits.
    pub sort: &'static str,
    /// Hits that are printed; 0 for all.
    pub limit: u64,
}

impl Record for SavedRecord {
    const KIND: &'static str = "saved";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("id", |saved: &Self| Value::from(&*saved.id)),
            Field::new("query", |saved| Value::from(&*saved.query)),
            Field::new("filters", |saved| Value::Json(&saved.filters)),
            Field::new("sort", |saved| Value::from(saved.sort)),
            Field::new("limit", |saved| Value::Count(saved.limit)),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let filters = if self.filters.is_empty() { String::new() } else { serde_json::to_string(&self.filters)? };
        writeln!(out, "{}  {}  {}", styled(TITLE, &self.id), self.query, styled(FAINT, &filters))
    }
}

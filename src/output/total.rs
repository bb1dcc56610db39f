//! How much there is: the closing line of a query, and what `--count` prints.

use std::io::{self, Write};
use std::sync::Arc;

use super::record::{Field, Record, Shown, Value};

/// The closing line of a query: how many articles match.
#[derive(Debug, Clone)]
pub struct SummaryRecord {
    /// The query's id, where queries have one.
    pub query_id: Option<Arc<str>>,
    /// Articles that match.
    pub total: u64,
    /// Hits printed.
    pub returned: usize,
    /// How the query was repaired, which names were understood how.
    pub notes: Vec<String>,
}

impl Record for SummaryRecord {
    const KIND: &'static str = "summary";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("query_id", |line: &Self| line.query_id.as_deref().map_or(Value::Absent, Value::from)),
            Field::new("total", |line| Value::Count(line.total)),
            Field::new("returned", |line| Value::Count(line.returned as u64)),
            Field::new("notes", |line| Value::List(line.notes.iter().map(|note| Value::from(&**note)).collect())),
        ]
    }
}

/// A number of records, in place of them.
#[derive(Debug, Clone)]
pub struct CountRecord {
    /// The query's id, where queries have one.
    pub query_id: Option<Arc<str>>,
    /// The number.
    pub count: u64,
}

impl Record for CountRecord {
    const KIND: &'static str = "count";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("query_id", |line: &Self| line.query_id.as_deref().map_or(Value::Absent, Value::from))
                .shown(Shown::Json),
            Field::new("count", |line| Value::Count(line.count)),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.query_id {
            Some(query) => writeln!(out, "{:>8}  {query}", self.count),
            None => writeln!(out, "{}", self.count),
        }
    }
}

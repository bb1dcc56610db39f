//! A query that was not answered, among those that were.

use std::sync::Arc;

use super::record::{Field, Record, Value};

/// What was wrong with a query of many.
#[derive(Debug, Clone)]
pub struct MistakeRecord {
    /// The query's id.
    pub query_id: Arc<str>,
    /// The line of the input that it begins on, from 1.
    pub line: u64,
    /// What is wrong.
    pub error: String,
    /// What would work, if known.
    pub help: Option<String>,
}

impl Record for MistakeRecord {
    const KIND: &'static str = "mistake";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("query_id", |mistake| Value::from(&*mistake.query_id)),
            Field::new("line", |mistake| Value::Count(mistake.line)),
            Field::new("error", |mistake| Value::from(&*mistake.error)),
            Field::new("help", |mistake| Value::or_null(mistake.help.as_deref())),
        ]
    }
}

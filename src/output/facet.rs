//! A value of a facet and its number of articles.

use std::io::{self, Write};
use std::sync::Arc;

use super::record::{Field, Record, Shown, Value};
use super::text;
use crate::search::{FacetCount, FacetCounts, FacetField};

/// A value of a facet.
#[derive(Debug, Clone)]
pub struct FacetRecord {
    /// The query's id, where queries have one.
    pub query_id: Option<Arc<str>>,
    /// Which facet.
    pub field: FacetField,
    /// The value and its count.
    pub count: FacetCount,
}

impl FacetRecord {
    /// The values of a facet, in their order.
    pub fn all(counts: FacetCounts) -> impl Iterator<Item = FacetRecord> {
        counts.values.into_iter().map(move |count| FacetRecord { query_id: None, field: counts.field, count })
    }
}

impl Record for FacetRecord {
    const KIND: &'static str = "facet";
    const ID: &'static str = "value";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("query_id", |facet: &Self| facet.query_id.as_deref().map_or(Value::Absent, Value::from))
                .shown(Shown::Json),
            Field::new("field", |facet| Value::from(facet.field.name())),
            Field::new("value", |facet| Value::from(&*facet.count.value)),
            Field::new("label", |facet| Value::from(&*facet.count.label)),
            Field::new("count", |facet| Value::Count(facet.count.count)),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        text::facet(out, self.field, &self.count)
    }
}

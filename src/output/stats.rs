//! What an index holds.

use std::io::{self, Write};

use super::record::{Field, Record, Value};
use crate::search::{FacetCounts, FacetField};

/// What an index holds.
#[derive(Debug, Clone)]
pub struct StatsRecord {
    /// The index folder.
    pub index: String,
    /// Bytes of its files.
    pub bytes: u64,
    /// Articles.
    pub articles: u64,
    /// Files that have articles in it.
    pub files: usize,
    /// Every facet, all values.
    pub counts: Vec<FacetCounts>,
}

/// Values of a facet that are shown to people.
const SHOWN_VALUES: usize = 3;

impl StatsRecord {
    fn months(&self) -> &[crate::search::FacetCount] {
        let months = self.counts.iter().find(|counts| counts.field == FacetField::Months);
        months.map(|counts| counts.values.as_slice()).unwrap_or_default()
    }

    fn distinct(&self) -> Value<'_> {
        let value = |counts: &FacetCounts| (counts.field.name(), Value::Count(counts.values.len() as u64));
        Value::Map(self.counts.iter().map(value).collect())
    }
}

impl Record for StatsRecord {
    const KIND: &'static str = "stats";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("index", |stats| Value::from(&*stats.index)),
            Field::new("bytes", |stats| Value::Count(stats.bytes)),
            Field::new("articles", |stats| Value::Count(stats.articles)),
            Field::new("files", |stats| Value::Count(stats.files as u64)),
            Field::new("first_month", |stats| Value::or_null(stats.months().first().map(|month| &*month.value))),
            Field::new("last_month", |stats| Value::or_null(stats.months().last().map(|month| &*month.value))),
            Field::new("distinct", |stats| stats.distinct()),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "index      {} ({:.1} MB)", self.index, self.bytes as f64 / 1e6)?;
        writeln!(out, "articles   {}", self.articles)?;
        writeln!(out, "files      {}", self.files)?;
        if let [first, .., last] | [first @ last] = self.months() {
            writeln!(out, "months     {} to {}", first.value, last.value)?;
        }
        for counts in self.counts.iter().filter(|counts| !counts.values.is_empty()) {
            let top: Vec<&str> = counts.values.iter().take(SHOWN_VALUES).map(|value| value.label.as_str()).collect();
            if !matches!(counts.field, FacetField::Months | FacetField::Years) {
                writeln!(out, "{:<10} {} ({} …)", counts.field.name(), counts.values.len(), top.join(", "))?;
            }
        }
        Ok(())
    }
}

//! Comparisons: what one side has more of.

use std::io::{self, Write};
use std::sync::Arc;

use super::record::{Field, Record, Value};
use super::style::{FAINT, TITLE};
use super::styled;
use super::text::counted;
use super::trend::share;
use crate::search::{Comparison, Contrast};

/// The names of the sides.
const SIDES: [&str; 2] = ["a", "b"];

/// A value that one side has more of.
#[derive(Debug, Clone)]
pub struct ContrastRecord {
    comparison: Arc<Comparison>,
    value: usize,
}

impl ContrastRecord {
    /// Every value, first those of the first side.
    pub fn all(comparison: Comparison) -> impl Iterator<Item = ContrastRecord> {
        let comparison = Arc::new(comparison);
        (0..comparison.values.len()).map(move |value| ContrastRecord { comparison: Arc::clone(&comparison), value })
    }

    fn contrast(&self) -> &Contrast {
        &self.comparison.values[self.value]
    }

    fn share(&self, side: usize) -> Value<'_> {
        Value::Number { value: share(self.contrast().counts[side], self.comparison.articles[side]), decimals: 6 }
    }
}

impl Record for ContrastRecord {
    const KIND: &'static str = "contrast";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("field", |row: &Self| Value::from(row.comparison.field.name())),
            Field::new("value", |row| Value::from(&*row.contrast().value)),
            Field::new("label", |row| Value::from(&*row.contrast().label)),
            Field::new("side", |row| Value::from(SIDES[row.contrast().side])),
            Field::new("query", |row| Value::from(&*row.comparison.queries[row.contrast().side])),
            Field::new("count_a", |row| Value::Count(row.contrast().counts[0])),
            Field::new("count_b", |row| Value::Count(row.contrast().counts[1])),
            Field::new("articles_a", |row| Value::Count(row.comparison.articles[0])),
            Field::new("articles_b", |row| Value::Count(row.comparison.articles[1])),
            Field::new("share_a", |row| row.share(0)),
            Field::new("share_b", |row| row.share(1)),
            Field::new("g2", |row| Value::Number { value: row.contrast().g2, decimals: 4 }),
            Field::new("log_ratio", |row| Value::Number { value: row.contrast().log_ratio, decimals: 4 }),
        ]
    }
}

/// Two lists, one a side.
///
/// # Errors
/// The writer fails.
pub fn text(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    for side in 0..2 {
        let values: Vec<&Contrast> = comparison.values.iter().filter(|value| value.side == side).collect();
        if values.is_empty() {
            continue;
        }
        let other = &comparison.queries[1 - side];
        let head = format!("more in {} than in {}", named(&comparison.queries[side]), named(other));
        writeln!(out, "{}", styled(TITLE, &head))?;
        writeln!(out, "{}", styled(FAINT, "      G²        articles    against them"))?;
        for value in values {
            let at = |side: usize| {
                let share = share(value.counts[side], comparison.articles[side]) * 100.0;
                format!("{:>6} {share:>5.1}%", value.counts[side])
            };
            writeln!(out, "{:>8.1}  {}  {}  {}", value.g2, at(side), styled(FAINT, &at(1 - side)), value.label)?;
        }
        writeln!(out)?;
    }
    let [a, b] = comparison.articles.map(|count| counted(count, "article"));
    let both = if comparison.both > 0 { format!("; {} on both sides", comparison.both) } else { String::new() };
    writeln!(out, "{}", styled(FAINT, &format!("{a} against {b}{both}")))
}

/// A query as a sentence names it.
pub(super) fn named(query: &str) -> String {
    if query.trim().is_empty() { "all articles".to_owned() } else { format!("“{query}”") }
}

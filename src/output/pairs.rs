//! Pairs: values that articles have together.

use std::io::{self, Write};
use std::sync::Arc;

use super::record::{Field, Record, Value};
use super::style::FAINT;
use super::styled;
use super::text::counted;
use crate::search::{Pair, Pairs};

/// Two values that articles have together.
#[derive(Debug, Clone)]
pub struct PairRecord {
    pairs: Arc<Pairs>,
    pair: usize,
}

impl PairRecord {
    /// Every pair, in order.
    pub fn all(pairs: Pairs) -> impl Iterator<Item = PairRecord> {
        let pairs = Arc::new(pairs);
        (0..pairs.pairs.len()).map(move |pair| PairRecord { pairs: Arc::clone(&pairs), pair })
    }

    fn pair(&self) -> &Pair {
        &self.pairs.pairs[self.pair]
    }
}

impl Record for PairRecord {
    const KIND: &'static str = "pair";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("field_a", |row: &Self| Value::from(row.pairs.fields[0].name())),
            Field::new("value_a", |row| Value::from(&*row.pair().values[0])),
            Field::new("label_a", |row| Value::from(&*row.pair().labels[0])),
            Field::new("field_b", |row| Value::from(row.pairs.fields[1].name())),
            Field::new("value_b", |row| Value::from(&*row.pair().values[1])),
            Field::new("label_b", |row| Value::from(&*row.pair().labels[1])),
            Field::new("count", |row| Value::Count(row.pair().joint)),
            Field::new("count_a", |row| Value::Count(row.pair().counts[0])),
            Field::new("count_b", |row| Value::Count(row.pair().counts[1])),
            Field::new("articles", |row| Value::Count(row.pairs.articles)),
            Field::new("g2", |row| Value::Number { value: row.pair().g2, decimals: 4 }),
            Field::new("npmi", |row| Value::Number { value: row.pair().npmi, decimals: 4 }),
        ]
    }
}

/// A line a pair.
///
/// # Errors
/// The writer fails.
pub fn text(out: &mut dyn Write, pairs: &Pairs) -> io::Result<()> {
    if !pairs.pairs.is_empty() {
        writeln!(out, "{}", styled(FAINT, "    both    G²   NPMI"))?;
    }
    for pair in &pairs.pairs {
        let each = |n: usize| format!("{} {}", pair.labels[n], styled(FAINT, &format!("({})", pair.counts[n])));
        writeln!(out, "{:>8} {:>7.1} {:>5.2}  {}  +  {}", pair.joint, pair.g2, pair.npmi, each(0), each(1))?;
    }
    let shown =
        if pairs.pairs.len() as u64 == pairs.total { String::new() } else { format!(", {} shown", pairs.pairs.len()) };
    let found = format!("{}{shown} in {}", counted(pairs.total, "pair"), counted(pairs.articles, "article"));
    writeln!(out, "{}", styled(FAINT, &found))
}

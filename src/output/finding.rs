//! What `check` finds wrong with an index.

use std::io::{self, Write};

use super::record::{Field, Record, Value};
use super::style::{FAINT, TITLE};
use super::styled;
use crate::index::Finding;

/// A finding.
#[derive(Debug, Clone)]
pub struct FindingRecord(
    /// What is wrong, and what to do.
    pub Finding,
);

impl Record for FindingRecord {
    const KIND: &'static str = "finding";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("part", |line: &Self| Value::from(line.0.what.name())),
            Field::new("path", |line| Value::from(&*line.0.path)),
            Field::new("finding", |line| Value::from(&*line.0.finding)),
            Field::new("help", |line| Value::from(line.0.help)),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let Finding { path, finding, help, .. } = &self.0;
        writeln!(out, "{}: {finding}\n  {}", styled(TITLE, path), styled(FAINT, help))
    }
}

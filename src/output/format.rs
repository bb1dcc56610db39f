//! The formats that are read.

use std::io::{self, Write};

use super::record::{Field, Record, Value};
use super::style::{FAINT, TITLE};
use super::styled;
use crate::source::Description;

/// A format that is read.
#[derive(Debug, Clone, Copy)]
pub struct FormatRecord(pub Description);

impl Record for FormatRecord {
    const KIND: &'static str = "format";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("name", |format| Value::from(format.0.name)),
            Field::new("title", |format| Value::from(format.0.title)),
            Field::new("endings", |format| Value::List(format.0.endings.iter().copied().map(Value::from).collect())),
            Field::new("gives", |format| Value::List(format.0.gives.iter().copied().map(Value::from).collect())),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let endings: Vec<String> = self.0.endings.iter().map(|ending| format!(".{ending}")).collect();
        let known = if endings.is_empty() { "by its content".to_owned() } else { endings.join(" ") };
        writeln!(out, "{}  {}  {}", styled(TITLE, self.0.name), self.0.title, styled(FAINT, &known))?;
        writeln!(out, "    {}", self.0.gives.join(", "))
    }
}

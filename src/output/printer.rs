//! Records in the format that the user asks for.
//!
//! A [`Layout`] is what the command line says; a [`Printer`] is that layout
//! held against the fields of one kind of record, checked before anything is
//! printed. It keeps no state, so that threads can share it.

use std::io::{self, Write};
use std::marker::PhantomData;

use super::VERSION;
use super::record::{Field, Record, Shown, Value};
use super::template::{Piece, Template};
use crate::error::{Error, Result};

/// How records are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// JSON Lines.
    Json,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One id a line.
    Ids,
    /// A TREC run; its last column is the tag.
    Trec {
        /// Who made the run.
        tag: String,
    },
    /// As the user spells it.
    Template(Template),
}

impl Format {
    /// Its name on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Ids => "ids",
            Format::Trec { .. } => "trec",
            Format::Template(_) => "template",
        }
    }
}

/// What the user says about printing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The format.
    pub format: Format,
    /// The fields to print, in this order; none for the usual ones.
    pub fields: Vec<String>,
    /// Whether tables begin with a head line.
    pub header: bool,
    /// Whether ids and templates end with a NUL, not a line break.
    pub null: bool,
}

impl Layout {
    /// A format with all that is usual.
    pub fn of(format: Format) -> Layout {
        Layout { format, fields: Vec::new(), header: true, null: false }
    }

    /// A printer of records `R`.
    ///
    /// # Errors
    /// The format does not go with these records, or they have no such field.
    pub fn printer<R: Record>(&self) -> Result<Printer<R>> {
        self.printer_with(&[])
    }

    /// A printer of records `R`, which prints the fields `also` with the usual ones, first.
    ///
    /// # Errors
    /// As [`Layout::printer`].
    pub fn printer_with<R: Record>(&self, also: &[&str]) -> Result<Printer<R>> {
        let all = R::fields();
        let named = |name: &str| {
            all.iter().copied().find(|field| field.name == name).ok_or_else(|| {
                let names: Vec<&str> = all.iter().map(|field| field.name).collect();
                Error::new(format!("\"{name}\" is no field of \"{}\" lines", R::KIND))
                    .help(format!("its fields are {}", names.join(", ")))
            })
        };
        let has = |name: &str| all.iter().any(|field| field.name == name);
        let needed: &[&str] = match self.format {
            Format::Ids => &[R::ID],
            Format::Trec { .. } => &["query_id", "id", "rank", "score"],
            _ => &[],
        };
        if let Some(lacking) = needed.iter().find(|name| !has(name)) {
            return Err(Error::new(format!(
                "--format {} does not go with \"{}\" lines: they have no {lacking}",
                self.format.name(),
                R::KIND
            ))
            .help("use text, json, csv, tsv or --template"));
        }
        let usual = |field: &&Field<R>| match (&self.format, field.shown) {
            _ if also.contains(&field.name) => true,
            (_, Shown::Everywhere) | (Format::Json, Shown::Json) | (Format::Csv | Format::Tsv, Shown::Tables) => true,
            _ => false,
        };
        let fields = match &self.format {
            Format::Ids | Format::Trec { .. } => needed.iter().map(|name| named(name)).collect::<Result<_>>()?,
            Format::Template(template) => template.names().map(named).collect::<Result<_>>()?,
            // `version` is in every line, asked for or not.
            _ if !self.fields.is_empty() => {
                let asked = self.fields.iter().filter(|name| name.as_str() != "version");
                asked.map(|name| named(name)).collect::<Result<_>>()?
            }
            _ => all.iter().filter(usual).copied().collect(),
        };
        Ok(Printer { layout: self.clone(), fields, of: PhantomData })
    }
}

/// Prints records of one kind.
pub struct Printer<R> {
    layout: Layout,
    /// Those that are printed, in order; a template's as it names them.
    fields: Vec<Field<R>>,
    of: PhantomData<fn(&R)>,
}

impl<R: Record> Printer<R> {
    /// What the user says about printing.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The fields that are printed, in order.
    pub fn fields(&self) -> &[Field<R>] {
        &self.fields
    }

    /// Whether any field takes reading the stored article.
    pub fn needs_stored(&self) -> bool {
        self.layout.format == Format::Text || self.fields.iter().any(|field| field.stored)
    }

    /// Whether passages of the article are printed, which have to be looked for.
    pub fn needs_snippet(&self) -> bool {
        let passage = |field: &Field<R>| matches!(field.name, "snippet" | "highlights");
        self.layout.format == Format::Text || self.fields.iter().any(passage)
    }

    /// Writes the head line of a table; nothing in other formats.
    ///
    /// # Errors
    /// The writer fails.
    pub fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.separator() {
            Some(separator) if self.layout.header => {
                let mut head = table(out, separator);
                head.write_record(self.fields.iter().map(|field| field.name))?;
                head.flush()
            }
            _ => Ok(()),
        }
    }

    /// Writes a record.
    ///
    /// # Errors
    /// The writer fails.
    pub fn record(&self, out: &mut dyn Write, record: &R) -> io::Result<()> {
        match &self.layout.format {
            Format::Text => record.text(out),
            Format::Json => self.json(out, record),
            Format::Csv | Format::Tsv => self.row(out, record),
            Format::Ids => {
                self.fields.iter().try_for_each(|field| (field.get)(record).cell(out, None))?;
                self.end(out)
            }
            Format::Trec { tag } => self.trec(out, record, tag),
            Format::Template(template) => self.fill(out, record, template),
        }
    }

    /// Writes the head line and all records.
    ///
    /// # Errors
    /// The writer fails.
    pub fn all(&self, out: &mut dyn Write, records: impl IntoIterator<Item = R>) -> io::Result<()> {
        self.head(out)?;
        records.into_iter().try_for_each(|record| self.record(out, &record))
    }

    fn json(&self, out: &mut dyn Write, record: &R) -> io::Result<()> {
        write!(out, "{{\"version\":{VERSION}")?;
        for field in &self.fields {
            let value = (field.get)(record);
            if value != Value::Absent {
                write!(out, ",\"{}\":", field.name)?;
                serde_json::to_writer(&mut *out, &value)?;
            }
        }
        out.write_all(b"}\n")
    }

    fn row(&self, out: &mut dyn Write, record: &R) -> io::Result<()> {
        let Some(separator) = self.separator() else { return Ok(()) };
        let mut row = csv::ByteRecord::new();
        let mut cell = Vec::new();
        for field in &self.fields {
            cell.clear();
            match (field.get)(record) {
                // A row of TSV is a line, whatever its cells hold.
                Value::Prose(text) if separator == b'\t' => Value::from(text).cell(&mut cell, None)?,
                value => value.cell(&mut cell, None)?,
            }
            row.push_field(&cell);
        }
        let mut table = table(out, separator);
        table.write_byte_record(&row)?;
        table.flush()
    }

    /// `query Q0 article rank score tag`; the format parts its columns by spaces, so that ids have none.
    fn trec(&self, out: &mut dyn Write, record: &R, tag: &str) -> io::Result<()> {
        let [query, id, rank, score] = self.fields.as_slice() else { return Ok(()) };
        let name = |out: &mut dyn Write, field: &Field<R>, otherwise: &str| -> io::Result<()> {
            let value = (field.get)(record);
            if let Value::Text(text) = &value
                && !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_graphic())
            {
                return out.write_all(text.as_bytes());
            }
            let mut name = Vec::new();
            value.cell(&mut name, None)?;
            let name = String::from_utf8_lossy(&name);
            let name = name.split_whitespace().collect::<Vec<_>>().join("%20");
            out.write_all(if name.is_empty() { otherwise } else { &name }.as_bytes())
        };
        name(out, query, SINGLE_QUERY)?;
        out.write_all(b" Q0 ")?;
        name(out, id, "-")?;
        out.write_all(b" ")?;
        (rank.get)(record).cell(out, None)?;
        out.write_all(b" ")?;
        (score.get)(record).cell(out, Some(SCORE_DECIMALS))?;
        out.write_all(b" ")?;
        out.write_all(tag.as_bytes())?;
        out.write_all(b"\n")
    }

    fn fill(&self, out: &mut dyn Write, record: &R, template: &Template) -> io::Result<()> {
        let mut fields = self.fields.iter();
        for piece in template.pieces() {
            match piece {
                Piece::Literal(text) => out.write_all(text.as_bytes())?,
                Piece::Field { most, .. } => {
                    if let Some(field) = fields.next() {
                        (field.get)(record).cell(out, *most)?;
                    }
                }
            }
        }
        if template.ends_itself() { Ok(()) } else { self.end(out) }
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.layout.null { b"\0" } else { b"\n" })
    }

    fn separator(&self) -> Option<u8> {
        match self.layout.format {
            Format::Csv => Some(b','),
            Format::Tsv => Some(b'\t'),
            _ => None,
        }
    }
}

/// The query's id in a TREC run of a query that has none.
const SINGLE_QUERY: &str = "1";

/// Decimals of scores in a TREC run: evaluation orders by them again.
const SCORE_DECIMALS: usize = 6;

/// Bytes of a row that are collected before they are written: most rows.
const ROW: usize = 1 << 9;

fn table(out: &mut dyn Write, separator: u8) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new().delimiter(separator).buffer_capacity(ROW).from_writer(out)
}

//! The options about printing, the same for every verb that prints records.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::{Error, Result};
use crate::output::{CountRecord, Format, Layout, Printer, Record, Template};

/// How records are printed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// How to print [default: text; json for enrich]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatName>,
    /// Print each record as this says, '{id}\t{score:.2}\t{title}': fields in brackets, with :.N at most
    /// N decimals, characters or values; escapes \t \n \0 \\ {{ }}
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// Print these fields only, in this order; an unknown one lists those there are
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    fields: Vec<String>,
    /// Begin CSV and TSV without a head line
    #[arg(long)]
    no_header: bool,
    /// End ids and templates with a NUL, for `xargs -0`
    #[arg(long, short = '0')]
    null: bool,
    /// Print how many there are instead of them
    #[arg(long)]
    pub(super) count: bool,
    /// The last column of a TREC run
    #[arg(long, value_name = "NAME", default_value = "dateline")]
    tag: String,
}

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For people
    Text,
    /// JSON Lines
    #[value(alias = "jsonl")]
    Json,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// One id a line
    Ids,
    /// A TREC run
    Trec,
    /// As --template says
    Template,
    /// Columns for pandas, DuckDB and R, of `export` only
    Parquet,
}

impl OutputArguments {
    /// How records `R` are printed; as text where nothing is said.
    ///
    /// # Errors
    /// A template that is not understood; options that do not go together or with these records.
    pub(super) fn resolve<R: Record>(&self) -> Result<Printing<R>> {
        self.resolve_with(FormatName::Text, &[])
    }

    /// How records `R` are printed: in the format `usual` where none is said, with the fields `also` beside
    /// the usual ones.
    ///
    /// # Errors
    /// As [`OutputArguments::resolve`].
    pub(super) fn resolve_with<R: Record>(&self, usual: FormatName, also: &[&str]) -> Result<Printing<R>> {
        // A number is a number, whatever the verb prints otherwise.
        let usual = if self.count { FormatName::Text } else { usual };
        self.printing(self.format.unwrap_or(usual), also)
    }

    /// How records `R` are printed where Parquet may be asked for, which is no format of lines; and
    /// whether it is. The fields are then those of JSON.
    ///
    /// # Errors
    /// As [`OutputArguments::resolve`].
    pub(super) fn resolve_or_parquet<R: Record>(&self, usual: FormatName) -> Result<(Printing<R>, bool)> {
        let name = self.format.unwrap_or(if self.count { FormatName::Text } else { usual });
        let parquet = name == FormatName::Parquet && self.template.is_none();
        let lines = match (parquet, self.count) {
            (true, true) => FormatName::Text,
            (true, false) => FormatName::Json,
            (false, _) => name,
        };
        Ok((self.printing(lines, &[])?, parquet))
    }

    fn printing<R: Record>(&self, name: FormatName, also: &[&str]) -> Result<Printing<R>> {
        let layout = self.layout(name)?;
        let count = if self.count { Some(layout.printer_with(also)?) } else { None };
        let records = if count.is_some() { Layout::of(Format::Text).printer()? } else { layout.printer_with(also)? };
        Ok(Printing { records, count })
    }

    /// What is said about printing in a format.
    fn layout(&self, name: FormatName) -> Result<Layout> {
        let format = match (&self.template, name) {
            (Some(text), _) => Format::Template(template(text)?),
            (None, FormatName::Text) => Format::Text,
            (None, FormatName::Json) => Format::Json,
            (None, FormatName::Csv) => Format::Csv,
            (None, FormatName::Tsv) => Format::Tsv,
            (None, FormatName::Ids) => Format::Ids,
            (None, FormatName::Trec) if self.tag.is_empty() || self.tag.contains(char::is_whitespace) => {
                return Err(conflict(
                    &format!("--tag \"{}\": the columns of a TREC run are parted by spaces", self.tag),
                    "use a name without spaces",
                ));
            }
            (None, FormatName::Trec) => Format::Trec { tag: self.tag.clone() },
            (None, FormatName::Parquet) => {
                return Err(conflict("--format parquet goes with export only", "use csv, tsv or json here"));
            }
            (None, FormatName::Template) => {
                return Err(conflict("--format template lacks the template", "write --template '{id}\\t{title}'"));
            }
        };
        if !self.fields.is_empty() && !matches!(format, Format::Json | Format::Csv | Format::Tsv) {
            return Err(conflict(
                &format!("--fields does not go with --format {}", format.name()),
                "use it with json, csv or tsv, or --template for lines of your own",
            ));
        }
        if self.null && !matches!(format, Format::Ids | Format::Template(_)) {
            return Err(conflict(
                &format!("--null (-0) does not go with --format {}", format.name()),
                "use it with --format ids or --template '{path}'",
            ));
        }
        Ok(Layout { format, fields: self.fields.clone(), header: !self.no_header, null: self.null })
    }
}

/// Records in the format that the user asks for, or their number.
pub(super) struct Printing<R> {
    /// Prints each record.
    pub(super) records: Printer<R>,
    /// Prints how many there are instead, where that is asked for.
    pub(super) count: Option<Printer<CountRecord>>,
}

impl<R: Record> Printing<R> {
    /// Whether people read the records, and not their number.
    pub(super) fn is_text(&self) -> bool {
        self.count.is_none() && self.records.layout().format == Format::Text
    }

    /// Where the records go: styles are for people only, and data keeps every byte.
    pub(super) fn out(&self, terminal: &Terminal) -> Box<dyn Write> {
        if self.is_text() { Box::new(terminal.out()) } else { Box::new(terminal.data()) }
    }

    /// Whether numbers are printed as JSON.
    pub(super) fn counts_in_json(&self) -> bool {
        self.count.as_ref().is_some_and(|count| count.layout().format == Format::Json)
    }

    /// Prints the records, or how many there are; nothing is found where there is none.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(super) fn print(&self, terminal: &Terminal, records: impl IntoIterator<Item = R>) -> Result<Outcome> {
        let mut out = self.out(terminal);
        let mut found = 0;
        if let Some(count) = &self.count {
            found = records.into_iter().count() as u64;
            count.all(&mut out, [CountRecord { query_id: None, count: found }])?;
        } else {
            self.records.all(&mut out, records.into_iter().inspect(|_| found += 1))?;
        }
        out.flush()?;
        Ok(Outcome::of(found > 0))
    }
}

fn template(text: &str) -> Result<Template> {
    Template::parse(text).map_err(|error| {
        Error::new(format!("--template: {error}\n{text}\n{}^", " ".repeat(error.at - 1)))
            .help("fields stand in brackets: '{id}\\t{score:.2}\\t{title}'")
    })
}

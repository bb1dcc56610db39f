//! `dateline export`: articles with what was found in them, for other programs.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;

use super::filters::{FilterArguments, tell_unknown};
use super::lenient::LenientArguments;
use super::output::{FormatName, OutputArguments, Printing};
use super::pieces::in_pieces;
use super::place::PlaceArguments;
use super::search::SortName;
use super::stop::Stop;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::{Error, Result};
use crate::index::Draft;
use crate::output::{CountRecord, ExportRecord};
use crate::search::{Hit, Page, Request, Search};

/// Export articles with their people, countries and topics: JSON Lines, CSV or Parquet
#[derive(Debug, Args)]
#[command(after_help = "\
All articles that match, read piece by piece: a large index takes no more memory than a small one.
--out tells the format by its ending (.jsonl, .csv, .tsv, .parquet) and is written whole or not at all.
In Parquet people, countries and topics are lists of structs, dates are dates, metadata is JSON.

Examples:
  dateline export --out news.parquet
  dateline export 'earthquake OR flood' --since 2000 --fields id,date,title,people > quakes.jsonl
  dateline export --country syria --format csv --fields id,date,title,focus | head -3")]
pub(super) struct ExportArguments {
    /// Which articles; all of them without it
    query: Option<String>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Order of the articles
    #[arg(long, value_enum, default_value = "relevance", value_name = "ORDER")]
    sort: SortName,
    /// Articles to export; 0 for all
    #[arg(long, short = 'n', default_value = "0", value_name = "N")]
    limit: usize,
    #[command(flatten)]
    lenient: LenientArguments,
    /// Write this file, and nothing on standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
}

impl ExportArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let usual = self.out.as_deref().and_then(by_ending).unwrap_or(FormatName::Json);
        let (printing, parquet) = self.output.resolve_or_parquet::<ExportRecord>(usual)?;
        let counted = printing.count.is_some();
        if parquet && self.out.is_none() && !counted && io::stdout().is_terminal() {
            return Err(conflict("Parquet is not for terminals", "write --out articles.parquet, or redirect it"));
        }
        let request = Request {
            query: self.query.unwrap_or_default(),
            filters: self.filters.resolve()?,
            limit: if counted { Some(0) } else { (self.limit > 0).then_some(self.limit) },
            sort: self.sort.into(),
            lenient: self.lenient.resolve(terminal),
            ..Request::default()
        };
        let search = Search::new(place.existing()?)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let page = search.page(&request)?;
        for note in &page.notes {
            terminal.note(note);
        }
        let found = Outcome::of(page.total > 0);
        if let Some(count) = &printing.count {
            let mut out = printing.out(terminal);
            count.all(&mut out, [CountRecord { query_id: None, count: page.total }])?;
            out.flush()?;
            return Ok(found);
        }
        let export = Export { search: &search, page: &page, printing: &printing, stop: Stop::on_ctrl_c() };
        let Some(path) = &self.out else {
            return Ok(export.write(io::stdout(), parquet)?.unwrap_or(found));
        };
        let cannot = |cause: io::Error| {
            Error::new("the export cannot be written")
                .at(path)
                .because(cause)
                .help("name a file in a directory that this user may write")
        };
        let mut file = Draft::of(path).map_err(cannot)?;
        if let Some(interrupted) = export.write(&mut file, parquet)? {
            return Ok(interrupted);
        }
        file.keep().map_err(cannot)?;
        terminal.note(&format!("{} articles are in {}", page.len(), path.display()));
        Ok(found)
    }
}

/// The format that the name of a file tells.
fn by_ending(path: &Path) -> Option<FormatName> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "parquet" => Some(FormatName::Parquet),
        "csv" => Some(FormatName::Csv),
        "tsv" | "tab" => Some(FormatName::Tsv),
        "json" | "jsonl" | "ndjson" => Some(FormatName::Json),
        _ => None,
    }
}

/// The articles of a page on their way out.
struct Export<'a> {
    search: &'a Search,
    page: &'a Page,
    printing: &'a Printing<ExportRecord>,
    stop: Stop,
}

impl Export<'_> {
    /// Writes all of them; tells if the user ended it before.
    fn write(&self, out: impl Write + Send, parquet: bool) -> Result<Option<Outcome>> {
        let ended = if parquet { self.parquet(out) } else { self.lines(out) };
        Ok(if ended?.is_break() { Some(Outcome::Interrupted) } else { None })
    }

    fn lines(&self, mut out: impl Write) -> Result<ControlFlow<()>> {
        let printer = &self.printing.records;
        printer.head(&mut out)?;
        let print = |hits: Vec<Hit>| {
            let mut piece = Vec::new();
            hits.into_iter().try_for_each(|hit| printer.record(&mut piece, &ExportRecord(hit)))?;
            Ok(piece)
        };
        let ended = self.pieces(print, |piece| Ok(out.write_all(&piece)?))?;
        out.flush()?;
        Ok(ended)
    }

    #[cfg(feature = "parquet")]
    fn parquet(&self, out: impl Write + Send) -> Result<ControlFlow<()>> {
        let mut table = crate::output::ParquetTable::new(out, self.printing.records.fields().to_vec())?;
        let add = |hits: Vec<Hit>| Ok(hits.into_iter().try_for_each(|hit| table.record(&ExportRecord(hit)))?);
        let ended = self.pieces(Ok, add)?;
        if ended.is_continue() {
            table.finish()?;
        }
        Ok(ended)
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&self, _: impl Write + Send) -> Result<ControlFlow<()>> {
        Err(conflict("this Dateline was built without Parquet", "build it with --features parquet, or use csv"))
    }

    /// Reads the articles, makes something of each piece, and takes that in order.
    fn pieces<T: Send>(
        &self,
        make: impl Fn(Vec<Hit>) -> Result<T> + Sync,
        mut take: impl FnMut(T) -> Result<()>,
    ) -> Result<ControlFlow<()>> {
        let read = |stretch| make(self.search.read_plain(self.page, stretch)?);
        in_pieces(self.page.len(), None, read, |piece| {
            take(piece)?;
            Ok(if self.stop.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
    }
}

//! Printing the hits of one query, as `search`, `similar` and `run` do.

use std::io::Write;
use std::ops::{ControlFlow, Range};

use super::Outcome;
use super::output::Printing;
use super::pieces::in_pieces;
use super::terminal::Terminal;
use crate::error::Result;
use crate::output::{self, CountRecord, FacetRecord, Format, HitRecord, Layout, Printer, SummaryRecord};
use crate::search::{Page, Search};

/// Prints a page: its hits, then the facet counts and the total where those are wanted.
///
/// # Errors
/// The index cannot be read, the output not be written.
pub(super) fn print(
    terminal: &Terminal,
    search: &Search,
    page: Page,
    printing: &Printing<HitRecord>,
    summary: bool,
) -> Result<Outcome> {
    let mut out = printing.out(terminal);
    let found = Outcome::of(page.total > 0);
    if let Some(count) = &printing.count {
        count.all(&mut out, [CountRecord { query_id: None, count: page.total }])?;
        out.flush()?;
        return Ok(found);
    }
    let returned = page.len();
    let printer = &printing.records;
    printer.head(&mut out)?;
    let print = |stretch| {
        let mut piece = Vec::new();
        records(search, &page, stretch, printer, &mut |record| Ok(printer.record(&mut piece, &record)?))?;
        Ok(piece)
    };
    // An answer that is printed goes on to its end: a closed pipe ends it, and so does Ctrl-C.
    let _ = in_pieces(returned, None, print, |piece| {
        out.write_all(&piece)?;
        Ok(ControlFlow::Continue(()))
    })?;
    match printer.layout().format {
        Format::Text => {
            output::text::facets(&mut out, &page.facets)?;
            let shown = (returned > 0).then(|| (page.rank(0), page.rank(returned - 1)));
            output::text::total(&mut out, page.total, shown)?;
        }
        Format::Json => {
            let json = Layout::of(Format::Json);
            json.printer()?.all(&mut out, page.facets.into_iter().flat_map(FacetRecord::all))?;
            if summary {
                let (total, notes) = (page.total, page.notes);
                json.printer()?.all(&mut out, [SummaryRecord { query_id: None, total, returned, notes }])?;
            }
        }
        _ => {}
    }
    out.flush()?;
    Ok(found)
}

/// Whether an answer is printed without the number of all that match.
pub(super) fn prints_hits_only(printing: &Printing<HitRecord>, summary: bool) -> bool {
    printing.count.is_none()
        && match printing.records.layout().format {
            Format::Text => false,
            Format::Json => !summary,
            _ => true,
        }
}

/// Gives on the records of a stretch of the hits; articles are read only where a field needs them, and
/// passages are looked for only where they are printed.
///
/// # Errors
/// The index cannot be read; what `take` fails with.
pub(super) fn records(
    search: &Search,
    page: &Page,
    stretch: Range<usize>,
    printer: &Printer<HitRecord>,
    take: &mut dyn FnMut(HitRecord) -> Result<()>,
) -> Result<()> {
    if printer.needs_snippet() {
        return search.read(page, stretch)?.into_iter().map(HitRecord::from).try_for_each(take);
    }
    if printer.needs_stored() {
        return search.read_plain(page, stretch)?.into_iter().map(HitRecord::from).try_for_each(take);
    }
    let ranks = page.ranks().skip(stretch.start).take(stretch.len());
    stretch.zip(ranks).try_for_each(|(n, ranked)| {
        take(HitRecord { query_id: None, rank: page.rank(n), id: ranked.id, score: ranked.score, hit: None })
    })
}

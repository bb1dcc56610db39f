//! One query of a batch: from what was asked to the bytes that are printed.

use std::io::{self, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::cli::choices::{FacetName, named_facets};
use crate::cli::filters::unknown;
use crate::cli::hits::{prints_hits_only, records};
use crate::cli::output::Printing;
use crate::cli::queries::{Asked, Question};
use crate::cli::search::SortName;
use crate::error::{Error, Result};
use crate::output::{self, CountRecord, FacetRecord, Format, HitRecord, Layout, MistakeRecord, Printer, SummaryRecord};
use crate::search::{Filters, Page, Request, Search};

/// Hits beyond which an answer is not made as a whole but piece by piece while it is printed.
pub(super) const STREAMED: usize = 1000;

/// Answers queries; what is said for all of them holds where a query says nothing itself.
pub(super) struct Answerer<'a> {
    pub(super) search: &'a Search,
    pub(super) printing: &'a Printing<HitRecord>,
    pub(super) filters: Filters,
    pub(super) sort: SortName,
    pub(super) limit: usize,
    pub(super) expand: bool,
    pub(super) collapse: bool,
    pub(super) lenient: bool,
    pub(super) facets: Vec<FacetName>,
    pub(super) facet_limit: usize,
    pub(super) summary: bool,
}

/// What a query came to.
pub(super) struct Answered {
    /// What is printed for it; of a streamed answer, what stands before the hits.
    pub(super) printed: Vec<u8>,
    /// Its hits, where they are still to be printed.
    pub(super) streamed: Option<Streamed>,
    pub(super) found: bool,
    /// What was wrong with it.
    pub(super) mistake: Option<Error>,
    /// What else should be told of it.
    pub(super) note: Option<String>,
    pub(super) line: u64,
    pub(super) bytes: u64,
}

/// An answer of many hits.
pub(super) struct Streamed {
    query_id: Arc<str>,
    pub(super) page: Page,
}

impl Answerer<'_> {
    /// Hits that a query wants, at most; `None` for all.
    pub(super) fn wanted(&self, asked: &Asked) -> Option<usize> {
        let own = asked.question.as_ref().ok().and_then(|question| question.limit);
        match (self.printing.count.is_some(), own.unwrap_or(self.limit)) {
            (true, _) => Some(0),
            (_, 0) => None,
            (_, limit) => Some(limit),
        }
    }

    /// Answers a query; a fault of ours becomes a mistake, so that the run goes on.
    pub(super) fn answer(&self, asked: Asked) -> Answered {
        let Asked { ref id, line, bytes, .. } = asked;
        let query_id: Arc<str> = id.as_str().into();
        let answered = catch_unwind(AssertUnwindSafe(|| self.printed(&query_id, asked))).unwrap_or_else(|_| {
            Err(Error::new("a fault of Dateline while answering this query").help("please report it with the query"))
        });
        match answered {
            Ok(Printed { bytes: printed, found, streamed, note }) => {
                Answered { printed, streamed, found, mistake: None, note, line, bytes }
            }
            Err(mistake) => {
                let printed = self.mistake(&query_id, line, &mistake);
                Answered { printed, streamed: None, found: false, mistake: Some(mistake), note: None, line, bytes }
            }
        }
    }

    fn printed(&self, query_id: &Arc<str>, asked: Asked) -> Result<Printed> {
        let wanted = self.wanted(&asked);
        let question = asked.question?;
        // Ids that are given for all queries are told once.
        let note = question.filters.ids.as_deref().map(|ids| unknown(self.search, ids)).transpose()?.flatten();
        let request = self.request(question, wanted);
        let mut page = self.search.page(&request)?;
        page.notes.extend(note.clone());
        let found = page.total > 0;
        let mut bytes = Vec::new();
        if let Some(count) = &self.printing.count {
            count.record(&mut bytes, &CountRecord { query_id: Some(query_id.clone()), count: page.total })?;
            return Ok(Printed { bytes, found, streamed: None, note });
        }
        if self.format() == &Format::Text {
            writeln!(bytes, "{}", output::text::heading(&format!("{query_id}  {}", request.query)))?;
        }
        let streamed = Streamed { query_id: query_id.clone(), page };
        if streamed.page.len() > STREAMED {
            return Ok(Printed { bytes, found, streamed: Some(streamed), note });
        }
        self.hits(&mut bytes, &streamed, 0..streamed.page.len())?;
        self.close(&mut bytes, streamed)?;
        Ok(Printed { bytes, found, streamed: None, note })
    }

    fn request(&self, question: Question, limit: Option<usize>) -> Request {
        let facets = if question.facets.is_empty() { &self.facets } else { &question.facets };
        let lenient = question.lenient.unwrap_or(self.lenient);
        Request {
            query: question.query,
            plain: question.plain || lenient,
            filters: question.filters.or(&self.filters),
            limit,
            offset: question.offset,
            sort: question.sort.unwrap_or(self.sort).into(),
            facets: match self.format() {
                Format::Text | Format::Json if self.printing.count.is_none() => named_facets(facets, self.facet_limit),
                _ => Vec::new(),
            },
            expand: self.expand,
            hits_only: prints_hits_only(self.printing, self.summary),
            collapse: self.collapse,
            ..Request::default()
        }
    }

    fn format(&self) -> &Format {
        &self.printing.records.layout().format
    }

    /// Prints a stretch of the hits; articles are read only where a field needs them.
    pub(super) fn hits(&self, out: &mut dyn Write, answer: &Streamed, stretch: Range<usize>) -> Result<()> {
        let Streamed { query_id, page } = answer;
        let printer = &self.printing.records;
        records(self.search, page, stretch, printer, &mut |record| {
            Ok(printer.record(out, &HitRecord { query_id: Some(query_id.clone()), ..record })?)
        })
    }

    /// Prints what stands behind the hits: counts and the total, where they are wanted.
    pub(super) fn close(&self, out: &mut dyn Write, answer: Streamed) -> Result<()> {
        let Streamed { query_id, page } = answer;
        let returned = page.len();
        match self.format() {
            Format::Text => {
                output::text::facets(out, &page.facets)?;
                let shown = (returned > 0).then(|| (page.rank(0), page.rank(returned - 1)));
                output::text::total(out, page.total, shown)?;
                writeln!(out)?;
            }
            Format::Json => {
                let facets = page.facets.into_iter().flat_map(FacetRecord::all);
                let facets = facets.map(|facet| FacetRecord { query_id: Some(query_id.clone()), ..facet });
                json()?.all(out, facets)?;
                if self.summary {
                    let notes = page.notes;
                    let summary =
                        SummaryRecord { query_id: Some(query_id.clone()), total: page.total, returned, notes };
                    json()?.record(out, &summary)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The line of a query that is not answered: in JSON it stands in its place among the answers.
    fn mistake(&self, query_id: &Arc<str>, line: u64, error: &Error) -> Vec<u8> {
        let mut bytes = Vec::new();
        if *self.format() == Format::Json || self.printing.counts_in_json() {
            let record = MistakeRecord {
                query_id: query_id.clone(),
                line,
                error: error.to_string(),
                help: error.hint().map(str::to_owned),
            };
            // Writing to memory does not fail.
            let _ = json().map(|printer| printer.record(&mut bytes, &record));
        }
        bytes
    }
}

struct Printed {
    bytes: Vec<u8>,
    found: bool,
    streamed: Option<Streamed>,
    note: Option<String>,
}

fn json<R: output::Record>() -> Result<Printer<R>> {
    Layout::of(Format::Json).printer()
}

impl Answered {
    /// Writes what was printed.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.printed)
    }
}

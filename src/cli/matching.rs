//! `dateline match`: which of many queries does each article match?

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rayon::prelude::*;

use super::output::{OutputArguments, Printing};
use super::place::PlaceArguments;
use super::queries::{Asked, Input, Queries, Question};
use super::saved::{Saved, SavedSearch};
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::enrich::topics::Model;
use crate::error::{Error, Result};
use crate::index::{Annotated, annotated};
use crate::output::{CountRecord, MatchRecord};
use crate::search::{Matcher, Request};
use crate::source::{self, Chunk, Globs, Incoming, Options, Piece, Skipped};

/// Tell which queries each article matches: alerts on what comes in
#[derive(Debug, Args)]
#[command(after_help = "\
Queries are written as for `dateline batch`: a query a line, an id and a tab before it, JSON
({\"id\": \"oil\", \"query\": \"opec\", \"filters\": {\"country\": [\"iran\"]}}), or TREC topics. One without an id
has the number of its line.
Articles come on standard input as JSON Lines, and are answered as soon as they come, or from
paths. People stand for each other, and topics are your own, as in the index, if there is one.
A query that is not understood is told; the others go on, and the exit status is 2.

Examples:
  dateline match --saved < wire.jsonl
  printf 'wall\\tberlin wall\\n' | dateline match /dev/stdin news --format tsv
  dateline match queries.tsv news --format json | jq -r '.query_id + \": \" + .title'")]
pub(super) struct MatchArguments {
    /// File of queries; with --saved, the first path
    #[arg(required_unless_present = "saved", value_name = "QUERIES")]
    queries: Option<PathBuf>,
    /// Articles to read; standard input without
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Take the saved searches of the index as queries
    #[arg(long)]
    saved: bool,
    #[command(flatten)]
    output: OutputArguments,
}

/// Articles that are matched together.
const BATCH: usize = 512;

/// Bytes of files that are read together.
const BYTES: usize = 4 << 20;

/// The name of a query, and what it says.
struct Named {
    id: Arc<str>,
    query: Arc<str>,
}

impl MatchArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve()?;
        let index = if self.saved { Some(place.existing()?) } else { place.optional()? };
        let own = index.as_ref().map(crate::index::Index::own_topics).transpose()?.flatten();
        let homes = index.as_ref().map(crate::index::Index::homes).transpose()?.unwrap_or_default();
        let mut matcher = Matcher::new(index.as_ref())?;
        let mut paths = self.paths;
        let standing: Vec<Standing> = match (&index, self.queries) {
            (Some(index), first) if self.saved => {
                paths.splice(0..0, first);
                Saved::read(index)?.searches.into_values().map(Standing::saved).collect()
            }
            (_, Some(file)) if file.as_os_str() == "-" && paths.is_empty() => {
                return Err(conflict(
                    "queries and articles cannot both come from standard input",
                    "name a file of queries, or the paths of articles",
                ));
            }
            (_, Some(file)) => read(&file)?,
            (_, None) => Vec::new(),
        };
        let mut names = Vec::new();
        let mut bad = 0;
        for Standing { id, query, request, place } in standing {
            match request.and_then(|request| matcher.add(&request)) {
                Ok(()) => names.push(Named { id: id.as_str().into(), query: query.as_str().into() }),
                Err(error) => {
                    bad += 1;
                    let said = Error::new(format!("query \"{id}\": {error}"));
                    let said = place.into_iter().fold(said, |said, (path, line)| said.at_line(path, line));
                    let hint = error.hint().map(str::to_owned);
                    terminal.error(&hint.into_iter().fold(said, Error::help));
                }
            }
        }
        let run = Run { matcher, names, own, homes, printing, terminal };
        let found = if paths.is_empty() { run.stream()? } else { run.files(&paths)? };
        if bad > 0 {
            let queries = if bad == 1 { "query was" } else { "queries were" };
            return Err(Error::new(format!("{bad} {queries} not understood; the others were matched"))
                .help("the messages above say what would work"));
        }
        Ok(Outcome::of(found > 0))
    }
}

/// A query of many.
struct Standing {
    id: String,
    query: String,
    /// What it asks, or why it asks nothing.
    request: Result<Request>,
    /// What is wrong is told with this place.
    place: Option<(PathBuf, u64)>,
}

impl Standing {
    fn saved(search: SavedSearch) -> Standing {
        let request = search.request();
        Standing { id: search.id, query: search.query, request, place: None }
    }

    fn asked(asked: Asked, path: &Path) -> Standing {
        let place = Some((path.to_owned(), asked.line));
        let query = asked.question.as_ref().map(|question| question.query.clone()).unwrap_or_default();
        let request = asked.question.map(|Question { query, plain, filters, .. }| Request {
            query,
            plain,
            filters,
            ..Request::default()
        });
        Standing { id: asked.id, query, request, place }
    }
}

/// The queries of a file, each with the reason where it is none.
fn read(path: &Path) -> Result<Vec<Standing>> {
    let queries = Queries::mixed(Input::open(path)?.lines);
    let unreadable = |cause| Error::new("the queries cannot be read to their end").at(path).because(cause);
    queries.map(|asked| Ok(Standing::asked(asked.map_err(unreadable)?, path))).collect()
}

/// Matching under way.
struct Run<'a> {
    matcher: Matcher,
    names: Vec<Named>,
    own: Option<Model>,
    homes: crate::enrich::countries::Homes,
    printing: Printing<MatchRecord>,
    terminal: &'a Terminal,
}

impl Run<'_> {
    /// Matches what comes on standard input; gives how many lines were found.
    fn stream(&self) -> Result<u64> {
        let mut out = self.begun()?;
        let mut found = 0;
        let mut incoming = Incoming::read(std::io::stdin(), Arc::default());
        loop {
            let pieces =
                incoming.next_batch().map_err(|cause| Error::new("standard input cannot be read on").because(cause))?;
            if pieces.is_empty() {
                return self.ended(out, found);
            }
            let mut batch = Vec::with_capacity(pieces.len());
            for piece in pieces {
                match piece {
                    Piece::Chunk(chunk) => batch.push(chunk),
                    Piece::Skipped(skipped) => self.skip(&skipped),
                }
            }
            found += self.batch(&mut out, &batch)?;
        }
    }

    /// Matches the articles of files.
    fn files(&self, paths: &[PathBuf]) -> Result<u64> {
        let walk = source::walk(paths, &Globs::default())?;
        let options = Arc::new(Options::default());
        let mut out = self.begun()?;
        let mut found = 0;
        let mut batch: Vec<Chunk> = Vec::new();
        let mut bytes = 0;
        for skipped in &walk.skipped {
            self.skip(skipped);
        }
        for file in &walk.files {
            let mut failed = None;
            let read = source::read(file, &options, &mut |piece| {
                match piece {
                    Piece::Chunk(chunk) => {
                        bytes += chunk.bytes.len();
                        batch.push(chunk);
                    }
                    Piece::Skipped(skipped) => self.skip(&skipped),
                }
                if bytes >= BYTES {
                    bytes = 0;
                    match self.batch(&mut out, &std::mem::take(&mut batch)) {
                        Ok(more) => found += more,
                        Err(error) => failed = Some(error),
                    }
                }
                failed.is_none()
            });
            if let Some(error) = failed {
                return Err(error);
            }
            if let Err(reason) = read {
                self.skip(&Skipped { path: file.path.clone(), line: None, reason });
            }
        }
        found += self.batch(&mut out, &batch)?;
        self.ended(out, found)
    }

    fn begun(&self) -> Result<Box<dyn Write>> {
        let mut out = self.printing.out(self.terminal);
        if self.printing.count.is_none() {
            self.printing.records.head(&mut out)?;
        }
        Ok(out)
    }

    fn ended(&self, mut out: Box<dyn Write>, found: u64) -> Result<u64> {
        if let Some(count) = &self.printing.count {
            count.all(&mut out, [CountRecord { query_id: None, count: found }])?;
        }
        out.flush()?;
        Ok(found)
    }

    fn skip(&self, skipped: &Skipped) {
        self.terminal.note(&format!("skipped: {skipped}"));
    }

    /// Matches some articles and prints what was found, in their order.
    fn batch(&self, out: &mut dyn Write, chunks: &[Chunk]) -> Result<u64> {
        let read: Vec<Vec<Annotated>> =
            chunks.par_iter().map(|chunk| annotated(chunk, self.own.as_ref(), &self.homes)).collect();
        let mut articles = Vec::new();
        for article in read.into_iter().flatten() {
            match article {
                Ok(article) => articles.push(article),
                Err(skipped) => self.skip(&skipped),
            }
        }
        let mut found = 0;
        for articles in articles.chunks(BATCH) {
            let mut last: Option<(usize, Arc<crate::article::Article>)> = None;
            for matched in self.matcher.matches(articles)? {
                found += 1;
                if self.printing.count.is_some() {
                    continue;
                }
                let article = match last.take() {
                    Some((number, article)) if number == matched.article => article,
                    _ => Arc::new((*articles[matched.article].0).clone()),
                };
                let Named { id, query } = &self.names[matched.query];
                let record =
                    MatchRecord { query_id: Arc::clone(id), query: Arc::clone(query), article: Arc::clone(&article) };
                self.printing.records.record(out, &record)?;
                last = Some((matched.article, article));
            }
        }
        out.flush()?;
        Ok(found)
    }
}

//! Queries in, answers out: in parallel, in order, in bounded memory.
//!
//! One thread reads queries, rayon's pool answers them, and this one writes
//! what is next. So many answers are under way as hits are wanted by them; when
//! the writer does not keep up, no further query is begun.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;
use std::path::Path;

use crossbeam_channel::{Receiver, bounded, never, select, unbounded};

use super::answer::{Answered, Answerer, Streamed};
use crate::cli::Outcome;
use crate::cli::pieces::in_pieces;
use crate::cli::progress::QueryBar;
use crate::cli::queries::{Asked, Queries};
use crate::cli::stop::Stop;
use crate::cli::terminal::Terminal;
use crate::error::{Error, Result};

/// Hits that are under way together, at most; with their articles some 30 MB.
const UNDER_WAY: usize = 16_384;

/// What a query counts among them at least: its own thousand bytes or so.
const LEAST: usize = 16;

/// Queries that go to a thread together, at most.
const TOGETHER: usize = 8;

/// Queries under way for each thread from which on they go together.
const BUSY: usize = 8;

/// Queries that are read ahead.
const AHEAD: usize = 256;

/// Answers all queries.
///
/// # Errors
/// Queries that were bad, as a number; the queries cannot be read, the output not be written.
pub(super) fn run<R: BufRead + Send + 'static>(
    queries: Queries<R>,
    path: &Path,
    bytes: Option<u64>,
    answerer: &Answerer<'_>,
    threads: Option<usize>,
    terminal: &Terminal,
) -> Result<Outcome> {
    let stop = Stop::on_ctrl_c();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    let pool = pool.map_err(|cause| Error::new("no threads to answer with").because(cause))?;
    let (ask, asked) = bounded(AHEAD);
    // It may wait for input for ever: nobody waits for it.
    std::thread::spawn(move || {
        for query in queries {
            if ask.send(query).is_err() {
                break;
            }
        }
    });
    let bar = QueryBar::new(terminal, bytes);
    let mut flow = Flow {
        answerer,
        stop: &stop,
        threads: pool.current_num_threads(),
        out: answerer.printing.out(terminal),
        path,
        terminal,
        bar: &bar,
        written: 0,
        found: false,
        mistakes: 0,
    };
    let done = flow.answers(&asked, &pool);
    // Whatever ends the run, answers that are under way are of no use any more.
    stop.set();
    bar.finish();
    done?;
    flow.out.flush()?;
    if stop.is_interrupted() {
        terminal.note(&format!("interrupted after {} queries", flow.written));
        return Ok(Outcome::Interrupted);
    }
    match flow.mistakes {
        0 => Ok(Outcome::of(flow.found)),
        mistakes => Err(Error::new(format!("{mistakes} of {} queries were not answered", flow.written))
            .at(path)
            .help("each is told above with its line; the others were answered")),
    }
}

struct Flow<'a> {
    answerer: &'a Answerer<'a>,
    stop: &'a Stop,
    threads: usize,
    out: Box<dyn Write>,
    path: &'a Path,
    terminal: &'a Terminal,
    bar: &'a QueryBar,
    /// Queries whose answers are written.
    written: usize,
    found: bool,
    mistakes: usize,
}

impl Flow<'_> {
    fn answers(&mut self, asked: &Receiver<io::Result<Asked>>, pool: &rayon::ThreadPool) -> Result<()> {
        match &self.answerer.printing.count {
            Some(count) => count.head(&mut self.out)?,
            None => self.answerer.printing.records.head(&mut self.out)?,
        }
        let (answerer, stop) = (self.answerer, self.stop);
        let (send, answers) = unbounded::<Vec<(usize, usize, Answered)>>();
        pool.in_place_scope(|scope| {
            let result = (|| {
                let mut waiting = BTreeMap::new();
                let (mut begun, mut under_way, mut ended) = (0, 0, false);
                let closed = never();
                loop {
                    while let Some((size, answer)) = waiting.remove(&self.written) {
                        under_way -= size;
                        self.write(answer, pool)?;
                    }
                    if stop.is_set() || (ended && self.written == begun) {
                        return Ok(());
                    }
                    if self.written == begun && asked.is_empty() {
                        // Whoever asks one query after the other sees each answer at once.
                        self.out.flush()?;
                    }
                    let room = !ended && under_way < UNDER_WAY;
                    select! {
                        recv(if room { asked } else { &closed }) -> query => match query {
                            Ok(query) => {
                                // Where all threads have enough to do, several queries go to one together:
                                // handing over costs as much as a short answer.
                                let busy = begun - self.written >= BUSY * self.threads;
                                let most = if busy { TOGETHER } else { 1 };
                                let mut together = Vec::with_capacity(most);
                                for query in std::iter::once(query).chain(asked.try_iter()) {
                                    let query = query.map_err(|cause| self.unreadable(cause))?;
                                    let size = self.size(&query);
                                    together.push((begun, size, query));
                                    begun += 1;
                                    under_way += size;
                                    if together.len() == most || under_way >= UNDER_WAY {
                                        break;
                                    }
                                }
                                let send = send.clone();
                                scope.spawn(move |_| {
                                    let live = together.into_iter().take_while(|_| !stop.is_set());
                                    let answered = live.map(|(n, size, query)| (n, size, answerer.answer(query)));
                                    // Nobody receives after an error that ends the run.
                                    let _ = send.send(answered.collect());
                                });
                            }
                            Err(_) => ended = true,
                        },
                        recv(answers) -> answered => for (n, size, answer) in answered.into_iter().flatten() {
                            waiting.insert(n, (size, answer));
                        },
                        recv(stop.interrupts) -> _ => {}
                    }
                }
            })();
            if result.is_err() {
                stop.set();
            }
            result
        })
    }

    /// What a query counts among those under way.
    fn size(&self, asked: &Asked) -> usize {
        let articles = usize::try_from(self.answerer.search.articles()).unwrap_or(usize::MAX);
        let wanted = self.answerer.wanted(asked).unwrap_or(usize::MAX).min(articles);
        // A long answer is only ranked before its turn; one a thread is under way.
        wanted.clamp(LEAST, UNDER_WAY / self.threads)
    }

    fn write(&mut self, answer: Answered, pool: &rayon::ThreadPool) -> Result<()> {
        answer.write(&mut self.out)?;
        let Answered { streamed, found, mistake, note, line, bytes, .. } = answer;
        if let Some(streamed) = streamed {
            self.stream(streamed, pool)?;
        }
        if let Some(note) = note {
            self.terminal.note(&format!("{}:{line}: {note}", self.path.display()));
        }
        if let Some(mistake) = mistake {
            self.mistakes += 1;
            let help = mistake.hint().map(|help| format!("\n  {help}")).unwrap_or_default();
            self.terminal.note(&format!("{}:{line}: {mistake}{help}", self.path.display()));
        }
        self.found |= found;
        self.written += 1;
        self.bar.at(self.written as u64, bytes);
        Ok(())
    }

    /// Reads and prints a long answer, a piece a thread at a time.
    fn stream(&mut self, answer: Streamed, pool: &rayon::ThreadPool) -> Result<()> {
        let answerer = self.answerer;
        let print = |stretch| {
            let mut piece = Vec::new();
            answerer.hits(&mut piece, &answer, stretch).map(|()| piece)
        };
        let ended = in_pieces(answer.page.len(), Some(pool), print, |piece| {
            self.out.write_all(&piece)?;
            Ok(if self.stop.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        if ended.is_break() { Ok(()) } else { self.answerer.close(&mut self.out, answer) }
    }

    fn unreadable(&self, cause: io::Error) -> Error {
        Error::new("the queries cannot be read to their end").at(self.path).because(cause)
    }
}

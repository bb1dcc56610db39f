//! A progress bar on standard error, where that is a terminal.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::stop::Stop;
use super::terminal::Terminal;
use crate::index::Progress;

/// Shows how far an update has come.
pub(super) struct Bar<'a> {
    bar: ProgressBar,
    articles: AtomicU64,
    /// By whom the update may be ended.
    stop: Option<&'a Stop>,
}

/// Redraws per second: smooth to the eye, nothing to the run.
const REDRAWS: u8 = 10;

impl<'a> Bar<'a> {
    /// A bar of an update that the user may end.
    pub(super) fn stoppable(terminal: &Terminal, stop: &'a Stop) -> Bar<'a> {
        Bar { stop: Some(stop), ..Bar::new(terminal) }
    }

    pub(super) fn new(terminal: &Terminal) -> Bar<'a> {
        let target =
            if terminal.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(REDRAWS) };
        let bar = ProgressBar::with_draw_target(None, target);
        let template = "{wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec}, {msg}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Bar { bar, articles: AtomicU64::new(0), stop: None }
    }
}

/// Shows how many queries of a batch are answered.
pub(super) struct QueryBar(ProgressBar);

impl QueryBar {
    /// A bar over the bytes of the queries, or a count where they are not known.
    pub(super) fn new(terminal: &Terminal, bytes: Option<u64>) -> QueryBar {
        // Where answers scroll by, they show how far the run has come.
        let hidden = terminal.quiet || terminal.interactive;
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(REDRAWS) };
        let bar = ProgressBar::with_draw_target(bytes, target);
        let template = if bytes.is_some() { "{wide_bar} {msg}, {eta} left" } else { "{spinner} {msg}, {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        QueryBar(bar)
    }

    /// So many queries are answered; the last ended at this byte.
    pub(super) fn at(&self, queries: u64, bytes: u64) {
        self.0.set_message(format!("{queries} queries"));
        self.0.set_position(bytes);
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar<'_> {
    fn begin(&self, _: usize, bytes: u64) {
        self.bar.set_length(bytes);
    }

    fn advance(&self, bytes: u64, articles: u64) {
        let articles = self.articles.fetch_add(articles, Ordering::Relaxed) + articles;
        self.bar.set_message(format!("{articles} articles"));
        self.bar.inc(bytes);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(Stop::is_interrupted)
    }
}

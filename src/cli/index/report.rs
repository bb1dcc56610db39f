//! What updates did, told as it happens: accounts for people and for programs.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::cli::Outcome;
use crate::cli::output::Printing;
use crate::cli::stop::Stop;
use crate::cli::terminal::Terminal;
use crate::error::Result;
use crate::index::{Account, Index};
use crate::output::{self, AccountRecord, CountRecord};

/// Time between two looks whether another process still writes the index.
const TURN: Duration = Duration::from_millis(200);

/// Where accounts are told.
pub(super) struct Report<'a> {
    pub(super) terminal: &'a Terminal,
    printing: Printing<AccountRecord>,
    out: Box<dyn Write>,
    /// Accounts that were told.
    told: u64,
    /// Articles in the index after the last update.
    articles: u64,
}

impl<'a> Report<'a> {
    pub(super) fn of(printing: Printing<AccountRecord>, terminal: &'a Terminal) -> Result<Report<'a>> {
        let out = Box::new(printing.out(terminal));
        Ok(Report { terminal, printing, out, told: 0, articles: 0 })
    }

    /// Runs an update and tells its account.
    pub(super) fn timed(&mut self, update: impl FnOnce() -> Result<Account>) -> Result<()> {
        let began = Instant::now();
        let account = update()?;
        self.tell(account, began.elapsed())
    }

    /// The same, but waits until no other process writes the index, or until the user ends the run.
    pub(super) fn in_turn(
        &mut self,
        index: &Index,
        stop: &Stop,
        mut update: impl FnMut() -> Result<Account>,
    ) -> Result<Account> {
        let mut waits = false;
        loop {
            let began = Instant::now();
            match update() {
                Err(_) if index.is_being_written() && !stop.is_interrupted() => {
                    if !std::mem::replace(&mut waits, true) {
                        self.terminal.note("another process is writing this index: waiting for it");
                    }
                    std::thread::sleep(TURN);
                }
                Err(error) => return Err(error),
                Ok(account) => {
                    if self.told == 0 || !account.nothing_changed() {
                        self.tell(account.clone(), began.elapsed())?;
                    }
                    return Ok(account);
                }
            }
        }
    }

    fn tell(&mut self, account: Account, time: Duration) -> Result<()> {
        self.articles = account.articles_total;
        self.told += 1;
        let Terminal { verbose, .. } = *self.terminal;
        self.terminal.tell(|err| output::text::account(err, &account, time.as_secs_f64(), verbose));
        if self.printing.is_text() {
            return Ok(());
        }
        if let Some(count) = &self.printing.count {
            count.all(&mut self.out, [CountRecord { query_id: None, count: 1 }])?;
        } else {
            if self.told == 1 {
                self.printing.records.head(&mut self.out)?;
            }
            self.printing.records.record(&mut self.out, &AccountRecord(account))?;
        }
        self.out.flush()?;
        Ok(())
    }

    pub(super) fn has_articles(&self) -> bool {
        self.articles > 0
    }

    pub(super) fn outcome(&self) -> Outcome {
        Outcome::of(self.has_articles())
    }
}

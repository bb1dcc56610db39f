//! Told when files of a corpus change: created, written, moved, deleted, folders too.
//!
//! Says that something changed and when it has become quiet, not what: a walk
//! finds that for the price of a look at each file, and misses nothing that the
//! system was too busy to tell.

use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, at, never, select, unbounded};
use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::walk::{IGNORE_FILE, check};
use crate::error::{Error, Result};

/// What changes below some paths, while this lives.
pub struct Changes {
    events: Receiver<notify::Result<Event>>,
    /// Ends the watching when it is dropped.
    _watcher: RecommendedWatcher,
    roots: Vec<PathBuf>,
    /// What is written here is no change of the corpus.
    leave_out: PathBuf,
}

/// Why waiting has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// Something has changed, and nothing more for a while.
    Changed,
    /// The wait was interrupted.
    Interrupted,
}

impl Changes {
    /// Watches these files and folders from now on, except for the folder of the index.
    ///
    /// # Errors
    /// One of them is not there, or the system cannot watch them.
    pub fn below(roots: &[PathBuf], leave_out: &Path) -> Result<Changes> {
        let roots = check(roots)?;
        let (sender, events) = unbounded();
        let forward = move |event| {
            // Nobody listens any more.
            let _ = sender.send(event);
        };
        let cannot = |cause: notify::Error| refused(&cause);
        let mut watcher = notify::recommended_watcher(forward).map_err(cannot)?;
        for root in &roots {
            // A file that is written anew is often another file of that name: its folder tells.
            let (folder, mode) = match root.parent() {
                Some(parent) if root.is_file() => (parent, RecursiveMode::NonRecursive),
                _ => (root.as_path(), RecursiveMode::Recursive),
            };
            watcher.watch(folder, mode).map_err(|cause| cannot(cause).at(folder))?;
        }
        let leave_out = leave_out.canonicalize().unwrap_or_else(|_| leave_out.to_owned());
        Ok(Changes { events, _watcher: watcher, roots, leave_out })
    }

    /// Waits for a change, and then until there was none for `quiet`, but no longer than `longest`. What
    /// comes from `interrupts` ends the wait.
    ///
    /// # Errors
    /// The system cannot watch the corpus any more.
    pub fn wait(&self, quiet: Duration, longest: Duration, interrupts: &Receiver<()>) -> Result<Waited> {
        if let Some(Told::Interrupt) = self.next(&never(), interrupts)? {
            return Ok(Waited::Interrupted);
        }
        let end = Instant::now() + longest;
        loop {
            match self.next(&at(end.min(Instant::now() + quiet)), interrupts)? {
                Some(Told::Interrupt) => return Ok(Waited::Interrupted),
                Some(Told::Change) if Instant::now() < end => {}
                Some(Told::Change) | None => return Ok(Waited::Changed),
            }
        }
    }

    /// What comes before the time is up; `None` where nothing does that matters.
    fn next(&self, time: &Receiver<Instant>, interrupts: &Receiver<()>) -> Result<Option<Told>> {
        loop {
            select! {
                recv(self.events) -> event => {
                    let event = event.map_err(|_| Error::new("the system has stopped to watch the corpus"))?;
                    if self.concerns(&event.map_err(|cause| refused(&cause))?) {
                        return Ok(Some(Told::Change));
                    }
                }
                recv(interrupts) -> _ => return Ok(Some(Told::Interrupt)),
                recv(time) -> _ => return Ok(None),
            }
        }
    }

    /// Whether an event may change what a walk finds.
    fn concerns(&self, event: &Event) -> bool {
        match event.kind {
            // A file that was written in pieces is whole when it is closed.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
            EventKind::Access(_) => return false,
            // Events were lost: anything may have changed.
            _ if event.need_rescan() => return true,
            _ => {}
        }
        event.paths.iter().any(|path| self.holds(path))
    }

    /// Whether a path belongs to the corpus, hidden files apart.
    fn holds(&self, path: &Path) -> bool {
        if path.starts_with(&self.leave_out) {
            return false;
        }
        self.roots.iter().filter_map(|root| path.strip_prefix(root).ok()).any(|inside| {
            let hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
            inside.ends_with(IGNORE_FILE) || !inside.components().any(hidden)
        })
    }
}

enum Told {
    Change,
    Interrupt,
}

/// Why the system does not watch.
fn refused(cause: &notify::Error) -> Error {
    let help = match cause.kind {
        ErrorKind::MaxFilesWatch => {
            "the system watches no more folders than fs.inotify.max_user_watches: raise it (`sysctl`), or run \
             `dateline index` now and then, from cron"
        }
        _ => "run `dateline index` now and then instead, from cron",
    };
    Error::new("the corpus cannot be watched").because(cause.to_string()).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than any system takes to tell.
    const LONG: Duration = Duration::from_secs(60);

    /// Short enough not to be waited for in vain.
    const SHORT: Duration = Duration::from_millis(50);

    #[test]
    fn files_and_new_folders_are_told_and_the_index_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let index = dir.path().join("index");
        std::fs::create_dir(&index).unwrap();
        let changes = Changes::below(&[dir.path().to_owned()], &index).unwrap();
        let changed = || changes.wait(SHORT, LONG, &never()).unwrap();
        std::fs::write(dir.path().join("a.txt"), "x").unwrap();
        assert_eq!(changed(), Waited::Changed);
        std::fs::create_dir(dir.path().join("b")).unwrap();
        assert_eq!(changed(), Waited::Changed);
        std::fs::write(dir.path().join("b/c.txt"), "x").unwrap();
        assert_eq!(changed(), Waited::Changed);
        std::fs::rename(dir.path().join("a.txt"), dir.path().join("d.txt")).unwrap();
        assert_eq!(changed(), Waited::Changed);
        std::fs::remove_dir_all(dir.path().join("b")).unwrap();
        assert_eq!(changed(), Waited::Changed);
        std::fs::write(index.join("manifest"), "x").unwrap();
        std::fs::write(dir.path().join(".hidden"), "x").unwrap();
        std::fs::read(dir.path().join("d.txt")).unwrap();
        let (interrupt, interrupts) = crossbeam_channel::bounded(1);
        std::thread::spawn(move || {
            std::thread::sleep(4 * SHORT);
            interrupt.send(()).unwrap();
        });
        assert_eq!(changes.wait(SHORT, LONG, &interrupts).unwrap(), Waited::Interrupted);
    }
}

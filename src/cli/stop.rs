//! Ending a run before it is done: at the next whole line, when the user asks for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, bounded};

/// Whether the run is to end before all is done.
pub(super) struct Stop {
    set: Arc<AtomicBool>,
    interrupted: Arc<AtomicBool>,
    /// Wakes who waits for something else.
    pub(super) interrupts: Receiver<()>,
}

impl Stop {
    /// Ctrl-C asks for an end at the next whole line; once more, for one at once.
    pub(super) fn on_ctrl_c() -> Stop {
        let (send, interrupts) = bounded(1);
        let stop = Stop { set: Arc::default(), interrupted: Arc::default(), interrupts };
        let (set, interrupted) = (stop.set.clone(), stop.interrupted.clone());
        // Where a handler cannot be set, Ctrl-C ends the process, as it does by itself.
        let _ = ctrlc::set_handler(move || {
            if interrupted.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(super::INTERRUPTED));
            }
            set.store(true, Ordering::Relaxed);
            let _ = send.try_send(());
        });
        stop
    }

    pub(super) fn set(&self) {
        self.set.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_set(&self) -> bool {
        self.set.load(Ordering::Relaxed)
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

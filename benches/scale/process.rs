//! What a run of a program costs: wall time, processor time and the most memory it held.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often the memory of a running program is read.
const GLANCE: Duration = Duration::from_millis(10);

/// Ticks of processor time a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// The cost of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// Seconds of all threads, in the program and in the kernel for it.
    pub(crate) processor: f64,
    /// Bytes resident at most; 0 where the system does not tell.
    pub(crate) memory: u64,
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> Cost {
    let before = children();
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let ended = loop {
        memory = memory.max(peak(Path::new(&status)));
        if let Some(ended) = child.try_wait().expect("the program can be waited for") {
            break ended;
        }
        std::thread::sleep(GLANCE);
    };
    // 1 is "nothing found", which is an answer.
    assert!(ended.code().is_some_and(|code| code < 2), "{command:?}: {ended}");
    Cost { wall: began.elapsed().as_secs_f64(), processor: children() - before, memory }
}

fn peak(status: &Path) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}

/// Processor seconds of all programs that were waited for (`man proc`, fields 16 and 17 of `stat`).
fn children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(") ").next().unwrap_or_default();
    let ticks: u64 = after_name.split(' ').skip(13).take(2).filter_map(|cell| cell.parse::<u64>().ok()).sum();
    ticks as f64 / TICKS
}

/// Bytes of all files in a folder.
pub(crate) fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

/// The middle of some figures.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
